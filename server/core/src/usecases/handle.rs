//! Isolation is a type. Tenant data is reached only through a handle, and a
//! handle is made only here: for people out of a verified token and the
//! records that it names, for the installation's own work by
//! [`Worker`](super::Worker).

use std::sync::Arc;

use uuid::Uuid;

use crate::{
    domain::{
        api_key::{ApiKey, Scope},
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

/// A member, or a program by an API key, at work in their own, active tenant. It lives for one request.
#[derive(Clone)]
pub struct Tenant {
    pub(super) key: TenantKey,
    pub(super) record: Arc<TenantRecord>,
    pub(super) principal: Principal,
    pub(super) request_id: Option<Arc<str>>,
    pub(super) inner: Arc<Inner>,
}

/// Who acts in a tenant.
#[derive(Clone)]
pub(super) enum Principal {
    Member(Arc<Member>, SessionId),
    /// A program, with the role of the scopes that its operation takes.
    ApiKey(Arc<ApiKey>, Role),
}

impl Tenant {
    pub(super) fn new(
        inner: Arc<Inner>,
        record: Arc<TenantRecord>,
        principal: Principal,
        request_id: Option<Arc<str>>,
    ) -> Self {
        Self { key: TenantKey::of(&record), record, principal, request_id, inner }
    }

    pub fn id(&self) -> TenantId {
        self.key.id()
    }

    pub fn record(&self) -> &TenantRecord {
        &self.record
    }

    /// Returns the id of the member or the API key that acts.
    pub fn principal(&self) -> Uuid {
        match &self.principal {
            Principal::Member(member, _) => member.user.0,
            Principal::ApiKey(key, _) => key.id.0,
        }
    }

    pub fn role(&self) -> Role {
        match &self.principal {
            Principal::Member(member, _) => member.role,
            Principal::ApiKey(_, role) => *role,
        }
    }

    /// Returns the member; nothing for an API key.
    pub fn member(&self) -> Option<&Member> {
        match &self.principal {
            Principal::Member(member, _) => Some(member),
            Principal::ApiKey(..) => None,
        }
    }

    pub fn session(&self) -> Option<SessionId> {
        match &self.principal {
            Principal::Member(_, session) => Some(*session),
            Principal::ApiKey(..) => None,
        }
    }

    /// Returns the member, for what no program does, whatever its scopes.
    pub(super) fn person(&self) -> Result<&Member> {
        self.member().ok_or(Error::PeopleOnly)
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
        if self.role() < needed {
            return Err(Error::RoleTooLow { needed: needed.name() });
        }
        Ok(())
    }

    /// Holds a program to a scope; what takes none is for people alone.
    pub(super) fn require_scope(&self, needed: Option<Scope>) -> Result<()> {
        match (&self.principal, needed) {
            (Principal::Member(..), _) => Ok(()),
            (Principal::ApiKey(key, _), Some(needed)) if key.scopes.contains(&needed) => Ok(()),
            (Principal::ApiKey(..), Some(needed)) => Err(Error::ScopeMissing { needed }),
            (Principal::ApiKey(..), None) => Err(Error::PeopleOnly),
        }
    }

    pub(super) fn actor(&self) -> Actor {
        match &self.principal {
            Principal::Member(member, _) => Actor::Member(member.user),
            Principal::ApiKey(key, _) => Actor::ApiKey(key.id),
        }
    }
}

/// A member whose role lets them manage people and settings, or a program that may write settings.
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
