//! A kind that no backend knows: how it is declared decides what becomes of its records.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Error, Result,
    domain::{
        api_key::Scope,
        ids::UserId,
        kinds::built_in,
        member::Role,
        resource::{Context, Index, IndexKey, Kind, KindLimit, KindScopes, Kinds, Name, Principal, Record, Resource},
        text::{Check, fold},
        tier::Tier,
    },
};

/// The most records of the kind in the tier basic.
pub const MAX_BOATS: u64 = 5;

/// A boat of a company's fleet, with everything that a kind can declare.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Boat {
    pub name: String,
    pub skipper: Option<String>,
    pub berth: String,
    pub launched: Timestamp,
    pub secret_of: Option<UserId>,
}

/// A boat as it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoatDraft {
    pub name: String,
    pub skipper: Option<String>,
    pub berth: String,
    pub launched: Timestamp,
    #[serde(default)]
    pub is_secret: bool,
}

impl BoatDraft {
    pub fn new(name: &str, berth: &str, launched: &str) -> Self {
        let launched = launched.parse().expect("a time");
        Self { name: name.to_owned(), skipper: None, berth: berth.to_owned(), launched, is_secret: false }
    }
}

const fn fleet(tier: Tier) -> Option<u64> {
    match tier {
        Tier::Basic => Some(MAX_BOATS),
        Tier::Premium | Tier::Enterprise => None,
    }
}

impl Resource for Boat {
    const KIND: &'static Kind = &Kind {
        fields: &["name", "skipper", "berth", "launched", "is_secret"],
        personal: &["skipper"],
        scopes: Some(KindScopes { read: Scope::ProductsRead, write: Scope::ProductsWrite }),
        indexes: &[
            Index::text("name", "The name."),
            Index::time("launched", "When it was launched."),
            Index::text("skipper", "Who sails it; boats without a skipper are not in it."),
        ],
        limit: Some(KindLimit { name: "max_boats", of: fleet }),
        events: &["boat.created", "boat.removed"],
        ..Kind::new(
            "boat",
            "boats",
            [
                ("boat.created", "A boat joined the fleet."),
                ("boat.updated", "A boat was changed."),
                ("boat.removed", "A boat left the fleet."),
            ],
        )
    };
    type Draft = BoatDraft;
    type Secret = Option<String>;

    fn judge(draft: BoatDraft, before: Option<&Record<Self>>, at: &Context<'_>) -> Result<Self> {
        let mut check = Check::default();
        let name = check.required("/name", &draft.name, 60);
        let skipper = check.optional("/skipper", draft.skipper.as_deref(), 60);
        let berth = check.required("/berth", &draft.berth, 20);
        if draft.launched > at.now {
            check.refuse("/launched", "in_future", "must not be in the future");
        }
        let keeper = before.and_then(|before| before.value.secret_of).or(at.principal.user);
        let secret_of = keeper.filter(|_| draft.is_secret);
        check.done(Self { name, skipper, berth, launched: draft.launched, secret_of })
    }

    fn keys(&self) -> Vec<IndexKey> {
        let skipper = self.skipper.as_ref().map(|skipper| IndexKey::text("skipper", skipper));
        [IndexKey::text("name", &self.name), IndexKey::time("launched", self.launched)]
            .into_iter()
            .chain(skipper)
            .collect()
    }

    fn names(&self) -> Vec<Name> {
        vec![Name::new("/berth", fold(&self.berth))]
    }

    fn is_visible(&self, principal: Principal) -> bool {
        self.secret_of.is_none_or(|user| principal.user == Some(user))
    }

    fn allow(before: Option<&Self>, after: Option<&Self>, principal: Principal) -> Result<()> {
        let secret = before.into_iter().chain(after).any(|boat| boat.secret_of.is_some());
        if secret && principal.role < Role::Admin {
            return Err(Error::RoleTooLow { needed: Role::Admin.name() });
        }
        Ok(())
    }
}

/// The kinds that the applications of the suite are opened with.
pub fn kinds() -> Kinds {
    built_in().with(Boat::KIND)
}
