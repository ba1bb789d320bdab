//! What those can do who run the installation.

pub(super) mod clock;
pub(super) mod erasing;
pub(super) mod export;
pub(super) mod limits;
pub(super) mod moving;
pub(super) mod operations;
pub(super) mod tenants;
pub(super) mod usage;
