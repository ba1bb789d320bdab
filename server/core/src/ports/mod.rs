//! The ports: the traits that a backend implements, and the commits that it applies.

#![warn(missing_docs)]

pub mod commit;
pub mod control;
pub mod env;
pub mod identity;
pub mod mail;
pub mod relay;
pub mod sign_in;
pub mod store;
pub mod tenant_key;
pub mod tenant_mover;
pub mod throttle;
pub mod watch;
pub mod webhooks;
