//! Documentation for people: the operations, with a form to try them where that costs nothing, and what each problem
//! means. Everything it loads comes from this process.

mod operations;

use std::{
    io::Read,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing,
};
use flate2::read::DeflateDecoder;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use tenantry_core::domain::{action::ACTIONS, event_types::EventCatalog, kinds::built_in, resource::Kinds};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    layers::security_headers,
    openapi,
    problem::{Problem, Result, kinds},
};

pub fn routes<S: Clone + Send + Sync + 'static>(
    kinds: Kinds,
    document: impl FnOnce() -> OpenApi + Send + 'static,
) -> Router<S> {
    let document = Arc::new(LazyLock::new(move || Documents::of(&document())));
    let same = document.clone();
    // By default the document would be sent to a validator elsewhere.
    let config = Config::new(["/v1/openapi.json"]).validator_url("none").persist_authorization(false).filter(true);
    pages(kinds, Router::from(SwaggerUi::new("/v1/docs").config(config)))
        .route("/v1/openapi.json", routing::get(async move || json(document.current.clone())))
        .route("/v1/openapi-3.0.json", routing::get(async move || same.older.clone().map(json)))
}

/// The same for a function, which maps all of its program at each start: without the forms, whose scripts are a third of
/// it, and with the documents as they are committed (`cargo xtask openapi`) in place of the code that makes them.
pub fn committed() -> Router {
    let list = async || Html(layout("Operations", operations::list(&CURRENT)).into_string());
    let listed = Router::new().route("/v1/docs", routing::get(list)).route("/v1/docs/", routing::get(list));
    pages(built_in(), listed)
        .route("/v1/openapi.json", routing::get(async || json(CURRENT.clone())))
        .route("/v1/openapi-3.0.json", routing::get(async || json(OLDER.clone())))
}

// Packed by `build.rs`, and unpacked for the first who asks.
static CURRENT: LazyLock<Bytes> =
    LazyLock::new(|| unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.deflate"))));
static OLDER: LazyLock<Bytes> =
    LazyLock::new(|| unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/openapi-3.0.json.deflate"))));

fn unpacked(packed: &[u8]) -> Bytes {
    let mut document = Vec::new();
    // The build packed it; a test unpacks it.
    let _ = DeflateDecoder::new(packed).read_to_end(&mut document);
    document.into()
}

/// What is documented beside the operations.
fn pages<S: Clone + Send + Sync + 'static>(kinds: Kinds, operations: Router<S>) -> Router<S> {
    let actions = Html(layout("Actions", actions(&kinds)).into_string());
    let event_types = kinds.event_types();
    operations
        .route("/v1/docs/problems", routing::get(async || Html(layout("Problems", problems()).into_string())))
        .route("/v1/docs/actions", routing::get(async move || actions.clone()))
        .route(
            "/v1/docs/events",
            routing::get(async move || Html(layout("Events", events(&event_types)).into_string())),
        )
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, security_headers::PAGES))
}

/// The document in both versions, written once for all who ask.
struct Documents {
    current: Bytes,
    older: Result<Bytes>,
}

impl Documents {
    fn of(document: &OpenApi) -> Self {
        let unsayable = |error: openapi::Unsayable| {
            Problem::new(&kinds::INTERNAL, "the document can't be said in OpenAPI 3.0").caused_by(error.to_string())
        };
        let older = openapi::as_3_0(document).map(|older| older.to_string().into()).map_err(unsayable);
        Self { current: serde_json::to_vec(document).unwrap_or_default().into(), older }
    }
}

fn json(document: Bytes) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], document).into_response()
}

/// Where a process that serves no web app leads people.
pub fn front_door<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", routing::get(async || Redirect::temporary("/v1/docs/")))
}

fn problems() -> Markup {
    html! {
        p {
            "Every error response is " code { "application/problem+json" } " (RFC 9457) with a stable " code { "code" }
            ", the " code { "request_id" } " under which the operator finds it in the log, and, where fields are \
            wrong, " code { "errors" } " with JSON pointers. These are all codes there are."
        }
        @for kind in kinds::ALL {
            section id=(kind.code) {
                h2 { code { (kind.code) } " " span.meta { (kind.status) } }
                p { (kind.title) ". " (kind.remedy) }
            }
        }
    }
}

fn actions(kinds: &Kinds) -> Markup {
    let mut actions: Vec<(&str, &str)> = ACTIONS.to_vec();
    actions.extend(kinds.all().flat_map(|kind| kind.actions));
    actions.sort_unstable();
    html! {
        p {
            "Every entry of the audit log has a stable " code { "action" } ". These are all names there are; new ones \
            are added, and none changes its meaning."
        }
        @for (name, meaning) in actions {
            section id=(name) {
                h2 { code { (name) } }
                p { (meaning) }
            }
        }
    }
}

fn events(known: &EventCatalog) -> Markup {
    html! {
        p {
            "What " code { "GET /v1/events" } " lists and webhooks bring. A type never changes its meaning; fields may be \
            added to " code { "data" } " within a version, and new types are added, so ignore what you do not know. An \
            event holds ids and no personal values: read the rest at its " code { "link" } "."
        }
        @for of in known.all() {
            section id=(of.name) {
                h2 { code { (of.name) } " " span.meta { "version " (of.version) ", since " (of.since) } }
                p { (of.description) " Seen with the role " (of.role.name()) "." }
                pre { (serde_json::to_string_pretty(&of.example()).unwrap_or_default()) }
            }
        }
    }
}

/// A page of ours: no script, light or dark as the reader's system is.
pub fn layout(title: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " - Tenantry" }
                style { (PreEscaped(STYLE)) }
            }
            body { main { h1 { (title) } (content) } }
        }
    }
}

const STYLE: &str = "
:root { color-scheme: light dark; --line: light-dark(#d8dce2, #3a404a); --quiet: light-dark(#5b6470, #a3acb8);
        --link: light-dark(#0b57d0, #8ab4f8); }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; background: light-dark(#fff, #14171c);
       color: light-dark(#1b1f24, #e6e9ee); }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.05rem; margin: 0 0 .25rem; }
section, article { border-top: 1px solid var(--line); padding: 1rem 0; }
section:target { border-left: 4px solid var(--link); padding-left: .75rem; }
p { margin: .25rem 0; } .meta { color: var(--quiet); font-weight: normal; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; }
a { color: var(--link); }
input, button { font: inherit; padding: .3rem .6rem; } form { margin: 0 0 1.5rem; }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_of_functions_are_those_that_are_committed() {
        assert!(*CURRENT == include_bytes!("../../../docs/openapi.json")[..]);
        assert!(*OLDER == include_bytes!("../../../docs/openapi-3.0.json")[..]);
    }
}
