//! The whole second home over HTTP, as `cargo xtask aws system` deploys it: the
//! same tests as for the other home, and those of what only this one has.

#[expect(clippy::panic, reason = "a helper of a test fails it, with a word")]
mod support;

mod attacks;
mod tokens;

#[path = "../../../standalone/tests/http/ending.rs"]
mod ending;
#[path = "../../../standalone/tests/http/figures.rs"]
mod figures;
#[path = "../../../standalone/tests/http/flow.rs"]
mod flow;
#[path = "../../../standalone/tests/http/idempotency.rs"]
mod idempotency;
#[path = "../../../standalone/tests/http/isolation.rs"]
mod isolation;
#[path = "../../../standalone/tests/http/lifecycle.rs"]
mod lifecycle;
#[path = "../../../standalone/tests/http/limits.rs"]
mod limits;
#[path = "../../../standalone/tests/http/people.rs"]
mod people;
#[path = "../../../standalone/tests/http/races.rs"]
mod races;
#[path = "../../../standalone/tests/http/sample.rs"]
mod sample;
#[path = "../../../standalone/tests/http/search.rs"]
mod search;
#[path = "../../../standalone/tests/http/transfer.rs"]
mod transfer;
#[path = "../../../standalone/tests/http/views.rs"]
mod views;
