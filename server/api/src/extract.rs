//! What handlers are given. An extractor carries the power to act, or a part
//! of the request that was checked already; a handler can't forget either.

pub mod address;
pub mod attempt;
pub mod caller;
pub mod canonical;
pub mod conditional;
pub mod csv;
pub mod edit;
pub mod granted;
pub mod json;
pub mod origin;
pub mod path;
pub mod precondition;
pub mod query;
mod reading;
mod serde_error;
mod unique;

pub use self::{
    address::ClientAddress,
    attempt::{OrderKey, RetryKey},
    conditional::IfNoneMatch,
    csv::Csv,
    edit::Edit,
    json::{Json, OptionalJson, Raw, Unchecked},
    origin::From,
    path::{Id, Ids},
    precondition::IfMatch,
    query::{Params, UncheckedParams},
};
