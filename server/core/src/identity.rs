//! The port to whoever keeps passwords and makes tokens: our own provider in
//! the standalone home, Cognito on AWS.

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;

use crate::{
    error::Cause,
    ids::{SessionId, TenantId, UserId},
    tier::Tier,
};

/// Members and operators sign in to spaces of their own: a token of one is
/// worth nothing in the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Realm {
    Member,
    Operator,
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
}

#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Wrong password, wrong or used token, unknown person: no more is said.
    #[error("the credential is not valid")]
    Refused,
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

    /// Also ends all sessions of the user.
    async fn set_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError>;

    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// For an unknown person (`None`) the same work is done, then refused.
    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<Tokens, IdentityError>;

    /// Rotates. A token that was used before ends its whole family, except that
    /// two tabs may present the same one within ten seconds.
    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError>;

    /// Ends the session that a refresh token belongs to.
    async fn sign_out_token(&self, token: &SecretString) -> Result<(), IdentityError>;
    async fn sign_out_session(&self, session: SessionId) -> Result<(), IdentityError>;
    async fn sign_out_everywhere(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// Verifies an access token of a session that has not ended.
    async fn authenticate(&self, token: &str) -> Result<Claims, IdentityError>;

    /// The public keys (RFC 7517) that access tokens verify with.
    async fn key_set(&self) -> Result<String, IdentityError>;
}
