//! The OpenAPI document. Handlers bring their operations; here is what holds
//! for all of them, so that no handler can forget it.

mod defaults;
mod examples;
mod exported;
mod files;
mod headers;
mod nulls;
mod pages;
mod patches;
mod problem;
mod refusals;
mod scopes;
#[cfg(test)]
mod tests;
mod texts;
mod unused;
mod v3_0;
mod webhooks;

use axum::http::Method;
use serde_json::Value;
use utoipa::openapi::{
    ComponentsBuilder, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, ServerBuilder,
    path::Operation,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    tag::{Tag, TagBuilder},
};

pub use v3_0::Unsayable;

use crate::{resources::Kinds, routes::described};

/// Returns the document of all services.
pub fn openapi() -> OpenApi {
    openapi_of(&Kinds::built_in())
}

/// The same with the operations of other kinds than the built-in ones, too.
pub fn openapi_of(kinds: &Kinds) -> OpenApi {
    let mut document = described(kinds);
    complete(&mut document, kinds);
    document
}

/// The same as OpenAPI 3.0, for tools that read nothing newer.
pub fn openapi_3_0() -> Result<Value, Unsayable> {
    as_3_0(&openapi())
}

/// The same with the operations of other kinds than the built-in ones, too.
pub fn openapi_3_0_of(kinds: &Kinds) -> Result<Value, Unsayable> {
    as_3_0(&openapi_of(kinds))
}

/// A document as OpenAPI 3.0.
pub fn as_3_0(document: &OpenApi) -> Result<Value, Unsayable> {
    v3_0::document(serde_json::to_value(document).unwrap_or_default())
}

const ABOUT: &str = include_str!("openapi/about.md");
/// The license as an SPDX expression, as in Cargo.toml.
const LICENSE: &str = env!("CARGO_PKG_LICENSE");

/// Returns the document without paths: information, servers and security schemes.
pub fn head(kinds: &Kinds) -> OpenApi {
    let bearer = |text: &str| {
        let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(text));
        SecurityScheme::Http(http.build())
    };
    let api_key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("tnt_")
        .description(Some("The token of an API key, from POST /v1/api-keys, with the scopes that the operation names."))
        .build();
    let cookie = ApiKeyValue::with_description(
        "tenantry_refresh",
        "The refresh token of a browser session: HttpOnly, SameSite=Strict, sent to /v1/auth only.",
    );
    let components = ComponentsBuilder::new()
        .security_scheme("member", bearer("An access token of a member, from POST /v1/auth/signin."))
        .security_scheme("operator", bearer("An access token of an operator, from POST /v1/auth/operator/signin."))
        .security_scheme("api_key", SecurityScheme::Http(api_key))
        .security_scheme("refresh_cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Tenantry")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(LicenseBuilder::new().name(LICENSE).identifier(Some(LICENSE)).build()))
                .contact(Some(ContactBuilder::new().name(Some("The operator of your installation")).build()))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url("/").description(Some("The installation that serves this.")).build()]))
        .components(Some(components))
        .tags(Some(tags(kinds)))
        .build()
}

/// What the parts of the API are about.
fn tags(kinds: &Kinds) -> Vec<Tag> {
    let tag = |name: &str, text: &str| TagBuilder::new().name(name).description(Some(text)).build();
    let mut tags = vec![
        tag("auth", "Getting in and out: joining, confirming, sessions, lost passwords."),
        tag("tenants", "Companies: signing up, and what their admins change."),
        tag("people", "Members and invitations, for admins."),
        tag("api keys", "What programs sign in with, for admins."),
        tag("products", "The catalog and its stock."),
        tag("orders", "Orders, from placed to delivered."),
        tag("search", "One box for all that a company keeps."),
        tag("views", "Lists with their filters, under a name."),
        tag("sample data", "A small shop to look around in."),
        tag("insights", "Revenue, orders and top products."),
        tag("usage", "What a company used, and how much of its limits."),
        tag("audit", "Who did what, when."),
        tag("events", "What happened, for programs: a feed to read, and what webhooks bring."),
        tag(
            "webhooks",
            "Where events are sent to, and what became of it, for admins. Not on AWS yet: there it is 404.",
        ),
        tag("operator", "Running the installation. To members none of it exists."),
        tag("health", "For whatever watches the process."),
        tag("development", "Only on installations that keep mails to themselves."),
    ];
    tags.extend(kinds.served().iter().map(|entry| tag(&entry.kind.plural.replace('_', " "), entry.about)));
    tags
}

/// Adds what all operations share.
fn complete(document: &mut OpenApi, kinds: &Kinds) {
    exported::name(document, kinds);
    pages::tidy(document);
    texts::bound(document);
    patches::add(document);
    defaults::join(document);
    nulls::tidy(document);
    files::mark(document);
    open_to_anyone(document);
    scopes::explain(document);
    refusals::add(document);
    headers::add(document);
    examples::add(document);
    webhooks::add(document, kinds);
    unused::remove(document);
}

/// Nothing is needed: said by an empty list. A list with an empty requirement means the same, yet generators take it
/// for an operation that needs a token.
fn open_to_anyone(document: &mut OpenApi) {
    each_operation(document, |_, _, operation| {
        if let Some(ways) = &mut operation.security
            && ways.iter().all(|way| *way == SecurityRequirement::default())
        {
            ways.clear();
        }
    });
}

pub fn each_operation(document: &mut OpenApi, mut visit: impl FnMut(&str, Method, &mut Operation)) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            visit(path, method, operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::PATCH, &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}
