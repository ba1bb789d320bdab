//! Tenants: how they come to be, and what their own people and the operator do
//! with them.

use axum::extract::State;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use tenantry_core::{
    Caller,
    domain::{idempotency::Answer, ids::TenantId, member::Role, order::version_tag, tenant::TenantRecord},
};

use crate::{
    dto::tenant::{Accepted, NewTenantRequest, Registration, TenantCreation, TenantEdit, TenantResponse},
    extract::{
        Edit, From, Id, IfMatch, IfNoneMatch, Raw, RetryKey, Unchecked,
        caller::{Authenticated, RequestId},
        granted::{GrantedCaller, SettingsRead, SettingsWrite},
    },
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(create_tenant)).routes(routes!(get_tenant, replace_tenant, update_tenant, delete_tenant))
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
        (status = 201, description = "The operator's tenant is created.", body = TenantResponse),
        (status = 202, description = "A confirmation is mailed.", body = Accepted)))]
async fn create_tenant(
    State(api): State<ApiState>,
    caller: Option<Authenticated>,
    RequestId(request_id): RequestId,
    from: From,
    key: RetryKey,
    body: Raw,
) -> Result<Response> {
    let Some(Authenticated(Caller::Operator(operator))) = caller else {
        api.app.admit("create_tenant", from.origin().address).await?;
        let new = Unchecked::of(body.parse()?).check(Registration::check)?;
        api.app.register(new, from.origin(), Some(&request_id)).await?;
        return Ok(reply::json(StatusCode::ACCEPTED, &Accepted::CONFIRMATION_SENT));
    };
    let (body, now) = (Unchecked::<NewTenantRequest>::of(body.parse()?), api.app.now());
    let attempt = key.attempt(operator.user(), &body.raw);
    let new = body.check(|new| new.check())?;
    let outcome = operator
        .create_tenant(&new, &attempt, |tenant| {
            let location = format!("/v1/tenants/{}", tenant.id);
            reply::created(version_tag(tenant.version), location, &TenantResponse::of(tenant, now))
        })
        .await?;
    Ok(Done(outcome).into_response())
}

/// Get a tenant
///
/// Members read their own; the operator any. The limits are those of this moment: overrides count until they expire.
#[utoipa::path(get, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = []), ("api_key" = ["settings:read"]), ("operator" = [])),
    responses((status = 200, description = "The tenant.", body = TenantResponse)))]
async fn get_tenant(
    State(api): State<ApiState>,
    caller: GrantedCaller<SettingsRead>,
    Id(id): Id<TenantId>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let (tenant, may_see_all) = match caller.of_tenant(id)? {
        Caller::Member(tenant) => (tenant.company().await?, tenant.role() >= Role::Admin),
        Caller::Operator(operator) => (operator.tenant(id).await?, true),
    };
    let view = TenantResponse::of(&tenant, api.app.now());
    let view = if may_see_all { view } else { view.without_overrides() };
    let tag = version_tag(tenant.version);
    // Limits that expire change without a new version: such a tenant is always sent whole.
    let seen = if tenant.limit_overrides.as_ref().is_some_and(|it| it.expires_at.is_some()) {
        IfNoneMatch::nothing()
    } else {
        seen
    };
    Ok(seen.answer(&tag, &view))
}

/// Replace the company's name, address, time zone and settings
///
/// Takes the role admin, or an operator. Tier, limits, status and placement are the operator's. Branding takes the
/// feature custom_branding. An API key changes neither admin_email nor require_mfa.
#[utoipa::path(put, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["settings:write"]), ("operator" = [])), request_body = TenantEdit,
    responses((status = 200, description = "The tenant as it is now.", body = TenantResponse)))]
async fn replace_tenant(
    State(api): State<ApiState>,
    caller: GrantedCaller<SettingsWrite>,
    id: Id<TenantId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_tenant(api, caller, id, seen, key, edit).await
}

/// Change the company's name, address, time zone or settings
///
/// A JSON merge patch (RFC 7396). Takes the role admin, or an operator. Branding takes the feature custom_branding. An API
/// key changes neither admin_email nor require_mfa.
#[utoipa::path(patch, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["settings:write"]), ("operator" = [])),
    request_body(content = TenantEdit, content_type = "application/merge-patch+json", example = json!({"settings": {"low_stock_threshold": 10}})),
    responses((status = 200, description = "The tenant as it is now.", body = TenantResponse)))]
async fn update_tenant(
    State(api): State<ApiState>,
    caller: GrantedCaller<SettingsWrite>,
    id: Id<TenantId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_tenant(api, caller, id, seen, key, edit).await
}

async fn revise_tenant(
    api: ApiState,
    caller: GrantedCaller<SettingsWrite>,
    Id(id): Id<TenantId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let now = api.app.now();
    let revise = |tenant: &TenantRecord| {
        let profile = |edit: TenantEdit| edit.profile(tenant);
        edit.check(&TenantResponse::of(tenant, now), TenantResponse::WRITABLE, profile)
    };
    let outcome = match caller.of_tenant(id)? {
        Caller::Member(tenant) => {
            let attempt = key.attempt(tenant.principal(), &edit.raw);
            tenant.admin()?.update_company(&seen, &attempt, revise, changed(now)).await?
        }
        Caller::Operator(operator) => {
            let attempt = key.attempt(operator.user(), &edit.raw);
            operator.update_tenant(id, &seen, &attempt, revise, changed(now)).await?
        }
    };
    Ok(outcome.into())
}

/// Delete a tenant
///
/// Takes the role owner, or an operator. Its people are locked out at once; the operator can undo it for 30 days.
#[utoipa::path(delete, path = "/tenants/{id}", tag = "tenants", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "The deleted tenant.", body = TenantResponse)))]
async fn delete_tenant(
    State(api): State<ApiState>,
    caller: Authenticated,
    Id(id): Id<TenantId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let outcome = match caller.of_tenant(id)? {
        Caller::Member(tenant) => {
            let attempt = key.attempt(tenant.principal(), b"");
            tenant.admin()?.delete_company(&seen, &attempt, changed(api.app.now())).await?
        }
        Caller::Operator(operator) => {
            let attempt = key.attempt(operator.user(), b"");
            operator.delete_tenant(id, &seen, &attempt, changed(api.app.now())).await?
        }
    };
    Ok(outcome.into())
}

/// The answer to a change of a tenant, made at this moment.
pub fn changed(now: Timestamp) -> impl Fn(&TenantRecord) -> Answer + Send + Sync {
    move |tenant| reply::changed(version_tag(tenant.version), &TenantResponse::of(tenant, now))
}
