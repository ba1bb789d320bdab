//! What is kept about signing in besides the credential itself: sessions as
//! people see them, known devices, challenges and recovery codes. None of it
//! is journalled, and it is ours in every home; passwords, TOTP secrets and
//! tokens are the identity provider's.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    device::DeviceKey,
    identity::{Pending, Realm},
    ids::{ChallengeId, SessionId, UserId},
    recovery::CodeDigest,
    store::Read,
};

/// Minutes in which a challenge can be answered.
pub const CHALLENGE_MINUTES: i64 = 5;
/// Wrong answers that end a challenge.
pub const CHALLENGE_TRIES: u32 = 5;
/// Sessions that are listed; older ones live on unseen.
pub const SESSIONS_LISTED: usize = 100;

/// Seconds that two clocks may differ, or one may be set back, before what one of them wrote is not believed.
pub const CLOCK_LEEWAY_S: i64 = 60;

/// Whether something short-lived is good now. What was made in a future that is not here yet was made by a clock
/// that stood wrong: it would live for as long as that clock was ahead.
pub fn in_force(created_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> bool {
    created_at <= now + SignedDuration::from_secs(CLOCK_LEEWAY_S) && now < expires_at
}

/// A person whose password was right and whose second factor is awaited.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Challenge {
    pub id: ChallengeId,
    pub user: UserId,
    pub realm: Realm,
    /// Whoever answers must be the device that gave the password.
    pub device: String,
    pub pending: Pending,
    pub expires_at: Timestamp,
}

impl Challenge {
    /// Its life is short, so when it began follows from when it ends.
    pub fn is_open(&self, now: Timestamp) -> bool {
        in_force(self.expires_at - SignedDuration::from_mins(CHALLENGE_MINUTES), self.expires_at, now)
    }
}

/// A signed-in device, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionRecord {
    pub id: SessionId,
    pub user: UserId,
    pub realm: Realm,
    pub device: String,
    pub address: String,
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Whether a device was seen before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// It is the first of this person.
    First,
    Known,
    New,
}

#[async_trait]
pub trait SignInStore: Send + Sync + 'static {
    async fn put_challenge(&self, challenge: &Challenge) -> Read<()>;
    async fn challenge(&self, id: ChallengeId) -> Read<Option<Challenge>>;
    /// Takes one of the tries; how many are left, or nothing if there was none.
    async fn take_try(&self, id: ChallengeId) -> Read<Option<u32>>;
    /// Whether it was there: of those who meet it at once, one gets in.
    async fn end_challenge(&self, id: ChallengeId) -> Read<bool>;

    /// Also remembers the device, and tells whether it was seen since `known_since`.
    async fn begin_session(&self, session: &SessionRecord, device: DeviceKey, known_since: Timestamp) -> Read<Seen>;
    async fn touch_session(&self, id: SessionId, now: Timestamp) -> Read<()>;
    async fn session(&self, id: SessionId) -> Read<Option<SessionRecord>>;
    /// Newest first, at most [`SESSIONS_LISTED`], without those that expired.
    async fn sessions(&self, user: UserId, realm: Realm, now: Timestamp) -> Read<Vec<SessionRecord>>;
    async fn end_session(&self, id: SessionId) -> Read<()>;
    async fn end_sessions(&self, user: UserId, realm: Realm, keep: Option<SessionId>) -> Read<()>;
    async fn knows_device(&self, user: UserId, realm: Realm, device: DeviceKey, known_since: Timestamp) -> Read<bool>;

    /// In the place of those that there were.
    async fn set_recovery_codes(&self, user: UserId, realm: Realm, codes: &[CodeDigest]) -> Read<()>;
    /// Whether it was there; it is not any more.
    async fn use_recovery_code(&self, user: UserId, realm: Realm, code: CodeDigest) -> Read<bool>;
    async fn recovery_codes_left(&self, user: UserId, realm: Realm) -> Read<u64>;

    /// Everything of a person who is gone.
    async fn forget(&self, user: UserId, realm: Realm) -> Read<()>;
}
