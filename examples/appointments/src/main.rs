//! Tenantry's server, with appointments.

use std::process::ExitCode;

fn main() -> ExitCode {
    tenantry_standalone::main(&appointments::kinds())
}
