//! A file to import, read as far as it goes without looking at what is there.

use std::collections::{BTreeMap, HashMap};

use super::{
    Choices, Question, StockUpdate, Template,
    decode::Encoding,
    mapping::{Field, Mapping},
    report::{Remark, RowError},
    row::{Candidate, Identity},
    shopify,
    table::Table,
};
use crate::{error::Result, money::Currency, transfer::guard};

/// What the caller says about a file; what it does not say is found out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportOptions {
    /// The company's.
    pub currency: Currency,
    pub template: Option<Template>,
    /// Names of fields and of columns.
    pub mapping: Option<BTreeMap<String, String>>,
    pub choices: Choices,
}

impl ImportOptions {
    /// Everything is found out.
    pub fn of(currency: Currency) -> Self {
        Self { currency, template: None, mapping: None, choices: Choices::default() }
    }
}

#[derive(Clone, Debug)]
pub struct ImportFile {
    table: Table,
    template: Template,
    mapping: Mapping,
    /// In the order of the file.
    pub candidates: Vec<Candidate>,
    pub refused: Vec<RowError>,
    /// What was changed or left out of rows that are candidates.
    pub remarks: Vec<Remark>,
    /// What is still open for the whole file.
    pub questions: Vec<Question>,
    /// Rows that are no products.
    pub ignored: u64,
    /// What an update does with stock: chosen, or by what the file holds.
    pub stock: StockUpdate,
}

/// What a file looks like, before anything of it is judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Preview {
    pub template: Template,
    pub encoding: Encoding,
    pub separator: char,
    pub headers: Vec<String>,
    pub mapping: BTreeMap<Field, String>,
    pub rows: usize,
    /// The first few.
    pub first: Vec<Vec<String>>,
    /// What is open for the whole file, each asked once.
    pub questions: Vec<Question>,
}

const SHOWN: usize = 5;
const MAX_SHOWN: usize = 200;

impl Preview {
    /// The mapping and the template of the options are what is asked about, where
    /// they are given.
    pub fn of(bytes: &[u8], _options: &ImportOptions) -> Result<Self> {
        let table = Table::read(bytes)?;
        let template = Template::detect(&table);
        let mapping = Mapping::guess(&table, template);
        let cut = |cell: &String| cell.chars().take(MAX_SHOWN).collect();
        Ok(Self {
            template,
            encoding: table.encoding,
            separator: table.separator,
            mapping: mapping.named(&table).into_iter().map(|(field, column)| (field, column.to_owned())).collect(),
            rows: table.rows.len(),
            first: table.rows.iter().take(SHOWN).map(|row| row.cells.iter().map(cut).collect()).collect(),
            headers: table.headers,
            questions: Vec::new(),
        })
    }
}

impl ImportFile {
    pub fn read(bytes: &[u8], options: &ImportOptions) -> Result<Self> {
        let table = Table::read(bytes)?;
        let template = options.template.unwrap_or_else(|| Template::detect(&table));
        let mapping = match &options.mapping {
            Some(wanted) => Mapping::given(&table, wanted)?,
            None => Mapping::guess(&table, template),
        };
        mapping.check()?;
        let counts_stock = mapping.get(Field::Inventory).is_some() && mapping.get(Field::Price).is_none();
        let mut file = Self {
            table,
            template,
            stock: options.choices.stock.unwrap_or(if counts_stock { StockUpdate::Set } else { StockUpdate::Keep }),
            mapping,
            candidates: Vec::new(),
            refused: Vec::new(),
            remarks: Vec::new(),
            questions: Vec::new(),
            ignored: 0,
        };
        file.take_rows();
        Ok(file)
    }

    pub fn template(&self) -> Template {
        self.template
    }

    /// Whether a column is mapped to the field.
    pub fn has(&self, field: Field) -> bool {
        self.mapping.get(field).is_some()
    }

    pub fn encoding(&self) -> Encoding {
        self.table.encoding
    }

    fn take_rows(&mut self) {
        let mut shopify =
            (self.template == Template::Shopify).then(|| shopify::Reader::new(&self.table, &self.mapping));
        let mut seen: HashMap<Identity, u64> = HashMap::new();
        for row in &self.table.rows {
            let read = match &mut shopify {
                Some(reader) => reader.read(row),
                None => Some(Candidate::read(&self.table, &self.mapping, row)),
            };
            let candidate = match read {
                None => {
                    self.ignored += 1;
                    continue;
                }
                Some(Err(errors)) => {
                    self.refused.extend(errors);
                    continue;
                }
                Some(Ok(candidate)) => candidate,
            };
            let Some(identity) = candidate.identity() else {
                let detail = "the row has neither a SKU nor a name";
                self.refused.push(RowError::of_row(row.number, "nameless", detail));
                continue;
            };
            let what = if matches!(identity, Identity::Sku(_)) { "SKU" } else { "name" };
            match seen.get(&identity) {
                Some(first) => {
                    let detail = format!("row {first} has the same {what}; only that one is taken");
                    self.refused.push(RowError::of_row(row.number, "duplicate_row", detail));
                }
                None => {
                    seen.insert(identity, row.number);
                    self.candidates.push(candidate);
                }
            }
        }
    }

    /// The cell of a row that a field of a product comes from, for an error
    /// that points to the field.
    pub fn blame(&self, row: u64, pointer: &str, code: &'static str, detail: &str) -> RowError {
        let column = Field::of(pointer.trim_start_matches('/')).and_then(|field| self.mapping.get(field));
        let cells = self.table.rows.iter().find(|candidate| candidate.number == row).map(|row| &row.cells);
        match (column, cells) {
            (Some(column), Some(cells)) => {
                let value = cells.get(column).map_or("", String::as_str);
                RowError::of_cell(row, &self.table.headers[column], value, code, detail)
            }
            _ => RowError::of_row(row, code, format!("{} {detail}", pointer.trim_start_matches('/'))),
        }
    }

    /// The refused rows as a file to mend: the same columns, and why.
    pub fn failed_csv(&self, errors: &[RowError]) -> String {
        let mut reasons: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for error in errors {
            let place = error.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
            reasons.entry(error.row).or_default().push(format!("row {}: {place}{}", error.row, error.detail));
        }
        let mut columns: Vec<usize> = (0..self.table.headers.len()).collect();
        // A file that was mended once brings its reasons along.
        columns.retain(|column| self.table.headers[*column] != "error");
        let mut sheet = super::export::Sheet::default();
        sheet.line(columns.iter().map(|column| self.table.headers[*column].as_str()).chain(["error"]));
        let mut shared = shopify::Shared::new(&self.table);
        for row in &self.table.rows {
            shared.see(row);
            let Some(reasons) = reasons.get(&row.number) else { continue };
            let cells = columns.iter().map(|column| match self.template {
                Template::Shopify => shared.cell(row, *column),
                _ => row.cells.get(*column).map_or("", String::as_str),
            });
            let reason = reasons.join("; ");
            let cells: Vec<_> = cells.map(guard).chain([guard(&reason)]).collect();
            sheet.line(cells.iter().map(|cell| cell.as_ref()));
        }
        sheet.take()
    }
}
