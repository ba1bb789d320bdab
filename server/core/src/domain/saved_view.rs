//! Lists as people keep them: a name and the filters, for oneself or for the
//! whole company. All views of a tenant are one document, so that how many
//! there may be, and who bears which name, is judged in one place.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::{Conflicting, Error, Result},
    ids::{SavedViewId, UserId},
    text::{Check, fold},
};

/// The largest number of views of a company.
pub const MAX_SAVED_VIEWS: usize = 50;
/// The largest number of views of one member, so that none takes all the room.
pub const MAX_OWN_SAVED_VIEWS: usize = 20;
/// The longest name of a view, in characters.
pub const MAX_NAME: usize = 60;
/// The longest query string of a view, in characters.
pub const MAX_QUERY: usize = 1_000;

/// A list that can be filtered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum List {
    Products,
    Orders,
}

impl List {
    pub const ALL: [List; 2] = [List::Products, List::Orders];

    pub const fn name(self) -> &'static str {
        match self {
            List::Products => "products",
            List::Orders => "orders",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedView {
    pub id: SavedViewId,
    pub list: List,
    pub name: String,
    /// The list's query string, as the API takes it.
    pub query: String,
    /// For everybody in the company.
    pub shared: bool,
    pub owner: UserId,
    pub version: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The fields of a saved view that its owner writes, already checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedViewDraft {
    pub name: String,
    pub query: String,
    pub shared: bool,
}

impl SavedViewDraft {
    /// Checks name and query; fails with every wrong field. Whether the list understands the query is for the API to
    /// say.
    pub fn new(name: &str, query: &str, shared: bool) -> Result<Self> {
        let mut check = Check::default();
        let name = check.name("/name", name, MAX_NAME);
        if query.chars().count() > MAX_QUERY {
            check.refuse("/query", "too_long", format!("must have at most {MAX_QUERY} characters"));
        }
        check.done(Self { name, query: query.to_owned(), shared })
    }
}

impl SavedView {
    fn is_visible_to(&self, user: UserId) -> bool {
        self.shared || self.owner == user
    }

    /// Returns the next version.
    pub fn revise(&self, draft: SavedViewDraft, now: Timestamp) -> Self {
        let SavedViewDraft { name, query, shared } = draft;
        Self { name, query, shared, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// Returns whether both hold the same content: a save that changes nothing makes no version.
    pub(crate) fn says(&self, other: &Self) -> bool {
        let Self { version, updated_at, .. } = *self;
        Self { version, updated_at, ..other.clone() } == *self
    }

    /// Returns whether one member would see both under one name.
    fn clashes_with(&self, other: &Self) -> bool {
        self.id != other.id
            && self.list == other.list
            && fold(&self.name) == fold(&other.name)
            && (self.owner == other.owner || self.shared && other.shared)
    }
}

/// All views of a tenant.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SavedViews(Vec<SavedView>);

impl SavedViews {
    pub fn into_all(self) -> Vec<SavedView> {
        self.0
    }

    pub fn visible_to(&self, user: UserId) -> impl Iterator<Item = &SavedView> {
        self.0.iter().filter(move |view| view.is_visible_to(user))
    }

    /// Finds a view that the user can see; fails with not found for the private views of others.
    pub fn find(&self, id: SavedViewId, user: UserId) -> Result<&SavedView> {
        self.visible_to(user).find(|view| view.id == id).ok_or(Error::NotFound)
    }

    pub fn add(&mut self, view: SavedView) -> Result<()> {
        let own = self.0.iter().filter(|known| known.owner == view.owner).count();
        if own >= MAX_OWN_SAVED_VIEWS {
            let detail = format!("you keep {MAX_OWN_SAVED_VIEWS} views already; remove one first");
            return Err(Error::conflict("too_many_views", detail));
        }
        if self.0.len() >= MAX_SAVED_VIEWS {
            let detail = format!("your company keeps {MAX_SAVED_VIEWS} views already; remove one first");
            return Err(Error::conflict("too_many_views", detail));
        }
        self.put(view)
    }

    /// In the place of the one with its id, or as a new one.
    pub fn put(&mut self, view: SavedView) -> Result<()> {
        if let Some(other) = self.0.iter().find(|known| known.clashes_with(&view)) {
            // It is one's own, or shared as this one is: the caller can see it.
            let with = Conflicting { pointer: "/name", id: other.id.0, name: other.name.clone() };
            return Err(Error::conflict_with("view_name_taken", "another view of this list has this name", with));
        }
        self.remove(view.id);
        self.0.push(view);
        Ok(())
    }

    pub fn remove(&mut self, id: SavedViewId) {
        self.0.retain(|view| view.id != id);
    }

    /// Removes the private views of a member who left; what they shared stays.
    /// Returns whether there was any.
    pub fn forget(&mut self, user: UserId) -> bool {
        let before = self.0.len();
        self.0.retain(|view| view.shared || view.owner != user);
        self.0.len() < before
    }
}
