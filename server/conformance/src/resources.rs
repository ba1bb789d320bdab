//! Records of declared kinds, shown for one that no backend knows.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use tenantry_core::{
    Error, Result,
    domain::{
        api_key::{NewApiKey, Scope},
        error::Conflicting,
        event::EventKind,
        export::{Export, Exported},
        idempotency::{Answer, Attempt},
        ids::ResourceId,
        journal::Actor,
        member::Role,
        page::PageRequest,
        precondition::Precondition,
        resource::{Record, Resource, ResourceOrder, ResourceQuery, StoredResource},
        tier::Tier,
    },
    ports::commit::{Commit, CommitError, Counter, Subject, UniqueName, Write},
    usecases::TierChange,
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, operator, read, record_answer},
    commits::{commit, entry},
    empty,
    kinds::{Boat, BoatDraft, MAX_BOATS},
    shop::{at_once, attempt, counter_of, snapshot},
};

const KIND: &str = Boat::KIND.name;

fn answer(record: &Record<Boat>) -> Answer {
    json(&record.id)
}

/// Adds a boat to a company's fleet.
pub async fn launch(shop: &Shop, draft: BoatDraft) -> Result<Record<Boat>> {
    launch_once(shop, draft, &Attempt::default()).await
}

async fn launch_once(shop: &Shop, draft: BoatDraft, attempt: &Attempt) -> Result<Record<Boat>> {
    let boats = shop.0.resources::<Boat>();
    let secret = Some(format!("secret of {}", draft.name));
    let made = boats.create_with(boats.judge(draft, None)?, secret, attempt, answer).await?;
    boats.get(read(&made.answer)).await
}

fn boat(name: &str, berth: &str) -> BoatDraft {
    BoatDraft::new(name, berth, "2020-05-01T10:00:00Z")
}

async fn revise(shop: &Shop, id: ResourceId, seen: &Precondition, draft: BoatDraft) -> Result<Record<Boat>> {
    let boats = shop.0.resources::<Boat>();
    let revise = |current: &Record<Boat>| boats.judge(draft.clone(), Some(current));
    boats.update(id, seen, &Attempt::default(), revise, answer).await?;
    boats.get(id).await
}

async fn remove(shop: &Shop, id: ResourceId, seen: &Precondition) -> Result<()> {
    shop.0.resources::<Boat>().remove(id, seen, &Attempt::default(), empty()).await.map(drop)
}

async fn names(shop: &Shop, query: &ResourceQuery) -> Vec<String> {
    shop.0.resources::<Boat>().all(query).await.expect("boats").into_iter().map(|boat| boat.value.name).collect()
}

fn fleet() -> Counter {
    Counter::Resources { kind: KIND, scope: String::new() }
}

pub(crate) async fn a_record_is_changed_by_who_saw_it<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let key = attempt(shop.user(), "one", "launch");
    let draft = BoatDraft { skipper: Some("Canary Hale".to_owned()), ..boat("Anna", "A1") };
    let first = launch_once(&shop, draft.clone(), &key).await.expect("a boat");
    let again = launch_once(&shop, draft.clone(), &key).await.expect("the same boat");
    assert_eq!((first.id, first.version, &first), (again.id, 1, &again), "one key is one record");
    assert_eq!(first.secret.as_deref(), Some("secret of Anna"));
    assert!(!first.shown().expect("JSON").get().contains("secret of"), "what is kept beside it is not shown");

    let seen = Precondition::parse("\"1\"").expect("tags");
    let moved = BoatDraft { berth: "A2".to_owned(), skipper: Some("Canary Eve".to_owned()), ..draft };
    let next = revise(&shop, first.id, &seen, moved.clone()).await.expect("seen");
    assert_eq!((next.version, next.value.berth.as_str(), &next.secret), (2, "A2", &first.secret));
    assert_eq!(revise(&shop, first.id, &Precondition::Any, moved.clone()).await.expect("no change").version, 2);
    let stale = revise(&shop, first.id, &seen, boat("Lost", "A9")).await;
    assert!(matches!(&stale, Err(Error::Stale { current }) if current == "\"2\""), "{stale:?}");
    let invalid = revise(&shop, first.id, &Precondition::Any, boat("", "")).await;
    assert!(matches!(&invalid, Err(Error::Invalid(errors)) if errors.len() == 2), "{invalid:?}");
    assert!(matches!(remove(&shop, first.id, &seen).await, Err(Error::Stale { .. })));
    remove(&shop, first.id, &Precondition::Any).await.expect("removed");
    assert!(matches!(shop.0.resources::<Boat>().get(first.id).await, Err(Error::NotFound)));
    assert!(matches!(remove(&shop, first.id, &Precondition::Any).await, Err(Error::NotFound)));

    let journal = backend.store().journal(&cast.key(&backend).await, None, 10).await.expect("a journal");
    let said: Vec<_> = journal.iter().map(|entry| (entry.action.as_str(), entry.subject)).collect();
    let id = Some(first.id.0);
    assert_eq!(said, [("boat.removed", id), ("boat.updated", id), ("boat.created", id)]);
    let changed: Vec<_> =
        journal[1].changes.iter().map(|change| (change.field.as_str(), change.to.as_deref())).collect();
    assert_eq!(changed, [("berth", Some("A2")), ("skipper", None)]);
    assert!(!serde_json::to_string(&journal).expect("JSON").contains("Canary"), "what is personal is not journalled");
    let events: Vec<&EventKind> = journal.iter().flat_map(|entry| &entry.events).map(|event| &event.kind).collect();
    let event = |action: &str, version| EventKind::Resource { action: action.to_owned(), resource: first.id, version };
    assert_eq!(events, [&event("boat.removed", 2), &event("boat.created", 1)], "updates are no event of the kind");
}

pub(crate) async fn lists_are_sorted_and_walked_in_pages<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Enterprise, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let fleet =
        [("Émile", "2020"), ("anna", "2021"), ("Bert", "2019"), ("Anna", "2019"), ("ann", "2023"), ("Zoë", "2018")];
    for (n, (name, year)) in fleet.into_iter().enumerate() {
        let skipper = (n % 2 == 0).then(|| format!("Skipper {n}"));
        let draft = BoatDraft::new(name, &format!("B{n}"), &format!("{year}-01-01T00:00:00Z"));
        launch(&shop, BoatDraft { skipper, ..draft }).await.expect("a boat");
    }
    let newest = ResourceQuery::newest(KIND);
    assert_eq!(names(&shop, &newest).await, ["Zoë", "ann", "Anna", "Bert", "anna", "Émile"]);
    let by_name = ResourceQuery::by(KIND, "name");
    let sorted = ["ann", "anna", "Anna", "Bert", "Émile", "Zoë"];
    assert_eq!(names(&shop, &by_name).await, sorted, "whatever its case and accents");
    let prefix = Boat::KIND.index("name").and_then(|index| index.bound("ANN")).expect("a bound");
    assert_eq!(names(&shop, &by_name.clone().beginning_with(&prefix)).await, ["ann", "anna", "Anna"]);
    let year =
        |year: &str| Boat::KIND.index("launched").and_then(|index| index.bound(&format!("{year}-01-01T00:00:00Z")));
    let by_launch = ResourceQuery::by(KIND, "launched");
    let between = by_launch.clone().between(year("2019"), year("2021"));
    assert_eq!(names(&shop, &between).await, ["Bert", "Anna", "Émile"], "from the first bound on, up to the second");
    assert_eq!(
        names(&shop, &ResourceQuery::by(KIND, "skipper")).await,
        ["Émile", "Bert", "ann"],
        "those that have one"
    );
    let backward = |mut query: ResourceQuery| {
        if let ResourceOrder::By { descending, .. } = &mut query.order {
            *descending = true;
        }
        query
    };
    assert_eq!(names(&shop, &backward(between)).await, ["Émile", "Anna", "Bert"]);

    let boats = shop.0.resources::<Boat>();
    for query in [newest.clone(), by_name.clone(), backward(by_name.clone()), by_launch] {
        let whole = names(&shop, &query).await;
        let (mut walked, mut cursor) = (Vec::new(), None);
        loop {
            let page = boats.list(&query, &PageRequest { limit: 2, cursor }).await.expect("a page");
            assert!(page.items.len() <= 2);
            walked.extend(page.items.into_iter().map(|boat| boat.value.name));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(walked, whole, "{query:?}");
    }
    let cursor = boats.list(&newest, &PageRequest { limit: 2, cursor: None }).await.expect("a page").next_cursor;
    let other = boats.list(&by_name, &PageRequest { limit: 2, cursor }).await;
    assert!(matches!(other, Err(Error::BadCursor)), "{other:?}");

    // A changed key is in its new place, and the old one is gone.
    let first = boats.all(&by_name).await.expect("boats").remove(0);
    revise(&shop, first.id, &Precondition::Any, boat("Wanda", "B4")).await.expect("renamed");
    assert_eq!(names(&shop, &by_name).await, ["anna", "Anna", "Bert", "Émile", "Wanda", "Zoë"]);
    assert_eq!(names(&shop, &ResourceQuery::by(KIND, "skipper")).await, ["Émile", "Bert"]);
    remove(&shop, first.id, &Precondition::Any).await.expect("removed");
    assert_eq!(names(&shop, &by_name).await, ["anna", "Anna", "Bert", "Émile", "Zoë"]);
}

pub(crate) async fn names_and_limits_are_exact<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let key = cast.key(&backend).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let other = Shop(Cast::found(&backend, "other").await.owner.enter(&backend).await);
    let first = launch(&shop, boat("Anna", "A1")).await.expect("a boat");
    launch(&other, boat("Anna", "A1")).await.expect("names are a tenant's own");
    let taken = launch(&shop, boat("Bert", "a1")).await.expect_err("two boats at one berth");
    let Error::Conflict { code, detail, with: Some(with) } = taken else { unreachable!("{taken:?}") };
    assert_eq!((code, detail.as_str()), ("name_taken", "another boat has this berth"));
    assert_eq!(*with, Conflicting { pointer: "/berth", id: first.id.0, name: "A1".to_owned() });

    // A berth that is left is free, also for one that came to it and is removed.
    revise(&shop, first.id, &Precondition::Any, boat("Anna", "A2")).await.expect("moved");
    let second = launch(&shop, boat("Bert", "A1")).await.expect("free again");
    let taken = revise(&shop, second.id, &Precondition::Any, boat("Bert", "A2")).await;
    assert!(matches!(taken, Err(Error::Conflict { code: "name_taken", .. })), "{taken:?}");
    remove(&shop, first.id, &Precondition::Any).await.expect("removed");
    revise(&shop, second.id, &Precondition::Any, boat("Bert", "A2")).await.expect("free");

    // Of many who want the last places, and the same berths, as many get one as there are.
    let wanted = (0..12).map(|n| (shop.clone(), boat(&format!("Boat {n}"), &format!("C{}", n / 2))));
    let made = at_once(wanted.map(|(shop, draft)| async move { launch(&shop, draft).await })).await;
    let done = made.iter().filter(|made| made.is_ok()).count() as u64;
    assert_eq!(done, MAX_BOATS - 1, "{made:?}");
    assert_eq!(counter_of(&backend, &key, &fleet()).await, MAX_BOATS);
    for refused in made.into_iter().filter_map(Result::err) {
        assert!(
            matches!(refused, Error::LimitReached { limit: "max_boats", max: MAX_BOATS, .. })
                || matches!(refused, Error::Conflict { code: "name_taken", .. }),
            "{refused:?}"
        );
    }
    let full = launch(&shop, boat("One more", "Z1")).await.expect_err("it is full");
    assert_eq!(full.to_string(), "you've reached your plan's limit of 5 boats");
    remove(&shop, second.id, &Precondition::Any).await.expect("removed");
    launch(&shop, boat("One more", "Z1")).await.expect("room again");

    // A higher tier is counted by, too.
    let change = TierChange::new(Tier::Enterprise, "a good customer").expect("a change");
    let operator = operator(&backend).await;
    operator.change_tier(cast.id, &change, &Attempt::default(), record_answer).await.expect("a new tier");
    let shop = Shop(cast.owner.enter(&backend).await);
    launch(&shop, boat("Another", "Z2")).await.expect("no limit");
    assert_eq!(shop.0.resources::<Boat>().count("").await.expect("a count"), MAX_BOATS + 1);
}

pub(crate) async fn a_role_and_the_record_decide_who_sees_it<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let staff = Shop(cast.with(&backend, Role::Staff).await.enter(&backend).await);
    let viewer = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
    let stranger = Shop(Cast::found(&backend, "other").await.owner.enter(&backend).await);
    let open = launch(&staff, boat("Open", "A1")).await.expect("a boat");
    let hidden = launch(&owner, BoatDraft { is_secret: true, ..boat("Hidden", "A2") }).await.expect("a boat");
    let newest = ResourceQuery::newest(KIND);
    assert_eq!(names(&owner, &newest).await, ["Hidden", "Open"]);
    assert_eq!(names(&viewer, &newest).await, ["Open"]);
    assert!(names(&stranger, &newest).await.is_empty());

    let too_low = |refused: &Error, role: &str| matches!(refused, Error::RoleTooLow { needed } if *needed == role);
    let refused = launch(&viewer, boat("Mine", "A3")).await.expect_err("a viewer");
    assert!(too_low(&refused, "staff"), "{refused:?}");
    assert!(too_low(&remove(&viewer, open.id, &Precondition::Any).await.expect_err("a viewer"), "staff"));
    let refused =
        revise(&staff, open.id, &Precondition::Any, BoatDraft { is_secret: true, ..boat("Open", "A1") }).await;
    assert!(too_low(&refused.expect_err("the kind asks for more"), "admin"));
    let none = ResourceId(Uuid::now_v7());
    for (shop, id) in [(&staff, hidden.id), (&stranger, open.id), (&owner, none)] {
        assert!(matches!(shop.0.resources::<Boat>().get(id).await, Err(Error::NotFound)));
        let refused = revise(shop, id, &Precondition::Any, boat("Stolen", "A9")).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert!(matches!(remove(shop, id, &Precondition::Any).await, Err(Error::NotFound)));
    }
    // What is taken is said, and not by which record where that is another's.
    let taken = launch(&staff, boat("Mine", "A2")).await.expect_err("taken");
    assert!(matches!(&taken, Error::Conflict { code: "name_taken", with: None, .. }), "{taken:?}");
}

pub(crate) async fn programs_need_the_scopes_of_a_kind<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let program = async |scopes: &[Scope], taken: Scope| {
        let new = NewApiKey::new("Harbor", scopes.iter().copied(), None, Timestamp::UNIX_EPOCH).expect("a key");
        let token = admin.create_api_key(new).await.expect("a key").token;
        let client = backend.app().authenticate_key(token.expose_secret(), None).await.expect("a program");
        Shop(client.acting(&[taken]).expect("the scope"))
    };
    let missing = |refused: &Error, scope: Scope| matches!(refused, Error::ScopeMissing { needed } if *needed == scope);
    let (read, write) = (Scope::ProductsRead, Scope::ProductsWrite);
    let both = program(&[read, write], write).await;
    let first = launch(&both, boat("Anna", "A1")).await.expect("a boat");
    let writer = program(&[write], write).await;
    let boats = writer.0.resources::<Boat>();
    let revise = |current: &Record<Boat>| boats.judge(boat("Anna II", "A1"), Some(current));
    boats.update(first.id, &Precondition::Any, &Attempt::default(), revise, answer).await.expect("changed");
    assert!(missing(&boats.get(first.id).await.expect_err("it may not read"), read));
    let reader = program(&[read], read).await;
    assert_eq!(names(&reader, &ResourceQuery::newest(KIND)).await, ["Anna II"]);
    let refused = remove(&reader, first.id, &Precondition::Any).await.expect_err("it may not write");
    assert!(missing(&refused, write), "{refused:?}");
    let refused = launch(&program(&[Scope::OrdersWrite], Scope::OrdersWrite).await, boat("Bert", "A2")).await;
    assert!(missing(&refused.expect_err("another scope"), write));
    assert!(matches!(both.0.saved_views().await.map(drop), Err(Error::PeopleOnly)), "views have no scopes");
    remove(&both, first.id, &Precondition::Any).await.expect("removed");
    let journal = backend.store().journal(&cast.key(&backend).await, None, 10).await.expect("a journal");
    assert!(!journal.is_empty() && journal.iter().all(|entry| matches!(entry.actor, Actor::ApiKey(_))), "{journal:?}");
}

/// What an earlier program knew, or a later one will.
fn of_another_kind(version: u64) -> StoredResource {
    let body = r#"{"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00Z",
        "value":{"color":"canary yellow"},"secret":{"token":"canary-token"}}"#;
    let id = ResourceId(Uuid::from_u128(7));
    StoredResource { kind: "unheard_of".into(), id, version, body: body.to_owned(), keys: Vec::new() }
}

pub(crate) async fn an_export_walks_records_of_all_kinds<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let mut made = Vec::new();
    for n in 0..MAX_BOATS {
        made.push(launch(&shop, boat(&format!("Boat {n}"), &format!("B{n}"))).await.expect("a boat").id);
    }
    let write = Write::Resource { resource: of_another_kind(1), before: None };
    let event = EventKind::TenantUpdated;
    backend.store().commit(&cast.key(&backend).await, commit(cast.id, event, vec![write])).await.expect("a commit");

    let admin = cast.owner.admin(&backend).await;
    let begun = admin.begin_export(&Attempt::default(), |export: &Export| json(&export.id)).await.expect("begun");
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = admin.export(read(&begun.answer), &PageRequest { limit: 3, cursor }).await.expect("a page");
        found.extend(page.items.into_iter().filter_map(|item| match item {
            Exported::Resource(resource) => Some(resource),
            _ => None,
        }));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    made.push(of_another_kind(1).id);
    made.sort_by_key(|id| (*id != of_another_kind(1).id, std::cmp::Reverse(*id)));
    assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), made, "each once, the newest of a kind first");
    let shown: Vec<String> = found.iter().map(|found| found.shown().expect("JSON").get().to_owned()).collect();
    assert!(shown[0].starts_with("{\"unheard_of_id\":") && shown[0].contains("canary yellow"), "{}", shown[0]);
    assert!(shown.iter().all(|shown| !shown.contains("canary-token") && !shown.contains("secret of")), "{shown:?}");
}

/// At the port: whatever a refused commit holds leaves nothing, and another tenant's key reaches nothing.
pub(crate) async fn a_commit_writes_records_whole_or_not_at_all<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (cast, thief) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "thief").await);
    let shop = Shop(cast.owner.enter(&backend).await);
    let first = launch(&shop, boat("Anna", "A1")).await.expect("a boat");
    let second = launch(&shop, boat("Bert", "A2")).await.expect("a boat");
    backend.settle().await;
    let (key, store) = (cast.key(&backend).await, backend.store());
    let stored = first.stored().expect("a record");
    let next = StoredResource { version: 2, keys: Vec::new(), ..stored.clone() };
    let before = snapshot(&backend, cast.id).await;
    let stale = StoredResource { version: 9, ..stored.clone() };
    let taken = UniqueName::Resource { kind: KIND, text: "a2".to_owned() };
    for (straw, is_expected) in [
        (Write::Resource { resource: stored.clone(), before: None }, true),
        (Write::Resource { resource: next.clone(), before: Some(stale.clone()) }, true),
        (Write::RemoveResource { before: stale }, true),
        (Write::Claim { name: taken, owner: Uuid::now_v7() }, false),
        (Write::Count { counter: fleet(), delta: 9, max: Some(MAX_BOATS) }, false),
    ] {
        let other = second.stored().expect("a record");
        let writes = vec![
            Write::Resource { resource: of_another_kind(1), before: None },
            Write::RemoveResource { before: other },
            straw.clone(),
        ];
        let refused = store.commit(&key, commit(cast.id, EventKind::TenantUpdated, writes)).await.expect_err("refused");
        let unexpected = matches!(refused, CommitError::Unexpected(Subject::Resource(id)) if id == first.id);
        assert_eq!(unexpected, is_expected, "{straw:?}: {refused:?}");
        assert_eq!(snapshot(&backend, cast.id).await, before, "{straw:?}");
    }

    let theirs = thief.key(&backend).await;
    assert_eq!(store.resource(&theirs, KIND, first.id).await.expect("a look"), None);
    for query in [ResourceQuery::newest(KIND), ResourceQuery::by(KIND, "name")] {
        assert!(store.resources(&theirs, &query, None, 9).await.expect("a look").items.is_empty());
    }
    assert!(store.all_resources(&theirs, None, 9).await.expect("a look").items.is_empty());
    for write in [
        Write::Resource { resource: next.clone(), before: Some(stored.clone()) },
        Write::RemoveResource { before: stored.clone() },
    ] {
        let refused = store.commit(&theirs, commit(thief.id, EventKind::TenantUpdated, vec![write])).await;
        assert!(matches!(refused, Err(CommitError::Unexpected(Subject::Resource(_)))), "{refused:?}");
    }
    let own = Write::Resource { resource: stored.clone(), before: None };
    store.commit(&theirs, commit(thief.id, EventKind::TenantUpdated, vec![own])).await.expect("one of their own");
    assert_eq!(snapshot(&backend, cast.id).await, before);

    // A batch is one after the other, also where it writes to one record twice.
    let last = StoredResource { version: 3, ..stored.clone() };
    let step = |resource: &StoredResource, before: &StoredResource| {
        let write = Write::Resource { resource: resource.clone(), before: Some(before.clone()) };
        Commit {
            entry: entry(cast.id, EventKind::TenantUpdated),
            ..commit(cast.id, EventKind::TenantUpdated, vec![write])
        }
    };
    let batch: std::sync::Arc<[Commit]> = [step(&next, &stored), step(&last, &next)].into();
    assert!(store.commit_all(&key, &batch).await.expect("a batch"));
    assert_eq!(store.resource(&key, KIND, first.id).await.expect("a look"), Some(last));
    let listed = store.resources(&key, &ResourceQuery::by(KIND, "name"), None, 9).await.expect("a list").items;
    assert_eq!(listed.iter().map(|found| found.id).collect::<Vec<_>>(), [first.id, second.id]);
}
