//! Operations on tenants: their progress, and retrying what failed.

use axum::response::Response;
use tenantry_core::{
    Caller,
    domain::{
        idempotency::Answer,
        ids::{OperationId, TenantId},
        operation::Operation,
    },
};

use crate::{
    dto::{
        operation::{OperationResponse, TenantMoveRequest},
        page::{Page, PageParams},
    },
    extract::{
        Id, Ids, Json, Params, RetryKey,
        caller::{Authenticated, Operating},
    },
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(list_operations))
        .routes(routes!(get_operation))
        .routes(routes!(retry_operation))
        .routes(routes!(move_tenant))
}

/// List operations on a tenant
///
/// Members read those of their own tenant; the operator of any. Newest first.
#[utoipa::path(get, path = "/tenants/{id}/operations", tag = "tenants", params(("id" = Uuid, Path), PageParams),
    security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "A page of operations.", body = Page<OperationResponse>)))]
async fn list_operations(
    caller: Authenticated,
    Id(id): Id<TenantId>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let page = page.request()?;
    Ok(match caller.of_tenant(id)? {
        Caller::Member(tenant) => {
            reply::page(&Page::of(&tenant.operations(&page).await?, OperationResponse::without_causes))
        }
        Caller::Operator(operator) => {
            reply::page(&Page::of(&operator.operations(id, &page).await?, OperationResponse::of))
        }
    })
}

/// Get an operation on a tenant
///
/// Members read those of their own tenant; the operator of any.
#[utoipa::path(get, path = "/tenants/{id}/operations/{operation_id}", tag = "tenants",
    params(("id" = Uuid, Path), ("operation_id" = Uuid, Path)), security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The operation.", body = OperationResponse)))]
async fn get_operation(caller: Authenticated, Ids(id, operation): Ids<TenantId, OperationId>) -> Result<Response> {
    Ok(match caller.of_tenant(id)? {
        Caller::Member(tenant) => reply::shown(&OperationResponse::without_causes(&tenant.operation(operation).await?)),
        Caller::Operator(operator) => reply::shown(&OperationResponse::of(&operator.operation(id, operation).await?)),
    })
}

/// Try an operation on a tenant again
///
/// For operators. Goes on from the step that failed. Only the newest operation of a tenant is tried again: what an older
/// one was to do may no longer be meant.
#[utoipa::path(post, path = "/tenants/{id}/operations/{operation_id}/retry", tag = "operator",
    params(("id" = Uuid, Path), ("operation_id" = Uuid, Path), RetryKey), security(("operator" = [])),
    responses((status = 202, description = "The operation, which runs again.", body = OperationResponse)))]
async fn retry_operation(
    Operating(operator): Operating,
    Ids(id, operation): Ids<TenantId, OperationId>,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), b"");
    Ok(operator.retry_operation(id, operation, &attempt, begun).await?.into())
}

/// Move a tenant
///
/// For operators. Begins to move all of a tenant's data to another placement, while it is in use: only for the last
/// changes its writes wait, for at most 2 s. The answer is the operation; GET shows how far it is. A placement that the
/// installation does not offer (placements of GET /v1/auth/me) is a field error.
#[utoipa::path(post, path = "/tenants/{id}/move", tag = "operator", params(("id" = Uuid, Path), RetryKey),
    security(("operator" = [])), request_body = TenantMoveRequest,
    responses((status = 202, description = "The operation that moves it.", body = OperationResponse)))]
async fn move_tenant(
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    key: RetryKey,
    to: Json<TenantMoveRequest>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &to.raw);
    Ok(operator.move_tenant(id, to.value.placement, &to.value.reason, &attempt, begun).await?.into())
}

/// The answer to a request that begins an operation: it runs from here on.
pub fn begun(operation: &Operation) -> Answer {
    let location = format!("/v1/tenants/{}/operations/{}", operation.tenant, operation.id);
    reply::accepted(location, &OperationResponse::of(operation))
}
