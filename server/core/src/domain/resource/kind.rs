//! What a kind declares, and the list of kinds that an installation knows.

use jiff::Timestamp;

use super::stored::{IndexKey, id_name};
use crate::domain::{
    action::ACTIONS,
    event_types::{EventCatalog, EventType, OfKind},
    member::Role,
    scope::Scope,
    tier::Tier,
};

/// The most sorted lists that a kind has beside "newest first".
const MAX_INDEXES: usize = 3;
/// What the audit log can say of a record, in the order of [`Kind::actions`].
const VERBS: [&str; 3] = ["created", "updated", "removed"];

/// The declaration that all records of a kind share.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name in the singular, in snake case: in the audit log, in events, in exports, and in the name of the id. It
    /// never changes, since records are stored under it.
    pub name: &'static str,
    /// The name in the plural: the path of the API, and the names of its operations.
    pub plural: &'static str,
    /// The lowest role that sees records.
    pub read: Role,
    /// The lowest role that creates, changes and removes them.
    pub write: Role,
    /// What API keys need to see and change records; without it, records are for people alone.
    pub scopes: Option<KindScopes>,
    /// The fields that callers write, by their names in JSON.
    pub fields: &'static [&'static str],
    /// Fields that say something of a person: the audit log keeps that they changed, never a value.
    pub personal: &'static [&'static str],
    /// Up to three sorted lists.
    pub indexes: &'static [Index],
    /// How many records a tier allows; nothing where they are not counted.
    pub limit: Option<KindLimit>,
    /// The names under which creating, updating and removing are journalled, each with its meaning.
    pub actions: [(&'static str, &'static str); 3],
    /// Those of the actions that are events, too: the catalog of the installation lists them, the event feed has them, and
    /// webhook endpoints choose them. They go to those who have the role `read`, whatever the rules say of one record.
    pub events: &'static [&'static str],
}

/// The scopes of API keys by which programs reach records. A program has the role of the scope, which must be one that
/// the kind takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindScopes {
    /// Lists and shows records.
    pub read: Scope,
    /// Creates, changes and removes them.
    pub write: Scope,
}

/// A limit of the tiers on the number of records.
#[derive(Clone, Copy, Debug)]
pub struct KindLimit {
    /// The name that a refusal bears, as `max_appointments`.
    pub name: &'static str,
    /// The most records of a tenant in a tier; `None` is unlimited.
    pub of: fn(Tier) -> Option<u64>,
}

/// A sorted list of the records that have a key in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Index {
    /// The name in snake case. It never changes, since keys are stored under it.
    pub name: &'static str,
    /// What its keys are.
    pub form: Form,
    /// What the list is sorted by, for the API's document.
    pub about: &'static str,
}

/// What the keys of an index are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Texts, sorted and sought without regard to case and accents.
    Text,
    /// Instants.
    Time,
}

impl Kind {
    /// Declares a kind that viewers see and staff change and no program does, without lists, limits and events; the rest
    /// is said with `..Kind::new(..)`.
    pub const fn new(name: &'static str, plural: &'static str, actions: [(&'static str, &'static str); 3]) -> Self {
        Self {
            name,
            plural,
            read: Role::Viewer,
            write: Role::Staff,
            scopes: None,
            fields: &[],
            personal: &[],
            indexes: &[],
            limit: None,
            actions,
            events: &[],
        }
    }

    /// Finds an index by its name.
    pub fn index(&self, name: &str) -> Option<&'static Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// Returns the name of the id in JSON, as `appointment_id`.
    pub fn id_name(&self) -> String {
        id_name(self.name)
    }

    /// Returns the name of a record for people, as `saved view`.
    pub fn noun(&self) -> String {
        self.name.replace('_', " ")
    }

    pub(crate) const fn created(&self) -> &'static str {
        self.actions[0].0
    }

    pub(crate) const fn updated(&self) -> &'static str {
        self.actions[1].0
    }

    pub(crate) const fn removed(&self) -> &'static str {
        self.actions[2].0
    }

    /// Returns what is wrong with the declaration.
    fn fault(&self) -> Option<&'static str> {
        let distinct = |names: &[&str]| names.iter().enumerate().all(|(at, name)| !names[..at].contains(name));
        let indexes: Vec<&str> = self.indexes.iter().map(|index| index.name).collect();
        let named = |(verb, (action, meaning)): (&str, &(&str, &str))| {
            action.strip_prefix(self.name).and_then(|rest| rest.strip_prefix('.')) == Some(verb) && !meaning.is_empty()
        };
        let is_action = |event: &&str| self.actions.iter().any(|(action, _)| action == event);
        let is_ours = |(action, _): &(&str, &str)| action.split_once('.').is_some_and(|(of, _)| of == self.name);
        let hears = |holds: bool| self.events.is_empty() || holds;
        let reach = |scopes: KindScopes| scopes.read.role() >= self.read && scopes.write.role() >= self.write;
        let rules = [
            (is_name(self.name) && is_name(self.plural), "its names must be in snake case"),
            (indexes.len() <= MAX_INDEXES, "it has more than three indexes"),
            (
                indexes.iter().all(|name| is_name(name)) && distinct(&indexes),
                "its indexes must have names of their own",
            ),
            (self.scopes.is_none_or(reach), "its scopes give a lower role than it takes"),
            (distinct(self.fields), "it names a field twice"),
            (
                VERBS.into_iter().zip(&self.actions).all(named),
                "its actions must be name.created, .updated and .removed",
            ),
            (self.events.iter().all(is_action), "an event of it is none of its actions"),
            (distinct(self.events), "it names an event twice"),
            (hears(!ACTIONS.iter().any(is_ours)), "its events would be taken for Tenantry's own; give it another name"),
            (hears(self.read <= Role::Admin), "its events would reach admins, who may not read it"),
        ];
        rules.into_iter().find_map(|(holds, fault)| (!holds).then_some(fault))
    }
}

impl Index {
    /// Declares a list that is sorted by a text.
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self { name, form: Form::Text, about }
    }

    /// Declares a list that is sorted by a time.
    pub const fn time(name: &'static str, about: &'static str) -> Self {
        Self { name, form: Form::Time, about }
    }

    /// Reads a bound of the list as callers write it; nothing where it is none.
    pub fn bound(&self, text: &str) -> Option<String> {
        match self.form {
            Form::Text => Some(IndexKey::text(self.name, text).key),
            Form::Time => text.parse::<Timestamp>().ok().map(|at| IndexKey::time(self.name, at).key),
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// The kinds that an installation knows.
#[derive(Clone, Debug, Default)]
pub struct Kinds(Vec<Known>);

#[derive(Clone, Copy, Debug)]
struct Known {
    kind: &'static Kind,
    has_path: bool,
}

impl Kinds {
    /// Adds a kind.
    ///
    /// # Panics
    /// Where its declaration is not sound, or contradicts one that is there: a program with such a kind must not start.
    #[must_use]
    pub fn with(self, kind: &'static Kind) -> Self {
        self.add(Known { kind, has_path: false })
    }

    /// Adds a kind whose records the API shows at `/v1/{plural}/{id}`, which its events link to.
    ///
    /// # Panics
    /// As [`Self::with`].
    #[must_use]
    pub fn with_path(self, kind: &'static Kind) -> Self {
        self.add(Known { kind, has_path: true })
    }

    fn add(mut self, new: Known) -> Self {
        let kind = new.kind;
        let fault = kind.fault();
        assert!(fault.is_none(), "the kind {}: {}", kind.name, fault.unwrap_or_default());
        let clashes = |known: &Kind| known.name == kind.name || known.plural == kind.plural;
        assert!(!self.all().any(clashes), "the kind {} is there twice", kind.name);
        self.0.push(new);
        self
    }

    /// Lists the kinds in the order in which they were added.
    pub fn all(&self) -> impl Iterator<Item = &'static Kind> {
        self.0.iter().map(|known| known.kind)
    }

    /// Returns the types of events of an installation that has these kinds.
    pub fn event_types(&self) -> EventCatalog {
        EventCatalog::with(self.0.iter().flat_map(Known::event_types))
    }

    /// Finds a kind by its name.
    pub fn find(&self, name: &str) -> Option<&'static Kind> {
        self.all().find(|kind| kind.name == name)
    }
}

impl Known {
    /// The types of those of the kind's actions that are events.
    fn event_types(&self) -> impl Iterator<Item = EventType> {
        let Self { kind, has_path } = *self;
        let scope = kind.scopes.map(|scopes| scopes.read);
        let of = OfKind { name: kind.name, scope, path: has_path.then_some(kind.plural) };
        let is_event = |(action, _): &(&'static str, &'static str)| kind.events.contains(action);
        let actions = kind.actions.into_iter().filter(is_event);
        actions.map(move |(action, meaning)| EventType::of_kind(action, meaning, kind.read, of))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        event::{Event, EventKind},
        ids::{EventId, ResourceId},
    };

    const NOTE: Kind = Kind::new(
        "note",
        "notes",
        [("note.created", "It was made."), ("note.updated", "It changed."), ("note.removed", "It is gone.")],
    );

    /// Sound as long as it has no events: `order.*` chooses more than its own.
    const ORDER: Kind = Kind::new(
        "order",
        "sales",
        [("order.created", "It was made."), ("order.updated", "It changed."), ("order.removed", "It is gone.")],
    );
    const FOUR: [Index; 4] = [Index::text("a", "A text."); 4];
    const READ_TWICE: KindScopes = KindScopes { read: Scope::OrdersRead, write: Scope::OrdersRead };
    const TWINS: [Index; 2] = [Index::text("a", "A text."); 2];

    #[test]
    fn a_declaration_is_judged_where_it_is_registered() {
        assert_eq!((NOTE.fault(), ORDER.fault()), (None, None));
        for (kind, fault) in [
            (Kind { name: "Note", ..NOTE }, "its names must be in snake case"),
            (Kind { indexes: &FOUR, ..NOTE }, "it has more than three indexes"),
            (Kind { indexes: &TWINS, ..NOTE }, "its indexes must have names of their own"),
            (Kind { scopes: Some(READ_TWICE), ..NOTE }, "its scopes give a lower role than it takes"),
            (Kind { fields: &["a", "a"], ..NOTE }, "it names a field twice"),
            (Kind { events: &["note.moved"], ..NOTE }, "an event of it is none of its actions"),
            (Kind { events: &["note.created", "note.created"], ..NOTE }, "it names an event twice"),
            (
                Kind { events: &["note.created"], read: Role::Owner, ..NOTE },
                "its events would reach admins, who may not read it",
            ),
            (
                Kind { events: &["order.created"], ..ORDER },
                "its events would be taken for Tenantry's own; give it another name",
            ),
            (Kind { name: "memo", ..NOTE }, "its actions must be name.created, .updated and .removed"),
        ] {
            assert_eq!(kind.fault(), Some(fault));
        }
    }

    #[test]
    #[should_panic(expected = "there twice")]
    fn a_kind_is_registered_once() {
        static KIND: Kind = NOTE;
        let _ = Kinds::default().with(&KIND).with(&KIND);
    }

    #[test]
    fn the_catalog_lists_what_kinds_declare() {
        static HEARD: Kind = Kind {
            events: &["note.removed", "note.created"],
            scopes: Some(KindScopes { read: Scope::OrdersRead, write: Scope::OrdersWrite }),
            ..NOTE
        };
        static PRIVATE: Kind = ORDER;
        let none = EventCatalog::default().count();
        assert_eq!(Kinds::default().with(&PRIVATE).event_types().count(), none);
        let catalog = Kinds::default().with(&PRIVATE).with_path(&HEARD).event_types();
        let names: Vec<&str> = catalog.all().skip(none).map(|of| of.name).collect();
        assert_eq!(names, ["note.created", "note.removed"]);
        let of = catalog.named("note.created").expect("a type");
        assert_eq!((of.role, of.description), (Role::Viewer, "It was made."));
        let note = OfKind { name: "note", scope: Some(Scope::OrdersRead), path: Some("notes") };
        assert_eq!(of.of_kind, Some(note));

        // What other actions of it were is said to nobody, nor an event of a kind that the program does not know.
        let event = |action: &str| {
            let kind = EventKind::Resource { action: action.to_owned(), resource: ResourceId(Uuid::nil()), version: 7 };
            Event { id: EventId(Uuid::nil()), tenant: None, at: Timestamp::UNIX_EPOCH, kind }
        };
        for unheard in ["note.updated", "order.created", "memo.created", "order.placed"] {
            assert!(catalog.payload(&event(unheard)).is_none(), "{unheard}");
        }
        let said = |catalog: &EventCatalog| {
            let (_, payload) = catalog.payload(&event("note.created")).expect("it is published");
            serde_json::to_string(&payload).expect("JSON")
        };
        let id = "00000000-0000-0000-0000-000000000000";
        let whole = format!(
            "{{\"id\":\"{id}\",\"type\":\"note.created\",\"version\":1,\"timestamp\":\"1970-01-01T00:00:00.000Z\",\
             \"data\":{{\"kind\":\"note\",\"note_id\":\"{id}\"}}"
        );
        assert_eq!(said(&catalog), format!("{whole},\"link\":\"/v1/notes/{id}\"}}"));
        assert_eq!(said(&Kinds::default().with(&HEARD).event_types()), format!("{whole}}}"), "no operation shows it");

        assert!(catalog.knows("note.*") && !catalog.knows("note.updated") && !catalog.knows("memo.*"));
        let chosen = catalog.filter("/types", "note.created,order.placed").expect("types");
        assert!(chosen.chooses("note.created") && !chosen.chooses("note.removed"));
        assert!(EventCatalog::default().filter("/types", "note.created").is_err());
    }

    #[test]
    fn bounds_are_written_as_keys_are() {
        assert_eq!(Index::text("by", "").bound(" CAFÉ ").as_deref(), Some(IndexKey::text("by", "café").key.as_str()));
        assert_eq!(
            Index::time("at", "").bound("2026-12-01T10:00:00+01:00").as_deref(),
            Some("2026-12-01T09:00:00.000Z")
        );
        assert_eq!(Index::time("at", "").bound("tomorrow"), None);
    }
}
