//! What has served its time is removed: kept answers, expired links, ended
//! sessions, and the marks of events that can't arrive again. How long that
//! is stands in `tenantry_core::policy::retention`.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use tenantry_core::{
    domain::ids::TenantId,
    policy::{
        device::known_since,
        retention::{UNNAMED_IDENTITY, event_mark_until, event_marks_since},
    },
};

use crate::sqlite::{first_id, millis, time};

/// Rows that are removed at a time: commits of others wait behind them.
const PIECE: usize = 500;
/// Tenants that are looked at in a piece.
const TENANTS: usize = 250;

/// Marks of what was handled, each with the id of an event, which says its age.
struct Marks {
    table: &'static str,
    event: &'static str,
}

static MARKS: [Marks; 2] = [Marks { table: "consumed", event: "event_id" }, Marks { table: "digests", event: "owner" }];

/// The position that the tidying of a file has reached.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reached {
    /// Of the marks; 0 while answers are removed.
    stage: usize,
    /// Marks of tenants up to this one are done.
    tenant: Option<[u8; 16]>,
}

/// Removes one piece of what has served its time. Returns where to go on; nothing once all is done. Every step is a seek,
/// so what is not due yet costs nothing, however much it is.
pub(crate) fn tidy_data(conn: &Connection, now: Timestamp, reached: Reached) -> rusqlite::Result<Option<Reached>> {
    let (mut reached, before) = (reached, conn.total_changes());
    // As a rule nothing is due in a small file, which is one piece of work then.
    for _ in 0..=MARKS.len() + 1 {
        match tidy_stage(conn, now, reached)? {
            Some(next) => reached = next,
            None => return Ok(None),
        }
        if conn.total_changes() != before {
            break;
        }
    }
    Ok(Some(reached))
}

fn tidy_stage(conn: &Connection, now: Timestamp, reached: Reached) -> rusqlite::Result<Option<Reached>> {
    let Reached { stage, tenant } = reached;
    let Some(marks) = stage.checked_sub(1).map(|at| MARKS.get(at)) else {
        let gone = conn
            .prepare_cached(
                "DELETE FROM answers WHERE slot IN \
                 (SELECT slot FROM answers WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
            )?
            .execute(params![millis(now), PIECE as i64])?;
        return Ok(Some(if gone < PIECE { Reached { stage: 1, tenant: None } } else { reached }));
    };
    let Some(marks) = marks else { return Ok(None) };
    let (mut tenant, mut removed) = (tenant, 0);
    for _ in 0..TENANTS {
        let Some(next) = marks.tenant_after(conn, tenant)? else {
            return Ok(Some(Reached { stage: stage + 1, tenant: None }));
        };
        let gone = marks.remove(conn, next, first_id(event_marks_since(now)))?;
        if gone < PIECE {
            tenant = Some(next);
        }
        removed += gone;
        if removed >= PIECE {
            break;
        }
    }
    Ok(Some(Reached { stage, tenant }))
}

impl Marks {
    /// Returns the next tenant that has marks.
    fn tenant_after(&self, conn: &Connection, tenant: Option<[u8; 16]>) -> rusqlite::Result<Option<[u8; 16]>> {
        let sql = format!("SELECT min(tenant_id) FROM {} WHERE tenant_id > ?1", self.table);
        // Nothing sorts before an empty text of bytes.
        let after = tenant.map_or_else(Vec::new, |tenant| tenant.to_vec());
        conn.prepare_cached(&sql)?.query_row([after], |row| row.get(0))
    }

    fn remove(&self, conn: &Connection, tenant: [u8; 16], since: [u8; 16]) -> rusqlite::Result<usize> {
        let Self { table, event } = self;
        let older = format!(
            "DELETE FROM {table} WHERE tenant_id = ?1 AND {event} <= (SELECT max({event}) FROM \
             (SELECT {event} FROM {table} WHERE tenant_id = ?1 AND {event} < ?2 ORDER BY {event} LIMIT ?3))"
        );
        let gone = conn.prepare_cached(&older)?.execute(params![tenant, since, PIECE as i64])?;
        // The marks of one event go together, which may be one or two more.
        Ok(gone.min(PIECE))
    }

    fn oldest(&self, conn: &Connection, tenant: TenantId) -> rusqlite::Result<Option<Timestamp>> {
        let sql = format!("SELECT min({}) FROM {} WHERE tenant_id = ?1", self.event, self.table);
        let oldest: Option<[u8; 16]> = conn.prepare_cached(&sql)?.query_row([tenant.as_bytes()], |row| row.get(0))?;
        oldest.map(|id| time_of(id).map(event_mark_until)).transpose()
    }
}

/// Returns when the first of what a company's own file has now will have served its time.
pub(crate) fn next_due(conn: &Connection, tenant: TenantId) -> rusqlite::Result<Option<Timestamp>> {
    let answer: Option<i64> = conn.query_row("SELECT min(expires_at) FROM answers", [], |row| row.get(0))?;
    let mut due: Vec<Timestamp> = answer.map(time).transpose()?.into_iter().collect();
    for marks in &MARKS {
        due.extend(marks.oldest(conn, tenant)?);
    }
    Ok(due.into_iter().min())
}

/// Returns the moment of a UUIDv7.
fn time_of(id: [u8; 16]) -> rusqlite::Result<Timestamp> {
    let [a, b, c, d, e, f, ..] = id;
    time(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
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
    // Made for a user who did not become a member, because we were interrupted in between.
    conn.execute(
        "DELETE FROM credentials WHERE realm = 'member' AND user_id < ?1 \
         AND NOT EXISTS (SELECT 1 FROM members WHERE members.user_id = credentials.user_id) \
         AND user_id NOT IN (SELECT unhex(replace(json_extract(doc, '$.user'), '-', '')) FROM registrations)",
        [first_id(at - UNNAMED_IDENTITY)],
    )?;
    conn.execute("DELETE FROM resets WHERE expires_at <= ?1", [now])?;
    conn.execute("DELETE FROM challenges WHERE expires_at <= ?1", [now])?;
    conn.execute("DELETE FROM session_records WHERE expires_at <= ?1", [now])?;
    // The newest stays, so that a user who comes back after long is notified of it.
    conn.execute(
        "DELETE FROM devices WHERE seen_at <= ?1 AND seen_at < (SELECT max(seen_at) FROM devices AS other \
         WHERE other.realm = devices.realm AND other.user_id = devices.user_id)",
        [millis(known_since(at))],
    )?;
    conn.execute(
        "DELETE FROM refresh_tokens WHERE session_id IN (SELECT session_id FROM sessions WHERE expires_at <= ?1)",
        params![now],
    )?;
    conn.execute("DELETE FROM sessions WHERE expires_at <= ?1", [now])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use uuid::Uuid;

    use super::*;
    use crate::sqlite::migrate::DATA;

    /// Marks of three consumers for each event, of three tenants, and answers: half of them old.
    fn filled(now: Timestamp, events: u64) -> Connection {
        let mut conn = Connection::open_in_memory().expect("a database");
        DATA.migrate(&mut conn).expect("the schema");
        let old = event_marks_since(now) - SignedDuration::from_hours(1);
        for tenant in [1_u8, 2, 0xff] {
            for n in 0..events {
                let at = if n % 2 == 0 { old } else { now };
                let mut event = first_id(at);
                event[8..].copy_from_slice(&n.to_be_bytes());
                for consumer in ["a", "b", "c"] {
                    conn.execute("INSERT INTO consumed VALUES (?1, ?2, ?3)", params![[tenant; 16], event, consumer])
                        .expect("a mark");
                }
                let expires = if n % 2 == 0 { millis(now) } else { millis(now) + 1 };
                conn.execute(
                    "INSERT INTO answers (tenant_id, key, fingerprint, expires_at, answer) VALUES (?1, ?2, x'', ?3, '{}')",
                    params![[tenant; 16], event, expires],
                )
                .expect("an answer");
            }
        }
        conn
    }

    fn count(conn: &Connection, table: &str) -> i64 {
        conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn what_has_served_its_time_goes_in_pieces_and_the_rest_stays() {
        let now = Timestamp::from_second(1_800_000_000).expect("a time");
        let conn = filled(now, 1_200);
        let (mut reached, mut pieces) = (Some(Reached::default()), 0);
        while let Some(at) = reached {
            let before = conn.total_changes();
            reached = tidy_data(&conn, now, at).expect("a piece");
            let gone = conn.total_changes() - before;
            assert!(gone <= 2 * PIECE as u64 + 4, "{gone} at once");
            pieces += 1;
        }
        assert!(pieces > 10, "{pieces}");
        assert_eq!((count(&conn, "consumed"), count(&conn, "answers")), (3 * 600 * 3, 3 * 600));
        let left = "answers WHERE expires_at <= 1800000000000";
        assert_eq!(count(&conn, left), 0);
        let due = next_due(&conn, TenantId(Uuid::from_bytes([2; 16]))).expect("a look");
        assert_eq!(due.map(millis), Some(millis(now) + 1), "the first answer that is left");
        conn.execute("DELETE FROM answers", []).expect("gone");
        let due = next_due(&conn, TenantId(Uuid::from_bytes([2; 16]))).expect("a look");
        assert_eq!(due, Some(event_mark_until(now)));
        assert_eq!(next_due(&conn, TenantId(Uuid::from_bytes([3; 16]))).expect("a look"), None);
    }

    #[test]
    fn an_identity_that_no_record_names_goes_after_a_while() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(include_str!("control.sql")).expect("tables");
        let now = Timestamp::from_second(1_800_000_000).expect("a time");
        let id = |at: Timestamp, n: u8| {
            let mut id = first_id(at);
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
