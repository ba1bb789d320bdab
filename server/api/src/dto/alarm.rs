//! Alarms, for the operator.

use serde::Serialize;
use tenantry_core::domain::ids::UserId;
use utoipa::ToSchema;

use super::{names::AlarmStateName, scalar::Time};
use crate::alarms::Alarm;

/// A rule, its state and the value that decides.
#[derive(Serialize, ToSchema)]
#[schema(as = Alarm, example = json!({
    "name": "error-rate", "condition": "error_rate above 0.02", "state": "firing",
    "since": "2026-11-24T10:05:00.000Z", "value": 0.031, "acknowledged_at": null, "acknowledged_by": null
}))]
pub struct AlarmResponse<'a> {
    #[schema(pattern = "^[a-z0-9-]{1,64}$")]
    name: &'a str,
    /// What makes it fire.
    condition: &'a str,
    #[schema(value_type = AlarmStateName)]
    state: &'static str,
    /// When the state began.
    since: Time,
    /// Null while it is unknown, as with too few requests.
    #[schema(required)]
    value: Option<f64>,
    #[schema(required)]
    acknowledged_at: Option<Time>,
    #[schema(value_type = Option<Uuid>, required)]
    acknowledged_by: Option<UserId>,
}

/// All rules, in the order of their file.
#[derive(Serialize, ToSchema)]
#[schema(as = Alarms)]
pub struct AlarmsResponse<'a> {
    pub items: Vec<AlarmResponse<'a>>,
}

impl<'a> AlarmResponse<'a> {
    pub fn of(alarm: &'a Alarm) -> Self {
        Self {
            name: &alarm.name,
            condition: &alarm.condition,
            state: alarm.state.name(),
            since: Time(alarm.since),
            value: alarm.value,
            acknowledged_at: alarm.acknowledged.map(|seen| Time(seen.at)),
            acknowledged_by: alarm.acknowledged.map(|seen| seen.by),
        }
    }
}
