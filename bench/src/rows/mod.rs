//! The rows of the table, each with its goals.

mod growth;
mod imports;
mod neighbour;
mod orders;
mod reads;
mod sign_ins;
mod start;

pub use self::{
    growth::{products, tenants},
    imports::imports,
    neighbour::beside_a_noisy_one,
    orders::{many, one},
    reads::{get, get_by_key, page, page_under_writes},
    sign_ins::reads_beside_sign_ins,
    start::start_and_memory,
};
