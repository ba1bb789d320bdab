//! The capability to access one tenant's data.

use crate::domain::{
    ids::TenantId,
    tenant::{Placement, TenantRecord},
};

/// The capability to access one tenant's data, and its placement. The fields are
/// private to this module: no adapter and no handler can make one. Within this
/// crate only use cases do, from verified claims and the tenant's record;
/// `tests/floors.rs` checks that.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TenantKey {
    id: TenantId,
    placement: Placement,
    epoch: u32,
}

impl TenantKey {
    pub(crate) fn of(record: &TenantRecord) -> Self {
        Self { id: record.id, placement: record.placement, epoch: record.epoch }
    }

    /// Makes the key to the placement that the data is moved to. It opens nothing before the cutover.
    pub(crate) fn next(record: &TenantRecord, placement: Placement) -> Self {
        Self { id: record.id, placement, epoch: record.epoch + 1 }
    }

    /// Makes the key to the placement that the data was moved away from.
    pub(crate) fn left_by(record: &TenantRecord, source: Placement) -> Self {
        Self::of(record).with_placement(source)
    }

    /// Makes a key from a newer record of the same tenant; `None` if the epoch is the same.
    pub(crate) fn renewed(&self, record: &TenantRecord) -> Option<Self> {
        let newer = Self::of(record);
        (newer.id == self.id && newer.epoch > self.epoch).then_some(newer)
    }

    /// Returns the tenant.
    pub fn id(&self) -> TenantId {
        self.id
    }

    /// Returns where the data is: in one of the pools or in a silo.
    pub fn placement(&self) -> Placement {
        self.placement
    }

    /// Returns how often the tenant was moved when the key was made. A store rejects keys of an older epoch.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Makes the key to another placement of the same tenant and epoch.
    #[must_use]
    pub fn with_placement(&self, placement: Placement) -> Self {
        Self { placement, ..*self }
    }
}
