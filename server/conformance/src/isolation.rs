//! No tenant reaches another's data, whatever ids it names.

use tenantry_core::{
    Error,
    domain::{
        event::{Cause, Event, EventKind},
        idempotency::Attempt,
        ids::{InvitationId, OrderId, ProductId, UserId},
        insights::{CustomerKey, Customers, Effect, Effects, Movement, MovementReason, OrderMail},
        limit::Limit,
        member::{Member, MemberChange, Role},
        order::{Order, OrderQuery},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        product::{Product, ProductQuery},
        usage::Activity,
    },
    ports::{
        commit::{CommitError, Counter, Document, DocumentKind, Expect, OrderTransition, Subject, UniqueName, Write},
        watch::{Threshold, Watch},
    },
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{invite, json},
    commits::{commit, control_state},
    empty,
    shop::{attempt, counter_of, everything, order_draft, snapshot},
};

fn document(body: &str) -> Document {
    Document { kind: DocumentKind::SavedViews, version: 1, body: body.to_owned() }
}

struct Victim {
    cast: Cast,
    product: Product,
    order: Order,
    attempt: Attempt,
}

async fn victim<F: Fixture>(backend: &F) -> Victim {
    let cast = Cast::found(backend, "victim").await;
    let shop = Shop(cast.owner.enter(backend).await);
    let product = shop.create_sku("Secret", "secret-sku").await.expect("a product");
    shop.edit(product.id, &Precondition::Any, |draft| draft.inventory = 50).await.expect("stock");
    let attempt = attempt(shop.user(), "secret-key", "secret");
    let placed = shop.place(&order_draft(&[(product.id, 2)], Some("secret-ref")), &attempt).await.expect("an order");
    let order: Order = crate::cast::read(&placed.answer);
    let writes = vec![Write::Document { document: document("secret"), expect: Expect::Absent }];
    let saved = commit(cast.id, EventKind::TenantUpdated, writes);
    backend.store().commit(&cast.key(backend).await, saved).await.expect("a document");
    backend.settle().await;
    let product = shop.0.product(product.id).await.expect("a product");
    Victim { cast, product: Product::clone(&product), order, attempt }
}

/// Every method of the store, as another tenant.
pub(crate) async fn another_tenants_ids_reach_nothing<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let a = victim(&backend).await;
    let b = Cast::found(&backend, "thief").await;
    let own = Shop(b.owner.enter(&backend).await).create("Own", "1.00", 1).await;
    backend.settle().await;
    let (store, key) = (backend.store(), b.key(&backend).await);
    let before = snapshot(&backend, a.cast.id).await;
    nothing_is_read(&backend, &a, &b, &own).await;
    let seen = a.cast.key(&backend).await;
    let used = store.usage(&seen, everything()).await.expect("a look");
    writes_stay_in_the_own_partition(&backend, &a, &b, &own).await;
    effects_stay_in_the_own_partition(&backend, &a, &b).await;
    let (day, now) = (a.order.placed_on, backend.app().now());
    let activity = Activity { requests: 999, ..Activity::default() };
    store.add_usage(&key, &[(day, activity)], Some((day, 999_999))).await.expect("own usage");
    let near = EventKind::LimitNear { limit: Limit::MaxProducts, percent: 75 };
    let event = Event { id: Uuid::now_v7().into(), tenant: Some(b.id), at: now, kind: near };
    let watch = Watch { counter: Counter::Products, thresholds: vec![Threshold { percent: 75, at: 1, event }] };
    store.watch(&key, &watch).await.expect("own counter");
    backend.settle().await;
    assert_eq!(store.usage(&seen, everything()).await.expect("a look"), used, "its use is its own");
    assert_eq!(snapshot(&backend, a.cast.id).await, before, "the victim's data is untouched");
    let mails = backend.mails(&a.cast.owner.email).await;
    assert!(!mails.iter().any(|mail| mail.subject.contains(" uses ")), "only the other tenant is notified");
}

async fn nothing_is_read<F: Fixture>(backend: &F, a: &Victim, b: &Cast, own: &Product) {
    let (store, key) = (backend.store(), b.key(backend).await);
    let now = backend.app().now();
    assert_eq!(store.product(&key, a.product.id).await.expect("a look"), None);
    assert_eq!(store.order(&key, a.order.id).await.expect("a look"), None);
    let read_set = store.read_set(&key, &[a.product.id, own.id], a.attempt.key(), now).await.expect("a look");
    assert!(read_set.kept.is_none());
    assert_eq!(read_set.products.keys().copied().collect::<Vec<_>>(), [own.id]);
    let products = store.products(&key, &ProductQuery::default(), None, 100).await.expect("a look").items;
    assert_eq!(products.iter().map(|product| product.id).collect::<Vec<_>>(), [own.id]);
    for query in [
        OrderQuery::default(),
        OrderQuery { external_ref: Some("secret-ref".to_owned()), ..OrderQuery::default() },
        OrderQuery { customer_email: Some(a.order.customer_email.clone()), ..OrderQuery::default() },
        OrderQuery { status: Some(Status::Pending), ..OrderQuery::default() },
        OrderQuery { email_prefix: Some(String::new()), ..OrderQuery::default() },
    ] {
        assert!(store.orders(&key, &query, None, 100).await.expect("a look").items.is_empty(), "{query:?}");
    }
    assert_eq!(counter_of(backend, &key, &month_of(&a.order)).await, 0);
    assert_eq!(counter_of(backend, &key, &Counter::Products).await, 1);
    assert_eq!(store.journal(&key, None, 100).await.expect("a look").len(), 1);
    assert!(store.ledger(&key, a.product.id, None, 100).await.expect("a look").items.is_empty());
    assert!(store.sales(&key, everything()).await.expect("a look").is_empty());
    assert!(store.top_products(&key, everything(), 100).await.expect("a look").is_empty());
    assert!(store.hour_sales(&key, everything()).await.expect("a look").is_empty());
    assert!(store.category_sales(&key, everything()).await.expect("a look").is_empty());
    assert_eq!(store.customers(&key, everything()).await.expect("a look"), Customers::default());
    assert!(store.order_counts(&key).await.expect("a look").is_empty());
    assert!(store.order_mails(&key, a.order.id).await.expect("a look").is_empty());

    for kind in DocumentKind::ALL {
        assert_eq!(store.document(&key, kind).await.expect("a look"), None);
    }
    assert_eq!(store.low_stock(&key, 1_000).await.expect("a look"), 1);
    assert_eq!(store.open_orders(&key).await.expect("a look"), 0);
    let own_use = store.usage(&key, everything()).await.expect("a look");
    assert!(own_use.days.iter().all(|day| day.orders == 0 && day.products == 1), "{own_use:?}");
}

fn month_of(order: &Order) -> Counter {
    Counter::Orders(order.placed_on.strftime("%Y-%m").to_string())
}

async fn writes_stay_in_the_own_partition<F: Fixture>(backend: &F, a: &Victim, b: &Cast, own: &Product) {
    let (store, key) = (backend.store(), b.key(backend).await);
    let kind = EventKind::ProductUpdated { product: a.product.id, stock_delta: 0, cause: Cause::Edit };
    let mut refused = 0;
    for write in [
        Write::Product {
            product: Product { version: a.product.version + 1, name: "Stolen".to_owned(), ..a.product.clone() },
            expect: Expect::Version(a.product.version),
        },
        Write::Stock { product: a.product.id, delta: -1, at_version: None },
        Write::Stock { product: a.product.id, delta: 1, at_version: Some(a.product.version) },
        Write::Order {
            order: Order { version: a.order.version + 1, status: Status::Cancelled, ..a.order.clone() },
            transition: OrderTransition::of(&a.order),
        },
        Write::RemoveProduct { product: a.product.id, expect: a.product.version },
        Write::RemoveOrder { order: a.order.id, expect: a.order.version, status: a.order.status },
    ] {
        let result = store.commit(&key, commit(b.id, kind.clone(), vec![write])).await;
        assert!(matches!(result, Err(CommitError::Unexpected(Subject::Product(_) | Subject::Order(_)))), "{result:?}");
        refused += 1;
    }
    println!("{refused} writes refused");
    // What is allowed lands in the thief's own partition, also under the victim's ids and names.
    let writes = vec![
        Write::Product {
            product: Product { name: "Mine".to_owned(), inventory: 1, version: 1, ..a.product.clone() },
            expect: Expect::Absent,
        },
        Write::Order { order: Order { version: 1, ..a.order.clone() }, transition: OrderTransition::Placed },
        Write::Stock { product: a.product.id, delta: -1, at_version: None },
        Write::Count { counter: month_of(&a.order), delta: 5, max: None },
        Write::Claim { name: UniqueName::ExternalRef("secret-ref".to_owned()), owner: a.order.id.0 },
        Write::Release { name: UniqueName::Sku("secret-sku".to_owned()) },
        Write::Claim { name: UniqueName::Sku("secret-sku".to_owned()), owner: own.id.0 },
        Write::Document { document: document("mine"), expect: Expect::Absent },
    ];
    store.commit(&key, commit(b.id, kind, writes)).await.expect("a commit in the thief's own partition");
}

async fn effects_stay_in_the_own_partition<F: Fixture>(backend: &F, a: &Victim, b: &Cast) {
    let (store, key, now) = (backend.store(), b.key(backend).await, backend.app().now());
    let seen = a.cast.key(backend).await;
    let event = store.journal(&seen, None, 1).await.expect("a journal")[0].events[0].clone();
    for consumer in ["inventory", "insights"] {
        let movement = Movement {
            event: event.id,
            product: a.product.id,
            delta: -40,
            reason: MovementReason::Adjusted,
            order: None,
            at: now,
        };
        let effects = vec![
            Effect::Movement(movement),
            Effect::StockLevel {
                product: a.product.id,
                threshold: 1_000,
                event: Event {
                    id: Uuid::now_v7().into(),
                    tenant: Some(b.id),
                    at: now,
                    kind: EventKind::InventoryLow { product: a.product.id, threshold: 1_000 },
                },
            },
            Effect::Sales {
                day: a.order.placed_on,
                status: Status::Pending,
                orders: 7,
                revenue: a.order.total,
                units: 7,
            },
            Effect::HourSales { day: a.order.placed_on, hour: 1, orders: 7, revenue: a.order.total },
            Effect::CustomerOrders {
                customer: CustomerKey::new(a.cast.id, &a.order.customer_email),
                day: a.order.placed_on,
                orders: 7,
            },
            Effect::Mailed(OrderMail { order: a.order.id, event: event.id, subject: "Stolen".to_owned(), at: now }),
            Effect::ProductSales { day: a.order.placed_on, product: a.product.id, revenue: a.order.total, units: 7 },
        ];
        store.apply(&key, Effects { consumer, event: event.id, at: now, effects }).await.expect("own effects");
    }
}

/// Handles answer for another tenant's ids as for ids that do not exist.
pub(crate) async fn another_tenants_ids_are_not_found<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let a = victim(&backend).await;
    let b = Cast::found(&backend, "thief").await;
    let shop = Shop(b.owner.enter(&backend).await);
    let before = snapshot(&backend, a.cast.id).await;
    for (product, order) in [(a.product.id, a.order.id), (ProductId(Uuid::now_v7()), OrderId(Uuid::now_v7()))] {
        let seen = Precondition::parse(&a.product.tag().to_string()).expect("tags");
        assert!(matches!(shop.0.product(product).await, Err(Error::NotFound)));
        assert!(matches!(shop.0.order(order).await, Err(Error::NotFound)));
        assert!(matches!(shop.0.movements(product, &PageRequest::default()).await, Err(Error::NotFound)));
        assert!(matches!(shop.edit(product, &seen, |_| ()).await, Err(Error::NotFound)));
        assert!(matches!(shop.edit(product, &Precondition::Any, |_| ()).await, Err(Error::NotFound)));
        assert!(matches!(shop.archive(product).await, Err(Error::NotFound)));
        assert!(matches!(shop.restore(product).await, Err(Error::NotFound)));
        assert!(matches!(shop.advance(order, Status::Cancelled).await, Err(Error::NotFound)));
        let refused = shop.try_order(&[(product, 1)]).await.expect_err("unknown");
        assert!(
            matches!(&refused, Error::Invalid(fields)
                if fields.len() == 1 && fields[0].code == "unknown_product" && !fields[0].detail.contains("stock")),
            "{refused:?}"
        );
    }
    assert_eq!(snapshot(&backend, a.cast.id).await, before);
}

pub(crate) async fn another_tenants_people_are_not_found<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let a = Cast::found(&backend, "victim").await;
    let invitation =
        invite(&a.owner.admin(&backend).await, "ivy@invited.example", Role::Staff).await.expect("an invitation");
    let member = a.owner.enter(&backend).await.member().expect("a member").user;
    let b = Cast::found(&backend, "thief").await;
    let admin = b.owner.admin(&backend).await;
    let before = control_state(&backend, a.id).await;
    let gone = || empty();
    let none = Attempt::default();
    for (user, invitation) in [(member, invitation), (UserId(Uuid::now_v7()), InvitationId(Uuid::now_v7()))] {
        assert!(matches!(admin.member(user).await, Err(Error::NotFound)));
        let revise = |_: &Member| MemberChange::new("Renamed", Role::Viewer);
        let answer = json::<Member>;
        let refused = admin.update_member(user, &Precondition::Any, &none, revise, answer).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let refused = admin.remove_member(user, &Precondition::Any, &none, gone()).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let refused = admin.withdraw_invitation(invitation, &none, gone()).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    let members = admin.members(&PageRequest::default()).await.expect("a page").items;
    assert!(members.iter().all(|member| member.tenant == b.id) && members.len() == 1);
    assert!(admin.invitations(&PageRequest::default()).await.expect("a page").items.is_empty());
    let audit = admin.audit(&PageRequest { limit: 100, cursor: None }).await.expect("a page").items;
    assert!(audit.iter().all(|entry| entry.tenant == Some(b.id)));
    assert_eq!(control_state(&backend, a.id).await, before);
}

pub(crate) async fn roles_bound_what_members_do<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let product = owner.create("Wanted", "1.00", 10).await;
    let order = owner.order(&[(product.id, 1)]).await;
    let viewer = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
    viewer.0.product(product.id).await.expect("a viewer reads");
    viewer.0.insights(None, None).await.expect("a viewer reads");
    let too_low = |error: &Error, role: &str| matches!(error, Error::RoleTooLow { needed } if *needed == role);
    for refused in [
        viewer.try_create(crate::shop::draft("New", "1.00", 1)).await.expect_err("a viewer"),
        viewer.edit(product.id, &Precondition::Any, |_| ()).await.expect_err("a viewer"),
        viewer.archive(product.id).await.expect_err("a viewer"),
        viewer.restore(product.id).await.expect_err("a viewer"),
        viewer.try_order(&[(product.id, 1)]).await.expect_err("a viewer"),
        viewer.advance(order.id, Status::Confirmed).await.expect_err("a viewer"),
        // Also for what does not exist: the role comes first.
        viewer.archive(ProductId(Uuid::now_v7())).await.expect_err("a viewer"),
    ] {
        assert!(too_low(&refused, "staff"), "{refused:?}");
    }
    let staff = Shop(cast.with(&backend, Role::Staff).await.enter(&backend).await);
    staff.order(&[(product.id, 1)]).await;
    assert!(staff.0.clone().admin().is_err_and(|refused| too_low(&refused, "admin")));
    let admin = cast.with(&backend, Role::Admin).await.admin(&backend).await;
    let refused = invite(&admin, "second@owners.example", Role::Owner).await.expect_err("an admin makes no owner");
    assert!(too_low(&refused, "owner"), "{refused:?}");
    let gone = empty();
    let refused = admin.remove_member(owner.user(), &Precondition::Any, &Attempt::default(), gone).await;
    assert!(too_low(&refused.expect_err("an admin removes no owner"), "owner"));
    let promote = |_: &Member| MemberChange::new("Me", Role::Owner);
    let me = admin.tenant().member().expect("a member").user;
    let answer = json::<Member>;
    let refused = admin.update_member(me, &Precondition::Any, &Attempt::default(), promote, answer).await;
    assert!(too_low(&refused.expect_err("an admin makes no owner of themselves"), "owner"));
    let refused = admin.delete_company(&Precondition::Any, &Attempt::default(), crate::cast::record_answer).await;
    assert!(too_low(&refused.expect_err("an admin deletes no company"), "owner"));
    assert_eq!(owner.stock(product.id).await, 8);
}
