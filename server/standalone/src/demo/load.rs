//! Loads the demo: people join, products are made and orders run their course,
//! all through the use cases that callers have.

use std::path::Path;

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tenantry_core::{
    Settings,
    domain::{
        idempotency::Attempt,
        ids::TenantId,
        invitation::NewInvitation,
        member::Role,
        tenant::{Placement, TenantProfile},
    },
    ports::env::Random,
    usecases::{NewRegistration, NewTenant},
};
use tenantry_embedded::Backend;

use super::{
    OPERATOR_EMAIL, SignIn,
    company::{COMPANIES, Company},
    desk::{Desk, only_id},
    marker::{DemoMember, Marker},
    plan, season,
    work::{Shift, run},
};
use crate::password::readable;

/// Days between the first customer of the operator and the first order.
const OPENING_DAYS: i64 = 8;

/// Loads the demo companies. Returns who can sign in and with which password; it can't be read again.
pub async fn load(backend: &Backend, settings: &Settings, data: &Path, now: Timestamp) -> Result<Vec<SignIn>> {
    let mut marker = Marker { operator: OPERATOR_EMAIL.into(), members: members(), loaded_at: now, complete: false };
    marker.write(data)?;
    let opening = now - SignedDuration::from_hours(24 * (season::DAYS + OPENING_DAYS));
    let random = backend.ports().random;
    let office = Desk::open(backend, settings, opening);
    let password = readable(&*random);
    office.worker.create_operator(OPERATOR_EMAIL, "Robin Hale", &password).await?;
    let operator = office.sign_in_operator(OPERATOR_EMAIL, &password).await?;
    let loading = Loading { backend, settings, random: &*random, opening, now, operator: &operator };
    let mut sign_ins = vec![SignIn::operator(password)];
    for company in try_join_all(COMPANIES.map(|company| loading.company(company))).await? {
        sign_ins.extend(company);
    }
    office.app.sign_out_session(office.operator(&operator).await?.session()).await?;
    marker.complete = true;
    marker.write(data)?;
    Ok(sign_ins)
}

fn members() -> Vec<DemoMember> {
    let roles = [Role::Owner, Role::Admin, Role::Staff, Role::Viewer];
    COMPANIES.iter().flat_map(|company| roles.map(|role| DemoMember::of(company, role))).collect()
}

struct Loading<'a> {
    backend: &'a Backend,
    settings: &'a Settings,
    random: &'a dyn Random,
    opening: Timestamp,
    now: Timestamp,
    operator: &'a SecretString,
}

impl Loading<'_> {
    async fn company(&self, company: &'static Company) -> Result<Vec<SignIn>> {
        self.found_and_fill(company).await.with_context(|| format!("the demo data of {} can't be loaded", company.name))
    }

    async fn found_and_fill(&self, company: &'static Company) -> Result<Vec<SignIn>> {
        let desk = Desk::open(self.backend, self.settings, self.opening);
        let mut sign_ins = vec![SignIn::member(company, Role::Owner, readable(self.random))];
        self.found(&desk, company, &sign_ins[0].password).await?;
        let owner = desk.sign_in(&company.email(Role::Owner), &sign_ins[0].password).await?;
        let admin = desk.member(&owner).await?.admin()?;
        for (role, name) in company.people {
            let password = readable(self.random);
            let invited = NewInvitation::new(&company.email(role), role)?;
            let outcome = admin.invite(&invited, &Attempt::default(), |invitation| only_id(invitation.id)).await?;
            desk.join(outcome.answer.read()?, name, &password).await?;
            sign_ins.push(SignIn::member(company, role, password));
        }
        let staff = sign_ins.iter().find(|sign_in| sign_in.role == "staff").context("nobody is staff")?;
        let staff = desk.sign_in(&staff.email, &staff.password).await?;
        let plan = plan::of(company, self.now);
        let shift = Shift {
            backend: self.backend,
            settings: self.settings,
            opening: self.opening,
            owner: &owner,
            staff: &staff,
        };
        run(&shift, &plan, company).await?;
        for token in [&owner, &staff] {
            let session = desk.member(token).await?.session().context("a member has no session")?;
            desk.app.sign_out_session(session).await?;
        }
        Ok(sign_ins)
    }

    /// Of this tenant alone: the companies are loaded side by side, and one that takes on another's operation leaves
    /// that one to go on before its place is made.
    async fn make_place(&self, desk: &Desk, tenant: TenantId) -> Result<()> {
        desk.worker.run_operations_of(tenant, &self.backend.tenant_mover(), SignedDuration::ZERO).await?;
        Ok(())
    }

    /// On the self-service plan a company registers; any other is set up by the operator.
    async fn found(&self, desk: &Desk, company: &Company, password: &SecretString) -> Result<()> {
        let email = company.email(Role::Owner);
        if self.settings.self_service_tiers.contains(&company.tier) && company.placement == Placement::Pool {
            let new = NewRegistration::new(
                company.name,
                &email,
                company.owner,
                password.clone(),
                company.tier,
                company.currency,
                company.time_zone,
            )?;
            desk.app.register(new, email.as_str(), None).await?;
            desk.confirm(&email).await?;
            return Ok(());
        }
        let operator = desk.operator(self.operator).await?;
        let profile = TenantProfile::new(company.name, &email, company.time_zone)?;
        let new = NewTenant::new(profile, company.currency, company.tier, company.placement)?;
        let outcome = operator.create_tenant(&new, &Attempt::default(), |tenant| only_id(tenant.id)).await?;
        // Nobody takes operations on before the server listens.
        let tenant = outcome.answer.read()?;
        self.make_place(desk, tenant).await?;
        let invitation = desk.first_invitation(tenant).await?;
        desk.join(invitation, company.owner, password).await?;
        Ok(())
    }
}
