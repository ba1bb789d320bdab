//! Publishes what the stream missed: entries that still wait in an outbox a
//! while after their commit. Outboxes are read tenant by tenant, never by a Scan.

use aws_sdk_dynamodb::Client;
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::{error::chain, ids::TenantId, tenant::TenantQuery},
    ports::control::ControlStore,
};

use super::{Outboxes, Publisher};
use crate::{
    control::{DynamoControl, table::NOBODY},
    dynamo::{Fault, Item, Reading, retried},
    outbox::Waiting,
    partition,
};

/// The stream is given so long before an entry counts as missed.
const STREAM_GRACE_PERIOD: SignedDuration = SignedDuration::from_mins(2);
/// Tenants on one page of the list.
const TENANTS_AT_ONCE: usize = 100;
/// Outboxes that are read together: one after the other, those of thousands of tenants take longer than the function has.
const IN_FLIGHT: usize = 32;

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

    /// Returns how many entries were published. One that can't be holds up no other: the
    /// first that failed is reported at the end.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = now - STREAM_GRACE_PERIOD;
        let mut done = self.outbox(&self.outboxes.control, NOBODY, before).await;
        let mut from = None;
        loop {
            let all = TenantQuery::default();
            let tenants = self.control.tenants(&all, from.as_ref(), TENANTS_AT_ONCE).await;
            let tenants =
                tenants.map_err(|error| Fault::Neighbour { service: "the list of tenants", detail: chain(&error) })?;
            let mut outboxes = Vec::new();
            for tenant in &tenants.items {
                outboxes.push(self.outbox(&self.outboxes.control, tenant.id, before));
                outboxes.push(self.outbox(&self.outboxes.tenants, tenant.id, before));
            }
            let swept: Vec<Done> = stream::iter(outboxes).buffered(IN_FLIGHT).collect().await;
            swept.into_iter().for_each(|more| done.add(more));
            from = tenants.next;
            if from.is_none() {
                break;
            }
        }
        let swept = done.swept;
        if swept > 0 {
            tracing::warn!(swept, "{swept} entries of outboxes were missed by their stream");
        }
        done.first.map_or(Ok(swept), Err)
    }

    async fn outbox(&self, table: &str, tenant: TenantId, before: Timestamp) -> Done {
        let mut done = Done::default();
        if let Err(fault) = self.entries(table, tenant, before, &mut done).await {
            tracing::error!(tenant_id = %tenant, error = %chain(&fault), "the outbox {table} of {tenant} could not be read");
            done.first.get_or_insert(fault);
        }
        done
    }

    async fn entries(&self, table: &str, tenant: TenantId, before: Timestamp, done: &mut Done) -> Result<(), Fault> {
        let request = self
            .client
            .query()
            .table_name(table)
            .key_condition_expression("tenant_id = :tenant")
            .expression_attribute_values(":tenant", partition::tenant(tenant));
        let mut after = None;
        loop {
            let request = request.clone().set_exclusive_start_key(after.take());
            let page = retried(|| request.clone().send()).await?;
            for item in page.items.unwrap_or_default() {
                match self.entry(table, &item, before).await {
                    Ok(published) => done.swept += u64::from(published),
                    Err(fault) => {
                        let id = item.maybe_text("entry_id");
                        tracing::error!(tenant_id = %tenant, id, error = %chain(&fault), "an entry of the outbox {table} could not be published");
                        done.first.get_or_insert(fault);
                    }
                }
            }
            after = page.last_evaluated_key;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Returns whether it was old enough, and so was published.
    async fn entry(&self, table: &str, item: &Item, before: Timestamp) -> Result<bool, Fault> {
        if item.number::<i64>("at")? >= before.as_millisecond() {
            return Ok(false);
        }
        self.publisher.publish(table, &Waiting::read(item)?).await?;
        Ok(true)
    }
}

#[derive(Default)]
struct Done {
    swept: u64,
    first: Option<Fault>,
}

impl Done {
    fn add(&mut self, more: Done) {
        self.swept += more.swept;
        self.first = self.first.take().or(more.first);
    }
}
