//! API keys, for the admins of a company. No key manages keys.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use tenantry_core::{
    domain::{ids::ApiKeyId, order::version_tag},
    usecases::IssuedKey,
};

use crate::{
    dto::{
        api_key::{ApiKeyResponse, IssuedKeyResponse, NewApiKeyRequest, RotationRequest},
        page::{Page, PageParams},
    },
    extract::{Id, OptionalJson, Params, RetryKey, Unchecked, caller::Admin},
    problem::Result,
    reply::{self, Done},
    routing::{Routes, routes},
    state::ApiState,
};

pub fn routes<R: Routes>() -> R {
    R::new()
        .routes(routes!(list_api_keys, create_api_key))
        .routes(routes!(get_api_key, revoke_api_key))
        .routes(routes!(rotate_api_key))
}

/// List API keys
///
/// Takes the role admin. Newest first; expired ones too, until they are revoked.
#[utoipa::path(get, path = "/api-keys", tag = "api keys", params(PageParams), security(("member" = [])),
    responses((status = 200, description = "A page of keys.", body = Page<ApiKeyResponse>)))]
async fn list_api_keys(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let (found, now) = (admin.api_keys(&page.request()?).await?, api.app.now());
    Ok(reply::page(&Page::of(&found, |key| ApiKeyResponse::of(key, now))))
}

/// Create an API key
///
/// Takes the role admin and the feature api_access. The token is in this answer and nowhere else; a request that is repeated
/// makes another key. A key belongs to the company: it stays when the member who created it leaves.
#[utoipa::path(post, path = "/api-keys", tag = "api keys", security(("member" = [])), request_body = NewApiKeyRequest,
    responses((status = 201, description = "The key with its token.", body = IssuedKeyResponse)))]
async fn create_api_key(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    new: Unchecked<NewApiKeyRequest>,
) -> Result<Response> {
    let now = api.app.now();
    let issued = admin.create_api_key(new.check(|new| new.check(now))?).await?;
    Ok(issued_answer(&api, StatusCode::CREATED, &issued))
}

/// Get an API key
///
/// Takes the role admin. The token is not shown again.
#[utoipa::path(get, path = "/api-keys/{id}", tag = "api keys", params(("id" = Uuid, Path)), security(("member" = [])),
    responses((status = 200, description = "The key.", body = ApiKeyResponse)))]
async fn get_api_key(State(api): State<ApiState>, Admin(admin): Admin, Id(id): Id<ApiKeyId>) -> Result<Response> {
    Ok(reply::shown(&ApiKeyResponse::of(&admin.api_key(id).await?, api.app.now())))
}

/// Replace the token of an API key
///
/// Takes the role admin and the feature api_access. The token before it goes on being accepted for the overlap, so that
/// programs can change over one after the other. Of two rotations within an overlap, only the last token before counts.
#[utoipa::path(post, path = "/api-keys/{id}/rotate", tag = "api keys", params(("id" = Uuid, Path)),
    security(("member" = [])), request_body = Option<RotationRequest>,
    responses((status = 200, description = "The key with its new token.", body = IssuedKeyResponse)))]
async fn rotate_api_key(
    State(api): State<ApiState>,
    Admin(admin): Admin,
    Id(id): Id<ApiKeyId>,
    OptionalJson(body): OptionalJson<RotationRequest>,
) -> Result<Response> {
    let issued = admin.rotate_api_key(id, &body.check(api.app.now())?).await?;
    Ok(issued_answer(&api, StatusCode::OK, &issued))
}

/// Revoke an API key
///
/// Takes the role admin. Its tokens are rejected within two seconds, and nothing brings it back. The audit log goes on
/// naming it.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "api keys", params(("id" = Uuid, Path), RetryKey),
    security(("member" = [])), responses((status = 204, description = "The key is revoked.")))]
async fn revoke_api_key(Admin(admin): Admin, Id(id): Id<ApiKeyId>, key: RetryKey) -> Result<Done> {
    let attempt = key.attempt(admin.tenant().principal(), b"");
    Ok(admin.revoke_api_key(id, &attempt, reply::gone()).await?.into())
}

fn issued_answer(api: &ApiState, status: StatusCode, issued: &IssuedKey) -> Response {
    let mut response = reply::json(status, &IssuedKeyResponse::of(issued, api.app.now()));
    let location = format!("/v1/api-keys/{}", issued.key.id);
    for (name, value) in [(header::ETAG, version_tag(issued.key.version)), (header::LOCATION, location)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
