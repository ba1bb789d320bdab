//! The open application: what an installation decides, the time, commits that are replayed or tried again, and what
//! slows callers down.

pub(crate) mod committed;
pub(crate) mod control;
pub mod env;
mod hashing;
pub(crate) mod inner;
pub mod limiter;
pub mod memory_throttles;
pub mod meter;
mod records;
mod relocating_store;
pub(crate) mod retry;
pub mod settings;
pub(crate) mod throttle;
pub(crate) mod turns;
