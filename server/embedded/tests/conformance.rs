//! The whole suite, for both placements.

mod home;

mod pool {
    use super::home::SqlitePool;
    tenantry_conformance::conformance!(SqlitePool);
}

mod silo {
    use super::home::SqliteSilo;
    tenantry_conformance::conformance!(SqliteSilo);
}
