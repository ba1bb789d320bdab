//! Products by what a file calls them: name by name, or the whole catalogue
//! once, whichever takes fewer requests.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use futures_util::{StreamExt, TryStreamExt, stream};
use tenantry_core::{
    TenantKey,
    domain::product::Product,
    ports::{
        commit::{Counter, UniqueName},
        store::Wanted,
    },
};
use uuid::Uuid;

use super::{DynamoStore, products, watch};
use crate::{
    dynamo::{Fault, Item, Reading, Span},
    partition::{self, Listing, Table, text_and_id},
};

/// Keys in one request for items.
const KEYS_AT_ONCE: usize = 100;
/// About as many products fit into the megabyte that one request answers with.
const PRODUCTS_A_PAGE: u64 = 1_000;
/// Requests that are on their way at once.
const IN_FLIGHT: usize = 8;
/// The number of requests up to which the size of the catalogue is not read.
const FEW: u64 = 3;

impl DynamoStore {
    pub(super) async fn find_wanted(&self, key: &TenantKey, wanted: &Wanted) -> Result<Vec<Arc<Product>>, Fault> {
        let one_by_one = requests(wanted);
        if one_by_one > FEW {
            let counted = self.get(key, Table::Aux, &partition::counter(&Counter::Products)).await?;
            if watch::count(counted.as_ref())? / PRODUCTS_A_PAGE < one_by_one {
                return self.in_the_catalogue(key, wanted).await;
            }
        }
        self.by_names(key, wanted).await
    }

    /// One pass over all products, of which only the wanted ones are kept.
    async fn in_the_catalogue(&self, key: &TenantKey, wanted: &Wanted) -> Result<Vec<Arc<Product>>, Fault> {
        let (skus, names): (HashSet<&String>, HashSet<&String>) =
            (wanted.skus.iter().collect(), wanted.names.iter().collect());
        let is_wanted = |product: &Product| {
            product.archived == wanted.archived
                && (product.sku_fold().is_some_and(|sku| skus.contains(&sku)) || names.contains(&product.name_fold()))
        };
        let listing = self.partition.by_id(key, Table::Products);
        let span = Span { consistent: true, ..Span::forward(Uuid::nil(), Uuid::max()) };
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let (items, next) = self.products_page(key, &listing, &span, None, after, is_wanted).await?;
            for item in &items {
                found.extend(Some(products::read(item)?).filter(is_wanted).map(Arc::new));
            }
            if next.is_none() {
                return Ok(found);
            }
            after = next;
        }
    }

    async fn by_names(&self, key: &TenantKey, wanted: &Wanted) -> Result<Vec<Arc<Product>>, Fault> {
        // Nothing claims the SKU of an archived product, so there it is looked for in the index.
        let (claimed, listed): (&[String], &[String]) =
            if wanted.archived { (&[], &wanted.skus) } else { (&wanted.skus, &[]) };
        let by_sku = self.partition.by(key, Table::Products, partition::BY_SKU);
        let by_name = self.partition.by(key, Table::Products, partition::BY_NAME);
        let (mut by_claim, mut by_index) = (Vec::new(), Vec::new());
        for skus in claimed.chunks(KEYS_AT_ONCE) {
            by_claim.push(self.of_claims(key, skus));
        }
        for sku in listed {
            by_index.push(self.two_of(key, &by_sku, sku, wanted.archived));
        }
        for name in &wanted.names {
            by_index.push(self.two_of(key, &by_name, name, wanted.archived));
        }
        let by_claim: Vec<_> = stream::iter(by_claim).buffer_unordered(IN_FLIGHT).try_collect().await?;
        let by_index: Vec<_> = stream::iter(by_index).buffer_unordered(IN_FLIGHT).try_collect().await?;
        let found = by_claim.into_iter().chain(by_index).flatten();
        Ok(found.map(|product| (product.id, product)).collect::<BTreeMap<_, _>>().into_values().collect())
    }

    /// The product that has claimed a SKU bears it.
    async fn of_claims(&self, key: &TenantKey, skus: &[String]) -> Result<Vec<Arc<Product>>, Fault> {
        let names = skus.iter().map(|sku| (Table::Aux, partition::name(&UniqueName::Sku(sku.clone()))));
        let owners = self.get_many(key, names, true).await?;
        let owners: Result<Vec<String>, Fault> =
            owners.iter().map(|(_, item)| Ok(item.text("owner")?.to_owned())).collect();
        let (found, _) = self.products_now(key, owners?, None).await?;
        let found = found.iter().map(|item| Ok(Arc::new(products::read(item)?)));
        let found: Result<Vec<Arc<Product>>, Fault> = found.collect();
        Ok(found?.into_iter().filter(|product| !product.archived).collect())
    }

    /// Two that bear exactly this text are enough to see that it is not unique.
    async fn two_of(
        &self,
        key: &TenantKey,
        listing: &Listing,
        text: &String,
        archived: bool,
    ) -> Result<Vec<Arc<Product>>, Fault> {
        let bears = |product: &Product| {
            let its = if listing.index == Some(partition::BY_NAME.0) {
                Some(product.name_fold())
            } else {
                product.sku_fold()
            };
            product.archived == archived && its.as_ref() == Some(text)
        };
        let span = Span::forward(text_and_id(text, Uuid::nil()), text_and_id(text, Uuid::max()));
        let (mut found, mut after): (Vec<Arc<Product>>, Option<Item>) = (Vec::new(), None);
        loop {
            let (items, next) = self.products_page(key, listing, &span, None, after, bears).await?;
            for item in &items {
                found.extend(Some(products::read(item)?).filter(bears).map(Arc::new));
            }
            if next.is_none() || found.len() >= 2 {
                return Ok(found);
            }
            after = next;
        }
    }
}

/// Returns the number of requests that it takes to look up each of them by itself.
fn requests(wanted: &Wanted) -> u64 {
    let skus = wanted.skus.len();
    // A request for the claims, and one for their products.
    let skus = if wanted.archived { skus } else { 2 * skus.div_ceil(KEYS_AT_ONCE) };
    (skus + wanted.names.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_of_ten_thousand_rows_takes_is_counted() {
        let words = |n: usize| (0..n).map(|n| n.to_string()).collect::<Vec<_>>();
        let wanted = |skus, names, archived| Wanted { skus: words(skus), names: words(names), archived };
        assert_eq!(requests(&wanted(10_000, 0, false)), 200);
        assert_eq!(requests(&wanted(0, 10_000, false)), 10_000);
        assert_eq!(requests(&wanted(1, 0, false)), 2);
        assert_eq!(requests(&wanted(3, 1, true)), 4);
    }
}
