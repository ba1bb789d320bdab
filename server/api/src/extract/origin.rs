//! Which device a request comes from, for those who sign in.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use tenantry_core::policy::device::Origin;

use super::ClientAddress;
use crate::state::ApiState;

/// The longest `User-Agent` that is read, in bytes.
const AGENT_MAX: usize = 512;

pub struct From {
    address: String,
    agent: Option<String>,
}

impl From {
    pub fn origin(&self) -> Origin<'_> {
        Origin { address: &self.address, agent: self.agent.as_deref() }
    }
}

impl FromRequestParts<ApiState> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, state).await?;
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(From { address, agent: agent.filter(|agent| agent.len() <= AGENT_MAX).map(str::to_owned) })
    }
}
