//! What operators do with the installation. To members none of it exists.

mod limits;

use axum::{extract::State, http::StatusCode, response::Response};
use tenantry_core::domain::ids::{EventId, TenantId};

use super::tenants::changed;
use crate::{
    dto::{
        audit::EntryResponse,
        dead_letter::{DeadLetterResponse, Redrive, RedrivenResponse},
        filter::TenantFilter,
        page::{Page, PageParams},
        tenant::{Reason, TenantResponse, TierChangeRequest},
    },
    extract::{Id, Json, Params, RetryKey, Unchecked, caller::Operating},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(list_tenants))
        .routes(routes!(suspend_tenant))
        .routes(routes!(reactivate_tenant))
        .routes(routes!(change_tenant_tier))
        .routes(routes!(list_tenant_journal))
        .routes(routes!(list_dead_letters))
        .routes(routes!(redrive_dead_letter))
        .routes(routes!(redrive_dead_letters))
        .merge(limits::routes())
}

/// List tenants
///
/// For operators. Newest first.
#[utoipa::path(get, path = "/tenants", tag = "operator", params(TenantFilter), security(("operator" = [])),
    responses((status = 200, description = "A page of tenants.", body = Page<TenantResponse>)))]
async fn list_tenants(
    State(api): State<ApiState>,
    Operating(operator): Operating,
    Params(filter): Params<TenantFilter>,
) -> Result<Response> {
    let now = api.app.now();
    let (query, page) = filter.read()?;
    let found = operator.tenants(&query, &page).await?;
    Ok(reply::page(&Page::of(&found, |tenant| TenantResponse::of(tenant, now))))
}

/// Suspend a tenant
///
/// For operators. Requests of its members are rejected with the reason; its data stays untouched.
#[utoipa::path(post, path = "/tenants/{id}/suspend", tag = "operator", params(("id" = Uuid, Path), RetryKey),
    security(("operator" = [])), request_body = Reason,
    responses((status = 200, description = "The suspended tenant.", body = TenantResponse)))]
async fn suspend_tenant(
    State(api): State<ApiState>,
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    key: RetryKey,
    why: Json<Reason>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &why.raw);
    Ok(operator.suspend(id, &why.value.reason, &attempt, changed(api.app.now())).await?.into())
}

/// Reactivate a tenant
///
/// For operators. Ends a suspension, or undoes a deletion within 30 days.
#[utoipa::path(post, path = "/tenants/{id}/reactivate", tag = "operator", params(("id" = Uuid, Path), RetryKey),
    security(("operator" = [])), request_body = Reason,
    responses((status = 200, description = "The active tenant.", body = TenantResponse)))]
async fn reactivate_tenant(
    State(api): State<ApiState>,
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    key: RetryKey,
    why: Json<Reason>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &why.raw);
    Ok(operator.reactivate(id, &why.value.reason, &attempt, changed(api.app.now())).await?.into())
}

/// Change the tier of a tenant
///
/// For operators. Changes what the tenant may do; where its data lives stays.
#[utoipa::path(post, path = "/tenants/{id}/tier", tag = "operator", params(("id" = Uuid, Path), RetryKey),
    security(("operator" = [])), request_body = TierChangeRequest,
    responses((status = 200, description = "The tenant with its new tier.", body = TenantResponse)))]
async fn change_tenant_tier(
    State(api): State<ApiState>,
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    key: RetryKey,
    change: Unchecked<TierChangeRequest>,
) -> Result<Done> {
    let attempt = key.attempt(operator.user(), &change.raw);
    Ok(operator
        .change_tier(id, &change.check(|change| change.check())?, &attempt, changed(api.app.now()))
        .await?
        .into())
}

/// Read the journal of a tenant
///
/// For operators. What was done to the tenant and its people, not what they did with their data.
#[utoipa::path(get, path = "/tenants/{id}/journal", tag = "operator", params(("id" = Uuid, Path), PageParams),
    security(("operator" = [])), responses((status = 200, description = "A page of entries.", body = Page<EntryResponse>)))]
async fn list_tenant_journal(
    Operating(operator): Operating,
    Id(id): Id<TenantId>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let found = operator.tenant_journal(id, &page.request()?).await?;
    Ok(reply::page(&Page::of(&found, EntryResponse::of)))
}

/// List dead letters
///
/// For operators. Events that a consumer gave up on after its tries.
#[utoipa::path(get, path = "/operator/dead-letters", tag = "operator", params(PageParams),
    security(("operator" = [])), responses((status = 200, description = "A page of events.", body = Page<DeadLetterResponse>)))]
async fn list_dead_letters(Operating(operator): Operating, Params(page): Params<PageParams>) -> Result<Response> {
    let found = operator.dead_letters(&page.request()?).await?;
    Ok(reply::page(&Page::of(&found, DeadLetterResponse::of)))
}

/// Redrive a dead letter
///
/// For operators. Hands the event to the consumer once more.
#[utoipa::path(post, path = "/operator/dead-letters/{event_id}/redrive", tag = "operator",
    params(("event_id" = Uuid, Path)), security(("operator" = [])), request_body = Redrive,
    responses((status = 204, description = "The consumer gets the event again.")))]
async fn redrive_dead_letter(
    Operating(operator): Operating,
    Id(event): Id<EventId>,
    to: Json<Redrive>,
) -> Result<StatusCode> {
    operator.redrive(event, &to.value.consumer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Redrive all dead letters of a consumer
///
/// For operators. Hands every event that the consumer (`mail`, `inventory`, `insights` or `limits`) gave up on to it once
/// more, at most 10,000 in a call. They leave the list, and come back if the consumer gives up again. A second call takes
/// what is left.
#[utoipa::path(post, path = "/operator/dead-letters/redrive", tag = "operator",
    security(("operator" = [])), request_body = Redrive,
    responses((status = 200, description = "How many the consumer gets again.", body = RedrivenResponse)))]
async fn redrive_dead_letters(Operating(operator): Operating, to: Json<Redrive>) -> Result<Response> {
    let redriven = operator.redrive_all(&to.value.consumer).await?;
    Ok(reply::json(StatusCode::OK, &RedrivenResponse::of(redriven)))
}
