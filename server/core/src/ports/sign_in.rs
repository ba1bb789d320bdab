//! The port to sign-in data besides the credentials: sessions as users see them, known devices, challenges and recovery
//! codes. None of it is journalled, and every backend keeps it itself; passwords, TOTP secrets and tokens are the
//! identity provider's.
//!
//! How long each record lives, how many wrong answers a challenge takes and which device is known are rules of
//! [`policy`](crate::policy): [`retention`](crate::policy::retention), [`tries`](crate::policy::tries) and
//! [`device`](crate::policy::device). A store keeps what is over until it removes it, some time later, so callers compare
//! the time.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    domain::ids::{ChallengeId, SessionId, UserId},
    ports::{
        identity::{Pending, Realm},
        store::Read,
    },
};

/// The largest number of sessions in a list; older ones are valid but not listed.
pub const SESSIONS_LISTED: usize = 100;

/// A keyed digest of a user and a device, which names neither.
pub type DeviceKey = [u8; 16];

/// The keyed digest that is stored of a recovery code.
pub type CodeDigest = [u8; 32];

/// A sign-in whose password was correct and whose second factor is awaited.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Challenge {
    /// The id, which the signed token of the challenge carries.
    pub id: ChallengeId,
    /// The user.
    pub user: UserId,
    /// The realm.
    pub realm: Realm,
    /// The device that sent the password; the answer must come from the same.
    pub device: String,
    /// The identity provider's state of the sign-in.
    pub pending: Pending,
    /// When it can no longer be answered.
    pub expires_at: Timestamp,
}

/// A session as its user sees it in the list of signed-in devices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The session.
    pub id: SessionId,
    /// The user.
    pub user: UserId,
    /// The realm.
    pub realm: Realm,
    /// The browser and operating system, as read from the `User-Agent`.
    pub device: String,
    /// The IP address that it began from.
    pub address: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it ends, however often it is refreshed.
    pub expires_at: Timestamp,
}

/// How well a device is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// The user has no other device yet.
    First,
    /// The device was seen before.
    Known,
    /// The user has other devices, and this one is new: they are notified.
    New,
}

/// The store of sign-in data. Writes are durable when they return. A call fails only when the store can't be reached or a
/// record can't be read ([`StoreError`](crate::ports::store::StoreError)); a missing record is an answer. After an error
/// a write may have been applied. Repeating it changes nothing more, but [`SignInStore::take_try`] then takes another
/// attempt, and `bool` answers speak of the repetition.
#[async_trait]
pub trait SignInStore: Send + Sync + 'static {
    /// Writes a new challenge with all its attempts
    /// ([`CHALLENGE_TRIES`](crate::policy::tries::CHALLENGE_TRIES)). It may be removed once it has expired.
    async fn put_challenge(&self, challenge: &Challenge) -> Read<()>;
    /// Reads a challenge, expired or not; `None` if it was ended or removed.
    async fn challenge(&self, id: ChallengeId) -> Read<Option<Challenge>>;
    /// Counts one attempt and returns how many are left after it; `None` if there was none, or no challenge. Atomic:
    /// concurrent calls take different attempts.
    async fn take_try(&self, id: ChallengeId) -> Read<Option<u32>>;
    /// Deletes a challenge and returns whether it existed. Atomic: of concurrent calls one returns true.
    async fn end_challenge(&self, id: ChallengeId) -> Read<bool>;

    /// Writes a session, remembers that its user was seen on its device at [`SessionRecord::created_at`], and returns how
    /// well the device was known before ([`device::seen`](crate::policy::device::seen)). Both are written or none. What is
    /// returned is read right before: of two first sign-ins at once, both may be [`Seen::First`].
    async fn begin_session(&self, session: &SessionRecord, device: DeviceKey) -> Read<Seen>;
    /// Sets [`SessionRecord::last_used_at`]. Does nothing if the session was ended.
    async fn touch_session(&self, id: SessionId, now: Timestamp) -> Read<()>;
    /// Reads a session, expired or not; `None` if it was ended or removed.
    async fn session(&self, id: SessionId) -> Read<Option<SessionRecord>>;
    /// Lists the sessions of a user that have not expired, in the order in which they began, newest first, at most
    /// [`SESSIONS_LISTED`]. One that was begun or ended a moment ago may still be missing or listed.
    async fn sessions(&self, user: UserId, realm: Realm, now: Timestamp) -> Read<Vec<SessionRecord>>;
    /// Deletes a session. Succeeds if it does not exist.
    async fn end_session(&self, id: SessionId) -> Read<()>;
    /// Deletes all sessions of a user except `keep`, not necessarily at once: after an error, or of those begun a moment
    /// ago, some may be left. After an error the call is repeated. It does not end their tokens, which is the identity provider's and comes first
    /// ([`SESSION_END`](crate::policy::write_order::SESSION_END)).
    async fn end_sessions(&self, user: UserId, realm: Realm, keep: Option<SessionId>) -> Read<()>;
    /// Returns whether the device is known now ([`device::is_known`](crate::policy::device::is_known)).
    async fn knows_device(&self, user: UserId, realm: Realm, device: DeviceKey, now: Timestamp) -> Read<bool>;

    /// Replaces all recovery codes of a user, atomically. An empty list removes them.
    async fn set_recovery_codes(&self, user: UserId, realm: Realm, codes: &[CodeDigest]) -> Read<()>;
    /// Deletes a recovery code and returns whether it existed. Atomic: of concurrent calls one returns true.
    async fn use_recovery_code(&self, user: UserId, realm: Realm, code: CodeDigest) -> Read<bool>;
    /// Counts the unused recovery codes of a user.
    async fn recovery_codes_left(&self, user: UserId, realm: Realm) -> Read<u64>;

    /// Deletes all sign-in data of a user, not necessarily at once: after an error some may be left, and the call is
    /// repeated.
    async fn forget(&self, user: UserId, realm: Realm) -> Read<()>;
}
