//! A server of its own for each test, and clients that speak to it.

mod server;

pub use server::{BINARY, Server, address};
pub use tenantry_http_suite::{
    Answer, Client, Company, Installation, OPERATOR, PASSWORD, Placement, mailed_code, mails, order_of, sign_in,
};

/// Asks until the answer is there: events arrive in moments, not at once.
pub async fn wait_for<T>(ask: impl AsyncFnMut() -> Option<T>) -> T {
    Server::HABITS.wait_for(ask).await
}
