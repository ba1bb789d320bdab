//! Whether the clock is trusted with what can't be undone.

use jiff::Timestamp;

use super::{Operator, Worker};
use crate::{app::Inner, error::Result, known_time::ClockState, store::Read};

impl Inner {
    pub(super) async fn clock_state(&self) -> Read<ClockState> {
        Ok(ClockState::judge(self.now(), &self.control.known_time().await?))
    }

    /// Whatever it shows, it is right from now on.
    async fn accept_clock(&self) -> Read<ClockState> {
        let now = self.now();
        self.control.note_time(now, true).await?;
        Ok(ClockState::Trusted { now })
    }
}

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

impl Operator {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn clock_state(&self) -> Result<ClockState> {
        Ok(self.inner.clock_state().await?)
    }

    /// Takes the clock's word, so that what waited goes on.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn accept_clock(&self) -> Result<ClockState> {
        let before = self.inner.clock_state().await?;
        let accepted = self.inner.accept_clock().await?;
        if let Some(warning) = before.warning() {
            tracing::warn!(user_id = %self.user(), "the operator {} accepted the clock: {warning}", self.user());
        }
        Ok(accepted)
    }
}
