//! The event feed: a page after the other, and nothing comes between.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use tenantry_core::{
    Error, Tenant,
    domain::{
        api_key::{NewApiKey, Scope},
        event::{Event, EventKind},
        event_types::{EventCatalog, EventData, Payload, RecordData, TypeFilter},
        idempotency::Attempt,
        ids::{EntryId, EventId, ProductId, TenantId},
        journal::{Actor, Entry},
        member::{Member, MemberChange, Role},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        resource::Record,
        tenant::{TenantProfile, TenantRecord},
    },
    ports::commit::Commit,
    usecases::{FeedPage, FeedQuery},
};
use tokio::sync::RwLock;
use uuid::Uuid;

use crate::{
    Boat, BoatDraft, Cast, Fixture, Person, Setup, Shop,
    cast::{json, record_answer},
    empty, launch,
    shop::{at_once, euros},
};

/// When the boat of a case was launched.
const LAUNCHED: &str = "2020-05-01T10:00:00Z";
/// More than any backend waits until the order of events is settled.
const SETTLED: SignedDuration = SignedDuration::from_mins(2);

fn of(types: &str) -> FeedQuery {
    let known = EventCatalog::default();
    let types = if types.is_empty() { TypeFilter::default() } else { known.filter("", types).expect("types") };
    FeedQuery { types, since: None }
}

async fn page(tenant: &Tenant, query: &FeedQuery, limit: usize, cursor: Option<String>) -> FeedPage {
    let page = tenant.events(query, &PageRequest { limit, cursor }).await.expect("a page");
    assert!(page.items.len() <= limit, "{} events on a page of {limit}", page.items.len());
    page
}

/// All events that are there, and where to go on.
async fn read_on(tenant: &Tenant, query: &FeedQuery, limit: usize, cursor: Option<String>) -> (Vec<Payload>, String) {
    let (mut all, mut cursor) = (Vec::new(), cursor);
    loop {
        let page = page(tenant, query, limit, cursor).await;
        assert!(page.has_more || page.items.len() <= limit);
        all.extend(page.items);
        if !page.has_more {
            return (all, page.next_cursor);
        }
        cursor = Some(page.next_cursor);
    }
}

fn names(events: &[Payload]) -> Vec<&str> {
    events.iter().map(|event| event.r#type).collect()
}

pub(crate) async fn what_happened_is_in_the_feed_in_its_order<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    backend.settle().await;
    backend.clock().advance(SETTLED);
    let (before, cursor) = read_on(&shop.0, &of(""), 2, None).await;
    assert!(names(&before).contains(&"tenant.registered"), "{before:?}");

    // Time passes between them, as between what a person does.
    let tick = || backend.clock().advance(SignedDuration::from_millis(5));
    let product = shop.create("Wanted", "1.00", 7).await;
    tick();
    shop.edit(product.id, &Precondition::Any, |draft| draft.price = euros("2.00")).await.expect("a save");
    tick();
    let order = shop.order(&[(product.id, 1)]).await;
    tick();
    for to in [Status::Confirmed, Status::Shipped, Status::Delivered] {
        shop.advance(order.id, to).await.expect("a step");
        tick();
    }
    let profile = |_: &TenantRecord| TenantProfile::new("acme", "boss@acme.example", "UTC");
    let admin = cast.owner.admin(&backend).await;
    admin.update_company(&Precondition::Any, &Attempt::default(), profile, record_answer).await.expect("a profile");
    tick();
    let other = shop.order(&[(product.id, 1)]).await;
    tick();
    shop.advance(other.id, Status::Cancelled).await.expect("cancelled");
    tick();
    shop.archive(product.id).await.expect("archived");
    tick();
    shop.restore(product.id).await.expect("restored");
    backend.settle().await;
    backend.clock().advance(SETTLED);

    let (all, end) = read_on(&shop.0, &of(""), 3, Some(cursor.clone())).await;
    // When the stock is judged is the consumer's matter.
    let others: Vec<&Payload> = all.iter().filter(|event| event.r#type != "inventory.low").collect();
    let found: Vec<&str> = others.iter().map(|event| event.r#type).collect();
    assert_eq!(
        found,
        [
            "product.created",
            "product.updated",
            "order.placed",
            "order.confirmed",
            "order.shipped",
            "order.delivered",
            "tenant.updated",
            "order.placed",
            "order.cancelled",
            "product.archived",
            "product.restored",
        ]
    );
    assert!(others.is_sorted_by_key(|event| event.timestamp));
    let shipped = others[4];
    assert_eq!((shipped.data.order_id, shipped.data.previous_status), (Some(order.id), Some("confirmed")));
    assert_eq!(shipped.link, Some(format!("/v1/orders/{}", order.id)));
    assert_eq!(others[6].data.tenant_id, Some(cast.id));
    assert_eq!(shop.0.event(shipped.id).await.expect("by its id"), *shipped);
    assert_eq!(shop.0.event(others[6].id).await.expect("of people, too"), *others[6]);

    let (low, _) = read_on(&shop.0, &of("inventory.low"), 100, None).await;
    assert!(low.iter().all(|event| event.data.product_id == Some(product.id)), "{low:?}");
    for event in &low {
        assert_eq!(shop.0.event(event.id).await.expect("what was noticed"), *event);
    }
    // Nothing happened since, and the cursor stays good.
    let (none, again) = read_on(&shop.0, &of(""), 3, Some(end)).await;
    assert_eq!(none, []);
    shop.archive(product.id).await.expect("archived");
    backend.clock().advance(SETTLED);
    assert_eq!(names(&read_on(&shop.0, &of(""), 3, Some(again)).await.0), ["product.archived"]);
}

/// The end of a feed as it is now.
async fn cursor_of(tenant: &Tenant, types: &str) -> String {
    read_on(tenant, &of(types), 100, None).await.1
}

/// One reads while many write. What it read is all there is, each event once, in the order that a later reader gets.
pub(crate) async fn nothing_is_lost_or_comes_twice_while_writes_go_on<F: Fixture>() {
    let backend = Arc::new(F::open(Setup::default()).await);
    let cast = Cast::found(&*backend, "acme").await;
    let shop = Shop(cast.owner.enter(&*backend).await);
    let mut products = Vec::new();
    for n in 0..4 {
        products.push(shop.create(&format!("Product {n}"), "1.00", 1_000).await.id);
    }
    let (is_over, writing) = (Arc::new(AtomicBool::new(false)), Arc::new(RwLock::new(())));
    let reading = {
        let (backend, tenant, is_over, writing) = (backend.clone(), shop.0.clone(), is_over.clone(), writing.clone());
        tokio::spawn(async move {
            let (mut all, mut cursor) = (Vec::new(), None);
            for round in 0.. {
                // What was written before this look is read in the last round.
                let last = is_over.load(Ordering::SeqCst);
                if last || round % 4 == 3 {
                    // So much time passes only between writes: none takes a minute.
                    let _none = writing.write().await;
                    backend.clock().advance(SETTLED);
                } else {
                    backend.clock().advance(SignedDuration::from_secs(7));
                }
                let (more, end) = read_on(&tenant, &of(""), 7, cursor).await;
                all.extend(more);
                cursor = Some(end);
                if last {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            all
        })
    };
    let write = |n: usize| {
        let (shop, products, writing) = (shop.clone(), products.clone(), writing.clone());
        async move {
            for round in 0..6 {
                let _writing = writing.read().await;
                let product = products[(n + round) % products.len()];
                let order = shop.order(&[(product, 1)]).await;
                if n.is_multiple_of(2) {
                    shop.advance(order.id, Status::Confirmed).await.expect("a step");
                }
            }
        }
    };
    at_once((0..8).map(write)).await;
    backend.settle().await;
    is_over.store(true, Ordering::SeqCst);
    let read = reading.await.expect("a reader");

    let ids: BTreeSet<EventId> = read.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), read.len(), "each comes once");
    let key = cast.key(&*backend).await;
    let mut journal = backend.store().journal(&key, None, 10_000).await.expect("a journal");
    journal.extend(backend.control().journal(cast.id, None, 10_000).await.expect("a journal"));
    let known = shop.0.event_types();
    let published = |entry: &Entry| entry.events.iter().filter(|event| known.payload(event).is_some()).count();
    assert_eq!(read.len(), journal.iter().map(published).sum::<usize>());
    assert_eq!(read.iter().filter(|event| event.r#type == "order.placed").count(), 48);
    // The two journals are merged as they are found; each by itself has one order.
    let (again, _) = read_on(&shop.0, &of(""), 100, None).await;
    for types in ["order.*,product.*,inventory.*", "member.*,tenant.*"] {
        let chosen = of(types);
        let of_these = |events: &[Payload]| -> Vec<EventId> {
            events.iter().filter(|event| chosen.types.chooses(event.r#type)).map(|event| event.id).collect()
        };
        assert_eq!(of_these(&read), of_these(&again), "{types}");
    }
}

pub(crate) async fn a_feed_shows_what_its_reader_may_see<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (ours, theirs) = (Cast::found(&backend, "ours").await, Cast::found(&backend, "theirs").await);
    let viewer = ours.with(&backend, Role::Viewer).await.enter(&backend).await;
    let owner = ours.owner.enter(&backend).await;
    let attacker = theirs.owner.enter(&backend).await;
    Shop(owner.clone()).create("Wanted", "1.00", 7).await;
    let rename = |_: &Member| MemberChange::new("Renamed", Role::Viewer);
    let admin = ours.owner.admin(&backend).await;
    let user = viewer.member().expect("a member").user;
    admin.update_member(user, &Precondition::Any, &Attempt::default(), rename, json::<Member>).await.expect("renamed");
    backend.settle().await;
    backend.clock().advance(SETTLED);

    let (all, _) = read_on(&owner, &of(""), 100, None).await;
    let viewer = Person::sign_in(&backend, &viewer.member().expect("a member").email).await.enter(&backend).await;
    let (seen, cursor) = read_on(&viewer, &of(""), 100, None).await;
    let open = |event: &&Payload| owner.event_types().named(event.r#type).is_some_and(|of| of.role == Role::Viewer);
    assert_eq!(seen, all.iter().filter(open).cloned().collect::<Vec<_>>());
    assert!(names(&all).contains(&"member.updated") && !names(&seen).contains(&"member.updated"));
    for event in &all {
        assert_eq!(owner.event(event.id).await.expect("ours"), *event);
        let of_viewer = viewer.event(event.id).await;
        assert_eq!(of_viewer.is_ok(), seen.contains(event), "{of_viewer:?}");
        assert!(matches!(attacker.event(event.id).await, Err(Error::NotFound)));
    }
    let (foreign, _) = read_on(&attacker, &of(""), 100, None).await;
    assert!(foreign.iter().all(|event| !all.iter().any(|ours| ours.id == event.id)));
    assert!(matches!(owner.event(EventId(Uuid::now_v7())).await, Err(Error::NotFound)));
    assert!(matches!(owner.event(EventId(Uuid::max())).await, Err(Error::NotFound)));

    // A cursor serves its company and its filter.
    let with = |cursor: &str| PageRequest { limit: 5, cursor: Some(cursor.to_owned()) };
    for refused in [
        attacker.events(&of(""), &with(&cursor)).await,
        viewer.events(&of("order.*"), &with(&cursor)).await,
        viewer.events(&of(""), &with("made-up")).await,
    ] {
        assert!(matches!(refused, Err(Error::BadCursor)), "{refused:?}");
    }
}

pub(crate) async fn a_feed_goes_back_thirty_days<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let shop = Shop(cast.owner.enter(&backend).await);
    let old = shop.create("Old", "1.00", 7).await;
    backend.settle().await;
    backend.clock().advance(SETTLED);
    let first = page(&shop.0, &of("product.*"), 5, None).await;
    assert_eq!(names(&first.items), ["product.created"]);
    let event = first.items[0].clone();

    backend.clock().advance(days(32));
    let shop = Shop(Person::sign_in(&backend, &cast.owner.email).await.enter(&backend).await);
    shop.edit(old.id, &Precondition::Any, |draft| draft.price = euros("2.00")).await.expect("a save");
    backend.settle().await;
    backend.clock().advance(SETTLED);
    let (kept, _) = read_on(&shop.0, &of("product.*"), 5, None).await;
    assert_eq!(names(&kept), ["product.updated"]);
    // Nothing that the reader missed is gone, so it goes on after however long.
    let (next, _) = read_on(&shop.0, &of("product.*"), 5, Some(first.next_cursor)).await;
    assert_eq!(next, kept);
    assert!(matches!(shop.0.event(event.id).await, Err(Error::NotFound)), "over");
    assert!(shop.0.event(kept[0].id).await.is_ok());

    // Who stopped before an event that is over is not led past it.
    shop.archive(old.id).await.expect("archived");
    backend.clock().advance(SETTLED);
    let one = page(&shop.0, &of("product.*"), 1, None).await;
    assert_eq!(names(&one.items), ["product.updated"]);
    backend.clock().advance(days(32));
    let shop = Shop(Person::sign_in(&backend, &cast.owner.email).await.enter(&backend).await);
    let late = shop.0.events(&of("product.*"), &PageRequest { limit: 1, cursor: Some(one.next_cursor) }).await;
    assert!(matches!(late, Err(Error::CursorExpired)), "{late:?}");
    assert_eq!(read_on(&shop.0, &of("product.*"), 5, None).await.0, []);
    // From a time on.
    shop.restore(old.id).await.expect("restored");
    backend.clock().advance(SETTLED);
    let since = FeedQuery { since: Some(backend.app().now()), ..of("product.*") };
    assert_eq!(page(&shop.0, &since, 5, None).await.items, []);
    let since = FeedQuery { since: Some(backend.app().now() - days(1)), ..of("product.*") };
    assert_eq!(names(&page(&shop.0, &since, 5, None).await.items), ["product.restored"]);
}

/// A commit may have several events; a page ends between them all the same.
pub(crate) async fn what_many_did_in_one_commit_is_paged_too<F: Fixture>() {
    let backend = F::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::found(&backend, "acme").await;
    let tenant = cast.owner.enter(&backend).await;
    let key = cast.key(&backend).await;
    backend.clock().advance(SETTLED);
    let cursor = cursor_of(&tenant, "product.*").await;
    let mut meant = Vec::new();
    for (n, events) in [3, 0, 1, 4].into_iter().enumerate() {
        let entry = entry(&backend, cast.id, SignedDuration::ZERO, 100 * n as u64, events);
        meant.extend(entry.events.iter().map(|event| event.id));
        let commit = Commit { writes: Vec::new(), entry, idempotency: None };
        backend.store().commit(&key, commit).await.expect("a commit");
    }
    backend.clock().advance(SETTLED);
    for limit in [1, 2, 3, 100] {
        let (read, _) = read_on(&tenant, &of("product.*"), limit, Some(cursor.clone())).await;
        assert_eq!(read.iter().map(|event| event.id).collect::<Vec<_>>(), meant, "by {limit}");
    }
}

/// Of two that are written at once the younger may be durable first; a reader who came between misses neither.
pub(crate) async fn what_is_committed_late_is_not_skipped<F: Fixture>() {
    let backend = F::open(Setup { relay: false, ..Setup::default() }).await;
    let cast = Cast::found(&backend, "acme").await;
    let tenant = cast.owner.enter(&backend).await;
    let key = cast.key(&backend).await;
    backend.clock().advance(SETTLED);
    let mut cursor = cursor_of(&tenant, "product.*").await;
    let millis = SignedDuration::from_millis;
    // The process that makes the first has a clock that is a second behind.
    let entries: Vec<Entry> = [(-1_000, 1), (0, 2), (0, 3), (5, 4)]
        .map(|(late, n)| entry(&backend, cast.id, millis(late), 100 * n, 1))
        .to_vec();
    let (mut read, mut meant) = (Vec::new(), BTreeSet::new());
    for at in [3, 1, 2, 0] {
        let entry = entries[at].clone();
        meant.extend(entry.events.iter().map(|event| event.id));
        let commit = Commit { writes: Vec::new(), entry, idempotency: None };
        backend.store().commit(&key, commit).await.expect("a commit");
        backend.clock().advance(millis(500));
        let (more, end) = read_on(&tenant, &of("product.*"), 1, Some(cursor)).await;
        read.extend(more.iter().map(|event| event.id));
        cursor = end;
    }
    backend.clock().advance(SETTLED);
    read.extend(read_on(&tenant, &of("product.*"), 1, Some(cursor)).await.0.iter().map(|event| event.id));
    assert_eq!((read.len(), read.into_iter().collect::<BTreeSet<_>>()), (4, meant));
}

/// What a kind declares is published as Tenantry's own events are: by its type, with ids alone.
pub(crate) async fn what_a_kind_declares_is_in_the_feed<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let program = async |scopes: &[Scope]| {
        let new = NewApiKey::new("Harbor", scopes.iter().copied(), None, Timestamp::UNIX_EPOCH).expect("a key");
        let token = cast.owner.admin(&backend).await.create_api_key(new).await.expect("a key").token;
        let client = backend.app().authenticate_key(token.expose_secret(), None).await.expect("a program");
        client.acting(&[Scope::OrdersRead]).expect("the scope")
    };
    let draft = BoatDraft { skipper: Some("Canary Hale".to_owned()), ..BoatDraft::new("Canary", "C7", LAUNCHED) };
    let boat = launch(&shop, draft.clone()).await.expect("a boat");
    let boats = shop.0.resources::<Boat>();
    let moved =
        |current: &Record<Boat>| boats.judge(BoatDraft { berth: "C8".to_owned(), ..draft.clone() }, Some(current));
    let id = |record: &Record<Boat>| json(&record.id);
    boats.update(boat.id, &Precondition::Any, &Attempt::default(), moved, id).await.expect("moved");
    boats.remove(boat.id, &Precondition::Any, &Attempt::default(), empty()).await.expect("removed");
    shop.create("Wanted", "1.00", 7).await;
    backend.settle().await;
    backend.clock().advance(SETTLED);

    let known = shop.0.event_types();
    let of_boats = FeedQuery { types: known.filter("/types", "boat.*").expect("types"), since: None };
    let (seen, _) = read_on(&shop.0, &of_boats, 1, None).await;
    assert_eq!(names(&seen), ["boat.created", "boat.removed"], "it declares no event of a change");
    for event in &seen {
        assert_eq!(
            event.data,
            EventData { record: Some(RecordData { kind: "boat", id: boat.id }), ..EventData::default() }
        );
        let said = serde_json::to_string(event).expect("JSON");
        assert!(said.contains(&format!("\"data\":{{\"kind\":\"boat\",\"boat_id\":\"{}\"}}", boat.id)), "{said}");
        assert!(!["Canary", "C7", "C8", "berth", "secret"].iter().any(|value| said.contains(value)), "{said}");
        assert_eq!(shop.0.event(event.id).await.expect("by its id"), *event);
    }
    let removed = FeedQuery { types: known.filter("/types", "boat.removed").expect("types"), since: None };
    assert_eq!(read_on(&shop.0, &removed, 5, None).await.0, seen[1..]);
    let (all, _) = read_on(&shop.0, &of(""), 100, None).await;
    assert!(seen.iter().all(|event| all.contains(event)) && names(&all).contains(&"product.created"));
    for unknown in ["boat.updated", "view.created", "webhook_endpoint.created", "boats.*"] {
        assert!(known.filter("/types", unknown).is_err(), "{unknown}");
    }

    // Boats are a viewer's to read, and a program's whose key may.
    let viewer = cast.with(&backend, Role::Viewer).await.enter(&backend).await;
    let reader = program(&[Scope::OrdersRead, Scope::ProductsRead]).await;
    let other = program(&[Scope::OrdersRead]).await;
    assert_eq!(read_on(&viewer, &of_boats, 5, None).await.0, seen);
    assert_eq!(read_on(&reader, &of_boats, 5, None).await.0, seen);
    assert_eq!(read_on(&other, &of_boats, 5, None).await.0, []);
    assert!(matches!(other.event(seen[0].id).await, Err(Error::NotFound)));
    assert!(names(&read_on(&other, &of(""), 100, None).await.0).contains(&"product.created"));
    let stranger = Cast::found(&backend, "theirs").await.owner.enter(&backend).await;
    assert_eq!(read_on(&stranger, &of_boats, 5, None).await.0, []);
}

/// An entry with so many events that is made `late` after the present time.
fn entry<F: Fixture>(backend: &F, tenant: TenantId, late: SignedDuration, n: u64, events: u64) -> Entry {
    let at = backend.app().now() + late;
    let id = |n: u64| {
        let millis = u128::from(at.as_millisecond().unsigned_abs());
        Uuid::from_u128(millis << 80 | 7 << 76 | 2 << 62 | u128::from(n))
    };
    let event = |more: u64| {
        let kind = EventKind::ProductArchived { product: ProductId(Uuid::now_v7()) };
        Event { id: EventId(id(n + 1 + more)), tenant: Some(tenant), at, kind }
    };
    Entry {
        id: EntryId(id(n)),
        tenant: Some(tenant),
        actor: Actor::System,
        at,
        action: "products.changed".to_owned(),
        subject: None,
        reason: None,
        changes: Vec::new(),
        request_id: None,
        events: (0..events).map(event).collect(),
    }
}
