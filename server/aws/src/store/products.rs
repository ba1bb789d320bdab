//! Products as items, and how they are listed.

use std::sync::Arc;

use tenantry_core::{
    TenantKey,
    domain::{
        ids::ProductId,
        money::Money,
        page::{Position, Slice},
        product::{Prefix, Product, ProductQuery},
        text::fold,
    },
};
use uuid::Uuid;

use super::{DynamoStore, lists::Narrow, stock::INVENTORY};
use crate::{
    dynamo::{Fault, Item, Reading, Span, before, flag, number, text},
    partition::{self, LAST, Listing, SEPARATOR, Table, short, text_and_id},
};

/// The most megabytes that one page of a search reads; each holds some two thousand products.
const MAX_READS: usize = 16;

/// Returns the attributes that an edit writes: all but the keys and the stock.
pub(super) fn catalogue(product: &Product) -> Item {
    let Product {
        id,
        name,
        description,
        price,
        category,
        sku,
        barcode,
        inventory: _,
        archived,
        version,
        created_at,
        updated_at,
    } = product;
    let mut item = Item::from([
        ("catalog_version".to_owned(), number(*version)),
        ("archived".to_owned(), flag(*archived)),
        ("name".to_owned(), text(name)),
        ("price".to_owned(), number(price.minor())),
        ("created_at".to_owned(), number(created_at.as_millisecond())),
        ("updated_at".to_owned(), number(updated_at.as_millisecond())),
        (partition::BY_NAME.1.to_owned(), text(text_and_id(&product.name_fold(), id.0))),
    ]);
    // One for each name, or it does not compile.
    let optional: [Option<String>; OPTIONAL.len()] = [
        description.clone(),
        category.clone(),
        sku.clone(),
        barcode.clone(),
        product.sku_fold().map(|sku| text_and_id(&sku, id.0)),
        product.category_fold().map(|category| text_and_id(&category, id.0)),
    ];
    let filled = OPTIONAL.into_iter().zip(optional).filter_map(|(name, value)| Some((name, value?)));
    item.extend(filled.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), text(value))));
    item
}

/// Attributes that an edit can take away.
pub(super) const OPTIONAL: [&str; 6] =
    ["description", "category", "sku", "barcode", partition::BY_SKU.1, partition::BY_CATEGORY.1];

/// With its stock, which stood beside it (see `stock`).
pub(super) fn read(item: &Item) -> Result<Product, Fault> {
    Ok(Product { inventory: item.number(INVENTORY)?, ..without_stock(item)? })
}

/// Where nobody looks at the stock, which is given as none.
pub(super) fn without_stock(item: &Item) -> Result<Product, Fault> {
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
        barcode: optional("barcode"),
        inventory: 0,
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
        let position = |product: &Arc<Product>| match &query.search {
            Some(Prefix::Name(_)) => Position::After(product.name_fold(), product.id.0),
            Some(Prefix::Sku(_)) => Position::After(product.sku_fold().unwrap_or_default(), product.id.0),
            None => Position::Before(product.id.0),
        };
        if query.barcode.is_some() {
            return self.few_of_many(key, &listing, &span, limit, query, position).await;
        }
        let but_for_stock = but_for_stock(query);
        let narrow = Narrow {
            fetch: |reach, after| {
                let is_shown = |product: &Product| but_for_stock.matches(product);
                self.products_page(key, &listing, &span, Some(reach), after, is_shown)
            },
            matches: |product: &Arc<Product>| query.matches(product),
            position,
            // Most products are not archived, so without other filters nearly all match.
            is_wide: query.archived == Some(true)
                || query.price_min.is_some()
                || query.price_max.is_some()
                || query.stock.is_some(),
        };
        self.narrowed(limit, |item| read(item).map(Arc::new), narrow).await
    }

    /// Looks for the few that match among many, as those of a barcode, which no index keeps (ADR 78). A megabyte is read
    /// with each request until the page is full; after [`MAX_READS`] it ends with what was found, to go on from there.
    async fn few_of_many(
        &self,
        key: &TenantKey,
        listing: &Listing,
        span: &Span,
        limit: usize,
        query: &ProductQuery,
        position: impl Fn(&Arc<Product>) -> Position,
    ) -> Result<Slice<Arc<Product>>, Fault> {
        let (mut found, mut reached, mut after) = (Vec::new(), None, None);
        let but_for_stock = but_for_stock(query);
        for _ in 0..MAX_READS {
            let is_shown = |product: &Product| but_for_stock.matches(product);
            let (items, next) = self.products_page(key, listing, span, None, after, is_shown).await?;
            for item in &items {
                let product = Arc::new(read(item)?);
                reached = Some(position(&product));
                if query.matches(&product) {
                    found.push(product);
                }
                if found.len() > limit {
                    return Ok(Slice::cut(found, limit, position));
                }
            }
            if next.is_none() {
                return Ok(Slice { items: found, next: None });
            }
            after = next;
        }
        Ok(Slice { items: found, next: reached })
    }
}

/// What is asked of a product before its stock is looked up.
fn but_for_stock(query: &ProductQuery) -> ProductQuery {
    ProductQuery { stock: None, ..query.clone() }
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
    // Behind a product stands its stock.
    Some(Span::backward(Uuid::nil(), partition::stock(last_before(from)?)))
}

pub(super) fn last_before(from: Option<&Position>) -> Option<Uuid> {
    match from {
        Some(Position::Before(id) | Position::After(_, id)) => before(*id),
        None => Some(Uuid::max()),
    }
}
