//! A company takes all of its data along: for itself, or by the operator.

use axum::{extract::State, response::Response};
use tenantry_core::{
    Caller, Error,
    domain::{
        export::Export,
        ids::{ExportId, TenantId},
    },
};

use crate::{
    dto::{
        export::{ExportRequest, ExportResponse, ExportedResponse},
        page::{Page, PageParams},
    },
    extract::{Id, Ids, OptionalJson, Params, RetryKey, caller::Authenticated},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(begin_export)).routes(routes!(read_export))
}

/// Begin an export of all of a company's data
///
/// Takes the role admin, or an operator, who says why. Is journalled, and the company is notified by email. The pages can be
/// read for an hour by the caller who began it. Nothing is copied: each page is read when it is asked for.
#[utoipa::path(post, path = "/tenants/{id}/exports", tag = "tenants", params(("id" = Uuid, Path), RetryKey),
    security(("member" = []), ("operator" = [])), request_body = Option<ExportRequest>,
    responses((status = 201, description = "The export.", body = ExportResponse)))]
async fn begin_export(
    caller: Authenticated,
    Id(id): Id<TenantId>,
    key: RetryKey,
    OptionalJson(body): OptionalJson<ExportRequest>,
) -> Result<Done> {
    let begun = |export: &Export| {
        let location = format!("/v1/tenants/{id}/exports/{}", export.id);
        reply::created(None::<String>, location, &ExportResponse::of(export))
    };
    let outcome = match caller.of_tenant(id)? {
        Caller::Member(tenant) => {
            let attempt = key.attempt(tenant.principal(), b"");
            tenant.admin()?.begin_export(&attempt, begun).await?
        }
        Caller::Operator(operator) => {
            let why = || Error::invalid("/reason", "required", "must say why");
            let reason = body.reason.ok_or_else(why)?;
            let attempt = key.attempt(operator.user(), reason.as_bytes());
            operator.begin_export(id, &reason, &attempt, begun).await?
        }
    };
    Ok(outcome.into())
}

/// Read an export
///
/// For the caller who began it. The company, its people, invitations, API keys, products, stock ledger, orders, views, audit log and usage,
/// in this order; lists are newest first. Everything that was there when the export began is in it once. 404 after an hour.
#[utoipa::path(get, path = "/tenants/{id}/exports/{export_id}", tag = "tenants",
    params(("id" = Uuid, Path), ("export_id" = Uuid, Path), PageParams), security(("member" = []), ("operator" = [])),
    responses((status = 200, description = "A page of things.", body = Page<ExportedResponse>)))]
async fn read_export(
    State(api): State<ApiState>,
    caller: Authenticated,
    Ids(id, export): Ids<TenantId, ExportId>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let page = page.request()?;
    let found = match caller.of_tenant(id)? {
        Caller::Member(tenant) => tenant.admin()?.export(export, &page).await?,
        Caller::Operator(operator) => operator.export(id, export, &page).await?,
    };
    let now = api.app.now();
    let items = found.items.iter().map(|item| ExportedResponse::of(item, now)).collect::<serde_json::Result<_>>();
    Ok(reply::page(&Page { items: items.map_err(reply::unwritten)?, next_cursor: found.next_cursor }))
}
