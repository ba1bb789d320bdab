//! What has served its time is removed: kept answers, expired links, ended
//! sessions, and the marks of events that can't arrive again.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use tenantry_core::device::DEVICE_DAYS;

use crate::sqlite::millis;

/// An event is retried for seconds and may be redriven by hand for weeks.
const REMEMBER_EVENTS: SignedDuration = SignedDuration::from_hours(24 * 90);

/// An identity that no record names is moments old, or left over.
const IDENTITY_WAITS: SignedDuration = SignedDuration::from_hours(1);

pub(crate) fn tidy_data(conn: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM answers WHERE expires_at <= ?1", [millis(now)])?;
    conn.execute("DELETE FROM consumed WHERE event_id < ?1", [oldest_id(now - REMEMBER_EVENTS)])?;
    conn.execute("DELETE FROM digests WHERE owner < ?1", [oldest_id(now - REMEMBER_EVENTS)])?;
    Ok(())
}

pub(crate) fn tidy_control(conn: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let (at, now) = (now, millis(now));
    conn.execute("DELETE FROM idempotency WHERE expires_at <= ?1", [now])?;
    // The identity that waited for the confirmation goes with it.
    conn.execute(
        "DELETE FROM credentials WHERE realm = 'member' AND user_id IN (SELECT unhex(replace(\
         json_extract(doc, '$.user'), '-', '')) FROM registrations WHERE expires_at <= ?1)",
        [now],
    )?;
    conn.execute("DELETE FROM registrations WHERE expires_at <= ?1", [now])?;
    // Made for somebody who did not become a member, because we were interrupted in between.
    conn.execute(
        "DELETE FROM credentials WHERE realm = 'member' AND user_id < ?1 \
         AND NOT EXISTS (SELECT 1 FROM members WHERE members.user_id = credentials.user_id) \
         AND user_id NOT IN (SELECT unhex(replace(json_extract(doc, '$.user'), '-', '')) FROM registrations)",
        [oldest_id(at - IDENTITY_WAITS)],
    )?;
    conn.execute("DELETE FROM resets WHERE expires_at <= ?1", [now])?;
    conn.execute("DELETE FROM challenges WHERE expires_at <= ?1", [now])?;
    conn.execute("DELETE FROM session_records WHERE expires_at <= ?1", [now])?;
    // The newest stays, so that whoever comes back after long is told of it.
    conn.execute(
        "DELETE FROM devices WHERE seen_at <= ?1 AND seen_at < (SELECT max(seen_at) FROM devices AS other \
         WHERE other.realm = devices.realm AND other.user_id = devices.user_id)",
        [now - SignedDuration::from_hours(24 * DEVICE_DAYS).as_millis() as i64],
    )?;
    conn.execute(
        "DELETE FROM refresh_tokens WHERE session_id IN (SELECT session_id FROM sessions WHERE expires_at <= ?1)",
        params![now],
    )?;
    conn.execute("DELETE FROM sessions WHERE expires_at <= ?1", [now])?;
    Ok(())
}

/// The smallest UUIDv7 of a moment.
fn oldest_id(at: Timestamp) -> [u8; 16] {
    let mut id = [0u8; 16];
    id[..6].copy_from_slice(&at.as_millisecond().max(0).to_be_bytes()[2..]);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_that_no_record_names_goes_after_a_while() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(include_str!("control.sql")).expect("tables");
        let now = Timestamp::from_second(1_800_000_000).expect("a time");
        let id = |at: Timestamp, n: u8| {
            let mut id = oldest_id(at);
            id[15] = n;
            id
        };
        let old = now - SignedDuration::from_hours(2);
        let (member, left_over, fresh, waiting) = (id(old, 1), id(old, 2), id(now, 3), id(old, 4));
        for user in [member, left_over, fresh, waiting] {
            conn.execute("INSERT INTO credentials VALUES ('member', ?1, 'hash')", [user]).expect("a row");
        }
        conn.execute("INSERT INTO credentials VALUES ('operator', ?1, 'hash')", [left_over]).expect("a row");
        conn.execute("INSERT INTO members VALUES (?1, x'00', 'a@b.example', 1, '{}')", [member]).expect("a row");
        let doc = format!(r#"{{"user": "{}"}}"#, uuid::Uuid::from_bytes(waiting));
        conn.execute("INSERT INTO registrations VALUES (x'01', 'c@d.example', ?1, ?2)", params![millis(now) + 1, doc])
            .expect("a row");
        tidy_control(&conn, now).expect("tidied");
        let mut kept = conn.prepare("SELECT user_id FROM credentials WHERE realm = 'member'").expect("a query");
        let kept = kept.query_map([], |row| row.get(0)).expect("rows").collect::<rusqlite::Result<Vec<[u8; 16]>>>();
        let mut kept = kept.expect("ids");
        kept.sort_unstable_by_key(|id| id[15]);
        assert_eq!(kept, [member, fresh, waiting]);
        let operators =
            conn.query_row("SELECT count(*) FROM credentials WHERE realm = 'operator'", [], |row| row.get(0));
        assert_eq!(operators, Ok(1), "operators are named elsewhere");
    }
}
