//! What the operator of an installation relies on.

mod alarms;
mod backup;
mod clock;
mod config;
mod doctor;
mod files;
mod packaging;
mod smtp;
mod tls;
mod traces;

use std::process::{Command, Output};

use crate::support::BINARY;

fn tenantry(args: &[&str]) -> Output {
    Command::new(BINARY).args(args).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn path(path: &std::path::Path) -> &str {
    path.to_str().expect("a path of text")
}
