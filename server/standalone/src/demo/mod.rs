//! Demo data: three believable companies with months of trade behind them.
//! Their sign-ins are for a machine of one's own, so a server that can be
//! reached from outside refuses to start while they exist.

mod big;
mod clock;
mod company;
mod customers;
mod desk;
mod load;
mod mailer;
mod marker;
mod plan;
mod season;
mod work;

use std::path::Path;

use anyhow::{Result, bail};
use secrecy::SecretString;
use tenantry_core::{domain::member::Role, ports::identity::Realm};

use self::{company::Company, marker::DemoMember};
pub use self::{load::load, mailer::PresentMailer, marker::Marker};
use crate::{
    cli::{Demo, Offline},
    installation::Installation,
    password::{lost, readable},
    welcome,
};

pub const OPERATOR_EMAIL: &str = "operator@demo.example";

/// A user who can sign in, with the password that is printed once.
pub struct SignIn {
    pub email: String,
    pub role: String,
    /// The company's plan; an operator has none.
    pub tier: String,
    pub company: String,
    pub password: SecretString,
}

impl DemoMember {
    fn of(company: &Company, role: Role) -> Self {
        Self {
            email: company.email(role),
            role: role.to_string(),
            tier: company.tier.to_string(),
            company: company.name.to_owned(),
        }
    }
}

impl SignIn {
    fn member(company: &Company, role: Role, password: SecretString) -> Self {
        Self::of(DemoMember::of(company, role), password)
    }

    fn of(member: DemoMember, password: SecretString) -> Self {
        let DemoMember { email, role, tier, company } = member;
        Self { email, role, tier, company, password }
    }

    fn operator(password: SecretString) -> Self {
        let role = "operator".to_owned();
        Self {
            email: OPERATOR_EMAIL.into(),
            role,
            tier: "-".into(),
            company: "(runs the installation)".into(),
            password,
        }
    }
}

pub async fn run(command: Demo) -> Result<()> {
    let (offline, is_reset) = match &command {
        Demo::Big(wanted) => return big::run(wanted).await,
        Demo::Reset(offline) => (offline, true),
        Demo::Remove(offline) => (offline, false),
    };
    let Some(marker) = Marker::read(offline.path())? else {
        bail!("there is no demo data in {}", offline.path().display());
    };
    let installation = Installation::open_offline(offline)?;
    let done = if is_reset {
        reset(&installation, marker, offline).await
    } else {
        remove(&installation, marker, offline.path()).await
    };
    installation.close().await;
    done
}

async fn reset(installation: &Installation, marker: Marker, offline: &Offline) -> Result<()> {
    let mut sign_ins = Vec::new();
    for (realm, member) in people(marker) {
        let password = readable(&*installation.random());
        installation.worker.set_password(realm, &member.email, &password).await?;
        sign_ins.push(match realm {
            Realm::Operator => SignIn::operator(password),
            Realm::Member => SignIn::of(member, password),
        });
    }
    welcome::print_sign_ins(&sign_ins, &format!("New passwords in {}", offline.path().display()))
}

/// Locks the demo people out: their passwords become ones that nobody knows,
/// and their sessions end. What they did stays.
async fn remove(installation: &Installation, marker: Marker, data: &Path) -> Result<()> {
    for (realm, member) in people(marker) {
        match installation.worker.set_password(realm, &member.email, &lost(&*installation.random())).await {
            // The load was cut short before they joined, or they were removed since.
            Ok(_) | Err(tenantry_core::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Marker::remove(data)?;
    welcome::say(&format!(
        "The demo sign-ins in {} are locked for good; the demo companies stay. A server may now listen to others.\n",
        data.display()
    ))
}

fn people(marker: Marker) -> impl Iterator<Item = (Realm, DemoMember)> {
    let operator =
        DemoMember { email: marker.operator, role: "operator".into(), tier: "-".into(), company: "-".into() };
    std::iter::once((Realm::Operator, operator)).chain(marker.members.into_iter().map(|member| (Realm::Member, member)))
}
