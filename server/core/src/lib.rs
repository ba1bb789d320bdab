//! The rules of Tenantry, written once for every home it runs in.
//!
//! Nothing here performs I/O: storage, identity and mail are ports
//! ([`store`], [`control`], [`identity`], [`mail`]) that a home implements, and
//! time and randomness are passed in ([`env`]). A use case reads what it
//! needs, applies pure rules and hands one [`commit::Commit`] to the store,
//! which applies all of it or none of it.

pub mod action;
pub mod address;
pub mod app;
pub mod commit;
pub mod configuration;
pub mod consume;
pub mod control;
pub mod cost;
pub mod device;
pub mod env;
pub mod error;
pub mod event;
pub mod export;
pub mod fold;
pub mod handle;
pub mod idempotency;
pub mod identity;
pub mod ids;
pub mod insights;
pub mod invitation;
pub mod journal;
pub mod known_time;
pub mod limiter;
pub mod mail;
pub mod member;
pub mod money;
pub mod names;
pub mod near;
pub mod notice;
pub mod operation;
pub mod operator;
pub mod order;
pub mod order_number;
pub mod overrides;
pub mod page;
pub mod password;
pub mod place;
pub mod product;
pub mod quotas;
pub mod recovery;
pub mod registration;
pub mod relay;
pub mod sample;
pub mod sign_in;
pub mod store;
pub mod tenant;
pub mod text;
pub mod ticket;
pub mod tier;
pub mod totp;
pub mod transfer;
pub mod usage;
pub mod view;
pub mod zone;

pub use app::{App, Ports, Settings};
pub use error::{Conflicting, Error, FieldError, Result};
pub use handle::{Caller, Operator, Person, Tenant, TenantAdmin, TenantKey, Worker};
