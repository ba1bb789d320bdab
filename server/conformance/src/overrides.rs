//! What the operator grants beside a plan holds at once, and until it expires.

use jiff::SignedDuration;
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        journal::Actor,
        member::Role,
        overrides::{Bound, LimitOverrides, Rate},
        page::PageRequest,
        precondition::Precondition,
        quota::Quota,
        tenant::TenantRecord,
    },
    ports::commit::Counter,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{invite, operator, read, record_answer},
    shop::{counter_of, draft},
};

fn overrides(max_products: Bound) -> LimitOverrides {
    LimitOverrides {
        max_products: Some(max_products),
        max_orders: Some(Bound::AtMost(1)),
        max_users: Some(Bound::AtMost(2)),
        rate: Some(Rate { per_second: 7, burst: 9 }),
        reason: "a trial".to_owned(),
        ..crate::overrides()
    }
}

pub(crate) async fn overrides_hold_at_once_and_until_they_expire<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let (operator, key) = (operator(&backend).await, cast.key(&backend).await);
    let now = backend.app().now();
    let expiring =
        LimitOverrides { expires_at: Some(now + SignedDuration::from_hours(1)), ..overrides(Bound::AtMost(2)) };
    let nothing = Attempt::default();
    let late = LimitOverrides { expires_at: Some(now), ..expiring.clone() };
    let late = operator.override_limits(cast.id, late, &Precondition::Any, &nothing, record_answer).await;
    assert!(matches!(late, Err(Error::Invalid(_))), "{late:?}");
    let stale = Precondition::parse("\"9\"").expect("tags");
    let stale = operator.override_limits(cast.id, expiring.clone(), &stale, &nothing, record_answer).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    operator.override_limits(cast.id, expiring, &Precondition::Any, &nothing, record_answer).await.expect("limits");

    let shop = Shop(cast.owner.enter(&backend).await);
    assert_eq!(shop.0.quota(), Quota::per_second(7, 9));
    let product = shop.create("One", "1.00", 10).await;
    shop.create("Two", "1.00", 0).await;
    let full = shop.try_create(draft("Three", "1.00", 0)).await.err();
    assert!(matches!(full, Some(Error::LimitReached { limit: "max_products", max: 2, used: 2, .. })), "{full:?}");
    shop.order(&[(product.id, 1)]).await;
    let full = shop.try_order(&[(product.id, 1)]).await.err();
    assert!(matches!(full, Some(Error::LimitReached { limit: "max_orders", max: 1, .. })), "{full:?}");
    invite(&cast.owner.admin(&backend).await, "second@acme.example", Role::Staff).await.expect("a seat");
    let full = invite(&cast.owner.admin(&backend).await, "third@acme.example", Role::Staff).await.err();
    assert!(matches!(full, Some(Error::LimitReached { limit: "max_users", max: 2, used: 2, .. })), "{full:?}");

    // The clock alone ends it, to the millisecond and for a handle that lives on.
    backend.clock().advance(SignedDuration::from_hours(1) - SignedDuration::from_millis(1));
    shop.try_create(draft("Three", "1.00", 0)).await.expect_err("one millisecond too early");
    backend.clock().advance(SignedDuration::from_millis(1));
    shop.try_create(draft("Three", "1.00", 0)).await.expect("the plan's hundred");
    shop.order(&[(product.id, 1)]).await;
    assert_eq!(shop.0.quota(), Quota::per_second(50, 100));
    assert_eq!(counter_of(&backend, &key, &Counter::Products).await, 3);
}

pub(crate) async fn lifted_overrides_leave_the_plan<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let operator = operator(&backend).await;
    let (nothing, any) = (Attempt::default(), Precondition::Any);
    let none = operator.lift_overrides(cast.id, "why not", &any, &nothing, record_answer).await;
    assert!(matches!(none, Err(Error::Conflict { code: "no_limit_overrides", .. })), "{none:?}");
    let set = operator.override_limits(cast.id, overrides(Bound::Unlimited), &any, &nothing, record_answer).await;
    let set: TenantRecord = read(&set.expect("limits").answer);
    assert_eq!(set.limits(backend.app().now()).max_products, None);
    let blank = operator.lift_overrides(cast.id, " ", &any, &nothing, record_answer).await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "{blank:?}");
    let lifted = operator.lift_overrides(cast.id, "the trial is over", &any, &nothing, record_answer).await;
    let lifted: TenantRecord = read(&lifted.expect("lifted").answer);
    assert_eq!((lifted.limit_overrides.is_none(), lifted.limits(backend.app().now()).max_products), (true, Some(100)));

    // It is in the journal with both reasons, and the admin was notified twice.
    let entries = cast.owner.admin(&backend).await.audit(&PageRequest::default()).await.expect("a page").items;
    let notified: Vec<_> = entries.iter().filter(|entry| entry.action == "tenant.limits_changed").collect();
    let reasons: Vec<_> = notified.iter().map(|entry| entry.reason.as_deref()).collect();
    assert_eq!(reasons, [Some("the trial is over"), Some("a trial")]);
    assert!(notified.iter().all(|entry| entry.actor == Actor::Operator(operator.user())));
    let from_to: Vec<_> = notified[1].changes.iter().map(|change| (&*change.field, change.to.as_deref())).collect();
    let expected = [("max_products", "unlimited"), ("max_orders", "1"), ("max_users", "2"), ("rate", "7/s, burst 9")];
    assert_eq!(from_to, expected.map(|(field, to)| (field, Some(to))));
    backend.settle().await;
    let mails = backend.mails(&cast.owner.email).await;
    let mails: Vec<_> = mails.iter().filter(|mail| mail.subject == "acme has new limits").collect();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert!(mails.iter().any(|mail| mail.text.contains("Products: 100")), "the last one says what holds");
}
