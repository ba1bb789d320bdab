//! Webhook endpoints and the deliveries to them, as the admins of a company see them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Error, Result as Checked,
    domain::{
        ids::{EventId, ResourceId},
        resource::Record,
        webhook::{DEFAULT_OVERLAP_HOURS, LastTry, WebhookDelivery, WebhookEndpoint, WebhookEndpointDraft},
    },
    usecases::EndpointInUse,
};
use utoipa::ToSchema;

use super::{
    names::{DeliveryStatusName, DisabledReasonName},
    scalar::{Time, instant},
};

/// A webhook endpoint without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookEndpoint, example = json!({
    "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f", "url": "https://example.com/webhooks",
    "description": "Warehouse", "event_types": ["order.*", "inventory.low"], "enabled": true, "disabled_reason": null,
    "disabled_at": null, "failing_since": null, "previous_secret_ends_at": null,
    "version": 1, "created_at": "2026-11-24T11:00:00.000Z", "updated_at": "2026-11-24T11:00:00.000Z"
}))]
pub struct WebhookEndpointResponse<'a> {
    #[schema(value_type = Uuid)]
    webhook_endpoint_id: ResourceId,
    url: &'a str,
    #[schema(required)]
    description: Option<&'a str>,
    /// The types that it chose: names, or beginnings as order.*; an empty list means all.
    event_types: &'a [String],
    enabled: bool,
    /// Null while it is enabled, and where a member disabled it.
    #[schema(required, value_type = Option<DisabledReasonName>)]
    disabled_reason: Option<&'static str>,
    #[schema(required)]
    disabled_at: Option<Time>,
    /// Since when every try fails; null if the last one succeeded. After five days the endpoint is disabled.
    #[schema(required)]
    failing_since: Option<Time>,
    /// Until when messages are signed with the secret before as well; null if they are not.
    #[schema(required)]
    previous_secret_ends_at: Option<Time>,
    version: u64,
    created_at: Time,
    updated_at: Time,
}

impl<'a> WebhookEndpointResponse<'a> {
    pub fn of(EndpointInUse { record, failing_since }: &'a EndpointInUse, now: Timestamp) -> Self {
        Self::shown(record, *failing_since, now)
    }

    pub fn shown(record: &'a Record<WebhookEndpoint>, failing_since: Option<Timestamp>, now: Timestamp) -> Self {
        let Record { id, version, created_at, updated_at, value, secret } = record;
        Self {
            webhook_endpoint_id: *id,
            url: &value.url,
            description: value.description.as_deref(),
            event_types: value.event_types.names(),
            enabled: value.enabled,
            disabled_reason: value.disabled_reason.map(|reason| reason.name()),
            disabled_at: value.disabled_at.map(Time),
            failing_since: failing_since.map(Time),
            previous_secret_ends_at: secret.previous_ends_at(now).map(Time),
            version: *version,
            created_at: Time(*created_at),
            updated_at: Time(*updated_at),
        }
    }
}

/// A webhook endpoint with its secret, which is shown only now.
#[derive(Serialize, ToSchema)]
#[schema(as = IssuedWebhookSecret, example = json!({
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    "webhook_endpoint": {
        "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f", "url": "https://example.com/webhooks",
        "description": "Warehouse", "event_types": ["order.*", "inventory.low"], "enabled": true, "disabled_reason": null,
        "disabled_at": null, "failing_since": null, "previous_secret_ends_at": null,
        "version": 1, "created_at": "2026-11-24T11:00:00.000Z", "updated_at": "2026-11-24T11:00:00.000Z"}
}))]
pub struct IssuedSecretResponse<'a> {
    /// What messages are signed with, by Standard Webhooks. Keep it where secrets are kept.
    secret: &'a str,
    webhook_endpoint: WebhookEndpointResponse<'a>,
}

impl<'a> IssuedSecretResponse<'a> {
    pub fn of(record: &'a Record<WebhookEndpoint>, failing_since: Option<Timestamp>, now: Timestamp) -> Self {
        let webhook_endpoint = WebhookEndpointResponse::shown(record, failing_since, now);
        Self { secret: record.secret.expose(), webhook_endpoint }
    }
}

/// A webhook endpoint to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhookEndpoint, example = json!({
    "url": "https://example.com/webhooks", "description": "Warehouse", "event_types": ["order.*", "inventory.low"]
}))]
pub struct NewWebhookEndpointRequest {
    /// Where events are sent to, by https, at a public address.
    #[schema(min_length = 1, max_length = 2000)]
    url: String,
    #[serde(default)]
    #[schema(max_length = 200)]
    description: Option<String>,
    /// Names of types, or beginnings as order.*; left out or empty, all are sent.
    #[serde(default)]
    #[schema(max_items = 25)]
    event_types: Vec<String>,
    /// Whether it gets events from the start.
    #[serde(default = "yes")]
    #[schema(default = true)]
    enabled: bool,
}

const fn yes() -> bool {
    true
}

impl NewWebhookEndpointRequest {
    pub fn draft(self) -> WebhookEndpointDraft {
        let Self { url, description, event_types, enabled } = self;
        WebhookEndpointDraft { url, description, event_types, enabled }
    }
}

/// What can be changed of a webhook endpoint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookEndpointEdit, example = json!({
    "url": "https://example.com/webhooks", "description": "Warehouse", "event_types": ["order.*"], "enabled": true
}))]
pub struct WebhookEndpointEdit {
    /// Where events are sent to, by https, at a public address.
    #[schema(min_length = 1, max_length = 2000)]
    url: String,
    #[serde(default)]
    #[schema(max_length = 200)]
    description: Option<String>,
    /// Names of types, or beginnings as order.*; empty, all are sent.
    #[serde(default)]
    #[schema(max_items = 25)]
    event_types: Vec<String>,
    /// What happens while it is disabled is not sent later either.
    enabled: bool,
}

impl WebhookEndpointEdit {
    pub fn draft(self) -> WebhookEndpointDraft {
        let Self { url, description, event_types, enabled } = self;
        WebhookEndpointDraft { url, description, event_types, enabled }
    }
}

/// How a secret is replaced.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookSecretRotation, example = json!({"overlap_hours": 24}))]
pub struct SecretRotationRequest {
    /// Hours for which messages are signed with the replaced secret as well: 24, unless it says otherwise; 0 ends it at
    /// once.
    #[serde(default)]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 168)]
    overlap_hours: Option<u16>,
}

impl SecretRotationRequest {
    pub fn hours(&self) -> u16 {
        self.overlap_hours.unwrap_or(DEFAULT_OVERLAP_HOURS)
    }
}

/// Which deliveries are sent once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookReplay, example = json!({"since": "2026-11-24T00:00:00Z"}))]
pub struct ReplayRequest {
    /// All that failed and whose events happened at or after this instant.
    #[schema(value_type = String, format = DateTime)]
    #[serde(deserialize_with = "instant")]
    since: Option<Timestamp>,
}

impl ReplayRequest {
    pub fn since(self) -> Checked<Timestamp> {
        self.since.ok_or_else(|| Error::invalid("/since", "required", "must be given"))
    }
}

/// How many deliveries are sent once more.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookReplayed, example = json!({"replayed": 12}))]
pub struct ReplayedResponse {
    pub replayed: u64,
}

/// One event on its way to one endpoint. It is kept for 30 days.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDelivery, example = json!({
    "webhook_delivery_id": "019ab5d2-8e12-7f3a-8b2c-7d8e9f0a1b2c",
    "webhook_endpoint_id": "019ab5d2-9c00-7d21-8f31-4a5b6c7d8e9f",
    "event_id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012", "event_type": "order.shipped", "status": "pending", "tries": 1,
    "next_try_at": "2026-11-24T09:30:05.000Z",
    "last_try": {"at": "2026-11-24T09:30:00.000Z", "took_ms": 31, "status": 503, "body": "busy", "error": null},
    "request_body": "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\"}",
    "created_at": "2026-11-24T09:30:00.000Z"
}))]
pub struct WebhookDeliveryResponse<'a> {
    #[schema(value_type = Uuid)]
    webhook_delivery_id: ResourceId,
    #[schema(value_type = Uuid)]
    webhook_endpoint_id: ResourceId,
    /// The header webhook-id of each try.
    #[schema(value_type = Uuid)]
    event_id: EventId,
    /// A name of GET /v1/event-types, or webhook_endpoint.test.
    event_type: &'a str,
    #[schema(value_type = DeliveryStatusName)]
    status: &'static str,
    /// All tries so far, those before a replay among them.
    tries: u32,
    /// Null unless it is pending.
    #[schema(required)]
    next_try_at: Option<Time>,
    /// Null before the first one.
    #[schema(required)]
    last_try: Option<LastTryResponse<'a>>,
    /// What is sent, to the byte.
    request_body: &'a str,
    /// When the event happened.
    created_at: Time,
}

/// What became of the last try.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookLastTry)]
struct LastTryResponse<'a> {
    at: Time,
    took_ms: u64,
    /// The status code of the answer; null if there was none.
    #[schema(required)]
    status: Option<u16>,
    /// The first KiB of the answer's body.
    #[schema(required)]
    body: Option<&'a str>,
    /// Why there was no answer, or nothing was sent.
    #[schema(required)]
    error: Option<&'a str>,
}

impl<'a> WebhookDeliveryResponse<'a> {
    pub fn of(record: &'a Record<WebhookDelivery>) -> Self {
        let WebhookDelivery {
            webhook_endpoint_id,
            event_id,
            event_type,
            status,
            tries,
            failures: _,
            next_try_at,
            last_try,
            request_body,
            begun_at,
        } = &record.value;
        Self {
            webhook_delivery_id: record.id,
            webhook_endpoint_id: *webhook_endpoint_id,
            event_id: *event_id,
            event_type,
            status: status.name(),
            tries: *tries,
            next_try_at: next_try_at.map(Time),
            last_try: last_try.as_ref().map(LastTryResponse::of),
            request_body,
            created_at: Time(*begun_at),
        }
    }
}

impl<'a> LastTryResponse<'a> {
    fn of(LastTry { at, took_ms, status, body, error }: &'a LastTry) -> Self {
        Self { at: Time(*at), took_ms: *took_ms, status: *status, body: body.as_deref(), error: error.as_deref() }
    }
}
