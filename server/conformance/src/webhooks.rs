//! Webhooks: endpoints, and what becomes of the deliveries to them. Nothing is sent here: a case says what a receiver
//! answered.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    App, Error, Result, TenantAdmin, Worker,
    domain::{
        consumer,
        event::{Event, EventKind},
        export::Exported,
        idempotency::Attempt,
        ids::{EventId, OrderId, ProductId, ResourceId, TenantId},
        journal::Actor,
        member::Role,
        page::{Page, PageRequest},
        precondition::Precondition,
        resource::Record,
        tier::Tier,
        webhook::{DeliveryStatus, DisabledReason, Tried, WebhookDelivery, WebhookEndpoint, WebhookEndpointDraft},
    },
    events::{self, Consumer},
    ports::{env::Clock as _, store::Read, webhooks::WebhookSchedule},
    usecases::{DueDelivery, EndpointInUse, TakenDelivery},
};
use tenantry_webhooks::Next;
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup,
    cast::{json, read},
    empty, eventually,
    shop::at_once,
};

/// Remembers what it was to have tried.
#[derive(Default)]
struct Tries(Mutex<Vec<Asked>>);

/// A tenant, an endpoint of it, deliveries to that, and when they are to be tried.
type Asked = (TenantId, ResourceId, Vec<ResourceId>, Timestamp);

#[async_trait]
impl WebhookSchedule for Tries {
    async fn try_at(
        &self,
        tenant: TenantId,
        endpoint: ResourceId,
        deliveries: &[ResourceId],
        at: Timestamp,
    ) -> Read<()> {
        self.0.lock().expect("no panic").push((tenant, endpoint, deliveries.to_vec(), at));
        Ok(())
    }
}

/// A company in an installation that sends webhooks.
pub struct Sending {
    app: App,
    pub worker: Worker,
    tries: Arc<Tries>,
    consumer: Arc<dyn Consumer>,
    pub cast: Cast,
    /// The owner's, from before the clock moved: a session ends by it.
    admin: TenantAdmin,
}

impl Sending {
    pub async fn found<F: Fixture>(backend: &F) -> Self {
        let tries = Arc::new(Tries::default());
        let (app, worker) = backend.opened().app_with_webhooks(tries.clone());
        let all = events::all(&worker, backend.mailer());
        assert!(all.iter().map(|consumer| consumer.name()).eq(consumer::NAMES));
        let consumer = all.into_iter().find(|consumer| consumer.name() == "webhooks").expect("it sends webhooks");
        let cast = Cast::found(backend, "acme").await;
        let admin = cast.owner.enter_by(&app).await.expect("a member").admin().expect("an admin");
        Self { app, worker, tries, consumer, cast, admin }
    }

    /// Makes an endpoint for these types of events.
    pub async fn create(&self, types: &[&str]) -> ResourceId {
        create(&self.admin, types).await.expect("an endpoint").id
    }

    /// Hands out an event that happened now.
    pub async fn happens<F: Fixture>(&self, backend: &F, kind: EventKind) -> Event {
        let at = backend.clock().now();
        let event = Event { id: EventId(Uuid::now_v7()), tenant: Some(self.cast.id), at, kind };
        self.consumer.handle(&event).await.expect("handled");
        event
    }

    async fn due(&self, endpoint: ResourceId) -> Vec<DueDelivery> {
        self.worker.due_webhooks(self.cast.id, endpoint, 100).await.expect("a list").items
    }

    /// The one delivery that is due, once the list shows it.
    async fn one_due(&self, endpoint: ResourceId) -> DueDelivery {
        eventually("a delivery", || async {
            let mut due = self.due(endpoint).await;
            assert!(due.len() < 2, "{due:?}");
            due.pop()
        })
        .await
    }

    /// Notes an answer of the receiver, and what follows.
    pub async fn settle<F: Fixture>(&self, backend: &F, delivery: ResourceId, status: u16, then: Next) {
        let answer = Ok((status, "said".to_owned()));
        let tried = Tried { at: backend.clock().now(), took: Duration::from_millis(7), answer, then };
        self.worker.settle_webhook(self.cast.id, delivery, &tried).await.expect("noted");
    }

    async fn deliveries(&self, endpoint: ResourceId) -> Vec<Record<WebhookDelivery>> {
        let page = PageRequest { limit: 100, cursor: None };
        self.admin.webhook_endpoints().expect("it sends").deliveries(endpoint, &page).await.expect("a page").items
    }

    async fn endpoint(&self, id: ResourceId) -> EndpointInUse {
        self.admin.webhook_endpoints().expect("it sends").get(id).await.expect("an endpoint")
    }
}

fn draft(types: &[&str]) -> WebhookEndpointDraft {
    let event_types = types.iter().map(|name| (*name).to_owned()).collect();
    let url = "https://hooks.example.com/in?key=hidden".to_owned();
    WebhookEndpointDraft { url, description: Some("Warehouse".to_owned()), event_types, enabled: true }
}

struct Created {
    id: ResourceId,
    secret: String,
}

async fn create(admin: &TenantAdmin, types: &[&str]) -> Result<Created> {
    let endpoints = admin.webhook_endpoints()?;
    let value = endpoints.judge(draft(types), None)?;
    let answer = |record: &Record<WebhookEndpoint>| json(&(record.id, record.secret.expose()));
    let (id, secret) = read(&endpoints.create(value, answer).await?.answer);
    Ok(Created { id, secret })
}

fn of_boat(action: &str) -> EventKind {
    EventKind::Resource { action: action.to_owned(), resource: ResourceId(Uuid::now_v7()), version: 1 }
}

fn placed() -> EventKind {
    EventKind::OrderPlaced { order: OrderId(Uuid::now_v7()) }
}

pub(crate) async fn endpoints_are_never_above_the_limit<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let admin = sending.admin.clone();
    let max = Tier::Basic.plan().max_webhook_endpoints;
    let mut made = Vec::new();
    for _ in 0..4 {
        let creating = (0..6).map(|_| {
            let admin = admin.clone();
            async move { create(&admin, &[]).await }
        });
        for created in at_once(creating).await {
            match created {
                Ok(created) => made.push(created.id),
                Err(
                    Error::LimitReached { limit: "max_webhook_endpoints", max: 2, used: 2, .. }
                    | Error::Contended { .. },
                ) => {}
                Err(other) => unreachable!("{other:?}"),
            }
        }
    }
    assert_eq!(made.len() as u64, max);
    let endpoints = admin.webhook_endpoints().expect("it sends");
    endpoints.remove(made[0], &Precondition::Any, &Attempt::default(), empty()).await.expect("removed");
    create(&admin, &[]).await.expect("there is room again");
    let refused = create(&admin, &[]).await.map(drop).expect_err("the limit");
    assert_eq!(refused.to_string(), "you've reached your plan's limit of 2 webhook endpoints");
    let most = Tier::ALL.map(|tier| tier.plan().max_webhook_endpoints);
    assert_eq!(most, [2, 10, 50]);
}

pub(crate) async fn an_event_becomes_one_delivery_for_each_endpoint_that_chose_it<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let before =
        Event { id: EventId(Uuid::now_v7()), tenant: Some(sending.cast.id), at: backend.clock().now(), kind: placed() };
    backend.clock().advance(SignedDuration::from_secs(1));
    let orders = sending.create(&["order.*"]).await;
    let all = sending.create(&[]).await;
    sending.consumer.handle(&before).await.expect("handled");
    let event = sending.happens(&backend, placed()).await;
    // Handed out again, it is the same delivery.
    sending.consumer.handle(&event).await.expect("handled");
    sending.happens(&backend, EventKind::ProductRestored { product: ProductId(Uuid::now_v7()) }).await;
    // What is not published is not sent.
    assert!(!sending.consumer.wants(&EventKind::TenantMoved));
    assert!(!sending.consumer.wants(&EventKind::TenantRegistered));
    assert!(!sending.consumer.wants(&of_boat("boat.updated")) && sending.consumer.wants(&of_boat("boat.created")));
    let delivery = sending.one_due(orders).await;
    assert_eq!((delivery.event, delivery.failures, delivery.secrets.len()), (event.id, 0, 1));
    assert!(
        delivery.body.starts_with(&format!("{{\"id\":\"{}\",\"type\":\"order.placed\"", event.id)),
        "{}",
        delivery.body
    );
    let shown = eventually("both", || async { Some(sending.deliveries(all).await).filter(|all| all.len() == 2) }).await;
    let types: Vec<&str> = shown.iter().map(|delivery| delivery.value.event_type.as_str()).collect();
    assert!(types.contains(&"order.placed") && types.contains(&"product.restored"), "{types:?}");
    let tries = sending.tries.0.lock().expect("no panic").clone();
    let delivery = WebhookDelivery::id_of(orders, event.id, event.at);
    assert!(tries.contains(&(sending.cast.id, orders, vec![delivery], event.at)), "{tries:?}");
}

/// Its types are chosen, and its events sent, as Tenantry's own are.
pub(crate) async fn an_endpoint_hears_of_records_of_a_kind<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let refused = create(&sending.admin, &["boat.removed", "boat.updated", "view.*"]).await.map(drop);
    let Err(Error::Invalid(errors)) = refused else { unreachable!("two are no types: {refused:?}") };
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/event_types/1", "/event_types/2"]);
    let removed = sending.create(&["boat.removed"]).await;
    let orders = sending.create(&["order.*"]).await;
    sending.happens(&backend, of_boat("boat.created")).await;
    let event = sending.happens(&backend, of_boat("boat.removed")).await;
    sending.happens(&backend, of_boat("boat.updated")).await;
    let delivery = sending.one_due(removed).await;
    assert_eq!(delivery.event, event.id);
    let id = event.kind.subject().expect("a boat");
    let data = format!("\"data\":{{\"kind\":\"boat\",\"boat_id\":\"{id}\"}}");
    assert!(delivery.body.contains("\"type\":\"boat.removed\"") && delivery.body.contains(&data), "{}", delivery.body);
    assert!(sending.due(orders).await.is_empty());
}

pub(crate) async fn a_delivery_is_tried_until_it_is_done_and_replayed<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let admin = sending.admin.clone();
    let id = sending.create(&["order.*"]).await;
    sending.happens(&backend, placed()).await;
    let delivery = sending.one_due(id).await.id;
    let later = backend.clock().now() + SignedDuration::from_secs(5);
    sending.settle(&backend, delivery, 503, Next::At(later)).await;
    let failing = sending.endpoint(id).await.failing_since;
    assert_eq!(failing, Some(backend.clock().now()));
    let waiting = eventually("the next try", || async {
        let due = sending.worker.due_webhooks(sending.cast.id, id, 100).await.expect("a list");
        due.items.is_empty().then_some(due.next)
    })
    .await;
    assert_eq!(waiting, Some(later));
    backend.clock().advance(SignedDuration::from_secs(5));
    let again = sending.one_due(id).await;
    assert_eq!((again.id, again.failures), (delivery, 1));
    sending.settle(&backend, delivery, 500, Next::GivenUp).await;
    eventually("nothing is due", || async { sending.due(id).await.is_empty().then_some(()) }).await;
    // Two say so at once: it is sent once more, and no second delivery is made.
    let since = backend.clock().now() - SignedDuration::from_mins(1);
    let replayed: u64 = {
        let endpoints = admin.webhook_endpoints().expect("it sends");
        let answer = |count| json(&count);
        eventually("the failed one", || async {
            let done = endpoints.replay_failed(id, since, &Attempt::default(), answer).await.expect("replayed");
            Some(read::<u64>(&done.answer)).filter(|count| *count > 0)
        })
        .await
    };
    assert_eq!(replayed, 1);
    assert_eq!(sending.one_due(id).await.failures, 0);
    sending.settle(&backend, delivery, 204, Next::Done).await;
    let endpoints = admin.webhook_endpoints().expect("it sends");
    let done = endpoints.delivery(id, delivery).await.expect("a delivery").value;
    assert_eq!((done.status, done.tries, done.next_try_at), (DeliveryStatus::Delivered, 3, None));
    assert_eq!(done.last_try.and_then(|last| last.status), Some(204));
    assert_eq!(sending.endpoint(id).await.failing_since, None);
    let show = |record: &Record<WebhookDelivery>| json(&record.value.status);
    let one = endpoints.replay(id, delivery, &Attempt::default(), show).await.expect("replayed");
    assert_eq!(read::<DeliveryStatus>(&one.answer), DeliveryStatus::Pending);
    assert_eq!(sending.one_due(id).await.id, delivery);
}

/// Where many send, each asks for what is due, and messages come twice.
pub(crate) async fn a_delivery_that_many_ask_for_is_taken_by_one<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let id = sending.create(&["order.*"]).await;
    let event = sending.happens(&backend, placed()).await;
    let delivery = WebhookDelivery::id_of(id, event.id, event.at);
    let lease = SignedDuration::from_secs(90);
    let take = || {
        let (worker, tenant) = (sending.worker.clone(), sending.cast.id);
        async move { worker.take_webhook(tenant, delivery, lease).await.expect("an answer") }
    };
    let until = backend.clock().now() + lease;
    let taken = at_once((0..8).map(|_| take())).await;
    let due = taken.iter().filter(|taken| matches!(taken, TakenDelivery::Due(_))).count();
    let later = taken.iter().filter(|taken| matches!(taken, TakenDelivery::Later(at) if *at == until)).count();
    assert_eq!((due, later), (1, 7), "{taken:?}");
    // Who took it said nothing of it, so it is sent once more, under the same id.
    backend.clock().advance(lease);
    let TakenDelivery::Due(again) = take().await else { unreachable!("the lease is over") };
    assert_eq!((again.id, again.event, again.failures), (delivery, event.id, 0));
    sending.settle(&backend, delivery, 204, Next::Done).await;
    assert!(matches!(take().await, TakenDelivery::Over));
    // What waits for an endpoint that is gone is given up.
    let event = sending.happens(&backend, placed()).await;
    let delivery = WebhookDelivery::id_of(id, event.id, event.at);
    let endpoints = sending.admin.webhook_endpoints().expect("it sends");
    endpoints.remove(id, &Precondition::Any, &Attempt::default(), empty()).await.expect("removed");
    let taken = sending.worker.take_webhook(sending.cast.id, delivery, lease).await.expect("an answer");
    assert!(matches!(taken, TakenDelivery::Over), "{taken:?}");
}

pub(crate) async fn an_endpoint_that_only_fails_is_disabled_with_a_notice<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let id = sending.create(&["order.*"]).await;
    sending.happens(&backend, placed()).await;
    let delivery = sending.one_due(id).await.id;
    let later = |hours| backend.clock().now() + SignedDuration::from_hours(hours);
    sending.settle(&backend, delivery, 500, Next::At(later(1))).await;
    backend.clock().advance(SignedDuration::from_hours(119));
    sending.settle(&backend, delivery, 500, Next::At(later(1))).await;
    assert!(sending.endpoint(id).await.record.value.enabled);
    backend.clock().advance(SignedDuration::from_hours(1));
    sending.settle(&backend, delivery, 500, Next::At(later(0))).await;
    let disabled = sending.endpoint(id).await.record;
    assert_eq!((disabled.value.enabled, disabled.value.disabled_reason), (false, Some(DisabledReason::Failing)));
    // What waits is given up, and nothing more is queued.
    eventually("it is given up", || async {
        let _ = sending.due(id).await;
        let all = sending.deliveries(id).await;
        all.iter().all(|delivery| delivery.value.status == DeliveryStatus::Failed).then_some(())
    })
    .await;
    sending.happens(&backend, placed()).await;
    assert_eq!(sending.deliveries(id).await.len(), 1);
    let admin = sending.admin.clone();
    let entries = eventually("the entry", || async {
        let page = admin.audit(&PageRequest { limit: 100, cursor: None }).await.expect("a page");
        let of: Vec<_> = page.items.into_iter().filter(|entry| entry.action == "webhook_endpoint.disabled").collect();
        (!of.is_empty()).then_some(of)
    })
    .await;
    assert_eq!((entries.len(), entries[0].actor, entries[0].subject), (1, Actor::System, Some(id.0)));
    let mail = eventually("the notice", || async {
        backend.settle().await;
        let mails = backend.mails(&sending.cast.owner.email).await;
        mails.into_iter().find(|mail| mail.subject.contains("webhook endpoint was disabled"))
    })
    .await;
    assert!(mail.text.contains("\"Warehouse\" was disabled because every delivery to it has failed"), "{}", mail.text);
    // Enabled again, it begins anew.
    let endpoints = admin.webhook_endpoints().expect("it sends");
    let enable = |record: &Record<WebhookEndpoint>| endpoints.judge(draft(&["order.*"]), Some(record));
    let answer = |record: &Record<WebhookEndpoint>| json(&record.version);
    endpoints.update(id, &Precondition::Any, &Attempt::default(), enable, answer).await.expect("enabled");
    backend.clock().advance(SignedDuration::from_secs(1));
    sending.happens(&backend, placed()).await;
    let next = sending.one_due(id).await.id;
    sending.settle(&backend, next, 500, Next::At(later(1))).await;
    assert!(sending.endpoint(id).await.record.value.enabled);
    sending.settle(&backend, next, 410, Next::Disable).await;
    assert_eq!(sending.endpoint(id).await.record.value.disabled_reason, Some(DisabledReason::Gone));
}

pub(crate) async fn deliveries_are_kept_for_thirty_days<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let id = sending.create(&["order.*"]).await;
    for _ in 0..25 {
        let event = sending.happens(&backend, placed()).await;
        let delivery = WebhookDelivery::id_of(id, event.id, event.at);
        sending.settle(&backend, delivery, 200, Next::Done).await;
    }
    backend.clock().advance(SignedDuration::from_hours(24 * 29));
    sending.happens(&backend, placed()).await;
    sending.worker.sweep_webhooks().await.expect("swept");
    eventually("all", || async { (sending.deliveries(id).await.len() == 26).then_some(()) }).await;
    backend.clock().advance(SignedDuration::from_hours(25));
    eventually("the young one", || async {
        sending.worker.sweep_webhooks().await.expect("swept");
        (sending.deliveries(id).await.len() == 1).then_some(())
    })
    .await;
    assert_eq!(sending.due(id).await.len(), 1, "it still waits");
}

pub(crate) async fn secrets_are_shown_once_and_nowhere_else<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let admin = sending.admin.clone();
    let first = create(&admin, &["order.*"]).await.expect("an endpoint");
    sending.happens(&backend, placed()).await;
    let endpoints = admin.webhook_endpoints().expect("it sends");
    let answer = |record: &Record<WebhookEndpoint>| json(&record.secret.expose());
    let rotated = endpoints.rotate_secret(first.id, 24, answer).await.expect("rotated");
    let second: String = read(&rotated.answer);
    let signing = |due: DueDelivery| due.secrets.iter().map(tenantry_webhooks::Secret::expose).collect::<Vec<_>>();
    assert_eq!(signing(sending.one_due(first.id).await), [second.clone(), first.secret.clone()]);
    backend.clock().advance(SignedDuration::from_hours(24));
    assert_eq!(signing(sending.one_due(first.id).await), std::slice::from_ref(&second));
    let wrong = endpoints.rotate_secret(first.id, 169, answer).await.map(drop);
    assert!(matches!(&wrong, Err(Error::Invalid(fields)) if fields[0].pointer == "/overlap_hours"), "{wrong:?}");
    // Neither the secrets nor the URL stand in the audit log, and no secret in an export.
    let entries = eventually("the entries", || async {
        let page = admin.audit(&PageRequest { limit: 100, cursor: None }).await.expect("a page");
        let is_ours = |action: &str| action.starts_with("webhook_endpoint.");
        let of: Vec<_> = page.items.into_iter().filter(|entry| is_ours(&entry.action)).collect();
        (of.len() == 2).then_some(of)
    })
    .await;
    assert_eq!(
        (entries[0].action.as_str(), entries[0].changes[0].field.as_str()),
        ("webhook_endpoint.updated", "secret")
    );
    let begun = admin.begin_export(&Attempt::default(), |export| json(&export.id)).await.expect("an export");
    let (export, mut cursor, mut kinds, mut text) = (read(&begun.answer), None, Vec::new(), format!("{entries:?}"));
    assert!(!text.contains("hidden"), "{text}");
    loop {
        let Page { items, next_cursor } =
            admin.export(export, &PageRequest { limit: 50, cursor }).await.expect("a page");
        for item in items {
            if let Exported::Resource(resource) = item {
                text.push_str(resource.shown().expect("JSON").get());
                kinds.push(resource.kind.into_owned());
            }
        }
        cursor = next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert!(
        kinds.contains(&"webhook_endpoint".to_owned()) && kinds.contains(&"webhook_delivery".to_owned()),
        "{kinds:?}"
    );
    for secret in [&first.secret, &second] {
        assert!(!text.contains(secret.trim_start_matches("whsec_")));
    }
}

pub(crate) async fn another_tenants_endpoints_are_not_found<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let sending = Sending::found(&backend).await;
    let id = sending.create(&["order.*"]).await;
    sending.happens(&backend, placed()).await;
    let delivery = sending.one_due(id).await.id;
    let thief = Cast::found(&backend, "thief").await;
    let admin = thief.owner.enter_by(&sending.app).await.expect("a member").admin().expect("an admin");
    let own = create(&admin, &[]).await.expect("an endpoint").id;
    let endpoints = admin.webhook_endpoints().expect("it sends");
    let page = PageRequest { limit: 10, cursor: None };
    let attempt = Attempt::default();
    let show = |record: &Record<WebhookDelivery>| json(&record.id);
    let secret = |record: &Record<WebhookEndpoint>| json(&record.secret.expose());
    for id in [id, ResourceId(Uuid::now_v7())] {
        assert!(matches!(endpoints.get(id).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.deliveries(id, &page).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.rotate_secret(id, 0, secret).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.send_test(id, &attempt, show).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.remove(id, &Precondition::Any, &attempt, empty()).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.delivery(id, delivery).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.delivery(own, delivery).await, Err(Error::NotFound)));
        assert!(matches!(endpoints.replay(own, delivery, &attempt, show).await, Err(Error::NotFound)));
    }
    let staff = sending.cast.with(&backend, Role::Staff).await;
    assert!(staff.enter_by(&sending.app).await.expect("a member").admin().is_err());
    // Where nothing sends, there are no endpoints.
    let off = sending.cast.owner.admin(&backend).await;
    assert!(matches!(off.webhook_endpoints().map(drop), Err(Error::NotFound)));
    assert!(!events::all(backend.worker(), backend.mailer()).iter().any(|consumer| consumer.name() == "webhooks"));
}
