//! Waits by the runtime's clock.

use std::time::Duration;

use async_trait::async_trait;
use tenantry_core::ports::env::Timer;
use tokio::time::Instant;

pub struct RuntimeTimer(Instant);

impl Default for RuntimeTimer {
    fn default() -> Self {
        Self(Instant::now())
    }
}

#[async_trait]
impl Timer for RuntimeTimer {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
