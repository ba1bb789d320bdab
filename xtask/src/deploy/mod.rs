//! One command brings an installation to an account, one takes it away. Both
//! speak through the AWS command line, with whatever credentials it has.

mod app;
mod aws;
mod changes;
mod package;
mod preflight;
mod prune;
mod release;
mod settings;
mod smoke;
mod stack;
mod stacks;
mod state;
mod undeploy;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};
use clap::Args;

pub use aws::random_key;
pub use package::run as package;
pub use smoke::run as smoke;
pub use undeploy::{Undeploy, run as undeploy};

use self::{aws::Account, release::RELEASE, settings::Settings};
use crate::infra;

/// Where, and which of the account's installations.
#[derive(Args, Clone)]
pub struct DeploymentTarget {
    #[arg(long)]
    pub region: String,
    /// As dev, staging or prod.
    #[arg(long)]
    pub stage: String,
}

impl DeploymentTarget {
    /// Begins every name of the installation, but for a last dash also the root's.
    pub fn prefix(&self) -> String {
        format!("tenantry-{}-", self.stage)
    }

    pub fn root(&self) -> String {
        format!("tenantry-{}", self.stage)
    }
}

#[derive(Args)]
pub struct Deploy {
    #[command(flatten)]
    place: DeploymentTarget,
    /// JSON object of the root template's parameters.
    #[arg(long)]
    parameters: Option<PathBuf>,
    /// One parameter, as MailFrom=shop@example.com; wins over the file.
    #[arg(long = "set", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Deploy what `infra package` left, instead of building it.
    #[arg(long)]
    packaged: bool,
    /// Apply the change set without asking.
    #[arg(long)]
    yes: bool,
    /// The role by which CloudFormation acts; the caller's own rights if left out.
    #[arg(long)]
    role: Option<String>,
    /// Only look whether the account has what the deployment needs, and change nothing.
    #[arg(long)]
    preflight: bool,
    /// A table, user pool or bucket that may be replaced or removed, as Pool/Products.
    #[arg(long = "gives-up", value_name = "PATH")]
    gives_up: Vec<String>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "is NAME=VALUE".to_owned())
}

/// How the names end that CloudFront makes up.
const MADE_UP: [&str; 2] = [".cloudfront.net", ".cloudfront.cn"];

pub type Parameters = BTreeMap<String, String>;

/// May be stopped and run again at any point: each step looks for what is there already.
pub fn deploy(deploy: &Deploy) -> Result<()> {
    let place = &deploy.place;
    let account = Account::open(&place.region)?;
    let mut settings = Settings::open(&account, deploy)?;
    // Ahead of anything that is made, or takes minutes.
    preflight::run(&account, place, &mut settings, deploy.packaged)?;
    if deploy.preflight {
        return Ok(());
    }
    if deploy.packaged {
        println!("Taking what was packaged before.");
        package::unpacked()?;
    } else {
        let triple = package::target_of(settings.get("Architecture"));
        package::can_be_built(triple)?;
        infra::build()?;
        infra::rules_hold()?;
        package::code(triple)?;
        stacks::bootstrap(&account, place)?;
        stacks::account(&account, place)?;
    }
    let package = release::of_package()?;
    let mut said = settings.said.clone();
    stacks::global(&account, place, deploy.role.clone(), &package, &mut said)?;
    account.signing_key(&format!("/tenantry/{}/signing-key", place.stage))?;

    let root = stacks::packaged(&account, place, &package)?.acting_as(deploy.role.clone()).giving_up(&deploy.gives_up);
    let defaults = settings::defaults(&infra::output().join("template.json"))?;
    said.insert(RELEASE.into(), release::of(&package, &settings.complete(&defaults, &said)));
    let mut outputs = root.apply(&said, |changes| deploy.yes || confirmed(changes))?;
    let url = outputs.get("AppUrl").context("the stack has no AppUrl")?.clone();
    if needs_address(&settings.with(&said), settings.was("DomainName"), &url) {
        said.insert("PublicUrl".into(), url);
        said.insert(RELEASE.into(), release::of(&package, &settings.complete(&defaults, &said)));
        outputs = root.apply(&said, |_| true)?;
    }
    prune::app(&account, &outputs)?;
    app::publish(&account, &outputs)?;
    prune::run(&account, place)?;
    for (name, value) in &outputs {
        println!("{name}: {value}");
    }
    Ok(())
}

/// Without a domain CloudFront makes up the address, once; links in mail need it. One that was given stays, as of a
/// name that is led to CloudFront elsewhere; that of a domain goes with the domain.
fn needs_address(settings: &Parameters, domain_before: Option<&str>, url: &str) -> bool {
    let given = |name: &str| settings.get(name).filter(|value| !value.is_empty());
    let is_ours = |known: &str| {
        MADE_UP.iter().any(|end| known.ends_with(end))
            || domain_before.is_some_and(|domain| known.strip_prefix("https://") == Some(domain))
    };
    given("DomainName").is_none() && given("PublicUrl").is_none_or(|known| known != url && is_ours(known))
}

fn confirmed(changes: &str) -> bool {
    println!("{changes}");
    print!("Apply these changes? [y/N] ");
    let mut answer = String::new();
    io::stdout().flush().is_ok() && io::stdin().read_line(&mut answer).is_ok() && answer.trim() == "y"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_was_given_stays() {
        let made_up = "https://d2.cloudfront.net";
        let needs = |pairs: &[(&str, &str)]| {
            let all = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            needs_address(&all, Some("old.example"), made_up)
        };
        assert!(needs(&[]) && needs(&[("DomainName", ""), ("PublicUrl", "")]));
        assert!(!needs(&[("PublicUrl", made_up)]), "it is known");
        assert!(needs(&[("PublicUrl", "https://d1.cloudfront.net")]), "of a distribution that is no more");
        assert!(!needs(&[("PublicUrl", "https://shop.example")]));
        assert!(!needs(&[("DomainName", "shop.example")]));
        assert!(needs(&[("PublicUrl", "https://old.example")]), "the domain was given up");
    }
}
