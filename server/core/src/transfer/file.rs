//! A file to import, read as far as it goes without looking at what is there.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Question, StockUpdate, Template,
    decode::Encoding,
    field::Field,
    formats::{self, Format},
    guard,
    guess::Guess,
    mapping::Mapping,
    options::ImportOptions,
    reader::{Outcome, Reader},
    report::{Remark, RowError},
    row::{Candidate, Identity},
    table::Table,
};
use crate::domain::{error::Result, money::Currency};

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
    /// The rows that say what variants are called, by the variants' places, and
    /// whether such a row is a parent.
    leads: HashMap<usize, (usize, bool)>,
}

/// The preview of a file, before anything of it is planned.
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
/// Beyond so many columns, a file of rejected rows leaves out blank ones.
const MANY_COLUMNS: usize = 200;

/// The format of a file, and the mapping of its columns.
struct Understood {
    format: &'static dyn Format,
    mapping: Mapping,
    /// Columns that may be the price where none is mapped.
    prices: Vec<usize>,
}

impl Understood {
    fn of(table: &Table, options: &ImportOptions) -> Result<Self> {
        let format = options.template.map_or_else(|| formats::detect(table), formats::of);
        let guess = guess(table, format, options.currency);
        let mapping = match &options.mapping {
            Some(wanted) => Mapping::given(table, wanted)?,
            None => guess.mapping(),
        };
        Ok(Self { format, mapping, prices: guess.prices })
    }

    /// Which column is to be chosen by a person, where one is missing.
    fn questions(&self, table: &Table) -> Vec<Question> {
        let count = table.rows.len() as u64;
        let named = |columns: &[usize]| columns.iter().map(|column| table.headers[*column].clone()).collect::<Vec<_>>();
        let mut questions = Vec::new();
        if self.mapping.get(Field::Name).is_none() && self.mapping.get(Field::Sku).is_none() {
            let detail = "Choose the column that holds the name or the SKU: rows can't be distinguished without it.";
            let columns: Vec<usize> =
                (0..table.headers.len()).filter(|column| !table.headers[*column].is_empty()).collect();
            questions.push(Question::column("name_column", detail.to_owned(), named(&columns), count));
        }
        if self.mapping.get(Field::Price).is_none() {
            let detail = if self.prices.is_empty() {
                "No column holds a price: products that you have are updated, and new ones can't be created."
            } else {
                "Choose the column that holds the price: it is not clear which of them it is."
            };
            questions.push(Question::column("price_column", detail.to_owned(), named(&self.prices), count));
        }
        questions
    }
}

/// Returns the columns of the format, and for the others the best guess by their names.
fn guess(table: &Table, format: &dyn Format, currency: Currency) -> Guess {
    let mut found = BTreeMap::new();
    for (field, names) in format.columns() {
        let there = names.iter().filter_map(|name| table.find(&[*name]));
        let free: Vec<usize> = there.filter(|column| !found.values().any(|taken| taken == column)).collect();
        let filled = free.iter().find(|column| table.values(**column).next().is_some());
        found.extend(filled.or(free.first()).map(|column| (*field, *column)));
    }
    if let (false, Some(first)) = (found.contains_key(&Field::Inventory), format.stock_columns(table).first()) {
        found.insert(Field::Inventory, *first);
    }
    let open: Vec<Field> =
        Field::ALL.into_iter().filter(|field| !found.contains_key(field) && !format.closed().contains(field)).collect();
    Guess::of(table, currency, found, &open)
}

impl Preview {
    /// With the mapping, the template and the choices of the options, where they
    /// are given.
    pub fn of(bytes: &[u8], options: &ImportOptions) -> Result<Self> {
        let table = Table::read(bytes)?;
        let understood = Understood::of(&table, options)?;
        let mut questions = understood.questions(&table);
        let mut reader = Reader::new(&table, &understood.mapping, understood.format, options);
        for at in 0..table.rows.len() {
            reader.read(at);
        }
        questions.extend(reader.questions());
        let cut = |cell: &String| cell.chars().take(MAX_SHOWN).collect();
        let named = understood.mapping.named(&table);
        Ok(Self {
            template: understood.format.template(),
            encoding: table.encoding,
            separator: table.separator,
            mapping: named.into_iter().map(|(field, column)| (field, column.to_owned())).collect(),
            rows: table.rows.len(),
            first: table.rows.iter().take(SHOWN).map(|row| row.cells.iter().map(cut).collect()).collect(),
            headers: table.headers,
            questions,
        })
    }
}

impl ImportFile {
    pub fn read(bytes: &[u8], options: &ImportOptions) -> Result<Self> {
        let table = Table::read(bytes)?;
        let understood = Understood::of(&table, options)?;
        understood.mapping.check(&table)?;
        let questions = understood.questions(&table);
        let Understood { format, mapping, .. } = understood;
        let counts_stock = mapping.get(Field::Inventory).is_some() && mapping.get(Field::Price).is_none();
        let mut file = Self {
            template: format.template(),
            stock: options.choices.stock.unwrap_or(if counts_stock { StockUpdate::Set } else { StockUpdate::Keep }),
            candidates: Vec::new(),
            refused: Vec::new(),
            remarks: Vec::new(),
            questions,
            ignored: 0,
            leads: HashMap::new(),
            table: Table::default(),
            mapping: Mapping::default(),
        };
        file.take_rows(Reader::new(&table, &mapping, format, options), table.rows.len());
        (file.table, file.mapping) = (table, mapping);
        Ok(file)
    }

    pub fn template(&self) -> Template {
        self.template
    }

    /// Returns whether a column is mapped to the field.
    pub fn has(&self, field: Field) -> bool {
        self.mapping.get(field).is_some()
    }

    pub fn encoding(&self) -> Encoding {
        self.table.encoding
    }

    fn take_rows(&mut self, mut reader: Reader, rows: usize) {
        let mut candidates = Vec::new();
        for at in 0..rows {
            match reader.read(at) {
                Outcome::Ignored => self.ignored += 1,
                Outcome::Refused(errors) => self.refused.extend(errors),
                Outcome::Candidate(candidate, remarks) => {
                    candidates.push(candidate);
                    self.remarks.extend(remarks);
                }
            }
            self.leads.extend(reader.lead(at).map(|lead| (at, lead)));
        }
        self.questions.extend(reader.questions());
        reader.tell_apart(&mut candidates);
        self.take(candidates);
    }

    /// Only the first row of each product is taken.
    fn take(&mut self, candidates: Vec<Candidate>) {
        let mut seen: HashMap<Identity, u64> = HashMap::new();
        for candidate in candidates {
            let row = candidate.row;
            let Some(identity) = candidate.identity() else {
                let detail = "the row has neither a SKU nor a name";
                self.refused.push(RowError::of_row(row, "nameless", detail));
                continue;
            };
            let what = if matches!(identity, Identity::Sku(_)) { "SKU" } else { "name" };
            match seen.get(&identity) {
                Some(first) => {
                    let detail = format!("row {first} has the same {what}; only that one is taken");
                    self.refused.push(RowError::of_row(row, "duplicate_row", detail));
                }
                None => {
                    seen.insert(identity, row);
                    self.candidates.push(candidate);
                }
            }
        }
    }

    /// The cell of a row that a field of a product comes from, for an error
    /// that points to the field.
    pub fn blame(&self, row: u64, pointer: &str, code: &'static str, detail: &str) -> RowError {
        let column = Field::of(pointer.trim_start_matches('/')).and_then(|field| self.mapping.get(field));
        match (column, self.table.rows.binary_search_by_key(&row, |row| row.number)) {
            (Some(column), Ok(place)) => {
                let value = self.table.rows[place].cell(column).unwrap_or_default();
                RowError::of_cell(row, &self.table.headers[column], value, code, detail)
            }
            _ => RowError::of_row(row, code, format!("{} {detail}", pointer.trim_start_matches('/'))),
        }
    }

    /// The rejected rows as a file to correct: the same columns, and why. Cells
    /// beyond the header stand behind the reason. What variants have in common
    /// comes along, in the row of their parent or in their own.
    pub fn failed_csv(&self, errors: &[RowError]) -> String {
        let mut reasons: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for error in errors {
            let place = error.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
            reasons.entry(error.row).or_default().push(format!("row {}: {place}{}", error.row, error.detail));
        }
        let rejected = |at: &usize| reasons.contains_key(&self.table.rows[*at].number);
        let parents: HashSet<usize> = (0..self.table.rows.len())
            .filter(rejected)
            .filter_map(|at| self.leads.get(&at).filter(|(_, is_parent)| *is_parent).map(|(lead, _)| *lead))
            .collect();
        let columns = self.failed_columns(&reasons);
        let common = self.common_columns();
        let mut sheet = super::export::Sheet::default();
        sheet.line(columns.iter().map(|column| self.table.headers[*column].as_str()).chain(["error"]));
        for (at, row) in self.table.rows.iter().enumerate() {
            let reason = match reasons.get(&row.number) {
                Some(reasons) => reasons.join("; "),
                None if parents.contains(&at) => String::new(),
                None => continue,
            };
            let beyond = row.cells.iter().skip(self.table.headers.len()).map(String::as_str);
            let cells = columns
                .iter()
                .map(|column| self.shared_cell(at, *column, &common))
                .chain([reason.as_str()])
                .chain(beyond);
            let cells: Vec<_> = cells.map(guard).collect();
            sheet.line(cells.iter().map(|cell| cell.as_ref()));
        }
        sheet.take()
    }

    /// Without the reasons of an earlier file, and of very many columns without those
    /// that are blank in all rejected rows, so that short rows stay short.
    fn failed_columns(&self, reasons: &BTreeMap<u64, Vec<String>>) -> Vec<usize> {
        let headers = &self.table.headers;
        let mut filled: HashSet<usize> = Field::ALL.iter().filter_map(|field| self.mapping.get(*field)).collect();
        for row in self.table.rows.iter().filter(|row| reasons.contains_key(&row.number)) {
            filled.extend((0..row.cells.len()).filter(|column| row.cell(*column).is_some()));
        }
        let many = headers.len() > MANY_COLUMNS;
        (0..headers.len()).filter(|column| headers[*column] != "error" && (!many || filled.contains(column))).collect()
    }

    /// Columns that the first variant of a product fills in for all of them.
    fn common_columns(&self) -> HashSet<usize> {
        let shared = Field::ALL.into_iter().filter(|field| field.is_shared_by_variants());
        shared.map(|field| self.mapping.get(field)).chain([self.table.find(&["tags"])]).flatten().collect()
    }

    /// The cell, or where it is blank what the first variant of its product says for all.
    fn shared_cell(&self, at: usize, column: usize, common: &HashSet<usize>) -> &str {
        let own = self.table.rows[at].cells.get(column).map_or("", String::as_str);
        match self.leads.get(&at) {
            Some((lead, false)) if own.is_empty() && common.contains(&column) => {
                self.table.rows[*lead].cells.get(column).map_or("", String::as_str)
            }
            _ => own,
        }
    }
}
