//! Which files have events to deliver. Ringing costs a lock, not a look into
//! the file.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::Notify, time::Instant};

use crate::partition::FileId;

/// The interval at which files with postponed events are checked.
const REST: Duration = Duration::from_millis(500);

#[derive(Default)]
pub(crate) struct OutboxNotifier {
    state: Mutex<State>,
    notified: Notify,
    quiet: Notify,
}

#[derive(Default)]
struct State {
    /// Have something to deliver now.
    waiting: HashSet<FileId>,
    /// Are being delivered from.
    serving: HashSet<FileId>,
    /// Have something that was put off, until then.
    later: HashMap<FileId, Timestamp>,
    /// How often a commit notified; it wraps around.
    notifications: u64,
    /// Whether a file has more than was delivered from it in its turn.
    has_rest: bool,
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

impl OutboxNotifier {
    pub fn notify(&self, place: FileId) {
        {
            let mut state = self.state();
            state.notifications = state.notifications.wrapping_add(1);
            state.waiting.insert(place);
        }
        self.notified.notify_one();
    }

    /// Notifies of what is left in a file after its turn.
    pub fn notify_rest(&self, place: FileId) {
        {
            let mut state = self.state();
            state.has_rest = true;
            state.waiting.insert(place);
        }
        self.notified.notify_one();
    }

    /// Waits for `pause`, and while commits come at shorter intervals for up to
    /// `at_most`; what is left of an earlier turn has waited already.
    pub async fn gather(&self, pause: Duration, at_most: Duration) {
        let has_rest = std::mem::take(&mut self.state().has_rest);
        let begun = Instant::now();
        loop {
            let seen = self.state().notifications;
            tokio::time::sleep(pause).await;
            if has_rest || self.state().notifications == seen || begun.elapsed() >= at_most {
                return;
            }
        }
    }

    /// Rings at a time to come, or before if it was to ring then.
    pub fn notify_at(&self, place: FileId, due: Timestamp) {
        let mut state = self.state();
        let known = state.later.entry(place).or_insert(due);
        *known = due.min(*known);
    }

    pub fn wake(&self) {
        self.notified.notify_one();
    }

    /// Takes all that rang; each must be reported as served. What was put off
    /// rings once its time has come, however busy the others are.
    pub fn take_notified(&self, now: Timestamp) -> Vec<FileId> {
        let mut state = self.state();
        state.promote(now);
        let notified: Vec<FileId> = state.waiting.drain().collect();
        state.serving.extend(&notified);
        notified
    }

    pub fn served(&self, place: FileId) {
        let mut state = self.state();
        state.serving.remove(&place);
        if state.serving.is_empty() && state.waiting.is_empty() {
            self.quiet.notify_waiters();
        }
    }

    /// Waits until a file is notified, or for a rest.
    pub async fn wait(&self) {
        if self.state().waiting.is_empty() {
            // Either way the caller looks at what has notified.
            let _ = tokio::time::timeout(REST, self.notified.notified()).await;
        }
    }

    /// Returns the files that have something to deliver, now or later.
    pub fn places(&self) -> HashSet<FileId> {
        let state = self.state();
        state.waiting.iter().chain(&state.serving).chain(state.later.keys()).copied().collect()
    }

    /// Waits until nothing waits whose time has come by `now`.
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

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(10);
    const AT_MOST: Duration = Duration::from_millis(250);

    async fn time_to_gather(notifier: &OutboxNotifier) -> Duration {
        let begun = Instant::now();
        notifier.gather(PAUSE, AT_MOST).await;
        begun.elapsed()
    }

    async fn commit_every(pause: Duration, notifier: &OutboxNotifier) {
        loop {
            notifier.notify(FileId::Pool);
            tokio::time::sleep(pause).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn events_of_one_commit_wait_for_one_pause() {
        let notifier = OutboxNotifier::default();
        notifier.notify(FileId::Pool);
        assert!(time_to_gather(&notifier).await < 2 * PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn events_wait_while_commits_keep_coming_up_to_a_bound() {
        let notifier = OutboxNotifier::default();
        tokio::select! {
            () = commit_every(PAUSE / 2, &notifier) => unreachable!("commits do not end"),
            waited = time_to_gather(&notifier) => assert!((AT_MOST..AT_MOST + 2 * PAUSE).contains(&waited), "{waited:?}"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_left_of_a_turn_does_not_wait_for_commits_to_end() {
        let notifier = OutboxNotifier::default();
        notifier.notify_rest(FileId::Pool);
        tokio::select! {
            () = commit_every(PAUSE / 2, &notifier) => unreachable!("commits do not end"),
            waited = time_to_gather(&notifier) => assert!(waited < 2 * PAUSE, "{waited:?}"),
        }
    }
}
