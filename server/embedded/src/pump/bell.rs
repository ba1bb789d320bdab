//! Which files have events to deliver. Ringing costs a lock, not a look into
//! the file.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::partition::Place;

/// How often it is looked whether the time has come for places that have something put off.
const REST: Duration = Duration::from_millis(500);

#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    rung: Notify,
    quiet: Notify,
}

#[derive(Default)]
struct State {
    /// Have something to deliver now.
    waiting: HashSet<Place>,
    /// Are being delivered from.
    serving: HashSet<Place>,
    /// Have something that was put off, until then.
    later: HashMap<Place, Timestamp>,
}

impl State {
    /// Lets those ring whose time has come.
    fn promote(&mut self, now: Timestamp) {
        let waiting = &mut self.waiting;
        self.later.retain(|place, due| {
            let rings = *due <= now;
            if rings {
                waiting.insert(*place);
            }
            !rings
        });
    }
}

impl Bell {
    pub fn ring(&self, place: Place) {
        self.state().waiting.insert(place);
        self.rung.notify_one();
    }

    /// Rings at a time to come, or before if it was to ring then.
    pub fn ring_at(&self, place: Place, due: Timestamp) {
        let mut state = self.state();
        let known = state.later.entry(place).or_insert(due);
        *known = due.min(*known);
    }

    pub fn wake(&self) {
        self.rung.notify_one();
    }

    /// Takes all that rang; each must be reported as served. What was put off
    /// rings once its time has come, however busy the others are.
    pub fn rung(&self, now: Timestamp) -> Vec<Place> {
        let mut state = self.state();
        state.promote(now);
        let rung: Vec<Place> = state.waiting.drain().collect();
        state.serving.extend(&rung);
        rung
    }

    pub fn served(&self, place: Place) {
        let mut state = self.state();
        state.serving.remove(&place);
        if state.serving.is_empty() && state.waiting.is_empty() {
            self.quiet.notify_waiters();
        }
    }

    /// Until somebody rings, or for a rest.
    pub async fn wait(&self) {
        if self.state().waiting.is_empty() {
            // Either way the caller looks at what has rung.
            let _ = tokio::time::timeout(REST, self.rung.notified()).await;
        }
    }

    /// All that have something to deliver, now or later.
    pub fn places(&self) -> HashSet<Place> {
        let state = self.state();
        state.waiting.iter().chain(&state.serving).chain(state.later.keys()).copied().collect()
    }

    /// Until nothing waits whose time has come by `now`.
    pub async fn until_quiet(&self, now: Timestamp) {
        self.state().promote(now);
        self.wake();
        loop {
            let quiet = self.quiet.notified();
            {
                let state = self.state();
                if state.waiting.is_empty() && state.serving.is_empty() {
                    return;
                }
            }
            // A bound, in case the last place was served between the look and the wait.
            let _ = tokio::time::timeout(Duration::from_millis(50), quiet).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
