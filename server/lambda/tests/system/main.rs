//! The whole system on AWS over HTTP, as `cargo xtask aws system` deploys it: the
//! same cases as for the standalone, and those of what only this one has.

#[expect(clippy::panic, reason = "a helper of a test fails it, with a word")]
mod support;

mod attacks;
mod provisioned;
mod tokens;

use support::Server;

tenantry_http_suite::http_suite!(Server);
