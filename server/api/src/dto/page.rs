//! Lists: some items and a cursor to go on from.

use serde::{Deserialize, Serialize};
use tenantry_core::domain::{
    page::{DEFAULT_LIMIT, MAX_LIMIT, Page as Found, PageRequest},
    text::Check,
};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Result;

/// A page may be short and still have a cursor; without one, it is the last.
#[derive(Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    pub items: Vec<T>,
    /// Pass it as cursor, with the same filters, to get the next page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

impl<T: ToSchema> Page<T> {
    pub fn of<'a, E>(found: &'a Found<E>, view: impl Fn(&'a E) -> T) -> Self {
        Self { items: found.items.iter().map(view).collect(), next_cursor: found.next_cursor.clone() }
    }
}

/// Where in a list, and how much of it.
#[derive(Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageParams {
    /// Items per page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<usize>,
    /// The next_cursor of the page before.
    #[param(min_length = 1)]
    pub cursor: Option<String>,
}

impl PageParams {
    pub fn request(self) -> Result<PageRequest> {
        request(self.limit, self.cursor)
    }
}

/// Filters stand beside the page in one struct, since serde can't flatten
/// strictly; so this takes the two fields.
pub fn request(limit: Option<usize>, cursor: Option<String>) -> Result<PageRequest> {
    let mut check = Check::default();
    let page = bounded(&mut check, limit, cursor);
    Ok(check.done(page)?)
}

/// Reads the parameters of a page into a check of several fields, with an error at `/limit` if it is out of range.
pub fn bounded(check: &mut Check, limit: Option<usize>, cursor: Option<String>) -> PageRequest {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        check.refuse("/limit", "out_of_range", format!("must be from 1 to {MAX_LIMIT}"));
    }
    PageRequest { limit, cursor }
}
