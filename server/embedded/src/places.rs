//! The port to the places in which tenants' data lives, on SQLite files.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_core::{TenantKey, error::Cause, place::Places, tenant::TenantRecord};

use crate::partition::Partition;

pub struct SqlitePlaces {
    partition: Arc<Partition>,
}

impl SqlitePlaces {
    pub(crate) fn new(partition: Arc<Partition>) -> Self {
        Self { partition }
    }
}

#[async_trait]
impl Places for SqlitePlaces {
    /// A file comes into being whole or not at all: its tables are made in one go when it is opened.
    async fn create(&self, place: &TenantKey, _: &TenantRecord) -> Result<(), Cause> {
        let (partition, place) = (self.partition.clone(), *place);
        let made = tokio::task::spawn_blocking(move || partition.of(&place).map(drop));
        Ok(made.await??)
    }
}
