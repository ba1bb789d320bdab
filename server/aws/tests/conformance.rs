//! The whole suite, for both placements, against two servers that stand in for
//! DynamoDB and that share no line of code.

mod support;

use std::process::ExitCode;

use support::{
    home::Dynamo,
    run::{self, Test},
    server::Which,
};
use tenantry_conformance::cases;

fn suite<const MINISTACK: bool, const SILO: bool>() -> impl Iterator<Item = Test> {
    let on = if MINISTACK { Which::Ministack } else { Which::Dynoxide };
    let placement = if SILO { "silo" } else { "pool" };
    let cases = cases::all::<Dynamo<MINISTACK, SILO>>().into_iter();
    cases.map(move |(name, run)| Test { name: format!("{placement}::{name}"), on, run })
}

fn main() -> ExitCode {
    let pools = suite::<false, false>().chain(suite::<true, false>());
    let silos = suite::<false, true>().chain(suite::<true, true>());
    run::all(pools.chain(silos).collect())
}
