//! One product as a file says it. A blank cell says nothing: it never empties a
//! field of a product that is there.

use super::StockUpdate;
use crate::domain::{
    error::{Error, FieldError},
    money::Money,
    product::{Product, ProductDraft, ProductInput},
    text::fold,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub row: u64,
    pub sku: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub price: Option<Money>,
    pub category: Option<String>,
    pub inventory: Option<i64>,
    pub barcode: Option<String>,
    /// Not for sale in the shop that it comes from: a new product comes in
    /// archived. One that is there keeps its status.
    pub archived: bool,
}

/// The identity of a product in a file: its SKU, or else its name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Identity {
    Sku(String),
    Name(String),
}

impl Candidate {
    pub fn identity(&self) -> Option<Identity> {
        match (&self.sku, &self.name) {
            (Some(sku), _) => Some(Identity::Sku(fold(sku))),
            (None, Some(name)) => Some(Identity::Name(fold(name))),
            (None, None) => None,
        }
    }

    /// What is to be, over what is there. The stock of a product that is there
    /// changes only if `stock` sets it.
    pub fn draft(&self, current: Option<&Product>, stock: StockUpdate) -> crate::Result<ProductDraft> {
        let Self { row: _, sku, name, description, price, category, inventory, barcode, archived: _ } = self;
        let there = current.map(Product::input);
        let missing = |pointer: &str| FieldError::new(pointer, "required", "is required for a new product");
        let name = name.as_deref().or(there.map(|there| there.name));
        let price = price.or(there.map(|there| there.price));
        let (Some(name), Some(price)) = (name, price) else {
            let absent = [(name.is_none(), "/name"), (price.is_none(), "/price")];
            return Err(Error::Invalid(
                absent.into_iter().filter(|(absent, _)| *absent).map(|(_, pointer)| missing(pointer)).collect(),
            ));
        };
        let inventory = match (there, stock) {
            (Some(there), StockUpdate::Keep) => there.inventory,
            (there, _) => inventory.or(there.map(|there| there.inventory)).unwrap_or(0),
        };
        let input = ProductInput {
            name,
            description: description.as_deref().or(there.and_then(|there| there.description)),
            price,
            category: category.as_deref().or(there.and_then(|there| there.category)),
            sku: sku.as_deref().or(there.and_then(|there| there.sku)),
            barcode: barcode.as_deref().or(there.and_then(|there| there.barcode)),
            inventory,
        };
        match current {
            Some(current) => ProductDraft::of(current, input),
            None => ProductDraft::new(input),
        }
    }
}
