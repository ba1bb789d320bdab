//! API keys, as the admins of a company see them.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        api_key::{ApiKey, KeyInUse, NewApiKey, Rotation, Scope},
        ids::{ApiKeyId, UserId},
    },
    usecases::IssuedKey,
};
use utoipa::ToSchema;

use super::{
    names::ScopeName,
    scalar::{Time, instant},
};

/// An API key without its token.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey, example = json!({
    "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071", "name": "Warehouse", "scopes": ["orders:read", "orders:write"],
    "hint": "x7Qk", "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f", "created_at": "2026-11-24T11:00:00.000Z",
    "rotated_at": null, "previous_ends_at": null, "expires_at": "2027-11-24T11:00:00.000Z",
    "last_used_at": "2026-11-25T08:00:00.000Z", "version": 1
}))]
pub struct ApiKeyResponse<'a> {
    #[schema(value_type = Uuid)]
    api_key_id: ApiKeyId,
    name: &'a str,
    #[schema(value_type = Vec<ScopeName>)]
    scopes: Vec<&'static str>,
    /// The last characters of the token.
    hint: &'a str,
    /// The member who created it. The key stays when they leave.
    #[schema(value_type = Uuid)]
    created_by: UserId,
    created_at: Time,
    /// When the token was replaced last.
    #[schema(required)]
    rotated_at: Option<Time>,
    /// Until when the token before it is accepted; null if it is not.
    #[schema(required)]
    previous_ends_at: Option<Time>,
    /// Null if it never expires.
    #[schema(required)]
    expires_at: Option<Time>,
    /// To the hour; null before the first use.
    #[schema(required)]
    last_used_at: Option<Time>,
    version: u64,
}

impl<'a> ApiKeyResponse<'a> {
    pub fn of(KeyInUse { key, last_used_at }: &'a KeyInUse, now: Timestamp) -> Self {
        Self::shown(key, *last_used_at, now)
    }

    fn shown(key: &'a ApiKey, last_used_at: Option<Timestamp>, now: Timestamp) -> Self {
        Self {
            api_key_id: key.id,
            name: &key.name,
            scopes: key.scopes.iter().map(|scope| scope.name()).collect(),
            hint: &key.secret.hint,
            created_by: key.created_by,
            created_at: Time(key.created_at),
            rotated_at: key.rotated_at.map(Time),
            previous_ends_at: key.previous_ends_at(now).map(Time),
            expires_at: key.expires_at.map(Time),
            last_used_at: last_used_at.map(Time),
            version: key.version,
        }
    }
}

/// An API key with its token, which is shown only now.
#[derive(Serialize, ToSchema)]
#[schema(as = IssuedApiKey, example = json!({
    "token": "tnt_AZq10s3vfhG2b1rS0c6hS7m2Yw8n3Qx5Kp0Vt4Lz9Rj6Ue1Wd2Ba7x7Qk",
    "api_key": {
        "api_key_id": "019ab5d2-9b00-7a55-a0b1-2c3d4e5f6071", "name": "Warehouse",
        "scopes": ["orders:read", "orders:write"], "hint": "x7Qk",
        "created_by": "019ab5d2-6b10-7f02-9c1a-2a7b8c9d0e1f", "created_at": "2026-11-24T11:00:00.000Z",
        "rotated_at": null, "previous_ends_at": null, "expires_at": "2027-11-24T11:00:00.000Z",
        "last_used_at": null, "version": 1}
}))]
pub struct IssuedKeyResponse<'a> {
    /// To be sent as a bearer token. Keep it where secrets are kept.
    token: &'a str,
    api_key: ApiKeyResponse<'a>,
}

impl<'a> IssuedKeyResponse<'a> {
    pub fn of(IssuedKey { key, token }: &'a IssuedKey, now: Timestamp) -> Self {
        Self { token: token.expose_secret(), api_key: ApiKeyResponse::shown(key, None, now) }
    }
}

/// A key to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApiKey, example = json!({
    "name": "Warehouse", "scopes": ["orders:read", "orders:write"], "expires_at": "2099-11-24T11:00:00Z"
}))]
pub struct NewApiKeyRequest {
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    name: String,
    #[schema(value_type = Vec<ScopeName>, min_items = 1)]
    scopes: Vec<Scope>,
    /// Left out or null, it never expires.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, deserialize_with = "instant")]
    expires_at: Option<Timestamp>,
}

impl NewApiKeyRequest {
    pub fn check(self, now: Timestamp) -> Checked<NewApiKey> {
        NewApiKey::new(&self.name, self.scopes, self.expires_at, now)
    }
}

/// How the token of a key is replaced.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRotation, example = json!({"overlap_hours": 24}))]
pub struct RotationRequest {
    /// Hours for which the replaced token is still accepted: 24, unless it says otherwise; 0 ends it at once.
    #[serde(default)]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 168)]
    overlap_hours: Option<u16>,
    /// When the key expires from now on. Left out or null, as before.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, deserialize_with = "instant")]
    expires_at: Option<Timestamp>,
}

impl RotationRequest {
    pub fn check(self, now: Timestamp) -> Checked<Rotation> {
        Rotation::new(self.overlap_hours, self.expires_at, now)
    }
}
