//! Events wait in the outbox, written in the same transaction as the change
//! that caused them. The stream of this table invokes the relay, which deletes
//! what it has published.

use jiff::Timestamp;
use tenantry_core::domain::{event::Event, ids::TenantId};
use uuid::Uuid;

use crate::{
    dynamo::{Fault, Item, Reading, json, number, text},
    partition, trace,
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
}

impl Waiting {
    /// As a part of the work that is being done.
    pub(crate) fn new(tenant: TenantId, id: Uuid, events: Vec<Event>, at: Timestamp) -> Self {
        Self { tenant, id, events, at, trace: trace::header() }
    }

    /// An event that no entry caused.
    pub(crate) fn of_event(tenant: TenantId, event: &Event) -> Self {
        Self::new(tenant, event.id.0, vec![event.clone()], event.at)
    }

    pub(crate) fn item(&self) -> Result<Item, Fault> {
        let mut item = Self::key(self.tenant, self.id);
        item.insert("events".to_owned(), json(&self.events)?);
        item.insert("at".to_owned(), number(self.at.as_millisecond()));
        item.extend(self.trace.as_ref().map(|trace| ("trace".to_owned(), text(trace))));
        Ok(item)
    }

    pub fn read(item: &Item) -> Result<Self, Fault> {
        let unreadable = |error: &dyn std::fmt::Display| Fault::Malformed(error.to_string());
        Ok(Self {
            tenant: item.text("tenant_id")?.parse().map_err(|error| unreadable(&error))?,
            id: item.text("entry_id")?.parse().map_err(|error| unreadable(&error))?,
            events: item.json("events")?,
            at: Timestamp::from_millisecond(item.number("at")?).map_err(|error| unreadable(&error))?,
            trace: item.maybe_text("trace").map(str::to_owned),
        })
    }

    /// The key of an item, as who publishes it deletes it.
    pub fn key(tenant: TenantId, id: Uuid) -> Item {
        Item::from([("tenant_id".to_owned(), partition::tenant(tenant)), ("entry_id".to_owned(), text(id.to_string()))])
    }
}
