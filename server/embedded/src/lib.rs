//! The embedded backend: every port of `tenantry-core` in one process, on
//! SQLite and the operating system alone.

mod backend;
pub mod backup;
mod control;
mod directory;
pub mod doctor;
mod erasing;
mod identity;
mod known_time;
mod mailbox;
mod moving;
mod outbox;
mod partition;
mod placed;
mod private;
mod probe;
mod pump;
mod sign_ins;
mod sqlite;
mod state;
mod store;
mod tenant_mover;
mod tidy;
pub mod trace;
mod watch;
mod webhooks;

pub use backend::{Backend, Config, OpenError};
pub use control::SqliteControl;
pub use identity::LocalIdentity;
pub use mailbox::{Mailbox, MailboxError, StoredMail};
pub use pump::{Pump, SqliteRelay};
pub use sign_ins::SqliteSignIns;
pub use sqlite::{FileFault, FileKind, FileProblem};
pub use state::Waiting;
pub use store::SqliteStore;
pub use tenant_mover::SqliteTenantMover;
pub use webhooks::{DueEndpoints, WebhookRunner};
