//! A company signs up: nothing exists until the mailed link proves the address.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    domain::{
        configuration::TenantSettings,
        error::{Error, Result},
        event::EventKind,
        ids::RegistrationId,
        journal::Actor,
        member::{Member, Role},
        money::{Currency, check_currency},
        registration::Registration,
        signing::Purpose,
        tenant::{Placement, TenantRecord, TenantStatus},
        text::{Check, clean, fold_email},
        tier::Tier,
        zone::check_time_zone,
    },
    policy::{device::Origin, refusals::unexpected, retention::REGISTRATION_HOURS},
    ports::{
        commit::{CommitError, ControlWrite, Expect, Subject},
        identity::Realm,
    },
    usecases::public::app::App,
};

/// A sign-up as it was filled in, already checked.
pub struct NewRegistration {
    company_name: String,
    email: String,
    name: String,
    password: SecretString,
    tier: Tier,
    currency: Currency,
    time_zone: String,
}

impl NewRegistration {
    pub fn new(
        company_name: &str,
        email: &str,
        name: &str,
        password: SecretString,
        tier: Tier,
        currency: &str,
        time_zone: &str,
    ) -> Result<Self> {
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[company_name, email, name]);
        let new = Self {
            company_name: check.public_name("/company_name", company_name, 200),
            email: check.email("/email", email),
            name: check.public_name("/name", name, 100),
            password,
            tier,
            currency: check_currency(&mut check, currency),
            time_zone: check_time_zone(&mut check, time_zone),
        };
        check.done(new)
    }
}

impl App {
    /// Says the same and does the same, whether the address is known or not:
    /// only the mail differs. What is written for a known address can't be
    /// confirmed and expires.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn register<'a>(
        &self,
        new: NewRegistration,
        from: impl Into<Origin<'a>>,
        request_id: Option<&str>,
    ) -> Result<()> {
        let inner = &self.inner;
        let folded = fold_email(&new.email);
        let now = inner.now();
        inner.may_be_mailed(&folded).await?;
        let known = inner.control.member_by_email(&folded).await?;
        let user = inner.id(now);
        let place = inner.hashing(from.into().address)?;
        inner.identity.create(user, Realm::Member, &new.password).await.map_err(crate::policy::refusals::signed_out)?;
        drop(place);
        let registration = Registration {
            id: inner.id(now),
            company_name: new.company_name,
            email: new.email,
            name: new.name,
            tier: new.tier,
            currency: new.currency,
            time_zone: new.time_zone,
            user,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(REGISTRATION_HOURS),
        };
        let event = match known {
            Some(member) => EventKind::AddressKnown { user: member.user },
            None => EventKind::RegistrationRequested { registration: registration.id },
        };
        let writes = vec![ControlWrite::Registration { registration }];
        inner.control(Actor::Visitor, request_id).record(None, writes, vec![event]).await.map_err(unexpected)
    }

    /// Mails the link again; says the same whether there is one or not.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn resend_confirmation(&self, email: &str, request_id: Option<&str>) -> Result<()> {
        let inner = &self.inner;
        let folded = fold_email(email);
        inner.may_be_mailed(&folded).await?;
        let known = inner.control.member_by_email(&folded).await?;
        let waiting = inner.control.registration_by_email(&folded).await?;
        let waiting = waiting.filter(|waiting| known.is_none() && waiting.expires_at > inner.now());
        // For nobody the same is written, and nothing is mailed.
        let registration = waiting.map_or(RegistrationId(uuid::Uuid::nil()), |waiting| waiting.id);
        let event = EventKind::RegistrationRequested { registration };
        inner.control(Actor::Visitor, request_id).record(None, Vec::new(), vec![event]).await.map_err(unexpected)
    }

    /// The address is proven: the tenant and its owner come into being.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn confirm(&self, token: &str, request_id: Option<&str>) -> Result<TenantRecord> {
        let inner = &self.inner;
        let id = inner.signer.verify_token(Purpose::Confirm, token).ok_or(Error::BadToken)?;
        let registration = inner.control.registration(RegistrationId(id)).await?.ok_or(Error::BadToken)?;
        if registration.expires_at <= inner.now() {
            return Err(Error::BadToken);
        }
        let tenant = self.found_tenant(&registration);
        let owner = Member {
            user: registration.user,
            tenant: tenant.id,
            email: registration.email.clone(),
            name: registration.name.clone(),
            role: Role::Owner,
            created_at: tenant.created_at,
            updated_at: tenant.created_at,
            totp_since: None,
            credentials: 0,
            version: 1,
        };
        let writes = vec![
            ControlWrite::RemoveRegistration { id: registration.id },
            ControlWrite::Tenant { tenant: tenant.clone(), expect: Expect::Absent },
            ControlWrite::Member { member: owner, expect: Expect::Absent },
            ControlWrite::CountUsers { tenant: tenant.id, delta: 1, max: None },
            ControlWrite::CountOwners { tenant: tenant.id, delta: 1 },
        ];
        let events = vec![EventKind::TenantRegistered, EventKind::MemberJoined { user: registration.user }];
        let control = inner.control(Actor::Visitor, request_id);
        match control.record(Some(tenant.id), writes, events).await {
            Ok(()) => Ok(tenant),
            Err(CommitError::EmailTaken | CommitError::Unexpected(Subject::Registration(_))) => Err(Error::BadToken),
            Err(refused) => Err(unexpected(refused)),
        }
    }

    fn found_tenant(&self, registration: &Registration) -> TenantRecord {
        let now = self.inner.now();
        let at_once = self.inner.settings.self_service_tiers.contains(&registration.tier);
        TenantRecord {
            id: self.inner.id(now),
            company_name: clean(&registration.company_name),
            admin_email: registration.email.clone(),
            tier: if at_once { registration.tier } else { Tier::Basic },
            requested_tier: (!at_once && registration.tier != Tier::Basic).then_some(registration.tier),
            placement: Placement::Pool,
            epoch: 1,
            status: TenantStatus::Active,
            status_reason: None,
            currency: registration.currency,
            time_zone: registration.time_zone.clone(),
            require_mfa: false,
            limit_overrides: None,
            settings: TenantSettings::default(),
            created_at: now,
            updated_at: now,
            deleted_at: None,
            version: 1,
        }
    }
}
