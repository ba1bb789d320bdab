//! How often a change starts anew when the data moves under it: as long as there is time, with growing pauses drawn from
//! their whole range, so that those who collided do not collide again.

use std::time::Duration;

use futures_util::future::{Either, select};

use super::{
    Inner,
    turns::{Thing, Turn},
};
use crate::error::{Error, Result};

/// The range of the first pause; it doubles with each try.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// The longest range.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// The tries of one change, within [`Settings::change_budget`](super::Settings::change_budget).
pub(crate) struct Tries<'a> {
    inner: &'a Inner,
    until: Duration,
    begun: u32,
}

impl Inner {
    pub fn tries(&self) -> Tries<'_> {
        Tries { inner: self, until: self.timer.elapsed() + self.settings.change_budget, begun: 0 }
    }
}

impl Tries<'_> {
    /// Begins a try: the first at once, each further one after a pause. [`Error::Contended`] once the time is over.
    pub async fn begin(&mut self) -> Result<()> {
        self.begun += 1;
        if self.begun == 1 {
            return Ok(());
        }
        let pause = pause(self.begun - 1, self.noise());
        if self.inner.timer.elapsed() + pause >= self.until {
            return Err(Error::Contended { tries: self.begun - 1 });
        }
        self.inner.timer.sleep(pause).await;
        Ok(())
    }

    /// Whether a try has met a change of others.
    pub fn is_contended(&self) -> bool {
        self.begun > 1
    }

    /// Waits for a turn at a thing that nobody shares.
    pub async fn alone(&self, thing: Thing) -> Result<Turn> {
        self.in_time(self.inner.turns.alone(thing)).await
    }

    /// Waits for turns at things that others may share. They are taken in one order, so that no two wait for each other.
    pub async fn together(&self, mut things: Vec<Thing>) -> Result<Vec<Turn>> {
        things.sort_by_key(|thing| match thing {
            Thing::Product(_, id) => id.0,
            Thing::Order(_, id) => id.0,
            Thing::Tenant(id) => id.0,
            Thing::Member(id) => id.0,
            Thing::Document(id, _) => id.0,
        });
        things.dedup();
        let mut turns = Vec::with_capacity(things.len());
        for thing in things {
            turns.push(self.in_time(self.inner.turns.together(thing)).await?);
        }
        Ok(turns)
    }

    async fn in_time(&self, turn: impl Future<Output = Turn> + Send) -> Result<Turn> {
        let left = self.until.saturating_sub(self.inner.timer.elapsed());
        match select(Box::pin(turn), Box::pin(self.inner.timer.sleep(left))).await {
            Either::Left((turn, _)) => Ok(turn),
            Either::Right(_) => Err(Error::Contended { tries: self.begun }),
        }
    }

    /// From 0 to 1.
    fn noise(&self) -> f64 {
        let mut byte = [0u8; 2];
        self.inner.random.fill(&mut byte);
        f64::from(u16::from_le_bytes(byte)) / f64::from(u16::MAX)
    }
}

fn pause(tries: u32, noise: f64) -> Duration {
    FIRST_PAUSE.saturating_mul(2u32.saturating_pow(tries.saturating_sub(1))).min(LONGEST_PAUSE).mul_f64(noise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_quarter_of_a_second() {
        let ranges: Vec<u128> = (1..=8).map(|tries| pause(tries, 1.0).as_millis()).collect();
        assert_eq!(ranges, [5, 10, 20, 40, 80, 160, 250, 250]);
        assert_eq!(pause(u32::MAX, 0.5), Duration::from_millis(125));
        assert_eq!(pause(3, 0.0), Duration::ZERO);
    }
}
