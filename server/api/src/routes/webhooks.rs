//! Webhook endpoints and deliveries, for the admins of a company. No API key manages them.

use axum::{extract::State, response::Response};
use tenantry_core::domain::{
    ids::ResourceId,
    order::version_tag,
    resource::{Record, Resource as _},
    webhook::{WebhookDelivery, WebhookEndpoint},
};

use crate::{
    dto::{
        page::{Page, PageParams},
        webhook::{
            IssuedSecretResponse, NewWebhookEndpointRequest, ReplayRequest, ReplayedResponse, SecretRotationRequest,
            WebhookDeliveryResponse, WebhookEndpointEdit, WebhookEndpointResponse,
        },
    },
    extract::{Edit, Id, Ids, IfMatch, IfNoneMatch, OptionalJson, Params, RetryKey, Unchecked, caller::Admin},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(list_webhook_endpoints, create_webhook_endpoint))
        .routes(routes!(get_webhook_endpoint, update_webhook_endpoint, remove_webhook_endpoint))
        .routes(routes!(rotate_webhook_secret))
        .routes(routes!(test_webhook_endpoint))
        .routes(routes!(replay_failed_webhook_deliveries))
        .routes(routes!(list_webhook_deliveries))
        .routes(routes!(get_webhook_delivery))
        .routes(routes!(replay_webhook_delivery))
}

fn path(endpoint: ResourceId) -> String {
    format!("/v1/webhook-endpoints/{endpoint}")
}

/// List webhook endpoints
///
/// Takes the role admin. Newest first; disabled ones too.
#[utoipa::path(get, path = "/webhook-endpoints", tag = "webhooks", params(PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of endpoints.", body = Page<WebhookEndpointResponse>)))]
async fn list_webhook_endpoints(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let (found, now) = (admin.webhook_endpoints()?.list(&page.request()?).await?, api.app.now());
    Ok(reply::page(&Page::of(&found, |endpoint| WebhookEndpointResponse::of(endpoint, now))))
}

/// Create a webhook endpoint
///
/// Takes the role admin and the feature api_access. Each event of the types that it chose is sent to its URL by Standard
/// Webhooks, at least once; this document lists them under webhooks. The secret is in this answer and nowhere else; a
/// request that is repeated creates another endpoint.
#[utoipa::path(post, path = "/webhook-endpoints", tag = "webhooks", security(("member" = [])),
    request_body = NewWebhookEndpointRequest,
    responses((status = 201, description = "The endpoint with its secret.", body = IssuedSecretResponse)))]
async fn create_webhook_endpoint(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    new: Unchecked<NewWebhookEndpointRequest>,
) -> Result<Done> {
    let (endpoints, now) = (admin.webhook_endpoints()?, api.app.now());
    let endpoint = new.check(|new: NewWebhookEndpointRequest| endpoints.judge(new.draft(), None))?;
    let answer = |created: &Record<WebhookEndpoint>| {
        let shown = IssuedSecretResponse::of(created, None, now);
        reply::created(version_tag(created.version), path(created.id), &shown)
    };
    Ok(endpoints.create(endpoint, answer).await?.into())
}

/// Get a webhook endpoint
///
/// Takes the role admin. The secret is not shown again.
#[utoipa::path(get, path = "/webhook-endpoints/{id}", tag = "webhooks", params(("id" = Uuid, Path), IfNoneMatch),
    security(("member" = [])),
    responses((status = 200, description = "The endpoint.", body = WebhookEndpointResponse)))]
async fn get_webhook_endpoint(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    Id(id): Id<ResourceId>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let found = admin.webhook_endpoints()?.get(id).await?;
    let tag = version_tag(found.record.version);
    Ok(seen.answer(&tag, &WebhookEndpointResponse::of(&found, api.app.now())))
}

/// Change a webhook endpoint
///
/// A JSON merge patch (RFC 7396). Takes the role admin. What happens while an endpoint is disabled is not sent later; what
/// was given up can be replayed.
#[utoipa::path(patch, path = "/webhook-endpoints/{id}", tag = "webhooks",
    params(("id" = Uuid, Path), IfMatch, RetryKey), security(("member" = [])),
    request_body(content = WebhookEndpointEdit, content_type = "application/merge-patch+json", example = json!({"enabled": false})),
    responses((status = 200, description = "The endpoint as it is now.", body = WebhookEndpointResponse)))]
async fn update_webhook_endpoint(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    Id(id): Id<ResourceId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
    edit: Edit,
) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), &edit.raw);
    let (endpoints, now) = (admin.webhook_endpoints()?, api.app.now());
    let failing_since = endpoints.get(id).await?.failing_since;
    let revise = |record: &Record<WebhookEndpoint>| {
        let judge = |edit: WebhookEndpointEdit| endpoints.judge(edit.draft(), Some(record));
        let current = WebhookEndpointResponse::shown(record, failing_since, now);
        edit.check(&current, WebhookEndpoint::KIND.fields, judge)
    };
    let answer = |record: &Record<WebhookEndpoint>| {
        let still_failing = failing_since.filter(|since| *since >= record.value.enabled_at);
        let shown = WebhookEndpointResponse::shown(record, still_failing, now);
        reply::changed(version_tag(record.version), &shown)
    };
    Ok(endpoints.update(id, &seen, &attempt, revise, answer).await?.into())
}

/// Remove a webhook endpoint
///
/// Takes the role admin. What waits to be sent to it is given up.
#[utoipa::path(delete, path = "/webhook-endpoints/{id}", tag = "webhooks",
    params(("id" = Uuid, Path), IfMatch, RetryKey), security(("member" = [])),
    responses((status = 204, description = "The endpoint is removed.")))]
async fn remove_webhook_endpoint(
    Admin(admin): Admin,
    Id(id): Id<ResourceId>,
    IfMatch(seen): IfMatch,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), b"");
    Ok(admin.webhook_endpoints()?.remove(id, &seen, &attempt, reply::gone()).await?.into())
}

/// Replace the secret of a webhook endpoint
///
/// Takes the role admin and the feature api_access. For the overlap, messages are signed with both secrets, so that the
/// receiver can change over at any time. Of two rotations within an overlap, only the last secret before counts.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/rotate-secret", tag = "webhooks", params(("id" = Uuid, Path)),
    security(("member" = [])), request_body = Option<SecretRotationRequest>,
    responses((status = 200, description = "The endpoint with its new secret.", body = IssuedSecretResponse)))]
async fn rotate_webhook_secret(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    Id(id): Id<ResourceId>,
    OptionalJson(rotation): OptionalJson<SecretRotationRequest>,
) -> Result<Done> {
    let (endpoints, now) = (admin.webhook_endpoints()?, api.app.now());
    let failing_since = endpoints.get(id).await?.failing_since;
    let answer = |record: &Record<WebhookEndpoint>| {
        reply::changed(version_tag(record.version), &IssuedSecretResponse::of(record, failing_since, now))
    };
    Ok(endpoints.rotate_secret(id, rotation.hours(), answer).await?.into())
}

/// Send a test event to a webhook endpoint
///
/// Takes the role admin and the feature api_access. The event is of the type webhook_endpoint.test, whichever types the
/// endpoint chose, and it is sent as the others are: watch the delivery to see what the receiver answers.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/test", tag = "webhooks", params(("id" = Uuid, Path), RetryKey),
    security(("member" = [])),
    responses((status = 202, description = "The delivery, which is on its way.", body = WebhookDeliveryResponse)))]
async fn test_webhook_endpoint(Admin(admin): Admin, Id(id): Id<ResourceId>, key: RetryKey) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), b"");
    Ok(admin.webhook_endpoints()?.send_test(id, &attempt, on_its_way).await?.into())
}

/// Replay failed deliveries
///
/// Takes the role admin and the feature api_access. All deliveries to the endpoint that failed and whose events happened
/// since that time are sent once more, with the ids that they had.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/replay", tag = "webhooks", params(("id" = Uuid, Path), RetryKey),
    security(("member" = [])), request_body = ReplayRequest,
    responses((status = 200, description = "How many are sent once more.", body = ReplayedResponse)))]
async fn replay_failed_webhook_deliveries(
    Admin(admin): Admin,
    Id(id): Id<ResourceId>,
    key: RetryKey,
    request: Unchecked<ReplayRequest>,
) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), &request.raw);
    let endpoints = admin.webhook_endpoints()?;
    // What does not exist is not found, whatever is sent to it.
    endpoints.get(id).await?;
    let since = request.check(ReplayRequest::since)?;
    let answer = |replayed| reply::done(&ReplayedResponse { replayed });
    Ok(endpoints.replay_failed(id, since, &attempt, answer).await?.into())
}

/// List the deliveries to a webhook endpoint
///
/// Takes the role admin. Those of the last 30 days, newest first.
#[utoipa::path(get, path = "/webhook-endpoints/{id}/deliveries", tag = "webhooks",
    params(("id" = Uuid, Path), PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of deliveries.", body = Page<WebhookDeliveryResponse>)))]
async fn list_webhook_deliveries(
    Admin(admin): Admin,
    Id(id): Id<ResourceId>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let found = admin.webhook_endpoints()?.deliveries(id, &page.request()?).await?;
    Ok(reply::page(&Page::of(&found, WebhookDeliveryResponse::of)))
}

/// Get a delivery to a webhook endpoint
///
/// Takes the role admin.
#[utoipa::path(get, path = "/webhook-endpoints/{id}/deliveries/{delivery_id}", tag = "webhooks",
    params(("id" = Uuid, Path), ("delivery_id" = Uuid, Path)), security(("member" = [])),
    responses((status = 200, description = "The delivery.", body = WebhookDeliveryResponse)))]
async fn get_webhook_delivery(Admin(admin): Admin, Ids(id, delivery): Ids<ResourceId, ResourceId>) -> Result<Response> {
    let found = admin.webhook_endpoints()?.delivery(id, delivery).await?;
    Ok(reply::shown(&WebhookDeliveryResponse::of(&found)))
}

/// Replay a delivery
///
/// Takes the role admin and the feature api_access. It is sent once more, with the id that it had, also if it was delivered;
/// one that is pending goes on as it is.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/deliveries/{delivery_id}/replay", tag = "webhooks",
    params(("id" = Uuid, Path), ("delivery_id" = Uuid, Path), RetryKey), security(("member" = [])),
    responses((status = 202, description = "The delivery, which is on its way.", body = WebhookDeliveryResponse)))]
async fn replay_webhook_delivery(
    Admin(admin): Admin,
    Ids(id, delivery): Ids<ResourceId, ResourceId>,
    key: RetryKey,
) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), b"");
    Ok(admin.webhook_endpoints()?.replay(id, delivery, &attempt, on_its_way).await?.into())
}

fn on_its_way(delivery: &Record<WebhookDelivery>) -> tenantry_core::domain::idempotency::Answer {
    let shown = WebhookDeliveryResponse::of(delivery);
    reply::accepted(format!("{}/deliveries/{}", path(delivery.value.webhook_endpoint_id), delivery.id), &shown)
}
