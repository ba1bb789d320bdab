//! The whole suite against the AWS backend with all its adapters: besides the
//! store of tenants' data, control data and sign-ins on DynamoDB and identity
//! on Cognito's wire.

use std::process::ExitCode;

use tenantry_aws_testing::{
    run::{self, Test},
    server::Which,
    whole::Whole,
};
use tenantry_conformance::cases;

fn suite<const MINISTACK: bool, const SILO: bool>() -> impl Iterator<Item = Test> {
    let on = if MINISTACK { Which::Ministack } else { Which::Dynoxide };
    let placement = if SILO { "silo" } else { "pool" };
    let cases = cases::all::<Whole<MINISTACK, SILO>>().into_iter();
    cases.map(move |(name, run)| Test { name: format!("{placement}::{name}"), on, run })
}

fn main() -> ExitCode {
    let mut tests: Vec<Test> = suite::<false, false>().collect();
    if run::is_long() {
        tests.extend(suite::<true, false>().chain(suite::<false, true>()));
    }
    run::all(tests)
}
