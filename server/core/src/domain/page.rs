//! Pages: a slice of a list and a signed, opaque cursor to go on from.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::{
    error::Error,
    signing::{Purpose, Signer},
};

/// Items on a page, unless the caller asks for another number.
pub const DEFAULT_LIMIT: usize = 20;
/// The largest number of items on a page.
pub const MAX_LIMIT: usize = 100;

/// The position of the last item of a page, in the order of its list.
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

/// A page of a list, with the cursor of the next one.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

/// The requested page: the cursor and the limit.
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
    signer: &'a Signer,
    context: [u8; 32],
}

impl<'a> Cursors<'a> {
    pub fn new(signer: &'a Signer, owner: &[u8], list: &str, query: &impl Serialize) -> Self {
        let mut hash = Sha256::new();
        hash.update(owner);
        hash.update(list.as_bytes());
        hash.update(serde_json::to_vec(query).unwrap_or_default());
        Self { signer, context: hash.finalize().into() }
    }

    pub fn read<P: DeserializeOwned>(&self, request: &PageRequest) -> crate::Result<Option<P>> {
        let Some(cursor) = &request.cursor else { return Ok(None) };
        let payload = self.signer.verify(Purpose::Cursor, &self.context, cursor).ok_or(Error::BadCursor)?;
        serde_json::from_slice(&payload).map(Some).map_err(|_| Error::BadCursor)
    }

    pub fn page<T>(&self, slice: Slice<T>) -> Page<T> {
        Page { items: slice.items, next_cursor: slice.next.map(|position| self.sign(&position)) }
    }

    pub fn sign(&self, place: &impl Serialize) -> String {
        let payload = serde_json::to_vec(place).unwrap_or_default();
        self.signer.sign(Purpose::Cursor, &self.context, &payload)
    }
}
