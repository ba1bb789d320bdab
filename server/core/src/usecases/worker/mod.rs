//! The installation's own work.

pub(super) mod clock;
pub(super) mod erasing;
pub(super) mod export;
pub(super) mod handle;
pub(super) mod moving;
pub(super) mod running;
pub(super) mod usage;
pub(super) mod webhooks;
