//! The types of events that others can build on: stable names, what each carries, who may see it. The events of the
//! domain say more and change with the code; what leaves the installation is made here, and only what the catalog of the
//! installation lists: the types of this file, and those that its kinds of records declare (ADR 109).

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use uuid::Uuid;

use crate::domain::{
    error::{Error, Result},
    event::{Cause, Event, EventKind},
    ids::{ApiKeyId, EventId, OrderId, ProductId, ResourceId, TenantId, UserId},
    member::Role,
    order_status::Status,
    scope::Scope,
};

/// A type of events. A name never changes its meaning; fields may be added to `data` within a version, and a version that
/// takes a field away is a new one beside it.
#[derive(Debug)]
pub struct EventType {
    /// The stable name, as `order.placed`: that of the events of the domain that it is made of.
    pub name: &'static str,
    /// The version of its payload.
    pub version: u32,
    /// The first release that has it or, of a declared kind's, that publishes such events.
    pub since: &'static str,
    /// When it happens, as a sentence.
    pub description: &'static str,
    /// The least role of those who may see it: that which may read its subject.
    pub role: Role,
    /// The declared kind whose records it is about; nothing for the types of Tenantry's own.
    pub of_kind: Option<OfKind>,
    /// An event of the domain that is of this type, with made-up ids.
    example: EventKind,
}

/// What a type says of the declared kind whose records it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfKind {
    /// The kind's name.
    pub name: &'static str,
    /// What an API key needs to read such records; without it they are for people alone, and so are their events.
    pub scope: Option<Scope>,
    /// The path of the API that shows them, as `appointments`; nothing where no operation does.
    pub path: Option<&'static str>,
}

const FIRST: &str = "0.2.0";

const fn of(name: &'static str, role: Role, description: &'static str, example: EventKind) -> EventType {
    EventType { name, version: 1, since: FIRST, description, role, of_kind: None, example }
}

const fn moved(name: &'static str, to: Status, from: Status, description: &'static str) -> EventType {
    of(name, Role::Viewer, description, EventKind::OrderMoved { order: ORDER, from, to })
}

const ORDER: OrderId = OrderId(Uuid::from_u128(0x019a_b5d2_8e11_7c00_8aa1_1b2c_3d4e_5f60));
const PRODUCT: ProductId = ProductId(Uuid::from_u128(0x019a_b5d2_7c3e_7a41_9f0e_3b1d_5c7e_9a10));
const MEMBER: UserId = UserId(Uuid::from_u128(0x019a_b5d2_6b10_7f02_9c1a_2a7b_8c9d_0e1f));
const KEY: ApiKeyId = ApiKeyId(Uuid::from_u128(0x019a_b5d2_6020_7b31_8d4e_5f60_7182_93a4));
const TENANT: TenantId = TenantId(Uuid::from_u128(0x019a_b5d2_5a00_7d13_8b2c_4d5e_6f70_8192));
const RECORD: ResourceId = ResourceId(Uuid::from_u128(0x019a_b5d2_9b10_7d31_8e44_7c6b_5a49_3821));
const EVENT: EventId = EventId(Uuid::from_u128(0x019a_b5d2_8e12_7001_9a4b_5c6d_7e8f_9012));
/// 2026-11-24T09:30:00Z.
const EXAMPLE_SECOND: i64 = 1_795_512_600;

/// Tenantry's own types, in the order in which they are documented.
static EVENT_TYPES: [EventType; 25] = [
    of("order.placed", Role::Viewer, "An order was placed.", EventKind::OrderPlaced { order: ORDER }),
    moved("order.confirmed", Status::Confirmed, Status::Pending, "An order was confirmed."),
    moved("order.shipped", Status::Shipped, Status::Confirmed, "An order was shipped."),
    moved("order.delivered", Status::Delivered, Status::Shipped, "An order was delivered."),
    moved("order.cancelled", Status::Cancelled, Status::Pending, "An order was cancelled; its stock is back."),
    of(
        "order.updated",
        Role::Viewer,
        "The note or tracking of an order was changed.",
        EventKind::OrderUpdated { order: ORDER },
    ),
    of(
        "product.created",
        Role::Viewer,
        "A product was created, by hand or by an import.",
        EventKind::ProductCreated { product: PRODUCT, stock: 12, cause: Cause::Edit },
    ),
    of(
        "product.updated",
        Role::Viewer,
        "A product or its stock was changed, by hand or by an import. What is sold changes its stock without this event.",
        EventKind::ProductUpdated { product: PRODUCT, stock_delta: 0, cause: Cause::Edit },
    ),
    of("product.archived", Role::Viewer, "A product was archived.", EventKind::ProductArchived { product: PRODUCT }),
    of(
        "product.restored",
        Role::Viewer,
        "An archived product was restored.",
        EventKind::ProductRestored { product: PRODUCT },
    ),
    of(
        "inventory.low",
        Role::Viewer,
        "The stock of a product fell to the low-stock threshold. Once, until it was above it again.",
        EventKind::InventoryLow { product: PRODUCT, threshold: 5 },
    ),
    of("member.joined", Role::Admin, "A member joined.", EventKind::MemberJoined { user: MEMBER }),
    of(
        "member.updated",
        Role::Admin,
        "The name or role of a member was changed.",
        EventKind::MemberUpdated { user: MEMBER },
    ),
    of("member.removed", Role::Admin, "A member was removed.", EventKind::MemberRemoved { user: MEMBER }),
    of("api_key.created", Role::Admin, "An API key was created.", EventKind::ApiKeyCreated { key: KEY }),
    of("api_key.rotated", Role::Admin, "The token of an API key was replaced.", EventKind::ApiKeyRotated { key: KEY }),
    of("api_key.revoked", Role::Admin, "An API key was revoked.", EventKind::ApiKeyRevoked { key: KEY }),
    of("tenant.registered", Role::Admin, "The company came into being.", EventKind::TenantRegistered),
    of("tenant.updated", Role::Admin, "The profile or settings of the company were changed.", EventKind::TenantUpdated),
    of("tenant.tier_changed", Role::Admin, "The operator changed the plan.", EventKind::TenantTierChanged),
    of(
        "tenant.limits_changed",
        Role::Admin,
        "The operator overrode limits of the plan, or lifted that.",
        EventKind::TenantLimitsChanged,
    ),
    of("tenant.suspended", Role::Admin, "The operator suspended the company.", EventKind::TenantSuspended),
    of(
        "tenant.reactivated",
        Role::Admin,
        "The operator reactivated the company, or brought it back.",
        EventKind::TenantReactivated,
    ),
    of("tenant.exported", Role::Admin, "An export of all of the company's data was begun.", EventKind::TenantExported),
    of(
        "tenant.deleted",
        Role::Admin,
        "The company was deleted; it can be brought back for 30 days.",
        EventKind::TenantDeleted,
    ),
];

impl EventType {
    /// Makes the type of an action of a declared kind.
    pub(crate) fn of_kind(name: &'static str, description: &'static str, role: Role, kind: OfKind) -> Self {
        let example = EventKind::Resource { action: name.to_owned(), resource: RECORD, version: 1 };
        Self { of_kind: Some(kind), ..of(name, role, description, example) }
    }

    /// An example of what is sent.
    pub fn example(&self) -> Payload {
        let at = Timestamp::from_second(EXAMPLE_SECOND).unwrap_or_default();
        Payload::new(self, EVENT, at, EventData::of(&self.example, Some(TENANT), self.of_kind).unwrap_or_default())
    }
}

/// The types of events of an installation: Tenantry's own, and those that its kinds of records declare
/// ([`crate::domain::resource::Kinds::event_types`]). Clones share them. By default there are no kinds.
#[derive(Clone, Debug, Default)]
pub struct EventCatalog {
    of_kinds: Arc<[EventType]>,
}

impl EventCatalog {
    pub(crate) fn with(of_kinds: impl IntoIterator<Item = EventType>) -> Self {
        Self { of_kinds: of_kinds.into_iter().collect() }
    }

    /// Lists all types in the order in which they are documented, those of kinds last.
    pub fn all(&self) -> impl Iterator<Item = &EventType> {
        EVENT_TYPES.iter().chain(self.of_kinds.iter())
    }

    /// Returns the number of types.
    pub fn count(&self) -> usize {
        EVENT_TYPES.len() + self.of_kinds.len()
    }

    /// Finds a type by its name.
    pub fn named(&self, name: &str) -> Option<&EventType> {
        self.all().find(|known| known.name == name)
    }

    /// Makes the payload of an event with its type; `None` if events of its kind are not published.
    pub fn payload(&self, event: &Event) -> Option<(&EventType, Payload)> {
        let of = self.named(event.kind.name())?;
        let data = EventData::of(&event.kind, event.tenant, of.of_kind)?;
        Some((of, Payload::new(of, event.id, event.at, data)))
    }

    /// Returns whether a name, or a beginning as `order.*`, chooses any type.
    pub fn knows(&self, name: &str) -> bool {
        self.all().any(|of| chosen_by(name, of.name))
    }

    /// Reads names separated by commas; fails with an error at `pointer` for one that no type has.
    pub fn filter(&self, pointer: &str, names: &str) -> Result<TypeFilter> {
        let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
        match names.iter().find(|name| !self.knows(name)) {
            None => Ok(TypeFilter(names)),
            Some(name) => Err(Error::invalid(pointer, UNKNOWN, unknown(name))),
        }
    }
}

/// The code of the error for a name that no type has.
pub(crate) const UNKNOWN: &str = "unknown_event_type";

/// Returns what is wrong with a name that no type has.
pub(crate) fn unknown(name: &str) -> String {
    format!("names no type of events: {name:?}; GET /v1/event-types lists them, and order.* means all of order")
}

/// What is sent of an event: its type, what it is about, and where to read more. It holds no name, no address and no price,
/// so it stays true and may stand in a log.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Payload {
    /// The same each time that the event is sent: what was handled already is known by it.
    pub id: EventId,
    /// The name of the type.
    pub r#type: &'static str,
    /// The version of the type's payload.
    pub version: u32,
    /// When it happened.
    #[serde(serialize_with = "to_the_millisecond")]
    pub timestamp: Timestamp,
    /// What it is about.
    pub data: EventData,
    /// The path of the operation that reads the subject as it is now; nothing for a record that none shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

fn to_the_millisecond<S: Serializer>(at: &Timestamp, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{at:.3}"))
}

/// What an event is about: only what its type has is there.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct EventData {
    /// Of `order.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// Where the order moved on: its status before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_status: Option<&'static str>,
    /// Of `product.*` and `inventory.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// Of `inventory.low`: the threshold that the stock fell to, in units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<u64>,
    /// Of `member.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id: Option<UserId>,
    /// Of `api_key.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_id: Option<ApiKeyId>,
    /// Of `tenant.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// Of a declared kind's types.
    #[serde(flatten)]
    pub record: Option<RecordData>,
}

/// A record of a declared kind: the name of the kind, and the id under the name that it has in the record itself, as
/// `appointment_id`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordData {
    /// The kind's name.
    pub kind: &'static str,
    /// The record's id.
    pub id: ResourceId,
}

impl Serialize for RecordData {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(Some(2))?;
        fields.serialize_entry("kind", self.kind)?;
        fields.serialize_entry(&format!("{}_id", self.kind), &self.id)?;
        fields.end()
    }
}

impl EventData {
    /// Nothing for an event that is not published: whatever is about a person's account, about the installation's own work,
    /// or a sum of events that are published one by one. `of_kind` is that of the event's type.
    fn of(kind: &EventKind, tenant: Option<TenantId>, of_kind: Option<OfKind>) -> Option<Self> {
        let none = Self::default();
        Some(match kind {
            EventKind::OrderPlaced { order } | EventKind::OrderUpdated { order } => {
                Self { order_id: Some(*order), ..none }
            }
            EventKind::OrderMoved { order, from, to: _ } => {
                Self { order_id: Some(*order), previous_status: Some(from.name()), ..none }
            }
            EventKind::ProductCreated { product, .. }
            | EventKind::ProductUpdated { product, .. }
            | EventKind::ProductArchived { product }
            | EventKind::ProductRestored { product } => Self { product_id: Some(*product), ..none },
            EventKind::InventoryLow { product, threshold } => {
                Self { product_id: Some(*product), threshold: Some(*threshold), ..none }
            }
            EventKind::MemberJoined { user }
            | EventKind::MemberUpdated { user }
            | EventKind::MemberRemoved { user } => Self { member_id: Some(*user), ..none },
            EventKind::ApiKeyCreated { key } | EventKind::ApiKeyRotated { key } | EventKind::ApiKeyRevoked { key } => {
                Self { api_key_id: Some(*key), ..none }
            }
            EventKind::TenantRegistered
            | EventKind::TenantUpdated
            | EventKind::TenantTierChanged
            | EventKind::TenantLimitsChanged
            | EventKind::TenantSuspended
            | EventKind::TenantReactivated
            | EventKind::TenantExported
            | EventKind::TenantDeleted => Self { tenant_id: Some(tenant?), ..none },
            EventKind::Resource { resource, .. } => {
                Self { record: Some(RecordData { kind: of_kind?.name, id: *resource }), ..none }
            }
            EventKind::ProductsImported { .. }
            | EventKind::SampleOrderAdded { .. }
            | EventKind::SampleOrderRemoved { .. }
            | EventKind::LimitNear { .. }
            | EventKind::RegistrationRequested { .. }
            | EventKind::AddressKnown { .. }
            | EventKind::InvitationSent { .. }
            | EventKind::InvitationWithdrawn { .. }
            | EventKind::ResetRequested { .. }
            | EventKind::PasswordReset { .. }
            | EventKind::PasswordChanged { .. }
            | EventKind::TotpEnabled { .. }
            | EventKind::TotpDisabled { .. }
            | EventKind::TotpRecovered { .. }
            | EventKind::RecoveryCodesRenewed { .. }
            | EventKind::NewDevice { .. }
            | EventKind::OperatorCreated { .. }
            | EventKind::OperationStarted { .. }
            | EventKind::OperationRetried { .. }
            | EventKind::OperationDone { .. }
            | EventKind::OperationFailed { .. }
            | EventKind::TenantMoved
            | EventKind::WebhookEndpointDisabled { .. } => return None,
        })
    }

    fn link(&self, of: &EventType) -> Option<String> {
        let Self { order_id, previous_status: _, product_id, threshold: _, member_id, api_key_id, tenant_id, record } =
            self;
        let (resource, id) = match (order_id, product_id, member_id, api_key_id, record) {
            (Some(order), ..) => ("orders", order.0),
            (_, Some(product), ..) => ("products", product.0),
            (_, _, Some(member), ..) => ("members", member.0),
            (_, _, _, Some(key), _) => ("api-keys", key.0),
            (.., Some(record)) => (of.of_kind?.path?, record.id.0),
            (.., None) => ("tenants", tenant_id.map_or(Uuid::nil(), |tenant| tenant.0)),
        };
        Some(format!("/v1/{resource}/{id}"))
    }
}

impl Payload {
    fn new(of: &EventType, id: EventId, timestamp: Timestamp, data: EventData) -> Self {
        let link = data.link(of);
        Self { id, r#type: of.name, version: of.version, timestamp, data, link }
    }
}

/// The types that a reader or an endpoint chose: names, or beginnings as `order.*`. None chosen means all.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TypeFilter(Vec<String>);

impl TypeFilter {
    /// Makes a filter of names that the [`EventCatalog`] knows; each is kept once.
    pub fn of(names: Vec<String>) -> Self {
        let mut distinct: Vec<String> = Vec::new();
        for name in names {
            if !distinct.contains(&name) {
                distinct.push(name);
            }
        }
        Self(distinct)
    }

    /// Returns the names and beginnings; none means all types.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Returns whether events of a type are chosen.
    pub fn chooses(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|chosen| chosen_by(chosen, name))
    }
}

fn chosen_by(chosen: &str, name: &str) -> bool {
    match chosen.strip_suffix('*') {
        Some(beginning) => beginning.ends_with('.') && name.starts_with(beginning),
        None => chosen == name,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::action::ACTIONS;

    #[test]
    fn each_type_has_a_name_of_its_own_that_the_audit_log_knows() {
        let names: BTreeSet<&str> = EVENT_TYPES.iter().map(|of| of.name).collect();
        assert_eq!(names.len(), EVENT_TYPES.len());
        for of in &EVENT_TYPES {
            assert!(ACTIONS.iter().any(|(name, _)| *name == of.name), "{}", of.name);
            assert!(of.description.ends_with('.'), "{}", of.name);
        }
    }

    /// A program whose key reads products and orders reads the feed as a viewer does, so it must see nothing else.
    #[test]
    fn a_viewer_sees_products_and_orders_alone() {
        for of in &EVENT_TYPES {
            let is_read = of.example().data.order_id.is_some() || of.example().data.product_id.is_some();
            assert_eq!(of.role == Role::Viewer, is_read, "{}", of.name);
        }
    }

    /// Whatever is published is listed, and whatever is listed is published.
    #[test]
    fn an_example_is_what_its_event_becomes() {
        for of in &EVENT_TYPES {
            let at = Timestamp::from_second(EXAMPLE_SECOND).expect("a time");
            let event = Event { id: EVENT, tenant: Some(TENANT), at, kind: of.example.clone() };
            let catalog = EventCatalog::default();
            let (found, payload) = catalog.payload(&event).expect("it is published");
            assert!(std::ptr::eq(found, of), "{}", of.name);
            assert_eq!(payload, of.example());
            let link = payload.link.expect("a link");
            assert!(link.len() > 40 && !link.contains("00000000-0000"), "{link}");
        }
    }

    #[test]
    fn a_payload_is_written_as_documented() {
        let catalog = EventCatalog::default();
        let of = catalog.named("order.shipped").expect("a type");
        assert_eq!(
            serde_json::to_string(&of.example()).expect("JSON"),
            "{\"id\":\"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012\",\"type\":\"order.shipped\",\"version\":1,\
             \"timestamp\":\"2026-11-24T09:30:00.000Z\",\"data\":{\"order_id\":\"019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60\",\
             \"previous_status\":\"confirmed\"},\"link\":\"/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60\"}"
        );
    }

    #[test]
    fn a_filter_takes_names_and_beginnings_and_no_mistakes() {
        let catalog = EventCatalog::default();
        let filter = catalog.filter("/types", "order.*, inventory.low").expect("a filter");
        let chosen: Vec<&str> = EVENT_TYPES.iter().map(|of| of.name).filter(|name| filter.chooses(name)).collect();
        assert_eq!(chosen.len(), 7, "{chosen:?}");
        assert!(TypeFilter::default().chooses("tenant.updated"));
        for wrong in ["", "order", "order*", "*", "ord.*", "order.placed,", "order.moved", "limit.near", "tenant.moved"]
        {
            assert!(catalog.filter("/types", wrong).is_err(), "{wrong:?}");
        }
    }
}
