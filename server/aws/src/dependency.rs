//! What the services of AWS were asked, and how they answered. Every client of a function has the interceptor that
//! counts it ([`crate::trace::Calls`]). A function handles one request or event at a time, so what is counted between
//! two is of one.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// A service that requests and events wait for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dependency {
    DynamoDb,
    Cognito,
    Ses,
    Sns,
    Sqs,
    Sts,
    /// What is asked at the start of a container, or by the operator alone.
    Other,
}

impl Dependency {
    pub const ALL: [Self; 7] = [Self::DynamoDb, Self::Cognito, Self::Ses, Self::Sns, Self::Sqs, Self::Sts, Self::Other];

    /// By the name that the SDK has for the service.
    fn of(service: &str) -> Self {
        match service {
            "DynamoDB" => Self::DynamoDb,
            "SNS" => Self::Sns,
            "SQS" => Self::Sqs,
            "STS" => Self::Sts,
            _ if service.starts_with("Cognito") => Self::Cognito,
            _ if service.starts_with("SES") => Self::Ses,
            _ => Self::Other,
        }
    }
}

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Also where the answer is no, as to a wrong password or an unmet condition.
    Answered,
    Throttled,
    /// It failed at the service, was never answered, or we had no right to it.
    Failed,
}

/// Calls of one service.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Calls {
    pub count: u64,
    pub failed: u64,
    pub throttled: u64,
    /// All of them together.
    pub took: Duration,
    /// Milliseconds of each, of the first [`EACH`] ones.
    pub each_ms: Vec<f64>,
}

/// Of how many calls the times are kept: CloudWatch takes no more values in one line.
const EACH: usize = 100;

impl Calls {
    fn add(&mut self, took: Duration, outcome: Outcome) {
        self.count += 1;
        self.failed += u64::from(outcome == Outcome::Failed);
        self.throttled += u64::from(outcome == Outcome::Throttled);
        self.took += took;
        if self.each_ms.len() < EACH {
            self.each_ms.push(hundredths(took));
        }
    }

    /// Milliseconds of all calls together.
    #[must_use]
    pub fn total_ms(&self) -> f64 {
        hundredths(self.took)
    }
}

/// Milliseconds with two decimals; more are noise, and cost by the byte.
fn hundredths(took: Duration) -> f64 {
    (took.as_secs_f64() * 100_000.0).round() / 100.0
}

static COUNTED: Mutex<[Option<Calls>; Dependency::ALL.len()]> = Mutex::new([const { None }; Dependency::ALL.len()]);

pub(crate) fn record(service: &str, took: Duration, outcome: Outcome) {
    let mut counted = COUNTED.lock().unwrap_or_else(PoisonError::into_inner);
    counted[Dependency::of(service) as usize].get_or_insert_default().add(took, outcome);
}

/// Returns whether the times of more calls would not be kept.
#[must_use]
pub fn is_full() -> bool {
    let counted = COUNTED.lock().unwrap_or_else(PoisonError::into_inner);
    counted.iter().flatten().any(|calls| calls.each_ms.len() >= EACH)
}

/// Returns what was asked since the last call, of those services that were asked at all.
pub fn take() -> Vec<(Dependency, Calls)> {
    let counted = std::mem::take(&mut *COUNTED.lock().unwrap_or_else(PoisonError::into_inner));
    Dependency::ALL.into_iter().zip(counted).filter_map(|(dependency, calls)| Some((dependency, calls?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_the_names_of_the_sdk() {
        for (service, dependency) in [
            ("DynamoDB", Dependency::DynamoDb),
            ("Cognito Identity Provider", Dependency::Cognito),
            ("SESv2", Dependency::Ses),
            ("STS", Dependency::Sts),
            ("SSM", Dependency::Other),
        ] {
            assert_eq!(Dependency::of(service), dependency, "{service}");
        }
        assert!(Dependency::ALL.into_iter().enumerate().all(|(at, one)| one as usize == at));
    }

    #[test]
    fn calls_are_summed_and_the_first_hundred_kept() {
        let mut calls = Calls::default();
        calls.add(Duration::from_micros(1_234), Outcome::Answered);
        calls.add(Duration::from_millis(2), Outcome::Throttled);
        calls.add(Duration::from_millis(3), Outcome::Failed);
        assert_eq!((calls.count, calls.throttled, calls.failed), (3, 1, 1));
        assert_eq!((calls.total_ms(), calls.each_ms.as_slice()), (6.23, &[1.23, 2.0, 3.0][..]));
        (0..200).for_each(|_| calls.add(Duration::ZERO, Outcome::Answered));
        assert_eq!((calls.count, calls.each_ms.len()), (203, EACH));
    }
}
