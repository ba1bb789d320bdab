//! Control data: counts of people, credentials nobody owns, dead letters.

use std::{collections::BTreeSet, path::Path};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use tenantry_core::domain::{ids::TenantId, known_time::ClockState, zone};

use super::{Report, said_of, texts};
use crate::{
    known_time,
    partition::{self, silo_name},
    placed,
    sqlite::FileKind,
};

/// Seats of members and of people who are invited.
const COUNTS: &str = "\
    SELECT tenant_id, coalesce(c.users, 0) || ' users are counted, and there are ' \
           || s.seats \
    FROM (SELECT tenant_id, sum(n) AS seats FROM (SELECT tenant_id, count(*) AS n FROM members GROUP BY tenant_id \
          UNION ALL SELECT tenant_id, count(*) FROM invitations GROUP BY tenant_id) GROUP BY tenant_id) s \
    LEFT JOIN user_counts c USING (tenant_id) WHERE coalesce(c.users, 0) <> s.seats";

const OWNERS: &str = "\
    SELECT m.tenant_id, coalesce(c.owners, 0) || ' owners are counted, and there \
           are ' || m.owners \
    FROM (SELECT tenant_id, sum(json_extract(doc, '$.role') = 'owner') AS owners FROM members GROUP BY tenant_id) m \
    LEFT JOIN user_counts c USING (tenant_id) WHERE coalesce(c.owners, 0) <> m.owners";

const CREDENTIALS: &str = "\
    SELECT user_id, 'this ' || realm || ' credential belongs to nobody' FROM credentials c \
    WHERE (realm = 'operator' AND NOT EXISTS (SELECT 1 FROM operators o WHERE o.user_id = c.user_id)) \
       OR (realm = 'member' AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = c.user_id) \
           AND NOT EXISTS (SELECT 1 FROM registrations r \
                           WHERE unhex(replace(json_extract(r.doc, '$.user'), '-', '')) = c.user_id))";

const LETTERS: &str = "\
    SELECT count(*) || ' events were given up on by ' || consumer || '; see GET /v1/operator/dead-letters' \
    FROM dead_letters GROUP BY consumer";

const MEMBERS: &str = "\
    SELECT user_id, 'it belongs to no tenant' FROM members m \
    WHERE NOT EXISTS (SELECT 1 FROM tenants t WHERE t.tenant_id = m.tenant_id)";

pub(super) fn examine(control: &Connection, report: &mut Report) {
    report.take("people", said_of(control, "tenant", COUNTS), "the counts of users are right");
    report.take("people", said_of(control, "tenant", OWNERS), "the counts of owners are right");
    report.take("people", said_of(control, "member", MEMBERS), "every member belongs to a tenant");
    report.take("credentials", said_of(control, "user", CREDENTIALS), "every credential belongs to a user");
    report.take("time zones", unknown_zones(control), &zones_of());
    report.take("events", texts(control, LETTERS), "no event was given up on");
}

fn zones_of() -> String {
    format!("days are counted by release {} of the time zone database", zone::version())
}

/// Tenants in a zone that an earlier release let them choose and no browser knows.
fn unknown_zones(control: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        control.prepare("SELECT tenant_id, json_extract(doc, '$.time_zone') FROM tenants ORDER BY tenant_id")?;
    let rows = statement.query_map([], |row| Ok((uuid::Uuid::from_bytes(row.get(0)?), row.get::<_, String>(1)?)))?;
    let mut unknown = Vec::new();
    for row in rows {
        let (tenant, name) = row?;
        if zone::known(&name).is_none() {
            unknown.push(format!(
                "tenant {tenant}: its time zone {name} is known to no browser, so it counts in UTC; \
                 an admin of it must choose another, under Settings"
            ));
        }
    }
    Ok(unknown)
}

/// Whether the clock is trusted with what can't be undone.
pub(super) fn clock(control: &Connection, pool: &Connection, report: &mut Report) {
    match known_time::known(control, pool) {
        Ok(known) => match ClockState::judge(Timestamp::now(), &known).warning() {
            Some(warning) => report.problem("clock", warning),
            None => report.fine("clock", "nothing speaks against the clock"),
        },
        // A file that no server of this version has used yet.
        Err(error) => report.warn("clock", format!("the last known time can't be read: {error}")),
    }
}

/// The silo files: those that tenants must have, and those that are there and are nobody's.
pub(super) fn silos(data: &Path, control: Option<&Connection>, report: &mut Report) -> Vec<(String, FileKind)> {
    let there = match partition::silo_files(&data.join(partition::SILOS)) {
        Ok(there) => there,
        Err(error) => {
            report.problem("silos", format!("the folder can't be read: {error}"));
            return Vec::new();
        }
    };
    let mut silos: BTreeSet<TenantId> = BTreeSet::new();
    for tenant in there {
        if control.is_some_and(|control| !is_silo(control, tenant)) {
            let name = silo_name(tenant);
            report.problem("silos", format!("{name} belongs to no tenant that is placed in a silo"));
        } else {
            silos.insert(tenant);
        }
    }
    match control.map(placed::silos) {
        Some(Ok(placed)) => silos.extend(placed),
        Some(Err(error)) => report.problem("silos", format!("control.db can't be read: {error}")),
        None => {}
    }
    silos.into_iter().map(|tenant| (silo_name(tenant), FileKind::Silo(tenant))).collect()
}

fn is_silo(control: &Connection, tenant: TenantId) -> bool {
    let placement =
        control.query_row("SELECT placement FROM tenants WHERE tenant_id = ?1", [tenant.as_bytes()], |row| {
            row.get::<_, String>(0)
        });
    placement.optional().is_ok_and(|placement| placement.as_deref() == Some("silo"))
}
