//! All that is known of a tenant goes, item by item, and nothing of it is found
//! again: what is emptied is asked for once more until nothing is there. A
//! repeated call goes on with what is left.

mod history;
mod people;
mod records;
mod shelf;

use std::sync::Arc;

use jiff::Timestamp;
use tenantry_core::domain::{
    error::Cause,
    ids::TenantId,
    tenant::{Placement, TenantRecord},
};

use self::{records::Records, shelf::Shelf};
use crate::{
    control::DynamoControl,
    dynamo::{Clients, Consumption, Fault},
    gateway_keys::GatewayKeys,
    hash_keys,
    partition::{Partition, TENANT, Table},
};

pub struct Erasures {
    /// With the right to delete from the journal.
    clients: Arc<dyn Clients>,
    partition: Partition,
    control: DynamoControl,
    /// Nothing where there is no gateway that counts.
    keys: Option<Arc<GatewayKeys>>,
    used: Arc<Consumption>,
    /// Whether there are tables of a provisioned pool, where a tenant may have been left by a move that failed.
    has_provisioned_pool: bool,
}

impl Erasures {
    pub fn new(
        clients: Arc<dyn Clients>,
        partition: Partition,
        control: DynamoControl,
        keys: Option<Arc<GatewayKeys>>,
        used: Arc<Consumption>,
    ) -> Self {
        Self { clients, partition, control, keys, used, has_provisioned_pool: true }
    }

    /// The same for an installation that has, or has not, a provisioned pool. One that gave it up is not asked for it: IAM
    /// can't know the leading key of a table that may be gone.
    #[must_use]
    pub fn with_provisioned_pool(self, has_provisioned_pool: bool) -> Self {
        Self { has_provisioned_pool, ..self }
    }

    /// Empties what a tenant has in the tables that it shares; how many items there were.
    pub async fn data(&self, tenant: TenantId, placement: Placement) -> Result<usize, Fault> {
        let client = self.clients.of(tenant).await?;
        let is_there = self.has_provisioned_pool || placement == Placement::ProvisionedPool;
        let hashes = |table| hash_keys::of_pool(tenant, table);
        let pool = Table::ALL.into_iter().map(|table| (self.partition.pool(table), table.id(), true, hashes(table)));
        let provisioned = Table::ALL.into_iter().filter(|_| is_there);
        let provisioned =
            provisioned.map(|table| (self.partition.provisioned_pool(table), table.id(), false, hashes(table)));
        let histories = [self.partition.journal(), self.partition.outbox()];
        let histories = histories.map(|table| (table, "entry_id", true, hash_keys::of_all_entries(tenant)));
        let tables: Vec<(String, &str, bool, Vec<String>)> = pool.chain(provisioned).chain(histories).collect();
        let mut gone = 0;
        loop {
            let mut found = 0;
            for (table, sort, must_exist, hashes) in &tables {
                for first in hashes {
                    let (key, used) = ((TENANT, *sort), &*self.used);
                    let shelf = Shelf { client: &client, used, tenant, table, key, first, below: None };
                    found += match shelf.empty().await {
                        Err(Fault::NoTable(_)) if !must_exist => 0,
                        emptied => emptied?,
                    };
                }
            }
            if found == 0 {
                return Ok(gone);
            }
            gone += found;
        }
    }

    /// Removes all that is known of a tenant beside its data; its tombstone stays.
    pub async fn records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<usize, Cause> {
        if let Some(keys) = &self.keys {
            keys.settle(tenant.id, Timestamp::now()).await?;
        }
        let records = Records::of(&self.control.table, tenant).await?;
        let gone = records.erase().await?;
        // What was on its way when the data went.
        self.data(tenant.id, tenant.placement).await?;
        records.bury(tombstone).await?;
        Ok(gone)
    }
}
