//! A server of its own for each test, and clients that speak to it.

mod client;
mod company;
mod placements;
mod server;

pub use client::{Answer, Client};
pub use company::{Company, PASSWORD, Placement, mailed_code, mails, order_of, sign_in, wait_for};
pub use server::{BINARY, MAILBOX, OPERATOR, PATIENCE, PAUSE, Server, address, settled};
