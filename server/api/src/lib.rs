//! The HTTP side of Tenantry: the same router on both backends. Handlers are
//! given handles by extractors and say one sentence; the rules are in core.

mod alarms;
mod config;
mod docs;
mod dto;
mod extract;
mod fragments;
mod health;
mod layers;
mod mailbox;
mod openapi;
mod problem;
mod reply;
mod resources;
mod routes;
mod routing;
mod state;
mod system;
mod traffic;
mod web_app;

pub use alarms::{Acknowledgement, Alarm, AlarmState, Alarms};
pub use config::ApiConfig;
pub use dto::export::line as exported;
pub use health::Readiness;
pub use layers::{Misframed, PastEdge};
pub use mailbox::{Cause, MailboxReader, StoredMail};
pub use openapi::{Unsayable, openapi, openapi_3_0, openapi_3_0_of, openapi_of};
pub use problem::kinds;
pub use resources::{Kinds, Rest};
pub use routes::{Service, router, router_of};
pub use system::{EventsState, Health, Level, StorageState, System};
pub use traffic::{LastHour, Minute, RouteTotals};
pub use web_app::{StaticFile, WebApp};
