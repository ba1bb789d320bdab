//! Who did what in a tenant.

use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::{Params, caller::Admin},
    problem::Result,
    reply,
    state::ApiState,
    view::{
        audit::EntryView,
        page::{Page, PageParams},
    },
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// Read the audit log
///
/// Takes the role admin. Newest first. Every change is in it, written together with the change itself.
#[utoipa::path(get, path = "/audit", tag = "audit", params(PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of entries.", body = Page<EntryView>)))]
async fn list_audit(Admin(admin): Admin, Params(page): Params<PageParams>) -> Result<Response> {
    let found = admin.audit(&page.request()?).await?;
    Ok(reply::page(&Page::of(&found, EntryView::of)))
}
