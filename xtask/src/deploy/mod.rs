//! One command brings an installation to an account, one takes it away. Both
//! speak through the AWS command line, with whatever credentials it has.

mod aws;
mod package;
mod settings;
mod smoke;
mod stack;
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

use self::{aws::Account, settings::Settings, stack::Stack};
use crate::infra;

/// Where, and which of the account's installations.
#[derive(Args, Clone)]
pub struct Place {
    #[arg(long)]
    pub region: String,
    /// As dev, staging or prod.
    #[arg(long)]
    pub stage: String,
}

impl Place {
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
    place: Place,
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
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "is NAME=VALUE".to_owned())
}

pub type Parameters = BTreeMap<String, String>;

pub fn deploy(deploy: &Deploy) -> Result<()> {
    let place = &deploy.place;
    let account = Account::open(&place.region)?;
    let settings = Settings::open(&account, deploy)?;
    if deploy.packaged {
        println!("Taking what was packaged before.");
        package::unpacked()?;
    } else {
        infra::build()?;
        // Ahead of what takes minutes.
        infra::rules_hold()?;
        package::code(package::target_of(settings.get("Architecture")))?;
        stack::bootstrap(&account, place)?;
    }
    let mut parameters = settings.said;
    stack::global(&account, place, deploy.role.clone(), &mut parameters)?;
    account.signing_key(&format!("/tenantry/{}/signing-key", place.stage))?;

    let root = Stack::packaged(&account, place, deploy.role.clone())?;
    let mut outputs = root.apply(&parameters, |changes| deploy.yes || confirmed(changes))?;
    // Without a domain CloudFront makes up the address; links in mail need it.
    if !parameters.contains_key("PublicUrl") {
        let url = outputs.get("AppUrl").context("the stack has no AppUrl")?.clone();
        parameters.insert("PublicUrl".into(), url);
        outputs = root.apply(&parameters, |_| true)?;
    }
    stack::publish_app(&account, &outputs)?;
    for (name, value) in &outputs {
        println!("{name}: {value}");
    }
    Ok(())
}

fn confirmed(changes: &str) -> bool {
    println!("{changes}");
    print!("Apply these changes? [y/N] ");
    let mut answer = String::new();
    io::stdout().flush().is_ok() && io::stdin().read_line(&mut answer).is_ok() && answer.trim() == "y"
}
