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

use crate::routing::Routes;

pub fn routes<R: Routes>() -> R {
    joining::routes::<R>()
        .merge(sign_in::routes())
        .merge(sessions::routes())
        .merge(devices::routes())
        .merge(passwords::routes())
        .merge(mfa::routes())
}
