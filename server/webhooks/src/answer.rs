//! What a receiver answered.

use std::time::Duration;

use crate::sender::Failure;

/// Bytes that are kept of an answer's body.
pub const KEPT_BYTES: usize = 4_096;

/// An answer, as far as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The status code of HTTP.
    pub status: u16,
    /// The beginning of the body; what is no text is replaced.
    pub body: String,
    /// Whether there was more than [`KEPT_BYTES`], or it did not come in time.
    pub is_cut: bool,
    /// What the receiver asks to wait, in whole seconds, where it does.
    pub retry_after: Option<Duration>,
}

/// What became of one try.
#[derive(Debug)]
pub struct Outcome {
    /// The answer, or why there was none.
    pub result: Result<Answer, Failure>,
    /// From the look-up of the name to the end of the answer.
    pub took: Duration,
}

/// What follows from a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The receiver has it.
    Delivered,
    /// It is tried again by the schedule.
    TryAgain,
    /// The receiver wants nothing more: the endpoint is disabled.
    Gone,
}

impl Outcome {
    /// Returns what is kept of the try: the status code and the beginning of the body, or why there was no answer.
    pub fn said(&self) -> Result<(u16, String), String> {
        match &self.result {
            Ok(answer) => Ok((answer.status, answer.body.clone())),
            Err(failure) => Err(failure.to_string()),
        }
    }

    /// Judges a try: any 2xx is a success, 410 ends it, and everything else, redirects among it, is tried again.
    pub fn verdict(&self) -> Verdict {
        match &self.result {
            Ok(Answer { status: 200..=299, .. }) => Verdict::Delivered,
            Ok(Answer { status: 410, .. }) => Verdict::Gone,
            Ok(_) | Err(_) => Verdict::TryAgain,
        }
    }
}
