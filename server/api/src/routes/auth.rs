//! Getting in and out: joining, confirming, sessions, lost passwords. None of
//! it is replayed by Idempotency-Key: it takes or gives credentials.

mod cookie;
mod devices;
mod joining;
mod mfa;
mod passwords;
mod sessions;
mod sign_in;
mod tokens;

use utoipa_axum::router::OpenApiRouter;

use crate::state::ApiState;

pub fn routes() -> OpenApiRouter<ApiState> {
    joining::routes()
        .merge(sign_in::routes())
        .merge(sessions::routes())
        .merge(devices::routes())
        .merge(passwords::routes())
        .merge(mfa::routes())
}
