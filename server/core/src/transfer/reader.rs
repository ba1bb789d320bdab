//! Rows to candidates: what rows are to each other is found out first, then each
//! row is read with what its product says for it.

use std::collections::HashMap;

use super::{
    Choices, Drafts, ImportOptions, Question, WordyStock, category,
    field::Field,
    formats::{Format, PriceChange, Role, Shape, Texts},
    mapping::Mapping,
    prices::{NoPrice, Prices},
    prose,
    report::{Remark, RowError},
    row::Candidate,
    stock,
    table::{Row, Table},
    words::plain,
};
use crate::domain::{
    money::Money,
    product::barcode::{self, BarcodeRemark},
    text::clean,
};

/// The longest name of a product, in characters.
const MAX_NAME: usize = 200;
/// The longest description, in characters.
const MAX_DESCRIPTION: usize = 5_000;
/// Words for no code.
const NO_CODE: [&str; 7] = ["", "-", "--", "n/a", "na", "none", "null"];

/// A field that holds a code, and the remarks about one that is not read as it stands there.
struct Code {
    field: Field,
    /// The longest one, in characters.
    max: usize,
    too_long: (&'static str, &'static str),
    shortened: (&'static str, &'static str),
}

const SKU: Code = Code {
    field: Field::Sku,
    max: 64,
    too_long: ("sku_too_long", "has more than 64 characters: the SKU was left out"),
    shortened: (
        "sku_shortened",
        "looks like a number that a spreadsheet shortened: compare it with the SKU on the shelf",
    ),
};

const BARCODE: Code = Code {
    field: Field::Barcode,
    max: barcode::MAX,
    too_long: ("barcode_too_long", "has more than 64 characters: the barcode was left out"),
    shortened: (
        "barcode_shortened",
        "looks like a number that a spreadsheet shortened: compare it with the barcode on the package",
    ),
};

/// The rows of one product.
#[derive(Default)]
struct Group<'a> {
    /// The row that says so.
    lead: Option<&'a Row>,
    /// What the format found for that row.
    category: Option<String>,
    hidden: bool,
    variants: u64,
}

/// The outcome of a row.
pub enum Outcome {
    Candidate(Candidate, Vec<Remark>),
    Refused(Vec<RowError>),
    Ignored,
}

pub struct Reader<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    format: &'static dyn Format,
    choices: Choices,
    texts: Texts,
    shapes: Vec<Shape>,
    groups: HashMap<String, Group<'a>>,
    prices: Prices,
    stock_columns: Vec<usize>,
}

impl<'a> Reader<'a> {
    pub fn new(table: &'a Table, mapping: &'a Mapping, format: &'static dyn Format, options: &ImportOptions) -> Self {
        let shapes = format.shapes(table, mapping);
        let of_interest =
            table.rows.iter().zip(&shapes).filter(|(_, shape)| shape.role != Role::Ignored).map(|(row, _)| row);
        let prices = Prices::survey(table, mapping, options.currency, options.choices, of_interest);
        let stock_columns = format.stock_columns(table);
        let summed = mapping.get(Field::Inventory).is_some_and(|column| stock_columns.contains(&column));
        Self {
            table,
            mapping,
            format,
            choices: options.choices,
            texts: format.texts(table),
            groups: groups(table, &shapes),
            shapes,
            prices,
            stock_columns: if summed { stock_columns } else { Vec::new() },
        }
    }

    /// Returns what the file leaves open, once its rows were read.
    pub fn questions(&self) -> Vec<Question> {
        self.prices.questions()
    }

    /// The place of the row that says what a row's product is called, where that is
    /// another one; and whether that row is a parent, which is no product itself.
    pub fn lead(&self, at: usize) -> Option<(usize, bool)> {
        let group = self.groups.get(self.shapes[at].group.as_deref()?)?;
        let lead = group.lead.filter(|lead| lead.number != self.table.rows[at].number)?;
        let place = self.table.rows.binary_search_by_key(&lead.number, |row| row.number).ok()?;
        Some((place, self.shapes[place].role != Role::Variant))
    }

    pub fn read(&mut self, at: usize) -> Outcome {
        let (table, shape) = (self.table, self.shapes[at].clone());
        let row = &table.rows[at];
        if let Some(error) = broken(table, row) {
            return Outcome::Refused(vec![error]);
        }
        let group = shape.group.as_deref().and_then(|group| self.groups.get(group));
        let variants = group.map_or(0, |group| group.variants);
        let has_variants = shape.role == Role::Product && variants > 0;
        if matches!(shape.role, Role::Ignored | Role::Parent) || has_variants {
            return Outcome::Ignored;
        }
        let hidden = shape.hidden || group.is_some_and(|group| group.hidden);
        let lead = group.and_then(|group| group.lead);
        let inherited = group.and_then(|group| group.category.clone());
        if hidden && self.choices.drafts == Some(Drafts::LeftOut) {
            return Outcome::Ignored;
        }
        let mut cells = Cells { row, table, texts: self.texts, remarks: Vec::new() };
        let name = match self.name(&mut cells, &shape, lead) {
            Ok(name) => name,
            Err(error) => return Outcome::Refused(vec![error]),
        };
        let sku = if shape.has_sku { self.code(&mut cells, &SKU) } else { None };
        let barcode = self.barcode(&mut cells);
        let description = self.description(&mut cells, lead);
        let category = self.category(&mut cells, &shape, lead, inherited.as_deref());
        let inventory = self.stock(&mut cells, &shape.more_stock);
        let price = match self.price(row, &shape, lead) {
            Ok(price) => price,
            Err(error) => return Outcome::Refused(vec![error]),
        };
        if let (true, Some(column)) = (self.prices.was_rounded(), self.column(Field::Price)) {
            cells.remark(column, "price_rounded", "has more decimals than the currency: it was rounded");
        }
        let archived = hidden && self.choices.drafts != Some(Drafts::Active);
        if archived && self.texts != Texts::Exact {
            let detail = "is a draft or hidden where it comes from: a new product comes in archived";
            cells.remarks.push(Remark::of_row(row.number, "draft", detail));
        }
        for note in &shape.notes {
            cells.remark(note.column, note.code, note.detail);
        }
        let candidate =
            Candidate { row: row.number, sku, name, description, price, category, inventory, barcode, archived };
        Outcome::Candidate(candidate, cells.remarks)
    }

    fn column(&self, field: Field) -> Option<usize> {
        self.mapping.get(field)
    }

    /// Returns the product's name with the options of the variant behind it.
    fn name(&self, cells: &mut Cells, shape: &Shape, lead: Option<&Row>) -> Result<Option<String>, RowError> {
        let Some(column) = self.column(Field::Name) else { return Ok(None) };
        let own = if shape.named { cells.row.cell(column) } else { None };
        let of_product = lead.and_then(|lead| lead.cell(column));
        if shape.role != Role::Variant {
            return Ok(own.map(|own| cells.line(column, own, MAX_NAME)));
        }
        let Some(base) = of_product.or(own) else {
            let detail = "no row bears the title of this product";
            return Err(RowError::of_row(cells.row.number, "title_missing", detail));
        };
        let options = shape.options.join(" / ");
        let folded = own.map(plain).unwrap_or_default();
        let says_all = |own: &str| {
            own != base && shape.options.iter().all(|option| folded.contains(&plain(option)))
                || ends_with(own, &shape.options)
        };
        Ok(Some(match own.filter(|own| says_all(own)) {
            Some(own) => cells.line(column, own, MAX_NAME),
            None if options.is_empty() => cells.line(column, base, MAX_NAME),
            None => {
                let options = prose::line(&options, self.texts).text;
                // The options distinguish it from the others and are not cut off.
                let room = MAX_NAME.saturating_sub(options.chars().count() + 3);
                let base = cells.line(column, base, room);
                cut(&format!("{base} - {options}"), MAX_NAME)
            }
        }))
    }

    /// Guarded by an apostrophe in some programs, so that spreadsheets keep its zeros.
    fn code(&self, cells: &mut Cells, code: &Code) -> Option<String> {
        let column = self.column(code.field)?;
        let text = cells.row.cell(column)?;
        if self.texts == Texts::Exact {
            return Some(text.to_owned());
        }
        let prose::Text { text, dropped } = prose::line(text.trim_start_matches('\''), self.texts);
        if dropped {
            cells.dropped(column);
        }
        if clean(&text).chars().count() > code.max {
            cells.remark(column, code.too_long.0, code.too_long.1);
            return None;
        }
        if is_shortened(&text) {
            cells.remark(column, code.shortened.0, code.shortened.1);
        }
        Some(text).filter(|text| !NO_CODE.contains(&text.to_lowercase().as_str()))
    }

    fn barcode(&self, cells: &mut Cells) -> Option<String> {
        let barcode = self.code(cells, &BARCODE)?;
        if let (Some(remark), Some(column)) = (BarcodeRemark::of(&barcode), self.column(Field::Barcode)) {
            cells.remark(column, remark.code(), remark.detail());
        }
        Some(barcode)
    }

    /// Returns a field's cell: the row's own, or else, of what all variants share, that of the row which says it.
    fn cell<'r>(&self, field: Field, row: &'r Row, lead: Option<&'r Row>) -> Option<&'r str> {
        let column = self.column(field)?;
        row.cell(column).or_else(|| lead.filter(|_| field.is_shared_by_variants())?.cell(column))
    }

    fn description(&self, cells: &mut Cells, lead: Option<&Row>) -> Option<String> {
        let column = self.column(Field::Description)?;
        let text = self.cell(Field::Description, cells.row, lead)?;
        let is_html = self.texts != Texts::Exact && self.table.headers[column].to_ascii_lowercase().contains("html");
        let prose::Text { text, dropped } = prose::lines(text, self.texts, is_html);
        if dropped {
            cells.dropped(column);
        }
        let text = clean(&text);
        if text.chars().count() > MAX_DESCRIPTION {
            cells.remark(column, "text_cut", "has more than 5,000 characters: the rest was cut off");
        }
        Some(cut(&text, MAX_DESCRIPTION)).filter(|text| !text.is_empty())
    }

    fn category(
        &self,
        cells: &mut Cells,
        shape: &Shape,
        lead: Option<&Row>,
        inherited: Option<&str>,
    ) -> Option<String> {
        let column = self.column(Field::Category);
        let mapped = self.cell(Field::Category, cells.row, lead);
        let text = mapped.or(shape.category.as_deref()).or(inherited)?;
        let text = prose::line(text, self.texts).text;
        let chosen = category::choose(&text, self.format.categories());
        if let (true, Some(column)) = (chosen.left_out, column) {
            let detail = match &chosen.category {
                Some(category) => format!("a product has one category: {category} was taken"),
                None => "no part of it is short enough for a category: it was left out".to_owned(),
            };
            let remark =
                Remark::of_cell(cells.row.number, &self.table.headers[column], &text, "category_chosen", detail);
            cells.remarks.push(remark);
        }
        chosen.category
    }

    fn stock(&self, cells: &mut Cells, more: &[usize]) -> Option<i64> {
        let wordy = self.choices.wordy_stock.unwrap_or(WordyStock::Zero);
        let one = self.column(Field::Inventory)?;
        let columns = if self.stock_columns.is_empty() { vec![one] } else { self.stock_columns.clone() };
        let rows = [cells.row].into_iter().chain(more.iter().map(|at| &self.table.rows[*at]));
        let mut sum: Option<i64> = None;
        for (row, column) in rows.flat_map(|row| columns.iter().map(move |column| (row, *column))) {
            let Some(text) = row.cell(column) else { continue };
            let (count, remark) = stock::read(text, self.prices.style(), wordy);
            if let Some((code, detail)) = remark {
                cells.remarks.push(Remark::of_cell(row.number, &self.table.headers[column], text, code, detail));
            }
            sum = count.map(|count| sum.unwrap_or(0).saturating_add(count)).or(sum);
        }
        sum
    }

    /// Its own; or its parent's, with what the format adds to it.
    fn price(&mut self, row: &Row, shape: &Shape, lead: Option<&Row>) -> Result<Option<Money>, RowError> {
        let Some(column) = self.column(Field::Price) else { return Ok(None) };
        let header = &self.table.headers[column];
        // What a rejected row left.
        self.prices.was_rounded();
        let blame = |value: &str, (code, detail): NoPrice| RowError::of_cell(row.number, header, value, code, detail);
        let prices = &mut self.prices;
        let of_parent = lead.filter(|_| self.format.inherits_price() && shape.role == Role::Variant);
        let of_parent = of_parent.and_then(|lead| Some((lead, lead.cell(column)?)));
        let inherited = row.cell(column).is_none_or(|own| of_parent.is_some_and(|(_, of_parent)| of_parent == own));
        let own = match row.cell(column) {
            Some(text) => Some(prices.read(row, text).map_err(|why| blame(text, why))?),
            None => None,
        };
        let base = match (own, of_parent) {
            (None, Some((lead, text))) => Some(prices.read(lead, text).map_err(|why| blame(text, why))?),
            (own, _) => own,
        };
        let (Some(change), Some(base)) = (&shape.change, base) else { return Ok(base) };
        let (text, sign) = match change {
            PriceChange::Add(text) => (text, 1),
            PriceChange::Subtract(text) => (text, -1),
            PriceChange::Set(text) => return Ok(Some(prices.read(row, text).map_err(|why| blame(text, why))?)),
            PriceChange::Unclear(text) => {
                let detail = "a rule changes this price in a way that is not understood: write the price into the row";
                return Err(blame(text, ("price_rule", detail.to_owned())));
            }
        };
        let change = prices.signed(row, text).map_err(|why| blame(text, why))?;
        let changed = Money::from_minor(change.minor().saturating_mul(sign)).plus(base);
        match changed {
            _ if change == Money::ZERO => Ok(Some(base)),
            Some(changed) if inherited && changed >= Money::ZERO => Ok(Some(changed)),
            _ => {
                let detail =
                    "has a price of its own and a surcharge: write the price that holds and take the surcharge out";
                Err(blame(text, ("price_rule", detail.to_owned())))
            }
        }
    }

    /// Names that several candidates bear are distinguished by what their rows say besides.
    pub fn tell_apart(&self, candidates: &mut [Candidate]) {
        let mut named: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, candidate) in candidates.iter().enumerate() {
            if let Some(name) = &candidate.name {
                named.entry(plain(name)).or_default().push(at);
            }
        }
        for alike in named.into_values().filter(|alike| alike.len() > 1) {
            let apart = |at: usize| {
                let row = self.table.rows.binary_search_by_key(&candidates[at].row, |row| row.number).ok()?;
                let shape = &self.shapes[row];
                (!shape.apart.is_empty()).then(|| shape.apart.join(" / "))
            };
            let words: Vec<Option<String>> = alike.iter().map(|at| apart(*at)).collect();
            for (at, words) in alike.into_iter().zip(words) {
                if let (Some(name), Some(words)) = (&mut candidates[at].name, words) {
                    *name = cut(&format!("{name} - {words}"), MAX_NAME);
                }
            }
        }
    }
}

fn groups<'a>(table: &'a Table, shapes: &[Shape]) -> HashMap<String, Group<'a>> {
    let mut groups: HashMap<String, Group> = HashMap::new();
    for (row, shape) in table.rows.iter().zip(shapes) {
        let Some(key) = &shape.group else { continue };
        let group = groups.entry(key.clone()).or_default();
        group.variants += u64::from(shape.role == Role::Variant);
        if shape.leads && group.lead.is_none() {
            group.lead = Some(row);
            group.hidden = shape.hidden;
            group.category.clone_from(&shape.category);
        }
    }
    groups
}

/// Rows that did not come through whole.
fn broken(table: &Table, row: &Row) -> Option<RowError> {
    if let Some(words) = table.excess(row) {
        let detail = format!(
            "the row has {} cells and the header {}, and words beyond it ({}): look for a quote or separator that is \
             missing or too many",
            row.cells.len(),
            table.headers.len(),
            words.chars().take(40).collect::<String>()
        );
        return Some(RowError::of_row(row.number, "wrong_cell_count", detail));
    }
    table.swallowed(row).then(|| {
        let detail = "a cell of the row holds further rows: look for a quote that is missing";
        RowError::of_row(row.number, "wrong_cell_count", detail)
    })
}

/// Returns whether a name ends with the options already, as `Hat / Red` and `Hat - M, Red`.
fn ends_with(name: &str, options: &[String]) -> bool {
    [" / ", ", "].iter().any(|between| {
        let before = name.strip_suffix(&options.join(between)).map(str::trim_end);
        !options.is_empty() && before.is_some_and(|before| before.ends_with(['/', '-', ',']))
    })
}

/// `4.00638E+12`, as a spreadsheet shows and saves a long number.
fn is_shortened(text: &str) -> bool {
    let number = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
    };
    text.split_once("E+").is_some_and(|(digits, power)| number(digits) && number(power))
}

fn cut(text: &str, max: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= max { text } else { text.chars().take(max).collect::<String>().trim_end().to_owned() }
}

/// A row that is being read, and what is remarked about it.
struct Cells<'a> {
    row: &'a Row,
    table: &'a Table,
    texts: Texts,
    remarks: Vec<Remark>,
}

impl Cells<'_> {
    fn remark(&mut self, column: usize, code: &'static str, detail: impl Into<String>) {
        let value = self.row.cell(column).unwrap_or_default();
        self.remarks.push(Remark::of_cell(self.row.number, &self.table.headers[column], value, code, detail));
    }

    fn dropped(&mut self, column: usize) {
        self.remark(column, "control_character", "held characters that nobody sees, which were dropped");
    }

    fn line(&mut self, column: usize, value: &str, max: usize) -> String {
        let prose::Text { text, dropped } = prose::line(value, self.texts);
        if dropped {
            self.dropped(column);
        }
        let text = clean(&text);
        if text.chars().count() > max {
            self.remark(column, "text_cut", format!("is too long: it was cut to {max} characters"));
        }
        cut(&text, max)
    }
}
