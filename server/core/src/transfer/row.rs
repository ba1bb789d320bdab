//! One product as a file says it. A blank cell says nothing: it never empties a
//! field of a product that is there.

use super::StockUpdate;
use crate::{
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
    /// Not for sale in the shop that it comes from: a new product comes in
    /// archived. One that is there keeps its status.
    pub archived: bool,
}

/// How a product is found again: by its SKU, or else by its name.
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
        let missing = |pointer: &str| FieldError::new(pointer, "required", "is required for a new product");
        let name = self.name.as_deref().or(current.map(|product| product.name.as_str()));
        let price = self.price.or(current.map(|product| product.price));
        let (Some(name), Some(price)) = (name, price) else {
            let absent = [(name.is_none(), "/name"), (price.is_none(), "/price")];
            return Err(Error::Invalid(
                absent.into_iter().filter(|(absent, _)| *absent).map(|(_, pointer)| missing(pointer)).collect(),
            ));
        };
        let kept = |own: &Option<String>, there: fn(&Product) -> &Option<String>| {
            own.clone().or_else(|| current.and_then(|product| there(product).clone()))
        };
        let there = current.map(|product| i64::try_from(product.inventory).unwrap_or(i64::MAX));
        let inventory = match (there, stock) {
            (Some(there), StockUpdate::Keep) => there,
            (there, _) => self.inventory.or(there).unwrap_or(0),
        };
        let description = kept(&self.description, |product| &product.description);
        let category = kept(&self.category, |product| &product.category);
        let sku = kept(&self.sku, |product| &product.sku);
        let input = ProductInput {
            name,
            description: description.as_deref(),
            price,
            category: category.as_deref(),
            sku: sku.as_deref(),
            inventory,
        };
        match current {
            Some(current) => ProductDraft::of(current, input),
            None => ProductDraft::new(input),
        }
    }
}
