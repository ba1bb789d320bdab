//! The event feed, for programs that ask rather than be called, and the types of events.

use axum::response::Response;
use tenantry_core::domain::ids::EventId;

use crate::{
    dto::event::{EventResponse, EventTypesResponse, FeedParams, FeedResponse},
    extract::{
        Id, UncheckedParams,
        granted::{EventsRead, Granted},
    },
    problem::Result,
    reply,
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new().routes(routes!(list_events)).routes(routes!(get_event)).routes(routes!(list_event_types))
}

/// Read the event feed
///
/// What happened in the company in the last 30 days, oldest first, as far as your role may see it. Keep next_cursor and go
/// on with it: each event comes once, in an order in which nothing is added before what you have read. A cursor whose
/// next event is not kept any more is answered with 410. API keys see what a viewer sees: orders, products and stock. On AWS an event is in the feed a minute after it happened.
#[utoipa::path(get, path = "/events", tag = "events", params(FeedParams), security(("member" = []), ("api_key" = ["products:read", "orders:read"])),
    responses((status = 200, description = "A page of events.", body = FeedResponse)))]
async fn list_events(Granted(tenant, _): Granted<EventsRead>, params: UncheckedParams<FeedParams>) -> Result<Response> {
    let (query, page) = params.check(|params: FeedParams| params.read(tenant.event_types()))?;
    Ok(reply::shown(&FeedResponse::of(&tenant.events(&query, &page).await?)))
}

/// Get an event
///
/// One of the last 30 days that your role may see.
#[utoipa::path(get, path = "/events/{id}", tag = "events", params(("id" = Uuid, Path)), security(("member" = []), ("api_key" = ["products:read", "orders:read"])),
    responses((status = 200, description = "The event.", body = EventResponse)))]
async fn get_event(Granted(tenant, _): Granted<EventsRead>, Id(id): Id<EventId>) -> Result<Response> {
    Ok(reply::shown(&EventResponse::of(&tenant.event(id).await?)))
}

/// List the types of events
///
/// What each means, with an example. They are listed under webhooks in this document, too.
#[utoipa::path(get, path = "/event-types", tag = "events", security(("member" = []), ("api_key" = ["products:read", "orders:read"])),
    responses((status = 200, description = "All types.", body = EventTypesResponse)))]
async fn list_event_types(Granted(tenant, _): Granted<EventsRead>) -> Result<Response> {
    Ok(reply::shown(&EventTypesResponse::of(tenant.event_types())))
}
