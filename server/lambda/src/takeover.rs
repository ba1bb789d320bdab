//! What disagrees in tenants' data since this region took over, for a principal
//! that may invoke the function.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde_json::{Value, json};
use tenantry_aws::{dynamo::Clients, partition::Partition, takeover::Takeover};
use tenantry_core::{
    Worker,
    domain::{error::chain, tenant::TenantQuery},
    ports::control::ControlStore,
};

/// Tenants on one page of the list.
const TENANTS_AT_ONCE: usize = 100;
/// No other tenant is begun after so long: the function has 300 seconds.
const ENOUGH: Duration = Duration::from_secs(200);

/// Checks all tenants that are not `skip`ped, and corrects counts and stock if that is asked for. `checked` is what to skip
/// at the next call while `more` is true. A tenant that can't be checked holds up no other, and stands in the answer with the error.
pub async fn check(
    tenants: &Arc<dyn Clients>,
    partition: Partition,
    control: &impl ControlStore,
    worker: &Worker,
    asked: &Value,
) -> Result<Value, String> {
    let since: Timestamp = asked["since"]
        .as_str()
        .and_then(|since| since.parse().ok())
        .ok_or("since must be a time before the region was lost, as 2026-11-30T10:00:00Z")?;
    let (skip, correct) = (asked["skip"].as_u64().unwrap_or_default(), asked["correct"] == true);
    let takeover = Takeover::new(tenants.clone(), partition);
    let (began, mut from, mut checked, mut found) = (Instant::now(), None, 0, Vec::new());
    loop {
        let page = control.tenants(&TenantQuery::default(), from.as_ref(), TENANTS_AT_ONCE).await;
        let page = page.map_err(|error| chain(&error))?;
        for tenant in &page.items {
            checked += 1;
            if checked <= skip {
                continue;
            }
            if began.elapsed() > ENOUGH {
                return Ok(json!({ "checked": checked - 1, "more": true, "tenants": found }));
            }
            let looked = match worker.tenant(tenant.id).await {
                Ok(None) => continue,
                Ok(Some((key, _))) if correct => takeover.correct(&key, since).await.map_err(|fault| chain(&fault)),
                Ok(Some((key, _))) => takeover.check(&key, since).await.map_err(|fault| chain(&fault)),
                Err(error) => Err(chain(&error)),
            };
            match looked {
                Ok(disagreement) if disagreement.is_none() => {}
                Ok(disagreement) => found.push(json!({ "tenant": tenant.id, "found": disagreement })),
                Err(error) => found.push(json!({ "tenant": tenant.id, "error": error })),
            }
        }
        from = page.next;
        if from.is_none() {
            return Ok(json!({ "checked": checked, "more": false, "tenants": found }));
        }
    }
}
