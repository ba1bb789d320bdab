//! What a tenant sees of its sales.

use axum::{http::StatusCode, response::Response};

use crate::{
    dto::{analytics::AdvancedInsightsResponse, filter::Days, insights::InsightsResponse},
    extract::{
        Params,
        granted::{Granted, InsightsRead},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(get_insights)).routes(routes!(get_advanced_insights))
}

/// Read sales figures
///
/// Revenue is the sum of the totals of orders that are not cancelled, on the day they were placed in the tenant's time
/// zone. The figures follow the orders within moments; as_of says up to when they are complete. previous has the totals of
/// as many days just before.
#[utoipa::path(get, path = "/insights", tag = "insights", params(Days), security(("member" = []), ("api_key" = ["insights:read"])),
    responses((status = 200, description = "The figures.", body = InsightsResponse)))]
async fn get_insights(Granted(tenant, ..): Granted<InsightsRead>, Params(days): Params<Days>) -> Result<Response> {
    let insights = tenant.insights(days.from, days.to).await?;
    Ok(reply::json(StatusCode::OK, &InsightsResponse::of(&insights, tenant.record().currency)))
}

/// Read richer sales figures
///
/// Takes the feature advanced_analytics. Compares with as many days just before, and reports revenue by category, by weekday
/// and hour, and how many customers come back.
#[utoipa::path(get, path = "/insights/advanced", tag = "insights", params(Days), security(("member" = []), ("api_key" = ["insights:read"])),
    responses((status = 200, description = "The figures.", body = AdvancedInsightsResponse)))]
async fn get_advanced_insights(
    Granted(tenant, ..): Granted<InsightsRead>,
    Params(days): Params<Days>,
) -> Result<Response> {
    let insights = tenant.advanced_insights(days.from, days.to).await?;
    Ok(reply::json(StatusCode::OK, &AdvancedInsightsResponse::of(&insights, tenant.record().currency)))
}
