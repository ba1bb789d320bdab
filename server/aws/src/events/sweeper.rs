//! Publishes what the stream missed: entries that still wait in an outbox a
//! while after their commit. Outboxes are read tenant by tenant, never by a Scan.

use aws_sdk_dynamodb::Client;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{control::ControlStore, ids::TenantId, tenant::TenantQuery};

use super::{Outboxes, Publisher};
use crate::{
    control::{DynamoControl, table::NOBODY},
    dynamo::{Fault, Reading, retried},
    outbox::Waiting,
    partition,
};

/// The stream is given so long before an entry counts as missed.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);
const TENANTS_AT_ONCE: usize = 100;

pub struct Sweeper {
    control: DynamoControl,
    client: Client,
    publisher: Publisher,
    outboxes: Outboxes,
}

impl Sweeper {
    pub fn new(control: DynamoControl, client: Client, publisher: Publisher, outboxes: Outboxes) -> Self {
        Self { control, client, publisher, outboxes }
    }

    /// How many entries were published.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = now - PATIENCE;
        let mut swept = self.of(&self.outboxes.control, NOBODY, before).await?;
        let mut from = None;
        loop {
            let all = TenantQuery::default();
            let tenants = self.control.tenants(&all, from.as_ref(), TENANTS_AT_ONCE).await;
            let tenants = tenants.map_err(|error| Fault::Service { tries: 1, detail: super::chain(&error) })?;
            for tenant in &tenants.items {
                for outbox in [&self.outboxes.control, &self.outboxes.tenants] {
                    swept += self.of(outbox, tenant.id, before).await?;
                }
            }
            from = tenants.next;
            if from.is_none() {
                break;
            }
        }
        if swept > 0 {
            tracing::warn!(swept, "{swept} entries of outboxes were missed by their stream");
        }
        Ok(swept)
    }

    async fn of(&self, table: &str, tenant: TenantId, before: Timestamp) -> Result<u64, Fault> {
        let request = self
            .client
            .query()
            .table_name(table)
            .key_condition_expression("tenant_id = :tenant")
            .expression_attribute_values(":tenant", partition::tenant(tenant));
        let mut swept = 0;
        let mut after = None;
        loop {
            let request = request.clone().set_exclusive_start_key(after.take());
            let page = retried(|| request.clone().send()).await?;
            for item in page.items.unwrap_or_default() {
                if item.number::<i64>("at")? >= before.as_millisecond() {
                    continue;
                }
                self.publisher.publish(table, &Waiting::read(&item)?).await?;
                swept += 1;
            }
            after = page.last_evaluated_key;
            if after.is_none() {
                return Ok(swept);
            }
        }
    }
}
