//! The data of the operators' system page. No container sees more than its
//! own requests, so what all have seen is asked of CloudWatch.

mod figures;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_dynamodb::{Client as Dynamo, types::TableStatus};
use jiff::Timestamp;
use tenantry_api::{Cause, EventsState, Health, LastHour, StorageState, System};
use tenantry_aws::{
    control::DynamoControl,
    events::DynamoRelay,
    partition::{Partition, Table},
};
use tenantry_core::{
    domain::{error::chain, ids::TenantId},
    ports::{control::ControlStore, relay::Relay},
};

use self::figures::Figures;
use crate::{
    backend::provisioned_pool,
    clients::{Clients, client},
};

/// More dead letters than this are just many.
const MANY: usize = 1_000;
/// Messages are taken within moments; this is long enough to be sure that they are not.
const LATE_S: i64 = 120;

pub struct Own {
    control: DynamoControl,
    relay: DynamoRelay,
    dynamo: Dynamo,
    partition: Partition,
    provisioned_pool: bool,
    figures: Figures,
}

impl Own {
    pub fn new(clients: &Clients, control: DynamoControl, relay: DynamoRelay, prefix: &str) -> Arc<Self> {
        let figures = Figures::new(client!(aws_sdk_cloudwatch, &clients.config), prefix);
        let (dynamo, partition) = (clients.dynamo.clone(), Partition::new(prefix));
        Arc::new(Self { control, relay, dynamo, partition, provisioned_pool: provisioned_pool(), figures })
    }

    /// The bytes of a table and whether it can be used.
    async fn table(&self, name: String) -> Result<(u64, bool), Cause> {
        let table =
            self.dynamo.describe_table().table_name(name).send().await?.table.ok_or("there is no such table")?;
        let usable = matches!(table.table_status, Some(TableStatus::Active | TableStatus::Updating));
        Ok((table.table_size_bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default(), usable))
    }

    async fn pools(&self) -> Result<(), Cause> {
        for name in self.pool_tables() {
            let (_, usable) = self.table(name.clone()).await?;
            if !usable {
                return Err(format!("the table {name} can't be used at the moment").into());
            }
        }
        Ok(())
    }

    /// Of the pool, and of the provisioned one where it was deployed.
    fn pool_tables(&self) -> impl Iterator<Item = String> {
        let provisioned = Table::ALL.into_iter().filter(move |_| self.provisioned_pool);
        let provisioned = provisioned.map(move |table| self.partition.provisioned_pool(table));
        Table::ALL.into_iter().map(move |table| self.partition.pool(table)).chain(provisioned)
    }
}

fn answers(name: &'static str, asked: Result<(), Cause>) -> Health {
    asked.map_or_else(|error| Health::failing(name, chain(&*error)), |()| Health::ok(name, None))
}

#[async_trait]
impl System for Own {
    fn deployment_target(&self) -> &'static str {
        "aws"
    }

    /// Containers come and go.
    fn started_at(&self) -> Option<Timestamp> {
        None
    }

    async fn health(&self) -> Vec<Health> {
        let nobody = TenantId(Default::default());
        let control = self.control.tenant(nobody).await.map(drop).map_err(Cause::from);
        let mut parts = vec![answers("control_store", control), answers("pool_store", self.pools().await)];
        match self.figures.queues(Timestamp::now()).await {
            Ok(queues) => parts.extend([
                match queues.oldest_s.filter(|oldest| *oldest > LATE_S) {
                    Some(oldest) => Health::degraded("events", format!("the oldest message has waited for {oldest} s")),
                    None => Health::ok("events", None),
                },
                match queues.dead_mails {
                    0 => Health::ok("mail", None),
                    lost => Health::degraded("mail", format!("{lost} messages could not be worked off")),
                },
            ]),
            Err(error) => {
                let why = chain(&*error);
                parts.extend(["events", "mail"].map(|name| Health::degraded(name, format!("unknown: {why}"))));
            }
        }
        parts
    }

    async fn events(&self) -> Result<EventsState, Cause> {
        let now = Timestamp::now();
        let oldest = self.figures.queues(now).await?.oldest_s.filter(|oldest| *oldest > 0);
        let letters = self.relay.dead_letters(None, MANY).await?.items.len();
        Ok(EventsState {
            oldest_waiting_at: oldest.map(|oldest| now - jiff::SignedDuration::from_secs(oldest)),
            dead_letters: letters as u64,
        })
    }

    /// Of the shared tables, as DynamoDB measures it every few hours; silos are not listed.
    async fn storage(&self) -> Result<StorageState, Cause> {
        let shared = &self.partition;
        let histories = [shared.journal(), shared.outbox(), shared.control(), shared.control_journal()];
        let mut bytes = 0;
        for name in self.pool_tables().chain(histories) {
            bytes += self.table(name).await?.0;
        }
        Ok(StorageState { bytes, free_bytes: None })
    }

    async fn last_hour(&self, now: Timestamp) -> Result<Option<LastHour>, Cause> {
        self.figures.last_hour(now).await.map(Some)
    }
}
