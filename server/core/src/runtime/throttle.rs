//! Slows down guessing: by account and by address, never a lock that an
//! attacker could turn against the owner. A guess is counted before it is
//! judged, so that many at once are no more than many in a row, and given
//! back when it proves right.
//!
//! Buckets are named by keyed digests: what is stored of them names neither an
//! address nor an account. Where they are is the backend's
//! ([`ThrottleStore`]). A store that can't be reached lets nobody through.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;

use crate::{
    domain::{
        error::{Error, Result, chain},
        quota::Quota,
        signing::{Purpose, Signer},
    },
    policy::quotas::{Guessing, Scope},
    ports::{
        env::Clock,
        throttle::{BucketKey, Take, ThrottleStore},
    },
    runtime::memory_throttles::MemoryThrottles,
};

pub(crate) struct Throttle {
    signer: Signer,
    installation: Arc<dyn ThrottleStore>,
    process: MemoryThrottles,
}

/// A guess that was counted.
pub(crate) struct Guess {
    scope: Scope,
    spent: Vec<(BucketKey, Quota)>,
    /// The account is being guessed at from many addresses: only devices that
    /// its owner is known to use get through.
    pub crowded: Option<Error>,
}

impl Throttle {
    pub fn new(signer: Signer, installation: Arc<dyn ThrottleStore>, clock: Arc<dyn Clock>) -> Self {
        Self { signer, installation, process: MemoryThrottles::new(clock) }
    }

    pub async fn check(&self, kind: &str, name: &str, quota: Quota) -> Result<()> {
        take(&*self.installation, self.key(&[kind, name]), quota).await
    }

    /// Counts a guess at an account from an address.
    pub async fn guess(&self, kind: &str, account: &str, address: &str, guessing: Guessing) -> Result<Guess> {
        let (pair, whole) = (self.key(&[kind, account, address]), self.key(&[kind, account]));
        let store = self.store(guessing.scope);
        take(store, pair, guessing.per_pair).await?;
        let mut spent = vec![(pair, guessing.per_pair)];
        let crowded = match take(store, whole, guessing.per_account).await {
            Ok(()) => {
                spent.push((whole, guessing.per_account));
                None
            }
            Err(full @ Error::Throttled { .. }) => Some(full),
            Err(other) => return Err(other),
        };
        Ok(Guess { scope: guessing.scope, spent, crowded })
    }

    /// Gives the guess back: a caller who knows the credential uses nothing up. Where it can't be, they wait a little sooner,
    /// which is no reason to turn them away.
    pub async fn clear_guesses(&self, guess: Guess) {
        let store = self.store(guess.scope);
        let given = guess.spent.into_iter().map(|(key, quota)| store.give_back(key, quota));
        for error in join_all(given).await.into_iter().filter_map(std::result::Result::err) {
            tracing::warn!(error = %chain(&error), "a right guess stays counted: {}", chain(&error));
        }
    }

    fn store(&self, scope: Scope) -> &dyn ThrottleStore {
        match scope {
            Scope::Installation => &*self.installation,
            Scope::Process => &self.process,
        }
    }

    fn key(&self, parts: &[&str]) -> BucketKey {
        let mut named = Vec::new();
        for part in parts {
            named.extend_from_slice(&(part.len() as u64).to_be_bytes());
            named.extend_from_slice(part.as_bytes());
        }
        let mut key = BucketKey::default();
        key.copy_from_slice(&self.signer.digest(Purpose::Throttle, &[], &named)[..16]);
        key
    }
}

async fn take(store: &dyn ThrottleStore, key: BucketKey, quota: Quota) -> Result<()> {
    match store.take(key, quota).await? {
        Take::Taken => Ok(()),
        Take::Empty { retry_after } => Err(Error::Throttled { retry_after_s: whole_seconds(retry_after) }),
    }
}

/// Returns the seconds after which a caller may come back: never too early, and at least one.
fn whole_seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use async_trait::async_trait;
    use jiff::Timestamp;

    use super::*;
    use crate::ports::store::{Read, StoreError};

    const GUESSING: Guessing = Guessing {
        scope: Scope::Installation,
        per_pair: Quota::per_minute(10, 10),
        per_account: Quota::per_hour(60, 20),
    };

    /// Seconds that have passed.
    #[derive(Default)]
    struct Seconds(AtomicU64);

    impl Clock for Seconds {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.0.load(Ordering::Relaxed))
        }
    }

    fn throttle(store: impl FnOnce(Arc<Seconds>) -> Arc<dyn ThrottleStore>) -> (Throttle, Arc<Seconds>) {
        let clock = Arc::new(Seconds::default());
        (Throttle::new(Signer::new([7; 32]), store(clock.clone()), clock.clone()), clock)
    }

    #[tokio::test]
    async fn guesses_are_slowed_down_but_right_ones_are_free() {
        let (throttle, clock) = throttle(|clock| Arc::new(MemoryThrottles::new(clock)));
        let guess = async |address: &str| throttle.guess("password", "ada", address, GUESSING).await;
        for _ in 0..1_000 {
            throttle.clear_guesses(guess("home").await.expect("free")).await;
        }
        for _ in 0..10 {
            assert!(guess("attacker").await.expect("within the quota").crowded.is_none());
        }
        assert!(matches!(guess("attacker").await.err(), Some(Error::Throttled { retry_after_s: 1..=6 })));
        // From everywhere together the account is slowed down, too, but its owner's device is distinguished.
        for n in 0..10 {
            assert!(guess(&format!("bot {n}")).await.expect("a first").crowded.is_none());
        }
        let crowded = guess("home").await.expect("the pair is free").crowded;
        assert!(matches!(crowded, Some(Error::Throttled { .. })));
        // It never stays so.
        clock.0.store(61, Ordering::Relaxed);
        assert!(guess("home").await.expect("free").crowded.is_none());
    }

    #[tokio::test]
    async fn a_key_names_its_parts_and_takes_the_installations_secret() {
        let (throttle, _) = throttle(|clock| Arc::new(MemoryThrottles::new(clock)));
        let named = throttle.key(&["code", "ab"]);
        assert_ne!(named, throttle.key(&["codea", "b"]));
        let elsewhere = Throttle { signer: Signer::new([8; 32]), ..throttle };
        assert_ne!(named, elsewhere.key(&["code", "ab"]));
    }

    /// A store that counts nothing.
    struct Unreachable;

    #[async_trait]
    impl ThrottleStore for Unreachable {
        async fn take(&self, _: BucketKey, _: Quota) -> Read<Take> {
            Err(StoreError("no route".into()))
        }

        async fn give_back(&self, _: BucketKey, _: Quota) -> Read<()> {
            Err(StoreError("no route".into()))
        }
    }

    #[tokio::test]
    async fn what_can_not_be_counted_is_not_let_through() {
        let (throttle, _) = throttle(|_| Arc::new(Unreachable));
        let checked = throttle.check("email", "here", GUESSING.per_pair).await;
        assert!(matches!(checked, Err(Error::Unavailable(_))), "{checked:?}");
        let guessed = throttle.guess("password", "ada", "here", GUESSING).await.err();
        assert!(matches!(guessed, Some(Error::Unavailable(_))), "{guessed:?}");
        let own = throttle.guess("refresh", "", "here", Guessing { scope: Scope::Process, ..GUESSING }).await;
        throttle.clear_guesses(own.expect("in memory")).await;
    }
}
