//! The product as a client sees it: the real binary, real HTTP, no mocks. What
//! is true of a tenant is shown for one in the pool and one in a silo.

#[expect(clippy::panic, reason = "a helper of a test fails it, with a word")]
mod support;

mod auth;
mod bad_input;
mod canary;
mod configuration;
mod contention;
mod doors;
mod durability;
mod ending;
mod erasure;
mod exports;
mod figures;
mod flow;
mod idempotency;
mod importing;
mod isolation;
mod lifecycle;
mod limits;
mod mfa;
mod money;
mod operations;
mod people;
mod races;
mod rates;
mod restocking;
mod running;
mod sample;
mod search;
mod semantics;
mod silo_files;
mod system;
mod telemetry;
mod transfer;
mod usage;
mod views;
mod zones;
