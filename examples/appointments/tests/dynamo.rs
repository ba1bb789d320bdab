//! On DynamoDB, in the pool and in a silo, against a server that stands in for it.

mod suite;

use std::process::ExitCode;

use tenantry_aws_testing::{
    backend::Dynamo,
    run::{Test, all},
    server::Which,
};
use tenantry_conformance::Case;

fn main() -> ExitCode {
    let on = Which::Dynoxide;
    let pool: Case = || Box::pin(suite::appointments_are_made_moved_and_canceled::<Dynamo<false, false>>());
    let silo: Case = || Box::pin(suite::appointments_are_made_moved_and_canceled::<Dynamo<false, true>>());
    all(vec![
        Test { name: "in_the_pool".to_owned(), on, run: pool },
        Test { name: "in_a_silo".to_owned(), on, run: silo },
    ])
}
