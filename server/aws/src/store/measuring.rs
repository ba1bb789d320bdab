//! What a tenant stores, as DynamoDB counts it. All items have to be read for it, so it is done in pieces, each by
//! a process that is at work for the tenant anyway. How far it has come, and when it is due again, stands in an item of the
//! tenant, since many processes are at work and each begins anew (ADR 14).

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{TenantKey, domain::usage::Measured};
use tokio::time::Instant;
use uuid::Uuid;

use super::DynamoStore;
use crate::{
    dynamo::{Condition, Fault, Item, Reading, Span, Transaction, number, query},
    partition::{self, LAST, Listing, Partition, SEPARATOR, Table},
};

/// Requests of one piece, each for a megabyte at most; what fits into one is measured at once.
const REQUESTS: u64 = 6;
/// A request that finds so little is not counted: there is one for each hash key, and a small company has nothing under most.
const LIGHT: u64 = 64 * 1_024;
/// How long a measure holds that took one piece, and one that took more, which costs more.
const HOLDS: SignedDuration = SignedDuration::from_hours(1);
const LARGE_HOLDS: SignedDuration = SignedDuration::from_hours(24);
/// A measure that did not come to its end for so long begins anew.
const STALE: SignedDuration = SignedDuration::from_hours(72);
/// How long a caller waits who asks for a tenant that was never measured.
const WAIT: Duration = Duration::from_millis(1_500);

/// How far a measure has come.
#[derive(Clone, PartialEq, Debug, Default)]
struct Progress {
    /// Of the listings, and the key after which this one goes on.
    listing: usize,
    after: Option<Item>,
    bytes: u64,
    requests: u64,
}

/// The item that says it.
#[derive(Clone, PartialEq, Debug)]
struct Kept {
    /// Rises with each piece: of two that read the same, one counts.
    step: u64,
    begun_at: Timestamp,
    /// When the next measure is due; nothing while one is under way.
    due: Option<Timestamp>,
    progress: Progress,
}

impl Kept {
    fn read(item: &Item) -> Result<Self, Fault> {
        let time = |at: i64| Timestamp::from_millisecond(at).map_err(|error| Fault::Malformed(error.to_string()));
        let after = item.get("after").and_then(|after| after.as_m().ok()).cloned();
        Ok(Self {
            step: item.number("step")?,
            begun_at: time(item.number("begun_at")?)?,
            due: item.maybe_number("due")?.map(time).transpose()?,
            progress: Progress {
                listing: item.number("listing")?,
                after,
                bytes: item.number("bytes")?,
                requests: item.number("requests")?,
            },
        })
    }

    fn attributes(&self) -> Item {
        let Self { step, begun_at, due, progress: Progress { listing, after, bytes, requests } } = self;
        let mut item = Item::from([
            ("step".to_owned(), number(step)),
            ("begun_at".to_owned(), number(begun_at.as_millisecond())),
            ("listing".to_owned(), number(listing)),
            ("bytes".to_owned(), number(bytes)),
            ("requests".to_owned(), number(requests)),
        ]);
        item.extend(due.map(|due| ("due".to_owned(), number(due.as_millisecond()))));
        item.extend(after.clone().map(|after| ("after".to_owned(), AttributeValue::M(after))));
        item
    }
}

impl DynamoStore {
    /// One piece, if it is time for it.
    pub(super) async fn measure_on(&self, key: &TenantKey, now: Timestamp) -> Result<Measured, Fault> {
        let found = self.get(key, Table::Aux, partition::MEASURED).await?;
        let kept = found.as_ref().map(Kept::read).transpose()?;
        if kept.as_ref().and_then(|kept| kept.due).is_some_and(|due| now < due) {
            return Ok(Measured::Known);
        }
        let step = kept.as_ref().map(|kept| kept.step);
        let going_on = kept.filter(|kept| kept.due.is_none() && now.duration_since(kept.begun_at).abs() < STALE);
        let begun_at = going_on.as_ref().map_or(now, |kept| kept.begun_at);
        let mut progress = going_on.map(|kept| kept.progress).unwrap_or_default();
        let pieces_before = progress.requests;
        let mut is_whole = false;
        while !is_whole && progress.requests < pieces_before + REQUESTS {
            is_whole = self.measure_page(key, &mut progress).await?;
        }
        let bytes = progress.bytes;
        let holds = if progress.requests <= REQUESTS { HOLDS } else { LARGE_HOLDS };
        let next = Kept {
            step: step.map_or(0, |step| step + 1),
            begun_at,
            due: is_whole.then(|| now + holds),
            progress: if is_whole { Progress::default() } else { progress },
        };
        let is_ours = self.keep_measure(key, step, &next).await?;
        Ok(if is_whole && is_ours { Measured::Whole(bytes) } else { Measured::Piece })
    }

    /// All of it at once, however long it takes.
    pub(super) async fn measure_whole(&self, key: &TenantKey) -> Result<u64, Fault> {
        let mut progress = Progress::default();
        while !self.measure_page(key, &mut progress).await? {}
        Ok(progress.bytes)
    }

    /// The same, if it takes no longer than a caller waits.
    pub(super) async fn measure_in_time(&self, key: &TenantKey) -> Result<Option<u64>, Fault> {
        let (mut progress, until) = (Progress::default(), Instant::now() + WAIT);
        while !self.measure_page(key, &mut progress).await? {
            if Instant::now() >= until {
                return Ok(None);
            }
        }
        Ok(Some(progress.bytes))
    }

    /// One request; returns whether it was the last.
    async fn measure_page(&self, key: &TenantKey, progress: &mut Progress) -> Result<bool, Fault> {
        let listings = self.measured_listings(key);
        let Some((listing, span, hash)) = listings.get(progress.listing) else { return Ok(true) };
        let (client, after) = (self.reading(key).await?, progress.after.take());
        let (items, next) = query(&client, &self.consumption, key.id(), (listing, hash), span, None, after).await?;
        let bytes = items.iter().map(Reading::bytes).sum::<u64>();
        progress.bytes += bytes;
        progress.requests += u64::from(bytes > LIGHT);
        progress.listing += usize::from(next.is_none());
        progress.after = next;
        Ok(progress.listing == listings.len())
    }

    /// Under each hash key by itself, the tenant's id first: a measure that an earlier version began goes on.
    fn measured_listings(&self, key: &TenantKey) -> Vec<(Listing, Span, String)> {
        let all = || Span::forward(SEPARATOR, LAST);
        let tables = Table::ALL.map(|table| (self.partition.by_id(key, table), all()));
        let listings = tables.into_iter().chain([(self.partition.journal_listing(), all())]);
        let hashed = listings.flat_map(|(listing, span)| {
            let hashes = listing.hashes(key, &span).into_iter().enumerate();
            hashes.map(move |(n, hash)| (n, (listing.clone(), span.clone(), hash)))
        });
        let (own, more): (Vec<_>, Vec<_>) = hashed.partition(|(n, _)| *n == 0);
        own.into_iter().chain(more).map(|(_, listing)| listing).collect()
    }

    /// False if another process was faster.
    async fn keep_measure(&self, key: &TenantKey, seen: Option<u64>, next: &Kept) -> Result<bool, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let build = |_| {
            let mut transaction = Transaction::<()>::new();
            let still = match seen {
                Some(seen) => Condition::new("#step = :seen").name("#step", "step").value(":seen", number(seen)),
                None => Condition::new("attribute_not_exists(k)"),
            };
            let item = Partition::item(key, Table::Aux, partition::MEASURED, next.attributes());
            transaction.put((), &aux, item, Some(still))?;
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        Ok(self.send(&client, key, Uuid::new_v4(), build).await?.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::text;

    #[test]
    fn a_measure_goes_on_where_it_was_kept() {
        let after = Item::from([("tenant_id".to_owned(), text("t")), ("order_id".to_owned(), text("o"))]);
        let begun_at = Timestamp::from_millisecond(1_796_000_000_000).expect("a time");
        let progress = Progress { listing: 1, after: Some(after), bytes: 6_000_000, requests: 6 };
        let kept = Kept { step: 3, begun_at, due: None, progress };
        assert_eq!(Kept::read(&kept.attributes()).expect("kept"), kept);
        let done = Kept { due: Some(begun_at + HOLDS), progress: Progress::default(), ..kept };
        assert_eq!(Kept::read(&done.attributes()).expect("kept"), done);
    }
}
