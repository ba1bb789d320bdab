//! The installation that all tests share, and clients that speak to it.

#[path = "../../../../standalone/tests/http/support/client.rs"]
mod client;
#[path = "../../../../standalone/tests/http/support/company.rs"]
#[expect(dead_code, reason = "the other home's tests use all of it")]
mod company;
#[path = "../../../../standalone/tests/http/support/placements.rs"]
mod placements;
mod server;

pub use client::{Answer, Client};
pub use company::{Company, PASSWORD, Placement, mails, order_of, sign_in, wait_for};
pub use server::{MAILBOX, PATIENCE, PAUSE, Server, settled, told};
