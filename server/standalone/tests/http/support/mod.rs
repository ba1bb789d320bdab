//! A server of its own for each test, and clients that speak to it.

mod client;
mod company;
mod server;

pub use client::{Answer, Client};
pub use company::{Company, PASSWORD, Placement, address, mailed_code, mails, order_of, sign_in, wait_for};
pub use server::{BINARY, OPERATOR, Server};

/// Expands a test for a pool tenant and one for a silo tenant.
#[macro_export]
macro_rules! in_pool_and_silo {
    ($name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn pool() {
                super::$name($crate::support::Placement::Pool).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn silo() {
                super::$name($crate::support::Placement::Silo).await;
            }
        }
    };
}
