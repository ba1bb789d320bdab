//! Who did what in a tenant.

use axum::response::Response;

use crate::{
    dto::{
        audit::EntryResponse,
        page::{Page, PageParams},
    },
    extract::{Params, caller::Admin},
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_audit))
}

/// Read the audit log
///
/// Takes the role admin. Newest first. Every change is in it, written together with the change itself.
#[utoipa::path(get, path = "/audit", tag = "audit", params(PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of entries.", body = Page<EntryResponse>)))]
async fn list_audit(Admin(admin): Admin, Params(page): Params<PageParams>) -> Result<Response> {
    let found = admin.audit(&page.request()?).await?;
    Ok(reply::page(&Page::of(&found, EntryResponse::of)))
}
