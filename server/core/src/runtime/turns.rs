//! Who changes a thing waits for others in this process who change the same thing, in the order in which they came:
//! reading, judging and committing of one are not overtaken by another. Other processes are not kept out; what they
//! changed in between is found by the commit, and tried again (see `retry`).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

use crate::{
    domain::ids::{OrderId, ProductId, ResourceId, TenantId, UserId},
    ports::commit::DocumentKind,
};

/// A record that one request at a time changes. Tenants' records bear their tenant, so no request waits for another tenant's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Thing {
    Product(TenantId, ProductId),
    Order(TenantId, OrderId),
    Document(TenantId, DocumentKind),
    Resource(TenantId, ResourceId),
    Tenant(TenantId),
    Member(UserId),
}

type Lock = Arc<RwLock<()>>;

/// The locks of the records that a request changes or waits for at this moment, so at most as many as there are requests.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<Thing, Lock>>>);

/// A turn at one thing; the next begins when it is dropped.
pub(crate) struct Turn {
    turns: Turns,
    thing: Thing,
    lock: Lock,
    held: Option<Held>,
}

#[expect(dead_code, reason = "guards are held, not read")]
enum Held {
    Alone(OwnedRwLockWriteGuard<()>),
    Together(OwnedRwLockReadGuard<()>),
}

impl Turns {
    /// Waits for a turn that nobody shares.
    pub async fn alone(&self, thing: Thing) -> Turn {
        // Made before it waits: who gives up waiting leaves nothing behind either.
        let mut turn = self.turn(thing);
        turn.held = Some(Held::Alone(turn.lock.clone().write_owned().await));
        turn
    }

    /// Waits for a turn that others may share who change nothing of what is judged.
    pub async fn together(&self, thing: Thing) -> Turn {
        let mut turn = self.turn(thing);
        turn.held = Some(Held::Together(turn.lock.clone().read_owned().await));
        turn
    }

    fn turn(&self, thing: Thing) -> Turn {
        let lock = self.locks().entry(thing).or_default().clone();
        Turn { turns: self.clone(), thing, lock, held: None }
    }

    fn locks(&self) -> MutexGuard<'_, HashMap<Thing, Lock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut locks = self.turns.locks();
        // The map's and this one: nobody else has it or waits for it.
        if Arc::strong_count(&self.lock) <= 2 {
            locks.remove(&self.thing);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::join_all};

    use super::*;

    fn order(n: u128) -> Thing {
        Thing::Order(TenantId(uuid::Uuid::nil()), OrderId(uuid::Uuid::from_u128(n)))
    }

    #[tokio::test]
    async fn turns_come_in_order_and_leave_nothing_behind() {
        let turns = Turns::default();
        let first = turns.alone(order(1)).await;
        let other = turns.alone(order(2)).await;
        let seen = Mutex::new(Vec::new());
        let waiting = (0..12).map(|n| {
            let (turns, seen) = (&turns, &seen);
            async move {
                let _turn = turns.alone(order(1)).await;
                seen.lock().expect("sound").push(n);
                tokio::task::yield_now().await;
            }
        });
        let mut waiting = Box::pin(join_all(waiting));
        assert!(waiting.as_mut().now_or_never().is_none(), "the first has its turn");
        assert!(seen.lock().expect("sound").is_empty());
        drop(first);
        waiting.await;
        assert_eq!(*seen.lock().expect("sound"), (0..12).collect::<Vec<_>>());
        drop(other);
        assert!(turns.locks().is_empty());
    }

    #[tokio::test]
    async fn who_gives_up_waiting_is_forgotten() {
        let turns = Turns::default();
        let held = turns.alone(order(1)).await;
        assert!(turns.alone(order(1)).now_or_never().is_none());
        let mut waiting = Box::pin(turns.together(order(1)));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(held);
        drop(waiting);
        assert!(turns.locks().is_empty());
    }

    #[tokio::test]
    async fn many_share_a_turn_and_one_does_not() {
        let turns = Turns::default();
        let (a, b) = (turns.together(order(1)).await, turns.together(order(1)).await);
        assert!(turns.alone(order(1)).now_or_never().is_none());
        drop((a, b));
        assert!(turns.alone(order(1)).now_or_never().is_some());
    }
}
