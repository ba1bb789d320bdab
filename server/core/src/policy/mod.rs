//! Rules that both backends share: who is slowed down, which device is known, what a refresh token brings, how often
//! something is tried, how long it is kept, what is written first, and where tenants can be placed. A backend reads the
//! state, asks, and writes what it is given back (ADR 77).

pub mod breaker;
pub mod consume_error;
pub mod delivery;
pub mod device;
pub mod limit_alerts;
pub mod placements;
pub mod quotas;
pub mod recovery;
pub(crate) mod refusals;
pub mod retention;
pub mod rotation;
pub mod tries;
pub mod write_order;
