//! Every transaction on a tenant's data meets one item that says whether writes
//! may be made there. While a tenant is moved they leave notes of what they
//! touch, or wait, or are sent on: none of the many processes that hold a key
//! from before can write past that.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    dynamo::{Condition, Fault, IsOpen, Item, Reading, text},
    partition::{FENCES, STATUS_SHARDS, day_of, days_near, fence, statuses},
};

/// The attribute that says it.
pub(crate) const FENCE: &str = "fence";
/// How many days from the present one figures may be of whose item is a fence: by a clock that is wrong by less than
/// another day.
const CARRIES_DAYS: i64 = 1;

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

    /// The same of an item that says it only where it is there (see [`carrier`]).
    pub fn of_carrier(self) -> Condition {
        let mut condition = self.condition();
        condition.expression.push_str(" AND attribute_exists(k)");
        condition
    }

    /// Puts the fence on the item of a day that may be made by this write: the mover who put up the others did not see it.
    pub fn stamp_day(self, k: &str, set: &mut Item) {
        if self == WriteMode::Noting && is_near(k) {
            Fence::Noting.stamp(set);
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

/// Items of days' figures that are fences where they are there: a write of figures meets that one, which it writes anyhow.
/// One that is not there yet is made by a write that meets another fence, and so are those of other days.
pub(crate) fn days() -> impl Iterator<Item = String> {
    days_near(today())
}

/// Returns the item of a day's figures that is a fence for a write of all of these; nothing where there is none, or more
/// than one, since each of them may have to be made.
pub(crate) fn carrier<'a>(keys: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut days = keys.filter_map(|k| Some((k, day_of(k)?)));
    let (k, day) = days.next().filter(|_| days.next().is_none())?;
    (days_from_today(day) <= CARRIES_DAYS).then_some(k)
}

/// Returns whether a key is among those of [`days`].
pub(crate) fn is_near(k: &str) -> bool {
    day_of(k).is_some() && days().any(|day| day == k)
}

fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::UTC).date()
}

fn days_from_today(day: Date) -> i64 {
    day.duration_since(today()).as_hours().abs() / 24
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
    use tenantry_core::domain::{ids::OrderId, tenant::Placement};
    use uuid::Uuid;

    use super::*;
    use crate::partition::{shard_of, shards_of};

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
        for placement in [Placement::Pool, Placement::Silo] {
            let shard = |n| shard_of(placement, OrderId(Uuid::from_u128(n)));
            assert!((0..=255).all(|n| all.contains(&statuses(shard(n)))));
            assert!((0..=255).all(|n| shards_of(OrderId(Uuid::from_u128(n))).contains(&shard(n))));
        }
        assert!(all.iter().all(|k| is_fence(k) != is_status(k)));
    }

    #[test]
    fn figures_of_the_present_day_are_fences() {
        let day = |hours: i64, shard: u8| {
            let day = today().checked_add(jiff::SignedDuration::from_hours(hours)).expect("a day");
            crate::partition::day(day, shard)
        };
        let carries = |keys: &[&str]| carrier(keys.iter().copied()).is_some();
        let (now, old) = (day(0, 1), day(-48, 1));
        assert!(carries(&[&now]) && carries(&[&day(24, 63)]) && carries(&[&day(-24, 0), "sold#2026-12-01#p#00"]));
        assert!(!carries(&[&old]), "nobody looks for it when fences go up");
        assert!(!carries(&[&now, &day(0, 2)]), "the other one may have to be made");
        assert!(!carries(&["sold#2026-12-01#p#00"]));
        let all: Vec<String> = days().collect();
        assert!((-1..=1).all(|days| [0, 63].iter().all(|shard| all.contains(&day(24 * days, *shard)))));
        let mut set = Item::new();
        WriteMode::Open.stamp_day(&now, &mut set);
        WriteMode::Noting.stamp_day("sold#2026-12-01#p#00", &mut set);
        assert!(set.is_empty());
        WriteMode::Noting.stamp_day(&now, &mut set);
        assert_eq!(set.get(FENCE), Some(&text("noting")));
        let gate = WriteMode::Open.of_carrier();
        assert!(gate.expression.ends_with("AND attribute_exists(k)"));
    }
}
