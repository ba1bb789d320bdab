//! Types of events as the requests that they are sent with, by the specification of Standard Webhooks: Tenantry's own, and
//! those that the kinds of the installation declare.

use serde_json::json;
use tenantry_core::domain::event_types::{EventCatalog, EventType};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, OpenApi, PathItem, Ref, RefOr, Required, ResponseBuilder,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathsBuilder},
    request_body::RequestBodyBuilder,
    schema::{KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type},
};

use crate::resources::Kinds;

const HEADERS: [(&str, &str, &str); 3] = [
    ("webhook-id", "The id of the event, the same at each try.", "019ab5d2-8e12-7001-9a4b-5c6d7e8f9012"),
    ("webhook-timestamp", "When this try was signed, in seconds since 1970.", "1795512600"),
    (
        "webhook-signature",
        "Signatures separated by blanks, each v1, and the Base64 of HMAC-SHA256 over id.timestamp.body; one of them is \
         by your secret. While a secret is rotated there are two.",
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
];

/// The schema of what an event is about.
const DATA: &str = "EventData";
/// The schemas of requests in which an endpoint chooses types.
const CHOOSING: [&str; 2] = ["NewWebhookEndpoint", "WebhookEndpointPatch"];

pub fn add(document: &mut OpenApi, kinds: &Kinds) {
    let known = kinds.declared().event_types();
    let paths = known
        .all()
        .fold(PathsBuilder::new(), |paths, of| paths.path(of.name, PathItem::new(HttpMethod::Post, operation(of))));
    document.webhooks = Some(paths.build());
    if let Some(data) = object(document, DATA) {
        describe(data, &known);
    }
    for name in CHOOSING {
        if let Some(request) = object(document, name)
            && let Some(RefOr::T(Schema::Array(types))) = request.properties.get_mut("event_types")
        {
            types.max_items = Some(known.count());
        }
    }
}

fn object<'a>(document: &'a mut OpenApi, name: &str) -> Option<&'a mut Object> {
    match document.components.as_mut()?.schemas.get_mut(name)? {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}

/// Names the fields of events about records: that of the kind, and for each kind that of the id.
fn describe(data: &mut Object, known: &EventCatalog) {
    let mut names: Vec<&str> = known.all().filter_map(|of| of.of_kind).map(|kind| kind.name).collect();
    names.dedup();
    if names.is_empty() {
        return;
    }
    let kind = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Of events about records of these kinds."))
        .enum_values(Some(names.clone()));
    data.properties.insert("kind".to_owned(), kind.into());
    for name in names {
        let id = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .description(Some(format!("Of {name}.*")));
        data.properties.insert(format!("{name}_id"), id.into());
    }
}

fn operation(of: &EventType) -> Operation {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("EventPayload")))
        .example(Some(json!(of.example())))
        .build();
    let body = RequestBodyBuilder::new().required(Some(Required::True)).content("application/json", content).build();
    let answer = |text: &str| ResponseBuilder::new().description(text).build();
    let about = format!(
        "{} Version {} of its data, since Tenantry {}. Answer within 15 seconds; anything but 2xx is tried again.",
        of.description, of.version, of.since
    );
    let operation = OperationBuilder::new()
        .operation_id(Some(format!("on_{}", of.name.replace('.', "_"))))
        .summary(Some(of.name))
        .description(Some(about))
        .tag("events")
        .securities(Some([]))
        .request_body(Some(body))
        .response("200", answer("It is taken; so does any other 2xx say."))
        .response("410", answer("Nothing more is to be sent here: the endpoint is disabled."));
    HEADERS.into_iter().fold(operation, |operation, header| operation.parameter(parameter(header))).build()
}

fn parameter((name, description, example): (&str, &str, &str)) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .example(Some(json!(example)))
        .build()
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::Value;
    use tenantry_core::{
        Result,
        domain::resource::{Context, Kind, Record, Resource},
    };
    use utoipa::ToSchema;

    use crate::{Kinds, Rest, openapi, openapi_of};

    #[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
    #[schema(example = json!({"text": "Call back"}))]
    struct Note {
        text: String,
    }

    #[derive(Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[schema(example = json!({"text": "Call back"}))]
    struct NoteDraft {
        #[schema(max_length = 100)]
        text: String,
    }

    impl Resource for Note {
        const KIND: &'static Kind = &Kind {
            fields: &["text"],
            events: &["note.created", "note.removed"],
            ..Kind::new(
                "note",
                "notes",
                [("note.created", "It is new."), ("note.updated", "It changed."), ("note.removed", "It is gone.")],
            )
        };
        type Draft = NoteDraft;
        type Secret = ();

        fn judge(NoteDraft { text }: NoteDraft, _: Option<&Record<Self>>, _: &Context<'_>) -> Result<Self> {
            Ok(Self { text })
        }
    }

    impl Rest for Note {
        const ABOUT: &'static str = "Notes.";
    }

    #[test]
    fn the_events_of_a_kind_are_documented_and_change_nothing_else() {
        let of = |document| -> Value { serde_json::to_value(document).expect("JSON") };
        let (own, more) = (of(openapi()), of(openapi_of(&Kinds::built_in().with::<Note>())));
        let webhooks = more["webhooks"].as_object().expect("webhooks");
        let new: Vec<&str> =
            webhooks.keys().filter(|name| own["webhooks"].get(name).is_none()).map(String::as_str).collect();
        assert_eq!(new, ["note.created", "note.removed"]);
        assert!(own["webhooks"].as_object().expect("webhooks").iter().all(|(name, of)| webhooks[name] == *of));
        let post = &webhooks["note.created"]["post"];
        assert!(post["description"].as_str().is_some_and(|about| about.starts_with("It is new. ")), "{post}");
        let example = &post["requestBody"]["content"]["application/json"]["example"];
        let id = example["data"]["note_id"].as_str().expect("an id");
        assert_eq!(example["data"]["kind"], "note");
        assert_eq!(example["link"], format!("/v1/notes/{id}"));

        let data = |document: &Value| document["components"]["schemas"]["EventData"]["properties"].clone();
        assert_eq!(data(&more)["kind"]["enum"], serde_json::json!(["note"]));
        assert_eq!(data(&more)["note_id"]["format"], "uuid");
        assert!(data(&own).get("kind").is_none());
        for name in super::CHOOSING {
            let most = |document: &Value| {
                document["components"]["schemas"][name]["properties"]["event_types"]["maxItems"].as_u64()
            };
            assert_eq!((most(&own), most(&more)), (Some(25), Some(27)), "{name}");
        }
    }
}
