//! The last time that is known to have been right, in the control data, and the
//! newest entry of the journal beside it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::known_time::{ClockState, KnownTime};

use crate::{
    partition::{FileId, Partition},
    sqlite::{Fault, millis, time},
};

/// The noted time, and up to when journal entries in its future are accepted.
type Noted = (Timestamp, Option<Timestamp>);

fn noted(control: &Connection) -> rusqlite::Result<Option<Noted>> {
    let mut statement = control.prepare_cached("SELECT known_at, excused_at FROM clock")?;
    let row = statement.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?))).optional()?;
    row.map(|(at, excused)| Ok((time(at)?, excused.map(time).transpose()?))).transpose()
}

/// Ids begin with their time, and rows are appended.
fn newest_entry(pool: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let mut statement = pool.prepare_cached("SELECT entry_id FROM journal ORDER BY slot DESC LIMIT 1")?;
    let id: Option<[u8; 16]> = statement.query_row([], |row| row.get(0)).optional()?;
    id.map(|id| {
        let mut bytes = [0; 8];
        bytes[2..].copy_from_slice(&id[..6]);
        time(i64::from_be_bytes(bytes))
    })
    .transpose()
}

/// To be read out of control data and pool.
pub(crate) fn known(control: &Connection, pool: &Connection) -> rusqlite::Result<KnownTime> {
    let (noted, newest) = (noted(control)?, newest_entry(pool)?);
    let excused = noted.and_then(|(_, excused)| excused);
    Ok(KnownTime {
        noted: noted.map(|(at, _)| at),
        newest_entry: newest.filter(|newest| excused.is_none_or(|excused| *newest > excused)),
    })
}

pub(crate) fn of(partition: &Partition) -> Result<KnownTime, Fault> {
    let ((control, _), (pool, _)) = (partition.at(FileId::Control)?, partition.at(FileId::Pool)?);
    Ok(control.read(|control| pool.read(|pool| known(control, pool)))?)
}

/// Returns the safe time by control data alone, for decisions within a transaction on it.
pub(crate) fn safe_in(control: &Connection, now: Timestamp) -> rusqlite::Result<Timestamp> {
    let noted = noted(control)?.map(|(at, _)| at);
    Ok(ClockState::judge(now, &KnownTime { noted, newest_entry: None }).safe_time())
}

/// Returns the time by which irreversible work is decided. Where it is unknown, nothing has expired.
pub(crate) fn safe_time(partition: &Partition, now: Timestamp) -> Timestamp {
    match of(partition) {
        Ok(known) => ClockState::judge(now, &known).safe_time(),
        Err(error) => {
            tracing::warn!(%error, "the last known time can't be read just now: {error}");
            Timestamp::UNIX_EPOCH
        }
    }
}

/// The newest entry by now, where an operator accepts the clock in spite of it.
pub(crate) fn excuse(partition: &Partition) -> Result<Option<Timestamp>, Fault> {
    let (pool, _) = partition.at(FileId::Pool)?;
    Ok(pool.read(newest_entry)?)
}

pub(crate) fn note(control: &Connection, at: Timestamp, excused: Option<Timestamp>) -> rusqlite::Result<()> {
    control
        .prepare_cached(
            "INSERT INTO clock (one, known_at, excused_at) VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE \
             SET known_at = excluded.known_at, excused_at = coalesce(excluded.excused_at, excused_at)",
        )?
        .execute(params![millis(at), excused.map(millis)])
        .map(drop)
}
