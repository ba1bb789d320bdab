//! What the installation does for webhooks: it makes the deliveries of events, gives out those that are due, and notes what
//! became of them.

use jiff::{SignedDuration, Timestamp};
use tenantry_webhooks::{Health, Next, Reach, Secret, Target};

use crate::{
    domain::{
        error::Error,
        event::{Event, EventKind},
        ids::{EventId, ResourceId, TenantId},
        journal::{Actor, Change},
        page::{MAX_LIMIT, Slice},
        resource::{Record, Resource, ResourceQuery},
        tenant::{TenantQuery, TenantRecord, TenantStatus},
        webhook::{DisabledReason, EndpointHealth, Tried, WebhookDelivery, WebhookEndpoint},
    },
    ports::{
        commit::{Commit, CommitError, ResourceChange, Write},
        store::{Read, StoreError},
        tenant_key::TenantKey,
    },
    runtime::settings::Webhooks,
    usecases::worker::handle::Worker,
};

/// Records that are written at once, the most that a store takes.
const AT_ONCE: usize = 20;
/// How often an outcome is made anew when others changed the records in between.
const ROUNDS: u32 = 16;

/// A delivery that is to be tried now.
#[derive(Debug)]
pub struct DueDelivery {
    pub id: ResourceId,
    pub target: Target,
    /// One, or two during a rotation.
    pub secrets: Vec<Secret>,
    pub event: EventId,
    pub body: String,
    /// Tries that failed so far.
    pub failures: u32,
}

/// What there is to do about a delivery.
#[derive(Debug)]
pub enum TakenDelivery {
    /// To be sent by who took it, and by nobody else for a while.
    Due(Box<DueDelivery>),
    /// To be tried then; or another has taken it until then.
    Later(Timestamp),
    /// Nothing: it was delivered, given up or removed.
    Over,
}

/// What is to be sent to an endpoint.
#[derive(Debug, Default)]
pub struct DueDeliveries {
    /// Those that are due for longest first.
    pub items: Vec<DueDelivery>,
    /// When to look again; nothing if there is nothing else. Now, if there was no room for all.
    pub next: Option<Timestamp>,
}

impl Worker {
    /// Returns the time of the application's clock.
    pub fn now(&self) -> Timestamp {
        self.inner.now()
    }

    /// Returns whether this installation sends webhooks.
    pub fn sends_webhooks(&self) -> bool {
        self.inner.settings.webhooks.is_some()
    }

    /// Makes a delivery of an event to each endpoint that chose its type, and has them sent. Once, however often the event
    /// is handed out.
    pub(crate) async fn queue_webhooks(&self, event: &Event) -> Read<()> {
        let Some(webhooks) = &self.inner.settings.webhooks else { return Ok(()) };
        let published = self.inner.event_types.payload(event);
        let (Some(tenant), Some((of, payload))) = (event.tenant, published) else { return Ok(()) };
        let Some((key, record)) = self.tenant(tenant).await? else { return Ok(()) };
        if !record.features().api_access {
            return Ok(());
        }
        let now = self.inner.now();
        let endpoints = self.endpoints(&key).await?;
        // At least as many as an event makes, also where no endpoint is left.
        for _ in 0..=endpoints.len() / AT_ONCE {
            if !self.remove_some_expired(&key, now).await? {
                break;
            }
        }
        let hearing: Vec<ResourceId> = endpoints
            .iter()
            .filter(|endpoint| endpoint.value.hears(of.name, event.at))
            .map(|endpoint| endpoint.id)
            .collect();
        if hearing.is_empty() {
            return Ok(());
        }
        let body = serde_json::to_string(&payload).map_err(StoreError::damaged)?;
        for some in hearing.chunks(AT_ONCE) {
            let new = |endpoint: &ResourceId| {
                let value = WebhookDelivery::new(*endpoint, event.id, of.name, body.clone(), (event.at, now));
                added(WebhookDelivery::id_of(*endpoint, event.id, event.at), value, now)
            };
            let changes = some.iter().map(new).collect::<Read<Vec<_>>>()?;
            if !self.inner.store.keep(&key, &changes).await? {
                // One of them is there already: the event was handed out before.
                for change in &changes {
                    self.inner.store.keep(&key, std::slice::from_ref(change)).await?;
                }
            }
        }
        for endpoint in hearing {
            let delivery = WebhookDelivery::id_of(endpoint, event.id, event.at);
            webhooks.schedule.try_at(tenant, endpoint, &[delivery], now).await?;
        }
        Ok(())
    }

    /// Returns what is to be sent to an endpoint now. What waits for one that is disabled or gone is given up.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn due_webhooks(&self, tenant: TenantId, endpoint: ResourceId, limit: usize) -> Read<DueDeliveries> {
        let now = self.inner.now();
        let Some(Webhooks { reach, .. }) = self.inner.settings.webhooks else { return Ok(DueDeliveries::default()) };
        let Some((key, _)) = self.tenant(tenant).await? else { return Ok(DueDeliveries::default()) };
        let Slice { items, next } =
            self.inner.store.resources(&key, &WebhookDelivery::due(endpoint), None, limit).await?;
        let waiting = items.iter().map(read).collect::<Read<Vec<Record<WebhookDelivery>>>>()?;
        let is_due = |delivery: &Record<WebhookDelivery>| delivery.value.next_try_at.is_some_and(|at| at <= now);
        let (due, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_due);
        // Where the list goes on, the next one is not known; if some of these are not due yet, it is one of them.
        let later = later.iter().filter_map(|delivery| delivery.value.next_try_at).min();
        let next = later.or_else(|| next.map(|_| now));
        if due.is_empty() {
            return Ok(DueDeliveries { items: Vec::new(), next });
        }
        let (target, secrets) = match self.receiver(&key, endpoint, reach).await? {
            Ok(receiver) => receiver,
            Err(why) => {
                self.give_up(&key, due, &why).await?;
                return Ok(DueDeliveries { items: Vec::new(), next });
            }
        };
        let of = |delivery| DueDelivery::of(delivery, target.clone(), secrets.clone());
        Ok(DueDeliveries { items: due.into_iter().map(of).collect(), next })
    }

    /// Takes a delivery that is due, for where several may send at once: until `lease` is over it is given to no other.
    /// What waits for an endpoint that is disabled or gone is given up.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn take_webhook(
        &self,
        tenant: TenantId,
        delivery: ResourceId,
        lease: SignedDuration,
    ) -> Read<TakenDelivery> {
        for _ in 0..ROUNDS {
            let Some(Webhooks { reach, .. }) = self.inner.settings.webhooks else { return Ok(TakenDelivery::Over) };
            let Some((key, _)) = self.tenant(tenant).await? else { return Ok(TakenDelivery::Over) };
            let found = self.record_of::<WebhookDelivery>(&key, delivery).await?;
            let waiting = found.and_then(|found| found.value.next_try_at.map(|at| (found, at)));
            let Some((found, at)) = waiting else { return Ok(TakenDelivery::Over) };
            let now = self.inner.now();
            if at > now {
                return Ok(TakenDelivery::Later(at));
            }
            let (target, secrets) = match self.receiver(&key, found.value.webhook_endpoint_id, reach).await? {
                Ok(receiver) => receiver,
                Err(why) => {
                    self.give_up(&key, vec![found], &why).await?;
                    continue;
                }
            };
            let taken = changed(&found, found.value.clone().taken(now + lease), now)?;
            if self.inner.store.keep(&key, &[taken]).await? {
                return Ok(TakenDelivery::Due(Box::new(DueDelivery::of(found, target, secrets))));
            }
        }
        Err(StoreError("others changed the delivery each time".into()))
    }

    /// Returns where an endpoint is and what signs for it, or why nothing can be sent to it.
    async fn receiver(
        &self,
        key: &TenantKey,
        endpoint: ResourceId,
        reach: Reach,
    ) -> Read<Result<(Target, Vec<Secret>), String>> {
        let found = self.record_of::<WebhookEndpoint>(key, endpoint).await?;
        let Some(found) = found.filter(|found| found.value.enabled) else {
            return Ok(Err("the endpoint is disabled or removed, so nothing was sent".to_owned()));
        };
        Ok(match Target::parse(&found.value.url, reach) {
            Ok(target) => Ok((target, found.secret.in_use(self.inner.now()))),
            Err(error) => Err(format!("nothing was sent, since the URL {error}")),
        })
    }

    /// Notes what became of a try and how the endpoint does by it, and disables the endpoint if that is what follows.
    /// Durable when it returns. A delivery that is gone meanwhile is no error.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn settle_webhook(&self, tenant: TenantId, delivery: ResourceId, tried: &Tried) -> Read<()> {
        for _ in 0..ROUNDS {
            let Some((key, _)) = self.tenant(tenant).await? else { return Ok(()) };
            let Some(before) = self.record_of::<WebhookDelivery>(&key, delivery).await? else { return Ok(()) };
            let endpoint = before.value.webhook_endpoint_id;
            let found = self.record_of::<WebhookEndpoint>(&key, endpoint).await?;
            let (health, disables) = self.health_after(&key, endpoint, found.as_ref(), tried).await?;
            // First, since a delivery that is settled is looked at by nobody again.
            if let Some(reason) = disables {
                self.disable(&key, endpoint, reason).await?;
            }
            let mut changes = vec![changed(&before, before.value.clone().tried(tried), self.inner.now())?];
            changes.extend(health);
            if !self.inner.store.keep(&key, &changes).await? {
                continue;
            }
            if let (Next::At(at), Some(webhooks)) = (tried.then, &self.inner.settings.webhooks) {
                webhooks.schedule.try_at(tenant, endpoint, &[delivery], at).await?;
            }
            metrics::counter!("tenantry_webhook_tries_total", "outcome" => outcome(tried.then)).increment(1);
            return Ok(());
        }
        Err(StoreError("others changed the delivery each time".into()))
    }

    /// Returns how the endpoint's health changes by a try, if it does, and why it is to be disabled, if it is.
    async fn health_after(
        &self,
        key: &TenantKey,
        endpoint: ResourceId,
        found: Option<&Record<WebhookEndpoint>>,
        tried: &Tried,
    ) -> Read<(Option<ResourceChange>, Option<DisabledReason>)> {
        let Some(found) = found else { return Ok((None, None)) };
        let before = self.record_of::<EndpointHealth>(key, endpoint).await?;
        if tried.then == Next::Done {
            return Ok((before.map(|before| removed(&before)).transpose()?, None));
        }
        // What failed before it was enabled again no longer counts.
        let counts = |health: &Record<EndpointHealth>| health.value.failing_since >= found.value.enabled_at;
        let failing_since = before.as_ref().filter(|before| counts(before)).map(|before| before.value.failing_since);
        let (health, is_over) = Health { failing_since }.failed(tried.at);
        let value = EndpointHealth { failing_since: health.failing_since.unwrap_or(tried.at) };
        let change = match before {
            Some(before) if before.value == value => None,
            Some(before) => Some(changed(&before, value, tried.at)?),
            None => Some(added(endpoint, value, tried.at)?),
        };
        let reason = match tried.then {
            Next::Disable => Some(DisabledReason::Gone),
            _ if is_over => Some(DisabledReason::Failing),
            _ => None,
        };
        Ok((change, reason))
    }

    async fn disable(&self, key: &TenantKey, endpoint: ResourceId, reason: DisabledReason) -> Read<()> {
        for _ in 0..ROUNDS {
            let Some(before) = self.record_of::<WebhookEndpoint>(key, endpoint).await? else { return Ok(()) };
            if !before.value.enabled {
                return Ok(());
            }
            let now = self.inner.now();
            let change = changed(&before, before.value.clone().disabled(reason, now), now)?;
            let said = [Change::between("enabled", true, false), Change::between("disabled_reason", "", reason.name())];
            let event = EventKind::WebhookEndpointDisabled { endpoint };
            let changes = said.into_iter().flatten().collect();
            let entry = self.inner.entry(Some(key.id()), Actor::System, None, event, changes);
            let writes = change.after.map(|resource| Write::Resource { resource, before: change.before });
            let commit = Commit { writes: writes.into_iter().collect(), entry, idempotency: None };
            match self.inner.store.commit(key, commit).await {
                Ok(()) => {
                    tracing::info!(tenant_id = %key.id(), webhook_endpoint_id = %endpoint, reason = reason.name(),
                        "the webhook endpoint {endpoint} was disabled: {}", reason.name());
                    metrics::counter!("tenantry_webhook_endpoints_disabled_total", "reason" => reason.name())
                        .increment(1);
                    return Ok(());
                }
                Err(refused) if refused.is_conflict() => {}
                Err(CommitError::Unavailable(cause)) => return Err(StoreError(cause)),
                Err(other) => return Err(StoreError(Box::new(other))),
            }
        }
        Err(StoreError("others changed the endpoint each time".into()))
    }

    /// Those that others change meanwhile are looked at again.
    async fn give_up(&self, key: &TenantKey, due: Vec<Record<WebhookDelivery>>, why: &str) -> Read<()> {
        let now = self.inner.now();
        for delivery in due {
            let change = changed(&delivery, delivery.value.clone().given_up(why, now), now)?;
            self.inner.store.keep(key, &[change]).await?;
        }
        Ok(())
    }

    /// Removes what is kept no longer, and has the schedule know each endpoint that something waits for, by its first
    /// delivery. To be called where the schedule is in memory, when the installation starts and a few times a day. What
    /// can't be read is left for the next time.
    pub async fn sweep_webhooks(&self) -> Read<()> {
        let mut from = None;
        loop {
            let page = self.inner.control.tenants(&TenantQuery::default(), from.as_ref(), MAX_LIMIT).await?;
            for tenant in page.items.iter().filter(|tenant| tenant.status != TenantStatus::Erased) {
                if let Err(error) = self.sweep_webhooks_of(tenant).await {
                    tracing::warn!(tenant_id = %tenant.id, %error, "the webhooks of {} are looked at later: {error}", tenant.id);
                }
            }
            from = page.next;
            if from.is_none() {
                return Ok(());
            }
        }
    }

    async fn sweep_webhooks_of(&self, tenant: &TenantRecord) -> Read<()> {
        let Some(webhooks) = &self.inner.settings.webhooks else { return Ok(()) };
        let (key, now) = (TenantKey::of(tenant), self.inner.now());
        for endpoint in self.endpoints(&key).await? {
            let first =
                self.inner.store.resources(&key, &WebhookDelivery::due(endpoint.id), None, 1).await?.items.pop();
            let first = first.as_ref().map(read::<WebhookDelivery>).transpose()?;
            if let Some((delivery, at)) = first.and_then(|first| first.value.next_try_at.map(|at| (first.id, at))) {
                webhooks.schedule.try_at(tenant.id, endpoint.id, &[delivery], at).await?;
            }
        }
        while self.remove_some_expired(&key, now).await? {}
        Ok(())
    }

    /// Removes up to [`AT_ONCE`] deliveries that are kept no longer; returns whether there may be more.
    async fn remove_some_expired(&self, key: &TenantKey, now: Timestamp) -> Read<bool> {
        let Slice { items, next } =
            self.inner.store.resources(key, &WebhookDelivery::expired(now), None, AT_ONCE).await?;
        let removed = |before| ResourceChange { before: Some(before), after: None };
        let changes: Vec<_> = items.into_iter().map(removed).collect();
        // If one was tried just now, it is old enough the next time, too.
        Ok((changes.is_empty() || self.inner.store.keep(key, &changes).await?) && next.is_some())
    }

    /// There are at most as many as the largest tier allows.
    async fn endpoints(&self, key: &TenantKey) -> Read<Vec<Record<WebhookEndpoint>>> {
        let (query, mut all, mut from) = (ResourceQuery::newest(WebhookEndpoint::KIND.name), Vec::new(), None);
        loop {
            let Slice { items, next } = self.inner.store.resources(key, &query, from.as_ref(), MAX_LIMIT).await?;
            all.extend(items.iter().map(read).collect::<Read<Vec<_>>>()?);
            from = next;
            if from.is_none() {
                return Ok(all);
            }
        }
    }

    pub(crate) async fn record_of<K: Resource>(&self, key: &TenantKey, id: ResourceId) -> Read<Option<Record<K>>> {
        let found = self.inner.store.resource(key, K::KIND.name, id).await?;
        found.as_ref().map(read).transpose()
    }
}

impl DueDelivery {
    fn of(Record { id, value, .. }: Record<WebhookDelivery>, target: Target, secrets: Vec<Secret>) -> Self {
        let WebhookDelivery { event_id, request_body, failures, .. } = value;
        Self { id, target, secrets, event: event_id, body: request_body, failures }
    }
}

/// As metrics name what follows from a try.
const fn outcome(then: Next) -> &'static str {
    match then {
        Next::Done => "delivered",
        Next::At(_) => "failed",
        Next::GivenUp | Next::Disable => "given_up",
    }
}

fn read<K: Resource>(stored: &crate::domain::resource::StoredResource) -> Read<Record<K>> {
    Record::read(stored).map_err(damaged)
}

fn damaged(error: Error) -> StoreError {
    StoreError::damaged(error)
}

pub(in crate::usecases) fn added<K: Resource<Secret = ()>>(
    id: ResourceId,
    value: K,
    now: Timestamp,
) -> Read<ResourceChange> {
    let record = Record { id, version: 1, created_at: now, updated_at: now, value, secret: () };
    Ok(ResourceChange { before: None, after: Some(record.stored().map_err(damaged)?) })
}

pub(in crate::usecases) fn changed<K: Resource>(before: &Record<K>, value: K, now: Timestamp) -> Read<ResourceChange> {
    let after = Record { version: before.version + 1, updated_at: now, value, ..before.clone() };
    let stored = |record: &Record<K>| record.stored().map_err(damaged);
    Ok(ResourceChange { before: Some(stored(before)?), after: Some(stored(&after)?) })
}

fn removed<K: Resource>(before: &Record<K>) -> Read<ResourceChange> {
    Ok(ResourceChange { before: Some(before.stored().map_err(damaged)?), after: None })
}
