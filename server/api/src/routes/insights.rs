//! What a tenant sees of its sales.

use axum::{http::StatusCode, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    extract::{Params, caller::Member},
    problem::Result,
    reply,
    state::ApiState,
    view::{filter::Days, insights::InsightsView},
};

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get_insights))
}

/// Read sales figures
///
/// Revenue is the sum of the totals of orders that are not cancelled, on the day they were placed in the tenant's time
/// zone. The figures follow the orders within moments; as_of says up to when they are complete.
#[utoipa::path(get, path = "/insights", tag = "insights", params(Days), security(("member" = [])),
    responses((status = 200, description = "The figures.", body = InsightsView)))]
async fn get_insights(Member(tenant): Member, Params(days): Params<Days>) -> Result<Response> {
    let insights = tenant.insights(days.from, days.to).await?;
    Ok(reply::json(StatusCode::OK, &InsightsView::of(&insights, tenant.record().currency.code())))
}
