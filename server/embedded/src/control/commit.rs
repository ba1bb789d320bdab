//! One control commit, inside a transaction: all of it, or an error and none of it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    domain::{
        idempotency::{IdemKey, IdemRecord},
        ids::{TenantId, UserId},
        invitation::Invitation,
        member::Member,
        operator::OperatorRecord,
        registration::{Registration, Reset},
        tenant::TenantRecord,
        text::fold_email,
    },
    ports::commit::{CommitError, ControlCommit, ControlWrite, Expect, Subject},
};

use super::{api_keys, operations};
use crate::{
    outbox,
    sqlite::{Refusal, from_json, millis, to_json},
    store::journal,
};

pub(super) type Applied = Result<(), Refusal<CommitError>>;

pub(super) fn refuse<T>(error: CommitError) -> Result<T, Refusal<CommitError>> {
    Err(Refusal::Rule(error))
}

pub(super) fn expect_change(changed: usize, subject: Subject) -> Applied {
    if changed == 0 { refuse(CommitError::Unexpected(subject)) } else { Ok(()) }
}

pub(super) fn apply(conn: &Connection, commit: &ControlCommit) -> Applied {
    if let Some(record) = &commit.idempotency {
        if let Some(kept) = kept(conn, &record.key, commit.entry.at)? {
            return refuse(CommitError::Replay(Box::new(kept)));
        }
        conn.prepare_cached(
            "INSERT OR REPLACE INTO idempotency (key, record, expires_at, tenant_id) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            record.key.0,
            to_json(record)?,
            millis(record.expires_at),
            outbox::owner(commit.entry.tenant)
        ])?;
    }
    for write in &commit.writes {
        match write {
            ControlWrite::Tenant { tenant, expect } => put_tenant(conn, tenant, *expect)?,
            ControlWrite::Member { member, expect } => put_member(conn, member, *expect)?,
            ControlWrite::RemoveMember { user, expect } => remove_member(conn, *user, *expect)?,
            ControlWrite::CountUsers { tenant, delta, max } => count_users(conn, *tenant, *delta, *max)?,
            ControlWrite::CountOwners { tenant, delta } => count_owners(conn, *tenant, *delta)?,
            ControlWrite::Invitation { invitation, expect } => put_invitation(conn, invitation, *expect)?,
            ControlWrite::RemoveInvitation { id } => {
                let changed = remove(conn, "DELETE FROM invitations WHERE invitation_id = ?1", id.as_bytes())?;
                expect_change(changed, Subject::Invitation(*id))?;
            }
            ControlWrite::ApiKey { key, expect, max } => api_keys::put(conn, key, *expect, *max)?,
            ControlWrite::RemoveApiKey { id, tenant } => api_keys::remove(conn, *id, *tenant)?,
            ControlWrite::Registration { registration } => put_registration(conn, registration)?,
            ControlWrite::RemoveRegistration { id } => {
                let changed = remove(conn, "DELETE FROM registrations WHERE registration_id = ?1", id.as_bytes())?;
                expect_change(changed, Subject::Registration(*id))?;
            }
            ControlWrite::Reset { reset } => put_reset(conn, reset)?,
            ControlWrite::RemoveReset { id } => {
                let changed = remove(
                    conn,
                    "DELETE FROM resets WHERE json_extract(doc, '$.user') = \
                     (SELECT json_extract(doc, '$.user') FROM resets WHERE reset_id = ?1)",
                    id.as_bytes(),
                )?;
                expect_change(changed, Subject::Reset(*id))?;
            }
            ControlWrite::Operator { operator } => put_operator(conn, operator)?,
            ControlWrite::Operation { operation, expect } => operations::put(conn, operation, *expect)?,
            ControlWrite::OperatorTotp { user, since } => set_operator_totp(conn, *user, *since)?,
        }
    }
    journal::append(conn, commit.entry.tenant, &commit.entry)?;
    outbox::append(conn, commit.entry.tenant, &commit.entry.events)?;
    Ok(())
}

pub(super) fn kept(conn: &Connection, key: &IdemKey, now: Timestamp) -> rusqlite::Result<Option<IdemRecord>> {
    conn.prepare_cached("SELECT record FROM idempotency WHERE key = ?1 AND expires_at > ?2")?
        .query_row(params![key.0, millis(now)], |row| row.get::<_, String>(0))
        .optional()?
        .map(|record| from_json(&record))
        .transpose()
}

fn put_tenant(conn: &Connection, tenant: &TenantRecord, expect: Expect) -> Applied {
    let seen = match expect {
        Expect::Absent => None,
        Expect::Version(seen) => Some(seen as i64),
    };
    let sql = match seen {
        None => {
            "INSERT OR IGNORE INTO tenants (tenant_id, tier, status, placement, version, doc) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?7 IS NULL"
        }
        Some(_) => {
            "UPDATE tenants SET tier = ?2, status = ?3, placement = ?4, version = ?5, doc = ?6 \
             WHERE tenant_id = ?1 AND version = ?7"
        }
    };
    let changed = conn.prepare_cached(sql)?.execute(params![
        tenant.id.as_bytes(),
        tenant.tier.name(),
        tenant.status.name(),
        tenant.placement.name(),
        tenant.version as i64,
        to_json(tenant)?,
        seen,
    ])?;
    expect_change(changed, Subject::Tenant(tenant.id))
}

fn put_member(conn: &Connection, member: &Member, expect: Expect) -> Applied {
    let Expect::Version(seen) = expect else {
        let changed = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO members (user_id, tenant_id, email_fold, version, doc) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                member.user.as_bytes(),
                member.tenant.as_bytes(),
                fold_email(&member.email),
                member.version as i64,
                to_json(member)?,
            ])?;
        return if changed == 0 { refuse(CommitError::EmailTaken) } else { Ok(()) };
    };
    let changed = conn
        .prepare_cached("UPDATE members SET version = ?3, doc = ?4 WHERE user_id = ?1 AND version = ?2")?
        .execute(params![member.user.as_bytes(), seen as i64, member.version as i64, to_json(member)?])?;
    expect_change(changed, Subject::Member(member.user))
}

fn remove_member(conn: &Connection, user: UserId, seen: u64) -> Applied {
    let changed = conn
        .prepare_cached("DELETE FROM members WHERE user_id = ?1 AND version = ?2")?
        .execute(params![user.as_bytes(), seen as i64])?;
    expect_change(changed, Subject::Member(user))
}

/// Users and owners of a tenant.
pub(super) fn counts(conn: &Connection, tenant: TenantId) -> rusqlite::Result<(u64, u64)> {
    let counts = conn
        .prepare_cached("SELECT users, owners FROM user_counts WHERE tenant_id = ?1")?
        .query_row([tenant.as_bytes()], |row| Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64)))
        .optional()?;
    Ok(counts.unwrap_or_default())
}

fn set_counts(conn: &Connection, tenant: TenantId, users: u64, owners: u64) -> Applied {
    conn.prepare_cached("INSERT OR REPLACE INTO user_counts (tenant_id, users, owners) VALUES (?1, ?2, ?3)")?
        .execute(params![tenant.as_bytes(), users as i64, owners as i64])?;
    Ok(())
}

fn count_users(conn: &Connection, tenant: TenantId, delta: i64, max: Option<u64>) -> Applied {
    let (used, owners) = counts(conn, tenant)?;
    let users = used.saturating_add_signed(delta);
    if let Some(max) = max
        && users > max
    {
        return refuse(CommitError::OverLimit { max, used });
    }
    set_counts(conn, tenant, users, owners)
}

fn count_owners(conn: &Connection, tenant: TenantId, delta: i64) -> Applied {
    let (users, owners) = counts(conn, tenant)?;
    let owners = owners.saturating_add_signed(delta);
    if owners == 0 {
        return refuse(CommitError::LastOwner);
    }
    set_counts(conn, tenant, users, owners)
}

fn put_invitation(conn: &Connection, invitation: &Invitation, expect: Expect) -> Applied {
    if expect == Expect::Absent && is_invited(conn, invitation)? {
        return refuse(CommitError::EmailTaken);
    }
    let key = params![
        invitation.id.as_bytes(),
        invitation.tenant.as_bytes(),
        invitation.version as i64,
        to_json(invitation)?,
    ];
    let changed = match expect {
        Expect::Absent => conn
            .prepare_cached(
                "INSERT OR IGNORE INTO invitations (invitation_id, tenant_id, version, doc) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(key)?,
        Expect::Version(_) => conn
            .prepare_cached(
                "UPDATE invitations SET version = ?3, doc = ?4 \
                 WHERE invitation_id = ?1 AND tenant_id = ?2 AND version = ?3 - 1",
            )?
            .execute(key)?,
    };
    expect_change(changed, Subject::Invitation(invitation.id))
}

/// A tenant has no more invitations than seats, so they are simply looked through.
fn is_invited(conn: &Connection, new: &Invitation) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached("SELECT doc FROM invitations WHERE tenant_id = ?1")?;
    let docs = statement.query_map([new.tenant.as_bytes()], |row| row.get::<_, String>(0))?;
    let open = docs.map(|doc| from_json(&doc?)).collect::<rusqlite::Result<Vec<Invitation>>>()?;
    Ok(open.iter().any(|open| open.is_open(new.created_at) && fold_email(&open.email) == fold_email(&new.email)))
}

fn put_registration(conn: &Connection, registration: &Registration) -> Applied {
    conn.prepare_cached(
        "INSERT INTO registrations (registration_id, email_fold, expires_at, doc) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        registration.id.as_bytes(),
        fold_email(&registration.email),
        millis(registration.expires_at),
        to_json(registration)?,
    ])?;
    Ok(())
}

fn put_reset(conn: &Connection, reset: &Reset) -> Applied {
    conn.prepare_cached("INSERT INTO resets (reset_id, expires_at, doc) VALUES (?1, ?2, ?3)")?.execute(params![
        reset.id.as_bytes(),
        millis(reset.expires_at),
        to_json(reset)?
    ])?;
    Ok(())
}

fn put_operator(conn: &Connection, operator: &OperatorRecord) -> Applied {
    let changed = conn
        .prepare_cached("INSERT OR IGNORE INTO operators (user_id, email_fold, doc) VALUES (?1, ?2, ?3)")?
        .execute(params![operator.user.as_bytes(), fold_email(&operator.email), to_json(operator)?])?;
    if changed == 0 { refuse(CommitError::EmailTaken) } else { Ok(()) }
}

fn set_operator_totp(conn: &Connection, user: UserId, since: Option<Timestamp>) -> Applied {
    let doc: Option<String> = conn
        .prepare_cached("SELECT doc FROM operators WHERE user_id = ?1")?
        .query_row([user.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(doc) = doc else { return refuse(CommitError::Unexpected(Subject::Operator(user))) };
    let operator = OperatorRecord { totp_since: since, ..from_json(&doc)? };
    conn.prepare_cached("UPDATE operators SET doc = ?2 WHERE user_id = ?1")?
        .execute(params![user.as_bytes(), to_json(&operator)?])?;
    Ok(())
}

fn remove(conn: &Connection, sql: &str, id: &[u8; 16]) -> rusqlite::Result<usize> {
    conn.prepare_cached(sql)?.execute([id])
}
