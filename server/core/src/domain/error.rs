//! What a use case may answer instead of its result. Each case is written for
//! the caller; what only the operator may know travels in `source` and is
//! logged, never returned.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::{ids::ProductId, limit::noun, order_status::Status, scope::Scope, tier::Feature};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error in a field of a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the field.
    pub pointer: String,
    pub code: &'static str,
    pub detail: String,
}

/// The other record that a change contradicts, which the caller may see.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflicting {
    /// JSON pointer (RFC 6901) to the field that is taken.
    pub pointer: &'static str,
    pub id: Uuid,
    /// What people call it.
    pub name: String,
}

impl FieldError {
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("some fields are not valid")]
    Invalid(Vec<FieldError>),

    /// It does not exist, or the caller may not see it: the answer is the same.
    #[error("this doesn't exist, or you don't have access to it")]
    NotFound,

    #[error("sign in first: {0}")]
    Unauthenticated(&'static str),

    /// The address, the password or the code is wrong; which one is not said.
    #[error("the email address or the password is wrong; if you have just registered, confirm your email first")]
    WrongCredentials,

    /// The second factor is wrong.
    #[error("the code is wrong; {tries_left} tries are left")]
    WrongCode { tries_left: u32 },

    #[error("the sign-in took too long, had too many wrong codes, or was finished; sign in again")]
    ChallengeOver,

    /// Nothing else is done for this person before they have a second factor.
    #[error("your company requires two-factor authentication; set it up first")]
    MfaRequired,

    #[error("the link is wrong, was used already, or has expired")]
    BadToken,

    #[error("your role does not allow this: it takes {needed}")]
    RoleTooLow { needed: &'static str },

    #[error("this API key lacks the scope {needed}")]
    ScopeMissing { needed: Scope },

    #[error("API keys can't do this: a member signs in for it")]
    PeopleOnly,

    #[error("the tenant is suspended: {reason}")]
    TenantSuspended { reason: String },

    #[error("the plan does not include {}", feature.name())]
    FeatureMissing { feature: Feature },

    #[error("you've reached your plan's limit of {max} {}", noun(limit))]
    LimitReached { limit: &'static str, max: u64, used: u64, resets_at: Option<Timestamp>, remedy: &'static str },

    /// The entity has moved on; the current tag lets the caller compare.
    #[error("it was changed since you read it")]
    Stale { current: String },

    /// `If-Match` compares strongly, so a weak tag matches nothing.
    #[error("a weak ETag (W/) never matches in If-Match; send the ETag as it was given, without W/")]
    WeakTag { current: String },

    #[error("there is not enough stock of product {product}: {available} left, {wanted} wanted")]
    OutOfStock { product: ProductId, available: u64, wanted: u64 },

    #[error("an order that is {from} can't become {to}")]
    IllegalTransition { from: Status, to: Status, next: Vec<Status> },

    /// Any other contradiction with the present state.
    #[error("{detail}")]
    Conflict { code: &'static str, detail: String, with: Option<Box<Conflicting>> },

    /// Others changed the same thing, try after try, until the time was over. Nothing was changed.
    #[error("others are changing the same thing just now; nothing was changed, try again")]
    Contended { tries: u32 },

    #[error("this Idempotency-Key was used for a different request")]
    IdempotencyMismatch,

    #[error("the cursor is not one that this list gave you for these filters")]
    BadCursor,

    #[error("too many attempts; try again in {retry_after_s} s")]
    Throttled { retry_after_s: u64 },

    /// More emails than one address is sent, or than a company may have sent.
    #[error("{why}; try again in {retry_after_s} s")]
    EmailLimit { retry_after_s: u64, why: &'static str },

    /// Nothing was changed and the same call may succeed later.
    #[error("the service can't answer just now; nothing was changed")]
    Unavailable(#[source] Cause),

    /// Our own fault: what can't happen by the rules happened. The same call will fail again, and nothing was changed.
    #[error("something went wrong on our side; nothing was changed")]
    Internal(#[source] Cause),
}

impl Error {
    pub fn invalid(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Error::Invalid(vec![FieldError::new(pointer, code, detail)])
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Error::Conflict { code, detail: detail.into(), with: None }
    }

    /// Returns the same, with the thing of the caller's own tenant that is in the way.
    pub fn conflict_with(code: &'static str, detail: impl Into<String>, with: Conflicting) -> Self {
        Error::Conflict { code, detail: detail.into(), with: Some(Box::new(with)) }
    }

    /// The stable code and the caller's words, for one of many things that were
    /// tried at once.
    pub fn brief(&self) -> (&'static str, String) {
        let code = match self {
            Error::Invalid(errors) => {
                let detail = errors.iter().map(|error| format!("{} {}", error.pointer, error.detail));
                return ("invalid", detail.collect::<Vec<_>>().join("; "));
            }
            Error::NotFound => "not_found",
            Error::Unauthenticated(_) => "unauthenticated",
            Error::WrongCredentials => "wrong_credentials",
            Error::WrongCode { .. } => "wrong_code",
            Error::ChallengeOver => "challenge_over",
            Error::BadToken => "bad_code",
            Error::MfaRequired => "mfa_required",
            Error::RoleTooLow { .. } => "role_too_low",
            Error::ScopeMissing { .. } => "scope_missing",
            Error::PeopleOnly => "people_only",
            Error::TenantSuspended { .. } => "tenant_suspended",
            Error::FeatureMissing { .. } => "feature_missing",
            Error::LimitReached { remedy, .. } => return ("limit_reached", format!("{self}: {remedy}")),
            Error::Stale { .. } => "stale",
            Error::WeakTag { .. } => "weak_tag",
            Error::OutOfStock { .. } => "out_of_stock",
            Error::IllegalTransition { next, .. } if next.is_empty() => {
                return ("illegal_transition", format!("{self}, nor anything else"));
            }
            Error::IllegalTransition { next, .. } => {
                let next: Vec<&str> = next.iter().map(|status| status.name()).collect();
                return ("illegal_transition", format!("{self}, only {}", next.join(" or ")));
            }
            Error::Conflict { code, .. } => code,
            Error::Contended { .. } => "contended",
            Error::IdempotencyMismatch => "idempotency_mismatch",
            Error::BadCursor => "bad_cursor",
            Error::Throttled { .. } | Error::EmailLimit { .. } => "throttled",
            Error::Unavailable(_) if self.is_data_missing() => "tenant_data_unavailable",
            Error::Unavailable(_) => "unavailable",
            Error::Internal(_) => "internal",
        };
        (code, self.to_string())
    }

    /// Returns whether the tenant's data is not where it should be, which only the operator can change.
    pub fn is_data_missing(&self) -> bool {
        matches!(self, Error::Unavailable(cause) if DataMissing::caused(&**cause))
    }

    pub fn unavailable(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Error::Unavailable(Box::new(cause))
    }
}

/// The cause of a failure beneath an adapter.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The tenant's data is not where its record says that it is: a file or a table
/// is missing, damaged, or another's. Nothing is made in its place.
#[derive(Debug, thiserror::Error)]
#[error("the tenant's data is not there: {0}")]
pub struct DataMissing(#[source] Cause);

impl DataMissing {
    pub fn new(cause: impl Into<Cause>) -> Self {
        Self(cause.into())
    }

    /// Returns whether this is what an error, or whatever caused it, comes from.
    pub fn caused(error: &(dyn std::error::Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<DataMissing>() {
                return true;
            }
            next = error.source();
        }
        false
    }
}

/// The error and what caused it, for the operator.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
