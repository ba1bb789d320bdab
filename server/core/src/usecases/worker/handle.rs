//! The installation's own work: consumers of events and the command line of
//! its operator, which have no token to go by. [`crate::usecases::open`] hands
//! out the one worker together with the app, so only the `main` that plugs the
//! adapters in ever holds it.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::{OrderId, TenantId, UserId},
        journal::Actor,
        operator::OperatorRecord,
        order::Order,
        sample::SampleData,
        tenant::{TenantRecord, TenantStatus},
        text::{Check, fold_email},
    },
    policy::refusals::{signed_out, unexpected},
    ports::{
        commit::{CommitError, ControlWrite, DocumentKind},
        identity::Realm,
        store::{Read, StoreError},
        tenant_key::TenantKey,
    },
    runtime::inner::Inner,
};

#[derive(Clone)]
pub struct Worker {
    pub(crate) inner: Arc<Inner>,
}

impl Worker {
    pub(in crate::usecases) fn new(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    /// Reaches a tenant whatever its status: events of a suspended tenant are
    /// still worked off. One that is erased, or is being erased, is not there.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenant(&self, id: TenantId) -> Read<Option<(TenantKey, Arc<TenantRecord>)>> {
        let inner = &self.inner;
        Ok(reached(inner.records.tenant(&*inner.control, id, inner.now()).await?))
    }

    /// The same as it is at this moment: for an event that says that the record has changed,
    /// which a cache of records may not know yet.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn changed_tenant(&self, id: TenantId) -> Read<Option<(TenantKey, Arc<TenantRecord>)>> {
        Ok(reached(self.inner.control.tenant(id).await?.map(Arc::new)))
    }

    /// An order that an event names, also if it was sample data and is gone.
    pub(crate) async fn order(&self, key: &TenantKey, id: OrderId) -> Read<Option<Order>> {
        if let Some(order) = self.inner.store.order(key, id).await? {
            return Ok(Some(order));
        }
        let Some(document) = self.inner.store.document(key, DocumentKind::SampleData).await? else { return Ok(None) };
        let data: SampleData = serde_json::from_str(&document.body).map_err(|error| StoreError(Box::new(error)))?;
        Ok(data.removed_order(id))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_operator(&self, email: &str, name: &str, password: &SecretString) -> Result<OperatorRecord> {
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[email, name]);
        let email = check.email("/email", email);
        let name = check.public_name("/name", name, 100);
        check.done(())?;
        let now = self.inner.now();
        let operator = OperatorRecord { user: self.inner.id(now), email, name, created_at: now, totp_since: None };
        let event = EventKind::OperatorCreated { user: operator.user };
        self.inner.identity.create(operator.user, Realm::Operator, password).await.map_err(signed_out)?;
        let writes = vec![ControlWrite::Operator { operator: operator.clone() }];
        match self.inner.control(Actor::System, None).record(None, writes, vec![event]).await {
            Ok(()) => Ok(operator),
            Err(CommitError::EmailTaken) => Err(Error::conflict("email_taken", "an operator has this address already")),
            Err(refused) => Err(unexpected(refused)),
        }
    }

    /// Sets the password of the user with this address and ends their sessions.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn set_password(&self, realm: Realm, email: &str, password: &SecretString) -> Result<UserId> {
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[email]);
        check.done(())?;
        let folded = fold_email(email);
        let user = match realm {
            Realm::Member => self.inner.control.member_by_email(&folded).await?.map(|member| member.user),
            Realm::Operator => self.inner.control.operator_by_email(&folded).await?.map(|operator| operator.user),
        };
        let user = user.ok_or(Error::NotFound)?;
        self.inner.set_password(user, realm, password, None).await?;
        Ok(user)
    }
}

fn reached(record: Option<Arc<TenantRecord>>) -> Option<(TenantKey, Arc<TenantRecord>)> {
    let record = record.filter(|record| record.status != TenantStatus::Erased)?;
    Some((TenantKey::of(&record), record))
}
