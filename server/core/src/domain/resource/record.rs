//! The trait that makes a type a kind of record, and its records in use.

use std::{borrow::Cow, fmt::Debug};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use super::{
    context::{Context, Principal},
    kind::Kind,
    stored::{Body, IndexKey, StoredResource, shown},
};
use crate::domain::{
    error::{Error, Result},
    ids::ResourceId,
    tier::Tier,
};

/// A kind of record that a tenant keeps. A value of the type is one that the rules accepted; as JSON it is an object,
/// and what the API shows of a record.
pub trait Resource: Clone + PartialEq + Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What all records of the kind share.
    const KIND: &'static Kind;

    /// The fields that callers write, as they are sent and not judged yet. It takes no unknown field.
    type Draft: DeserializeOwned + Send;

    /// What is kept beside the value and never shown, as the secret that webhooks are signed with; `()` for none.
    type Secret: Clone + Default + PartialEq + Debug + Serialize + DeserializeOwned + Send + Sync;

    /// Judges a draft and makes the value of it; fails with every wrong field. `before` is the record that it replaces,
    /// nothing for a new one.
    fn judge(draft: Self::Draft, before: Option<&Record<Self>>, at: &Context<'_>) -> Result<Self>;

    /// Returns the record's places in the lists of [`Kind::indexes`], at most one in each.
    fn keys(&self) -> Vec<IndexKey> {
        Vec::new()
    }

    /// Returns what no other record of the tenant's may have as well.
    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    /// Returns the limits that the record counts against: by default the one of the tier.
    fn caps(&self, tier: Tier) -> Vec<Cap> {
        let of_tier = |limit: super::kind::KindLimit| Cap {
            scope: Cow::Borrowed(""),
            max: (limit.of)(tier),
            refusal: Refusal::Tier(limit.name),
        };
        Self::KIND.limit.map(of_tier).into_iter().collect()
    }

    /// Returns whether a caller who has the role sees this record; for others it does not exist.
    fn is_visible(&self, principal: Principal) -> bool {
        let _ = principal;
        true
    }

    /// Judges whether a caller who has the role may make this change: from nothing to a new record, from one to the next,
    /// or from one to nothing. It is asked once more with `after` absent before a change is looked at.
    fn allow(before: Option<&Self>, after: Option<&Self>, principal: Principal) -> Result<()> {
        let _ = (before, after, principal);
        Ok(())
    }

    /// Returns the stable code and the sentence for a name that another record has.
    fn taken(name: &Name) -> (&'static str, String) {
        ("name_taken", format!("another {} has this {}", Self::KIND.noun(), name.field()))
    }
}

/// What only one record of a kind can have.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name {
    /// JSON pointer (RFC 6901) to the field that it comes from.
    pub pointer: &'static str,
    /// The text that is compared, to the byte.
    pub text: String,
}

impl Name {
    /// Makes a name out of a field at `pointer`; what is compared is in a form in which equals are equal, as folded.
    pub fn new(pointer: &'static str, text: impl Into<String>) -> Self {
        Self { pointer, text: text.into() }
    }

    fn field(&self) -> String {
        self.pointer.trim_start_matches('/').replace(['/', '_'], " ")
    }
}

/// A limit that a record counts against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cap {
    /// Whose records are counted, as those of one member; empty for all of the tenant's.
    pub scope: Cow<'static, str>,
    /// The most of them; `None` counts without a limit.
    pub max: Option<u64>,
    /// What the caller is answered beyond it.
    pub refusal: Refusal,
}

/// The answer to one record too many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The tier's limit of this name is reached.
    Tier(&'static str),
    /// A conflict with this code and sentence.
    Conflict(&'static str, String),
}

/// A record of a kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Record<K: Resource> {
    /// The record's id.
    pub id: ResourceId,
    /// Counts its writes, from 1.
    pub version: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What it is.
    pub value: K,
    /// What is never shown of it.
    pub secret: K::Secret,
}

impl<K: Resource> Record<K> {
    /// Reads a record out of a store.
    pub fn read(stored: &StoredResource) -> Result<Self> {
        let body: Body<K, K::Secret> = serde_json::from_str(&stored.body).map_err(fault)?;
        let Body { created_at, updated_at, value, secret } = body;
        Ok(Self { id: stored.id, version: stored.version, created_at, updated_at, value, secret })
    }

    /// Returns the record as a store keeps it.
    pub fn stored(&self) -> Result<StoredResource> {
        let Self { id, version, created_at, updated_at, value, secret } = self;
        let body = Body { created_at: *created_at, updated_at: *updated_at, value, secret };
        let body = serde_json::to_string(&body).map_err(fault)?;
        let keys = value.keys();
        if let Some(key) = keys.iter().find(|key| K::KIND.index(&key.index).is_none()) {
            return Err(Error::Internal(format!("{} has no index {}", K::KIND.name, key.index).into()));
        }
        Ok(StoredResource { kind: Cow::Borrowed(K::KIND.name), id: *id, version: *version, body, keys })
    }

    /// Returns the record as JSON: its id, the fields of its value, version and times.
    pub fn shown(&self) -> Result<Box<RawValue>> {
        let value = to_raw_value(&self.value).map_err(fault)?;
        shown(K::KIND.name, self.id, self.version, self.created_at, self.updated_at, &value).map_err(fault)
    }
}

fn fault(error: serde_json::Error) -> Error {
    Error::Internal(Box::new(error))
}
