//! The product as a client sees it: the real binary, real HTTP, no mocks. What
//! is true of a tenant is shown for one in the pool and one in a silo.

mod support;

mod auth;
mod bad_input;
mod canary;
mod configuration;
mod contention;
mod doors;
mod durability;
mod erasure;
mod events;
mod exports;
mod importing;
mod mfa;
mod money;
mod operations;
mod rates;
mod restocking;
mod running;
mod semantics;
mod silo_files;
mod system;
mod telemetry;
mod usage;
mod webhooks;
mod zones;

use support::Server;
use tenantry_http_suite::in_pool_and_silo;

// What every deployment shows; the rest is what only this one has.
tenantry_http_suite::http_suite!(Server);
