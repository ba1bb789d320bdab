//! Pages: a slice of a list and a signed, opaque cursor to go on from.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    error::Error,
    ticket::{Purpose, Seal},
};

pub const DEFAULT_LIMIT: usize = 20;
pub const MAX_LIMIT: usize = 100;

/// Where a page ended, in the order of its list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Position {
    /// Newest first: go on below this id.
    Before(Uuid),
    /// By a folded name and id: go on past these, whichever way the list goes.
    After(String, Uuid),
}

/// What a store gives: at most `limit` items, and where it stopped if there
/// may be more. A slice may be short, even empty, and still go on.
#[derive(Clone, PartialEq, Debug)]
pub struct Slice<T> {
    pub items: Vec<T>,
    pub next: Option<Position>,
}

impl<T> Slice<T> {
    pub fn empty() -> Self {
        Self { items: Vec::new(), next: None }
    }

    /// Cuts a list that was read one item too far.
    pub fn cut(mut items: Vec<T>, limit: usize, position: impl Fn(&T) -> Position) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(position) } else { None };
        Self { items, next }
    }
}

/// What a caller gets.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

/// What a caller asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageRequest {
    pub limit: usize,
    pub cursor: Option<String>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: DEFAULT_LIMIT, cursor: None }
    }
}

/// Ties cursors to one owner and one list with its filters: another tenant's
/// cursor, or one for other filters, is refused.
pub(crate) struct Cursors<'a> {
    seal: &'a Seal,
    context: [u8; 32],
}

impl<'a> Cursors<'a> {
    pub fn new(seal: &'a Seal, owner: &[u8], list: &str, query: &impl Serialize) -> Self {
        let mut hash = Sha256::new();
        hash.update(owner);
        hash.update(list.as_bytes());
        hash.update(serde_json::to_vec(query).unwrap_or_default());
        Self { seal, context: hash.finalize().into() }
    }

    pub fn read<P: DeserializeOwned>(&self, request: &PageRequest) -> crate::Result<Option<P>> {
        let Some(cursor) = &request.cursor else { return Ok(None) };
        let payload = self.seal.open(Purpose::Cursor, &self.context, cursor).ok_or(Error::BadCursor)?;
        serde_json::from_slice(&payload).map(Some).map_err(|_| Error::BadCursor)
    }

    pub fn page<T>(&self, slice: Slice<T>) -> Page<T> {
        Page { items: slice.items, next_cursor: slice.next.map(|position| self.seal(&position)) }
    }

    pub fn seal(&self, place: &impl Serialize) -> String {
        let payload = serde_json::to_vec(place).unwrap_or_default();
        self.seal.seal(Purpose::Cursor, &self.context, &payload)
    }
}
