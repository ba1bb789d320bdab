//! What is known of a tenant goes, row by row, and what the rows were written
//! on with it: freed pages are overwritten and the write-ahead logs cut off.
//! Which tables there are is read from the files themselves.

mod records;
mod rows;

use std::{sync::Arc, time::Instant};

use tenantry_core::{
    TenantKey,
    domain::{error::Cause, ids::TenantId, tenant::TenantRecord},
};

use self::rows::Table;
use crate::{
    partition::{FileId, Partition},
    sqlite::{BatchSize, DataFile},
};

pub(crate) struct Eraser {
    partition: Arc<Partition>,
}

impl Eraser {
    pub fn new(partition: Arc<Partition>) -> Self {
        Self { partition }
    }

    /// All that a tenant kept.
    pub async fn data(&self, key: &TenantKey) -> Result<String, Cause> {
        let tenant = key.id();
        // A call that is still on its way with an older key is rejected.
        self.partition.write_gate().shut(key);
        if Partition::place(key) == FileId::Silo(tenant) {
            self.partition.remove_silo(tenant).await?;
            return Ok("its files".to_owned());
        }
        let (pool, _) = self.partition.at(FileId::Pool)?;
        let gone = apart(move || in_pool(&pool, tenant)).await?;
        Ok(format!("{gone} rows"))
    }

    /// Erases all that is known of a tenant beside its data; its tombstone stays.
    pub async fn records(&self, tenant: &TenantRecord, tombstone: &TenantRecord) -> Result<String, Cause> {
        if self.partition.is_there(FileId::Silo(tenant.id)) {
            // It was read once more.
            self.partition.remove_silo(tenant.id).await?;
        }
        let (control, _) = self.partition.at(FileId::Control)?;
        let (pool, _) = self.partition.at(FileId::Pool)?;
        let (mail, _) = self.partition.mail();
        let (tenant, tombstone) = (tenant.clone(), tombstone.clone());
        apart(move || {
            // The recipients are found by the members, so the mails go first.
            let people = control.read(|conn| records::people(conn, &tenant))?;
            let mails = rows::erase(&mail, |conn| records::erase_mails(conn, tenant.id, &people))?;
            let gone = rows::erase(&control, |conn| records::erase_control(conn, &tenant, &people, &tombstone))?;
            // What was on its way when the data went.
            in_pool(&pool, tenant.id)?;
            Ok(format!("{gone} records, {mails} mails"))
        })
        .await
    }
}

fn in_pool(pool: &DataFile, tenant: TenantId) -> Result<usize, Cause> {
    let tables = pool.read(|conn| Table::with(conn, "tenant_id"))?;
    let mut gone = 0;
    for table in &tables {
        let mut size = BatchSize::default();
        loop {
            // Others write in between.
            let started = Instant::now();
            let some = rows::writing(pool, |conn| table.delete_some(conn, tenant, size.rows()))?;
            gone += some;
            if some < size.rows() {
                break;
            }
            size.adjust(started.elapsed());
            std::thread::sleep(rows::YIELD_INTERVAL);
        }
    }
    rows::leave_nothing(pool)?;
    Ok(gone)
}

/// It waits for disks, so not on a thread that serves requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Cause> + Send + 'static) -> Result<T, Cause> {
    tokio::task::spawn_blocking(work).await?
}

/// The users and records that belong to a tenant.
struct People {
    pub users: Vec<[u8; 16]>,
    /// Folded.
    pub addresses: Vec<String>,
}
