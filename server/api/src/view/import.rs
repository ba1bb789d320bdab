//! Importing products: what a file looks like, and what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tenantry_core::{
    Error,
    transfer::{Counts, ImportOptions, Preview, Report, RowError, Template},
};
use utoipa::{IntoParams, ToSchema};

use super::names::TemplateName;
use crate::problem::Result;

/// How a file is to be read. What is left out is found out.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReadingParams {
    /// A JSON object of fields (sku, name, description, price, category, inventory) and the columns that say them.
    #[param(max_length = 2000, example = r#"{"name":"Title","price":"Variant Price"}"#)]
    mapping: Option<String>,
    /// Whose columns they are; shopify puts variants and their product together.
    #[param(value_type = Option<TemplateName>, inline)]
    template: Option<Named>,
}

/// How a file is to be read, and whether anything is to be changed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportParams {
    /// Only tells what would be done.
    #[param(default = false)]
    dry_run: Option<bool>,
    /// A JSON object of fields (sku, name, description, price, category, inventory) and the columns that say them.
    #[param(max_length = 2000, example = r#"{"name":"Title","price":"Variant Price"}"#)]
    mapping: Option<String>,
    /// Whose columns they are; shopify puts variants and their product together.
    #[param(value_type = Option<TemplateName>, inline)]
    template: Option<Named>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Named {
    Tenantry,
    Shopify,
    Unknown,
}

impl ReadingParams {
    pub fn options(self) -> Result<ImportOptions> {
        let mapping = self.mapping.as_deref().map(read_mapping).transpose()?;
        let template = self.template.map(|template| match template {
            Named::Tenantry => Template::Tenantry,
            Named::Shopify => Template::Shopify,
            Named::Unknown => Template::Unknown,
        });
        Ok(ImportOptions { template, mapping })
    }
}

impl ImportParams {
    pub fn read(self) -> Result<(bool, ImportOptions)> {
        let Self { dry_run, mapping, template } = self;
        Ok((dry_run.unwrap_or(false), ReadingParams { mapping, template }.options()?))
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
    "template": "tenantry", "encoding": "utf-8", "separator": ",",
    "headers": ["sku", "name", "price", "inventory"],
    "mapping": {"sku": "sku", "name": "name", "price": "price", "inventory": "inventory"},
    "row_count": 1, "rows": [["BRD-WAL-40", "Walnut cutting board", "64.50", "25"]]
}))]
pub struct PreviewView<'a> {
    #[schema(value_type = TemplateName)]
    template: &'static str,
    /// utf-8 or windows-1252.
    encoding: &'static str,
    separator: char,
    headers: &'a [String],
    /// Fields and the columns that seem to say them.
    mapping: BTreeMap<&'static str, &'a str>,
    /// Without the header and blank rows.
    row_count: usize,
    /// The first five.
    rows: &'a [Vec<String>],
}

impl<'a> PreviewView<'a> {
    pub fn of(preview: &'a Preview) -> Self {
        Self {
            template: preview.template.name(),
            encoding: preview.encoding.name(),
            separator: preview.separator,
            headers: &preview.headers,
            mapping: preview.mapping.iter().map(|(field, column)| (field.name(), column.as_str())).collect(),
            row_count: preview.rows,
            rows: &preview.first,
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
    "errors_left_out": 0
}))]
pub struct ReportView<'a> {
    dry_run: bool,
    #[schema(value_type = TemplateName)]
    template: &'static str,
    /// utf-8 or windows-1252.
    encoding: &'static str,
    counts: CountsView,
    /// Why rows were refused, in the order of the file; at most 500. POST /v1/products/import/failed tells all.
    errors: Vec<RowErrorView<'a>>,
    errors_left_out: usize,
}

/// Rows of the file by what becomes of them.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportCounts)]
struct CountsView {
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
struct RowErrorView<'a> {
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

impl<'a> ReportView<'a> {
    pub fn of(report: &'a Report, dry_run: bool) -> Self {
        let Counts { create, update, skip, error, ignored } = report.counts;
        let told = report.told();
        Self {
            dry_run,
            template: report.template.name(),
            encoding: report.encoding.name(),
            counts: CountsView { create, update, skip, error, ignored },
            errors: told.iter().map(RowErrorView::of).collect(),
            errors_left_out: report.errors.len() - told.len(),
        }
    }
}

impl<'a> RowErrorView<'a> {
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
