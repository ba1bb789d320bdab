//! Lists as people keep them: a name and the filters, for oneself or for the
//! whole company. A declared kind like those of a builder.

use serde::{Deserialize, Serialize};

use crate::domain::{
    error::{Error, Result},
    ids::UserId,
    member::Role,
    resource::{Cap, Context, Kind, Name, Principal, Record, Refusal, Resource},
    text::{Check, fold},
    tier::Tier,
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
    pub list: List,
    pub name: String,
    /// The list's query string, as the API takes it.
    pub query: String,
    /// For everybody in the company.
    pub shared: bool,
    pub owner: UserId,
}

/// The fields of a saved view that its owner writes. Whether the list understands the query is for the API to say.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedViewDraft {
    /// That of a view that is there never changes.
    pub list: List,
    pub name: String,
    pub query: String,
    #[serde(default)]
    pub shared: bool,
}

impl Resource for SavedView {
    const KIND: &'static Kind = &Kind {
        write: Role::Viewer,
        fields: &["name", "query", "shared"],
        // The name and the filters may hold what is personal.
        personal: &["name", "query"],
        ..Kind::new(
            "view",
            "views",
            [
                ("view.created", "A view of a list was saved."),
                ("view.updated", "A saved view was changed."),
                ("view.removed", "A saved view was removed, or those of a member who left."),
            ],
        )
    };
    type Draft = SavedViewDraft;
    type Secret = ();

    fn judge(draft: SavedViewDraft, before: Option<&Record<Self>>, at: &Context<'_>) -> Result<Self> {
        let SavedViewDraft { list, name, query, shared } = draft;
        let mut check = Check::default();
        let name = check.name("/name", &name, MAX_NAME);
        if query.chars().count() > MAX_QUERY {
            check.refuse("/query", "too_long", format!("must have at most {MAX_QUERY} characters"));
        }
        // The member who makes it private becomes its owner: the old one may be gone.
        let keeper = at.principal.user.ok_or(Error::PeopleOnly)?;
        let owner = before.filter(|_| shared).map_or(keeper, |before| before.value.owner);
        let list = before.map_or(list, |before| before.value.list);
        check.done(Self { list, name, query, shared, owner })
    }

    /// No member sees two views of a list under one name.
    fn names(&self) -> Vec<Name> {
        let (list, name) = (self.list.name(), fold(&self.name));
        let own = Name::new("/name", format!("own#{}#{list}#{name}", self.owner));
        let shared = self.shared.then(|| Name::new("/name", format!("shared#{list}#{name}")));
        std::iter::once(own).chain(shared).collect()
    }

    fn caps(&self, _: Tier) -> Vec<Cap> {
        let cap = |scope: String, max: usize, who: &str| Cap {
            scope: scope.into(),
            max: Some(max as u64),
            refusal: Refusal::Conflict("too_many_views", format!("{who} {max} views already; remove one first")),
        };
        vec![
            cap(format!("owner#{}", self.owner), MAX_OWN_SAVED_VIEWS, "you keep"),
            cap(String::new(), MAX_SAVED_VIEWS, "your company keeps"),
        ]
    }

    fn is_visible(&self, principal: Principal) -> bool {
        self.shared || principal.user == Some(self.owner)
    }

    /// Views are changed by their owner, and what others share by admins; what everybody sees is put there by those who
    /// manage products and orders.
    fn allow(before: Option<&Self>, after: Option<&Self>, principal: Principal) -> Result<()> {
        let needed = match (before, after) {
            (Some(before), _) if principal.user != Some(before.owner) => Role::Admin,
            (_, Some(after)) if after.shared => Role::Staff,
            _ => Role::Viewer,
        };
        if principal.role < needed { Err(Error::RoleTooLow { needed: needed.name() }) } else { Ok(()) }
    }

    fn taken(_: &Name) -> (&'static str, String) {
        ("view_name_taken", "another view of this list has this name".to_owned())
    }
}
