//! What is known of a tenant beside its data: its people and all that is kept
//! about their signing in, invitations, answers, history, events, mails.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    ids::TenantId,
    journal::{Actor, Entry},
    tenant::TenantRecord,
    text::fold_email,
};

use super::{People, rows::Table};
use crate::sqlite::{from_json, to_json};

/// Also those who have left: the journal knows them.
pub fn people(conn: &Connection, tenant: &TenantRecord) -> rusqlite::Result<People> {
    let id = tenant.id.as_bytes();
    let mut users: BTreeSet<[u8; 16]> = BTreeSet::new();
    let mut addresses = BTreeSet::from([fold_email(&tenant.admin_email)]);
    let mut members = conn.prepare("SELECT user_id, email_fold FROM members WHERE tenant_id = ?1")?;
    for member in members.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (user, address) = member?;
        users.insert(user);
        addresses.insert(address);
    }
    let mut invited = conn.prepare("SELECT json_extract(doc, '$.email') FROM invitations WHERE tenant_id = ?1")?;
    for address in invited.query_map([id], |row| row.get::<_, String>(0))? {
        addresses.insert(fold_email(&address?));
    }
    let mut journal = conn.prepare("SELECT doc FROM journal WHERE tenant_id = ?1")?;
    for doc in journal.query_map([id], |row| row.get::<_, String>(0))? {
        let entry: Entry = from_json(&doc?)?;
        users.extend(entry.subject.map(|subject| *subject.as_bytes()));
        if let Actor::Member(user) = entry.actor {
            users.insert(*user.as_bytes());
        }
    }
    Ok(People { users: users.into_iter().collect(), addresses: addresses.into_iter().collect() })
}

/// Those about the tenant, and those that its people got before they belonged to it.
pub fn erase_mails(conn: &Connection, tenant: TenantId, people: &People) -> rusqlite::Result<usize> {
    let mut gone = conn.execute("DELETE FROM mails WHERE tenant_id = ?1", [tenant.as_bytes()])?;
    let mut delete = conn.prepare("DELETE FROM mails WHERE tenant_id IS NULL AND to_fold = ?1")?;
    for address in &people.addresses {
        gone += delete.execute([address])?;
    }
    Ok(gone)
}

/// The operation that this is a step of stays, and what the journal and the outbox say of it.
pub fn erase_control(
    conn: &Connection,
    tenant: &TenantRecord,
    people: &People,
    tombstone: &TenantRecord,
) -> rusqlite::Result<usize> {
    let id = tenant.id.as_bytes();
    let running = "SELECT operation_id FROM operations WHERE tenant_id = ?1 AND status = 'running'";
    let since: Option<[u8; 16]> = conn.query_row(running, [id], |row| row.get(0)).optional()?;
    let since = since.unwrap_or([0xff; 16]);
    let mut gone = erase_people(conn, people)?;
    for table in Table::with(conn, "tenant_id")? {
        // Ids are in the order of time.
        let newer = match table.name.as_str() {
            "tenants" => continue,
            "operations" => "operation_id",
            "journal" => "entry_id",
            "outbox" => "event_id",
            _ => {
                gone += table.delete_all(conn, "tenant_id", id)?;
                continue;
            }
        };
        let older = format!("DELETE FROM \"{}\" WHERE tenant_id = ?1 AND {newer} < ?2", table.name);
        gone += conn.execute(&older, params![id, since])?;
    }
    conn.execute(
        "UPDATE tenants SET tier = ?2, status = ?3, placement = ?4, version = ?5, doc = ?6 WHERE tenant_id = ?1",
        params![
            id,
            tombstone.tier.name(),
            tombstone.status.name(),
            tombstone.placement.name(),
            tombstone.version as i64,
            to_json(tombstone)?,
        ],
    )?;
    Ok(gone)
}

fn erase_people(conn: &Connection, people: &People) -> rusqlite::Result<usize> {
    let mut gone = 0;
    let tables = Table::with(conn, "user_id")?;
    for user in &people.users {
        gone += conn.execute(
            "DELETE FROM refresh_tokens WHERE session_id IN (SELECT session_id FROM sessions WHERE user_id = ?1)",
            [user],
        )?;
        let named = uuid::Uuid::from_bytes(*user).to_string();
        gone += conn.execute("DELETE FROM resets WHERE json_extract(doc, '$.user') = ?1", [named])?;
        // An operator is nobody's member, so none is among these.
        for table in tables.iter().filter(|table| table.name != "operators") {
            gone += table.delete_all(conn, "user_id", user)?;
        }
    }
    Ok(gone)
}
