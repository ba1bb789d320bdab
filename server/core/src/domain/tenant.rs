//! A company that signed up, and what it may do.

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::domain::{
    configuration::{Branding, TenantSettings},
    error::Error,
    ids::TenantId,
    money::Currency,
    overrides::LimitOverrides,
    quota::Quota,
    text::Check,
    tier::{Feature, Features, Limits, Tier},
    zone::{self, check_time_zone},
};

/// The placement of a tenant's data: shared with other tenants (pool), or its own (silo).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Shared, with capacity on demand. Every installation has it.
    Pool,
    /// Shared, with capacity that is provisioned for it alone. An installation may have one (ADR 82).
    ProvisionedPool,
    Silo,
}

impl Placement {
    pub const ALL: [Placement; 3] = [Placement::Pool, Placement::ProvisionedPool, Placement::Silo];

    pub const fn name(self) -> &'static str {
        match self {
            Placement::Pool => "pool",
            Placement::ProvisionedPool => "provisioned_pool",
            Placement::Silo => "silo",
        }
    }

    /// Returns the other kind of place. Moves of 0.1.0, which knew one pool, did not say where they came from.
    pub const fn counterpart(self) -> Placement {
        if self.is_shared() { Placement::Silo } else { Placement::Pool }
    }

    /// Returns whether other tenants' data is there too.
    pub const fn is_shared(self) -> bool {
        match self {
            Placement::Pool | Placement::ProvisionedPool => true,
            Placement::Silo => false,
        }
    }
}

impl std::str::FromStr for Placement {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let named = Placement::ALL.into_iter().find(|placement| placement.name() == name);
        named.ok_or("must be pool, provisioned_pool or silo")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TenantStatus {
    Active,
    Suspended,
    /// Softly: its people are locked out at once, its data stays for the grace period.
    Deleted,
    /// For good. While it is being erased something may still be there; then a tombstone.
    Erased,
}

impl TenantStatus {
    pub const fn name(self) -> &'static str {
        match self {
            TenantStatus::Active => "active",
            TenantStatus::Suspended => "suspended",
            TenantStatus::Deleted => "deleted",
            TenantStatus::Erased => "erased",
        }
    }

    /// Nobody gets in, and only the operator learns that there is, or was, such a tenant.
    pub const fn is_gone(self) -> bool {
        matches!(self, TenantStatus::Deleted | TenantStatus::Erased)
    }
}

/// Days in which a deleted tenant can be brought back.
pub const GRACE_DAYS: i64 = 30;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TenantRecord {
    pub id: TenantId,
    pub company_name: String,
    pub admin_email: String,
    pub tier: Tier,
    /// A tier that was asked for and that the operator has yet to approve.
    pub requested_tier: Option<Tier>,
    pub placement: Placement,
    /// Rises with each move between placements, so that a stale key is refused.
    pub epoch: u32,
    pub status: TenantStatus,
    /// Why it is suspended or deleted.
    pub status_reason: Option<String>,
    pub currency: Currency,
    pub time_zone: String,
    /// Its people can do nothing before they have set up a second factor.
    #[serde(default)]
    pub require_mfa: bool,
    /// What the operator granted beside the plan; it may have expired.
    #[serde(default)]
    pub limit_overrides: Option<LimitOverrides>,
    #[serde(default)]
    pub settings: TenantSettings,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    pub version: u64,
}

impl TenantRecord {
    /// As the operator overrode them while that holds, else as the plan has them.
    pub fn limits(&self, now: Timestamp) -> Limits {
        let plan = self.tier.plan();
        self.overrides(now).map_or(plan.limits, |overrides| overrides.limits(&plan))
    }

    /// Returns the rate of requests that the tenant is held to at `now`: of its overrides, or else of its tier.
    pub fn quota(&self, now: Timestamp) -> Quota {
        let plan = self.tier.plan();
        self.overrides(now).map_or(plan.rate, |overrides| overrides.quota(&plan))
    }

    fn overrides(&self, now: Timestamp) -> Option<&LimitOverrides> {
        self.limit_overrides.as_ref().filter(|overrides| overrides.in_force(now))
    }

    /// How it shows itself, if its plan lets it; what was set is kept over a downgrade.
    pub fn branding(&self) -> Option<&Branding> {
        Some(&self.settings.branding).filter(|branding| self.features().custom_branding && !branding.is_empty())
    }

    /// The name that its customers know.
    pub fn display_name(&self) -> &str {
        self.branding().and_then(|branding| branding.display_name.as_deref()).unwrap_or(&self.company_name)
    }

    /// With what an admin wrote. Branding that the plan does not show is not lost by it.
    pub(crate) fn revised(&self, profile: TenantProfile) -> crate::Result<Self> {
        let TenantProfile { company_name, admin_email, time_zone, require_mfa, mut settings } = profile;
        if !self.features().custom_branding {
            let kept = &self.settings.branding;
            if !settings.branding.is_empty() && settings.branding != *kept {
                return Err(Error::FeatureMissing { feature: Feature::CustomBranding });
            }
            settings.branding = kept.clone();
        }
        Ok(Self { company_name, admin_email, time_zone, require_mfa, settings, ..self.clone() })
    }

    /// Brought back no more: the tokens of its people are worth nothing, and keys from before lead nowhere.
    pub(crate) fn erasing(&self, now: Timestamp) -> Self {
        let (status, epoch, version) = (TenantStatus::Erased, self.epoch + 1, self.version + 1);
        Self { status, epoch, version, updated_at: now, ..self.clone() }
    }

    /// Returns what stays of it: that it was there, and until when. Nothing that names a company or a person.
    pub(crate) fn tombstone(&self, now: Timestamp) -> Self {
        Self {
            id: self.id,
            company_name: String::new(),
            admin_email: String::new(),
            tier: self.tier,
            requested_tier: None,
            placement: Placement::Pool,
            epoch: self.epoch,
            status: self.status,
            status_reason: None,
            currency: self.currency,
            time_zone: "UTC".to_owned(),
            require_mfa: false,
            limit_overrides: None,
            settings: TenantSettings::default(),
            created_at: self.created_at,
            updated_at: now,
            deleted_at: self.deleted_at,
            version: self.version + 1,
        }
    }

    pub fn features(&self) -> Features {
        self.tier.plan().features
    }

    pub fn is_active(&self) -> bool {
        self.status == TenantStatus::Active
    }

    /// Returns an instant in the tenant's time zone.
    pub fn local(&self, at: Timestamp) -> ZonedDateTime {
        at.to_zoned_datetime(self.zone())
    }

    pub fn local_date(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    pub fn zone(&self) -> TimeZone {
        zone::of(&self.time_zone)
    }

    /// Returns the end of the day, in the tenant's time zone, that `at` falls in.
    pub fn day_ends_at(&self, at: Timestamp) -> Option<Timestamp> {
        zone::start_of_day(self.local_date(at).tomorrow().ok()?, &self.zone())
    }

    pub fn local_hour(&self, at: Timestamp) -> u8 {
        self.local(at).hour().unsigned_abs()
    }

    /// The calendar month that `at` falls in, as `2026-11`.
    pub fn month(&self, at: Timestamp) -> String {
        self.local(at).strftime("%Y-%m").to_string()
    }

    /// Returns the start of the next month in the tenant's time zone, at which the monthly counters start again.
    pub fn next_month(&self, at: Timestamp) -> Option<Timestamp> {
        let local = self.local(at);
        let first = local.date().first_of_month().checked_add(jiff::Span::new().months(1)).ok()?;
        zone::start_of_day(first, local.time_zone())
    }
}

/// The fields of a tenant that its admins may change.
#[derive(Clone, PartialEq, Debug)]
pub struct TenantProfile {
    pub company_name: String,
    pub admin_email: String,
    pub time_zone: String,
    pub require_mfa: bool,
    pub settings: TenantSettings,
}

impl TenantProfile {
    pub fn new(company_name: &str, admin_email: &str, time_zone: &str) -> crate::Result<Self> {
        Self::after(Check::default(), company_name, admin_email, time_zone)
    }

    /// Checks a change of this company; fails with every wrong field.
    pub fn of(current: &TenantRecord, company_name: &str, admin_email: &str, time_zone: &str) -> crate::Result<Self> {
        let kept = [current.company_name.as_str(), &current.admin_email];
        Self::after(Check::keeping(kept), company_name, admin_email, time_zone)
    }

    fn after(mut check: Check, company_name: &str, admin_email: &str, time_zone: &str) -> crate::Result<Self> {
        let profile = Self {
            company_name: check.public_name("/company_name", company_name, 200),
            admin_email: check.email("/admin_email", admin_email),
            time_zone: check_time_zone(&mut check, time_zone),
            require_mfa: false,
            settings: TenantSettings::default(),
        };
        check.done(profile)
    }

    pub fn requiring_mfa(self, require_mfa: bool) -> Self {
        Self { require_mfa, ..self }
    }

    /// `current` are those that stand.
    pub fn with_settings(self, settings: TenantSettings, current: &TenantSettings) -> crate::Result<Self> {
        Ok(Self { settings: settings.check(current)?, ..self })
    }
}

/// The filters of the list of tenants.
#[derive(Clone, Default, PartialEq, Debug, Serialize)]
pub struct TenantQuery {
    pub tier: Option<Tier>,
    pub status: Option<TenantStatus>,
    pub placement: Option<Placement>,
}

impl TenantQuery {
    pub fn matches(&self, tenant: &TenantRecord) -> bool {
        let Self { tier, status, placement } = self;
        tier.is_none_or(|tier| tenant.tier == tier)
            && status.is_none_or(|status| tenant.status == status)
            && placement.is_none_or(|placement| tenant.placement == placement)
    }
}
