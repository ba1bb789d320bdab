//! The JSON of the API, one file per resource. Field names follow the seed.
//! A view borrows from what it shows and is written once.

pub mod audit;
pub mod dead_letter;
pub mod filter;
pub mod insights;
pub mod invitation;
pub mod limits;
pub mod member;
pub mod names;
pub mod order;
pub mod page;
pub mod product;
pub mod scalar;
pub mod session;
pub mod settings;
pub mod tenant;
pub mod usage;
