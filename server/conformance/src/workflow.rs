//! The lifecycle of an order, and what a cancellation gives back.

use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        order::{Order, OrderChange},
        order_status::Status,
        precondition::Precondition,
    },
};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{at_once, order_answer},
};

/// The steps that lead to a status.
fn way_to(status: Status) -> &'static [Status] {
    match status {
        Status::Pending => &[],
        Status::Confirmed => &[Status::Confirmed],
        Status::Shipped => &[Status::Confirmed, Status::Shipped],
        Status::Delivered => &[Status::Confirmed, Status::Shipped, Status::Delivered],
        Status::Cancelled => &[Status::Cancelled],
    }
}

/// Written out a second time on purpose: the table of the product's promise.
fn is_legal(from: Status, to: Status) -> bool {
    use Status::{Cancelled, Confirmed, Delivered, Pending, Shipped};
    matches!((from, to), (Pending, Confirmed | Cancelled) | (Confirmed, Shipped | Cancelled) | (Shipped, Delivered))
}

pub(crate) async fn every_step_is_legal_or_refused<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 1_000).await;
    let mut steps = 0;
    for from in Status::ALL {
        for to in Status::ALL {
            let order = shop.order(&[(product.id, 1)]).await;
            for step in way_to(from) {
                shop.advance(order.id, *step).await.expect("the way there");
            }
            let before = shop.0.order(order.id).await.expect("an order");
            let result = shop.advance(order.id, to).await;
            let after = shop.0.order(order.id).await.expect("an order");
            steps += 1;
            if from == to {
                // No step: note and tracking can still be written, and a save that changes nothing makes no version.
                assert_eq!(result.expect("a save"), before);
                assert_eq!(after, before);
            } else if is_legal(from, to) {
                assert_eq!(result.expect("a legal step"), after);
                assert_eq!((after.status, after.version), (to, before.version + 1));
            } else {
                let refused = result.expect_err("an illegal step");
                assert!(
                    matches!(&refused, Error::IllegalTransition { from: at, to: wanted, next }
                        if (*at, *wanted) == (from, to) && next.iter().all(|next| is_legal(from, *next))),
                    "{from} to {to}: {refused:?}"
                );
                assert_eq!(after, before);
            }
        }
    }
    println!("{steps} steps tried");
    let order = shop.order(&[(product.id, 1)]).await;
    let stale = Precondition::parse("\"7\"").expect("tags");
    let revise = |_: &Order| OrderChange::new(Status::Confirmed, None, None);
    let refused = shop.0.update_order(order.id, &stale, &Attempt::default(), revise, order_answer).await;
    assert!(matches!(refused, Err(Error::Stale { ref current }) if current == "\"1\""), "{refused:?}");
}

pub(crate) async fn cancelling_restocks_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let (kept, archived) = (shop.create("Kept", "1.00", 10).await, shop.create("Archived", "1.00", 10).await);
    // Two lines of one product are one.
    let order = shop.order(&[(kept.id, 3), (archived.id, 2), (kept.id, 1)]).await;
    assert_eq!(order.lines.len(), 2);
    assert_eq!((shop.stock(kept.id).await, shop.stock(archived.id).await), (6, 8));
    shop.archive(archived.id).await.expect("archived");
    shop.advance(order.id, Status::Confirmed).await.expect("confirmed");
    shop.advance(order.id, Status::Cancelled).await.expect("cancelled");
    assert_eq!((shop.stock(kept.id).await, shop.stock(archived.id).await), (10, 10));
    // Saving the cancelled order again gives nothing more back.
    shop.advance(order.id, Status::Cancelled).await.expect("a save");
    assert_eq!((shop.stock(kept.id).await, shop.stock(archived.id).await), (10, 10));
}

pub(crate) async fn many_cancel_at_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 100).await;
    for _ in 0..8 {
        let order = shop.order(&[(product.id, 7)]).await;
        assert_eq!(shop.stock(product.id).await, 93);
        let seen = Precondition::parse(&order.tag()).expect("tags");
        let cancels = (0..16).map(|_| {
            let (shop, seen, id) = (shop.clone(), seen.clone(), order.id);
            async move {
                let revise = |_: &Order| OrderChange::new(Status::Cancelled, None, None);
                shop.0.update_order(id, &seen, &Attempt::default(), revise, order_answer).await.is_ok()
            }
        });
        let cancelled = at_once(cancels).await.into_iter().filter(|done| *done).count();
        assert_eq!((cancelled, shop.stock(product.id).await), (1, 100));
    }
}
