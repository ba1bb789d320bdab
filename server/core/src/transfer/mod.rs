//! Products as files: CSV that people and other shops make, read strictly and
//! with clear words, and CSV of ours that a spreadsheet can open safely.

mod category;
mod cell;
mod change;
mod choices;
mod currency_sign;
mod decode;
mod export;
mod field;
mod file;
mod formats;
mod guess;
mod html;
mod mapping;
mod number;
mod options;
mod prices;
mod prose;
mod question;
mod reader;
mod report;
mod row;
mod stock;
mod table;
mod template;
mod vocabulary;
mod words;

pub use cell::{guard, unguard};
pub use change::{FieldChange, RowChange};
pub use choices::{Choices, Decimal, Drafts, ForeignCurrency, StockUpdate, WordyStock};
pub use decode::Encoding;
pub use export::{OrderSheet, ProductSheet, template};
pub use field::Field;
pub use file::{ImportFile, Preview};
pub use mapping::Mapping;
pub use options::ImportOptions;
pub use question::Question;
pub use report::{Counts, MAX_GROUPED, MAX_REPORTED, RejectionGroup, Remark, Report, RowError};
pub use row::{Candidate, Identity};
pub use table::MAX_ROWS;
pub use template::Template;
