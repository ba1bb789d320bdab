//! Rewrites the keys that products are searched and told apart by, as an earlier
//! version folded them. A product that is saved gets new keys by itself; this is
//! for all the others, once after an upgrade.

use tenantry_core::{TenantKey, commit::UniqueName, product::Product, store::Read, text::fold};
use uuid::Uuid;

use super::{DynamoStore, commit::revision, products};
use crate::{
    dynamo::{Condition, Fault, Item, Span, Transaction, number, text},
    partition::{self, Partition, Table},
};

/// What can be refused of one product.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Somebody saved it in between, and so its keys are new.
    Version,
    /// The folded name is another product's, or the old one is not its own.
    Name,
}

/// A name that moves, from what it was folded to.
struct Renamed {
    from: String,
    to: String,
}

impl DynamoStore {
    /// Folds what is left of earlier versions; how many products it rewrote. It
    /// can be begun again at any time. Where two SKUs come to be the same, both
    /// stay; the name is the first one's, and the other product is logged.
    pub async fn refold(&self, key: &TenantKey) -> Read<u64> {
        let listing = self.partition.by_id(key, Table::Products);
        let mut rewritten = 0;
        for item in self.all(key, &listing, &Span::forward(Uuid::nil(), Uuid::max())).await? {
            rewritten += u64::from(self.refold_product(key, &item).await?);
        }
        Ok(rewritten)
    }

    async fn refold_product(&self, key: &TenantKey, item: &Item) -> Result<bool, Fault> {
        let product = products::read(item)?;
        let wanted = products::catalogue(&product);
        let keys = [partition::BY_NAME.1, partition::BY_SKU.1, partition::BY_CATEGORY.1];
        if keys.iter().all(|name| wanted.get(*name) == item.get(*name)) {
            return Ok(false);
        }
        let renamed = renamed(&product);
        let refused = self.send_keys(key, &product, renamed.as_ref()).await?;
        if refused.contains(&Meaning::Name) && !refused.contains(&Meaning::Version) {
            tracing::warn!(tenant = %key.id(), product = %product.id,
                "another product of the tenant has the SKU of product {} by now", product.id);
            return Ok(self.send_keys(key, &product, None).await?.is_empty());
        }
        Ok(refused.is_empty())
    }

    async fn send_keys(
        &self,
        key: &TenantKey,
        product: &Product,
        renamed: Option<&Renamed>,
    ) -> Result<Vec<Meaning>, Fault> {
        let client = self.writing(key).await?;
        let refused = self.send(&client, key, Uuid::new_v4(), |_| self.keys_of(key, product, renamed)).await?;
        Ok(refused.into_iter().flatten().map(|(meaning, _)| meaning).collect())
    }

    fn keys_of(
        &self,
        key: &TenantKey,
        product: &Product,
        renamed: Option<&Renamed>,
    ) -> Result<Transaction<Meaning>, Fault> {
        let mut transaction = Transaction::new();
        let seen = Condition::new("catalog_version = :seen").value(":seen", number(product.version));
        let (table, id) = (self.partition.table(key, Table::Products), product.id.to_string());
        let item = Partition::key(key, Table::Products, &id);
        transaction.update(Meaning::Version, &table, item, revision(Some(product), 0), Some(seen))?;
        let Some(Renamed { from, to }) = renamed else { return Ok(transaction) };
        let aux = self.partition.table(key, Table::Aux);
        let owner = [("owner".to_owned(), text(&id))];
        let claim = Partition::item(key, Table::Aux, to.clone(), owner);
        transaction.put(Meaning::Name, &aux, claim, Some(Condition::new("attribute_not_exists(k)")))?;
        let own = Condition::new("#owner = :owner").name("#owner", "owner").value(":owner", text(id));
        transaction.delete(Meaning::Name, &aux, Partition::key(key, Table::Aux, from), Some(own))?;
        Ok(transaction)
    }
}

/// How the claim of its SKU moves, if it does.
fn renamed(product: &Product) -> Option<Renamed> {
    let sku = product.sku.as_deref().filter(|_| !product.archived)?;
    let key = |folded: String| partition::name(&UniqueName::Sku(folded));
    let (from, to) = (key(tenantry_core::fold::fold_of_version_1(sku)), key(fold(sku)));
    (from != to).then_some(Renamed { from, to })
}
