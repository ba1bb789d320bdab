//! Kinds of records that a tenant keeps beside products and orders: one type implements one trait, and how it is stored,
//! listed, limited, journalled, exported, moved and erased follows from what it declares (ADR 99).

mod changes;
mod context;
mod kind;
mod record;
mod stored;

pub(crate) use self::changes::changes;
pub use self::{
    context::{Context, Principal},
    kind::{Form, Index, Kind, KindLimit, KindScopes, Kinds},
    record::{Cap, Name, Record, Refusal, Resource},
    stored::{IndexKey, MAX_KEY, ResourceOrder, ResourceQuery, StoredResource},
};
