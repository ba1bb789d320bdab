//! One box to find things by.

use axum::{http::StatusCode, response::Response};
use tenantry_core::handle::DEFAULT_FOUND;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::{Params, caller::Member},
    problem::Result,
    reply,
    state::ApiState,
    view::search::{ResultsView, SearchParams},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(search))
}

/// Search products and orders
///
/// Finds products that are not archived by the beginning of their SKU or name, and orders by their number, their
/// external_ref, the beginning of their id or the beginning of their customer's address: a few of each kind. The lists,
/// with their filters, find the rest.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchParams), security(("member" = [])),
    responses((status = 200, description = "What was found.", body = ResultsView)))]
async fn search(Member(tenant): Member, Params(params): Params<SearchParams>) -> Result<Response> {
    let found = tenant.search(&params.q, params.limit.unwrap_or(DEFAULT_FOUND)).await?;
    Ok(reply::json(StatusCode::OK, &ResultsView::of(&found, tenant.record().currency)))
}
