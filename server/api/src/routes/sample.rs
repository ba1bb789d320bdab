//! A small shop to look around in, for whoever just came.

use axum::{http::StatusCode, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::caller::Admin,
    problem::Result,
    reply,
    state::ApiState,
    view::sample::{RemovalView, SampleView},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get_sample_data, add_sample_data, remove_sample_data))
}

/// See whether there is sample data
///
/// Takes the role admin.
#[utoipa::path(get, path = "/sample-data", tag = "sample data", security(("member" = [])),
    responses((status = 200, description = "What there is of it.", body = SampleView)))]
async fn get_sample_data(Admin(admin): Admin) -> Result<Response> {
    let state = admin.sample_data().await?;
    Ok(reply::json(StatusCode::OK, &SampleView::of(&state)))
}

/// Add sample data
///
/// Takes the role admin. Adds twelve products and forty orders of the past thirty days, in all statuses, with invented
/// customers, who get no mails. It counts against the plan like other products and orders. Doing it again adds nothing;
/// after an interruption, it adds what is missing.
#[utoipa::path(post, path = "/sample-data", tag = "sample data", security(("member" = [])),
    responses((status = 200, description = "What there is now.", body = SampleView)))]
async fn add_sample_data(Admin(admin): Admin) -> Result<Response> {
    let state = admin.add_sample_data().await?;
    Ok(reply::json(StatusCode::OK, &SampleView::of(&state)))
}

/// Remove the sample data
///
/// Takes the role admin. Removes the sample orders and products, also those that were changed, and nothing else. A sample
/// product that a real order names stays, archived. The figures follow within moments. Doing it again removes nothing.
#[utoipa::path(delete, path = "/sample-data", tag = "sample data", security(("member" = [])),
    responses((status = 200, description = "What was removed.", body = RemovalView)))]
async fn remove_sample_data(Admin(admin): Admin) -> Result<Response> {
    let removal = admin.remove_sample_data().await?;
    Ok(reply::json(StatusCode::OK, &RemovalView::of(&removal)))
}
