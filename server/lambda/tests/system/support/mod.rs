//! The installation that all tests share, and clients that speak to it.

mod server;

pub use server::{Server, variable};
pub use tenantry_http_suite::{Client, Company, Installation, Placement, sign_in};
