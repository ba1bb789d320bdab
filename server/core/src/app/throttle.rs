//! Slows down guessing: by account and by address, never a lock that an
//! attacker could turn against somebody. A guess is counted before it is
//! judged, so that many at once are no more than many in a row, and given
//! back when it proves right.
//!
//! It counts on monotonic time, in the memory of the process: a wall clock
//! that steps back, or stood in a wrong future, holds nobody up. Whoever
//! stores the buckets one day (AWS counts per container until then) has one
//! function to change, [`Throttle::take`].

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use sha2::{Digest, Sha256};

use crate::{
    error::{Error, Result},
    limiter::{Gcra, Quota},
};

/// Buckets are forgotten once they are full again. That is looked for when their number has doubled since, so
/// that it costs little even where many addresses call.
const SWEEP_AT: usize = 10_000;
/// More are never kept: all begin anew rather than take all memory.
const BUCKETS_MAX: usize = 1_000_000;
const NANOS: u64 = 1_000_000_000;

/// Digests, so that long names take no room.
type Key = [u8; 16];

#[derive(Default)]
pub(crate) struct Throttle {
    buckets: Mutex<Buckets>,
}

#[derive(Default)]
struct Buckets {
    of: HashMap<Key, Gcra>,
    sweep_at: usize,
}

impl Buckets {
    fn sweep(&mut self, now: u64) {
        if self.of.len() < self.sweep_at.max(SWEEP_AT) {
            return;
        }
        self.of.retain(|_, bucket| !bucket.is_full(now));
        if self.of.len() >= BUCKETS_MAX {
            self.of.clear();
        }
        self.sweep_at = self.of.len() * 2;
    }
}

/// How fast one kind of credential may be guessed.
#[derive(Clone, Copy, Debug)]
pub struct Guessing {
    /// At one account from one address.
    pub per_pair: Quota,
    /// At one account from anywhere.
    pub per_account: Quota,
}

/// A guess that was counted.
pub(crate) struct Guess {
    spent: Vec<(Key, Quota)>,
    /// The account is being guessed at from many addresses: only devices that
    /// its owner is known to use get through.
    pub crowded: Option<Error>,
}

impl Throttle {
    pub fn check(&self, kind: &str, name: &str, quota: Quota, now: Duration) -> Result<()> {
        self.take(key(&[kind, name]), quota, now)
    }

    /// Counts a guess at an account from an address.
    pub fn guess(&self, kind: &str, account: &str, address: &str, guessing: Guessing, now: Duration) -> Result<Guess> {
        let (pair, whole) = (key(&[kind, account, address]), key(&[kind, account]));
        self.take(pair, guessing.per_pair, now)?;
        let mut spent = vec![(pair, guessing.per_pair)];
        let crowded = match self.take(whole, guessing.per_account, now) {
            Ok(()) => {
                spent.push((whole, guessing.per_account));
                None
            }
            Err(refused) => Some(refused),
        };
        Ok(Guess { spent, crowded })
    }

    /// It was no guess: whoever knows the credential uses nothing up.
    pub fn right(&self, guess: Guess) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, quota) in guess.spent {
            if let Some(bucket) = buckets.of.get_mut(&key) {
                bucket.give_back(quota);
            }
        }
    }

    fn take(&self, key: Key, quota: Quota, now: Duration) -> Result<()> {
        let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX / 2);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.sweep(now);
        let decision = buckets.of.entry(key).or_default().check(quota, now);
        if decision.allowed {
            return Ok(());
        }
        Err(Error::Throttled { retry_after_s: decision.retry_after.div_ceil(NANOS).max(1) })
    }
}

fn key(parts: &[&str]) -> Key {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let mut key = Key::default();
    key.copy_from_slice(&digest.finalize()[..16]);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUESSING: Guessing = Guessing { per_pair: Quota::per_minute(10, 10), per_account: Quota::per_hour(60, 20) };

    fn at(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    #[test]
    fn guesses_are_slowed_down_but_right_ones_are_free() {
        let throttle = Throttle::default();
        let guess = |address: &str, now| throttle.guess("password", "ada", address, GUESSING, now);
        for _ in 0..1_000 {
            throttle.right(guess("home", at(0)).expect("free"));
        }
        for _ in 0..10 {
            assert!(guess("attacker", at(0)).expect("within the quota").crowded.is_none());
        }
        assert!(matches!(guess("attacker", at(0)).err(), Some(Error::Throttled { retry_after_s: 1..=6 })));
        // From everywhere together the account is slowed down, too, but its owner's device is told apart.
        for n in 0..10 {
            assert!(guess(&format!("bot {n}"), at(0)).expect("a first").crowded.is_none());
        }
        let crowded = guess("home", at(0)).expect("the pair is free").crowded;
        assert!(matches!(crowded, Some(Error::Throttled { .. })));
        // It never stays so.
        assert!(guess("home", at(61)).expect("free").crowded.is_none());
    }
}
