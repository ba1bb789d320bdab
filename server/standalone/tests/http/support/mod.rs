//! A server of its own for each test, and clients that speak to it.

pub use tenantry_http_suite::{
    Answer, Client, Company, Installation, OPERATOR, PASSWORD, Placement, address_of as address, mailed_code, mails,
    order_of, sign_in,
};

pub const BINARY: &str = env!("CARGO_BIN_EXE_tenantry");

pub struct Tenantry;

impl tenantry_http_suite::Program for Tenantry {
    const PATH: &'static str = BINARY;
}

pub type Server = tenantry_http_suite::Server<Tenantry>;

/// Asks until the answer is there: events arrive in moments, not at once.
pub async fn wait_for<T>(ask: impl AsyncFnMut() -> Option<T>) -> T {
    Server::HABITS.wait_for(ask).await
}
