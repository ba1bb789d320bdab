//! What every member of a tenant can do, each as far as their role goes.

pub(super) mod bulk;
pub(super) mod company;
pub(super) mod conclude;
pub(super) mod documents;
pub(super) mod events;
pub(super) mod import;
pub(super) mod insights;
pub(super) mod operations;
pub(super) mod orders;
pub(super) mod pages;
pub(super) mod products;
pub(super) mod resources;
pub(super) mod saved_views;
pub(super) mod search;
pub(super) mod timeline;
