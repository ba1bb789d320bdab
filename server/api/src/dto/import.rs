//! Importing products: what a file looks like, and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Error,
    domain::{ids::ProductId, money::Currency},
    transfer::{
        Choices, Counts, Decimal, Drafts, FieldChange, ForeignCurrency, ImportOptions, Preview, Question,
        RejectionGroup, Remark, Report, RowChange, RowError, StockUpdate, Template, WordyStock,
    },
};
use utoipa::{IntoParams, ToSchema};

use super::names::{
    DecimalName, DraftsName, ForeignCurrencyName, ImportFieldName, StockUpdateName, TemplateName, WordyStockName,
};
use crate::problem::Result;

/// How a file is to be read. What is left out is found out.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReadingParams {
    /// A JSON object of fields (each an ImportField) and the columns that say them.
    #[param(max_length = 2000, example = r#"{"name":"Title","price":"Variant Price"}"#)]
    mapping: Option<String>,
    /// Whose columns they are: says which rows are variants of a product, and which are none.
    #[param(value_type = Option<TemplateName>, inline)]
    template: Option<Template>,
    /// The sign before the decimals. Without it, rows that may mean a comma are rejected with decimal_comma.
    #[param(value_type = Option<DecimalName>, inline)]
    decimal: Option<Decimal>,
    /// Whether prices that name another currency than the company's are taken as amounts of the company's.
    #[param(value_type = Option<ForeignCurrencyName>, inline, default = "reject")]
    foreign_currency: Option<ForeignCurrency>,
    /// What becomes of drafts and hidden products.
    #[param(value_type = Option<DraftsName>, inline, default = "archived")]
    drafts: Option<Drafts>,
    /// What Unlimited, InStock and other words say in the place of a stock count.
    #[param(value_type = Option<WordyStockName>, inline, default = "zero")]
    wordy_stock: Option<WordyStock>,
    /// What an update does with stock. Without it, keep; but a file with a stock column and no price column is a stock
    /// count, and sets it. New products always take the file's stock.
    #[param(value_type = Option<StockUpdateName>, inline)]
    stock: Option<StockUpdate>,
    /// When the other shop wrote the file, or when the file was last changed. Where orders took from a stock since then
    /// that the file sets, a remark says so.
    #[param(value_type = Option<String>, format = DateTime)]
    exported_at: Option<Timestamp>,
}

/// How a file is to be read, and whether anything is to be changed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportParams {
    /// Reports what would be done, without doing it.
    #[param(default = false)]
    dry_run: Option<bool>,
    /// A JSON object of fields (each an ImportField) and the columns that say them.
    #[param(max_length = 2000, example = r#"{"name":"Title","price":"Variant Price"}"#)]
    mapping: Option<String>,
    /// Whose columns they are: says which rows are variants of a product, and which are none.
    #[param(value_type = Option<TemplateName>, inline)]
    template: Option<Template>,
    /// The sign before the decimals. Without it, rows that may mean a comma are rejected with decimal_comma.
    #[param(value_type = Option<DecimalName>, inline)]
    decimal: Option<Decimal>,
    /// Whether prices that name another currency than the company's are taken as amounts of the company's.
    #[param(value_type = Option<ForeignCurrencyName>, inline, default = "reject")]
    foreign_currency: Option<ForeignCurrency>,
    /// What becomes of drafts and hidden products.
    #[param(value_type = Option<DraftsName>, inline, default = "archived")]
    drafts: Option<Drafts>,
    /// What Unlimited, InStock and other words say in the place of a stock count.
    #[param(value_type = Option<WordyStockName>, inline, default = "zero")]
    wordy_stock: Option<WordyStock>,
    /// What an update does with stock. Without it, keep; but a file with a stock column and no price column is a stock
    /// count, and sets it. New products always take the file's stock.
    #[param(value_type = Option<StockUpdateName>, inline)]
    stock: Option<StockUpdate>,
    /// When the other shop wrote the file, or when the file was last changed. Where orders took from a stock since then
    /// that the file sets, a remark says so.
    #[param(value_type = Option<String>, format = DateTime)]
    exported_at: Option<Timestamp>,
}

impl ReadingParams {
    pub fn exported_at(&self) -> Option<Timestamp> {
        self.exported_at
    }

    pub fn options(self, currency: Currency) -> Result<ImportOptions> {
        let Self { mapping, template, decimal, foreign_currency, drafts, wordy_stock, stock, exported_at: _ } = self;
        let mapping = mapping.as_deref().map(read_mapping).transpose()?;
        let choices = Choices { decimal, foreign_currency, drafts, wordy_stock, stock };
        Ok(ImportOptions { currency, template, mapping, choices })
    }
}

impl ImportParams {
    /// Splits off whether it is a dry run from how the file is to be read.
    pub fn split(self) -> (bool, ReadingParams) {
        let Self { dry_run, mapping, template, decimal, foreign_currency, drafts, wordy_stock, stock, exported_at } =
            self;
        let reading =
            ReadingParams { mapping, template, decimal, foreign_currency, drafts, wordy_stock, stock, exported_at };
        (dry_run.unwrap_or(false), reading)
    }
}

fn read_mapping(text: &str) -> Result<BTreeMap<String, String>> {
    let wrong = || Error::invalid("/mapping", "invalid", "must be a JSON object of fields and names of columns");
    if text.len() > 2_000 {
        return Err(wrong().into());
    }
    serde_json::from_str(text).map_err(|_| wrong().into())
}

/// What a file looks like; nothing of it is judged yet.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportPreview, example = json!({
    "template": "tenantry", "template_title": "Tenantry", "encoding": "utf-8", "separator": ",",
    "headers": ["sku", "name", "price", "inventory"],
    "mapping": {"sku": "sku", "name": "name", "price": "price", "inventory": "inventory"},
    "row_count": 1, "rows": [["BRD-WAL-40", "Walnut cutting board", "64.50", "25"]],
    "questions": []
}))]
pub struct PreviewResponse<'a> {
    #[schema(value_type = TemplateName)]
    template: &'static str,
    /// The name of the shop or program whose columns they are, to show to people.
    template_title: &'static str,
    /// utf-8, utf-16, windows-1252, windows-1250 or windows-1251.
    encoding: &'static str,
    separator: char,
    headers: &'a [String],
    /// Fields and the columns that seem to say them.
    mapping: BTreeMap<&'static str, &'a str>,
    /// Without the header and blank rows.
    row_count: usize,
    /// The first five.
    rows: &'a [Vec<String>],
    /// What is open for the whole file, each asked once.
    questions: Vec<QuestionResponse<'a>>,
}

impl<'a> PreviewResponse<'a> {
    pub fn of(preview: &'a Preview) -> Self {
        Self {
            template: preview.template.name(),
            template_title: preview.template.title(),
            encoding: preview.encoding.name(),
            separator: preview.separator,
            headers: &preview.headers,
            mapping: preview.mapping.iter().map(|(field, column)| (field.name(), column.as_str())).collect(),
            row_count: preview.rows,
            rows: &preview.first,
            questions: preview.questions.iter().map(QuestionResponse::of).collect(),
        }
    }
}

/// What an import did, or would do in a dry run.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportReport, example = json!({
    "dry_run": false, "template": "tenantry", "encoding": "utf-8",
    "counts": {"create": 12, "update": 3, "skip": 5, "error": 1, "ignored": 0},
    "errors": [{"row": 7, "column": "price", "value": "19,99", "code": "decimal_comma",
                "detail": "has a decimal comma: write 19.99 with a point"}],
    "errors_left_out": 0,
    "rejections": [{"code": "decimal_comma", "column": "price", "detail": "has a decimal comma: write 19.99 with a point",
                    "count": 1, "rows": [7]}],
    "remarks": [{"row": 9, "column": "inventory", "value": "-3", "code": "negative_stock",
                 "detail": "the file says -3: the stock is 0"}],
    "remarks_left_out": 0,
    "questions": [],
    "changes": [{"row": 2, "product_id": "019a3f2b-7c10-7000-8000-5a6e1f0b2c3d", "name": "Walnut board",
                 "fields": [{"field": "price", "from": "59.00", "to": "64.50"}]}],
    "changes_left_out": 14
}))]
pub struct ReportResponse<'a> {
    dry_run: bool,
    #[schema(value_type = TemplateName)]
    template: &'static str,
    /// utf-8, utf-16, windows-1252, windows-1250 or windows-1251.
    encoding: &'static str,
    counts: CountsResponse,
    /// Why rows were rejected, in the order of the file; at most 500. A reason that is the file's or the plan's and not
    /// the row's is listed with its first row only. POST /v1/products/import/failed has all.
    errors: Vec<RowErrorResponse<'a>>,
    errors_left_out: usize,
    /// The same by reason, the most frequent first.
    rejections: Vec<RejectionGroupResponse<'a>>,
    /// What was changed or left out of products that came in, in the order of the file; at most 500.
    remarks: Vec<RemarkResponse<'a>>,
    remarks_left_out: usize,
    /// What is open for the whole file, each asked once.
    questions: Vec<QuestionResponse<'a>>,
    /// Old and new values of the first fifty rows that create or change a product; only in a dry run.
    changes: Vec<RowChangeResponse<'a>>,
    /// Further rows of the dry run that create or change a product.
    changes_left_out: u64,
}

/// Rows of the file by what becomes of them.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportCounts)]
struct CountsResponse {
    create: u64,
    update: u64,
    /// Equal to what is there.
    skip: u64,
    error: u64,
    /// No products, as rows for pictures.
    ignored: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ImportRowError)]
struct RowErrorResponse<'a> {
    /// As a spreadsheet counts: the header is row 1.
    row: u64,
    /// Null where the whole row is to blame.
    #[schema(required)]
    column: Option<&'a str>,
    /// What stands there, cut to a hundred characters.
    #[schema(required)]
    value: Option<&'a str>,
    code: &'static str,
    detail: &'a str,
}

impl<'a> ReportResponse<'a> {
    pub fn of(report: &'a Report, groups: &'a [RejectionGroup], dry_run: bool) -> Self {
        let Counts { create, update, skip, error, ignored } = report.counts;
        let (errors, remarks) = (report.first_errors(), report.first_remarks());
        Self {
            dry_run,
            template: report.template.name(),
            encoding: report.encoding.name(),
            counts: CountsResponse { create, update, skip, error, ignored },
            errors_left_out: report.errors.len() - errors.len(),
            errors: errors.into_iter().map(RowErrorResponse::of).collect(),
            rejections: groups.iter().map(RejectionGroupResponse::of).collect(),
            remarks: remarks.iter().map(RemarkResponse::of).collect(),
            remarks_left_out: report.remarks.len() - remarks.len(),
            questions: report.questions.iter().map(QuestionResponse::of).collect(),
            changes: report.changes.iter().map(RowChangeResponse::of).collect(),
            changes_left_out: if dry_run { create + update - report.changes.len() as u64 } else { 0 },
        }
    }
}

/// A row that creates or changes a product.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportChange)]
struct RowChangeResponse<'a> {
    /// As a spreadsheet counts: the header is row 1.
    row: u64,
    /// Null for a product that is created.
    #[schema(required, value_type = Option<uuid::Uuid>)]
    product_id: Option<ProductId>,
    /// Before the change, or of the new product.
    name: &'a str,
    fields: Vec<FieldChangeResponse<'a>>,
}

/// Old and new value of one field, as an export writes them, cut to a hundred characters.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportFieldChange)]
struct FieldChangeResponse<'a> {
    #[schema(value_type = ImportFieldName)]
    field: &'static str,
    /// Null where there was nothing.
    #[schema(required)]
    from: Option<&'a str>,
    #[schema(required)]
    to: Option<&'a str>,
}

impl<'a> RowChangeResponse<'a> {
    fn of(change: &'a RowChange) -> Self {
        let RowChange { row, product, name, fields } = change;
        let field = |change: &'a FieldChange| FieldChangeResponse {
            field: change.field.name(),
            from: change.from.as_deref(),
            to: change.to.as_deref(),
        };
        Self { row: *row, product_id: *product, name, fields: fields.iter().map(field).collect() }
    }
}

impl<'a> RowErrorResponse<'a> {
    fn of(error: &'a RowError) -> Self {
        Self {
            row: error.row,
            column: error.column.as_deref(),
            value: error.value.as_deref(),
            code: error.code,
            detail: &error.detail,
        }
    }
}

/// Rows that were rejected for one reason.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportRejection)]
struct RejectionGroupResponse<'a> {
    code: &'static str,
    /// Null where whole rows are to blame.
    #[schema(required)]
    column: Option<&'a str>,
    /// Of the first row, where the rows differ.
    detail: &'a str,
    count: u64,
    /// The first twenty.
    rows: &'a [u64],
}

impl<'a> RejectionGroupResponse<'a> {
    fn of(group: &'a RejectionGroup) -> Self {
        let RejectionGroup { code, column, detail, count, rows } = group;
        Self { code, column: column.as_deref(), detail, count: *count, rows }
    }
}

/// A remark about a value of a row that was changed or left out; its product is still imported.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportRemark)]
struct RemarkResponse<'a> {
    /// As a spreadsheet counts: the header is row 1.
    row: u64,
    /// Null where no column is meant.
    #[schema(required)]
    column: Option<&'a str>,
    /// What stands there, cut to a hundred characters.
    #[schema(required)]
    value: Option<&'a str>,
    code: &'static str,
    detail: &'a str,
}

impl<'a> RemarkResponse<'a> {
    fn of(remark: &'a Remark) -> Self {
        let Remark { row, column, value, code, detail } = remark;
        Self { row: *row, column: column.as_deref(), value: value.as_deref(), code, detail }
    }
}

/// What only a person can say of a file. Until it is answered, the rows that it concerns are rejected or lack a field.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportQuestion)]
struct QuestionResponse<'a> {
    /// decimal_comma, foreign_currency, price_column or name_column.
    code: &'static str,
    /// The query parameter that answers it.
    parameter: &'static str,
    detail: &'a str,
    /// Values of the parameter; for mapping, the columns that may be the field.
    options: &'a [String],
    /// Rows that wait for the answer.
    count: u64,
    /// Some of the values in question.
    examples: &'a [String],
}

impl<'a> QuestionResponse<'a> {
    fn of(question: &'a Question) -> Self {
        let Question { code, parameter, detail, options, count, examples } = question;
        Self { code, parameter, detail, options, count: *count, examples }
    }
}
