//! Signing in and out, and who is signed in.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use tenantry_core::{
    Error, Person, Result as Checked,
    domain::{
        ids::{TenantId, UserId},
        tenant::Placement,
        text::Check,
    },
    usecases::{Challenged, SecondFactor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use super::{
    limits::LimitsResponse,
    names::{IsolationModel, RoleName, TierName},
    scalar::{Day, Time},
    settings::BrandingResponse,
    tenant::FeaturesResponse,
};

/// Who signs in, and where the refresh token shall go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "grete@holzundform.example", "password": "correct horse battery"}))]
pub struct SignIn {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 128)]
    pub password: SecretString,
    #[serde(default)]
    pub refresh_token_in: Channel,
}

/// Browsers take the cookie, which no script can read; programs take the body.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RefreshTokenChannel)]
pub enum Channel {
    #[default]
    Cookie,
    Body,
}

/// A fresh access token.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn, example = json!({
    "access_token": "eyJhbGciOiJFUzI1NiIs...", "token_type": "Bearer", "expires_in": 3600
}))]
pub struct SignedInResponse<'a> {
    #[schema(value_type = String)]
    #[serde(serialize_with = "exposed")]
    pub access_token: &'a SecretString,
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: u64,
    /// Only where the request asked for it in the body; otherwise it is in the cookie.
    #[schema(value_type = Option<String>, nullable = false)]
    #[serde(serialize_with = "exposed_if_any", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<&'a SecretString>,
}

/// Tokens, or a challenge for those who have a second factor.
#[derive(ToSchema)]
#[schema(as = SignInAnswer)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents that the answer is one of two; each is written as its own type")]
pub enum SignInResponse<'a> {
    SignedIn(SignedInResponse<'a>),
    Challenge(ChallengeResponse<'a>),
}

/// The password was right; a second factor is asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = Challenge, example = json!({
    "challenge": "AZq10s3vfhG...", "methods": ["totp", "recovery_code"], "expires_in": 300
}))]
pub struct ChallengeResponse<'a> {
    /// For POST /v1/auth/challenge.
    #[schema(value_type = String)]
    #[serde(serialize_with = "exposed")]
    challenge: &'a SecretString,
    #[schema(value_type = Vec<String>)]
    methods: [&'static str; 2],
    /// Seconds.
    expires_in: u64,
}

impl<'a> ChallengeResponse<'a> {
    pub fn of(challenged: &'a Challenged) -> Self {
        Self {
            challenge: &challenged.challenge,
            methods: ["totp", "recovery_code"],
            expires_in: challenged.expires_in_s,
        }
    }
}

/// The second factor: either a code of the app or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"challenge": "AZq10s3vfhG...", "code": "287082"}))]
pub struct ChallengeAnswer {
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 200)]
    challenge: SecretString,
    #[schema(min_length = 1, max_length = 20)]
    code: Option<String>,
    #[schema(min_length = 1, max_length = 40)]
    recovery_code: Option<String>,
    #[serde(default)]
    refresh_token_in: Channel,
}

impl ChallengeAnswer {
    pub fn check(self) -> Checked<(String, SecondFactor, Channel)> {
        let factor = match (self.code, self.recovery_code) {
            (Some(code), None) => SecondFactor::Code(code),
            (None, Some(code)) => SecondFactor::Recovery(code),
            (None, None) => return Err(Error::invalid("/code", "required", "must be there, or recovery_code")),
            (Some(_), Some(_)) => return Err(Error::invalid("/code", "ambiguous", "can't stand beside recovery_code")),
        };
        Ok((self.challenge.expose_secret().to_owned(), factor, self.refresh_token_in))
    }
}

/// Tokens, or what is next after a recovery code.
#[derive(ToSchema)]
#[schema(as = ChallengeOutcome)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents that the answer is one of two; each is written as its own type")]
pub enum AnsweredResponse<'a> {
    SignedIn(SignedInResponse<'a>),
    Recovered(RecoveredResponse),
}

/// A recovery code was used: the password signs in, once without a code.
#[derive(Serialize, ToSchema)]
#[schema(as = Recovered, example = json!({"next": "sign_in"}))]
pub struct RecoveredResponse {
    /// sign_in: with the password, once more.
    next: &'static str,
}

impl RecoveredResponse {
    pub const SIGN_IN_AGAIN: RecoveredResponse = RecoveredResponse { next: "sign_in" };
}

fn exposed<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

fn exposed_if_any<S: Serializer>(secret: &Option<&SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.map(ExposeSecret::expose_secret).serialize(serializer)
}

/// The refresh token, unless the cookie carries it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "kZ3q..."}))]
pub struct Refresh {
    #[schema(value_type = Option<String>, format = Password)]
    pub refresh_token: Option<SecretString>,
}

/// What to end: this session, or all of the person.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"everywhere": false}))]
pub struct SignOut {
    #[serde(default)]
    pub everywhere: bool,
    /// Unless the cookie carries it, or a bearer token names the session.
    #[schema(value_type = Option<String>, format = Password)]
    pub refresh_token: Option<SecretString>,
}

/// An email address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EmailAddress, example = json!({"email": "grete@holzundform.example"}))]
pub struct Address {
    #[schema(format = Email, max_length = 254)]
    email: String,
}

impl Address {
    /// Reads the address; a field error if no account can have it. Whether one has it is not looked up.
    pub fn check(&self) -> Checked<String> {
        let mut check = Check::default();
        let email = check.email("/email", &self.email);
        check.done(email)
    }
}

/// A code from a mailed link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MailedCode, example = json!({"code": "AZq10s3vfhG..."}))]
pub struct Code {
    #[schema(min_length = 1, max_length = 200)]
    pub code: String,
}

/// A code from a mailed link, and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "AZq10s3vfhG...", "password": "correct horse battery"}))]
pub struct PasswordReset {
    #[schema(min_length = 1, max_length = 200)]
    pub code: String,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 128)]
    pub password: SecretString,
}

/// The password that you have, and the one that you want.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "correct horse battery", "new_password": "vier Tassen auf dem Dach"}))]
pub struct PasswordChange {
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 128)]
    pub current_password: SecretString,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 128)]
    pub new_password: SecretString,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Me)]
#[expect(clippy::large_enum_variant, reason = "it is made, written and gone")]
pub enum MeResponse<'a> {
    Member(MemberMe<'a>),
    Operator(OperatorMe<'a>),
}

/// A member and the essentials of their tenant.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberMe, example = json!({
    "user_id": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f", "email": "grete@holzundform.example", "name": "Grete Holz",
    "operator": false, "role": "owner", "mfa_enabled": true, "mfa_required": false,
    "tenant": {"tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233", "company_name": "Holz & Form GmbH",
               "tier": "basic", "isolation_model": "pool", "currency": "EUR", "time_zone": "Europe/Berlin",
               "today": "2026-11-24", "day_ends_at": "2026-11-24T23:00:00.000Z",
               "limits": {"max_products": 100, "max_orders": 1000, "max_users": 10},
               "features": {"advanced_analytics": false, "custom_branding": false, "api_access": true},
               "low_stock_threshold": 5,
               "branding": {"accent_color": null, "logo": null, "display_name": null}}
}))]
pub struct MemberMe<'a> {
    #[schema(value_type = Uuid)]
    user_id: UserId,
    email: &'a str,
    name: &'a str,
    #[schema(value_type = IsOperator<false>, inline)]
    operator: bool,
    #[schema(value_type = RoleName)]
    role: &'static str,
    mfa_enabled: bool,
    /// Nothing but setting up a second factor is done before it is enabled.
    mfa_required: bool,
    tenant: TenantSummary<'a>,
}

/// What the web app needs to know of the tenant.
#[derive(Serialize, ToSchema)]
#[schema(as = TenantSummary)]
struct TenantSummary<'a> {
    #[schema(value_type = Uuid)]
    tenant_id: TenantId,
    company_name: &'a str,
    #[schema(value_type = TierName)]
    tier: &'static str,
    #[schema(value_type = IsolationModel)]
    isolation_model: &'static str,
    currency: &'static str,
    time_zone: &'a str,
    /// The day that it is in the tenant's time zone, by the server's time zone database.
    today: Day,
    /// When that day ends; null at the end of time.
    #[schema(required)]
    day_ends_at: Option<Time>,
    limits: LimitsResponse,
    features: FeaturesResponse,
    /// Stock at or below which a product counts as low.
    low_stock_threshold: u64,
    branding: BrandingResponse<'a>,
}

/// An operator of the installation.
#[derive(Serialize, ToSchema)]
#[schema(as = OperatorMe, example = json!({
    "user_id": "019ab5d2-5000-7111-8222-333344445555", "email": "ops@example.com", "name": "Olga", "operator": true,
    "mfa_enabled": true, "mfa_required": false, "placements": ["pool", "silo"]
}))]
pub struct OperatorMe<'a> {
    #[schema(value_type = Uuid)]
    user_id: UserId,
    email: &'a str,
    name: &'a str,
    #[schema(value_type = IsOperator<true>, inline)]
    operator: bool,
    mfa_enabled: bool,
    /// Nothing but setting up a second factor is done before it is enabled.
    mfa_required: bool,
    /// Placements that tenants can be given in this installation.
    #[schema(value_type = Vec<IsolationModel>)]
    placements: Vec<&'static str>,
}

/// The field that distinguishes the two.
struct IsOperator<const IS: bool>;

impl<const IS: bool> PartialSchema for IsOperator<IS> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([IS])).into()
    }
}

impl<const IS: bool> ToSchema for IsOperator<IS> {}

impl<'a> MeResponse<'a> {
    pub fn of(person: &'a Person, now: Timestamp) -> Self {
        let (mfa_enabled, mfa_required) = (person.totp_since().is_some(), person.mfa_required());
        let Some((record, member)) = person.as_member() else {
            let name = person.as_operator().map_or("", |operator| &operator.name);
            let (user_id, email) = (person.user(), person.email());
            return MeResponse::Operator(OperatorMe {
                user_id,
                email,
                name,
                operator: true,
                mfa_enabled,
                mfa_required,
                placements: person.placements().map(Placement::name).collect(),
            });
        };
        MeResponse::Member(MemberMe {
            user_id: member.user,
            email: &member.email,
            name: &member.name,
            operator: false,
            role: member.role.name(),
            mfa_enabled,
            mfa_required,
            tenant: TenantSummary {
                tenant_id: record.id,
                company_name: &record.company_name,
                tier: record.tier.name(),
                isolation_model: record.placement.name(),
                currency: record.currency.code(),
                time_zone: &record.time_zone,
                today: Day(record.local_date(now)),
                day_ends_at: record.day_ends_at(now).map(Time),
                limits: record.limits(now).into(),
                features: record.features().into(),
                low_stock_threshold: record.settings.low_stock_threshold,
                branding: BrandingResponse::of(record),
            },
        })
    }
}
