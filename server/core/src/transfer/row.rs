//! One product as a row says it, read cell by cell. A blank cell says nothing:
//! it never empties a field of a product that is there.

use super::{
    StockUpdate, html,
    mapping::{Field, Mapping},
    report::RowError,
    table::{Row, Table},
};
use crate::{
    error::{Error, FieldError},
    money::Money,
    product::{Product, ProductDraft, ProductInput},
    text::{clean, fold},
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
    pub fn read(table: &Table, mapping: &Mapping, row: &Row) -> Result<Self, Vec<RowError>> {
        if row.cells.len() != table.headers.len() {
            let detail = format!(
                "the row has {} cells and the header {}: look for a quote or separator that is missing or too many",
                row.cells.len(),
                table.headers.len()
            );
            return Err(vec![RowError::of_row(row.number, "wrong_cell_count", detail)]);
        }
        let mut errors = Vec::new();
        let cell = |field: Field| {
            let column = mapping.get(field)?;
            let value = row.cells[column].trim();
            (!value.is_empty()).then_some((table.headers[column].as_str(), value))
        };
        let mut number = |field: Field, read: fn(&str) -> Result<i64, (&'static str, String)>| {
            let (column, value) = cell(field)?;
            read(value)
                .map_err(|(code, detail)| errors.push(RowError::of_cell(row.number, column, value, code, detail)))
                .ok()
        };
        let price = number(Field::Price, price).map(Money::from_minor);
        let inventory = number(Field::Inventory, pieces);
        let text = |field: Field| cell(field).map(|(_, value)| value.to_owned());
        let description = cell(Field::Description).map(|(column, value)| {
            let tagged = column.to_ascii_lowercase().contains("html") || html::looks_like_html(value);
            if tagged { html::to_text(value) } else { value.to_owned() }
        });
        let candidate = Self {
            row: row.number,
            sku: text(Field::Sku),
            name: text(Field::Name),
            description: description.filter(|text| !text.is_empty()),
            price,
            category: text(Field::Category),
            inventory,
            archived: false,
        };
        if errors.is_empty() { Ok(candidate) } else { Err(errors) }
    }

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

/// Minor units, or why the text is no price: a shop's habits are named.
fn price(text: &str) -> Result<i64, (&'static str, String)> {
    if let Ok(price) = text.parse::<Money>() {
        return if price < Money::ZERO {
            Err(("negative", "must not be negative".to_owned()))
        } else {
            Ok(price.minor())
        };
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = |part: &str, sign: char| part.split(sign).all(digits);
    if let Some((whole, cents)) = text.rsplit_once(',')
        && digits(cents)
        && cents.len() <= 2
        && grouped(whole, '.')
    {
        let hint = format!("has a decimal comma: write {}.{cents} with a point", whole.replace('.', ""));
        return Err(("decimal_comma", hint));
    }
    let plain = text.replace(',', "");
    if text.contains(',') && plain.parse::<Money>().is_ok() {
        return Err(("thousands_separator", format!("has a thousands separator: write {plain}")));
    }
    let bare = clean(text.trim_matches(|c: char| !c.is_ascii_digit()));
    if bare.parse::<Money>().is_ok() && bare != text {
        return Err(("currency_sign", format!("must be a number alone: write {bare}, the currency is your company's")));
    }
    Err(("malformed", "must be a decimal with a point and at most two decimals, like 19.99".to_owned()))
}

fn pieces(text: &str) -> Result<i64, (&'static str, String)> {
    match text.parse::<i64>() {
        Ok(pieces) if pieces < 0 => Err(("negative", "must not be negative".to_owned())),
        Ok(pieces) => Ok(pieces),
        Err(_) => Err(("malformed", "must be a whole number of pieces".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_that_is_none_is_explained() {
        assert_eq!(price("19.99"), Ok(1999));
        assert_eq!(price("50"), Ok(5000));
        for (text, code) in [
            ("19,99", "decimal_comma"),
            ("1.299,00", "decimal_comma"),
            ("1,299.00", "thousands_separator"),
            ("1,299", "thousands_separator"),
            ("$19.99", "currency_sign"),
            ("19.99 EUR", "currency_sign"),
            ("-1", "negative"),
            ("19.999", "malformed"),
            ("free", "malformed"),
        ] {
            assert_eq!(price(text).map_err(|(code, _)| code), Err(code), "{text}");
        }
        assert_eq!(
            price("1.299,5").map_err(|(_, hint)| hint),
            Err("has a decimal comma: write 1299.5 with a point".to_owned())
        );
    }
}
