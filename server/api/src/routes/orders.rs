//! Orders and their way from placed to delivered.

use axum::{http::StatusCode, response::Response};
use tenantry_core::domain::{ids::OrderId, order::Order};

use crate::{
    dto::{
        bulk::{BulkReportResponse, OrderBulkRequest},
        filter::OrderFilter,
        order::{NewOrderRequest, OrderEdit, OrderResponse},
        page::Page,
        timeline::{CountsResponse, TimelineResponse},
    },
    extract::{
        Edit, Id, IfMatch, IfNoneMatch, Json, OrderKey, RetryKey, Unchecked, UncheckedParams,
        granted::{Granted, OrdersRead, OrdersWrite},
    },
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(list_orders, place_order))
        .routes(routes!(count_orders))
        .routes(routes!(move_orders))
        .routes(routes!(get_order, replace_order, update_order))
        .routes(routes!(get_order_timeline))
}

/// List orders
///
/// Newest first.
#[utoipa::path(get, path = "/orders", tag = "orders", params(OrderFilter), security(("member" = []), ("api_key" = ["orders:read"])),
    responses((status = 200, description = "A page of orders.", body = Page<OrderResponse>)))]
async fn list_orders(
    Granted(tenant, ..): Granted<OrdersRead>,
    filter: UncheckedParams<OrderFilter>,
) -> Result<Response> {
    let zone = tenant.record().zone();
    let (query, page) = filter.check(|filter| filter.read(&zone))?;
    let found = tenant.orders(&query, &page).await?;
    Ok(reply::page(&Page::of(&found, OrderResponse::of)))
}

/// Place an order
///
/// Takes the role staff, and an Idempotency-Key so that a retry does not order twice. Names and prices are the
/// catalog's at this moment; the stock is taken at once, all of it or none.
#[utoipa::path(post, path = "/orders", tag = "orders", params(OrderKey), security(("member" = []), ("api_key" = ["orders:write"])),
    request_body = NewOrderRequest, responses((status = 201, description = "The order is placed.", body = OrderResponse)))]
async fn place_order(
    Granted(tenant, ..): Granted<OrdersWrite>,
    OrderKey(key): OrderKey,
    new: Unchecked<NewOrderRequest>,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &new.raw);
    let outcome = tenant
        .place_order(&new.check(|new| new.draft())?, &attempt, |order| {
            let location = format!("/v1/orders/{}", order.id);
            reply::created(order.tag(), location, &OrderResponse::of(order))
        })
        .await?;
    Ok(outcome.into())
}

/// Get an order
///
/// next_statuses lists the steps that it can take from here.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = []), ("api_key" = ["orders:read"])), responses((status = 200, description = "The order.", body = OrderResponse)))]
async fn get_order(
    Granted(tenant, ..): Granted<OrdersRead>,
    Id(id): Id<OrderId>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let order = tenant.order(id).await?;
    Ok(seen.answer(&order.tag(), &OrderResponse::of(&order)))
}

/// Replace the status, note and tracking of an order
///
/// Takes the role staff. pending, confirmed, shipped, delivered; pending and confirmed orders can be cancelled,
/// which puts the stock back. What was bought, by whom and at which price never changes.
#[utoipa::path(put, path = "/orders/{id}", tag = "orders", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["orders:write"])), request_body = OrderEdit,
    responses((status = 200, description = "The order as it is now.", body = OrderResponse)))]
async fn replace_order(
    member: Granted<OrdersWrite>,
    id: Id<OrderId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_order(member, id, seen, key, edit).await
}

/// Change the status, note or tracking of an order
///
/// A JSON merge patch (RFC 7396). Takes the role staff. A step that is not legal is 409 and lists those that are.
#[utoipa::path(patch, path = "/orders/{id}", tag = "orders", params(("id" = Uuid, Path), IfMatch, RetryKey),
    security(("member" = []), ("api_key" = ["orders:write"])),
    request_body(content = OrderEdit, content_type = "application/merge-patch+json", example = json!({"status": "confirmed"})),
    responses((status = 200, description = "The order as it is now.", body = OrderResponse)))]
async fn update_order(
    member: Granted<OrdersWrite>,
    id: Id<OrderId>,
    seen: IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    revise_order(member, id, seen, key, edit).await
}

async fn revise_order(
    Granted(tenant, ..): Granted<OrdersWrite>,
    Id(id): Id<OrderId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &edit.raw);
    let revise =
        |order: &Order| edit.check(&OrderResponse::of(order), OrderResponse::WRITABLE, |edit: OrderEdit| edit.change());
    let answer = |order: &Order| reply::changed(order.tag(), &OrderResponse::of(order));
    Ok(tenant.update_order(id, &seen, &attempt, revise, answer).await?.into())
}

/// Move many orders a step
///
/// Takes the role staff. Each order takes the step by itself: where it is legal it moves, the others say why not. With an
/// Idempotency-Key a retry gets the first answer again.
#[utoipa::path(post, path = "/orders/bulk", tag = "orders", params(RetryKey), security(("member" = []), ("api_key" = ["orders:write"])),
    request_body = OrderBulkRequest,
    responses((status = 200, description = "What became of each.", body = BulkReportResponse)))]
async fn move_orders(
    Granted(tenant, ..): Granted<OrdersWrite>,
    key: RetryKey,
    bulk: Json<OrderBulkRequest>,
) -> Result<Done> {
    let attempt = key.attempt(tenant.principal(), &bulk.raw);
    let OrderBulkRequest { ids, status } = bulk.value;
    let answer = |report: &_| reply::done(&BulkReportResponse::of(report));
    Ok(tenant.move_orders(&ids, status, &attempt, answer).await?.into())
}

/// Count orders by status
///
/// As they are at this moment.
#[utoipa::path(get, path = "/orders/counts", tag = "orders", security(("member" = []), ("api_key" = ["orders:read"])),
    responses((status = 200, description = "The counts.", body = CountsResponse)))]
async fn count_orders(Granted(tenant, ..): Granted<OrdersRead>) -> Result<Response> {
    let counts = tenant.order_counts().await?;
    Ok(reply::json(StatusCode::OK, &CountsResponse::of(&counts)))
}

/// Read the timeline of an order
///
/// Every step with who took it and when, and the mails that the customer was sent, oldest first. Mails follow within
/// moments.
#[utoipa::path(get, path = "/orders/{id}/timeline", tag = "orders", params(("id" = Uuid, Path)),
    security(("member" = []), ("api_key" = ["orders:read"])), responses((status = 200, description = "What happened to it.", body = TimelineResponse)))]
async fn get_order_timeline(Granted(tenant, ..): Granted<OrdersRead>, Id(id): Id<OrderId>) -> Result<Response> {
    let moments = tenant.timeline(id).await?;
    Ok(reply::json(StatusCode::OK, &TimelineResponse::of(&moments)))
}
