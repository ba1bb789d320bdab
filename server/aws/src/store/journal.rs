//! The journals as feeds: entries in the order of their ids, as far as that order is settled.
//!
//! Ids are made by many processes, each by its own clock, and a commit takes a while. So an entry counts only once its id is
//! [`SETTLED_AFTER`] old: until then one with a smaller id may still be committed. That holds while a commit is durable
//! within [`COMMITTED_WITHIN`] of the moment in which its entry was made, which commits and effects see to, and clocks of
//! processes differ by less than what is left, as those of AWS do by far.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    TenantKey,
    domain::{
        event_feed::{Fed, FeedMark},
        ids::TenantId,
        journal::Entry,
    },
};
use tokio::time::Instant;
use uuid::Uuid;

use super::DynamoStore;
use crate::{
    dynamo::{Consumption, Fault, Item, Reading, Span, json, query_all},
    hash_keys, outbox,
    partition::Listing,
};

/// The age at which an entry is given.
pub(crate) const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// No try to commit an entry begins later than this after the first. One more call, and what was made of the entry before,
/// are well within the rest.
const COMMITTED_WITHIN: Duration = Duration::from_secs(30);

/// An entry as an item of a journal, under the tenant's hash key with that number.
pub(crate) fn item(tenant: TenantId, number: Option<u8>, entry: &Entry) -> Result<Item, Fault> {
    let mut item = outbox::entry_key(tenant, number, entry.id.0);
    item.insert("doc".to_owned(), json(entry)?);
    Ok(item)
}

/// The time for which a commit is tried.
pub(crate) struct Committing {
    until: Instant,
}

impl Committing {
    pub fn begin() -> Self {
        Self { until: Instant::now() + COMMITTED_WITHIN }
    }

    /// Fails once it is too late: what is tried anew gets an entry of its own.
    pub fn go_on(&self, tries: u32) -> Result<(), Fault> {
        if Instant::now() < self.until {
            return Ok(());
        }
        Err(Fault::Service { tries, detail: "its entry became too old for the order of the journal".to_owned() })
    }
}

/// The entries that have events, from a mark on, as far as their order is settled.
pub(crate) async fn feed(
    client: &aws_sdk_dynamodb::Client,
    used: &Consumption,
    tenant: TenantId,
    of: (&Listing, &[String]),
    (from, now): (FeedMark, Timestamp),
    limit: usize,
) -> Result<Vec<Fed>, Fault> {
    let mut from = from;
    let mut fed = Vec::new();
    let settled = FeedMark::first_at(now - SETTLED_AFTER).0.as_u128();
    let Some(last) = settled.checked_sub(1).map(Uuid::from_u128) else { return Ok(fed) };
    while fed.len() < limit {
        let span = Span { consistent: true, ..Span::forward(from.0, last) };
        let items = query_all(client, used, tenant, of, &span, Some(limit)).await?;
        for item in &items {
            let entry: Entry = item.json("doc")?;
            from = FeedMark(entry.id.0).next();
            if !entry.events.is_empty() && fed.len() < limit {
                fed.push(Fed { mark: FeedMark(entry.id.0), entry });
            }
        }
        if items.len() < limit {
            break;
        }
    }
    Ok(fed)
}

impl DynamoStore {
    pub(super) async fn fed(
        &self,
        key: &TenantKey,
        at: (FeedMark, Timestamp),
        limit: usize,
    ) -> Result<Vec<Fed>, Fault> {
        let client = self.reading(key).await?;
        let hashes = hash_keys::of_entries(key);
        feed(&client, &self.consumption, key.id(), (&self.partition.journal_listing(), &hashes), at, limit).await
    }
}
