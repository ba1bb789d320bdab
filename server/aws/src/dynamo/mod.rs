//! What every table of ours is reached by: items as maps, calls that are
//! retried at this one layer, transactions whose rejections are reported in order,
//! and the capacity that all of it consumed.

mod batch;
mod capacity;
mod client;
mod control_plane;
mod fault;
mod item;
mod query;
mod retry;
mod transact;

pub(crate) use batch::{batch_delete, batch_get, batch_put, put_each};
pub use capacity::{Consumption, Used};
pub use client::{Clients, OneClient, client_config};
pub(crate) use control_plane::Deadline;
pub use fault::Fault;
pub(crate) use item::{Item, Reading, flag, json, number, text};
pub(crate) use query::{Span, before, query, query_all, query_each};
pub use retry::set_deadline;
pub(crate) use retry::{Budget, passes, retried};
pub(crate) use transact::{Adding, Condition, IsOpen, Transacted, Transaction, adding};
