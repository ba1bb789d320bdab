//! What the operator sees of the clock, and says of it.

use crate::{
    domain::{error::Result, known_time::ClockState},
    usecases::handle::Operator,
};

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
