//! The history of an order, and the counts by status.

use std::collections::BTreeMap;

use tenantry_core::{
    Error,
    domain::{journal::Actor, member::Role, order::OrderQuery, order_status::Status},
    usecases::{Happened, Moment},
};

use crate::{Cast, Fixture, Setup, Shop};

pub(crate) async fn a_timeline_names_steps_people_and_mails<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let staff = cast.with(&backend, Role::Staff).await;
    let clerk = Shop(staff.enter(&backend).await);
    let product = owner.create("Wanted", "1.00", 10).await;
    let order = owner.order(&[(product.id, 1)]).await;
    clerk.advance(order.id, Status::Confirmed).await.expect("a step");
    // Saving it again where it is, is no step.
    clerk.advance(order.id, Status::Confirmed).await.expect("no step");
    owner.advance(order.id, Status::Cancelled).await.expect("a step");
    backend.settle().await;
    let viewer = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
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
    let mailed = ["acme has cancelled your order", "acme has confirmed your order", "acme has received your order"];
    assert_eq!(mails, mailed);
    let thief = Shop(Cast::found(&backend, "thief").await.owner.enter(&backend).await);
    assert!(matches!(thief.0.timeline(order.id).await, Err(Error::NotFound)));
}

pub(crate) async fn counts_are_what_the_lists_show<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
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
