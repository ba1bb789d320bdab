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
