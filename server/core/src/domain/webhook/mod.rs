//! Webhooks: the endpoints that a company wants to be called at, and the deliveries to them (ADR 108).

mod delivery;
mod endpoint;
mod health;
mod secrets;

pub use self::{
    delivery::{DELIVERY_DAYS, DeliveryStatus, LastTry, MAX_KEPT_BODY, TEST_EVENT, Tried, WebhookDelivery},
    endpoint::{DisabledReason, MAX_DESCRIPTION, WebhookEndpoint, WebhookEndpointDraft},
    health::EndpointHealth,
    secrets::{DEFAULT_OVERLAP_HOURS, MAX_OVERLAP_HOURS, SigningSecrets},
};
