//! Notices that wait to be mailed, and what mails have claimed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    event::Event,
    ids::TenantId,
    notice::{Claim, Claimed, Notice},
};

use crate::sqlite::{from_json, millis, time, to_json};

pub(super) fn add(conn: &Connection, tenant: TenantId, notice: &Notice) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO notices (tenant_id, kind, event_id, doc) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![tenant.as_bytes(), notice.kind.key(), notice.event.id.as_bytes(), to_json(&notice.event)?])?;
    Ok(())
}

/// The one writer of the file runs this, so two claims never meet.
pub(super) fn claim(conn: &Connection, tenant: TenantId, claim: &Claim) -> rusqlite::Result<Claimed> {
    let digest: Option<String> = conn
        .prepare_cached("SELECT doc FROM digests WHERE tenant_id = ?1 AND owner = ?2")?
        .query_row(params![tenant.as_bytes(), claim.owner.as_bytes()], |row| row.get(0))
        .optional()?;
    if let Some(digest) = digest {
        return Ok(Claimed::Yours(from_json(&digest)?));
    }
    let waiting = waiting(conn, tenant, claim)?;
    if !waiting.iter().any(|event| event.id == claim.owner) {
        return Ok(Claimed::ByAnother);
    }
    let until = window(conn, tenant, claim)?;
    let oldest = waiting.iter().map(|event| event.at).min().unwrap_or(claim.now);
    let opens_at = claim.opens_at(oldest, until);
    if claim.now < opens_at {
        return Ok(Claimed::Later(opens_at));
    }
    let chosen = claim.choose(waiting);
    for event in &chosen {
        conn.prepare_cached("DELETE FROM notices WHERE tenant_id = ?1 AND kind = ?2 AND event_id = ?3")?
            .execute(params![tenant.as_bytes(), claim.kind.key(), event.id.as_bytes()])?;
    }
    conn.prepare_cached("INSERT INTO digests (tenant_id, owner, doc) VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_bytes(),
        claim.owner.as_bytes(),
        to_json(&chosen)?
    ])?;
    conn.prepare_cached("INSERT OR REPLACE INTO notice_windows (tenant_id, kind, until) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), claim.kind.key(), millis(claim.closes_until())])?;
    Ok(Claimed::Yours(chosen))
}

fn waiting(conn: &Connection, tenant: TenantId, claim: &Claim) -> rusqlite::Result<Vec<Event>> {
    let mut statement = conn.prepare_cached("SELECT doc FROM notices WHERE tenant_id = ?1 AND kind = ?2")?;
    let docs = statement.query_map(params![tenant.as_bytes(), claim.kind.key()], |row| row.get::<_, String>(0))?;
    docs.map(|doc| from_json(&doc?)).collect()
}

fn window(conn: &Connection, tenant: TenantId, claim: &Claim) -> rusqlite::Result<Option<Timestamp>> {
    let until: Option<i64> = conn
        .prepare_cached("SELECT until FROM notice_windows WHERE tenant_id = ?1 AND kind = ?2")?
        .query_row(params![tenant.as_bytes(), claim.kind.key()], |row| row.get(0))
        .optional()?;
    until.map(time).transpose()
}
