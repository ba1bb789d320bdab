//! Sample data: a small shop to look around in for new companies.

use axum::{http::StatusCode, response::Response};

use crate::{
    dto::sample::{RemovalResponse, SampleResponse},
    extract::caller::Admin,
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(get_sample_data, add_sample_data, remove_sample_data))
}

/// See whether there is sample data
///
/// Takes the role admin.
#[utoipa::path(get, path = "/sample-data", tag = "sample data", security(("member" = [])),
    responses((status = 200, description = "What there is of it.", body = SampleResponse)))]
async fn get_sample_data(Admin(admin): Admin) -> Result<Response> {
    let state = admin.sample_data().await?;
    Ok(reply::json(StatusCode::OK, &SampleResponse::of(&state)))
}

/// Add sample data
///
/// Takes the role admin. Adds twelve products and forty orders of the past thirty days, in all statuses, with invented
/// customers, who get no mails. It counts against the plan like other products and orders. Doing it again adds nothing;
/// after an interruption, it adds what is missing.
#[utoipa::path(post, path = "/sample-data", tag = "sample data", security(("member" = [])),
    responses((status = 200, description = "What there is now.", body = SampleResponse)))]
async fn add_sample_data(Admin(admin): Admin) -> Result<Response> {
    let state = admin.add_sample_data().await?;
    Ok(reply::json(StatusCode::OK, &SampleResponse::of(&state)))
}

/// Remove the sample data
///
/// Takes the role admin. Removes the sample orders and products, also those that were changed, and nothing else. A sample
/// product that a real order names stays, archived. The figures follow within moments. Doing it again removes nothing.
#[utoipa::path(delete, path = "/sample-data", tag = "sample data", security(("member" = [])),
    responses((status = 200, description = "What was removed.", body = RemovalResponse)))]
async fn remove_sample_data(Admin(admin): Admin) -> Result<Response> {
    let removal = admin.remove_sample_data().await?;
    Ok(reply::json(StatusCode::OK, &RemovalResponse::of(&removal)))
}
