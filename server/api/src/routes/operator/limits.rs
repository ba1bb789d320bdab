//! What the operator grants a tenant beside its plan.

use axum::extract::State;
use tenantry_core::domain::ids::TenantId;

use super::super::tenants::changed;
use crate::{
    dto::{
        limits::NewLimitOverridesRequest,
        tenant::{Reason, TenantResponse},
    },
    extract::{Id, IfMatch, Json, RetryKey, caller::Operating},
    problem::Result,
    reply::Done,
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(override_tenant_limits, lift_tenant_overrides))
}

/// Override limits of a tenant
///
/// For operators. Replaces what was overridden before; what is left out is the plan's. At expires_at the plan's limits
/// hold again by themselves. The tenant is notified by email.
#[utoipa::path(put, path = "/tenants/{id}/limits", tag = "operator", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("operator" = [])), request_body = NewLimitOverridesRequest,
    responses((status = 200, description = "The tenant with its new limits.", body = TenantResponse)))]
async fn override_tenant_limits(
    State(api): State<ApiState>,
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    body: Json<NewLimitOverridesRequest>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &body.raw);
    let answer = changed(api.app.now());
    Ok(operator.override_limits(id, body.value.overrides(), &seen, &attempt, answer).await?.into())
}

/// Lift the overrides of a tenant's limits
///
/// For operators. The plan's limits hold again. Nothing is taken away from a tenant that has more; it can't add to it.
#[utoipa::path(delete, path = "/tenants/{id}/limits", tag = "operator", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("operator" = [])), request_body = Reason,
    responses((status = 200, description = "The tenant with the limits of its plan.", body = TenantResponse)))]
async fn lift_tenant_overrides(
    State(api): State<ApiState>,
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    why: Json<Reason>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &why.raw);
    let answer = changed(api.app.now());
    Ok(operator.lift_overrides(id, &why.value.reason, &seen, &attempt, answer).await?.into())
}
