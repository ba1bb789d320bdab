//! Programs that call in the name of a company, by an API key.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{
        api_key::{ApiKey, PresentedKey, Scope},
        error::{Error, Result},
        ids::{ApiKeyId, TenantId},
        member::Role,
        quota::Quota,
        tenant::TenantRecord,
        tier::{Feature, Tier},
    },
    policy::refusals::GONE,
    runtime::inner::Inner,
    usecases::{
        handle::{Principal, Tenant},
        public::app::{App, in_service},
    },
};

/// A program whose token was verified. It reaches nothing by itself: [`ApiClient::acting`] makes it a handle, by the scopes
/// that an operation takes.
#[derive(Clone)]
pub struct ApiClient {
    tenant: Arc<TenantRecord>,
    key: Arc<ApiKey>,
    request_id: Option<Arc<str>>,
    inner: Arc<Inner>,
}

impl App {
    /// Turns the token of an API key into the program that holds it. A token that no key can have is refused before
    /// anything is looked up; a revoked one once the records that this process keeps are read again, within two seconds.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn authenticate_key(&self, token: &str, request_id: Option<Arc<str>>) -> Result<ApiClient> {
        const MALFORMED: Error = Error::Unauthenticated("the API key is mistyped or cut off");
        const WRONG: Error = Error::Unauthenticated("the API key is wrong, has expired or was revoked");
        let presented = PresentedKey::parse(token).ok_or(MALFORMED)?;
        let (inner, now) = (&self.inner, self.inner.now());
        let (records, control) = (&inner.records, &*inner.control);
        let key = records.api_key(control, presented.id, now).await?;
        let key = key.filter(|key| key.accepts(&presented, now)).ok_or(WRONG)?;
        let tenant = records.tenant(control, key.tenant, now).await?.ok_or(GONE)?;
        in_service(&tenant)?;
        if !tenant.features().api_access {
            return Err(Error::FeatureMissing { feature: Feature::ApiAccess });
        }
        inner.note_use(&key, now).await;
        Ok(ApiClient { tenant, key, request_id, inner: inner.clone() })
    }
}

impl ApiClient {
    /// Returns the handle for an operation that takes these scopes, all of them. Its role is the highest of theirs, whatever
    /// else the key may be used for. An operation that takes none is for people.
    pub fn acting(self, needed: &[Scope]) -> Result<Tenant> {
        if let Some(missing) = needed.iter().find(|scope| !self.key.scopes.contains(scope)) {
            return Err(Error::ScopeMissing { needed: *missing });
        }
        let role: Role = needed.iter().map(|scope| scope.role()).max().ok_or(Error::PeopleOnly)?;
        let principal = Principal::ApiKey(self.key, role);
        Ok(Tenant::new(self.inner, self.tenant, principal, self.request_id))
    }

    pub fn key(&self) -> ApiKeyId {
        self.key.id
    }

    pub fn tenant(&self) -> (TenantId, Tier) {
        (self.tenant.id, self.tenant.tier)
    }

    /// Returns the rate of requests that the tenant is held to at this moment: people and programs together.
    pub fn quota(&self) -> Quota {
        self.tenant.quota(self.inner.now())
    }
}

impl Inner {
    /// Once for each interval. A use that can't be noted is a line in the log, and stops nobody.
    async fn note_use(&self, key: &ApiKey, now: Timestamp) {
        if !self.settings.notes_api_key_uses || !self.records.is_use_due(key.id, now) {
            return;
        }
        if let Err(error) = self.control.note_api_key_use(key.tenant, key.id, now).await {
            tracing::warn!(api_key = %key.id, %error, "the use of API key {} was not noted", key.id);
        }
    }
}
