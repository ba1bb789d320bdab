//! The whole suite, for both placements.

mod backend;

mod pool {
    use super::backend::SqlitePool;
    tenantry_conformance::conformance!(SqlitePool);
}

mod silo {
    use super::backend::SqliteSilo;
    tenantry_conformance::conformance!(SqliteSilo);
}
