//! Getting in and out: joining, confirming, sessions, lost passwords. None of
//! it is replayed by Idempotency-Key: it takes or gives credentials.

mod cookie;
mod joining;
mod passwords;
mod sessions;

use utoipa_axum::router::OpenApiRouter;

use crate::state::ApiState;

pub fn routes() -> OpenApiRouter<ApiState> {
    joining::routes().merge(sessions::routes()).merge(passwords::routes())
}
