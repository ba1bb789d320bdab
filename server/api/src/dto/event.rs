//! Events as they leave the installation: on a page of the feed, alone, and as the body of a webhook.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    Result as Checked,
    domain::{
        event_types::{EventCatalog, EventData, EventType, Payload, RecordData, TypeFilter},
        page::PageRequest,
        text::Check,
    },
    usecases::{FeedPage, FeedQuery},
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    names::RoleName,
    page::bounded,
    scalar::{Time, instant},
};

/// What of the feed is read.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedParams {
    /// Only these types: names separated by commas, as order.placed,inventory.low; order.* means all of order.
    #[param(min_length = 1, max_length = 1000, example = "order.*,inventory.low")]
    types: Option<String>,
    /// Where to begin without a cursor: with the first event at or after this instant (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    #[serde(default, deserialize_with = "instant")]
    since: Option<Timestamp>,
    /// Events per page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// The next_cursor of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl FeedParams {
    pub fn read(self, known: &EventCatalog) -> Checked<(FeedQuery, PageRequest)> {
        let Self { types, since, limit, cursor } = self;
        let mut check = Check::default();
        let page = bounded(&mut check, limit, cursor);
        if since.is_some() && page.cursor.is_some() {
            check.refuse("/since", "exclusive", "can't be combined with cursor, which says where to go on");
        }
        let types = match types.as_deref().map(|types| known.filter("/types", types)).transpose() {
            Ok(types) => types.unwrap_or_default(),
            Err(tenantry_core::Error::Invalid(errors)) => {
                check.errors.extend(errors);
                TypeFilter::default()
            }
            Err(other) => return Err(other),
        };
        check.done((FeedQuery { types, since }, page))
    }
}

/// One event. It holds ids and no personal values; read the rest at its link. The body of a webhook is the same.
#[derive(Serialize, ToSchema)]
#[schema(as = EventPayload, example = json!({
    "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012", "type": "order.shipped", "version": 1,
    "timestamp": "2026-11-24T09:30:00.000Z",
    "data": {"order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60", "previous_status": "confirmed"},
    "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
}))]
pub struct EventResponse<'a> {
    /// The same each time that the event is sent: skip what you have handled.
    id: Uuid,
    /// The name of its type, as order.placed; GET /v1/event-types lists all. New ones are added within /v1.
    r#type: &'a str,
    /// The version of the type's data.
    version: u32,
    timestamp: Time,
    data: EventDataResponse<'a>,
    /// The path of the operation that reads what it is about, as it is now.
    // Only a record that no operation shows has none, and then the document lists no type that is about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required, value_type = String)]
    link: Option<&'a str>,
}

/// What an event is about; each type has some of these.
#[derive(Serialize, ToSchema)]
#[schema(as = EventData)]
struct EventDataResponse<'a> {
    /// Of order.*
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order_id: Option<Uuid>,
    /// Of order.confirmed, shipped, delivered and cancelled: the status before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    previous_status: Option<&'a str>,
    /// Of product.* and inventory.*
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    product_id: Option<Uuid>,
    /// Of inventory.low: the threshold in units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    threshold: Option<u64>,
    /// Of member.*
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    member_id: Option<Uuid>,
    /// Of api_key.*
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    api_key_id: Option<Uuid>,
    /// Of tenant.*
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tenant_id: Option<Uuid>,
    // The document names its fields where the kinds of the installation have events (`openapi::webhooks`).
    #[serde(flatten)]
    #[schema(ignore)]
    record: Option<RecordData>,
}

impl<'a> EventResponse<'a> {
    pub fn of(payload: &'a Payload) -> Self {
        let Payload { id, r#type, version, timestamp, data, link } = payload;
        let EventData { order_id, previous_status, product_id, threshold, member_id, api_key_id, tenant_id, record } =
            data;
        let data = EventDataResponse {
            order_id: order_id.map(|id| id.0),
            previous_status: *previous_status,
            product_id: product_id.map(|id| id.0),
            threshold: *threshold,
            member_id: member_id.map(|id| id.0),
            api_key_id: api_key_id.map(|id| id.0),
            tenant_id: tenant_id.map(|id| id.0),
            record: *record,
        };
        Self { id: id.0, r#type, version: *version, timestamp: Time(*timestamp), data, link: link.as_deref() }
    }
}

/// A page of the feed, oldest first. Unlike that of other lists, its cursor never ends.
#[derive(Serialize, ToSchema)]
#[schema(as = EventFeed, example = json!({
    "items": [{
        "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012", "type": "order.shipped", "version": 1,
        "timestamp": "2026-11-24T09:30:00.000Z",
        "data": {"order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60", "previous_status": "confirmed"},
        "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
    }],
    "next_cursor": "eyJkYXRhIjp7Im1hcmsiOiIwMTlhYjVkMiJ9fQ", "has_more": false
}))]
pub struct FeedResponse<'a> {
    items: Vec<EventResponse<'a>>,
    /// Keep it, and pass it as cursor, with the same types, to get what follows: now if has_more, else later.
    next_cursor: &'a str,
    /// Whether there may be more already.
    has_more: bool,
}

impl<'a> FeedResponse<'a> {
    pub fn of(page: &'a FeedPage) -> Self {
        let FeedPage { items, next_cursor, has_more } = page;
        Self { items: items.iter().map(EventResponse::of).collect(), next_cursor, has_more: *has_more }
    }
}

/// A type of events.
#[derive(Serialize, ToSchema)]
#[schema(as = EventType, example = json!({
    "type": "order.placed", "version": 1, "since": "0.2.0", "description": "An order was placed.", "role": "viewer",
    "example": {
        "id": "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012", "type": "order.placed", "version": 1,
        "timestamp": "2026-11-24T09:30:00.000Z",
        "data": {"order_id": "019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"},
        "link": "/v1/orders/019ab5d2-8e11-7c00-8aa1-1b2c3d4e5f60"
    }
}))]
struct EventTypeResponse {
    /// Its name, which never changes its meaning.
    r#type: &'static str,
    /// The version of its data. Fields may be added within one.
    version: u32,
    /// The first release of Tenantry that has it.
    since: &'static str,
    /// When it happens.
    description: &'static str,
    /// The least role that sees it in the feed.
    #[schema(value_type = RoleName)]
    role: &'static str,
    #[schema(value_type = EventResponse<'static>)]
    example: Payload,
}

/// All types of events.
#[derive(Serialize, ToSchema)]
#[schema(as = EventTypeList)]
pub struct EventTypesResponse {
    items: Vec<EventTypeResponse>,
}

impl EventTypesResponse {
    pub fn of(known: &EventCatalog) -> Self {
        let of = |of: &EventType| EventTypeResponse {
            r#type: of.name,
            version: of.version,
            since: of.since,
            description: of.description,
            role: of.role.name(),
            example: of.example(),
        };
        Self { items: known.all().map(of).collect() }
    }
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::{kinds::built_in, resource::Kind};

    use super::*;

    static NOTE: Kind = Kind {
        events: &["note.created"],
        ..Kind::new(
            "note",
            "notes",
            [("note.created", "New."), ("note.updated", "Changed."), ("note.removed", "Gone.")],
        )
    };

    /// A webhook is written by core, a page of the feed here.
    #[test]
    fn an_event_reads_the_same_however_it_is_sent() {
        let (shown, hidden) = (built_in().with_path(&NOTE).event_types(), built_in().with(&NOTE).event_types());
        assert!(shown.named("note.created").is_some());
        for of in shown.all().chain(hidden.all()) {
            let payload = of.example();
            let sent = serde_json::to_string(&payload).expect("JSON");
            assert_eq!(serde_json::to_string(&EventResponse::of(&payload)).expect("JSON"), sent);
        }
    }
}
