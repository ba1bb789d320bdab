//! One box to find things by.

use axum::{http::StatusCode, response::Response};
use tenantry_core::usecases::DEFAULT_FOUND;

use crate::{
    dto::search::{ResultsResponse, SearchParams},
    extract::{
        Params,
        granted::{Granted, Search},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(search))
}

/// Search products and orders
///
/// Finds products that are not archived by the beginning of their SKU or name, and orders by their number, their
/// external_ref, the beginning of their id or the beginning of their customer's address: a few of each kind. The lists,
/// with their filters, find the rest.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchParams), security(("member" = []), ("api_key" = ["products:read", "orders:read"])),
    responses((status = 200, description = "What was found.", body = ResultsResponse)))]
async fn search(Granted(tenant, ..): Granted<Search>, Params(params): Params<SearchParams>) -> Result<Response> {
    let found = tenant.search(&params.q, params.limit.unwrap_or(DEFAULT_FOUND)).await?;
    Ok(reply::json(StatusCode::OK, &ResultsResponse::of(&found, tenant.record().currency)))
}
