//! The port to whoever keeps passwords and makes tokens: our own provider in
//! the standalone home, Cognito on AWS.

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    error::Cause,
    ids::{SessionId, TenantId, UserId},
    tier::Tier,
};

/// Members and operators sign in to spaces of their own: a token of one is
/// worth nothing in the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    Member,
    Operator,
}

impl Realm {
    pub const fn name(self) -> &'static str {
        match self {
            Realm::Member => "member",
            Realm::Operator => "operator",
        }
    }
}

/// What a token will say about a person; taken from our records each time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    pub user: UserId,
    pub email: String,
    pub standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Member { tenant: TenantId, tier: Tier },
    Operator,
}

impl Standing {
    pub fn realm(&self) -> Realm {
        match self {
            Standing::Member { .. } => Realm::Member,
            Standing::Operator => Realm::Operator,
        }
    }
}

/// What a verified access token says. Nothing that decides more than who
/// speaks: tenant, role and tier are read from the records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claims {
    pub user: UserId,
    pub realm: Realm,
    pub tenant: Option<TenantId>,
    pub session: SessionId,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: SecretString,
    pub refresh: SecretString,
    pub expires_in_s: u64,
    /// Seconds until the session ends however often it is refreshed.
    pub refresh_expires_in_s: u64,
    pub session: SessionId,
}

/// Where a right password leads.
#[derive(Clone, Debug)]
pub enum Step {
    Done(Tokens),
    /// The person has a second factor; tokens come with its code.
    Totp(Pending),
}

/// What a provider needs to go on with a sign-in that awaits its code. Ours
/// needs nothing, Cognito its `Session`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pending(pub String);

/// It may be worth a second factor, so it never prints itself.
impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending")
    }
}

/// Where a right recovery code leads. The second factor stays on.
#[derive(Clone, Debug)]
pub enum Recovered {
    Done(Tokens),
    /// The provider begins no session without a code of its own: it lets the next right password in, once, and then
    /// [`Identity::resume_totp`] is called.
    PasswordAgain,
}

#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Wrong password, wrong or used token, unknown person: no more is said.
    #[error("the credential is not valid")]
    Refused,
    /// A used refresh token was presented, so this session was ended.
    #[error("the refresh token was used before; its session is ended")]
    Reused(SessionId),
    /// More sign-ins than passwords can be hashed for.
    #[error("too many sign-ins at once")]
    Busy,
    #[error("the identity provider can't answer just now")]
    Unavailable(#[source] Cause),
}

/// Looks a person up again when a session is refreshed; nothing ends it.
#[async_trait]
pub trait Subjects: Send + Sync {
    async fn subject(&self, user: UserId, realm: Realm) -> Result<Option<Subject>, IdentityError>;
}

#[async_trait]
pub trait Identity: Send + Sync + 'static {
    /// Makes an identity that can't sign in until a record of ours names it.
    /// Idempotent by user.
    async fn create(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError>;

    /// Also ends all sessions of the user but one to keep.
    async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError>;

    /// Refused, if it is not the person's password. Begins no session.
    async fn check_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError>;

    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// For an unknown person (`None`) the same work is done, then refused.
    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<Step, IdentityError>;

    /// Goes on with a sign-in. A code is accepted within one step of 30 s
    /// around now, and each step once, also by those who try it at once.
    async fn answer_totp(&self, subject: &Subject, pending: &Pending, code: &str) -> Result<Tokens, IdentityError>;

    /// Goes on with a sign-in whose person has proved, by a recovery code, that they may.
    async fn recover(&self, subject: &Subject) -> Result<Recovered, IdentityError>;

    /// Asks for codes again after [`Recovered::PasswordAgain`]. Changes nothing, if they are asked for.
    async fn resume_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// A fresh TOTP secret (RFC 6238: SHA-1, 30 s, six digits) in base 32. It
    /// counts for nothing until it is confirmed. `access` is the person's own
    /// access token, since some providers let nobody else do it.
    async fn begin_totp(&self, user: UserId, realm: Realm, access: &str) -> Result<SecretString, IdentityError>;

    /// Turns it on: from now on a sign-in asks for a code. Refused, if the
    /// code is wrong or nothing was begun.
    async fn confirm_totp(&self, user: UserId, realm: Realm, access: &str, code: &str) -> Result<(), IdentityError>;

    /// Turns it off; so it is already, if it never was on.
    async fn end_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// Rotates. A token that was used before ends its whole family, except that
    /// two tabs may present the same one within ten seconds.
    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError>;

    /// Ends the session that a refresh token belongs to, and tells which it was.
    async fn sign_out_token(&self, token: &SecretString) -> Result<Option<SessionId>, IdentityError>;
    async fn sign_out_session(&self, session: SessionId) -> Result<(), IdentityError>;
    async fn sign_out_everywhere(
        &self,
        user: UserId,
        realm: Realm,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError>;

    /// Verifies an access token of a session that has not ended.
    async fn authenticate(&self, token: &str) -> Result<Claims, IdentityError>;

    /// The public keys (RFC 7517) that access tokens verify with.
    async fn key_set(&self) -> Result<String, IdentityError>;
}
