//! Files of known programs. A format says by which columns it is known, which
//! column is which field, and what each row is: a product, a variant of one, the
//! parent of variants, or nothing that is sold. Everything else (numbers, texts,
//! categories) is read alike for all.

mod bigcommerce;
mod etsy;
mod google;
mod lightspeed;
mod magento;
mod medusa;
mod odoo;
mod own;
mod prestashop;
mod shopify;
mod square;
mod squarespace;
mod status;
mod unknown;
mod vendure;
mod wix;
mod woocommerce;

pub use status::is_hidden;

use super::{
    Template,
    field::Field,
    mapping::Mapping,
    table::{Row, Table},
};

/// The role of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// A product, unless other rows are its variants.
    #[default]
    Product,
    /// What its variants have in common; never a product.
    Parent,
    /// One of several ways in which a product is sold.
    Variant,
    /// A picture, a translation, a rule: nothing that is sold.
    Ignored,
}

/// The change that a row makes to its parent's price.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PriceChange {
    Add(String),
    Subtract(String),
    Set(String),
    /// A rule that can't be followed; the price is not known.
    Unclear(String),
}

/// A remark of the format about a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    pub column: usize,
    pub code: &'static str,
    pub detail: &'static str,
}

/// A row as its format sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shape {
    pub role: Role,
    /// What the rows of one product share; rows without it stand alone.
    pub group: Option<String>,
    /// Whether the row says the name, description and category of its group.
    pub leads: bool,
    /// The values of its options, as `Small` and `Red`.
    pub options: Vec<String>,
    /// What distinguishes it from a row of the same name, used only if there is one.
    pub apart: Vec<String>,
    /// Not for sale where it comes from.
    pub hidden: bool,
    /// Whether the mapped column holds a name and not something else for this row.
    pub named: bool,
    /// Where the mapped column is blank or there is none.
    pub category: Option<String>,
    pub change: Option<PriceChange>,
    pub notes: Vec<Note>,
    /// Whether the SKU of the row is one; a list of several is none.
    pub has_sku: bool,
    /// Further rows of the table that hold stock of the same product, in other places.
    pub more_stock: Vec<usize>,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            role: Role::Product,
            group: None,
            leads: false,
            options: Vec::new(),
            apart: Vec::new(),
            hidden: false,
            named: true,
            category: None,
            change: None,
            notes: Vec::new(),
            has_sku: true,
            more_stock: Vec::new(),
        }
    }
}

impl Shape {
    pub fn ignored() -> Self {
        Self { role: Role::Ignored, ..Self::default() }
    }
}

/// The notation of a format's texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texts {
    /// Letter by letter, as in our own export.
    Exact,
    /// HTML, or entities without it.
    Usual,
    /// The same, and `\n` written as two letters stands for the end of a line.
    EscapedLines,
}

/// The notation of a cell of categories.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Categories {
    /// Between categories.
    pub lists: &'static [char],
    /// Between a category and what is below it.
    pub paths: &'static [&'static str],
}

/// A column of a format by its names: letters and digits in lower case, the best first.
pub type Columns = &'static [(Field, &'static [&'static str])];

pub trait Format: Sync {
    fn template(&self) -> Template;

    /// By columns, and sometimes values, that only this format has.
    fn knows(&self, table: &Table) -> bool;

    /// Fields that are not named here, or whose columns are not there, are guessed.
    fn columns(&self) -> Columns;

    /// Fields that are not guessed.
    fn closed(&self) -> &'static [Field] {
        &[]
    }

    /// One for each row of the table.
    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape>;

    /// Columns that hold the stock of one place each; the stock is their sum.
    fn stock_columns(&self, _table: &Table) -> Vec<usize> {
        Vec::new()
    }

    /// Returns whether a variant without a price has its parent's.
    fn inherits_price(&self) -> bool {
        false
    }

    fn texts(&self, _table: &Table) -> Texts {
        Texts::Usual
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[], paths: &[">"] }
    }
}

const FORMATS: [&dyn Format; 16] = [
    &own::Own,
    &shopify::Shopify,
    &wix::Wix,
    &squarespace::Squarespace,
    &vendure::Vendure,
    &medusa::Medusa,
    &square::Square,
    &bigcommerce::BigCommerce,
    &etsy::Etsy,
    &lightspeed::Lightspeed,
    &magento::Magento,
    &woocommerce::WooCommerce,
    &odoo::Odoo,
    &google::Google,
    &prestashop::PrestaShop,
    &unknown::Unknown,
];

pub fn detect(table: &Table) -> &'static dyn Format {
    FORMATS.into_iter().find(|format| format.knows(table)).unwrap_or(&unknown::Unknown)
}

pub fn of(template: Template) -> &'static dyn Format {
    FORMATS.into_iter().find(|format| format.template() == template).unwrap_or(&unknown::Unknown)
}

/// Cells of the row in these columns that say something.
fn options(row: &Row, columns: &[usize]) -> Vec<String> {
    columns.iter().filter_map(|column| row.cell(*column)).map(str::to_owned).collect()
}

fn said(row: &Row, column: Option<usize>) -> Option<&str> {
    row.cell(column?)
}

/// Columns that distinguish goods of one name, in any of the languages.
fn apart_columns(table: &Table) -> Vec<usize> {
    const NAMES: [&[&str]; 4] = [
        &["size", "grosse", "groesse", "taille", "talla", "taglia", "maat", "tamanho", "rozmiar", "размер"],
        &["color", "colour", "farbe", "couleur", "colore", "kleur", "cor", "kolor", "цвет"],
        &["material", "materiau", "materiale", "materiaal", "материал"],
        &["pattern", "style", "muster", "motif", "variant", "varianttitle", "variation", "variante"],
    ];
    NAMES.iter().filter_map(|names| table.find(names)).collect()
}
