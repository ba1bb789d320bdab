//! What admins do with the API keys of their company. Tokens are made here and shown once: an answer that holds one is
//! never kept, so a repeated request makes another key.

use secrecy::SecretString;

use crate::{
    domain::{
        api_key::{ApiKey, KeyInUse, NewApiKey, Rotation, SECRET_BYTES, Scope, issue},
        error::{Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::ApiKeyId,
        journal::Change,
        limit::MAX_API_KEYS,
        page::{Cursors, Page, PageRequest},
        tier::Feature,
    },
    policy::refusals::unexpected,
    ports::commit::{CommitError, ControlWrite, Expect, Subject},
    runtime::committed::Committed,
    usecases::handle::TenantAdmin,
};

/// A key with its token, which nobody can read again.
#[derive(Clone, Debug)]
pub struct IssuedKey {
    pub key: ApiKey,
    pub token: SecretString,
}

impl TenantAdmin {
    /// Newest first, expired ones too.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn api_keys(&self, page: &PageRequest) -> Result<Page<KeyInUse>> {
        self.tenant.person()?;
        let (control, id) = (&self.tenant.inner.control, self.tenant.id());
        let cursors = Cursors::new(&self.tenant.inner.signer, id.as_bytes(), "api keys", &());
        let keys = cursors.page(control.api_keys(id, cursors.read(page)?.as_ref(), page.limit).await?);
        let uses = control.api_key_uses(id).await?;
        let items = keys.items.into_iter().map(|key| KeyInUse::of(key, &uses)).collect();
        Ok(Page { items, next_cursor: keys.next_cursor })
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn api_key(&self, id: ApiKeyId) -> Result<KeyInUse> {
        let key = self.own_key(id).await?;
        Ok(KeyInUse::of(key, &self.tenant.inner.control.api_key_uses(self.tenant.id()).await?))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_api_key(&self, new: NewApiKey) -> Result<IssuedKey> {
        let created_by = self.tenant.person()?.user;
        self.may_issue()?;
        let inner = &self.tenant.inner;
        let now = inner.now();
        let id = inner.id(now);
        let (token, secret) = issue(id, self.random());
        let NewApiKey { name, scopes, expires_at } = new;
        let key = ApiKey {
            id,
            tenant: self.tenant.id(),
            name,
            scopes,
            secret,
            previous: None,
            created_by,
            created_at: now,
            rotated_at: None,
            expires_at,
            version: 1,
        };
        // The audit log names a key also when it is gone. The name is that of a program, and no personal value.
        let name = Change::between("name", "", &key.name);
        let changes = [name, Change::between("scopes", "", listed(&key)), expiry(None, &key)];
        self.write(&key, Expect::Absent, EventKind::ApiKeyCreated { key: id }, changes).await?;
        Ok(IssuedKey { key, token })
    }

    /// Replaces the token. The one before it goes on being accepted for the overlap.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn rotate_api_key(&self, id: ApiKeyId, rotation: &Rotation) -> Result<IssuedKey> {
        let before = self.own_key(id).await?;
        self.may_issue()?;
        let now = self.tenant.inner.now();
        let (token, secret) = issue(id, self.random());
        let key = before.rotated(secret, rotation, now);
        if key.is_expired(now) {
            let detail = "must be given, since the key has expired";
            return Err(Error::invalid("/expires_at", "in_the_past", detail));
        }
        let changes = [expiry(Some(&before), &key)];
        let event = EventKind::ApiKeyRotated { key: id };
        self.write(&key, Expect::Version(before.version), event, changes).await?;
        Ok(IssuedKey { key, token })
    }

    /// Its tokens are good no more: at once in this process, within two seconds in others.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn revoke_api_key(&self, id: ApiKeyId, attempt: &Attempt, answer: Answer) -> Result<Outcome> {
        self.tenant.person()?;
        let inner = &self.tenant.inner;
        if let Some(kept) = inner.kept(attempt).await? {
            return Ok(kept);
        }
        let key = self.own_key(id).await?;
        let writes = vec![ControlWrite::RemoveApiKey { id, tenant: key.tenant }];
        let event = EventKind::ApiKeyRevoked { key: id };
        let changes = Change::between("name", &key.name, "").into_iter().collect();
        let control = inner.control(self.tenant.actor(), self.tenant.request_id.as_deref());
        let committed = control.commit(Some(key.tenant), writes, event, None, changes, attempt, answer).await;
        inner.records.forget_api_key(id);
        committed?.finish(|refused| match refused {
            CommitError::Unexpected(Subject::ApiKey(_)) => Error::NotFound,
            other => unexpected(other),
        })
    }

    /// A key of another company is not distinguished from none.
    async fn own_key(&self, id: ApiKeyId) -> Result<ApiKey> {
        self.tenant.person()?;
        let key = self.tenant.inner.control.api_key(id).await?;
        key.filter(|key| key.tenant == self.tenant.id()).ok_or(Error::NotFound)
    }

    fn may_issue(&self) -> Result<()> {
        if self.tenant.record.features().api_access {
            return Ok(());
        }
        Err(Error::FeatureMissing { feature: Feature::ApiAccess })
    }

    fn random(&self) -> [u8; SECRET_BYTES] {
        let mut random = [0; SECRET_BYTES];
        self.tenant.inner.random.fill(&mut random);
        random
    }

    async fn write(
        &self,
        key: &ApiKey,
        expect: Expect,
        event: EventKind,
        changes: impl IntoIterator<Item = Option<Change>>,
    ) -> Result<()> {
        let inner = &self.tenant.inner;
        let max = self.tenant.record.tier.plan().max_api_keys;
        let writes = vec![ControlWrite::ApiKey { key: key.clone(), expect, max }];
        let changes = changes.into_iter().flatten().collect();
        let control = inner.control(self.tenant.actor(), self.tenant.request_id.as_deref());
        let (attempt, answer) = (Attempt::default(), Answer::none());
        let committed = control.commit(Some(key.tenant), writes, event, None, changes, &attempt, answer).await;
        inner.records.forget_api_key(key.id);
        match committed? {
            Committed::Done(_) => Ok(()),
            Committed::Conflict(_) => Err(Error::Contended { tries: 1 }),
            Committed::Refused(CommitError::OverLimit { max, used }) => Err(Error::LimitReached {
                limit: MAX_API_KEYS,
                max,
                used,
                resets_at: None,
                remedy: "revoke a key that nobody uses, or ask for a higher tier",
            }),
            Committed::Refused(other) => Err(unexpected(other)),
        }
    }
}

fn listed(key: &ApiKey) -> String {
    key.scopes.iter().map(|scope: &Scope| scope.name()).collect::<Vec<_>>().join(" ")
}

fn expiry(before: Option<&ApiKey>, key: &ApiKey) -> Option<Change> {
    let shown = |key: &ApiKey| key.expires_at.map_or_else(|| "never".to_owned(), |at| format!("{at:.3}"));
    Change::between("expires_at", before.map_or_else(|| "never".to_owned(), shown), shown(key))
}
