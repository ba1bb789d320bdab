//! Calls of DynamoDB's control plane, which makes and changes tables. It takes seconds to minutes, throttles who makes
//! many at once, and refuses some changes of a table that has just become active. So calls are repeated until a
//! deadline that one piece of work has for all of them.

use std::time::Duration;

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use tokio::time::Instant;

use super::{Fault, retry::passes};

/// The pause before the first repetition; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest pause before a repetition.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The deadline of a piece of work.
pub(crate) struct Deadline {
    until: Instant,
}

/// Pauses of one call or one wait.
pub(crate) struct Pauses {
    until: Instant,
    next: Duration,
}

impl Deadline {
    pub fn new(timeout: Duration) -> Self {
        Self { until: Instant::now() + timeout }
    }

    pub fn pauses(&self) -> Pauses {
        Pauses { until: self.until, next: FIRST_PAUSE }
    }

    /// Repeats a call for as long as it fails with what passes; [`Fault::Passing`] says that it still did at the
    /// deadline. Returns nothing where the error is the expected one, which says that all is as it should be.
    pub async fn call<T, E, Call>(&self, expected: &str, call: impl Fn() -> Call + Send) -> Result<Option<T>, Fault>
    where
        Call: Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        T: Send,
    {
        let (mut pauses, mut tries) = (self.pauses(), 1);
        loop {
            let error = match call().await {
                Ok(value) => return Ok(Some(value)),
                Err(error) if error.code() == Some(expected) => return Ok(None),
                Err(error) => error,
            };
            if !passes(&error) && error.code() != Some("ContinuousBackupsUnavailableException") {
                return Err(Fault::service(tries, error));
            }
            if !pauses.pause().await {
                return Err(Fault::Passing(Fault::service(tries, error).to_string()));
            }
            tries += 1;
        }
    }
}

impl Pauses {
    /// Waits for between a half and the whole of a growing pause; false if there is no time left for it.
    pub async fn pause(&mut self) -> bool {
        let pause = self.next.mul_f64(0.5 + fastrand::f64() / 2.0);
        if Instant::now() + pause >= self.until {
            return false;
        }
        tokio::time::sleep(pause).await;
        self.next = (self.next * 2).min(LONGEST_PAUSE);
        true
    }
}
