//! `tenantry doctor`: what is wrong with an installation, in words, and by the
//! exit code for whatever calls it.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use tenantry_embedded::doctor::{Finding, Level, examine};

use crate::{
    certificate,
    config::{Data, Tls},
    welcome,
};

/// A certificate that ends sooner than this should have been renewed.
const RENEW: SignedDuration = SignedDuration::from_hours(24 * 14);

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub tls: Tls,
    /// Also say what is fine.
    #[arg(long, short)]
    pub verbose: bool,
}

pub fn run(command: &Doctor) -> Result<ExitCode> {
    let mut findings = examine(&command.data.data);
    findings.extend(command.tls.tls_cert.as_deref().map(examine_certificate));
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let (problems, warnings, fine) = (count(Level::Problem), count(Level::Warning), count(Level::Fine));
    let mut text = String::new();
    for finding in &findings {
        if command.verbose || finding.level != Level::Fine {
            text += &line(finding);
        }
    }
    text += &format!("{problems} problems, {warnings} warnings, {fine} checks were fine.\n");
    welcome::say(&text)?;
    Ok(if problems > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn line(finding: &Finding) -> String {
    let level = match finding.level {
        Level::Fine => "ok",
        Level::Warning => "warning",
        Level::Problem => "PROBLEM",
    };
    format!("{level:<8} {:<12} {}\n", finding.area, finding.text)
}

fn examine_certificate(path: &std::path::Path) -> Finding {
    let finding = |level, text| Finding { level, area: "certificate", text };
    let expires = match certificate::expiry_of(path) {
        Ok(expires) => expires,
        Err(error) => return finding(Level::Problem, format!("{error:#}")),
    };
    let left = expires.duration_since(Timestamp::now());
    let text = format!("{} is good until {expires}", path.display());
    if left <= SignedDuration::ZERO {
        finding(Level::Problem, format!("{} has expired at {expires}", path.display()))
    } else if left < RENEW {
        finding(Level::Warning, format!("{text}, which is soon"))
    } else {
        finding(Level::Fine, text)
    }
}
