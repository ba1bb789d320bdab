//! Second factors of our own provider: RFC 6238 with SHA-1, 30 seconds and
//! six digits, which every authenticator app knows. Secrets are encrypted at
//! rest and bound to their owner (ADR 11).

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::{
    domain::{ids::UserId, totp::plain_code},
    ports::{env::Random, identity::Realm},
};
use totp_rs::{Builder, Secret, Totp};

/// A TOTP secret, as long as the digest (RFC 4226, section 4, R6).
pub(super) type TotpSecret = [u8; 20];
/// Bytes of a nonce of XChaCha20-Poly1305.
const NONCE: usize = 24;

/// Encrypts and decrypts TOTP secrets.
pub(super) struct Vault(XChaCha20Poly1305);

impl Vault {
    pub fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&key.into()))
    }

    /// Returns `None` if the cipher fails, which it does only for texts of gigabytes.
    pub fn encrypt(&self, random: &dyn Random, realm: Realm, user: UserId, secret: &TotpSecret) -> Option<Vec<u8>> {
        let mut nonce = [0u8; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: &owner(realm, user) };
        let encrypted = self.0.encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &encrypted].concat())
    }

    pub fn decrypt(&self, realm: Realm, user: UserId, encrypted: &[u8]) -> Option<TotpSecret> {
        let (nonce, encrypted) = encrypted.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: encrypted, aad: &owner(realm, user) };
        self.0.decrypt(&(*nonce).into(), payload).ok()?.try_into().ok()
    }
}

fn owner(realm: Realm, user: UserId) -> Vec<u8> {
    [realm.name().as_bytes(), b" ", user.as_bytes()].concat()
}

fn totp(secret: &TotpSecret) -> Totp {
    Builder::new().with_secret(Secret::from(secret.to_vec())).build_noncompliant()
}

pub(super) fn base32(secret: &TotpSecret) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// Returns the step that a code belongs to, one before or after now at the most.
pub(super) fn step_of(secret: &TotpSecret, code: &str, now: Timestamp) -> Option<i64> {
    let code = plain_code(code)?;
    let second = u64::try_from(now.as_second()).ok()?;
    totp(secret).check(&code, second)?.try_into().ok()
}

/// Beside one that is on, until it is confirmed.
pub(super) fn begin(conn: &Connection, realm: Realm, user: UserId, encrypted: &[u8]) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO totp (realm, user_id, confirmed, sealed, last_step) VALUES (?1, ?2, 0, ?3, 0)",
    )?
    .execute(params![realm.name(), user.as_bytes(), encrypted])
    .map(drop)
}

pub(super) fn find(
    conn: &Connection,
    realm: Realm,
    user: UserId,
    confirmed: bool,
) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT sealed FROM totp WHERE realm = ?1 AND user_id = ?2 AND confirmed = ?3")?
        .query_row(params![realm.name(), user.as_bytes(), confirmed], |row| row.get(0))
        .optional()
}

/// False, if it is not the one that was begun, because another took its place.
pub(super) fn confirm(
    conn: &Connection,
    realm: Realm,
    user: UserId,
    encrypted: &[u8],
    step: i64,
) -> rusqlite::Result<bool> {
    if find(conn, realm, user, false)?.as_deref() != Some(encrypted) {
        return Ok(false);
    }
    end(conn, realm, user)?;
    conn.prepare_cached("INSERT INTO totp (realm, user_id, confirmed, sealed, last_step) VALUES (?1, ?2, 1, ?3, ?4)")?
        .execute(params![realm.name(), user.as_bytes(), encrypted, step])?;
    Ok(true)
}

/// False, if this step, or a later one, was used already. One that is further ahead than any code of now can be was
/// used while the clock stood in a wrong future, and says nothing about now.
pub(super) fn use_step(conn: &Connection, realm: Realm, user: UserId, step: i64) -> rusqlite::Result<bool> {
    let used = conn
        .prepare_cached(
            "UPDATE totp SET last_step = ?3 WHERE realm = ?1 AND user_id = ?2 AND confirmed = 1 \
             AND (last_step < ?3 OR last_step > ?3 + 2)",
        )?
        .execute(params![realm.name(), user.as_bytes(), step])?;
    Ok(used > 0)
}

pub(super) fn end(conn: &Connection, realm: Realm, user: UserId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM totp WHERE realm = ?1 AND user_id = ?2")?
        .execute(params![realm.name(), user.as_bytes()])
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(9);
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = second / 30;
            assert_eq!(step_of(secret, code, at(second)), Some(step), "{second}");
            for near in [second - 30, second + 30] {
                assert_eq!(step_of(secret, code, at(near)), Some(step), "{second} at {near}");
            }
            for far in [second - 60, second + 60] {
                assert_eq!(step_of(secret, code, at(far.max(0))).filter(|_| far >= 0), None, "{second} at {far}");
            }
        }
        assert_eq!(step_of(secret, "287 082", at(59)), Some(1), "as apps show it");
        for wrong in ["", "287083", "28708", "2870820", "28708a", "٢٨٧٠٨٢", &"1".repeat(100_000)] {
            assert_eq!(step_of(secret, wrong, at(59)), None, "{wrong:.10}");
        }
        assert_eq!(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_step_of_a_wrong_future_blocks_no_step_of_now() {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(include_str!("../control.sql")).expect("tables");
        let ada = UserId(uuid::Uuid::from_u128(1));
        begin(&conn, Realm::Member, ada, b"encrypted").expect("begun");
        assert!(confirm(&conn, Realm::Member, ada, b"encrypted", 1_000).expect("a look-up"));
        let use_it = |step| use_step(&conn, Realm::Member, ada, step).expect("an answer");
        assert!(use_it(1_001) && !use_it(1_001), "each serves once");
        assert!(!use_it(1_000) && !use_it(999), "nor does one before it, which could be of now");
        // Ten years ahead, and back.
        assert!(use_it(10_000_000) && use_it(1_002));
        assert!(!use_it(1_002));
    }

    #[test]
    fn a_sealed_secret_serves_its_owner_only() {
        let vault = Vault::new([7; 32]);
        let (ada, ben) = (UserId(uuid::Uuid::from_u128(1)), UserId(uuid::Uuid::from_u128(2)));
        let secret = b"12345678901234567890";
        let encrypted = vault.encrypt(&Fixed, Realm::Member, ada, secret).expect("encrypted");
        assert!(!encrypted.windows(4).any(|window| window == &secret[..4]));
        assert_eq!(vault.decrypt(Realm::Member, ada, &encrypted).as_ref(), Some(secret));
        assert_eq!(vault.decrypt(Realm::Member, ben, &encrypted), None);
        assert_eq!(vault.decrypt(Realm::Operator, ada, &encrypted), None);
        assert_eq!(Vault::new([8; 32]).decrypt(Realm::Member, ada, &encrypted), None);
        for n in 0..encrypted.len() {
            let mut bent = encrypted.clone();
            bent[n] ^= 1;
            assert_eq!(vault.decrypt(Realm::Member, ada, &bent), None, "{n}");
        }
    }
}
