//! What the operators' page tells of this home. No container sees more than its
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
use tenantry_core::{control::ControlStore, error::chain, ids::TenantId, relay::Relay};

use self::figures::Figures;
use crate::clients::{Clients, client};

/// More dead letters than this are just many.
const MANY: usize = 1_000;
/// Messages are taken within moments; this is long enough to be sure that they are not.
const LATE_S: i64 = 120;

pub struct Own {
    control: DynamoControl,
    relay: DynamoRelay,
    dynamo: Dynamo,
    partition: Partition,
    figures: Figures,
}

impl Own {
    pub fn new(clients: &Clients, control: DynamoControl, relay: DynamoRelay, prefix: &str) -> Arc<Self> {
        let figures = Figures::new(client!(aws_sdk_cloudwatch, &clients.config), prefix);
        Arc::new(Self { control, relay, dynamo: clients.dynamo.clone(), partition: Partition::new(prefix), figures })
    }

    /// The bytes of a table and whether it can be used.
    async fn table(&self, name: String) -> Result<(u64, bool), Cause> {
        let table =
            self.dynamo.describe_table().table_name(name).send().await?.table.ok_or("there is no such table")?;
        let usable = matches!(table.table_status, Some(TableStatus::Active | TableStatus::Updating));
        Ok((table.table_size_bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default(), usable))
    }

    async fn pool(&self) -> Result<(), Cause> {
        for table in Table::ALL {
            if !self.table(self.partition.pool(table)).await?.1 {
                return Err(format!("the table {} can't be used at the moment", table.name()).into());
            }
        }
        Ok(())
    }
}

fn answers(name: &'static str, asked: Result<(), Cause>) -> Health {
    asked.map_or_else(|error| Health::failing(name, chain(&*error)), |()| Health::ok(name, None))
}

#[async_trait]
impl System for Own {
    fn home(&self) -> &'static str {
        "aws"
    }

    /// Containers come and go.
    fn started_at(&self) -> Option<Timestamp> {
        None
    }

    async fn health(&self) -> Vec<Health> {
        let nobody = TenantId(Default::default());
        let control = self.control.tenant(nobody).await.map(drop).map_err(Cause::from);
        let mut parts = vec![answers("control_store", control), answers("pool_store", self.pool().await)];
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
                parts.extend(["events", "mail"].map(|name| Health::degraded(name, format!("it can't be told: {why}"))));
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
        for name in Table::ALL.into_iter().map(|table| shared.pool(table)).chain(histories) {
            bytes += self.table(name).await?.0;
        }
        Ok(StorageState { bytes, free_bytes: None })
    }

    async fn last_hour(&self, now: Timestamp) -> Result<Option<LastHour>, Cause> {
        self.figures.last_hour(now).await.map(Some)
    }
}
