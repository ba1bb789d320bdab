//! A person's own sessions.

use serde::Serialize;
use tenantry_core::{domain::ids::SessionId, usecases::OwnSession};
use utoipa::ToSchema;

use super::scalar::Time;

/// A device that you are signed in on.
#[derive(Serialize, ToSchema)]
#[schema(as = Session, example = json!({
    "session_id": "019ab5d2-7000-7e01-8a2b-3c4d5e6f7a8b", "device": "Firefox on Linux", "address": "203.0.113.7",
    "current": true, "created_at": "2026-11-24T09:00:00.000Z", "last_used_at": "2026-11-24T10:00:00.000Z",
    "expires_at": "2026-12-24T09:00:00.000Z"
}))]
pub struct SessionResponse<'a> {
    #[schema(value_type = Uuid)]
    session_id: SessionId,
    /// What it said of itself.
    device: &'a str,
    /// Where it signed in from; of an IPv6 address, the network.
    address: &'a str,
    /// It is the one that asks.
    current: bool,
    created_at: Time,
    /// When it last got a fresh access token.
    last_used_at: Time,
    expires_at: Time,
}

impl<'a> SessionResponse<'a> {
    pub fn of(session: &'a OwnSession) -> Self {
        let record = &session.record;
        Self {
            session_id: record.id,
            device: &record.device,
            address: &record.address,
            current: session.current,
            created_at: Time(record.created_at),
            last_used_at: Time(record.last_used_at),
            expires_at: Time(record.expires_at),
        }
    }
}
