//! Sends what is written to a tenant's place, as the place takes it: as ever, with
//! a note of what was touched while the data is copied, or not at all.

use std::time::Duration;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use tenantry_core::TenantKey;
use tokio::time::Instant;
use uuid::Uuid;

use super::DynamoStore;
use crate::{
    dynamo::{Fault, Item, Transacted, Transaction, text},
    fence::{self, Fence, WriteMode},
    partition::{self, Partition, Table},
};

/// Conditions that did not hold, in order, each with the item as it is.
pub(super) type Refusals<M> = Vec<(M, Option<Item>)>;

/// How long a write waits for the moment in which a tenant is switched over.
const CUTOVER_TIMEOUT: Duration = Duration::from_secs(5);
/// Milliseconds between two tries, at random.
const RETRY_INTERVAL_MS: std::ops::Range<u64> = 50..200;

impl DynamoStore {
    /// What was refused, if anything was. `token` makes it count once; what `build`
    /// makes is the same each time, but for how it meets the fence.
    pub(super) async fn send<M: Clone>(
        &self,
        client: &Client,
        key: &TenantKey,
        token: Uuid,
        build: impl Fn(WriteMode) -> Result<Transaction<M>, Fault>,
    ) -> Result<Option<Refusals<M>>, Fault> {
        let (mut gate, until) = (WriteMode::Open, Instant::now() + CUTOVER_TIMEOUT);
        loop {
            let transaction = self.fenced(key, token, gate, build(gate)?)?;
            let sent = transaction.send(client, &self.consumption, key.id(), token_for(token, gate)).await;
            let fence = match sent? {
                Transacted::Done { contended } => {
                    if contended {
                        self.busy.note(key.id());
                    }
                    return Ok(None);
                }
                Transacted::Refused(refusals) => return Ok(Some(refusals)),
                Transacted::Fenced(item) => item,
            };
            gate = match fence.as_ref().map(Fence::of).transpose()?.flatten() {
                None => WriteMode::Open,
                Some(Fence::Noting) => WriteMode::Noting,
                Some(Fence::Moved) => {
                    self.stale.note(key);
                    return Err(Fault::Moved);
                }
                Some(Fence::Closed) if Instant::now() >= until => return Err(Fault::Moved),
                Some(Fence::Closed) => {
                    tokio::time::sleep(Duration::from_millis(fastrand::u64(RETRY_INTERVAL_MS))).await;
                    WriteMode::Open
                }
            };
        }
    }

    /// What does not count orders meets a fence of its own.
    fn fenced<M: Clone>(
        &self,
        key: &TenantKey,
        write: Uuid,
        gate: WriteMode,
        mut transaction: Transaction<M>,
    ) -> Result<Transaction<M>, Fault> {
        if !transaction.is_fenced() {
            let fence = Partition::key(key, Table::Aux, fence::any());
            transaction.check(None, &self.partition.table(key, Table::Aux), fence, gate.condition())?;
        }
        if gate == WriteMode::Noting {
            let note = self.note(key, write, &transaction);
            transaction.put(None, &self.partition.pool(Table::Aux), note, None)?;
        }
        Ok(transaction)
    }

    /// Returns the note of a write during a move: the keys of the items that it touches. Journal and outbox do not
    /// move.
    fn note<M: Clone>(&self, key: &TenantKey, write: Uuid, transaction: &Transaction<M>) -> Item {
        let touched = transaction.touched().filter_map(|(table, item)| {
            let table = self.partition.table_of(key, table)?;
            let id = item.get(table.id())?.as_s().ok()?;
            Some(text(format!("{}/{id}", table.name())))
        });
        let touched = AttributeValue::L(touched.collect());
        Item::from([
            ("tenant_id".to_owned(), partition::tenant(key.id())),
            (Table::Aux.id().to_owned(), text(partition::note(write))),
            ("touched".to_owned(), touched),
        ])
    }
}

/// What is sent with a note is another request, which DynamoDB would not take
/// under the same token.
fn token_for(token: Uuid, gate: WriteMode) -> String {
    match gate {
        WriteMode::Open => token.to_string(),
        WriteMode::Noting => Uuid::from_u128(token.as_u128() ^ 1).to_string(),
    }
}
