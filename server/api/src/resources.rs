//! Declared kinds over HTTP: six operations of each, registered with their documentation as those that are written out.

mod document;
mod handlers;

use axum::routing::on;
use tenantry_core::domain::{
    kinds::built_in,
    resource::{self, Kind, Resource},
};
use utoipa::{ToSchema, openapi::path::HttpMethod};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    routing::{Route, Routes, Served},
    state::ApiState,
};

/// What the API says of a kind beside its declaration. The schema of the type describes the fields that are shown, that
/// of its draft those that callers write; each brings an example.
pub trait Rest: Resource<Draft: ToSchema> + ToSchema {
    /// What records of the kind are, in a sentence or two.
    const ABOUT: &'static str;
}

/// The kinds that an installation keeps and serves. [`Kinds::declared`] goes into the settings of the application, all of
/// it into [`ApiConfig`](crate::ApiConfig).
#[derive(Clone)]
pub struct Kinds {
    declared: resource::Kinds,
    served: Vec<Entry>,
}

#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub kind: &'static Kind,
    pub about: &'static str,
    pub serve: fn() -> Served,
    pub describe: fn() -> OpenApiRouter<ApiState>,
}

impl Kinds {
    /// Returns those that every installation has.
    pub fn built_in() -> Self {
        Self { declared: built_in(), served: Vec::new() }
    }

    /// Adds a kind with its operations.
    ///
    /// # Panics
    /// Where its declaration is not sound, or contradicts one that is there.
    #[must_use]
    pub fn with<K: Rest>(mut self) -> Self {
        self.declared = self.declared.with_path(K::KIND);
        self.served.push(Entry {
            kind: K::KIND,
            about: K::ABOUT,
            serve: routes::<K, Served>,
            describe: routes::<K, _>,
        });
        self
    }

    /// Returns the list of all kinds, for the application.
    pub fn declared(&self) -> resource::Kinds {
        self.declared.clone()
    }

    /// Lists those whose operations are made here.
    pub(crate) fn served(&self) -> &[Entry] {
        &self.served
    }

    /// Finds a kind that is served here and that the application does not know: its records would be left out of what
    /// walks the kinds.
    pub(crate) fn unknown_to(&self, known: &resource::Kinds) -> Option<&'static str> {
        self.served.iter().map(|entry| entry.kind.name).find(|name| known.find(name).is_none())
    }
}

impl Default for Kinds {
    fn default() -> Self {
        Self::built_in()
    }
}

fn routes<K: Rest, R: Routes>() -> R {
    let list = format!("/{}", K::KIND.plural);
    let item = format!("{list}/{{id}}");
    let (one, many) = (K::KIND.name, K::KIND.plural);
    let route = |verb: &str, of: &str, path: &str, method| (operation_id(verb, of), path.to_owned(), method);
    let create = route("create", one, &list, HttpMethod::Post);
    let (get, replace) = (route("get", one, &item, HttpMethod::Get), route("replace", one, &item, HttpMethod::Put));
    let (update, remove) =
        (route("update", one, &item, HttpMethod::Patch), route("remove", one, &item, HttpMethod::Delete));
    let lists = route("list", many, &list, HttpMethod::Get);
    R::new()
        .routes((
            || {
                vec![
                    served(lists, |methods| on(methods, handlers::list::<K>)),
                    served(create, |methods| on(methods, handlers::create::<K>)),
                ]
            },
            document::list::<K>,
        ))
        .routes((
            || {
                vec![
                    served(get, |methods| on(methods, handlers::get::<K>)),
                    served(replace, |methods| on(methods, handlers::change::<K>)),
                    served(update, |methods| on(methods, handlers::change::<K>)),
                    served(remove, |methods| on(methods, handlers::remove::<K>)),
                ]
            },
            document::item::<K>,
        ))
}

fn served(
    (name, path, method): (String, String, HttpMethod),
    handler: impl Fn(axum::routing::MethodFilter) -> axum::routing::MethodRouter<ApiState>,
) -> Route {
    // A router is made once for each start, and logs and metrics name an operation by a text that outlives it.
    Route::new(name.leak(), path, &[method], handler)
}

/// Returns the name of an operation, as `list_appointments`.
fn operation_id(verb: &str, of: &str) -> String {
    format!("{verb}_{of}")
}
