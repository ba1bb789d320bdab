//! What a row changes of a product: old and new values, for a person who looks
//! before importing.

use super::Field;
use crate::{ids::ProductId, money::Currency, product::ProductDraft};

const MAX_VALUE: usize = 100;

/// One row that creates a product or changes one.
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
        let of = |field: Field| {
            let (from, to) = (before.and_then(|draft| value(draft, field, currency)), value(after, field, currency));
            (from != to).then(|| Self { field, from: from.map(cut), to: to.map(cut) })
        };
        Field::ALL.into_iter().filter_map(of).collect()
    }
}

fn value(draft: &ProductDraft, field: Field, currency: Currency) -> Option<String> {
    match field {
        Field::Sku => draft.sku.clone(),
        Field::Name => Some(draft.name.clone()),
        Field::Description => draft.description.clone(),
        Field::Price => Some(draft.price.show(currency).to_string()),
        Field::Category => draft.category.clone(),
        Field::Inventory => Some(draft.inventory.to_string()),
    }
}

fn cut(value: String) -> String {
    match value.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => value[..end].to_owned(),
        None => value,
    }
}
