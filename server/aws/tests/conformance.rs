//! The whole suite, for pool and silo, against two servers that stand in for
//! DynamoDB and that share no line of code; and items of earlier releases. Of the
//! provisioned pool, whose keys and indexes are those of the pool, only what
//! could reach the wrong tables.

mod upgrading;

use std::process::ExitCode;

use tenantry_aws_testing::{
    backend::{Dynamo, Provisioned},
    run::{self, Test},
    server::Which,
};
use tenantry_conformance::cases;

fn suite<const MINISTACK: bool, const SILO: bool>() -> impl Iterator<Item = Test> {
    let on = if MINISTACK { Which::Ministack } else { Which::Dynoxide };
    let placement = if SILO { "silo" } else { "pool" };
    let cases = cases::all::<Dynamo<MINISTACK, SILO>>().into_iter();
    // Every case meets silos here and the pool in `whole_backend`.
    let has_all = run::is_long() || (SILO && !MINISTACK);
    cases.filter(move |(name, _)| has_all || run::reaches_tables(name)).map(move |(name, run)| Test {
        name: format!("{placement}::{name}"),
        on,
        run,
    })
}

fn provisioned() -> impl Iterator<Item = Test> {
    let cases = cases::all::<Provisioned>().into_iter().filter(|(name, _)| run::reaches_tables(name));
    cases.map(|(name, run)| Test { name: format!("provisioned_pool::{name}"), on: Which::Dynoxide, run })
}

fn main() -> ExitCode {
    let mut tests: Vec<Test> = suite::<false, true>().chain(suite::<true, false>()).chain(provisioned()).collect();
    if run::is_long() {
        tests.extend(suite::<false, false>().chain(suite::<true, true>()));
    }
    tests.extend(upgrading::tests());
    run::all(tests)
}
