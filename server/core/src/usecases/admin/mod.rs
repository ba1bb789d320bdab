//! What those can do who manage a tenant: people, settings, and what concerns all of it.

pub(super) mod api_keys;
pub(super) mod audit;
pub(super) mod company;
pub(super) mod export;
pub(super) mod inviting;
pub(super) mod people;
pub(super) mod sample;
pub(super) mod saved_views;
pub(super) mod usage;
pub(super) mod webhooks;
