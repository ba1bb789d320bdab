//! Products as files: CSV that people and other shops make, read strictly and
//! with clear words, and CSV of ours that a spreadsheet can open safely.

mod cell;
mod decode;
mod export;
mod file;
mod html;
mod mapping;
mod report;
mod row;
mod shopify;
mod table;

pub use cell::{guard, unguard};
pub use decode::Encoding;
pub use export::{OrderSheet, ProductSheet, TEMPLATE};
pub use file::{ImportFile, ImportOptions, Preview};
pub use mapping::{Field, Mapping, Template};
pub use report::{Counts, MAX_REPORTED, Report, RowError};
pub use row::{Candidate, Identity};
pub use table::MAX_ROWS;
