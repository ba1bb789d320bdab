//! Products as JSON, kept under their entity tag: version and stock identify all of
//! what a product looks like, so a fragment is never stale, only no longer
//! asked for. A page is put together from them.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};
use tenantry_core::domain::{
    ids::{ProductId, TenantId},
    money::Currency,
    page::Page,
    product::{Product, ProductTag},
};

use crate::dto::product::ProductResponse;

/// Memory for fragments, which have a few hundred bytes each.
const BYTES: u64 = 16 << 20;
/// The typical size of a product's JSON, in bytes.
const TYPICAL: u64 = 400;

/// The tenant is part of the key though ids are unique: isolation does not rest
/// on that.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: TenantId,
    product: ProductId,
    version: u64,
    inventory: u64,
}

pub struct Fragments(Cache<Key, Arc<[u8]>, Bytes>);

impl Default for Fragments {
    fn default() -> Self {
        Self(Cache::with_weighter((BYTES / TYPICAL) as usize, BYTES, Bytes))
    }
}

impl Fragments {
    /// The currency of a tenant never changes, so it need not be part of the key.
    pub fn of(&self, tenant: TenantId, product: &Product, currency: Currency) -> serde_json::Result<Arc<[u8]>> {
        let ProductTag { version, inventory } = product.tag();
        let key = Key { tenant, product: product.id, version, inventory };
        if let Some(known) = self.0.get(&key) {
            return Ok(known);
        }
        let fragment: Arc<[u8]> = serde_json::to_vec(&ProductResponse::of(product, currency))?.into();
        self.0.insert(key, fragment.clone());
        Ok(fragment)
    }

    /// The same JSON as a page of views.
    pub fn page(&self, tenant: TenantId, page: &Page<Arc<Product>>, currency: Currency) -> serde_json::Result<Vec<u8>> {
        let mut body = Vec::with_capacity(page.items.len() * TYPICAL as usize + 256);
        body.extend_from_slice(b"{\"items\":[");
        for (n, product) in page.items.iter().enumerate() {
            if n > 0 {
                body.push(b',');
            }
            body.extend_from_slice(&self.of(tenant, product, currency)?);
        }
        body.extend_from_slice(b"],\"next_cursor\":");
        serde_json::to_writer(&mut body, &page.next_cursor)?;
        body.push(b'}');
        Ok(body)
    }
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<[u8]>> for Bytes {
    fn weight(&self, _: &Key, fragment: &Arc<[u8]>) -> u64 {
        (size_of::<Key>() + fragment.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tenantry_core::domain::{
        money::Money,
        product::{ProductDraft, ProductInput},
    };
    use uuid::Uuid;

    use super::*;
    use crate::dto;

    fn product(n: u128) -> Product {
        let board = ProductInput::named("Board \"40\"", Money::from_minor(6_450));
        let input = ProductInput { category: Some("Kitchen"), inventory: 25, ..board };
        Product::create(Uuid::from_u128(n).into(), ProductDraft::new(input).expect("a draft"), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_page_of_fragments_is_the_page_of_its_views() {
        let (fragments, tenant) = (Fragments::default(), Uuid::from_u128(1).into());
        let mut changed = product(1);
        changed.inventory = 24;
        for (items, next_cursor) in [
            (vec![product(1), product(2)], Some("next".to_owned())),
            (vec![changed, product(2)], None),
            (Vec::new(), None),
        ] {
            let page = Page { items: items.into_iter().map(Arc::new).collect(), next_cursor };
            let views =
                dto::page::Page::of(&page, |product: &Arc<Product>| ProductResponse::of(product, Currency::EUR));
            let written = fragments.page(tenant, &page, Currency::EUR).expect("JSON");
            assert_eq!(written, serde_json::to_vec(&views).expect("JSON"));
        }
    }
}
