//! What became of a commit that was tried once.

use crate::{
    domain::{
        error::{Error, Result},
        idempotency::{Answer, Attempt, Outcome},
    },
    ports::commit::CommitError,
};

/// The result of one try to commit a change. Errors that are no matter of the commit, as a failed read, travel beside
/// it, so a use case returns `Result<Committed>`.
#[must_use = "a conflict is to be tried again, and a refusal to be answered"]
#[derive(Debug)]
pub(crate) enum Committed<T = Outcome> {
    /// The change is durable, and this is its result.
    Done(T),
    /// Others changed what it was made of ([`CommitError::is_conflict`]). Nothing was written; made anew, it may succeed.
    Conflict(CommitError),
    /// A rule or the store refused it. Nothing was written.
    Refused(CommitError),
}

impl<T> From<CommitError> for Committed<T> {
    fn from(refused: CommitError) -> Self {
        if refused.is_conflict() { Committed::Conflict(refused) } else { Committed::Refused(refused) }
    }
}

impl<T> From<Result<T, CommitError>> for Committed<T> {
    fn from(committed: Result<T, CommitError>) -> Self {
        committed.map_or_else(Committed::from, Committed::Done)
    }
}

impl Committed {
    /// Takes `answer` for the outcome of a durable commit, and the kept answer where the request's key was used before.
    /// Fails with [`Error::IdempotencyMismatch`] if it was used for another request.
    pub fn of(committed: Result<(), CommitError>, attempt: &Attempt, answer: Answer) -> Result<Self> {
        match committed {
            Ok(()) => Ok(Committed::Done(Outcome::fresh(answer))),
            Err(CommitError::Replay(kept)) if attempt.key().is_some() => attempt.replay(*kept).map(Committed::Done),
            Err(refused) => Ok(refused.into()),
        }
    }
}

impl<T> Committed<T> {
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Committed<U> {
        match self {
            Committed::Done(done) => Committed::Done(map(done)),
            Committed::Conflict(conflict) => Committed::Conflict(conflict),
            Committed::Refused(refused) => Committed::Refused(refused),
        }
    }

    /// Takes some refusals for conflicts, where others may have caused them.
    pub fn or_conflict(self, is_conflict: impl FnOnce(&CommitError) -> bool) -> Self {
        match self {
            Committed::Refused(refused) if is_conflict(&refused) => Committed::Conflict(refused),
            other => other,
        }
    }

    /// Answers a refusal in the caller's words, and leaves a conflict to be tried again.
    pub fn explain(self, explain: impl FnOnce(CommitError) -> Error) -> Result<Self> {
        match self {
            Committed::Refused(refused) => Err(explain(refused)),
            other => Ok(other),
        }
    }

    /// Returns the result of a change that is tried once: a conflict is answered as a refusal is.
    pub fn finish(self, explain: impl FnOnce(CommitError) -> Error) -> Result<T> {
        match self {
            Committed::Done(done) => Ok(done),
            Committed::Conflict(refused) | Committed::Refused(refused) => Err(explain(refused)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            idempotency::Answer,
            ids::{ProductId, UserId},
        },
        ports::commit::Subject,
    };

    fn attempt(key: Option<&str>, body: &[u8]) -> Attempt {
        Attempt::new(UserId(uuid::Uuid::nil()), "POST", "/v1/orders", key, &[body])
    }

    fn stale() -> CommitError {
        CommitError::Unexpected(Subject::Product(ProductId(uuid::Uuid::nil())))
    }

    #[test]
    fn what_others_changed_is_a_conflict_and_what_a_rule_says_is_not() {
        assert!(matches!(Committed::<()>::from(stale()), Committed::Conflict(_)));
        assert!(matches!(Committed::<()>::from(CommitError::Contended { tries: 3 }), Committed::Conflict(_)));
        assert!(matches!(Committed::<()>::from(CommitError::LastOwner), Committed::Refused(_)));
        let widened = Committed::<()>::from(CommitError::LastOwner).or_conflict(|_| true);
        assert!(matches!(widened, Committed::Conflict(CommitError::LastOwner)));
        assert!(matches!(Committed::<()>::from(stale()).explain(|_| Error::NotFound), Ok(Committed::Conflict(_))));
        assert!(matches!(Committed::<()>::from(stale()).finish(|_| Error::NotFound), Err(Error::NotFound)));
    }

    #[test]
    fn a_kept_answer_is_an_outcome_only_under_the_callers_own_key_and_for_the_same_request() {
        let first = attempt(Some("a"), b"1");
        let now = jiff::Timestamp::UNIX_EPOCH;
        let kept = || Err(CommitError::Replay(Box::new(first.record(&Answer::none(), now).expect("a key"))));
        let again = Committed::of(kept(), &first, Answer::none());
        assert!(matches!(again, Ok(Committed::Done(Outcome { replayed: true, .. }))), "{again:?}");
        let other = Committed::of(kept(), &attempt(Some("a"), b"2"), Answer::none());
        assert!(matches!(other, Err(Error::IdempotencyMismatch)), "{other:?}");
        // A change without a key that met its own first effect is judged anew.
        let keyless = Committed::of(kept(), &attempt(None, b"1"), Answer::none());
        assert!(matches!(keyless, Ok(Committed::Conflict(_))), "{keyless:?}");
    }
}
