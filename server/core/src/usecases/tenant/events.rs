//! The event feed: what happened in a tenant, for programs that ask instead of being called.

use jiff::Timestamp;

use crate::{
    domain::{
        error::{Error, Result},
        event_feed::{self, Fed, FeedMark, FeedPosition, Reached},
        event_types::{EventCatalog, EventType, Payload, TypeFilter},
        ids::{EntryId, EventId},
        member::Role,
        page::{Cursors, PageRequest},
    },
    usecases::handle::Tenant,
};

/// Entries that are read of each journal at once.
const AT_ONCE: usize = 100;
/// Readings for one page. A filter that chooses little ends a page early, and it goes on.
const READINGS: usize = 10;
/// Entries among which the one of an event is looked for at once.
const NEAR: usize = 20;
/// An event's entry was made in the same call, so its id is as old; this is what clocks and counters may add.
const NEAR_MILLIS: i64 = 1_000;

/// What of the feed is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FeedQuery {
    pub types: TypeFilter,
    /// Where to begin without a cursor; as far back as the feed goes, if nothing is said.
    pub since: Option<Timestamp>,
}

/// A page of the feed.
#[derive(Clone, PartialEq, Debug)]
pub struct FeedPage {
    /// In the order of the feed.
    pub items: Vec<Payload>,
    /// Where to go on: there is always one, since events go on to happen.
    pub next_cursor: String,
    /// Whether there may be more already.
    pub has_more: bool,
}

impl Tenant {
    /// Returns the types of events of the installation.
    pub fn event_types(&self) -> &EventCatalog {
        &self.inner.event_types
    }

    /// Reads the events that the caller may see, oldest first. Each is on exactly one page of a chain of cursors, however
    /// many are written meanwhile. Fails with [`Error::CursorExpired`] if events behind the cursor are not kept any more.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn events(&self, query: &FeedQuery, page: &PageRequest) -> Result<FeedPage> {
        let cursors = Cursors::new(&self.inner.signer, self.id().as_bytes(), "events", &query.types);
        let now = self.inner.now();
        let begins = event_feed::begins_at(now);
        let mut reading = match cursors.read(page)? {
            Some(at) => Reading { at, items: Vec::new() },
            None => Reading {
                at: FeedPosition::at(query.since.map_or(begins, |since| since.max(begins))),
                items: Vec::new(),
            },
        };
        let mut has_more = true;
        for _ in 0..READINGS {
            let (data, control) = self.fed(&reading.at, now).await?;
            let is_all = data.len() < AT_ONCE && control.len() < AT_ONCE;
            if data.iter().chain(&control).any(|fed| event_feed::is_over(fed.mark.time(), now)) {
                return Err(Error::CursorExpired);
            }
            let is_full = self.take(&mut reading, &query.types, page.limit, data, control);
            if is_full || is_all {
                has_more = is_full;
                break;
            }
        }
        Ok(FeedPage { next_cursor: cursors.sign(&reading.at), items: reading.items, has_more })
    }

    /// Reads one event that the caller may see.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn event(&self, id: EventId) -> Result<Payload> {
        let found = match self.find_event(id, false).await? {
            Some(payload) => Some(payload),
            None => self.find_event(id, true).await?,
        };
        let now = self.inner.now();
        found.filter(|payload| !event_feed::is_over(payload.timestamp, now)).ok_or(Error::NotFound)
    }

    /// Looks among the entries that were made right before the event, in one of the two journals.
    async fn find_event(&self, id: EventId, of_people: bool) -> Result<Option<Payload>> {
        let mark = FeedMark(id.0);
        // Also the entry that bears the id of its event.
        let mut before = EntryId(mark.next().0);
        loop {
            let entries = match of_people {
                false => self.inner.store.journal(&self.key, Some(before), NEAR).await?,
                true => self.inner.control.journal(self.id(), Some(before), NEAR).await?,
            };
            let event = entries.iter().flat_map(|entry| &entry.events).find(|event| event.id == id);
            if let Some(event) = event {
                let found = self.inner.event_types.payload(event);
                return Ok(found.filter(|(of, _)| self.may_see(of)).map(|(_, payload)| payload));
            }
            let is_near = |entry: &EntryId| {
                mark.time().as_millisecond() - FeedMark(entry.0).time().as_millisecond() <= NEAR_MILLIS
            };
            match entries.last().map(|entry| entry.id).filter(is_near) {
                Some(last) if entries.len() == NEAR => before = last,
                _ => return Ok(None),
            }
        }
    }

    /// Events of a declared kind are seen by the programs that may list its records, and by no others: the feed's own scopes
    /// say nothing of them.
    fn may_see(&self, of: &EventType) -> bool {
        match (of.of_kind, self.member()) {
            (Some(kind), None) => self.require_scope(kind.scope).is_ok(),
            _ => self.role() >= of.role,
        }
    }

    /// What follows in both journals. That of people is read for those only who may see any of it.
    async fn fed(&self, at: &FeedPosition, now: Timestamp) -> Result<(Vec<Fed>, Vec<Fed>)> {
        let data = self.inner.store.feed(&self.key, at.data.mark, now, AT_ONCE).await?;
        let control = match self.role() >= Role::Admin {
            true => self.inner.control.feed(self.id(), at.control.mark, now, AT_ONCE).await?,
            false => Vec::new(),
        };
        Ok((data, control))
    }

    /// Merges both by their times, as far as the page has room; returns whether it is full. Where one journal goes on
    /// behind what was read, the other is taken up to there only, so that a page is near the order of times.
    fn take(&self, reading: &mut Reading, types: &TypeFilter, limit: usize, data: Vec<Fed>, control: Vec<Fed>) -> bool {
        let ends = |fed: &[Fed]| fed.last().map(|last| last.mark).filter(|_| fed.len() == AT_ONCE);
        let until = [ends(&data), ends(&control)].into_iter().flatten().min();
        let mut merged: Vec<(bool, Fed)> = data.into_iter().map(|fed| (false, fed)).collect();
        merged.extend(control.into_iter().map(|fed| (true, fed)));
        merged.sort_by_key(|(of_people, fed)| (fed.mark, *of_people));
        for (of_people, fed) in merged.into_iter().take_while(|(_, fed)| until.is_none_or(|until| fed.mark <= until)) {
            let reached = if of_people { &mut reading.at.control } else { &mut reading.at.data };
            let read = if reached.mark == fed.mark { reached.events } else { 0 };
            for (n, event) in fed.entry.events.iter().enumerate().skip(read) {
                let published = self.inner.event_types.payload(event);
                let seen = published.filter(|(of, _)| self.may_see(of) && types.chooses(of.name));
                let Some((_, payload)) = seen else { continue };
                if reading.items.len() == limit {
                    *reached = Reached { mark: fed.mark, events: n };
                    return true;
                }
                reading.items.push(payload);
            }
            *reached = Reached { mark: fed.mark.next(), events: 0 };
        }
        false
    }
}

struct Reading {
    at: FeedPosition,
    items: Vec<Payload>,
}
