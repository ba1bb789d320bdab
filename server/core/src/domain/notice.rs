//! Notices to a company, as that a product runs low, are gathered into one mail for each kind: forty products that become
//! low at once are one mail with a list.
//!
//! The notices of a kind are mailed [`GATHER`] after the oldest of them, and not within [`WINDOW`] of the mail before. The
//! event of one of them claims all that wait, and is the one whose handling sends the mail.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    event::{Event, EventKind},
    ids::EventId,
};

/// The time that the first notice waits for others.
pub const GATHER: SignedDuration = SignedDuration::from_secs(5);
/// Between two mails of one kind to one tenant.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// Notices in one mail at most; the others are in the next.
pub const MAX_GATHERED: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NoticeKind {
    LowStock,
    LimitNear,
}

impl NoticeKind {
    /// Returns the stable name that it is stored under.
    pub const fn key(self) -> &'static str {
        match self {
            NoticeKind::LowStock => "low_stock",
            NoticeKind::LimitNear => "limit_near",
        }
    }

    /// The kind that an event is gathered with, if it is.
    pub fn of(kind: &EventKind) -> Option<Self> {
        match kind {
            EventKind::InventoryLow { .. } => Some(NoticeKind::LowStock),
            EventKind::LimitNear { .. } => Some(NoticeKind::LimitNear),
            _ => None,
        }
    }
}

/// An event that waits to be mailed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    pub kind: NoticeKind,
    pub event: Event,
}

/// A claim on all waiting notices of a kind, on behalf of one of their events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    pub kind: NoticeKind,
    pub owner: EventId,
    pub now: Timestamp,
}

/// The outcome of a claim. Notices belong to their owner for good.
#[derive(Clone, PartialEq, Debug)]
pub enum Claimed {
    /// These are the owner's to mail, the oldest first.
    Yours(Vec<Event>),
    /// The notice of this owner was claimed by another.
    ByAnother,
    /// It is too early: notices of the kind are mailed from then on.
    Later(Timestamp),
}

impl Claim {
    /// When notices may be claimed that wait since `oldest`, where the window after the last mail ends at `until`.
    pub fn opens_at(&self, oldest: Timestamp, until: Option<Timestamp>) -> Timestamp {
        let gathered = oldest + GATHER;
        until.map_or(gathered, |until| until.max(gathered))
    }

    /// When the window ends that begins with this claim.
    pub fn closes_until(&self) -> Timestamp {
        self.now + WINDOW
    }

    /// Returns those that the claim takes of all that wait: the oldest, and the owner's.
    pub fn choose(&self, mut waiting: Vec<Event>) -> Vec<Event> {
        waiting.sort_by_key(|event| event.id);
        let own = waiting.iter().position(|event| event.id == self.owner);
        if let Some(own) = own.filter(|own| *own >= MAX_GATHERED) {
            waiting.swap(own, MAX_GATHERED - 1);
        }
        waiting.truncate(MAX_GATHERED);
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ProductId;

    fn waiting(n: u128) -> Event {
        let at = Timestamp::from_second(1_800_000_000).expect("a time");
        let kind = EventKind::InventoryLow { product: ProductId(uuid::Uuid::from_u128(n)), threshold: 5 };
        Event { id: EventId(uuid::Uuid::from_u128(n)), tenant: None, at, kind }
    }

    #[test]
    fn a_claim_takes_the_oldest_and_its_own() {
        let all: Vec<Event> = (1..=MAX_GATHERED as u128 + 100).rev().map(waiting).collect();
        let owner = EventId(uuid::Uuid::from_u128(MAX_GATHERED as u128 + 50));
        let claim = Claim { kind: NoticeKind::LowStock, owner, now: all[0].at };
        let chosen = claim.choose(all);
        assert_eq!(chosen.len(), MAX_GATHERED);
        assert!(chosen.iter().any(|event| event.id == owner));
        assert_eq!(chosen[0].id.0.as_u128(), 1);
    }

    #[test]
    fn mails_are_a_window_apart() {
        let event = waiting(1);
        let claim = Claim { kind: NoticeKind::LowStock, owner: event.id, now: event.at };
        assert_eq!(claim.opens_at(event.at, None), event.at + GATHER);
        let until = claim.closes_until();
        assert_eq!(claim.opens_at(event.at, Some(until)), event.at + WINDOW);
    }
}
