//! Rewrites the keys of all tenants' products as this version folds text, once
//! after an upgrade, for a principal that may invoke the function. Begun again, it
//! finds nothing to do where it was before.

use serde_json::{Value, json};
use tenantry_aws::store::DynamoStore;
use tenantry_core::{
    Worker,
    domain::{error::chain, tenant::TenantQuery},
    ports::control::ControlStore,
};

/// Tenants on one page of the list.
const TENANTS_AT_ONCE: usize = 100;

/// Folds the names of all products anew; returns how many were rewritten. The first failure ends it.
pub async fn refold(store: &DynamoStore, control: &impl ControlStore, worker: &Worker) -> Result<Value, String> {
    let (mut from, mut products) = (None, 0);
    loop {
        let page = control.tenants(&TenantQuery::default(), from.as_ref(), TENANTS_AT_ONCE).await;
        let page = page.map_err(|error| chain(&error))?;
        for tenant in &page.items {
            if let Some((key, _)) = worker.tenant(tenant.id).await.map_err(|error| chain(&error))? {
                products += store.refold(&key).await.map_err(|error| chain(&error))?;
            }
        }
        from = page.next;
        if from.is_none() {
            return Ok(json!({ "products": products }));
        }
    }
}
