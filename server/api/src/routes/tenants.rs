//! Tenants: how they come to be, and what their own people and the operator do
//! with them.

use axum::extract::State;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tenantry_core::{Caller, idempotency::Answer, ids::TenantId, order::version_tag, tenant::TenantRecord};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::{
        Edit, Id, IfMatch, IfNoneMatch, Raw, RetryKey,
        caller::{Authenticated, RequestId},
    },
    problem::Result,
    reply::{self, Done},
    state::ApiState,
    view::tenant::{Accepted, NewTenantBody, Registration, TenantCreation, TenantEdit, TenantView},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(create_tenant)).routes(routes!(
        get_tenant,
        replace_tenant,
        update_tenant,
        delete_tenant
    ))
}

/// Register a company, or create a tenant
///
/// Without a token, a company signs up (Registration): a link is mailed to its first owner, and the tenant exists once
/// it is confirmed. The answer is the same for an address that has an account. With an operator's token, a tenant of
/// any tier and placement is created at once (NewTenant) and its admin_email is invited as the owner.
#[utoipa::path(post, path = "/tenants", tag = "tenants", params(RetryKey), security((), ("operator" = [])),
    request_body(content = TenantCreation, examples(
        ("registration" = (summary = "A company signs up", value = json!({
            "company_name": "Holz & Form GmbH", "email": "grete@holzundform.example", "name": "Grete Holz",
            "password": "correct horse battery", "currency": "EUR", "time_zone": "Europe/Berlin"}))),
        ("operator" = (summary = "An operator creates a tenant", value = json!({
            "company_name": "Nordlicht AG", "admin_email": "it@nordlicht.example", "tier": "enterprise",
            "isolation_model": "silo", "currency": "EUR", "time_zone": "Europe/Oslo"})))
    )),
    responses(
        (status = 201, description = "The operator's tenant is created.", body = TenantView),
        (status = 202, description = "A confirmation is mailed.", body = Accepted)))]
async fn create_tenant(
    State(api): State<ApiState>,
    caller: Option<Authenticated>,
    RequestId(request_id): RequestId,
    key: RetryKey,
    body: Raw,
) -> Result<Response> {
    let Some(Authenticated(Caller::Operator(operator))) = caller else {
        api.app.register(body.read::<Registration>()?.check()?, Some(&request_id)).await?;
        return Ok(reply::json(StatusCode::ACCEPTED, &Accepted::CONFIRMATION_SENT));
    };
    let new = body.read::<NewTenantBody>()?.check()?;
    let attempt = key.attempt(operator.user(), &body.0);
    let outcome = operator
        .create_tenant(&new, &attempt, |tenant| {
            let location = format!("/v1/tenants/{}", tenant.id);
            reply::created(version_tag(tenant.version), location, &TenantView::of(tenant))
        })
        .await?;
    Ok(Done(outcome).into_response())
}

/// Get a tenant
///
/// Members read their own; the operator any.
#[utoipa::path(get, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The tenant.", body = TenantView)))]
async fn get_tenant(caller: Authenticated, Id(id): Id<TenantId>, seen: IfNoneMatch) -> Result<Response> {
    let tenant = match caller.of_tenant(id)? {
        Caller::Member(tenant) => tenant.company().await?,
        Caller::Operator(operator) => operator.tenant(id).await?,
    };
    Ok(seen.answer(&version_tag(tenant.version), &TenantView::of(&tenant)))
}

/// Replace the company's name, address and time zone
///
/// Takes the role admin, or an operator. Tier, limits, status and placement are the operator's.
#[utoipa::path(put, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("operator" = [])), request_body = TenantEdit,
    responses((status = 200, description = "The tenant as it is now.", body = TenantView)))]
async fn replace_tenant(
    caller: Authenticated,
    id: Id<TenantId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_tenant(caller, id, seen, key, edit).await
}

/// Change the company's name, address or time zone
///
/// A JSON merge patch (RFC 7396). Takes the role admin, or an operator.
#[utoipa::path(patch, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("operator" = [])),
    request_body(content = TenantEdit, content_type = "application/merge-patch+json", example = json!({"time_zone": "Europe/Oslo"})),
    responses((status = 200, description = "The tenant as it is now.", body = TenantView)))]
async fn update_tenant(
    caller: Authenticated,
    id: Id<TenantId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_tenant(caller, id, seen, key, edit).await
}

async fn revise_tenant(
    caller: Authenticated,
    Id(id): Id<TenantId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let revise =
        |tenant: &TenantRecord| edit.apply::<TenantEdit>(&TenantView::of(tenant), TenantView::WRITABLE)?.profile();
    let outcome = match caller.of_tenant(id)? {
        Caller::Member(tenant) => {
            let attempt = key.attempt(tenant.member().user, &edit.raw);
            tenant.admin()?.update_company(&seen, &attempt, revise, changed).await?
        }
        Caller::Operator(operator) => {
            let attempt = key.attempt(operator.user(), &edit.raw);
            operator.update_tenant(id, &seen, &attempt, revise, changed).await?
        }
    };
    Ok(outcome.into())
}

/// Delete a tenant
///
/// Takes the role owner, or an operator. Its people are locked out at once; the operator can undo it for 30 days.
#[utoipa::path(delete, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The deleted tenant.", body = TenantView)))]
async fn delete_tenant(
    caller: Authenticated,
    Id(id): Id<TenantId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let outcome = match caller.of_tenant(id)? {
        Caller::Member(tenant) => {
            let attempt = key.attempt(tenant.member().user, b"");
            tenant.admin()?.delete_company(&seen, &attempt, changed).await?
        }
        Caller::Operator(operator) => {
            let attempt = key.attempt(operator.user(), b"");
            operator.delete_tenant(id, &seen, &attempt, changed).await?
        }
    };
    Ok(outcome.into())
}

pub fn changed(tenant: &TenantRecord) -> Answer {
    reply::changed(version_tag(tenant.version), &TenantView::of(tenant))
}
