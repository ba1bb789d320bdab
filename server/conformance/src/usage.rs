//! What a tenant used adds up to what it did.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::date};
use tenantry_core::domain::{
    member::Role,
    tier::Tier,
    usage::{Activity, DayUsage},
};

use crate::{Cast, Fixture, Setup, Shop, cast::operator, shop::at_once};

/// Returns a day as it is reported, without what depends on how often a backend looks.
fn reported(day: &DayUsage) -> (u64, u64, u64, u64, u64, u64, u64) {
    let Activity { requests, errors, client_errors, .. } = day.activity;
    (requests, errors, client_errors, day.mails, day.orders, day.products, day.users)
}

pub(crate) async fn each_day_says_what_was_done<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Basic, "Pacific/Auckland").await;
    backend.settle().await;
    let founded = cast.owner.enter(&backend).await.record().local_date(backend.app().now());
    let shop = Shop(cast.owner.enter(&backend).await);
    // One minute before and one after midnight in Auckland (UTC+12 in its winter).
    let before: Timestamp = "2027-05-31T11:59:00Z".parse().expect("a time");
    backend.clock().set(before);
    let meter = backend.app().meter().clone();
    let product = shop.create("Wanted", "1.00", 100).await;
    shop.create("Other", "1.00", 1).await;
    shop.order(&[(product.id, 1)]).await;
    meter.request(cast.id, 201, Duration::from_micros(1_500));
    meter.request(cast.id, 404, Duration::from_micros(500));
    backend.settle().await;
    backend.clock().advance(SignedDuration::from_secs(120));
    shop.order(&[(product.id, 1)]).await;
    shop.order(&[(product.id, 1)]).await;
    shop.archive(product.id).await.expect("archived");
    meter.request(cast.id, 503, Duration::from_micros(700));
    backend.settle().await;
    // Both days are written at once, each to its own.
    backend.worker().flush_usage().await;
    backend.worker().flush_usage().await;

    // After half a year the device is new again, so a third mail of that day is the owner's.
    let person = crate::Person::sign_in(&backend, &cast.owner.email).await;
    backend.settle().await;
    let admin = person.admin(&backend).await;
    let (first, second) = (date(2027, 5, 31), date(2027, 6, 1));
    let usage = admin.usage(Some(first), Some(second)).await.expect("usage");
    assert_eq!(usage.days.iter().map(|day| day.day).collect::<Vec<_>>(), [first, second]);
    assert_eq!(reported(&usage.days[0]), (2, 0, 1, 1, 1, 2, 1));
    assert_eq!(reported(&usage.days[1]), (1, 1, 0, 3, 2, 1, 1));
    assert_eq!(usage.days[0].activity.micros, 2_000);
    assert!(usage.days.iter().all(|day| day.activity.writes >= 3 && day.activity.reads >= 3), "{:?}", usage.days);
    assert_eq!(usage.limits.iter().map(|limit| limit.used).collect::<Vec<_>>(), [1, 2, 1]);
    let day_before = admin.usage(Some(founded), Some(founded)).await.expect("usage").days[0];
    assert_eq!((day_before.products, day_before.users), (0, 1), "the owner joined on the day of founding");
    let seen = operator(&backend).await.tenant_usage(cast.id, Some(first), Some(second)).await.expect("usage");
    assert_eq!(seen.days.iter().map(reported).collect::<Vec<_>>(), usage.days.iter().map(reported).collect::<Vec<_>>());
    let too_long = admin.usage(Some(first), Some(first + 366.days())).await;
    assert!(too_long.is_err());

    // What is stored grows with what is kept, and is the tenant's own.
    let stored = |usage: &tenantry_core::domain::usage::Usage| usage.days.last().and_then(|day| day.bytes_stored);
    let before = stored(&usage).expect("measured");
    let key = cast.key(&backend).await;
    shop.edit(
        shop.create("Long", "1.00", 0).await.id,
        &tenantry_core::domain::precondition::Precondition::Any,
        |draft| {
            draft.description = Some("x".repeat(4_000));
        },
    )
    .await
    .expect("a save");
    let after = backend.store().bytes_stored(&key).await.expect("a measure");
    assert!(after >= before + 4_000, "{before} {after}");
    let other = Cast::found(&backend, "other").await;
    assert!(backend.store().bytes_stored(&other.key(&backend).await).await.expect("a measure") < 4_000);
}

/// Counted by many at once while it is written all the time: nothing is lost
/// or doubled.
pub(crate) async fn counting_is_exact_while_it_is_written<F: Fixture>() {
    let backend = std::sync::Arc::new(F::open(Setup::default()).await);
    let (cast, other) = (Cast::found(&*backend, "acme").await, Cast::found(&*backend, "other").await);
    backend.worker().flush_usage().await;
    let ids = [cast.id, other.id];
    let counting = (0..8).map(|task| {
        let meter = backend.app().meter().clone();
        async move {
            for n in 0..5_000usize {
                meter.request(ids[n % 2], if n % 5 == 0 { 500 } else { 200 }, Duration::from_micros(task));
                if n % 100 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        }
    });
    let writer = {
        let backend = backend.clone();
        async move {
            for _ in 0..20 {
                backend.worker().flush_usage().await;
            }
        }
    };
    futures_util::join!(at_once(counting), writer);
    backend.worker().flush_usage().await;
    for cast in [&cast, &other] {
        let usage = cast.owner.admin(&*backend).await.usage(None, None).await.expect("usage");
        let (activity, ..) = usage.total();
        assert_eq!((activity.requests, activity.errors, activity.client_errors), (20_000, 4_000, 0));
    }
    println!("40000 requests of two tenants, written 20 times in between: all counted");
}

pub(crate) async fn roles_bound_who_sees_usage<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let staff = cast.with(&backend, Role::Staff).await;
    assert!(staff.enter(&backend).await.admin().is_err(), "usage is for admins");
    let missing = operator(&backend).await.tenant_usage(uuid::Uuid::now_v7().into(), None, None).await;
    assert!(matches!(missing, Err(tenantry_core::Error::NotFound)), "{missing:?}");
}
