//! The use cases without a token: register, sign in, and
//! turn a token into a handle. Everything else needs that handle.

use std::sync::Arc;

use futures_util::future::try_join;
use jiff::Timestamp;

use crate::{
    domain::{
        error::Result,
        event_types::EventCatalog,
        resource::Kinds,
        tenant::{TenantRecord, TenantStatus},
    },
    policy::{
        quotas::{self, Bucket, Quotas},
        refusals::{GONE, signed_out, suspended},
    },
    ports::identity::Realm,
    runtime::{
        inner::Inner,
        meter::Meter,
        settings::{Ports, Settings},
    },
    usecases::{handle::Caller, person::handle::Person, worker::handle::Worker},
};

#[derive(Clone)]
pub struct App {
    pub(super) inner: Arc<Inner>,
}

/// Plugs the adapters in. The app serves callers; the worker is for the
/// installation's own work and is made nowhere else.
pub fn open(ports: Ports, settings: Settings) -> (App, Worker) {
    let inner = Arc::new(Inner::new(ports, settings));
    (App { inner: inner.clone() }, Worker::new(inner))
}

/// Fails for a tenant whose people and programs are locked out.
pub(super) fn in_service(tenant: &TenantRecord) -> Result<()> {
    match tenant.status {
        TenantStatus::Active => Ok(()),
        TenantStatus::Suspended => Err(suspended(tenant.status_reason.as_deref())),
        TenantStatus::Deleted | TenantStatus::Erased => Err(GONE),
    }
}

impl App {
    /// Turns a bearer token into a handle. Suspended and deleted tenants end
    /// here, before anything is looked up, and so does a caller who must set up a
    /// second factor first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn authenticate(&self, token: &str, request_id: Option<Arc<str>>) -> Result<Caller> {
        self.identify(token, request_id).await?.enter()
    }

    /// Turns a bearer token into the person that it speaks for.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn identify(&self, token: &str, request_id: Option<Arc<str>>) -> Result<Person> {
        let claims = self.inner.identity.authenticate(token).await.map_err(signed_out)?;
        let now = self.inner.now();
        if claims.realm == Realm::Operator {
            let operator = self.inner.control.operator(claims.user).await?.ok_or(GONE)?;
            return Ok(Person::operator(self.inner.clone(), operator, claims.session, request_id));
        }
        let (records, control) = (&self.inner.records, &*self.inner.control);
        let claimed = claims.tenant.ok_or(GONE)?;
        let member = records.member(control, claims.user, now);
        let (member, tenant) = try_join(member, records.tenant(control, claimed, now)).await?;
        let (member, tenant) = (member.ok_or(GONE)?, tenant.ok_or(GONE)?);
        if tenant.id != member.tenant {
            return Err(GONE);
        }
        in_service(&tenant)?;
        Ok(Person::member(self.inner.clone(), tenant, member, claims.session, request_id))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn key_set(&self) -> Result<String> {
        self.inner.identity.key_set().await.map_err(signed_out)
    }

    /// Counts a call of an open operation for the address that it comes from, before anything costly is done
    /// for it. An operation that the table does not name counts as a try to sign in.
    pub async fn admit(&self, operation: &str, address: &str) -> Result<()> {
        let bucket = quotas::open_operation(operation).map_or(Bucket::SignIn, |operation| operation.bucket);
        let inner = &self.inner;
        inner.throttle.check(bucket.name(), address, inner.settings.quotas.per_address(bucket)).await
    }

    /// Returns the kinds of records that the installation was opened with.
    pub fn kinds(&self) -> &Kinds {
        &self.inner.settings.kinds
    }

    /// Returns the types of events of the installation.
    pub fn event_types(&self) -> &EventCatalog {
        &self.inner.event_types
    }

    pub fn quotas(&self) -> &Quotas {
        &self.inner.settings.quotas
    }

    pub fn now(&self) -> Timestamp {
        self.inner.now()
    }

    /// Counts what is done in a tenant's name.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.inner.meter
    }
}
