//! How a change is made anew when others change what it was made of: as long as there is time, with growing pauses drawn
//! from their whole range, so that those who collided do not collide again.

use std::time::Duration;

use futures_util::future::{Either, select};

use super::{
    committed::Committed,
    turns::{Thing, Turn, Turns},
};
use crate::{
    domain::{
        error::{Error, Result},
        ids::{ProductId, TenantId},
    },
    policy::refusals::unexpected,
    ports::env::{Random, Timer},
    runtime::inner::Inner,
};

/// The range of the first pause; it doubles with each try.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// The longest range.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// Whom a change waits for within this process. Other processes are met by the commit alone.
#[derive(Clone, Copy)]
pub(crate) enum WaitsFor<'a> {
    /// Nobody.
    Nobody,
    /// Before the first try, all who change this thing.
    Changes(Thing),
    /// Nobody at first; after the first conflict, those who change one of these products, but not one another.
    ChangesOfProducts(TenantId, &'a [ProductId]),
}

impl Inner {
    /// Makes a change and commits it, again and again while it meets a [`Committed::Conflict`], within
    /// [`Settings::change_budget`](crate::runtime::settings::Settings::change_budget).
    ///
    /// `change` is one whole try, of which it gets the number, from 1: it reads all that it judges by, judges, and commits
    /// at most once. Nothing that an earlier try read may decide a later one; what a conflict says is that it no longer
    /// holds. A try that met a conflict wrote nothing, so however many there are, one takes effect.
    ///
    /// An error of a try, and a [`Committed::Refused`] as [`unexpected`] explains it, are returned at once. When the time is
    /// over, also while it waits for others, the answer is [`Error::Contended`] with the number of tries, and nothing
    /// was changed.
    pub async fn retry_on_conflict<T, F>(&self, waits_for: WaitsFor<'_>, change: impl Fn(u32) -> F) -> Result<T>
    where
        F: Future<Output = Result<Committed<T>>>,
    {
        let until = self.timer.elapsed() + self.settings.change_budget;
        Tries { timer: &*self.timer, random: &*self.random, turns: &self.turns, until }.run(waits_for, change).await
    }
}

/// The tries of one change.
struct Tries<'a> {
    timer: &'a dyn Timer,
    random: &'a dyn Random,
    turns: &'a Turns,
    /// The end of the time for all of them, by the timer.
    until: Duration,
}

impl Tries<'_> {
    async fn run<T, F>(&self, waits_for: WaitsFor<'_>, change: impl Fn(u32) -> F) -> Result<T>
    where
        F: Future<Output = Result<Committed<T>>>,
    {
        let _alone = match waits_for {
            WaitsFor::Changes(thing) => Some(self.in_time(0, self.turns.alone(thing)).await?),
            WaitsFor::Nobody | WaitsFor::ChangesOfProducts(..) => None,
        };
        let (mut begun, mut shared) = (0, Vec::new());
        loop {
            begun += 1;
            let conflict = match change(begun).await? {
                Committed::Done(done) => return Ok(done),
                Committed::Refused(refused) => return Err(unexpected(refused)),
                Committed::Conflict(conflict) => conflict,
            };
            tracing::trace!(tries = begun, %conflict, "try {begun} of a change met another: {conflict}");
            self.pause(begun).await?;
            if let WaitsFor::ChangesOfProducts(tenant, products) = waits_for
                && shared.is_empty()
            {
                shared = self.together(begun, tenant, products).await?;
            }
        }
    }

    /// Pauses after a try, if there is time for another one.
    async fn pause(&self, begun: u32) -> Result<()> {
        let pause = pause(begun, self.noise());
        if self.timer.elapsed() + pause >= self.until {
            return Err(Error::Contended { tries: begun });
        }
        self.timer.sleep(pause).await;
        Ok(())
    }

    /// Takes turns that others may share in one order, so that no two wait for each other.
    async fn together(&self, begun: u32, tenant: TenantId, products: &[ProductId]) -> Result<Vec<Turn>> {
        let mut products = products.to_vec();
        products.sort();
        products.dedup();
        let mut turns = Vec::with_capacity(products.len());
        for product in products {
            turns.push(self.in_time(begun, self.turns.together(Thing::Product(tenant, product))).await?);
        }
        Ok(turns)
    }

    async fn in_time(&self, begun: u32, turn: impl Future<Output = Turn> + Send) -> Result<Turn> {
        let left = self.until.saturating_sub(self.timer.elapsed());
        match select(Box::pin(turn), Box::pin(self.timer.sleep(left))).await {
            Either::Left((turn, _)) => Ok(turn),
            Either::Right(_) => Err(Error::Contended { tries: begun }),
        }
    }

    /// From 0 to 1.
    fn noise(&self) -> f64 {
        let mut byte = [0u8; 2];
        self.random.fill(&mut byte);
        f64::from(u16::from_le_bytes(byte)) / f64::from(u16::MAX)
    }
}

fn pause(tries: u32, noise: f64) -> Duration {
    FIRST_PAUSE.saturating_mul(2u32.saturating_pow(tries.saturating_sub(1))).min(LONGEST_PAUSE).mul_f64(noise)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    };

    use async_trait::async_trait;
    use futures_util::FutureExt;

    use super::*;
    use crate::ports::commit::{CommitError, Expect, Subject};

    const BUDGET: Duration = Duration::from_secs(1);

    /// Sleeping is over at once, and takes the time that it is for.
    #[derive(Default)]
    struct Sleepless(Mutex<Duration>);

    #[async_trait]
    impl Timer for Sleepless {
        fn elapsed(&self) -> Duration {
            *self.0.lock().expect("sound")
        }

        async fn sleep(&self, time: Duration) {
            *self.0.lock().expect("sound") += time;
        }
    }

    /// Draws the longest pause of each range.
    struct Longest;

    impl Random for Longest {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    /// A number with a version, as a store holds it.
    #[derive(Default)]
    struct Record {
        version: AtomicU64,
        value: AtomicU64,
    }

    impl Record {
        fn read(&self) -> (u64, u64) {
            (self.version.load(Ordering::SeqCst), self.value.load(Ordering::SeqCst))
        }

        fn write(&self, expect: Expect, value: u64) -> Result<u64, CommitError> {
            let (version, _) = self.read();
            if expect != Expect::Version(version) {
                return Err(stale());
            }
            self.version.store(version + 1, Ordering::SeqCst);
            self.value.store(value, Ordering::SeqCst);
            Ok(value)
        }
    }

    fn product() -> ProductId {
        ProductId(uuid::Uuid::nil())
    }

    fn tenant() -> TenantId {
        TenantId(uuid::Uuid::nil())
    }

    fn stale() -> CommitError {
        CommitError::Unexpected(Subject::Product(product()))
    }

    async fn run<T, F>(turns: &Turns, waits_for: WaitsFor<'_>, change: impl Fn(u32) -> F) -> Result<T>
    where
        F: Future<Output = Result<Committed<T>>>,
    {
        let timer = Sleepless::default();
        Tries { timer: &timer, random: &Longest, turns, until: BUDGET }.run(waits_for, change).await
    }

    #[test]
    fn pauses_grow_to_a_quarter_of_a_second() {
        let ranges: Vec<u128> = (1..=8).map(|tries| pause(tries, 1.0).as_millis()).collect();
        assert_eq!(ranges, [5, 10, 20, 40, 80, 160, 250, 250]);
        assert_eq!(pause(u32::MAX, 0.5), Duration::from_millis(125));
        assert_eq!(pause(3, 0.0), Duration::ZERO);
    }

    #[tokio::test]
    async fn each_try_reads_anew_and_one_takes_effect() {
        let (record, turns) = (Record::default(), Turns::default());
        let added = run(&turns, WaitsFor::Nobody, |begun| {
            let record = &record;
            async move {
                let (version, value) = record.read();
                if begun <= 2 {
                    // Another one is faster, between reading and committing.
                    record.write(Expect::Version(version), value + 10).expect("the version that stands");
                }
                Ok(Committed::from(record.write(Expect::Version(version), value + 1)))
            }
        });
        assert_eq!(added.await.expect("the third try"), 21, "what the others added is kept, and one is added once");
        assert_eq!(record.read(), (3, 21));
    }

    #[tokio::test]
    async fn it_gives_up_when_the_time_is_over_and_says_how_often_it_tried() {
        let (tries, turns) = (AtomicU64::new(0), Turns::default());
        let never = run(&turns, WaitsFor::Nobody, |begun| {
            assert_eq!(tries.fetch_add(1, Ordering::SeqCst) + 1, u64::from(begun));
            async { Ok(Committed::<()>::from(stale())) }
        });
        // The longest pauses are 5, 10, 20, 40, 80, 160, 250 and 250 ms; after one more a second is over.
        assert!(matches!(never.await, Err(Error::Contended { tries: 9 })));
        assert_eq!(tries.load(Ordering::SeqCst), 9);
    }

    #[tokio::test]
    async fn a_refusal_and_an_error_end_it_at_once() {
        let once = |refused: fn() -> Result<Committed<()>>| {
            run(&Turns::default(), WaitsFor::Nobody, move |begun| {
                assert_eq!(begun, 1);
                async move { refused() }
            })
            .now_or_never()
            .expect("nothing to wait for")
        };
        assert!(matches!(once(|| Ok(CommitError::LastOwner.into())), Err(Error::Internal(_))));
        assert!(matches!(once(|| Err(Error::NotFound)), Err(Error::NotFound)));
    }

    #[tokio::test]
    async fn it_waits_for_those_before_it_within_its_time() {
        let turns = Turns::default();
        let held = turns.alone(Thing::Product(tenant(), product())).await;
        let changes = WaitsFor::Changes(Thing::Product(tenant(), product()));
        let waiting = run(&turns, changes, |_| async { Ok(Committed::Done(())) }).await;
        assert!(matches!(waiting, Err(Error::Contended { tries: 0 })), "{waiting:?}");
        drop(held);
        run(&turns, changes, |_| async { Ok(Committed::Done(())) }).await.expect("its turn");
    }

    #[tokio::test]
    async fn an_order_waits_for_those_who_change_prices_only_after_it_met_one() {
        let turns = Turns::default();
        let held = turns.alone(Thing::Product(tenant(), product())).await;
        let products = [product(), product()];
        let waits_for = WaitsFor::ChangesOfProducts(tenant(), &products);
        run(&turns, waits_for, |_| async { Ok(Committed::Done(())) }).await.expect("no wait");
        let contended = run(&turns, waits_for, |_| async { Ok(Committed::<()>::from(stale())) }).await;
        assert!(matches!(contended, Err(Error::Contended { tries: 1 })), "{contended:?}");
        drop(held);
    }
}
