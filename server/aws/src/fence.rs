//! Every transaction on a tenant's data meets one item that says whether writes
//! may be made there. While a tenant is moved they leave notes of what they
//! touch, or wait, or are sent on: none of the many processes that hold a key
//! from before can write past that.

use crate::{
    dynamo::{Condition, Fault, IsOpen, Item, Reading, text},
    partition::{FENCES, STATUS_SHARDS, fence, statuses},
};

const FENCE: &str = "fence";

/// A restriction of the writes at a tenant's placement. Without one, writes are allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fence {
    /// The data is being copied: each write says what it touched.
    Noting,
    /// For a moment nobody may write.
    Closed,
    /// The data lives elsewhere by now.
    Moved,
}

impl Fence {
    pub fn name(self) -> &'static str {
        match self {
            Fence::Noting => "noting",
            Fence::Closed => "closed",
            Fence::Moved => "moved",
        }
    }

    /// As an item says it that stood in the way of a write.
    pub fn of(item: &Item) -> Result<Option<Self>, Fault> {
        match item.maybe_text(FENCE) {
            None => Ok(None),
            Some("noting") => Ok(Some(Fence::Noting)),
            Some("closed") => Ok(Some(Fence::Closed)),
            Some("moved") => Ok(Some(Fence::Moved)),
            Some(other) => Err(Fault::Malformed(format!("a fence can't be {other}"))),
        }
    }

    /// Puts it up where it is not, whatever else the item holds.
    pub fn raise(self, owner: &Item) -> Condition {
        let mut change = Condition::new("SET #fence = :fence").name("#fence", FENCE).value(":fence", text(self.name()));
        for (n, (name, value)) in owner.iter().enumerate() {
            change.expression.push_str(&format!(", #o{n} = :o{n}"));
            change.names.insert(format!("#o{n}"), name.clone());
            change.values.insert(format!(":o{n}"), value.clone());
        }
        change
    }

    pub fn lift() -> Condition {
        Condition::new("REMOVE #fence").name("#fence", FENCE)
    }

    /// The item as it is at a place where this holds.
    pub fn stamp(self, item: &mut Item) {
        item.insert(FENCE.to_owned(), text(self.name()));
    }
}

/// The mode of a write: plain, or recording what it touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WriteMode {
    Open,
    Noting,
}

impl WriteMode {
    /// That it is still so when the write is made.
    pub fn condition(self) -> Condition {
        match self {
            WriteMode::Open => Condition::new("attribute_not_exists(#fence)").name("#fence", FENCE),
            WriteMode::Noting => {
                Condition::new("#fence = :fence").name("#fence", FENCE).value(":fence", text(Fence::Noting.name()))
            }
        }
    }

    /// Returns a function of the item that says whether that condition holds.
    pub fn is_met(self) -> IsOpen {
        match self {
            WriteMode::Open => |item| item.is_none_or(|item| !item.contains_key(FENCE)),
            WriteMode::Noting => |item| item.and_then(|item| item.maybe_text(FENCE)) == Some(Fence::Noting.name()),
        }
    }
}

/// All items of a place that a write can meet: those that count orders by status,
/// which every order writes anyhow, and more for whatever else is written.
pub(crate) fn items() -> impl Iterator<Item = String> {
    (0..STATUS_SHARDS).map(statuses).chain((0..FENCES).map(fence))
}

/// Returns the key of a random fence item, for a write that changes no count of orders.
pub(crate) fn any() -> String {
    fence(fastrand::u8(0..FENCES))
}

/// Returns whether a sort key of the `aux` table is that of a fence item.
pub(crate) fn is_fence(k: &str) -> bool {
    k.starts_with("fence#")
}

/// Returns whether a sort key of the `aux` table is that of a count of orders, which serves as a fence item, too.
pub(crate) fn is_status(k: &str) -> bool {
    k.starts_with("statuses#")
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::ids::OrderId;
    use uuid::Uuid;

    use super::*;
    use crate::partition::shard_of;

    #[test]
    fn an_item_says_whether_the_place_is_as_a_write_takes_it() {
        let with = |fence: Fence| {
            let mut item = Item::new();
            fence.stamp(&mut item);
            item
        };
        let (open, noting) = (WriteMode::Open.is_met(), WriteMode::Noting.is_met());
        assert!(open(None) && open(Some(&Item::new())) && !open(Some(&with(Fence::Noting))));
        assert!(noting(Some(&with(Fence::Noting))));
        assert!(!noting(None) && !noting(Some(&Item::new())) && !noting(Some(&with(Fence::Moved))));
    }

    #[test]
    fn whatever_a_write_meets_is_among_the_items() {
        let all: Vec<String> = items().collect();
        assert!((0..500).all(|_| all.contains(&any())));
        assert!((0..=255).all(|n| all.contains(&statuses(shard_of(OrderId(Uuid::from_u128(n)))))));
        assert!(all.iter().all(|k| is_fence(k) != is_status(k)));
    }
}
