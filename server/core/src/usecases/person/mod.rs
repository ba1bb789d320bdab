//! What anybody can do about themselves, whichever handle they get.

pub(super) mod handle;
pub(super) mod mfa;
pub(super) mod own_sessions;
