//! Which files have events to deliver. Ringing costs a lock, not a look into
//! the file.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use crate::partition::Place;

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

    /// Takes all that rang; each must be reported as served.
    pub fn rung(&self) -> Vec<Place> {
        let mut state = self.state();
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

    /// Until somebody rings, or for a rest, after which what was put off rings.
    pub async fn wait(&self, rest: Duration) {
        if !self.state().waiting.is_empty() {
            return;
        }
        if tokio::time::timeout(rest, self.rung.notified()).await.is_err() {
            let mut state = self.state();
            let later = std::mem::take(&mut state.later);
            state.waiting.extend(later);
        }
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
