//! Products as items, and how they are listed.

use std::sync::Arc;

use tenantry_core::{
    TenantKey,
    ids::ProductId,
    money::Money,
    page::{Position, Slice},
    product::{Prefix, Product, ProductQuery},
    text::fold,
};
use uuid::Uuid;

use super::{DynamoStore, lists::Narrow};
use crate::{
    dynamo::{Fault, Item, Reading, Span, before, flag, number, text},
    partition::{self, LAST, SEPARATOR, Table, short, text_and_id},
};

/// The attributes that an edit writes: all but the keys and the stock.
pub(super) fn catalogue(product: &Product) -> Item {
    let mut item = Item::from([
        ("catalog_version".to_owned(), number(product.version)),
        ("archived".to_owned(), flag(product.archived)),
        ("name".to_owned(), text(&product.name)),
        ("price".to_owned(), number(product.price.minor())),
        ("created_at".to_owned(), number(product.created_at.as_millisecond())),
        ("updated_at".to_owned(), number(product.updated_at.as_millisecond())),
        (partition::BY_NAME.1.to_owned(), text(text_and_id(&product.name_fold(), product.id.0))),
    ]);
    let mut optional = |name: &str, value: Option<String>| {
        item.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), text(value))));
    };
    optional("description", product.description.clone());
    optional("category", product.category.clone());
    optional("sku", product.sku.clone());
    optional(partition::BY_SKU.1, product.sku_fold().map(|sku| text_and_id(&sku, product.id.0)));
    optional(partition::BY_CATEGORY.1, product.category_fold().map(|category| text_and_id(&category, product.id.0)));
    item
}

/// Attributes that an edit can take away.
pub(super) const OPTIONAL: [&str; 5] =
    ["description", "category", "sku", partition::BY_SKU.1, partition::BY_CATEGORY.1];

pub(super) fn read(item: &Item) -> Result<Product, Fault> {
    let time = |name: &str| {
        jiff::Timestamp::from_millisecond(item.number(name)?).map_err(|error| Fault::Malformed(error.to_string()))
    };
    let optional = |name: &str| item.maybe_text(name).map(str::to_owned);
    Ok(Product {
        id: id(item)?,
        name: item.text("name")?.to_owned(),
        description: optional("description"),
        price: Money::from_minor(item.number("price")?),
        category: optional("category"),
        sku: optional("sku"),
        inventory: item.number("inventory")?,
        archived: item.flag("archived")?,
        version: item.number("catalog_version")?,
        created_at: time("created_at")?,
        updated_at: time("updated_at")?,
    })
}

fn id(item: &Item) -> Result<ProductId, Fault> {
    item.text("product_id")?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))
}

impl DynamoStore {
    pub(super) async fn list_products(
        &self,
        key: &TenantKey,
        query: &ProductQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Result<Slice<Arc<Product>>, Fault> {
        let by = |index| self.partition.by(key, Table::Products, index);
        let (listing, span) = match (&query.search, &query.category) {
            (Some(Prefix::Name(prefix)), _) => (by(partition::BY_NAME), starting_with(prefix, from)),
            (Some(Prefix::Sku(prefix)), _) => (by(partition::BY_SKU), starting_with(prefix, from)),
            (None, Some(category)) => (by(partition::BY_CATEGORY), older_of(&fold(category), from)),
            (None, None) => (self.partition.by_id(key, Table::Products), older(from)),
        };
        let Some(span) = span else { return Ok(Slice::empty()) };
        let narrow = Narrow {
            matches: |product: &Arc<Product>| query.matches(product),
            position: |product: &Arc<Product>| match &query.search {
                Some(Prefix::Name(_)) => Position::After(product.name_fold(), product.id.0),
                Some(Prefix::Sku(_)) => Position::After(product.sku_fold().unwrap_or_default(), product.id.0),
                None => Position::Before(product.id.0),
            },
            // Most products are not archived, so without other filters nearly all match.
            is_wide: query.archived == Some(true)
                || query.price_min.is_some()
                || query.price_max.is_some()
                || query.stock.is_some(),
        };
        self.narrowed(key, &listing, &span, limit, |item| read(item).map(Arc::new), narrow).await
    }

    /// Reads all products of the tenant, so it costs what they weigh.
    pub(super) async fn count_low(&self, key: &TenantKey, threshold: u64) -> Result<u64, Fault> {
        let listing = self.partition.by_id(key, Table::Products);
        let span = Span::forward(Uuid::nil(), Uuid::max());
        let mut low = 0;
        for item in self.all(key, &listing, &span).await? {
            low += u64::from(!item.flag("archived")? && item.number::<u64>("inventory")? <= threshold);
        }
        Ok(low)
    }
}

fn starting_with(prefix: &str, from: Option<&Position>) -> Option<Span> {
    let prefix = short(prefix);
    let first = match from {
        Some(Position::After(name, id)) => text_and_id(name, Uuid::from_u128(id.as_u128().checked_add(1)?)),
        // A key may not be empty, and no name begins with the separator.
        _ if prefix.is_empty() => SEPARATOR.to_string(),
        _ => prefix.to_owned(),
    };
    Some(Span::forward(first, format!("{prefix}{LAST}")))
}

fn older_of(first: &str, from: Option<&Position>) -> Option<Span> {
    let last = last_before(from)?;
    Some(Span::backward(text_and_id(first, Uuid::nil()), text_and_id(first, last)))
}

fn older(from: Option<&Position>) -> Option<Span> {
    Some(Span::backward(Uuid::nil(), last_before(from)?))
}

pub(super) fn last_before(from: Option<&Position>) -> Option<Uuid> {
    match from {
        Some(Position::Before(id) | Position::After(_, id)) => before(*id),
        None => Some(Uuid::max()),
    }
}
