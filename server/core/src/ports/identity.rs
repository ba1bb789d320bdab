//! The port to the identity provider, which keeps passwords and issues tokens: our own on the embedded backend, Cognito
//! on AWS.

use std::str::FromStr;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::Cause,
    ids::{SessionId, TenantId, UserId},
    tier::Tier,
};

/// A space of accounts. A token of one realm is not valid in the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    /// The members of tenants.
    Member,
    /// The operators of the installation.
    Operator,
}

impl Realm {
    /// Returns the name under which the realm is stored and logged.
    pub const fn name(self) -> &'static str {
        match self {
            Realm::Member => "member",
            Realm::Operator => "operator",
        }
    }
}

/// A stored realm that this version does not know is an error. It is never taken for another one: what a token may do
/// hangs on it.
impl FromStr for Realm {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Realm::Member, Realm::Operator].into_iter().find(|realm| realm.name() == name).ok_or("is not a realm")
    }
}

/// The account that a token is issued for, read from our records each time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The user.
    pub user: UserId,
    /// The email address, as the user wrote it.
    pub email: String,
    /// The realm, and the tenant of a member.
    pub kind: SubjectKind,
}

/// The kind of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubjectKind {
    /// A member of a tenant.
    Member {
        /// The tenant.
        tenant: TenantId,
        /// The tenant's tier at this moment; a hint for gateways, no basis of decisions.
        tier: Tier,
    },
    /// An operator.
    Operator,
}

impl SubjectKind {
    /// Returns the realm that the account signs in to.
    pub fn realm(&self) -> Realm {
        match self {
            SubjectKind::Member { .. } => Realm::Member,
            SubjectKind::Operator => Realm::Operator,
        }
    }
}

/// The claims of a verified access token. They identify the caller only: tenant, role and tier are read from the
/// records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claims {
    /// The user.
    pub user: UserId,
    /// The realm that the token is valid in.
    pub realm: Realm,
    /// The tenant of a member.
    pub tenant: Option<TenantId>,
    /// The session that the token belongs to.
    pub session: SessionId,
    /// When the token expires.
    pub expires_at: Timestamp,
}

/// The tokens of a session.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token, a JWT (RFC 7519).
    pub access: SecretString,
    /// The refresh token, opaque and used once.
    pub refresh: SecretString,
    /// Seconds until the access token expires ([`Lifetimes::access_of`](crate::policy::retention::Lifetimes::access_of)).
    pub expires_in_s: u64,
    /// Seconds until the session ends however often it is refreshed
    /// ([`Lifetimes::session_of`](crate::policy::retention::Lifetimes::session_of)).
    pub refresh_expires_in_s: u64,
    /// The session.
    pub session: SessionId,
}

/// The outcome of a correct password.
#[derive(Clone, Debug)]
pub enum SignInStep {
    /// The account has no second factor: the session began.
    Done(Tokens),
    /// The account has a second factor; tokens are issued for its code.
    Totp(Pending),
}

/// The provider's state of a sign-in that awaits its code: which password it was checked by, and of Cognito its `Session`.
/// One of an earlier version may not say which password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pending(pub String);

/// Prints no content, since it may be as good as a second factor.
impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending")
    }
}

/// The outcome of a correct recovery code. Two-factor authentication stays on (ADR 60).
#[derive(Clone, Debug)]
pub enum Recovered {
    /// The session began.
    Done(Tokens),
    /// The provider begins no session without a code of its own: it accepts the next correct password alone, once, and then
    /// [`Identity::resume_totp`] is called.
    PasswordAgain,
}

/// The reason why the identity provider rejected or could not answer a call.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Wrong password, wrong or used token, unknown account: the caller learns no more (OWASP ASVS 5.0, V6.3.8).
    #[error("the credential is not valid")]
    Refused,
    /// The password was changed since it was checked for this sign-in, which is void.
    #[error("the password was changed meanwhile")]
    PasswordChanged,
    /// A used refresh token was presented, so this session was ended.
    #[error("the refresh token was used before; its session is ended")]
    Reused(SessionId),
    /// More concurrent sign-ins than passwords can be hashed for; the caller may try again.
    #[error("too many sign-ins at once")]
    Busy,
    /// The provider can't be reached; the same call may succeed later.
    #[error("the identity provider can't answer just now")]
    Unavailable(#[source] Cause),
}

/// Looks up an account when its session is refreshed.
#[async_trait]
pub trait Subjects: Send + Sync {
    /// Returns the account as of now; `None` ends the session, since the account was removed or may not sign in.
    async fn subject(&self, user: UserId, realm: Realm) -> Result<Option<Subject>, IdentityError>;
}

/// The identity provider. Methods that change an account are durable when they return, and idempotent, so that a use case
/// can repeat them after an interruption. Any method may fail with [`IdentityError::Unavailable`], also after its work was
/// done. Those that hash or check a password may fail with [`IdentityError::Busy`], and on a provider that limits its
/// calls so may all others; nothing was changed then.
///
/// What a refresh token brings, how long tokens and sessions live, and in which order credentials and sessions end are
/// rules of [`policy`](crate::policy): [`rotation`](crate::policy::rotation), [`retention`](crate::policy::retention),
/// [`write_order`](crate::policy::write_order).
#[async_trait]
pub trait Identity: Send + Sync + 'static {
    /// Creates an account, or gives an existing one this password. Nobody can sign in with it until a record of ours names
    /// it. Idempotent by user.
    async fn create(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError>;

    /// Replaces the password, then ends all sessions of the user except `keep`
    /// ([`CREDENTIAL_CHANGE`](crate::policy::write_order::CREDENTIAL_CHANGE)). Not atomic: after an error the old sessions
    /// may still live, and the call is repeated. A sign-in that checked the old password, before or meanwhile, begins no
    /// session afterwards.
    async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError>;

    /// Checks the password without beginning a session that a client could use; fails with [`IdentityError::Refused`] if it
    /// is wrong.
    async fn check_password(&self, user: UserId, realm: Realm, password: &SecretString) -> Result<(), IdentityError>;

    /// Deletes the account, then ends its sessions
    /// ([`CREDENTIAL_CHANGE`](crate::policy::write_order::CREDENTIAL_CHANGE)). Not atomic, as
    /// [`Identity::set_password`]. Succeeds if it does not exist.
    async fn remove(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// Checks the password and begins a session, unless a second factor is on. For an unknown account (`None`) the same
    /// work is done and then rejected with [`IdentityError::Refused`], as a wrong password is, so that neither answer nor
    /// time reveals which it was (OWASP ASVS 5.0, V6.3.8). The session begins only if the password is still the one that was
    /// checked; else it fails with [`IdentityError::PasswordChanged`]. How often a password may be wrong is bounded by the
    /// caller.
    async fn sign_in(&self, subject: Option<&Subject>, password: &SecretString) -> Result<SignInStep, IdentityError>;

    /// Continues a sign-in with a TOTP code (RFC 6238, 5.2), six digits with or without blanks. Codes of the time step
    /// before, of now and after are accepted (steps of 30 s). A step is accepted once; marking it as used is atomic, so of
    /// concurrent calls one succeeds. Anything else fails with [`IdentityError::Refused`]. After the password was changed it
    /// fails with [`IdentityError::PasswordChanged`]. How often a code may be wrong is bounded by the caller
    /// ([`tries`](crate::policy::tries)).
    async fn answer_totp(&self, subject: &Subject, pending: &Pending, code: &str) -> Result<Tokens, IdentityError>;

    /// Continues a sign-in whose recovery code the caller has verified and used up. Fails with
    /// [`IdentityError::PasswordChanged`] as [`Identity::answer_totp`] does.
    async fn recover(&self, subject: &Subject, pending: &Pending) -> Result<Recovered, IdentityError>;

    /// Requires codes again after [`Recovered::PasswordAgain`]. Changes nothing if they are required already. `false` if the
    /// provider has no secret of the user, so that no code could be right: what it kept was lost with its region.
    async fn resume_totp(&self, user: UserId, realm: Realm) -> Result<bool, IdentityError>;

    /// Creates a TOTP secret (RFC 6238: SHA-1, 30 s, six digits) and returns it in base 32. It replaces one that was not
    /// confirmed, and is not required at sign-in until it is. `access` is the user's own access token, which some
    /// providers require.
    async fn begin_totp(&self, user: UserId, realm: Realm, access: &str) -> Result<SecretString, IdentityError>;

    /// Turns two-factor authentication on. Fails with [`IdentityError::Refused`] if the code is wrong or no secret was
    /// created.
    async fn confirm_totp(&self, user: UserId, realm: Realm, access: &str, code: &str) -> Result<(), IdentityError>;

    /// Turns two-factor authentication off. Succeeds if it never was on.
    async fn end_totp(&self, user: UserId, realm: Realm) -> Result<(), IdentityError>;

    /// Exchanges a refresh token for new tokens and invalidates it, atomically: of concurrent calls with one token all get
    /// the same successor. [`Family::rotate`](crate::policy::rotation::Family::rotate) decides (RFC 9700, 4.14.2). A token
    /// that was used before ends its session and fails with [`IdentityError::Reused`], except the last one within ten
    /// seconds of its use, which yields the same successor. A provider that does not know that any more, as after a restart,
    /// fails with [`IdentityError::Refused`] and leaves the session alone. So does a token that is not genuine, whose
    /// session is over, or whose account `subjects` does not name.
    ///
    /// A provider with tokens of its own asks for them before it moves to the successor: after an interruption in between
    /// the presented token is still the newest. A provider that reports reuse of its own tokens can't say by whom: then all
    /// sessions of the user end.
    async fn refresh(&self, token: &SecretString, subjects: &dyn Subjects) -> Result<Tokens, IdentityError>;

    /// Ends the session that a refresh token belongs to, used or not, and returns it; `None` if the token is not genuine.
    async fn sign_out_token(&self, token: &SecretString) -> Result<Option<SessionId>, IdentityError>;
    /// Ends a session. Its access tokens are rejected from now on, and by other processes within two seconds. Succeeds if
    /// it has ended.
    async fn sign_out_session(&self, session: SessionId) -> Result<(), IdentityError>;
    /// Ends all sessions of a user except `keep`, as [`Identity::sign_out_session`] does. Not necessarily atomic: after an
    /// error some may be left, and the call is repeated. A session that begins meanwhile may be left as well: only a new
    /// password keeps it from beginning.
    async fn sign_out_everywhere(
        &self,
        user: UserId,
        realm: Realm,
        keep: Option<SessionId>,
    ) -> Result<(), IdentityError>;

    /// Verifies an access token: signature, expiry, audience, and that its session is not over, as of two seconds ago at
    /// the most. Anything else fails with [`IdentityError::Refused`]. The clock of the issuer may be ahead by
    /// [`CLOCK_LEEWAY`](crate::policy::retention::CLOCK_LEEWAY).
    async fn authenticate(&self, token: &str) -> Result<Claims, IdentityError>;

    /// Returns the public keys that access tokens are verified with, as a JWK Set (RFC 7517) in JSON.
    async fn key_set(&self) -> Result<String, IdentityError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realm_is_read_by_its_name_and_by_no_other() {
        for realm in [Realm::Member, Realm::Operator] {
            assert_eq!(realm.name().parse(), Ok(realm));
        }
        for unknown in ["", "Operator", "member ", "root"] {
            assert!(unknown.parse::<Realm>().is_err(), "{unknown:?}");
        }
    }
}
