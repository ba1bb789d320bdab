//! Which files have events to deliver. Ringing costs a lock, not a look into
//! the file.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::partition::Place;

/// How often places are looked at again that had something put off.
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
    /// Have something that was put off.
    later: HashSet<Place>,
    /// When those were last let ring.
    looked: Option<Instant>,
}

impl Bell {
    pub fn ring(&self, place: Place) {
        self.state().waiting.insert(place);
        self.rung.notify_one();
    }

    /// Looks again after a rest.
    pub fn ring_later(&self, place: Place) {
        self.state().later.insert(place);
    }

    pub fn wake(&self) {
        self.rung.notify_one();
    }

    /// Takes all that rang; each must be reported as served. What was put off
    /// rings once a rest has passed, however busy the others are.
    pub fn rung(&self) -> Vec<Place> {
        let mut state = self.state();
        if state.looked.is_none_or(|looked| looked.elapsed() >= REST) {
            let later = std::mem::take(&mut state.later);
            state.waiting.extend(later);
            state.looked = Some(Instant::now());
        }
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
        [&state.waiting, &state.serving, &state.later].into_iter().flatten().copied().collect()
    }

    pub async fn until_quiet(&self) {
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
