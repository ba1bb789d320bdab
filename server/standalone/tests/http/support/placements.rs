//! What is true of a tenant is shown for both placements.

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
