//! Whether the clock is trusted with what can't be undone.

use crate::{domain::known_time::ClockState, ports::store::Read, runtime::inner::Inner};

impl Inner {
    pub(super) async fn clock_state(&self) -> Read<ClockState> {
        Ok(ClockState::judge(self.now(), &self.control.known_time().await?))
    }

    /// Whatever it shows, it is right from now on.
    pub(super) async fn accept_clock(&self) -> Read<ClockState> {
        let now = self.now();
        self.control.note_time(now, true).await?;
        Ok(ClockState::Trusted { now })
    }
}
