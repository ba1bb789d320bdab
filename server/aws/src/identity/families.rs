//! Sessions as families of refresh tokens. A token proves itself: it is the
//! session, a generation and a message authentication code over both, so
//! nothing that would serve as one is ever stored, every container makes the
//! same successor, and a token of any earlier generation is recognised.
//! Cognito's own refresh token never leaves the server: it lies with the
//! family, sealed (ADR 31).

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    env::Random,
    identity::Realm,
    ids::{SessionId, UserId},
    ticket::{Purpose, Seal},
};

use crate::{
    control::{
        keys::{self, expires},
        table::{ControlTable, List},
    },
    dynamo::{Condition, Fault, Item, Reading, Transaction, number, text},
    partition::hex,
};

/// How long a used token still yields its successor.
pub(super) const GRACE: SignedDuration = SignedDuration::from_secs(10);
const NONCE: usize = 24;
const LIVE: &str = "live#";

#[derive(Clone, Debug)]
pub(super) struct Family {
    pub session: SessionId,
    pub user: UserId,
    pub realm: Realm,
    pub generation: u32,
    pub used_at: Timestamp,
    pub ends: Timestamp,
    pub ended: bool,
    nonce: String,
    sealed: Vec<u8>,
}

/// What a refresh token says of itself.
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

/// What the proof in a token is about.
fn said(session: SessionId, generation: u32) -> Vec<u8> {
    [session.as_bytes().as_slice(), &generation.to_be_bytes()].concat()
}

pub(super) struct Families {
    table: ControlTable,
    seal: Seal,
    cipher: XChaCha20Poly1305,
}

impl Families {
    pub fn new(table: ControlTable, seal: Seal) -> Self {
        let cipher = XChaCha20Poly1305::new(&seal.key(Purpose::Provider).into());
        Self { table, seal, cipher }
    }

    /// The token of the family's present generation.
    pub fn token(&self, family: &Family) -> SecretString {
        let said = said(family.session, family.generation);
        let proof = self.seal.digest(Purpose::Refresh, family.nonce.as_bytes(), &said);
        SecretString::from(URL_SAFE_NO_PAD.encode([said.as_slice(), &proof].concat()))
    }

    pub fn made(&self, presented: &Presented, family: &Family) -> bool {
        let said = said(presented.session, presented.generation);
        self.seal.is_digest(Purpose::Refresh, family.nonce.as_bytes(), &said, &presented.proof)
            && presented.generation <= family.generation
    }

    fn seal_token(&self, random: &dyn Random, session: SessionId, token: &SecretString) -> Result<Vec<u8>, Fault> {
        let mut nonce = [0u8; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: token.expose_secret().as_bytes(), aad: session.as_bytes() };
        let sealed = self.cipher.encrypt(&nonce.into(), payload);
        let sealed = sealed.map_err(|_| Fault::Malformed("a token can't be sealed".to_owned()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Cognito's refresh token of the family.
    pub fn provider_token(&self, family: &Family) -> Result<SecretString, Fault> {
        let opened = family.sealed.split_first_chunk::<NONCE>().and_then(|(nonce, sealed)| {
            let payload = Payload { msg: sealed, aad: family.session.as_bytes() };
            String::from_utf8(self.cipher.decrypt(&(*nonce).into(), payload).ok()?).ok()
        });
        opened.map(SecretString::from).ok_or_else(|| Fault::Malformed("a provider's token can't be opened".to_owned()))
    }

    pub async fn begin(
        &self,
        random: &dyn Random,
        session: SessionId,
        (user, realm): (UserId, Realm),
        provider: &SecretString,
        now: Timestamp,
        ends: Timestamp,
    ) -> Result<Family, Fault> {
        let mut nonce = [0u8; 16];
        random.fill(&mut nonce);
        let sealed = self.seal_token(random, session, provider)?;
        let family = Family {
            session,
            user,
            realm,
            generation: 0,
            used_at: now,
            ends,
            ended: false,
            nonce: hex(&nonce),
            sealed,
        };
        let mut item = keys::family(session).item();
        item.extend([
            ("user".to_owned(), text(user.to_string())),
            ("realm".to_owned(), text(realm.name())),
            ("generation".to_owned(), number(0)),
            ("used_at".to_owned(), number(now.as_millisecond())),
            ("until".to_owned(), number(ends.as_millisecond())),
            ("nonce".to_owned(), text(&family.nonce)),
            ("sealed".to_owned(), AttributeValue::B(Blob::new(family.sealed.clone()))),
            expires(ends),
        ]);
        let mut own = keys::of_person(user, realm, format!("{LIVE}{session}")).item();
        own.extend([("session".to_owned(), text(session.to_string())), expires(ends)]);
        let mut both = Transaction::new();
        both.put((), &self.table.name, item, Some(Condition::new("attribute_not_exists(pk)")))?;
        both.put((), &self.table.name, own, None)?;
        match self.table.send(both, uuid::Uuid::new_v4().to_string()).await? {
            None => Ok(family),
            Some(_) => Err(Fault::Malformed(format!("session {session} began twice"))),
        }
    }

    pub async fn find(&self, session: SessionId) -> Result<Option<Family>, Fault> {
        let Some(item) = self.table.get(&keys::family(session)).await? else { return Ok(None) };
        let time = |name: &str| {
            Timestamp::from_millisecond(item.number(name)?).map_err(|error| Fault::Malformed(error.to_string()))
        };
        let sealed = item.get("sealed").and_then(|sealed| sealed.as_b().ok());
        Ok(Some(Family {
            session,
            user: item.text("user")?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))?,
            realm: if item.text("realm")? == Realm::Operator.name() { Realm::Operator } else { Realm::Member },
            generation: item.number("generation")?,
            used_at: time("used_at")?,
            ends: time("until")?,
            ended: item.contains_key("ended_at"),
            nonce: item.text("nonce")?.to_owned(),
            sealed: sealed.map(|sealed| sealed.as_ref().to_vec()).unwrap_or_default(),
        }))
    }

    /// The next generation; nothing, if somebody else made it or the family has ended.
    pub async fn advance(
        &self,
        random: &dyn Random,
        family: &Family,
        provider: Option<&SecretString>,
        now: Timestamp,
    ) -> Result<Option<Family>, Fault> {
        let sealed = match provider {
            Some(token) => self.seal_token(random, family.session, token)?,
            None => family.sealed.clone(),
        };
        let next = Family { generation: family.generation + 1, used_at: now, sealed, ..family.clone() };
        let change = Condition::new("SET #generation = :next, used_at = :now, sealed = :sealed")
            .value(":next", number(next.generation))
            .value(":now", number(now.as_millisecond()))
            .value(":sealed", AttributeValue::B(Blob::new(next.sealed.clone())));
        let first = Condition::new("#generation = :seen AND attribute_not_exists(ended_at)")
            .name("#generation", "generation")
            .value(":seen", number(family.generation));
        let token = uuid::Uuid::new_v4().to_string();
        let advanced = self.table.update(&keys::family(family.session), change, first, token).await?;
        Ok(advanced.then_some(next))
    }

    /// Cognito's token was rotated without a generation of ours: for another tab.
    pub async fn keep(&self, random: &dyn Random, family: &Family, provider: &SecretString) -> Result<(), Fault> {
        let sealed = self.seal_token(random, family.session, provider)?;
        let change = Condition::new("SET sealed = :sealed").value(":sealed", AttributeValue::B(Blob::new(sealed)));
        let same = Condition::new("#generation = :seen")
            .name("#generation", "generation")
            .value(":seen", number(family.generation));
        // Whoever moved on has a token of its own.
        let token = uuid::Uuid::new_v4().to_string();
        self.table.update(&keys::family(family.session), change, same, token).await.map(drop)
    }

    /// Whether it is this call that ended it.
    pub async fn end(&self, session: SessionId, now: Timestamp) -> Result<bool, Fault> {
        let change = Condition::new("SET ended_at = :now").value(":now", number(now.as_millisecond()));
        let alive = Condition::new("attribute_exists(pk) AND attribute_not_exists(ended_at)");
        self.table.update(&keys::family(session), change, alive, uuid::Uuid::new_v4().to_string()).await
    }

    /// Of a person, those that have ended as well until they are forgotten.
    pub async fn of(&self, user: UserId, realm: Realm) -> Result<Vec<SessionId>, Fault> {
        let items = self.table.list(&List::of(&keys::person(user, realm), LIVE), usize::MAX, None).await?;
        let read = |item: &Item| {
            item.text("session")?.parse().map_err(|error: uuid::Error| Fault::Malformed(error.to_string()))
        };
        items.iter().map(read).collect()
    }
}
