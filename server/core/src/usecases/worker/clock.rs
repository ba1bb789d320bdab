//! Watches the clock while the installation runs.

use jiff::Timestamp;

use crate::{domain::known_time::ClockState, ports::store::Read, usecases::worker::handle::Worker};

impl Worker {
    /// Notes the time while nothing speaks against it; to be called every minute or
    /// so while the installation runs.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn watch_clock(&self) -> Read<ClockState> {
        let state = self.inner.clock_state().await?;
        if let ClockState::Trusted { now } = state {
            self.inner.control.note_time(now, false).await?;
        }
        Ok(state)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn clock_state(&self) -> Read<ClockState> {
        self.inner.clock_state().await
    }

    /// For the command line of an installation that no server uses.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn accept_clock(&self) -> Read<ClockState> {
        self.inner.accept_clock().await
    }

    /// By this what can't be undone is judged.
    pub(super) async fn safe_time(&self) -> Read<Timestamp> {
        Ok(self.inner.clock_state().await?.safe_time())
    }
}
