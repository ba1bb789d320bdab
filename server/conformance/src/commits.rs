//! A commit is applied whole or not at all.

use tenantry_core::{
    domain::{
        event::EventKind,
        idempotency::{IdemKey, IdemRecord},
        ids::{EntryId, InvitationId, OrderId, ProductId, TenantId, UserId},
        invitation::Invitation,
        journal::Entry,
        member::Role,
        order::{Order, OrderQuery},
        order_status::Status,
        product::{Product, ProductQuery},
    },
    ports::commit::{
        Commit, CommitError, ControlCommit, ControlWrite, Counter, Document, DocumentKind, Expect, OrderTransition,
        Subject, UniqueName, Write,
    },
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup, Shop, json,
    shop::{counter_of, draft, snapshot},
};

pub fn entry(tenant: TenantId, kind: EventKind) -> Entry {
    tenantry_fixtures::entry(Some(tenant), kind, jiff::Timestamp::now())
}

pub fn commit(tenant: TenantId, kind: EventKind, writes: Vec<Write>) -> Commit {
    Commit { writes, entry: entry(tenant, kind), idempotency: None }
}

fn new_product(backend: &impl Fixture, name: &str) -> Product {
    Product::create(ProductId(Uuid::now_v7()), draft(name, "2.50", 7), backend.app().now())
}

fn rewritten(order: &Order, version: u64, transition: OrderTransition) -> Write {
    Write::Order { order: Order { version, ..order.clone() }, transition }
}

fn removal(order: OrderId, expect: u64) -> Write {
    Write::RemoveOrder { order, expect, status: Status::Pending }
}

fn document(version: u64, body: &str) -> Document {
    Document { kind: DocumentKind::SavedViews, version, body: body.to_owned() }
}

/// Of many who saw the same state, one is applied; the body is kept to the letter.
pub(crate) async fn documents_are_replaced_whole_and_in_turn<F: Fixture>() {
    let backend = std::sync::Arc::new(F::open(Setup::default()).await);
    let cast = Cast::found(&*backend, "acme").await;
    let (id, key) = (cast.id, cast.key(&*backend).await);
    let put = |version: u64, body: &str, expect: Expect| {
        let write = Write::Document { document: document(version, body), expect };
        let (backend, commit) = (backend.clone(), commit(id, EventKind::TenantUpdated, vec![write]));
        async move { backend.store().commit(&key, commit).await }
    };
    let refused = put(2, "too early", Expect::Version(1)).await.expect_err("there is none");
    assert!(matches!(refused, CommitError::Unexpected(Subject::Document(DocumentKind::SavedViews))), "{refused:?}");
    let long = format!("{{\"ä\": \"{}\"}}", "x".repeat(100_000));
    for (version, expect) in [(1, Expect::Absent), (2, Expect::Version(1))] {
        let bodies: Vec<String> = (0..8).map(|n| format!("{long}{n}")).collect();
        let done = crate::shop::at_once(bodies.iter().map(|body| put(version, body, expect))).await;
        let first: Vec<usize> = (0..8).filter(|n| done[*n].is_ok()).collect();
        assert_eq!(first.len(), 1, "{version}");
        let kept = backend.store().document(&key, DocumentKind::SavedViews).await.expect("a look");
        assert_eq!(kept, Some(document(version, &bodies[first[0]])));
    }
    assert_eq!(backend.store().document(&key, DocumentKind::SampleData).await.expect("a look"), None);
}

pub(crate) async fn what_is_removed_is_gone<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let (gone, stays) = (shop.create("Gone", "5.00", 9).await, shop.create("Stays", "5.00", 9).await);
    let (lost, kept) = (shop.order(&[(gone.id, 1)]).await, shop.order(&[(stays.id, 1)]).await);
    let writes = vec![
        Write::RemoveProduct { product: gone.id, expect: gone.version },
        Write::RemoveOrder { order: lost.id, expect: lost.version, status: lost.status },
    ];
    let key = cast.key(&backend).await;
    let removal = commit(cast.id, EventKind::TenantUpdated, writes);
    backend.store().commit(&key, removal.clone()).await.expect("a commit");
    assert_eq!(backend.store().product(&key, gone.id).await.expect("a look"), None);
    assert_eq!(backend.store().order(&key, lost.id).await.expect("a look"), None);
    let products = shop.all_products(&ProductQuery::default(), 100).await;
    assert_eq!(products.iter().map(|product| product.id).collect::<Vec<_>>(), [stays.id]);
    let orders = shop.all_orders(&OrderQuery::default(), 100).await;
    assert_eq!(orders.iter().map(|order| order.id).collect::<Vec<_>>(), [kept.id]);
    let read_set = backend.store().read_set(&key, &[gone.id], None, backend.app().now()).await.expect("a read set");
    assert!(read_set.products.is_empty());
    let again = Commit { entry: entry(cast.id, EventKind::TenantUpdated), ..removal };
    let refused = backend.store().commit(&key, again).await.expect_err("it is gone");
    assert!(matches!(refused, CommitError::Unexpected(Subject::Product(id)) if id == gone.id), "{refused:?}");
}

/// Whatever a commit can write comes first, then the one thing that is refused.
pub(crate) async fn a_refused_commit_leaves_no_trace<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let known = shop.create("Known", "5.00", 3).await;
    let order = shop.order(&[(known.id, 1)]).await;
    shop.create_sku("Taken", "taken-1").await.expect("a product");
    backend.settle().await;
    let key = cast.key(&backend).await;
    let before = snapshot(&backend, cast.id).await;

    let last_straws: Vec<(&str, Write)> = vec![
        ("out of stock", Write::Stock { product: known.id, delta: -1_000, at_version: None }),
        ("price moved", Write::Stock { product: known.id, delta: -1, at_version: Some(99) }),
        ("no such product", Write::Stock { product: ProductId(Uuid::now_v7()), delta: 1, at_version: None }),
        ("over the limit", Write::Count { counter: Counter::Products, delta: 99, max: Some(100) }),
        ("name taken", Write::Claim { name: UniqueName::Sku("taken-1".to_owned()), owner: Uuid::now_v7() }),
        ("stale order", rewritten(&order, 8, OrderTransition::From { version: 7, status: order.status })),
        (
            "order in another status",
            rewritten(&order, 2, OrderTransition::From { version: 1, status: Status::Shipped }),
        ),
        (
            "stale product",
            Write::Product { product: Product { version: 8, ..known.clone() }, expect: Expect::Version(7) },
        ),
        ("product exists", Write::Product { product: known.clone(), expect: Expect::Absent }),
        ("stale removal", Write::RemoveProduct { product: known.id, expect: 7 }),
        ("nothing to remove", removal(OrderId(Uuid::now_v7()), 1)),
        ("stale document", Write::Document { document: document(8, "stale"), expect: Expect::Version(7) }),
    ];
    println!("{} ways to be refused", last_straws.len());
    for (n, (why, straw)) in last_straws.into_iter().enumerate() {
        let product = new_product(&backend, "Never");
        let name = UniqueName::Sku(format!("never-{n}"));
        let month = Counter::Orders("1999-01".to_owned());
        let idem = IdemKey([n as u8 + 1; 32]);
        let placed = Order { id: OrderId(Uuid::now_v7()), version: 1, ..order.clone() };
        let writes = vec![
            Write::Product { product: product.clone(), expect: Expect::Absent },
            Write::Order { order: placed.clone(), transition: OrderTransition::Placed },
            Write::Stock { product: known.id, delta: -1, at_version: Some(known.version) },
            Write::Count { counter: month.clone(), delta: 1, max: None },
            Write::Claim { name: name.clone(), owner: product.id.0 },
            removal(order.id, order.version),
            Write::Document {
                document: Document { kind: DocumentKind::SampleData, ..document(1, "never") },
                expect: Expect::Absent,
            },
            straw,
        ];
        let mut doomed = commit(cast.id, EventKind::OrderPlaced { order: placed.id }, writes);
        let answer = json(&"what was answered");
        let expires_at = doomed.entry.at + jiff::SignedDuration::from_hours(1);
        doomed.idempotency = Some(IdemRecord { key: idem, fingerprint: [0; 32], answer, expires_at });
        let refused = backend.store().commit(&key, doomed).await.expect_err(why);
        assert!(!matches!(refused, CommitError::Unavailable(_)), "{why}: {refused:?}");

        backend.settle().await;
        assert_eq!(snapshot(&backend, cast.id).await, before, "{why}");
        assert_eq!(counter_of(&backend, &key, &month).await, 0, "{why}");
        let read_set =
            backend.store().read_set(&key, &[product.id], Some(&idem), backend.app().now()).await.expect("a read set");
        assert!(read_set.kept.is_none() && read_set.products.is_empty(), "{why}");
        // The name is still free: claiming and releasing it works.
        let claim = vec![Write::Claim { name: name.clone(), owner: product.id.0 }];
        let free = Commit {
            writes: claim,
            entry: Entry { events: Vec::new(), id: EntryId(Uuid::nil()), ..entry(cast.id, EventKind::TenantUpdated) },
            idempotency: None,
        };
        let twice = Commit { writes: [free.writes.clone(), vec![Write::Release { name }]].concat(), ..free };
        // Refused again by its last write, so that nothing of the probe stays.
        let probe = Commit {
            writes: [twice.writes.clone(), vec![Write::Stock { product: known.id, delta: -1_000, at_version: None }]]
                .concat(),
            ..twice
        };
        let refused = backend.store().commit(&key, probe).await.expect_err(why);
        assert!(matches!(refused, CommitError::OutOfStock { .. }), "{why}: {refused:?}");
    }
    assert_eq!(snapshot(&backend, cast.id).await, before);
}

pub(crate) async fn versions_must_be_as_expected<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Known", "5.00", 3).await;
    let order = shop.order(&[(product.id, 1)]).await;
    let key = cast.key(&backend).await;
    let put = async |write: Write| {
        backend
            .store()
            .commit(&key, commit(cast.id, EventKind::ProductRestored { product: product.id }, vec![write]))
            .await
    };
    let put_product = async |id: ProductId, version: u64, expect: Expect| {
        put(Write::Product { product: Product { id, version, ..product.clone() }, expect }).await
    };
    let put_order = async |id: OrderId, version: u64, expect: Expect| {
        let transition = match expect {
            Expect::Absent => OrderTransition::Placed,
            Expect::Version(version) => OrderTransition::From { version, status: order.status },
        };
        put(Write::Order { order: Order { id, version, ..order.clone() }, transition }).await
    };
    let (p, o) = (product.id, order.id);
    let (nobody, nothing) = (ProductId(Uuid::now_v7()), OrderId(Uuid::now_v7()));
    for (id, version, expect) in [
        (p, 1, Expect::Absent),
        (p, 1, Expect::Version(0)),
        (p, 3, Expect::Version(2)),
        (nobody, 2, Expect::Version(1)),
    ] {
        let refused = put_product(id, version, expect).await.expect_err("a conflict");
        assert!(matches!(refused, CommitError::Unexpected(Subject::Product(of)) if of == id), "{refused:?}");
    }
    for (id, version, expect) in [
        (o, 1, Expect::Absent),
        (o, 1, Expect::Version(0)),
        (o, 3, Expect::Version(2)),
        (nothing, 2, Expect::Version(1)),
    ] {
        let refused = put_order(id, version, expect).await.expect_err("a conflict");
        assert!(matches!(refused, CommitError::Unexpected(Subject::Order(of)) if of == id), "{refused:?}");
    }
    put_product(p, 2, Expect::Version(1)).await.expect("the next version");
    put_order(o, 2, Expect::Version(1)).await.expect("the next version");
    assert_eq!(shop.0.product(p).await.expect("a product").version, 2);
    assert_eq!(shop.stock(p).await, 2, "a new version moves no stock");
    assert_eq!(shop.0.order(o).await.expect("an order").version, 2);
}

/// No event of these commits names an order: what is counted follows from the writes.
pub(crate) async fn orders_are_counted_by_what_is_written<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Known", "5.00", 3).await;
    let placed = shop.order(&[(product.id, 1)]).await;
    let key = cast.key(&backend).await;
    let put = async |writes: Vec<Write>| {
        backend.store().commit(&key, commit(cast.id, EventKind::TenantUpdated, writes)).await
    };
    let counts = async || {
        let counts = backend.store().order_counts(&key).await.expect("counts");
        counts.into_iter().filter(|(_, count)| *count > 0).collect::<Vec<_>>()
    };
    let new = Order { id: OrderId(Uuid::now_v7()), version: 1, ..placed.clone() };
    put(vec![Write::Order { order: new.clone(), transition: OrderTransition::Placed }]).await.expect("placed");
    assert_eq!(counts().await, [(Status::Pending, 2)]);
    let confirmed = Order { status: Status::Confirmed, version: 2, ..new.clone() };
    let moved = Write::Order { order: confirmed.clone(), transition: OrderTransition::of(&new) };
    put(vec![moved]).await.expect("moved");
    assert_eq!(counts().await, [(Status::Pending, 1), (Status::Confirmed, 1)]);
    let noted = Order { note: Some("the same status".to_owned()), version: 3, ..confirmed.clone() };
    put(vec![Write::Order { order: noted.clone(), transition: OrderTransition::of(&confirmed) }]).await.expect("noted");
    assert_eq!(counts().await, [(Status::Pending, 1), (Status::Confirmed, 1)]);
    // Of the right version, but not in the status that it is said to leave.
    for wrong in [
        Write::RemoveOrder { order: noted.id, expect: 3, status: Status::Pending },
        rewritten(&noted, 4, OrderTransition::From { version: 3, status: Status::Pending }),
    ] {
        let refused = put(vec![wrong]).await.expect_err("it is confirmed");
        assert!(matches!(refused, CommitError::Unexpected(Subject::Order(id)) if id == noted.id), "{refused:?}");
    }
    let gone = Write::RemoveOrder { order: noted.id, expect: 3, status: Status::Confirmed };
    put(vec![gone]).await.expect("removed");
    assert_eq!(counts().await, [(Status::Pending, 1)]);
}

pub(crate) async fn a_refused_control_commit_leaves_no_trace<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let record = backend.control().tenant(cast.id).await.expect("a look-up").expect("a tenant");
    let owner = backend.control().member_by_email(&cast.owner.email).await.expect("a look-up").expect("an owner");
    let before = control_state(&backend, cast.id).await;
    let stranger = |email: &str| tenantry_core::domain::member::Member {
        user: UserId(Uuid::now_v7()),
        email: email.to_owned(),
        role: Role::Staff,
        ..owner.clone()
    };
    let renamed = tenantry_core::domain::tenant::TenantRecord {
        company_name: "Renamed".to_owned(),
        version: record.version + 1,
        ..record.clone()
    };
    let straws: Vec<(&str, ControlWrite)> = vec![
        ("email taken", ControlWrite::Member { member: stranger("OWNER@acme.example"), expect: Expect::Absent }),
        ("last owner", ControlWrite::CountOwners { tenant: cast.id, delta: -1 }),
        ("seats", ControlWrite::CountUsers { tenant: cast.id, delta: 9, max: Some(10) }),
        ("gone invitation", ControlWrite::RemoveInvitation { id: InvitationId(Uuid::now_v7()) }),
        ("stale member", ControlWrite::RemoveMember { user: owner.user, expect: 7 }),
        ("stale tenant", ControlWrite::Tenant { tenant: renamed.clone(), expect: Expect::Version(7) }),
    ];
    println!("{} ways to be refused", straws.len());
    for (why, straw) in straws {
        let invitation = Invitation {
            id: InvitationId(Uuid::now_v7()),
            tenant: cast.id,
            email: "ivy@invited.example".to_owned(),
            role: Role::Staff,
            invited_by: None,
            created_at: record.created_at,
            expires_at: record.created_at,
            version: 1,
        };
        let writes = vec![
            ControlWrite::CountUsers { tenant: cast.id, delta: 1, max: None },
            ControlWrite::Member { member: stranger("new@acme.example"), expect: Expect::Absent },
            ControlWrite::Invitation { invitation, expect: Expect::Absent },
            straw,
        ];
        let entry = entry(cast.id, EventKind::TenantUpdated);
        let refused =
            backend.control().commit(ControlCommit { writes, entry, idempotency: None }).await.expect_err(why);
        assert!(!matches!(refused, CommitError::Unavailable(_)), "{why}: {refused:?}");
        assert_eq!(control_state(&backend, cast.id).await, before, "{why}");
    }
}

/// Everything that the control store keeps of one tenant.
pub(crate) async fn control_state<F: Fixture>(backend: &F, tenant: TenantId) -> String {
    let control = backend.control();
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        control.tenant(tenant).await.expect("a tenant"),
        control.members(tenant, None, 1_000).await.expect("members").items,
        control.invitations(tenant, None, 1_000).await.expect("invitations").items,
        control.user_count(tenant).await.expect("a count"),
        control.journal(tenant, None, 10_000).await.expect("a journal"),
    )
}
