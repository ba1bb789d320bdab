//! The clock, for the operator.

use serde::Serialize;
use tenantry_core::domain::known_time::ClockState;
use utoipa::ToSchema;

use super::scalar::Time;

/// Whether the clock is trusted with what can't be undone.
#[derive(Serialize, ToSchema)]
#[schema(as = Clock, example = json!({
    "trusted": false, "safe_time": "2026-11-24T10:05:00.000Z", "off_by_s": 3456000,
    "warning": "the clock is 960 hours ahead of 2026-11-24T10:05:00Z, the last time that is known to be right."
}))]
pub struct ClockResponse {
    trusted: bool,
    /// What can't be undone is judged by this time.
    safe_time: Time,
    /// Seconds between the clock and the last time that is known to be right; 0 while it is trusted.
    off_by_s: u64,
    /// What is wrong and what to do; null while the clock is trusted.
    #[schema(required)]
    warning: Option<String>,
}

impl ClockResponse {
    pub fn of(state: &ClockState) -> Self {
        Self {
            trusted: state.is_trusted(),
            safe_time: Time(state.safe_time()),
            off_by_s: state.off_by().as_secs().unsigned_abs(),
            warning: state.warning(),
        }
    }
}
