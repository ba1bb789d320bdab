//! Sessions as families of refresh tokens. A token proves itself: it is the
//! session, a generation and a message authentication code over both, so
//! nothing that would serve as one is ever stored, every container makes the
//! same successor, and a token of any earlier generation is recognized. What
//! a presented one brings is decided by `tenantry_core::policy::rotation`.
//! Cognito's own refresh token never leaves the server: it lies with the
//! family, encrypted (ADR 31).

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    domain::{
        ids::{SessionId, UserId},
        signing::{Purpose, Signer},
    },
    policy::{
        retention::{Lifetimes, session_end},
        rotation::{self, Generation},
    },
    ports::{env::Random, identity::Realm},
};

use crate::{
    control::{
        keys::{self, expires},
        table::{ControlTable, List},
    },
    dynamo::{Condition, Fault, Item, Reading, Transaction, number, text},
    partition::hex,
};

/// Bytes of a nonce of XChaCha20-Poly1305.
const NONCE: usize = 24;
const LIVE: &str = "live#";
/// Families that have ended stand apart: they are read when their person is erased, and not at each sign-out.
const ENDED: &str = "ended#";
/// Stands with a person since their password was last changed, for a while.
const PASSWORD: &str = "password";
const MARK: &str = "mark";
/// Longer than a sign-in takes with its second factor, and with the differences of clocks.
const MARK_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Distinguishes a person's present password from those before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum PasswordMark {
    /// Of a challenge that an earlier version made.
    Unknown,
    /// It was not changed lately.
    Unmarked,
    Marked(String),
}

impl PasswordMark {
    /// Returns what must hold of the mark for a session to begin. One that is gone has outlived any sign-in.
    fn unchanged(&self) -> Option<Condition> {
        match self {
            Self::Unknown => None,
            Self::Unmarked => Some(Condition::new("attribute_not_exists(pk)")),
            Self::Marked(mark) => Some(
                Condition::new("attribute_not_exists(pk) OR #mark = :mark")
                    .name("#mark", MARK)
                    .value(":mark", text(mark)),
            ),
        }
    }

    /// Writes the mark before Cognito's state of a sign-in, which is kept with the challenge.
    pub fn with_state(&self, state: &str) -> String {
        match self {
            Self::Unknown => state.to_owned(),
            Self::Unmarked => format!("- {state}"),
            Self::Marked(mark) => format!("{mark} {state}"),
        }
    }

    /// Reads both again. Cognito's state has no blanks.
    pub fn and_state(pending: &str) -> (Self, &str) {
        match pending.split_once(' ') {
            None => (Self::Unknown, pending),
            Some(("-", state)) => (Self::Unmarked, state),
            Some((mark, state)) => (Self::Marked(mark.to_owned()), state),
        }
    }
}

/// Why a family did not begin.
#[derive(Clone)]
enum Unbegun {
    Twice,
    PasswordChanged,
}

#[derive(Clone, Debug)]
pub(super) struct Family {
    pub session: SessionId,
    pub user: UserId,
    pub realm: Realm,
    pub generation: u32,
    /// The state that tokens are judged by.
    pub state: rotation::Family,
    /// When the newest generation was made.
    used_at: Timestamp,
    nonce: String,
    encrypted: Vec<u8>,
}

impl Family {
    /// Returns the place of a token of this family in it.
    pub fn generation_of(&self, presented: &Presented) -> Generation {
        match self.generation.checked_sub(presented.generation) {
            Some(0) => Generation::Newest,
            Some(1) => Generation::Previous { used_at: self.used_at },
            _ => Generation::Older,
        }
    }
}

/// The content of a refresh token.
#[derive(Clone, Copy)]
pub(super) struct Presented {
    pub session: SessionId,
    pub generation: u32,
    proof: [u8; 32],
}

pub(super) fn decode(token: &SecretString) -> Option<Presented> {
    let bytes: [u8; 52] = URL_SAFE_NO_PAD.decode(token.expose_secret()).ok()?.try_into().ok()?;
    let (session, rest) = bytes.split_first_chunk::<16>()?;
    let (generation, proof) = rest.split_first_chunk::<4>()?;
    Some(Presented {
        session: SessionId(uuid::Uuid::from_bytes(*session)),
        generation: u32::from_be_bytes(*generation),
        proof: proof.try_into().ok()?,
    })
}

/// Returns the bytes that a token's authentication code covers: session, then generation in big-endian.
fn said(session: SessionId, generation: u32) -> Vec<u8> {
    [session.as_bytes().as_slice(), &generation.to_be_bytes()].concat()
}

pub(super) struct Families {
    table: ControlTable,
    signer: Signer,
    cipher: XChaCha20Poly1305,
}

impl Families {
    pub fn new(table: ControlTable, signer: Signer) -> Self {
        let cipher = XChaCha20Poly1305::new(&signer.key(Purpose::Provider).into());
        Self { table, signer, cipher }
    }

    pub fn table(&self) -> &ControlTable {
        &self.table
    }

    /// Returns the refresh token of the family's present generation.
    pub fn token(&self, family: &Family) -> SecretString {
        let said = said(family.session, family.generation);
        let proof = self.signer.digest(Purpose::Refresh, family.nonce.as_bytes(), &said);
        SecretString::from(URL_SAFE_NO_PAD.encode([said.as_slice(), &proof].concat()))
    }

    pub fn made(&self, presented: &Presented, family: &Family) -> bool {
        let said = said(presented.session, presented.generation);
        self.signer.is_digest(Purpose::Refresh, family.nonce.as_bytes(), &said, &presented.proof)
            && presented.generation <= family.generation
    }

    fn encrypt_token(&self, random: &dyn Random, session: SessionId, token: &SecretString) -> Result<Vec<u8>, Fault> {
        let mut nonce = [0u8; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: token.expose_secret().as_bytes(), aad: session.as_bytes() };
        let encrypted = self.cipher.encrypt(&nonce.into(), payload);
        let encrypted = encrypted.map_err(|_| Fault::Malformed("a token can't be encrypted".to_owned()))?;
        Ok([&nonce[..], &encrypted].concat())
    }

    /// Cognito's refresh token of the family.
    pub fn provider_token(&self, family: &Family) -> Result<SecretString, Fault> {
        let opened = family.encrypted.split_first_chunk::<NONCE>().and_then(|(nonce, encrypted)| {
            let payload = Payload { msg: encrypted, aad: family.session.as_bytes() };
            String::from_utf8(self.cipher.decrypt(&(*nonce).into(), payload).ok()?).ok()
        });
        opened.map(SecretString::from).ok_or_else(|| Fault::Malformed("a provider's token can't be opened".to_owned()))
    }

    /// Begins a family; `None` if the password was changed since `mark` was read.
    pub async fn begin(
        &self,
        random: &dyn Random,
        session: SessionId,
        (user, realm): (UserId, Realm),
        provider: &SecretString,
        mark: &PasswordMark,
        (now, ends): (Timestamp, Timestamp),
    ) -> Result<Option<Family>, Fault> {
        let mut nonce = [0u8; 16];
        random.fill(&mut nonce);
        let encrypted = self.encrypt_token(random, session, provider)?;
        let family = Family {
            session,
            user,
            realm,
            generation: 0,
            state: rotation::Family { began_at: now, ends_at: ends, is_ended: false },
            used_at: now,
            nonce: hex(&nonce),
            encrypted,
        };
        let mut item = keys::family(session).item();
        item.extend([
            ("user".to_owned(), text(user.to_string())),
            ("realm".to_owned(), text(realm.name())),
            ("generation".to_owned(), number(0)),
            ("began_at".to_owned(), number(now.as_millisecond())),
            ("used_at".to_owned(), number(now.as_millisecond())),
            ("until".to_owned(), number(ends.as_millisecond())),
            ("nonce".to_owned(), text(&family.nonce)),
            ("sealed".to_owned(), AttributeValue::B(Blob::new(family.encrypted.clone()))),
            expires(ends),
        ]);
        let mut own = keys::of_person(user, realm, format!("{LIVE}{session}")).item();
        own.extend([("session".to_owned(), text(session.to_string())), expires(ends)]);
        let mut all = Transaction::new();
        all.put(Unbegun::Twice, &self.table.name, item, Some(Condition::new("attribute_not_exists(pk)")))?;
        all.put(Unbegun::Twice, &self.table.name, own, None)?;
        if let Some(unchanged) = mark.unchanged() {
            let key = keys::of_person(user, realm, PASSWORD);
            all.check(Unbegun::PasswordChanged, &self.table.name, key.item(), unchanged)?;
        }
        let refused = self.table.send(all, uuid::Uuid::new_v4().to_string()).await?;
        match refused.as_ref().and_then(|refused| refused.first()) {
            None => Ok(Some(family)),
            Some((Unbegun::PasswordChanged, _)) => Ok(None),
            Some((Unbegun::Twice, _)) => Err(Fault::Malformed(format!("session {session} began twice"))),
        }
    }

    /// Reads the mark of a person's password, before it is checked.
    pub async fn password_mark(&self, user: UserId, realm: Realm) -> Result<PasswordMark, Fault> {
        match self.table.get(&keys::of_person(user, realm, PASSWORD)).await? {
            Some(item) => Ok(PasswordMark::Marked(item.text(MARK)?.to_owned())),
            None => Ok(PasswordMark::Unmarked),
        }
    }

    /// Marks that the password of a person is another one or gone: what was checked before begins no session.
    pub async fn mark_password(&self, user: UserId, realm: Realm, now: Timestamp) -> Result<(), Fault> {
        let mut item = keys::of_person(user, realm, PASSWORD).item();
        item.extend([(MARK.to_owned(), text(uuid::Uuid::new_v4().to_string())), expires(now + MARK_LIFE)]);
        self.table.put(item).await
    }

    pub async fn find(&self, session: SessionId) -> Result<Option<Family>, Fault> {
        find(&self.table, session).await
    }

    /// Makes the next generation; `None` if another call made it or the family has ended.
    pub async fn advance(
        &self,
        random: &dyn Random,
        family: &Family,
        provider: Option<&SecretString>,
        now: Timestamp,
    ) -> Result<Option<Family>, Fault> {
        let encrypted = match provider {
            Some(token) => self.encrypt_token(random, family.session, token)?,
            None => family.encrypted.clone(),
        };
        let next = Family { generation: family.generation + 1, used_at: now, encrypted, ..family.clone() };
        let change = Condition::new("SET #generation = :next, used_at = :now, sealed = :sealed")
            .value(":next", number(next.generation))
            .value(":now", number(now.as_millisecond()))
            .value(":sealed", AttributeValue::B(Blob::new(next.encrypted.clone())));
        let first = Condition::new("#generation = :seen AND attribute_not_exists(ended_at)")
            .name("#generation", "generation")
            .value(":seen", number(family.generation));
        let token = uuid::Uuid::new_v4().to_string();
        let advanced = self.table.update(&keys::family(family.session), change, first, token).await?;
        Ok(advanced.then_some(next))
    }

    /// Cognito's token was rotated without a generation of ours: for another tab.
    pub async fn keep(&self, random: &dyn Random, family: &Family, provider: &SecretString) -> Result<(), Fault> {
        let encrypted = self.encrypt_token(random, family.session, provider)?;
        let change = Condition::new("SET sealed = :sealed").value(":sealed", AttributeValue::B(Blob::new(encrypted)));
        let same = Condition::new("#generation = :seen")
            .name("#generation", "generation")
            .value(":seen", number(family.generation));
        // The call that made the next generation has a token of its own.
        let token = uuid::Uuid::new_v4().to_string();
        self.table.update(&keys::family(family.session), change, same, token).await.map(drop)
    }

    /// Ends a family; returns whether it was this call that did. It is not among those of its person that go on any more.
    pub async fn end(&self, session: SessionId, (user, realm): (UserId, Realm), now: Timestamp) -> Result<bool, Fault> {
        let change = Condition::new("SET ended_at = :now").value(":now", number(now.as_millisecond()));
        let alive = Condition::new("attribute_exists(pk) AND attribute_not_exists(ended_at)");
        let mut all = Transaction::new();
        all.update((), &self.table.name, keys::family(session).item(), change, Some(alive))?;
        let own = keys::of_person(user, realm, format!("{LIVE}{session}"));
        all.delete((), &self.table.name, own.item(), None)?;
        let mut ended = keys::of_person(user, realm, format!("{ENDED}{session}")).item();
        // No family is kept for longer than a session may last.
        let until = now + Lifetimes::default().session;
        ended.extend([("session".to_owned(), text(session.to_string())), expires(until)]);
        all.put((), &self.table.name, ended, None)?;
        let refused = self.table.send(all, uuid::Uuid::new_v4().to_string()).await?;
        Ok(refused.is_none())
    }

    /// Of a person, those that go on, and those that an earlier version ended until they are forgotten.
    pub async fn of(&self, user: UserId, realm: Realm) -> Result<Vec<SessionId>, Fault> {
        let items = self.table.list(&List::of(&keys::person(user, realm), LIVE), usize::MAX, None).await?;
        let read = |item: &Item| {
            item.text("session")?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))
        };
        items.iter().map(read).collect()
    }
}

/// Reads a family, ended or not; `None` once it is forgotten.
pub(super) async fn find(table: &ControlTable, session: SessionId) -> Result<Option<Family>, Fault> {
    let Some(item) = table.get(&keys::family(session)).await? else { return Ok(None) };
    let time = |name: &str| {
        Timestamp::from_millisecond(item.number(name)?).map_err(|error| Fault::Malformed(error.to_string()))
    };
    let encrypted = item.get("sealed").and_then(|encrypted| encrypted.as_b().ok());
    let realm = item.text("realm")?;
    let realm =
        realm.parse().map_err(|error| Fault::Malformed(format!("realm {realm:?} of session {session} {error}")))?;
    let until = time("until")?;
    // Earlier versions gave every session the same life, and did not write down when it began.
    let began_at = if item.contains_key("began_at") { time("began_at")? } else { until - Lifetimes::default().session };
    let ends_at = session_end(realm, began_at, until);
    Ok(Some(Family {
        session,
        user: item.text("user")?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))?,
        realm,
        generation: item.number("generation")?,
        state: rotation::Family { began_at, ends_at, is_ended: item.contains_key("ended_at") },
        used_at: time("used_at")?,
        nonce: item.text("nonce")?.to_owned(),
        encrypted: encrypted.map(|encrypted| encrypted.as_ref().to_vec()).unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_keeps_the_mark_beside_cognitos_state() {
        let marked = PasswordMark::Marked(uuid::Uuid::from_u128(7).to_string());
        for mark in [PasswordMark::Unknown, PasswordMark::Unmarked, marked] {
            let pending = mark.with_state("AYABeC1-y8qooiuysEv0uM4wAqQ");
            assert_eq!(PasswordMark::and_state(&pending), (mark, "AYABeC1-y8qooiuysEv0uM4wAqQ"));
        }
    }
}
