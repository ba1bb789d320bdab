//! Tenants, and how they come to be.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        ids::TenantId,
        tenant::{Placement, TenantProfile, TenantRecord},
        tier::{Features, Tier},
    },
    usecases::{NewRegistration, NewTenant, TierChange},
};
use utoipa::ToSchema;

use super::{
    limits::{LimitsResponse, OverridesResponse, RateResponse},
    names::{IsolationModel, TenantStatusName, TierName},
    scalar::Time,
    settings::{SettingsEdit, SettingsResponse},
};

/// A company and what its plan allows.
#[derive(Serialize, ToSchema)]
#[schema(as = Tenant, example = json!({
    "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233", "company_name": "Holz & Form GmbH",
    "admin_email": "grete@holzundform.example", "tier": "basic", "requested_tier": null,
    "isolation_model": "pool", "status": "active", "status_reason": null, "currency": "EUR",
    "time_zone": "Europe/Berlin", "require_mfa": false,
    "limits": {"max_products": 500, "max_orders": 1000, "max_users": 10},
    "rate_limit": {"per_second": 50, "burst": 100},
    "limit_overrides": {"max_products": 500, "expires_at": "2027-01-01T00:00:00.000Z", "reason": "Christmas season",
                        "in_force": true},
    "features": {"advanced_analytics": false, "custom_branding": false, "api_access": true},
    "settings": {"low_stock_threshold": 5, "order_number_prefix": "HF-",
                 "notification_addresses": ["stock@holzundform.example"], "reply_to": "service@holzundform.example",
                 "branding": {"accent_color": null, "logo": null, "display_name": null}},
    "created_at": "2026-11-24T09:00:00.000Z", "updated_at": "2026-11-24T09:00:00.000Z",
    "deleted_at": null, "version": 1
}))]
pub struct TenantResponse<'a> {
    #[schema(value_type = Uuid)]
    tenant_id: TenantId,
    company_name: &'a str,
    admin_email: &'a str,
    #[schema(value_type = TierName)]
    tier: &'static str,
    /// A tier that was asked for and waits for the operator.
    #[schema(value_type = Option<TierName>, required)]
    requested_tier: Option<&'static str>,
    #[schema(value_type = IsolationModel)]
    isolation_model: &'static str,
    #[schema(value_type = TenantStatusName)]
    status: &'static str,
    /// Why it is suspended or deleted.
    #[schema(required)]
    status_reason: Option<&'a str>,
    /// ISO 4217.
    currency: &'static str,
    /// IANA.
    time_zone: &'a str,
    /// Members can do nothing before they have set up a second factor.
    require_mfa: bool,
    limits: LimitsResponse,
    rate_limit: RateResponse,
    /// What the operator granted beside the plan. Shown to admins and operators; null to others and where there is none.
    #[schema(required)]
    limit_overrides: Option<OverridesResponse<'a>>,
    features: FeaturesResponse,
    settings: SettingsResponse<'a>,
    created_at: Time,
    updated_at: Time,
    #[schema(required)]
    deleted_at: Option<Time>,
    version: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Features)]
pub struct FeaturesResponse {
    advanced_analytics: bool,
    custom_branding: bool,
    api_access: bool,
}

impl From<Features> for FeaturesResponse {
    fn from(features: Features) -> Self {
        let Features { advanced_analytics, custom_branding, api_access } = features;
        Self { advanced_analytics, custom_branding, api_access }
    }
}

impl<'a> TenantResponse<'a> {
    /// What PUT and PATCH can change.
    pub const WRITABLE: &'static [&'static str] =
        &["company_name", "admin_email", "time_zone", "require_mfa", "settings"];

    /// As admins and operators see it. The limits are those of this moment.
    pub fn of(tenant: &'a TenantRecord, now: Timestamp) -> Self {
        let TenantRecord {
            id,
            company_name,
            admin_email,
            tier,
            requested_tier,
            placement,
            status,
            status_reason,
            currency,
            time_zone,
            require_mfa,
            limit_overrides,
            created_at,
            updated_at,
            deleted_at,
            version,
            // As the plan lets them show.
            settings: _,
            // Of keys to the data only.
            epoch: _,
        } = tenant;
        Self {
            tenant_id: *id,
            company_name,
            admin_email,
            tier: tier.name(),
            requested_tier: requested_tier.map(Tier::name),
            isolation_model: placement.name(),
            status: status.name(),
            status_reason: status_reason.as_deref(),
            currency: currency.code(),
            time_zone,
            require_mfa: *require_mfa,
            limits: tenant.limits(now).into(),
            rate_limit: tenant.quota(now).into(),
            limit_overrides: limit_overrides.as_ref().map(|overrides| OverridesResponse::of(overrides, now)),
            features: tenant.features().into(),
            settings: SettingsResponse::of(tenant),
            created_at: Time(*created_at),
            updated_at: Time(*updated_at),
            deleted_at: deleted_at.map(Time),
            version: *version,
        }
    }

    /// As its other members see it.
    pub fn without_overrides(self) -> Self {
        Self { limit_overrides: None, ..self }
    }
}

/// The fields of a tenant that its admins can change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "company_name": "Holz & Form GmbH", "admin_email": "office@holzundform.example", "time_zone": "Europe/Berlin",
    "settings": {"low_stock_threshold": 10, "order_number_prefix": "HF-"}
}))]
pub struct TenantEdit {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    company_name: String,
    #[schema(format = Email, max_length = 254)]
    admin_email: String,
    /// IANA.
    #[schema(min_length = 1, max_length = 64)]
    time_zone: String,
    /// Members can do nothing before they have set up a second factor. As it
    /// is, if it is left out.
    #[schema(value_type = Option<bool>, nullable = false)]
    require_mfa: Option<bool>,
    /// As for a new tenant, if they are left out.
    #[serde(default)]
    settings: SettingsEdit,
}

impl TenantEdit {
    pub fn profile(&self, current: &TenantRecord) -> Checked<TenantProfile> {
        let profile = TenantProfile::of(current, &self.company_name, &self.admin_email, &self.time_zone)?;
        let profile = profile.requiring_mfa(self.require_mfa.unwrap_or(current.require_mfa));
        profile.with_settings(self.settings.settings(), &current.settings)
    }
}

/// A company that signs up, and the person who does it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "company_name": "Holz & Form GmbH", "email": "grete@holzundform.example", "name": "Grete Holz",
    "password": "correct horse battery", "tier": "basic", "currency": "EUR", "time_zone": "Europe/Berlin"
}))]
pub struct Registration {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    company_name: String,
    #[schema(format = Email, max_length = 254)]
    email: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    name: String,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 128)]
    password: SecretString,
    /// Given at once if the installation lets companies choose it; otherwise
    /// it is a request that the operator approves. basic if it is left out.
    #[schema(value_type = Option<TierName>)]
    tier: Option<Tier>,
    /// ISO 4217, of a currency with two decimals. USD if it is left out.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    /// IANA. UTC if it is left out.
    #[schema(min_length = 1, max_length = 64)]
    time_zone: Option<String>,
}

impl Registration {
    pub fn check(self) -> Checked<NewRegistration> {
        NewRegistration::new(
            &self.company_name,
            &self.email,
            &self.name,
            self.password,
            self.tier.unwrap_or(Tier::Basic),
            self.currency.as_deref().unwrap_or(DEFAULT_CURRENCY),
            self.time_zone.as_deref().unwrap_or(DEFAULT_TIME_ZONE),
        )
    }
}

const DEFAULT_CURRENCY: &str = "USD";
const DEFAULT_TIME_ZONE: &str = "UTC";

/// A tenant that an operator creates; its admin_email is invited as the owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTenant, example = json!({
    "company_name": "Nordlicht AG", "admin_email": "it@nordlicht.example", "tier": "enterprise",
    "isolation_model": "silo", "currency": "EUR", "time_zone": "Europe/Oslo"
}))]
pub struct NewTenantRequest {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    company_name: String,
    #[schema(format = Email, max_length = 254)]
    admin_email: String,
    #[schema(value_type = TierName)]
    tier: Tier,
    #[schema(value_type = IsolationModel)]
    isolation_model: Placement,
    /// ISO 4217, of a currency with two decimals. USD if it is left out.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    /// IANA. UTC if it is left out.
    #[schema(min_length = 1, max_length = 64)]
    time_zone: Option<String>,
}

impl NewTenantRequest {
    pub fn check(&self) -> Checked<NewTenant> {
        let time_zone = self.time_zone.as_deref().unwrap_or(DEFAULT_TIME_ZONE);
        let profile = TenantProfile::new(&self.company_name, &self.admin_email, time_zone)?;
        let currency = self.currency.as_deref().unwrap_or(DEFAULT_CURRENCY);
        NewTenant::new(profile, currency, self.tier, self.isolation_model)
    }
}

/// One of the two ways to create a tenant; which one depends on who asks.
#[derive(ToSchema)]
#[schema(as = TenantCreation)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents that the body is one of two; each is read as its own type")]
pub enum TenantCreation {
    Registration(Registration),
    NewTenant(NewTenantRequest),
}

/// The answer to a registration, the same whether the address is known or not.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "confirmation_sent"}))]
pub struct Accepted {
    status: &'static str,
}

impl Accepted {
    pub const CONFIRMATION_SENT: Accepted = Accepted { status: "confirmation_sent" };
    pub const MAIL_SENT: Accepted = Accepted { status: "mail_sent_if_known" };
}

/// Why it is done; kept in the journal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Three invoices are overdue."}))]
pub struct Reason {
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    pub reason: String,
}

/// What an operator types to erase a tenant for good.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"company_name": "Holz & Form GmbH", "reason": "The owner asked for it."}))]
pub struct Erasure {
    /// As it stands.
    #[schema(min_length = 1, max_length = 200)]
    pub company_name: String,
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    pub reason: String,
}

/// A tier, and why it is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TierChange, example = json!({"tier": "premium", "reason": "Upgrade ordered on 24 November."}))]
pub struct TierChangeRequest {
    #[schema(value_type = TierName)]
    tier: Tier,
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    reason: String,
}

impl TierChangeRequest {
    pub fn check(&self) -> Checked<TierChange> {
        TierChange::new(self.tier, &self.reason)
    }
}
