//! Who a token speaks for is asked on every call, so the records are kept for
//! two seconds. A change made by this process is seen at once.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;

use crate::{
    domain::{
        api_key::{ApiKey, USE_INTERVAL},
        ids::{ApiKeyId, TenantId, UserId},
        member::Member,
        tenant::TenantRecord,
    },
    ports::{control::ControlStore, store::Read},
};

/// How long a cached record is used before it is read again.
const FRESH: SignedDuration = SignedDuration::from_secs(2);
/// Records that the cache holds.
const CAPACITY: usize = 10_000;

type Kept<T> = (Timestamp, Arc<T>);

pub(crate) struct Records {
    tenants: Cache<TenantId, Kept<TenantRecord>>,
    members: Cache<UserId, Kept<Member>>,
    api_keys: Cache<ApiKeyId, Kept<ApiKey>>,
    /// When this process noted a use of a key.
    api_key_uses: Cache<ApiKeyId, Timestamp>,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            tenants: Cache::new(CAPACITY),
            members: Cache::new(CAPACITY),
            api_keys: Cache::new(CAPACITY),
            api_key_uses: Cache::new(CAPACITY),
        }
    }
}

impl Records {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn tenant(
        &self,
        control: &dyn ControlStore,
        id: TenantId,
        now: Timestamp,
    ) -> Read<Option<Arc<TenantRecord>>> {
        if let Some((read_at, record)) = self.tenants.get(&id)
            && is_fresh(read_at, now)
        {
            return Ok(Some(record));
        }
        let record = control.tenant(id).await?.map(Arc::new);
        if let Some(record) = &record {
            self.tenants.insert(id, (now, record.clone()));
        }
        Ok(record)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn member(&self, control: &dyn ControlStore, user: UserId, now: Timestamp) -> Read<Option<Arc<Member>>> {
        if let Some((read_at, member)) = self.members.get(&user)
            && is_fresh(read_at, now)
        {
            return Ok(Some(member));
        }
        let member = control.member(user).await?.map(Arc::new);
        if let Some(member) = &member {
            self.members.insert(user, (now, member.clone()));
        }
        Ok(member)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn api_key(&self, control: &dyn ControlStore, id: ApiKeyId, now: Timestamp) -> Read<Option<Arc<ApiKey>>> {
        if let Some((read_at, key)) = self.api_keys.get(&id)
            && is_fresh(read_at, now)
        {
            return Ok(Some(key));
        }
        let key = control.api_key(id).await?.map(Arc::new);
        if let Some(key) = &key {
            self.api_keys.insert(id, (now, key.clone()));
        }
        Ok(key)
    }

    /// Returns whether this use of a key is to be noted, which is asked once for each interval.
    pub fn is_use_due(&self, id: ApiKeyId, now: Timestamp) -> bool {
        if self.api_key_uses.get(&id).is_some_and(|noted| now.duration_since(noted).abs() < USE_INTERVAL) {
            return false;
        }
        self.api_key_uses.insert(id, now);
        true
    }

    pub fn forget_api_key(&self, id: ApiKeyId) {
        self.api_keys.remove(&id);
    }

    pub fn forget_tenant(&self, id: TenantId) {
        self.tenants.remove(&id);
    }

    pub fn forget_member(&self, user: UserId) {
        self.members.remove(&user);
    }
}

/// Also when the clock stepped back.
fn is_fresh(read_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(read_at).abs() < FRESH
}
