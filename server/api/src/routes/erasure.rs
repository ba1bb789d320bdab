//! The end of a tenant, asked for by an operator.

use tenantry_core::domain::ids::TenantId;

use super::operations::begun;
use crate::{
    dto::{operation::OperationResponse, tenant::Erasure},
    extract::{Id, Json, RetryKey, caller::Operating},
    problem::Result,
    reply::Done,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(erase_tenant))
}

/// Erase a tenant
///
/// For operators. Only of a tenant that is deleted, and the company's name must be typed: all of its data goes for good, and
/// there is no way back from the moment at which this is answered. A tombstone without names stays. Tenants that were
/// deleted more than 30 days ago are erased without being asked for.
#[utoipa::path(post, path = "/tenants/{id}/erase", tag = "operator", params(("id" = Uuid, Path), RetryKey),
    security(("operator" = [])), request_body = Erasure,
    responses((status = 202, description = "The operation that erases it.", body = OperationResponse)))]
async fn erase_tenant(
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    key: RetryKey,
    body: Json<Erasure>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &body.raw);
    let Erasure { company_name, reason } = &body.value;
    Ok(operator.erase_tenant(id, company_name, reason, &attempt, begun).await?.into())
}
