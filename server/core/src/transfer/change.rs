//! What a row changes of a product: old and new values, for a person who looks
//! before importing.

use std::borrow::Cow;

use super::Field;
use crate::domain::{ids::ProductId, money::Currency, product::ProductDraft};

/// The longest value that is shown, in characters.
const MAX_VALUE: usize = 100;

/// The change of a product that one row makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowChange {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// The product that is there; nothing for one that is created.
    pub product: Option<ProductId>,
    /// Its name before the change, or the name of the new one.
    pub name: String,
    /// In the order of the fields of a product; never empty.
    pub fields: Vec<FieldChange>,
}

impl RowChange {
    /// So many rows are shown.
    pub const MAX: usize = 50;
}

/// Values as an export writes them, cut to a hundred characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldChange {
    pub field: Field,
    /// Nothing for a new product, or for a field that was empty.
    pub from: Option<String>,
    pub to: Option<String>,
}

impl FieldChange {
    /// The fields that differ; prices are in this currency.
    pub fn between(before: Option<&ProductDraft>, after: &ProductDraft, currency: Currency) -> Vec<Self> {
        let from = before.map(|draft| Field::values(draft.input(), currency)).unwrap_or_default();
        let to = Field::values(after.input(), currency);
        let said = |value: Cow<'_, str>| Some(cut(value.into_owned())).filter(|value| !value.is_empty());
        let of = |(field, (from, to)): (Field, (Cow<'_, str>, Cow<'_, str>))| {
            (from != to).then(|| Self { field, from: said(from), to: said(to) })
        };
        Field::ALL.into_iter().zip(from.into_iter().zip(to)).filter_map(of).collect()
    }
}

fn cut(value: String) -> String {
    match value.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => value[..end].to_owned(),
        None => value,
    }
}
