//! Types of events as the requests that they are sent with, by the specification of Standard Webhooks.

use serde_json::json;
use tenantry_core::domain::event_types::{EVENT_TYPES, EventType};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, OpenApi, PathItem, Ref, Required, ResponseBuilder,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathsBuilder},
    request_body::RequestBodyBuilder,
    schema::{ObjectBuilder, Type},
};

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

pub fn add(document: &mut OpenApi) {
    let paths = EVENT_TYPES
        .iter()
        .fold(PathsBuilder::new(), |paths, of| paths.path(of.name, PathItem::new(HttpMethod::Post, operation(of))));
    document.webhooks = Some(paths.build());
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
