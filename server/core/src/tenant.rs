//! A company that signed up, and what it may do.

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    configuration::{Branding, TenantSettings},
    error::Error,
    ids::TenantId,
    limiter::Quota,
    money::Currency,
    overrides::LimitOverrides,
    text::Check,
    tier::{Feature, Features, Limits, Tier},
    zone::{self, check_time_zone},
};

/// Where a tenant's data lives: among others, or in a place of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    Pool,
    Silo,
}

impl Placement {
    pub const fn name(self) -> &'static str {
        match self {
            Placement::Pool => "pool",
            Placement::Silo => "silo",
        }
    }
}

impl std::str::FromStr for Placement {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "pool" => Ok(Placement::Pool),
            "silo" => Ok(Placement::Silo),
            _ => Err("must be pool or silo"),
        }
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

    /// The rate of requests that it is held to.
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
        let mut settings = profile.settings;
        if !self.features().custom_branding {
            let kept = &self.settings.branding;
            if !settings.branding.is_empty() && settings.branding != *kept {
                return Err(Error::FeatureMissing { feature: Feature::CustomBranding });
            }
            settings.branding = kept.clone();
        }
        Ok(Self {
            company_name: profile.company_name,
            admin_email: profile.admin_email,
            time_zone: profile.time_zone,
            require_mfa: profile.require_mfa,
            settings,
            ..self.clone()
        })
    }

    /// Brought back no more: the tokens of its people are worth nothing, and keys from before lead nowhere.
    pub(crate) fn erasing(&self, now: Timestamp) -> Self {
        let (status, epoch, version) = (TenantStatus::Erased, self.epoch + 1, self.version + 1);
        Self { status, epoch, version, updated_at: now, ..self.clone() }
    }

    /// What stays of it: that it was there, and until when. Nothing that names a company or a person.
    pub(crate) fn tombstone(&self, now: Timestamp) -> Self {
        Self {
            company_name: String::new(),
            admin_email: String::new(),
            requested_tier: None,
            placement: Placement::Pool,
            status_reason: None,
            time_zone: "UTC".to_owned(),
            require_mfa: false,
            limit_overrides: None,
            settings: TenantSettings::default(),
            updated_at: now,
            version: self.version + 1,
            ..self.clone()
        }
    }

    pub fn features(&self) -> Features {
        self.tier.plan().features
    }

    pub fn is_active(&self) -> bool {
        self.status == TenantStatus::Active
    }

    /// The tenant's own clock on the wall.
    pub fn local(&self, at: Timestamp) -> ZonedDateTime {
        at.to_zoned_datetime(self.zone())
    }

    pub fn local_date(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    pub fn zone(&self) -> TimeZone {
        zone::of(&self.time_zone)
    }

    /// When the day that `at` falls in ends on its clock.
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

    /// When the monthly counters start anew.
    pub fn next_month(&self, at: Timestamp) -> Option<Timestamp> {
        let local = self.local(at);
        let first = local.date().first_of_month().checked_add(jiff::Span::new().months(1)).ok()?;
        zone::start_of_day(first, local.time_zone())
    }
}

/// What a tenant's admin may change about it.
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

    /// A change of this company.
    pub fn of(current: &TenantRecord, company_name: &str, admin_email: &str, time_zone: &str) -> crate::Result<Self> {
        let standing = [current.company_name.as_str(), &current.admin_email];
        Self::after(Check::keeping(standing), company_name, admin_email, time_zone)
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

/// What the operator filters the list of tenants by.
#[derive(Clone, Default, PartialEq, Debug, Serialize)]
pub struct TenantQuery {
    pub tier: Option<Tier>,
    pub status: Option<TenantStatus>,
    pub placement: Option<Placement>,
}

impl TenantQuery {
    pub fn matches(&self, tenant: &TenantRecord) -> bool {
        self.tier.is_none_or(|tier| tenant.tier == tier)
            && self.status.is_none_or(|status| tenant.status == status)
            && self.placement.is_none_or(|placement| tenant.placement == placement)
    }
}
