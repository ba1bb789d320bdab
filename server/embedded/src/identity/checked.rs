//! Which password a sign-in was checked by. Checking takes long and a second factor takes minutes; a session begins only if
//! the password is still the same, which is looked at in the transaction that begins it.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use tenantry_core::{
    domain::ids::UserId,
    ports::identity::{Pending, Realm},
};

/// A digest of the hash that a password was checked against. The same password set once more has another, by its salt.
pub(super) struct Checked(String);

impl Checked {
    pub fn by(hash: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(hash.as_bytes()).into();
        Self(digest[..16].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads it from a challenge. One of an earlier version does not say it, and is taken for the minutes that it lives.
    pub fn of(pending: &Pending) -> Self {
        Self(pending.0.clone())
    }

    pub fn pending(self) -> Pending {
        Pending(self.0)
    }

    /// Returns whether the password of the account is the one that was checked.
    pub fn is_current(&self, conn: &Connection, realm: Realm, user: UserId) -> rusqlite::Result<bool> {
        let present = password_hash(conn, realm, user)?;
        Ok(present.is_some_and(|hash| self.0.is_empty() || Self::by(&hash).0 == self.0))
    }
}

pub(super) fn password_hash(conn: &Connection, realm: Realm, user: UserId) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT password_hash FROM credentials WHERE realm = ?1 AND user_id = ?2")?
        .query_row(params![realm.name(), user.as_bytes()], |row| row.get(0))
        .optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_password_or_none_is_not_the_one_that_was_checked() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch("CREATE TABLE credentials (realm TEXT, user_id BLOB, password_hash TEXT)").expect("a table");
        let user = UserId(uuid::Uuid::from_u128(7));
        let is_current = |checked: &Checked| checked.is_current(&conn, Realm::Member, user).expect("a look-up");
        let first = Checked::by("$argon2id$first");
        assert!(!is_current(&first), "there is no account");
        conn.execute("INSERT INTO credentials VALUES ('member', ?1, '$argon2id$first')", [user.as_bytes()])
            .expect("a row");
        let kept = Checked::of(&Checked::by("$argon2id$first").pending());
        let earlier = Checked::of(&Pending::default());
        assert!(is_current(&first) && is_current(&kept) && is_current(&earlier));
        conn.execute("UPDATE credentials SET password_hash = '$argon2id$second'", []).expect("an update");
        assert!(!is_current(&first) && !is_current(&kept) && is_current(&earlier));
        conn.execute("DELETE FROM credentials", []).expect("a deletion");
        assert!(!is_current(&earlier), "the account is gone");
    }
}
