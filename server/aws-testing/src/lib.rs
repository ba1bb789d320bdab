//! What the tests of AWS share: servers that stand in for it, backends on top of
//! them for the suite of all backends, and functions that run under a Lambda
//! Runtime API of the tests' own.

pub mod backend;
pub mod brief;
pub mod cast;
pub mod cloud;
pub mod cognito;
pub mod faults;
pub mod installation;
pub mod items;
pub mod lag;
pub mod relay;
pub mod replicator;
pub mod run;
pub mod runtime;
pub mod server;
pub mod signing_key;
pub mod tally;
pub mod tenant_mover;
pub mod whole;
