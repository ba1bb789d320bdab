//! What a tenant used.

use axum::{http::StatusCode, response::Response};
use tenantry_core::domain::ids::TenantId;

use crate::{
    dto::{
        filter::Days,
        usage::{TenantUsageResponse, UsageResponse},
    },
    extract::{
        Id, Params,
        caller::{Admin, Operating},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(get_usage)).routes(routes!(get_tenant_usage))
}

/// Read what your company used
///
/// Takes the role admin. By day of the tenant's time zone. Requests and store calls follow within about a second; the
/// rest follows its events within moments. What is stored is the bytes of all values in all rows of the tenant: measured
/// now for today, and at most hourly for the days before.
#[utoipa::path(get, path = "/usage", tag = "usage", params(Days), security(("member" = [])),
    responses((status = 200, description = "The figures.", body = UsageResponse)))]
async fn get_usage(Admin(admin): Admin, Params(days): Params<Days>) -> Result<Response> {
    let usage = admin.usage(days.from, days.to).await?;
    Ok(reply::json(StatusCode::OK, &UsageResponse::of(&usage)))
}

/// Read what a tenant used
///
/// For operators. The same figures as the tenant's admins see at /usage, and what they cost.
#[utoipa::path(get, path = "/tenants/{id}/usage", tag = "operator", params(("id" = Uuid, Path), Days),
    security(("operator" = [])), responses((status = 200, description = "The figures.", body = TenantUsageResponse)))]
async fn get_tenant_usage(
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    Params(days): Params<Days>,
) -> Result<Response> {
    let usage = operator.tenant_usage(id, days.from, days.to).await?;
    Ok(reply::json(StatusCode::OK, &TenantUsageResponse::of(&usage)))
}
