//! Events wait in the outbox, written in the same transaction as the change
//! that caused them. The stream of this table invokes the relay, which deletes
//! what it has published.

use jiff::Timestamp;
use tenantry_core::{
    TenantKey,
    domain::{event::Event, ids::TenantId},
};
use uuid::Uuid;

use crate::{
    dynamo::{Fault, Item, Reading, json, number, text},
    hash_keys,
    partition::TENANT,
    trace,
};

/// The events of one commit, on their way.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    pub tenant: TenantId,
    /// The journal entry that they belong to, or an event that no entry caused.
    pub id: Uuid,
    pub events: Vec<Event>,
    pub at: Timestamp,
    /// Of the request that caused them.
    pub trace: Option<String>,
    /// Of the hash key that they are under.
    number: Option<u8>,
}

impl Waiting {
    /// As a part of the work that is being done.
    pub(crate) fn new(tenant: TenantId, id: Uuid, events: Vec<Event>, at: Timestamp) -> Self {
        Self { tenant, id, events, at, trace: trace::header(), number: None }
    }

    /// The same of a tenant's data.
    pub(crate) fn of(key: &TenantKey, id: Uuid, events: Vec<Event>, at: Timestamp) -> Self {
        Self { number: hash_keys::number_of_entry(key, id), ..Self::new(key.id(), id, events, at) }
    }

    /// An event that no entry caused.
    pub(crate) fn of_event(key: &TenantKey, event: &Event) -> Self {
        Self::of(key, event.id.0, vec![event.clone()], event.at)
    }

    pub(crate) fn item(&self) -> Result<Item, Fault> {
        let mut item = self.key();
        item.insert("events".to_owned(), json(&self.events)?);
        item.insert("at".to_owned(), number(self.at.as_millisecond()));
        item.extend(self.trace.as_ref().map(|trace| ("trace".to_owned(), text(trace))));
        Ok(item)
    }

    pub fn read(item: &Item) -> Result<Self, Fault> {
        let unreadable = |error: &dyn std::fmt::Display| Fault::Malformed(error.to_string());
        let hash = item.text(TENANT)?;
        let (tenant, number) = hash_keys::read(hash).ok_or_else(|| unreadable(&format!("{hash} names no tenant")))?;
        Ok(Self {
            tenant,
            number,
            id: item.text("entry_id")?.parse().map_err(|error| unreadable(&error))?,
            events: item.json("events")?,
            at: Timestamp::from_millisecond(item.number("at")?).map_err(|error| unreadable(&error))?,
            trace: item.maybe_text("trace").map(str::to_owned),
        })
    }

    /// The key of an item, as who publishes it deletes it.
    pub fn key(&self) -> Item {
        entry_key(self.tenant, self.number, self.id)
    }
}

/// The key of an entry of a journal or an outbox, by the number of its hash key.
pub(crate) fn entry_key(tenant: TenantId, number: Option<u8>, id: Uuid) -> Item {
    let hash = hash_keys::of_entry(tenant, number);
    Item::from([(TENANT.to_owned(), text(hash)), ("entry_id".to_owned(), text(id.to_string()))])
}
