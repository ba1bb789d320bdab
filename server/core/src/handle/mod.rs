//! Isolation is a type. Tenant data is reached only through a handle, and a
//! handle is made only here: for people out of a verified token and the
//! records that it names, for the installation's own work by [`Worker`].

mod audit;
mod buckets;
mod bulk;
mod clock;
mod company;
mod conclude;
mod documents;
mod erasing;
mod export;
mod following;
mod import;
mod insights;
mod inviting;
mod limits;
mod mfa;
mod moving;
mod operations;
mod operator;
mod orders;
mod own_sessions;
mod pages;
mod people;
mod person;
mod precondition;
mod products;
mod running;
mod sample;
mod search;
mod timeline;
mod usage;
mod views;
mod worker;

use std::sync::Arc;

pub use bulk::{BulkReport, BulkResult, MAX_ORDERS, MAX_PRODUCTS, Percent, ProductBulk, ProductChange, Which};
pub use export::WholeExport;
pub(crate) use following::Following;
pub use mfa::MfaState;
pub use operator::{NewTenant, TierChange};
pub use own_sessions::OwnSession;
pub use pages::{OrderPages, Pages, ProductPages};
pub use people::{MemberChange, NewInvitation};
pub use person::Person;
pub use precondition::Precondition;
pub use sample::{SampleRemoval, SampleState};
pub use search::{DEFAULT_FOUND, Found, MAX_FOUND, Matched};
pub use timeline::{Happened, Moment};
pub use worker::Worker;

use crate::{
    app::Inner,
    error::{Error, Result},
    ids::{SessionId, TenantId, UserId},
    journal::Actor,
    limiter::Quota,
    member::{Member, Role},
    operator::OperatorRecord,
    tenant::{Placement, TenantRecord},
    tier::Limits,
};

/// The right to reach one tenant's data, and where it lives. Its fields are
/// private to this module: no adapter and no handler can make one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TenantKey {
    id: TenantId,
    placement: Placement,
    epoch: u32,
}

impl TenantKey {
    fn of(record: &TenantRecord) -> Self {
        Self { id: record.id, placement: record.placement, epoch: record.epoch }
    }

    pub fn id(&self) -> TenantId {
        self.id
    }

    pub fn placement(&self) -> Placement {
        self.placement
    }

    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// To the other place of the same tenant, where its data was or will be.
    pub fn elsewhere(&self) -> Self {
        let placement = match self.placement {
            Placement::Pool => Placement::Silo,
            Placement::Silo => Placement::Pool,
        };
        Self { placement, ..*self }
    }
}

/// Whoever a verified token speaks for.
#[derive(Clone)]
pub enum Caller {
    Member(Tenant),
    Operator(Operator),
}

/// A member at work in their own, active tenant. It lives for one request.
#[derive(Clone)]
pub struct Tenant {
    key: TenantKey,
    record: Arc<TenantRecord>,
    member: Arc<Member>,
    session: SessionId,
    request_id: Option<Arc<str>>,
    inner: Arc<Inner>,
}

impl Tenant {
    pub(crate) fn new(
        inner: Arc<Inner>,
        record: Arc<TenantRecord>,
        member: Arc<Member>,
        session: SessionId,
        request_id: Option<Arc<str>>,
    ) -> Self {
        Self { key: TenantKey::of(&record), record, member, session, request_id, inner }
    }

    pub fn id(&self) -> TenantId {
        self.key.id
    }

    pub fn record(&self) -> &TenantRecord {
        &self.record
    }

    pub fn member(&self) -> &Member {
        &self.member
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The same caller with the powers of an admin, if the role has them.
    pub fn admin(self) -> Result<TenantAdmin> {
        self.require(Role::Admin)?;
        Ok(TenantAdmin { tenant: self })
    }

    /// What the tenant may have at this moment.
    pub fn limits(&self) -> Limits {
        self.record.limits(self.inner.now())
    }

    /// The rate of requests that the tenant is held to at this moment.
    pub fn quota(&self) -> Quota {
        self.record.quota(self.inner.now())
    }

    fn require(&self, needed: Role) -> Result<()> {
        if self.member.role < needed {
            return Err(Error::RoleTooLow { needed: needed.name() });
        }
        Ok(())
    }

    fn actor(&self) -> Actor {
        Actor::Member(self.member.user)
    }
}

/// A member whose role lets them manage people and settings.
#[derive(Clone)]
pub struct TenantAdmin {
    tenant: Tenant,
}

impl TenantAdmin {
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }
}

/// Somebody who runs the installation. Of a tenant's data they see figures of
/// its use, and all of it in an export, which takes a reason and is journalled.
#[derive(Clone)]
pub struct Operator {
    record: Arc<OperatorRecord>,
    session: SessionId,
    request_id: Option<Arc<str>>,
    inner: Arc<Inner>,
}

impl Operator {
    pub(crate) fn new(
        inner: Arc<Inner>,
        record: Arc<OperatorRecord>,
        session: SessionId,
        request_id: Option<Arc<str>>,
    ) -> Self {
        Self { record, session, request_id, inner }
    }

    pub fn user(&self) -> UserId {
        self.record.user
    }

    pub fn record(&self) -> &OperatorRecord {
        &self.record
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    fn actor(&self) -> Actor {
        Actor::Operator(self.record.user)
    }
}
