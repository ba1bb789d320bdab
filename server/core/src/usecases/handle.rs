//! Isolation is a type. Tenant data is reached only through a handle, and a
//! handle is made only here: for people out of a verified token and the
//! records that it names, for the installation's own work by
//! [`Worker`](super::Worker).

use std::sync::Arc;

use crate::{
    domain::{
        error::{Error, Result},
        ids::{SessionId, TenantId, UserId},
        journal::Actor,
        member::{Member, Role},
        operator::OperatorRecord,
        quota::Quota,
        tenant::TenantRecord,
        tier::Limits,
    },
    ports::tenant_key::TenantKey,
    runtime::inner::Inner,
};

/// The caller that a verified token identifies.
#[derive(Clone)]
pub enum Caller {
    Member(Tenant),
    Operator(Operator),
}

/// A member at work in their own, active tenant. It lives for one request.
#[derive(Clone)]
pub struct Tenant {
    pub(super) key: TenantKey,
    pub(super) record: Arc<TenantRecord>,
    pub(super) member: Arc<Member>,
    pub(super) session: SessionId,
    pub(super) request_id: Option<Arc<str>>,
    pub(super) inner: Arc<Inner>,
}

impl Tenant {
    pub(super) fn new(
        inner: Arc<Inner>,
        record: Arc<TenantRecord>,
        member: Arc<Member>,
        session: SessionId,
        request_id: Option<Arc<str>>,
    ) -> Self {
        Self { key: TenantKey::of(&record), record, member, session, request_id, inner }
    }

    pub fn id(&self) -> TenantId {
        self.key.id()
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

    /// Returns the rate of requests that the tenant is held to at this moment.
    pub fn quota(&self) -> Quota {
        self.record.quota(self.inner.now())
    }

    pub(super) fn require(&self, needed: Role) -> Result<()> {
        if self.member.role < needed {
            return Err(Error::RoleTooLow { needed: needed.name() });
        }
        Ok(())
    }

    pub(super) fn actor(&self) -> Actor {
        Actor::Member(self.member.user)
    }
}

/// A member whose role lets them manage people and settings.
#[derive(Clone)]
pub struct TenantAdmin {
    pub(super) tenant: Tenant,
}

impl TenantAdmin {
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }
}

/// A person who runs the installation. Of a tenant's data they see figures of
/// its use, and all of it in an export, which takes a reason and is journalled.
#[derive(Clone)]
pub struct Operator {
    pub(super) record: Arc<OperatorRecord>,
    pub(super) session: SessionId,
    pub(super) request_id: Option<Arc<str>>,
    pub(super) inner: Arc<Inner>,
}

impl Operator {
    pub(super) fn new(
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

    pub(super) fn actor(&self) -> Actor {
        Actor::Operator(self.record.user)
    }
}
