//! Rewrites the keys that products are searched and distinguished by, as an earlier
//! version folded them. A product that is saved gets new keys by itself; this is
//! for all the others, once after an upgrade.

use tenantry_core::{
    TenantKey,
    domain::{fold::fold_of_version_1, product::Product, text::fold},
    ports::{commit::UniqueName, store::Read},
};
use uuid::Uuid;

use super::{DynamoStore, commit::revision, products};
use crate::{
    dynamo::{Condition, Fault, Item, Reading, Span, Transaction, number, text},
    partition::{self, Partition, Table},
};

/// The reason for the cancellation of one product's transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CancellationReason {
    /// The product was saved in between.
    Version,
    /// The folded name is another product's.
    Name,
}

/// A name that moves from what it was folded to, or is given up where it is another product's by now.
struct Renamed {
    from: String,
    to: Option<String>,
}

/// So often a product may be saved while it is at work.
const TRIES: u32 = 8;

impl DynamoStore {
    /// Folds what is left of earlier versions; how many products it rewrote. It
    /// can be begun again at any time. Where two SKUs come to be the same, both
    /// stay; the name is the first one's, and the other product is logged.
    pub async fn refold(&self, key: &TenantKey) -> Read<u64> {
        let listing = self.partition.by_id(key, Table::Products);
        let mut rewritten = 0;
        for item in self.all(key, &listing, &Span::forward(Uuid::nil(), Uuid::max())).await? {
            if partition::product_of_stock(item.text("product_id")?).is_some() {
                continue;
            }
            rewritten += u64::from(self.refold_product(key, item).await?);
        }
        Ok(rewritten)
    }

    async fn refold_product(&self, key: &TenantKey, mut item: Item) -> Result<bool, Fault> {
        for _ in 0..TRIES {
            let product = products::without_stock(&item)?;
            if let Some(rewritten) = self.try_to_refold(key, &item, &product).await? {
                return Ok(rewritten);
            }
            let Some(saved) = self.get(key, Table::Products, &product.id.to_string()).await? else { return Ok(false) };
            item = saved;
        }
        Err(Fault::Service { tries: TRIES, detail: "a product was saved at each try to fold it anew".to_owned() })
    }

    /// Nothing if the product was saved in between.
    async fn try_to_refold(&self, key: &TenantKey, item: &Item, product: &Product) -> Result<Option<bool>, Fault> {
        let wanted = products::catalogue(product);
        let keys = [partition::BY_NAME.1, partition::BY_SKU.1, partition::BY_CATEGORY.1];
        let are_new = keys.iter().all(|name| wanted.get(*name) == item.get(*name));
        // Saving a product makes its keys anew, but not the claim of an SKU that stays as it is.
        let mut renamed = self.renamed(key, product).await?;
        if are_new && renamed.is_none() {
            return Ok(Some(false));
        }
        let mut refused = self.send_keys(key, product, renamed.as_ref()).await?;
        if refused == [CancellationReason::Name] {
            tracing::warn!(tenant = %key.id(), product = %product.id,
                "another product of the tenant has the SKU of product {} by now", product.id);
            // The old name can't be asked for any more.
            renamed = renamed.map(|renamed| Renamed { to: None, ..renamed });
            refused = self.send_keys(key, product, renamed.as_ref()).await?;
        }
        Ok(refused.is_empty().then_some(true))
    }

    /// How the claim of its SKU moves, if it does.
    async fn renamed(&self, key: &TenantKey, product: &Product) -> Result<Option<Renamed>, Fault> {
        let Some(sku) = product.sku.as_deref().filter(|_| !product.archived) else { return Ok(None) };
        let name = |folded: String| partition::name(&UniqueName::Sku(folded));
        let (from, to) = (name(fold_of_version_1(sku)), name(fold(sku)));
        if from == to {
            return Ok(None);
        }
        let Some(claim) = self.get(key, Table::Aux, &from).await? else { return Ok(None) };
        let is_own = claim.text("owner")? == product.id.to_string();
        Ok(is_own.then_some(Renamed { from, to: Some(to) }))
    }

    async fn send_keys(
        &self,
        key: &TenantKey,
        product: &Product,
        renamed: Option<&Renamed>,
    ) -> Result<Vec<CancellationReason>, Fault> {
        let client = self.writing(key).await?;
        let refused = self.send(&client, key, Uuid::new_v4(), |_| self.keys_of(key, product, renamed)).await?;
        Ok(refused.into_iter().flatten().map(|(reason, _)| reason).collect())
    }

    fn keys_of(
        &self,
        key: &TenantKey,
        product: &Product,
        renamed: Option<&Renamed>,
    ) -> Result<Transaction<CancellationReason>, Fault> {
        let mut transaction = Transaction::new();
        let seen = Condition::new("catalog_version = :seen").value(":seen", number(product.version));
        let (table, id) = (self.partition.table(key, Table::Products), product.id.to_string());
        let item = Partition::key(key, Table::Products, &id);
        transaction.update(CancellationReason::Version, &table, item, revision(product), Some(seen))?;
        let Some(Renamed { from, to }) = renamed else { return Ok(transaction) };
        let aux = self.partition.table(key, Table::Aux);
        let own = |or_free: &str| {
            let own = Condition::new(format!("{or_free}#owner = :owner"));
            own.name("#owner", "owner").value(":owner", text(&id))
        };
        if let Some(to) = to {
            let owner = [("owner".to_owned(), text(&id))];
            let claim = Partition::item(key, Table::Aux, to.clone(), owner);
            transaction.put(CancellationReason::Name, &aux, claim, Some(own("attribute_not_exists(k) OR ")))?;
        }
        transaction.delete(CancellationReason::Version, &aux, Partition::key(key, Table::Aux, from), Some(own("")))?;
        Ok(transaction)
    }
}
