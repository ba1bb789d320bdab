//! What can be done without a token.

pub(super) mod api_client;
pub(super) mod app;
pub(super) mod joining;
pub(super) mod registration;
pub(super) mod reset;
pub(super) mod session;
pub(super) mod sign_in;
