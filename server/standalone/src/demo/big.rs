//! One big company in a data directory of its own: a year of trade for benchmarks and for looking at what a large tenant
//! is like. It is written through the stores in time order, and the consumers of events follow as they would have.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::{
        idempotency::Attempt,
        journal::Actor,
        member::Role,
        tenant::{Placement, TenantProfile},
        tier::Tier,
    },
    events,
    ports::mail::{Mail, MailError, Mailer},
    usecases::NewTenant,
};
use tenantry_embedded::Pump;
use tenantry_generator::{Filling, Shape};

use super::{
    Marker, OPERATOR_EMAIL, SignIn,
    desk::{Desk, only_id},
    marker::DemoMember,
};
use crate::{cli::BigDemo, installation::Installation, password::readable, welcome};

const COMPANY: &str = "Northern Household";
const OWNER_EMAIL: &str = "owner@northern-household.example";
const ZONE: &str = "Europe/London";
/// Batches that are written before their events are delivered.
const BATCHES: usize = 8;
/// How many times it is said how far it is.
const SAID: usize = 20;

/// The people of the year were mailed; none of them exists.
struct NoMailer;

#[async_trait]
impl Mailer for NoMailer {
    async fn send(&self, _: Mail) -> Result<(), MailError> {
        Ok(())
    }
}

pub async fn run(command: &BigDemo) -> Result<()> {
    let data = command.offline.path();
    if Marker::read(data)?.is_some() {
        bail!("{} holds demo data already; name a new directory", data.display());
    }
    let installation = Installation::open_offline(&command.offline)?;
    let filled = if installation.backend.is_empty() {
        load(&installation, command).await
    } else {
        Err(anyhow::anyhow!("{} holds companies already; name a new directory", data.display()))
    };
    installation.close().await;
    let sign_ins = filled?;
    welcome::print_sign_ins(&sign_ins, &format!("{} orders in {}", command.orders, data.display()))
}

async fn load(installation: &Installation, command: &BigDemo) -> Result<Vec<SignIn>> {
    let now = Timestamp::now();
    let member = DemoMember {
        email: OWNER_EMAIL.into(),
        role: Role::Owner.to_string(),
        tier: Tier::Enterprise.to_string(),
        company: COMPANY.into(),
    };
    let data = command.offline.path();
    let marker =
        |complete| Marker { operator: OPERATOR_EMAIL.into(), members: vec![member.clone()], loaded_at: now, complete };
    marker(false).write(data)?;
    let mut shape = Shape::year(command.orders, command.seed, now);
    shape.products = command.products.unwrap_or(shape.products).max(1);
    let opening = now - SignedDuration::from_hours(24 * (i64::from(shape.days) + 3));
    let desk = Desk::open(&installation.backend, &installation.settings, opening);
    let random = installation.random();
    let (operators, owners) = (readable(&*random), readable(&*random));
    desk.worker.create_operator(OPERATOR_EMAIL, "Robin Hale", &operators).await?;
    let operator = desk.operator(&desk.sign_in_operator(OPERATOR_EMAIL, &operators).await?).await?;
    let profile = TenantProfile::new(COMPANY, OWNER_EMAIL, ZONE)?;
    let new = NewTenant::new(profile, "GBP", Tier::Enterprise, Placement::Pool)?;
    let outcome = operator.create_tenant(&new, &Attempt::default(), |tenant| only_id(tenant.id)).await?;
    let tenant = outcome.answer.read()?;
    let owner = desk.join(desk.first_invitation(tenant).await?, "Ada Marsh", &owners).await?;
    desk.app.sign_out_session(operator.session()).await?;
    let (key, record) = desk.worker.tenant(tenant).await?.context("the company is not there")?;
    let store = installation.backend.ports().store;
    let pump = installation.backend.start_pump(events::all(&installation.worker, Arc::new(NoMailer)));
    let filled = async {
        let filling = Filling::begin(&*store, key, record, Actor::Member(owner.user), &shape).await?;
        fill(filling, &pump, command.orders).await
    };
    let filled: Result<()> = filled.await;
    pump.stop().await;
    filled?;
    marker(true).write(data)?;
    Ok(vec![SignIn::operator(operators), SignIn::of(member, owners)])
}

async fn fill(mut filling: Filling<'_>, pump: &Pump, orders: usize) -> Result<()> {
    let (mut batches, mut said) = (0, 0);
    while let Some(progress) = filling.step().await? {
        batches += 1;
        if batches % BATCHES == 0 {
            pump.settle().await;
        }
        let twentieths = progress.orders * SAID / orders.max(1);
        if twentieths > said {
            said = twentieths;
            tracing::info!(
                orders = progress.orders,
                commits = progress.commits,
                "{} of {orders} orders are placed",
                progress.orders
            );
        }
    }
    Ok(())
}
