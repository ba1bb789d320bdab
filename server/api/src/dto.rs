//! The JSON of the API, one file per resource. Field names follow the seed.
//! A view borrows from what it shows and is written once.

pub mod alarm;
pub mod analytics;
pub mod api_key;
pub mod audit;
pub mod bulk;
pub mod clock;
pub mod dead_letter;
pub mod event;
pub mod export;
pub mod filter;
pub mod import;
pub mod insights;
pub mod invitation;
pub mod limits;
pub mod member;
pub mod mfa;
pub mod moment;
pub mod names;
pub mod operation;
pub mod order;
pub mod own_session;
pub mod page;
pub mod product;
pub mod sample;
pub mod saved_view;
pub mod scalar;
pub mod search;
pub mod session;
pub mod settings;
pub mod system;
pub mod tenant;
pub mod timeline;
pub mod usage;
pub mod webhook;
