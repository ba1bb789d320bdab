//! The way of an order, and how many are where.

use std::collections::BTreeMap;

use tenantry_core::{
    Error,
    handle::{Happened, Moment},
    journal::Actor,
    member::Role,
    order::{OrderQuery, Status},
};

use crate::{Cast, Fixture, Setup, Shop};

pub(crate) async fn a_timeline_names_steps_people_and_mails<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let owner = Shop(cast.owner.enter(&home).await);
    let staff = cast.with(&home, Role::Staff).await;
    let clerk = Shop(staff.enter(&home).await);
    let product = owner.create("Wanted", "1.00", 10).await;
    let order = owner.order(&[(product.id, 1)]).await;
    clerk.advance(order.id, Status::Confirmed).await.expect("a step");
    // Saving it again where it is, is no step.
    clerk.advance(order.id, Status::Confirmed).await.expect("no step");
    owner.advance(order.id, Status::Cancelled).await.expect("a step");
    home.settle().await;
    let viewer = Shop(cast.with(&home, Role::Viewer).await.enter(&home).await);
    let moments = viewer.0.timeline(order.id).await.expect("a viewer reads it");
    let steps: Vec<_> = moments
        .iter()
        .filter_map(|moment| match &moment.what {
            Happened::Moved { to, by, name } => Some((*to, *by, name.as_deref())),
            Happened::Mailed { .. } => None,
        })
        .collect();
    let (boss, clerk_id) = (Actor::Member(owner.user()), Actor::Member(clerk.user()));
    assert_eq!(
        steps,
        [
            (Status::Pending, boss, Some("Olivia Owner")),
            (Status::Confirmed, clerk_id, Some("Jo Joiner")),
            (Status::Cancelled, boss, Some("Olivia Owner")),
        ]
    );
    let mut mails: Vec<_> = moments
        .iter()
        .filter_map(|Moment { what, .. }| match what {
            Happened::Mailed { subject } => Some(subject.as_str()),
            Happened::Moved { .. } => None,
        })
        .collect();
    mails.sort_unstable();
    let told = ["acme has cancelled your order", "acme has confirmed your order", "acme has your order"];
    assert_eq!(mails, told);
    let thief = Shop(Cast::found(&home, "thief").await.owner.enter(&home).await);
    assert!(matches!(thief.0.timeline(order.id).await, Err(Error::NotFound)));
}

pub(crate) async fn counts_are_what_the_lists_show<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    assert!(shop.0.order_counts().await.expect("counts").iter().all(|(_, count)| *count == 0));
    let product = shop.create("Wanted", "1.00", 100).await;
    for n in 0..9usize {
        let order = shop.order(&[(product.id, 1)]).await;
        let way: &[Status] =
            [&[][..], &[Status::Confirmed], &[Status::Confirmed, Status::Shipped], &[Status::Cancelled]][n % 4];
        for step in way {
            shop.advance(order.id, *step).await.expect("a step");
        }
        let mut expected: BTreeMap<Status, u64> = Status::ALL.map(|status| (status, 0)).into();
        for order in shop.all_orders(&OrderQuery::default(), 100).await {
            *expected.entry(order.status).or_default() += 1;
        }
        // At once: nothing has to be settled.
        let counts: BTreeMap<Status, u64> = shop.0.order_counts().await.expect("counts").into_iter().collect();
        assert_eq!(counts, expected);
    }
}
