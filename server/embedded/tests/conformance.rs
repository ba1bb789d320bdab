//! The whole suite, for both placements.

mod pool {
    use tenantry_embedded_testing::SqlitePool;
    tenantry_conformance::conformance!(SqlitePool);
}

mod silo {
    use tenantry_embedded_testing::SqliteSilo;
    tenantry_conformance::conformance!(SqliteSilo);
}
