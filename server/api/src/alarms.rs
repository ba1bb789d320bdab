//! The alarms of a deployment that watches itself, for its operators.

use jiff::Timestamp;
use tenantry_core::domain::ids::UserId;

#[derive(Clone, PartialEq, Debug)]
pub struct Alarm {
    /// Of small letters, digits and hyphens.
    pub name: String,
    /// The rule in words.
    pub condition: String,
    pub state: AlarmState,
    pub since: Timestamp,
    /// `None` while it is unknown, as with too few requests.
    pub value: Option<f64>,
    pub acknowledged: Option<Acknowledgement>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AlarmState {
    Ok,
    /// Beyond the threshold, but not yet for long enough.
    Pending,
    Firing,
}

impl AlarmState {
    pub const ALL: [AlarmState; 3] = [AlarmState::Ok, AlarmState::Pending, AlarmState::Firing];

    pub const fn name(self) -> &'static str {
        match self {
            AlarmState::Ok => "ok",
            AlarmState::Pending => "pending",
            AlarmState::Firing => "firing",
        }
    }
}

/// An operator has seen it and does something about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acknowledgement {
    pub by: UserId,
    pub at: Timestamp,
}

pub trait Alarms: Send + Sync + 'static {
    fn alarms(&self) -> Vec<Alarm>;

    /// Acknowledges an alarm that fires and returns it; one that does not fire is returned unchanged. `None` if there is
    /// no alarm of this name.
    fn acknowledge(&self, name: &str, by: UserId, at: Timestamp) -> Option<Alarm>;
}
