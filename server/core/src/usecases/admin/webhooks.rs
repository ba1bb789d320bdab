//! What admins do with the webhook endpoints of their company, and with the deliveries to them. Secrets are made here and
//! shown once: an answer that holds one is never kept, so a repeated request makes another endpoint, or another secret.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tenantry_webhooks::{Secret, Target};

use crate::{
    domain::{
        error::{Error, FieldError, Result},
        idempotency::{Answer, Attempt, Outcome},
        ids::{EventId, ResourceId},
        journal::Change,
        page::{MAX_LIMIT, Page, PageRequest},
        precondition::Precondition,
        resource::{Record, Resource, ResourceQuery},
        tier::Feature,
        webhook::{
            DeliveryStatus, EndpointHealth, MAX_OVERLAP_HOURS, SigningSecrets, TEST_EVENT, WebhookDelivery,
            WebhookEndpoint, WebhookEndpointDraft,
        },
    },
    policy::refusals::unexpected,
    ports::commit::{Commit, ResourceChange, Write},
    runtime::{committed::Committed, retry::WaitsFor, settings::Webhooks, turns::Thing},
    usecases::{
        handle::{Tenant, TenantAdmin},
        tenant::resources::Resources,
        worker::webhooks::{added, changed},
    },
};

/// Deliveries that are replayed at once, the most that a store takes.
const AT_ONCE: usize = 20;
/// What should have been tried so long ago was lost on its way to what sends, and is put on it again.
const OVERDUE: SignedDuration = SignedDuration::from_mins(20);

/// The webhook endpoints of a company, in the hands of an admin.
pub struct WebhookEndpoints<'a> {
    tenant: &'a Tenant,
    webhooks: &'a Webhooks,
}

/// An endpoint, and how it does.
#[derive(Clone, Debug)]
pub struct EndpointInUse {
    pub record: Record<WebhookEndpoint>,
    /// Since when every try fails; nothing if the last one succeeded.
    pub failing_since: Option<Timestamp>,
}

/// What a test event is about.
#[derive(Serialize)]
struct TestPayload {
    id: EventId,
    r#type: &'static str,
    version: u32,
    timestamp: String,
    data: TestData,
    link: String,
}

#[derive(Serialize)]
struct TestData {
    webhook_endpoint_id: ResourceId,
}

impl TenantAdmin {
    /// Returns the handle of the webhook endpoints. It does not exist where the installation sends no webhooks, and no
    /// program gets it.
    pub fn webhook_endpoints(&self) -> Result<WebhookEndpoints<'_>> {
        self.tenant.person()?;
        let webhooks = self.tenant.inner.settings.webhooks.as_ref().ok_or(Error::NotFound)?;
        Ok(WebhookEndpoints { tenant: &self.tenant, webhooks })
    }
}

impl WebhookEndpoints<'_> {
    fn records(&self) -> Resources<'_, WebhookEndpoint> {
        self.tenant.resources()
    }

    fn now(&self) -> Timestamp {
        self.tenant.inner.now()
    }

    /// Judges a draft by the rules, and its URL by the addresses that this installation sends to.
    pub fn judge(
        &self,
        draft: WebhookEndpointDraft,
        before: Option<&Record<WebhookEndpoint>>,
    ) -> Result<WebhookEndpoint> {
        let target = Target::parse(&draft.url, self.webhooks.reach);
        match (target, self.records().judge(draft, before)) {
            (Ok(target), judged) => Ok(WebhookEndpoint { url: target.as_str().to_owned(), ..judged? }),
            (Err(wrong), judged) => {
                let mut errors = vec![FieldError::new("/url", "bad_url", wrong.to_string())];
                if let Err(Error::Invalid(others)) = judged {
                    errors.extend(others);
                }
                Err(Error::Invalid(errors))
            }
        }
    }

    /// Newest first, disabled ones too.
    pub async fn list(&self, page: &PageRequest) -> Result<Page<EndpointInUse>> {
        let query = ResourceQuery::newest(WebhookEndpoint::KIND.name);
        let Page { items, next_cursor } = self.records().list(&query, page).await?;
        let failing = self.tenant.resources::<EndpointHealth>();
        let failing = failing.all(&ResourceQuery::newest(EndpointHealth::KIND.name)).await?;
        let since = |id: ResourceId| failing.iter().find(|health| health.id == id).map(|health| &health.value);
        let in_use = |record: Record<WebhookEndpoint>| EndpointInUse {
            failing_since: since(record.id).and_then(|health| counted(&record.value, health)),
            record,
        };
        Ok(Page { items: items.into_iter().map(in_use).collect(), next_cursor })
    }

    /// Reads an endpoint, and how it does.
    pub async fn get(&self, id: ResourceId) -> Result<EndpointInUse> {
        let record = self.records().get(id).await?;
        let health = match self.tenant.resources::<EndpointHealth>().get(id).await {
            Ok(health) => counted(&record.value, &health.value),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        Ok(EndpointInUse { record, failing_since: health })
    }

    /// Creates an endpoint of a judged value. The answer may show the secret, so it is kept for no repetition.
    pub async fn create(
        &self,
        value: WebhookEndpoint,
        answer: impl Fn(&Record<WebhookEndpoint>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_send()?;
        let secret = SigningSecrets::new(self.random());
        self.records().create_with(value, secret, &Attempt::default(), answer).await
    }

    /// Changes an endpoint that the caller saw. Its secret stays.
    pub async fn update(
        &self,
        id: ResourceId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&Record<WebhookEndpoint>) -> Result<WebhookEndpoint> + Send + Sync,
        answer: impl Fn(&Record<WebhookEndpoint>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.records().update(id, precondition, attempt, revise, answer).await
    }

    /// Removes an endpoint. What waits for it is given up; its deliveries are kept for their time.
    pub async fn remove(
        &self,
        id: ResourceId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Outcome> {
        let outcome = self.records().remove(id, precondition, attempt, answer).await?;
        let Tenant { inner, key, .. } = self.tenant;
        if let Some(before) = inner.store.resource(key, EndpointHealth::KIND.name, id).await? {
            inner.store.keep(key, &[ResourceChange { before: Some(before), after: None }]).await?;
        }
        Ok(outcome)
    }

    /// Replaces the secret. Messages are signed with the one before it as well for the overlap.
    pub async fn rotate_secret(
        &self,
        id: ResourceId,
        overlap_hours: u16,
        answer: impl Fn(&Record<WebhookEndpoint>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_send()?;
        if overlap_hours > MAX_OVERLAP_HOURS {
            let detail = format!("must be at most {MAX_OVERLAP_HOURS}");
            return Err(Error::invalid("/overlap_hours", "out_of_range", detail));
        }
        let (random, now) = (self.random(), self.now());
        let rotate = |record: &Record<WebhookEndpoint>| {
            Ok((record.value.clone(), record.secret.rotated(random, overlap_hours, now)))
        };
        self.records().update_with(id, &Precondition::Any, &Attempt::default(), rotate, answer).await
    }

    /// Sends a test event to an endpoint that is enabled, whichever types it chose.
    pub async fn send_test(
        &self,
        id: ResourceId,
        attempt: &Attempt,
        answer: impl Fn(&Record<WebhookDelivery>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_send()?;
        if let Some(kept) = self.tenant.kept(attempt).await? {
            self.wake(id).await?;
            return Ok(kept);
        }
        self.enabled(id).await?;
        let now = self.now();
        let event: EventId = self.tenant.inner.id(now);
        let payload = TestPayload {
            id: event,
            r#type: TEST_EVENT,
            version: 1,
            timestamp: format!("{now:.3}"),
            data: TestData { webhook_endpoint_id: id },
            link: format!("/v1/webhook-endpoints/{id}"),
        };
        let body = serde_json::to_string(&payload).map_err(|error| Error::Internal(Box::new(error)))?;
        let value = WebhookDelivery::new(id, event, TEST_EVENT, body, (now, now));
        let delivery = WebhookDelivery::id_of(id, event, now);
        let change = added(delivery, value, now)?;
        let outcome = self.note("webhook_endpoint.tested", id, change, attempt, answer).await?;
        let outcome = outcome.finish(unexpected)?;
        self.webhooks.schedule.try_at(self.tenant.id(), id, &[delivery], now).await?;
        Ok(outcome)
    }

    /// Lists the deliveries to an endpoint, newest first.
    pub async fn deliveries(&self, id: ResourceId, page: &PageRequest) -> Result<Page<Record<WebhookDelivery>>> {
        self.records().get(id).await?;
        self.tenant.resources().list(&WebhookDelivery::to_endpoint(id), page).await
    }

    /// Reads a delivery to an endpoint.
    pub async fn delivery(&self, endpoint: ResourceId, id: ResourceId) -> Result<Record<WebhookDelivery>> {
        self.records().get(endpoint).await?;
        let found: Record<WebhookDelivery> = self.tenant.resources().get(id).await?;
        Some(found).filter(|found| found.value.webhook_endpoint_id == endpoint).ok_or(Error::NotFound)
    }

    /// Has a delivery sent once more, under the id that it had. One that is under way goes on as it is.
    pub async fn replay(
        &self,
        endpoint: ResourceId,
        id: ResourceId,
        attempt: &Attempt,
        answer: impl Fn(&Record<WebhookDelivery>) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_send()?;
        let replay = |_| async {
            if let Some(kept) = self.tenant.kept(attempt).await? {
                self.wake(endpoint).await?;
                return Ok(Committed::Done(kept));
            }
            self.enabled(endpoint).await?;
            let found = self.delivery(endpoint, id).await?;
            if found.value.status == DeliveryStatus::Pending {
                self.wake(endpoint).await?;
                return Ok(Committed::Done(Outcome::fresh(answer(&found))));
            }
            let now = self.now();
            let change = changed(&found, found.value.clone().replayed(now), now)?;
            let committed = self.note("webhook_endpoint.replayed", endpoint, change, attempt, &answer).await?;
            if let Committed::Done(_) = committed {
                self.webhooks.schedule.try_at(self.tenant.id(), endpoint, &[id], now).await?;
            }
            Ok(committed)
        };
        let waits = WaitsFor::Changes(Thing::Resource(self.tenant.id(), id));
        self.tenant.inner.retry_on_conflict(waits, replay).await
    }

    /// Has all deliveries sent once more that failed and whose events happened since a time; the answer gets their number.
    pub async fn replay_failed(
        &self,
        endpoint: ResourceId,
        since: Timestamp,
        attempt: &Attempt,
        answer: impl Fn(u64) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.may_send()?;
        if let Some(kept) = self.tenant.kept(attempt).await? {
            return Ok(kept);
        }
        self.enabled(endpoint).await?;
        let key = &self.tenant.key;
        let deliveries: Resources<'_, WebhookDelivery> = self.tenant.resources();
        let (mut page, mut count, now) = (PageRequest { limit: MAX_LIMIT, cursor: None }, 0, self.now());
        loop {
            let Page { items, next_cursor } = deliveries.list(&WebhookDelivery::to_endpoint(endpoint), &page).await?;
            let is_over = items.last().is_some_and(|last| last.value.begun_at < since);
            let young = || items.iter().filter(|found| found.value.begun_at >= since);
            let failed: Vec<_> = young().filter(|found| found.value.status == DeliveryStatus::Failed).collect();
            for some in failed.chunks(AT_ONCE) {
                let replayed =
                    |found: &&Record<WebhookDelivery>| changed(found, found.value.clone().replayed(now), now);
                let changes = some.iter().map(replayed).collect::<std::result::Result<Vec<_>, _>>()?;
                count += self.keep_each(&changes).await?;
            }
            let overdue = young().filter(|found| found.value.next_try_at.is_some_and(|at| at <= now - OVERDUE));
            let ids: Vec<ResourceId> = failed.iter().copied().chain(overdue).map(|found| found.id).collect();
            if !ids.is_empty() {
                self.webhooks.schedule.try_at(key.id(), endpoint, &ids, now).await?;
            }
            page.cursor = next_cursor.filter(|_| !is_over);
            if page.cursor.is_none() {
                break;
            }
        }
        let said =
            (count > 0).then(|| Change { field: "deliveries".to_owned(), from: None, to: Some(count.to_string()) });
        let answer = answer(count);
        let entry = self.tenant.note("webhook_endpoint.replayed", Some(endpoint.0), said.into_iter().collect());
        let idempotency = attempt.record(&answer, entry.at);
        let commit = Commit { writes: Vec::new(), entry, idempotency };
        self.tenant.commit_once(commit, attempt, answer).await?.finish(unexpected)
    }

    /// Has tried again what is due: a request that is repeated may have ended before what sends was notified.
    async fn wake(&self, endpoint: ResourceId) -> Result<()> {
        let Tenant { inner, key, .. } = self.tenant;
        let now = self.now();
        let waiting = inner.store.resources(key, &WebhookDelivery::due(endpoint), None, AT_ONCE).await?.items;
        let waiting = waiting.iter().map(Record::read).collect::<Result<Vec<Record<WebhookDelivery>>>>()?;
        let due = waiting.iter().filter(|delivery| delivery.value.next_try_at.is_some_and(|at| at <= now));
        let due: Vec<ResourceId> = due.map(|delivery| delivery.id).collect();
        if !due.is_empty() {
            self.webhooks.schedule.try_at(key.id(), endpoint, &due, now).await?;
        }
        Ok(())
    }

    /// Returns how many were written; those that others replayed meanwhile are not.
    async fn keep_each(&self, changes: &[ResourceChange]) -> Result<u64> {
        let Tenant { inner, key, .. } = self.tenant;
        if inner.store.keep(key, changes).await? {
            return Ok(changes.len() as u64);
        }
        let mut count = 0;
        for change in changes {
            count += u64::from(inner.store.keep(key, std::slice::from_ref(change)).await?);
        }
        Ok(count)
    }

    /// Commits the change of a delivery with its entry in the audit log.
    async fn note(
        &self,
        action: &'static str,
        endpoint: ResourceId,
        change: ResourceChange,
        attempt: &Attempt,
        answer: impl Fn(&Record<WebhookDelivery>) -> Answer + Send + Sync,
    ) -> Result<Committed> {
        let ResourceChange { before, after: Some(resource) } = change else {
            return Err(Error::Internal("a change of no delivery".into()));
        };
        let answer = answer(&Record::read(&resource)?);
        let entry = self.tenant.note(action, Some(endpoint.0), Vec::new());
        let idempotency = attempt.record(&answer, entry.at);
        let commit = Commit { writes: vec![Write::Resource { resource, before }], entry, idempotency };
        self.tenant.commit_once(commit, attempt, answer).await
    }

    async fn enabled(&self, id: ResourceId) -> Result<()> {
        if self.records().get(id).await?.value.enabled {
            return Ok(());
        }
        Err(Error::conflict("webhook_endpoint_disabled", "the endpoint is disabled; enable it first"))
    }

    fn may_send(&self) -> Result<()> {
        if self.tenant.record.features().api_access {
            return Ok(());
        }
        Err(Error::FeatureMissing { feature: Feature::ApiAccess })
    }

    fn random(&self) -> [u8; Secret::NEW_BYTES] {
        let mut random = [0; Secret::NEW_BYTES];
        self.tenant.inner.random.fill(&mut random);
        random
    }
}

/// What failed before an endpoint was enabled again no longer counts.
fn counted(endpoint: &WebhookEndpoint, health: &EndpointHealth) -> Option<Timestamp> {
    Some(health.failing_since).filter(|since| *since >= endpoint.enabled_at)
}
