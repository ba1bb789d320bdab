//! The stock of a product stands in an item of its own, right behind the product in the table: a sale writes some hundred
//! bytes and touches no index ([ADR 97](../../../../docs/adr/0097-stock-stands-beside-its-product.md)). What a sale asks of
//! the product stands there too, version and whether it is archived, and each edit writes both.
//!
//! An earlier version kept the stock in the product's item. It is read there, and moved out by the first change.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use tenantry_core::{TenantKey, domain::ids::ProductId, domain::product::Product};
use uuid::Uuid;

use super::{DynamoStore, products};
use crate::{
    dynamo::{Condition, Fault, Item, Reading, Span, Transaction, flag, number},
    partition::{self, Listing, Partition, Table, product_of_stock},
};

/// The attribute of the stock, in either item.
pub(super) const INVENTORY: &str = "inventory";
/// Attempts to see a product and its stock as one change left them.
const TRIES: u32 = 8;
/// Milliseconds between two of them, at random.
const RETRY_INTERVAL_MS: std::ops::Range<u64> = 2..20;

/// Items of products and of their stocks, by the products' ids.
#[derive(Default)]
struct Pairs {
    products: HashMap<String, Item>,
    stocks: HashMap<String, Item>,
}

/// A product with its stock in one item, as readers take it.
enum Joined {
    Whole(Item),
    /// There is no such product.
    Absent,
    /// A change is between the two items.
    Torn,
}

impl Pairs {
    fn take(&mut self, item: Item) -> Result<(), Fault> {
        let id = item.text("product_id")?;
        match product_of_stock(id).map(str::to_owned) {
            Some(product) => self.stocks.insert(product, item),
            None => self.products.insert(id.to_owned(), item),
        };
        Ok(())
    }

    /// `is_last` takes them also where they differ, as the loss of a region may leave them (see `takeover`).
    fn join(&mut self, id: &str, is_last: bool) -> Joined {
        let Some(mut product) = self.products.remove(id) else { return Joined::Absent };
        let Some(stock) = self.stocks.remove(id) else {
            return if product.contains_key(INVENTORY) { Joined::Whole(product) } else { Joined::Torn };
        };
        let is_one = stock.get("catalog_version") == product.get("catalog_version");
        match stock.get(INVENTORY) {
            Some(inventory) if is_one || is_last => {
                product.insert(INVENTORY.to_owned(), inventory.clone());
                Joined::Whole(product)
            }
            _ => Joined::Torn,
        }
    }
}

/// Returns what an edit writes beside the number.
fn of_product(product: &Product) -> [(String, aws_sdk_dynamodb::types::AttributeValue); 2] {
    [("catalog_version".to_owned(), number(product.version)), ("archived".to_owned(), flag(product.archived))]
}

pub(super) fn item(key: &TenantKey, product: &Product, inventory: i64) -> Item {
    let attributes = of_product(product).into_iter().chain([(INVENTORY.to_owned(), number(inventory))]);
    Partition::item(key, Table::Products, partition::stock(product.id), attributes)
}

/// Moves the stock, and brings over what an edit changed of its product.
pub(super) fn change(product: Option<&Product>, delta: i64) -> Condition {
    let mut change = Condition::default();
    let mut set = Vec::new();
    for (n, (name, value)) in product.into_iter().flat_map(of_product).enumerate() {
        set.push(format!("#s{n} = :s{n}"));
        change.names.insert(format!("#s{n}"), name);
        change.values.insert(format!(":s{n}"), value);
    }
    if delta != 0 || product.is_none() {
        set.push("inventory = inventory + :delta".to_owned());
        change.values.insert(":delta".to_owned(), number(delta));
    }
    change.expression = format!("SET {}", set.join(", "));
    change
}

impl DynamoStore {
    /// Products as they are now, each with its stock, and one of the small items beside them.
    pub(super) async fn products_now(
        &self,
        key: &TenantKey,
        ids: impl IntoIterator<Item = String>,
        mut beside: Option<String>,
    ) -> Result<(Vec<Item>, Option<Item>), Fault> {
        let mut wanted: BTreeSet<String> = ids.into_iter().collect();
        let (mut whole, mut other) = (Vec::new(), None);
        for n in 1..=TRIES {
            let mut pairs = Pairs::default();
            let keys = wanted.iter().flat_map(|id| [id.clone(), partition::stock(id)]);
            let keys = keys.map(|id| (Table::Products, id)).chain(beside.take().map(|k| (Table::Aux, k)));
            for (table, item) in self.get_many(key, keys, true).await? {
                if table == Table::Products {
                    pairs.take(item)?;
                } else {
                    other = Some(item);
                }
            }
            wanted.retain(|id| match pairs.join(id, n == TRIES) {
                Joined::Whole(item) => {
                    whole.push(item);
                    false
                }
                Joined::Absent => false,
                Joined::Torn => true,
            });
            if wanted.is_empty() {
                return Ok((whole, other));
            }
            tokio::time::sleep(Duration::from_millis(fastrand::u64(RETRY_INTERVAL_MS))).await;
        }
        Err(Fault::Malformed(format!("the stock of the products {wanted:?} is missing")))
    }

    /// The same of one: where the two lie side by side, one request reads both for the price of one.
    pub(super) async fn product_now(&self, key: &TenantKey, id: ProductId) -> Result<Option<Item>, Fault> {
        let id = id.to_string();
        if key.placement().is_shared() {
            let listing = self.partition.by_id(key, Table::Products);
            let both = Span { consistent: true, ..Span::forward(&id, partition::stock(&id)) };
            let (items, _) = self.page(key, &listing, &both, None, None).await?;
            let mut pairs = Pairs::default();
            items.into_iter().try_for_each(|item| pairs.take(item))?;
            match pairs.join(&id, false) {
                Joined::Whole(item) => return Ok(Some(item)),
                Joined::Absent => return Ok(None),
                Joined::Torn => {}
            }
        }
        let (found, _) = self.products_now(key, [id], None).await?;
        Ok(found.into_iter().next())
    }

    /// One request's worth of a listing of products, and what it takes to know their stocks. Those that `is_shown` leaves
    /// out, which is not to go by the stock, get none.
    pub(super) async fn products_page(
        &self,
        key: &TenantKey,
        listing: &Listing,
        span: &Span,
        limit: Option<usize>,
        after: Option<Item>,
        is_shown: impl Fn(&Product) -> bool + Send + Sync,
    ) -> Result<(Vec<Item>, Option<Item>), Fault> {
        // By id each product is followed by its stock; the other indexes have no stocks.
        let items_each = if listing.sort == Table::Products.id() { 2 } else { 1 };
        let limit = limit.map(|limit| limit.saturating_mul(items_each));
        let (items, next) = self.page(key, listing, span, limit, after).await?;
        let mut stocks: HashMap<String, Item> = HashMap::new();
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            match product_of_stock(item.text("product_id")?).map(str::to_owned) {
                Some(product) => drop(stocks.insert(product, item)),
                None => found.push(item),
            }
        }
        let mut missing = Vec::new();
        for item in &mut found {
            let id = item.text("product_id")?.to_owned();
            if item.contains_key(INVENTORY) || stocks.contains_key(&id) {
                continue;
            }
            if is_shown(&products::without_stock(item)?) {
                missing.push((Table::Products, partition::stock(id)));
            } else {
                item.insert(INVENTORY.to_owned(), number(0));
            }
        }
        for (_, item) in self.get_many(key, missing, span.consistent).await? {
            let product = product_of_stock(item.text("product_id")?).map(str::to_owned);
            stocks.extend(product.map(|product| (product, item)));
        }
        let mut late = Vec::new();
        for item in &mut found {
            let id = item.text("product_id")?;
            match stocks.get(id).and_then(|stock| stock.get(INVENTORY)) {
                Some(inventory) => drop(item.insert(INVENTORY.to_owned(), inventory.clone())),
                None if item.contains_key(INVENTORY) => {}
                None => late.push(id.to_owned()),
            }
        }
        if !late.is_empty() {
            // No replica has the stock yet, or the product is gone by now.
            let (now, _) = self.products_now(key, late, None).await?;
            for item in now {
                let same = |other: &&mut Item| other.get("product_id") == item.get("product_id");
                if let Some(known) = found.iter_mut().find(same) {
                    *known = item;
                }
            }
            found.retain(|item| item.contains_key(INVENTORY));
        }
        Ok((found, next))
    }

    /// Moves the stock out of a product's item, where an earlier version kept it. Returns whether the product is there, so
    /// that what missed its stock can be tried again.
    pub(super) async fn separate(&self, key: &TenantKey, id: ProductId) -> Result<bool, Fault> {
        let Some(item) = self.get(key, Table::Products, &id.to_string()).await? else { return Ok(false) };
        let Some(inventory) = item.get(INVENTORY).cloned() else { return Ok(true) };
        let product = products::without_stock(&item)?;
        let table = self.partition.table(key, Table::Products);
        let build = |_| {
            let mut transaction = Transaction::<()>::new();
            let seen = Condition::new("inventory = :stock AND catalog_version = :seen")
                .value(":stock", inventory.clone())
                .value(":seen", number(product.version));
            let own = Partition::key(key, Table::Products, id.to_string());
            transaction.update((), &table, own, Condition::new("REMOVE inventory"), Some(seen))?;
            let mut stock = self::item(key, &product, 0);
            stock.insert(INVENTORY.to_owned(), inventory.clone());
            let absent = Condition::new("attribute_not_exists(product_id)");
            transaction.put((), &table, stock, Some(absent))?;
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        // Where it moved meanwhile it is tried again all the same.
        self.send(&client, key, Uuid::new_v4(), build).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::text;

    fn pairs(product: &[(&str, u64)], stock: Option<&[(&str, u64)]>) -> Pairs {
        let of = |id: &str, attributes: &[(&str, u64)]| {
            let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), number(value)));
            attributes.chain([("product_id".to_owned(), text(id))]).collect::<Item>()
        };
        let mut pairs = Pairs::default();
        let stock = stock.map(|stock| of("p#stock", stock));
        for item in [Some(of("p", product)), stock].into_iter().flatten() {
            pairs.take(item).expect("an item");
        }
        pairs
    }

    fn stock(joined: &Joined) -> Option<u64> {
        match joined {
            Joined::Whole(item) => Some(item.number(INVENTORY).expect("a stock")),
            Joined::Absent | Joined::Torn => None,
        }
    }

    #[test]
    fn a_product_is_shown_with_the_stock_of_its_version() {
        let apart = Some(&[("catalog_version", 3), ("inventory", 7)][..]);
        assert_eq!(stock(&pairs(&[("catalog_version", 3)], apart).join("p", false)), Some(7));
        let torn = || pairs(&[("catalog_version", 2)], apart);
        assert!(matches!(torn().join("p", false), Joined::Torn));
        assert_eq!(stock(&torn().join("p", true)), Some(7), "a region was lost between them");
        assert!(matches!(pairs(&[("catalog_version", 3)], None).join("p", true), Joined::Torn), "never as sold out");
        assert!(matches!(pairs(&[], None).join("q", false), Joined::Absent));
    }

    #[test]
    fn the_stock_of_an_earlier_version_is_in_the_product() {
        let kept = [("catalog_version", 3), ("inventory", 5)];
        assert_eq!(stock(&pairs(&kept, None).join("p", false)), Some(5));
        let moved = Some(&[("catalog_version", 3), ("inventory", 4)][..]);
        assert_eq!(stock(&pairs(&kept, moved).join("p", false)), Some(4), "it was moved out between the two reads");
    }
}
