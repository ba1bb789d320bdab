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
    cases.map(move |(name, run)| Test { name: format!("{placement}::{name}"), on, run })
}

/// Reads and writes of every table and index, and who sees them.
const REACHING_TABLES: [&str; 6] = ["commits", "isolation", "pages", "retries", "searching", "stock"];

fn provisioned() -> impl Iterator<Item = Test> {
    let cases = cases::all::<Provisioned>().into_iter();
    let cases =
        cases.filter(|(name, _)| name.split_once("::").is_some_and(|(theme, _)| REACHING_TABLES.contains(&theme)));
    cases.map(|(name, run)| Test { name: format!("provisioned_pool::{name}"), on: Which::Dynoxide, run })
}

fn main() -> ExitCode {
    let pools = suite::<false, false>().chain(suite::<true, false>()).chain(provisioned());
    let silos = suite::<false, true>().chain(suite::<true, true>());
    run::all(pools.chain(silos).chain(upgrading::tests()).collect())
}
