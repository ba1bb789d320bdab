//! On SQLite, in the pool and in a silo.

mod suite;

use tenantry_embedded_testing::{SqlitePool, SqliteSilo};

#[tokio::test(flavor = "multi_thread")]
async fn in_the_pool() {
    suite::appointments_are_made_moved_and_canceled::<SqlitePool>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_silo() {
    suite::appointments_are_made_moved_and_canceled::<SqliteSilo>().await;
}
