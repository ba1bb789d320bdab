//! The errors that callers get when a port rejects a call.

use crate::{
    domain::error::Error,
    ports::{commit::CommitError, identity::IdentityError},
};

pub(crate) const GONE: Error = Error::Unauthenticated("the account is gone");

pub(crate) fn suspended(reason: Option<&str>) -> Error {
    Error::TenantSuspended { reason: reason.unwrap_or("no reason was given").to_owned() }
}

pub(crate) fn signed_out(error: IdentityError) -> Error {
    match error {
        IdentityError::Refused | IdentityError::PasswordChanged | IdentityError::Reused(_) => {
            Error::Unauthenticated("the token is wrong, has expired or was signed out")
        }
        IdentityError::Busy => Error::Throttled { retry_after_s: 1 },
        IdentityError::Unavailable(cause) => Error::Unavailable(cause),
    }
}

/// Returns the error for a commit that was refused for a reason that its use case
/// does not answer itself: the data moved or the store is unwell, so that trying
/// again helps, or a rule refused what the use case never asks for, which is our
/// own fault.
pub(crate) fn unexpected(refused: CommitError) -> Error {
    match refused {
        CommitError::Unavailable(cause) => Error::Unavailable(cause),
        CommitError::Contended { tries } => Error::Contended { tries },
        moved @ (CommitError::Unexpected(_)
        | CommitError::Replay(_)
        | CommitError::Moved(_)
        | CommitError::DataMissing(..)) => Error::Unavailable(Box::new(moved)),
        fault @ (CommitError::OutOfStock { .. }
        | CommitError::OverLimit { .. }
        | CommitError::Taken(_)
        | CommitError::EmailTaken
        | CommitError::LastOwner
        | CommitError::OperationRunning) => Error::Internal(Box::new(fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::ids::ProductId, ports::commit::Subject};

    #[test]
    fn a_rule_that_refuses_unasked_is_our_own_fault() {
        let product = ProductId(uuid::Uuid::nil());
        let fault = unexpected(CommitError::OutOfStock { product, available: 0 });
        assert_eq!(fault.brief(), ("internal", "something went wrong on our side; nothing was changed".to_owned()));
        assert!(matches!(fault, Error::Internal(cause) if cause.to_string().contains("not enough stock")));
        assert!(matches!(unexpected(CommitError::LastOwner), Error::Internal(_)));
    }

    #[test]
    fn data_that_moved_may_be_tried_again() {
        let product = Subject::Product(ProductId(uuid::Uuid::nil()));
        assert_eq!(unexpected(CommitError::Unexpected(product)).brief().0, "unavailable");
        assert_eq!(unexpected(CommitError::Unavailable("a full disk".into())).brief().0, "unavailable");
        assert_eq!(unexpected(CommitError::Contended { tries: 9 }).brief().0, "contended");
    }
}
