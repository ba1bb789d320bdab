//! The journal, in data files and in the control file alike.

use rusqlite::{Connection, params};
use tenantry_core::domain::{
    event_feed::{Fed, FeedMark},
    ids::{EntryId, TenantId},
    journal::Entry,
};
use uuid::Uuid;

use crate::{
    outbox::owner,
    sqlite::{from_json, millis, to_json},
};

/// Appends an entry. One with events of a tenant gets its place in the feed, which rises from commit to commit: the one
/// writer of the file runs this. It begins with the time, so that a file that was restored to an earlier state gives no
/// place a second time.
pub(crate) fn append(conn: &Connection, tenant: Option<TenantId>, entry: &Entry) -> rusqlite::Result<()> {
    let earliest = tenant.filter(|_| !entry.events.is_empty()).map(|_| millis(entry.at).max(0) << PLACES_IN_MILLI);
    conn.prepare_cached(
        "INSERT INTO journal (tenant_id, entry_id, doc, feed) VALUES (?1, ?2, ?3, max(?4, 1 + coalesce(\
         (SELECT feed FROM journal WHERE tenant_id = ?1 AND feed IS NOT NULL ORDER BY feed DESC LIMIT 1), 0)))",
    )?
    .execute(params![owner(tenant), entry.id.as_bytes(), to_json(entry)?, earliest])?;
    Ok(())
}

/// A place in the feed is a number of 63 bits, of which the last so many distinguish entries of one millisecond.
const PLACES_IN_MILLI: u32 = 15;
/// What a mark has below a place.
const BELOW_PLACE: u32 = 65;

/// In the order of the feed, from a mark on.
pub(crate) fn feed(conn: &Connection, tenant: TenantId, from: FeedMark, limit: usize) -> rusqlite::Result<Vec<Fed>> {
    // The first place that is not before the mark.
    let from = from.0.as_u128().div_ceil(1 << BELOW_PLACE);
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let mut statement = conn
        .prepare_cached("SELECT feed, doc FROM journal WHERE tenant_id = ?1 AND feed >= ?2 ORDER BY feed LIMIT ?3")?;
    let rows = statement.query_map(params![tenant.as_bytes(), from, limit as i64], |row| {
        let place = row.get::<_, i64>(0)?.unsigned_abs();
        let mark = FeedMark(Uuid::from_u128(u128::from(place) << BELOW_PLACE));
        Ok(Fed { mark, entry: from_json(&row.get::<_, String>(1)?)? })
    })?;
    rows.collect()
}

/// Newest first.
pub(crate) fn list(
    conn: &Connection,
    tenant: Option<TenantId>,
    before: Option<EntryId>,
    limit: usize,
) -> rusqlite::Result<Vec<Entry>> {
    let before = before.map_or([0xff; 16], |before| *before.as_bytes());
    let mut statement = conn.prepare_cached(
        "SELECT doc FROM journal WHERE tenant_id = ?1 AND entry_id < ?2 ORDER BY entry_id DESC LIMIT ?3",
    )?;
    let docs = statement.query_map(params![owner(tenant), before, limit as i64], |row| row.get::<_, String>(0))?;
    docs.map(|doc| from_json(&doc?)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use jiff::{SignedDuration, Timestamp};
    use tenantry_core::domain::{
        event::{Event, EventKind},
        ids::EventId,
    };

    use super::*;
    use crate::sqlite::migrate::{CONTROL, DATA, Schema};

    const TENANT: TenantId = TenantId(Uuid::from_u128(7));

    fn file(schema: &Schema) -> Connection {
        let mut conn = Connection::open_in_memory().expect("a database");
        schema.migrate(&mut conn).expect("the schema");
        conn
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).expect("a time")
    }

    /// The id of an entry is of its time, as processes make them.
    fn write(conn: &Connection, tenant: Option<TenantId>, at: Timestamp, n: u128, kind: Option<EventKind>) -> EntryId {
        let id = EntryId(Uuid::from_u128(FeedMark::first_at(at).0.as_u128() + n));
        let event = |kind| Event { id: EventId(id.0), tenant, at, kind };
        let mut entry = Entry::noticed(&event(EventKind::TenantUpdated));
        entry.events = kind.map(event).into_iter().collect();
        append(conn, tenant, &entry).expect("appended");
        id
    }

    fn ids(fed: &[Fed]) -> Vec<EntryId> {
        fed.iter().map(|fed| fed.entry.id).collect()
    }

    #[test]
    fn the_feed_is_in_the_order_of_commits_whatever_the_clock_says() {
        for schema in [&DATA, &CONTROL] {
            let conn = file(schema);
            let (hour, event) = (SignedDuration::from_hours(1), || Some(EventKind::TenantUpdated));
            let start = FeedMark::first_at(now() - hour);
            let first = write(&conn, Some(TENANT), now(), 5, event());
            write(&conn, Some(TENANT), now(), 6, None);
            write(&conn, None, now(), 7, event());
            // Begun earlier, and by a clock that was set back; another company is between them.
            let second = write(&conn, Some(TENANT), now(), 4, event());
            write(&conn, Some(TenantId(Uuid::from_u128(8))), now() + hour, 1, event());
            let third = write(&conn, Some(TENANT), now() - hour, 1, event());
            let fed = feed(&conn, TENANT, start, 100).expect("a feed");
            assert_eq!(ids(&fed), [first, second, third]);
            assert!(fed.is_sorted_by(|a, b| a.mark < b.mark));
            let on = feed(&conn, TENANT, fed[0].mark.next(), 1).expect("a feed");
            assert_eq!(ids(&on), [second]);
            assert_eq!(feed(&conn, TENANT, fed[2].mark.next(), 100).expect("a feed"), []);
            let later = write(&conn, Some(TENANT), now() + hour, 1, event());
            assert_eq!(ids(&feed(&conn, TENANT, fed[2].mark.next(), 100).expect("a feed")), [later]);
            // A time can be sought, and entries of one millisecond have room.
            assert_eq!(ids(&feed(&conn, TENANT, FeedMark::first_at(now() + hour), 9).expect("a feed")), [later]);
        }
    }

    /// A backup is an earlier state: what comes after it was restored must not be behind a reader who was further on.
    #[test]
    fn a_place_is_not_given_again_after_a_restore() {
        let (conn, event) = (file(&DATA), || Some(EventKind::TenantUpdated));
        write(&conn, Some(TENANT), now(), 1, event());
        let backed_up = feed(&conn, TENANT, FeedMark(Uuid::nil()), 9).expect("a feed");
        let minute = SignedDuration::from_mins(1);
        write(&conn, Some(TENANT), now() + minute, 2, event());
        let lost = feed(&conn, TENANT, backed_up[0].mark.next(), 9).expect("a feed");
        conn.execute("DELETE FROM journal WHERE feed > (SELECT min(feed) FROM journal)", []).expect("restored");
        let new = write(&conn, Some(TENANT), now() + 2 * minute, 3, event());
        assert_eq!(ids(&feed(&conn, TENANT, lost[0].mark.next(), 9).expect("a feed")), [new]);
    }

    #[test]
    fn neither_a_page_nor_an_entry_costs_more_the_longer_the_journal_is() {
        let mut conn = file(&DATA);
        let steps = Arc::new(AtomicU64::new(0));
        let counter = steps.clone();
        let count = move || {
            counter.fetch_add(1, Ordering::Relaxed);
            false
        };
        conn.progress_handler(1, Some(count)).expect("counted");
        let counted = |work: &mut dyn FnMut()| {
            let before = steps.load(Ordering::Relaxed);
            work();
            steps.load(Ordering::Relaxed) - before
        };
        let (mut appended, mut from) = (Vec::new(), FeedMark(Uuid::nil()));
        for n in 0..2_000 {
            for tenant in 6..=8 {
                let mut write = || {
                    write(&conn, Some(TenantId(Uuid::from_u128(tenant))), now(), n, Some(EventKind::TenantUpdated));
                };
                appended.push(counted(&mut write));
            }
        }
        let mut pages = Vec::new();
        loop {
            let mut fed = Vec::new();
            pages.push(counted(&mut || fed = feed(&conn, TENANT, from, 50).expect("a page")));
            let Some(last) = fed.last() else { break };
            from = last.mark.next();
        }
        pages.pop();
        assert_eq!(pages.len(), 40);
        println!("{} to {} steps for an entry, {} to {} for a page", appended[0], appended[5_999], pages[0], pages[39]);
        assert!(appended[5_999] <= 2 * appended[3] && pages[39] <= 2 * pages[0]);
    }
}
