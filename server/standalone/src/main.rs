//! `tenantry`: the standalone server with the kinds of records that every installation has.

use std::process::ExitCode;

use tenantry_api::Kinds;

/// Requests allocate much and briefly, on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tenantry_standalone::main(&Kinds::built_in())
}
