//! The rules of Tenantry, written once for every deployment target.
//!
//! Nothing here performs I/O: storage, identity and mail are [`ports`] that a
//! backend implements, and time and randomness are ports too ([`ports::env`]). A
//! use case reads what it needs, applies pure rules and hands one
//! [`ports::commit::Commit`] to the store, which applies all of it or none of it.
//!
//! The modules are floors, each knowing only those below it: [`domain`];
//! [`transfer`] and [`ports`]; [`policy`]; [`runtime`]; [`usecases`];
//! [`events`]. `tests/floors.rs` holds it.

pub mod domain;
pub mod events;
pub mod policy;
pub mod ports;
pub mod runtime;
pub mod transfer;
pub mod usecases;

pub use domain::error::{Conflicting, Error, FieldError, Result};
pub use ports::tenant_key::TenantKey;
pub use runtime::settings::{Ports, Settings, Webhooks};
pub use usecases::{ApiClient, App, Caller, Operator, Person, Tenant, TenantAdmin, Worker};
