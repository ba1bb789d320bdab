//! Tries again what may succeed later: five times within a deadline, after
//! pauses drawn from the whole of a growing range ("full jitter"), so that
//! those who collided do not collide again. A conflict with another
//! transaction is waited out for as long as the deadline allows: the other one
//! was done, so everybody gets on.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use tokio::time::Instant;

use super::Fault;

/// Attempts of one call, the first included.
pub(crate) const TRIES: u32 = 5;
/// No try begins later than that many milliseconds after the first.
static DEADLINE_MS: AtomicU64 = AtomicU64::new(5_000);
/// The pause before the first retry; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
/// The longest pause before a retry.
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// Moves the deadline of all operations of the process. Only for tests: an emulator on a busy machine takes seconds
/// where DynamoDB takes milliseconds.
pub fn set_deadline(deadline: Duration) {
    DEADLINE_MS.store(u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
}

fn deadline() -> Duration {
    Duration::from_millis(DEADLINE_MS.load(Ordering::Relaxed))
}

/// Counts the tries of one operation.
pub(crate) struct Budget {
    tries: u32,
    until: Instant,
}

impl Budget {
    pub fn new() -> Self {
        Self { tries: 0, until: Instant::now() + deadline() }
    }

    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Takes one try.
    pub fn begin(&mut self) {
        self.tries += 1;
    }

    /// Waits before the next try; false if there is none left.
    pub async fn pause(&self) -> bool {
        self.tries < TRIES && self.pause_in_time().await
    }

    /// Waits before the next try, however many there were; false if there is no time left.
    pub async fn pause_in_time(&self) -> bool {
        let longest = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(self.tries.saturating_sub(1))).min(LONGEST_PAUSE);
        let pause = longest.mul_f64(fastrand::f64());
        if Instant::now() + pause >= self.until {
            return false;
        }
        tokio::time::sleep(pause).await;
        true
    }
}

/// For calls that may be repeated: reads, and writes that a token or a
/// condition keeps from counting twice.
pub(crate) async fn retried<T, E, Call>(call: impl Fn() -> Call + Send) -> Result<T, Fault>
where
    Call: Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    T: Send,
{
    let mut budget = Budget::new();
    loop {
        budget.begin();
        match call().await {
            Ok(value) => return Ok(value),
            Err(error) if meets_another(&error) && budget.pause_in_time().await => {}
            Err(error) if passes(&error) && budget.pause().await => {}
            Err(error) => return Err(Fault::service(budget.tries(), error)),
        }
    }
}

/// Returns whether a transaction was at the item of a call that is none.
fn meets_another<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    error.as_service_error().and_then(E::code).is_some_and(is_conflict)
}

/// Returns whether the same call may succeed later.
pub(crate) fn passes<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => true,
        SdkError::ServiceError(refused) => {
            refused.raw().status().is_server_error() || refused.err().code().is_some_and(passes_by_code)
        }
        _ => false,
    }
}

/// Returns whether another transaction was at the same item, and so was done or is being done.
pub(crate) fn is_conflict(code: &str) -> bool {
    matches!(code, "TransactionConflictException" | "TransactionConflict")
}

pub(crate) fn passes_by_code(code: &str) -> bool {
    matches!(
        code,
        "ThrottlingException"
            | "ThrottlingError"
            | "ProvisionedThroughputExceededException"
            | "ProvisionedThroughputExceeded"
            | "RequestLimitExceeded"
            | "TransactionConflictException"
            | "TransactionConflict"
            | "TransactionInProgressException"
            | "InternalServerError"
            | "ServiceUnavailable"
    )
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use aws_sdk_dynamodb::{
        error::ErrorMetadata,
        operation::update_item::{UpdateItemError, UpdateItemOutput},
    };
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn failed(code: &str) -> SdkError<UpdateItemError, HttpResponse> {
        let error = UpdateItemError::generic(ErrorMetadata::builder().code(code).build());
        let status = StatusCode::try_from(400).expect("a status");
        SdkError::service_error(error, HttpResponse::new(status, SdkBody::empty()))
    }

    /// Calls an update that fails so many times, and returns whether it succeeded, and after how many calls.
    async fn after(failures: u32, code: &str) -> (bool, u32) {
        let calls = AtomicU32::new(0);
        let done = retried(|| {
            let call = calls.fetch_add(1, Ordering::Relaxed);
            std::future::ready(if call < failures {
                Err(failed(code))
            } else {
                Ok(UpdateItemOutput::builder().build())
            })
        });
        (done.await.is_ok(), calls.load(Ordering::Relaxed))
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_meets_transactions_is_tried_for_as_long_as_there_is_time() {
        assert_eq!(after(12, "TransactionConflictException").await, (true, 13));
        let (done, calls) = after(u32::MAX, "TransactionConflictException").await;
        assert!(!done && calls > 12, "{calls}");
        assert_eq!(after(12, "ThrottlingException").await, (false, TRIES));
        assert_eq!(after(1, "ValidationException").await, (false, 1));
    }
}
