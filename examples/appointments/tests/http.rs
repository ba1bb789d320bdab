//! What every deployment must keep from other companies holds for appointments, which nothing there names.

use tenantry_http_suite::{Placement, Program, Server, cases::isolation};

struct Appointments;

impl Program for Appointments {
    const PATH: &'static str = env!("CARGO_BIN_EXE_appointments");
    const KINDS: usize = 1;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_pool() {
    isolation::other_tenants_get_what_a_missing_id_gets::<Server<Appointments>>(Placement::Pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_silo() {
    isolation::other_tenants_get_what_a_missing_id_gets::<Server<Appointments>>(Placement::Silo).await;
}
