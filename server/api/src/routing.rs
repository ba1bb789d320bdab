//! How operations are registered: once, together with their documentation, so that one that is not documented can't
//! exist. Who serves them and who describes them read the same list, and neither pays for the other: a process that
//! serves makes no part of the document, and holds no code that would.

use axum::{
    Router,
    http::Method,
    routing::{MethodFilter, MethodRouter},
};
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path,
    openapi::{
        RefOr,
        path::{HttpMethod, Paths},
        schema::Schema,
    },
};
use utoipa_axum::{
    PathItemExt,
    router::{OpenApiRouter, UtoipaMethodRouter},
};

use crate::state::ApiState;

/// Takes operations in, to serve or to describe them.
pub trait Routes: Sized {
    fn new() -> Self;

    /// Takes what the macro `routes` makes of handlers: one of its two halves is called, the other is never compiled.
    fn routes<S, D>(self, handlers: (S, D)) -> Self
    where
        S: FnOnce() -> Vec<Route>,
        D: FnOnce() -> UtoipaMethodRouter<ApiState>;

    fn merge(self, other: Self) -> Self;
}

/// Handlers of operations, whose names those of the functions are.
macro_rules! routes {
    ($($handler:ident),+ $(,)?) => {
        (
            || vec![$(utoipa_axum::paste! {
                $crate::routing::Route::new(
                    stringify!($handler),
                    <[<__path_ $handler>] as utoipa::Path>::path(),
                    &<[<__path_ $handler>] as utoipa::Path>::methods(),
                    |methods| axum::routing::on(methods, $handler),
                )
            }),+],
            || utoipa_axum::paste! { $crate::routing::described(&[$($crate::routing::describe::<[<__path_ $handler>]>),+]) },
        )
    };
}
pub(crate) use routes;

/// What the document says of operations on one path: without their handlers, so that the process which has the document
/// need not hold those of the others.
pub fn described(operations: &[fn(&mut Schemas, &mut Paths)]) -> UtoipaMethodRouter<ApiState> {
    let (mut schemas, mut paths) = (Schemas::new(), Paths::new());
    operations.iter().for_each(|describe| describe(&mut schemas, &mut paths));
    (schemas, paths, MethodRouter::new())
}

pub type Schemas = Vec<(String, RefOr<Schema>)>;

pub fn describe<P>(schemas: &mut Schemas, paths: &mut Paths)
where
    P: Path + SchemaReferences + for<'a> Tags<'a>,
{
    let mut operation = P::operation();
    let tags = P::tags();
    if !tags.is_empty() {
        operation.tags.get_or_insert_default().extend(tags.into_iter().map(str::to_owned));
    }
    P::schemas(schemas);
    paths.add_path_operation(P::path(), P::methods(), operation);
}

/// An operation as it is served.
pub struct Route {
    name: &'static str,
    path: String,
    methods: Vec<Method>,
    handler: MethodRouter<ApiState>,
}

impl Route {
    /// `path` is a template, `/products/{id}`.
    pub fn new(
        name: &'static str,
        path: String,
        methods: &[HttpMethod],
        handler: impl Fn(MethodFilter) -> MethodRouter<ApiState>,
    ) -> Self {
        let served =
            methods.iter().fold(MethodRouter::new(), |served, method| served.merge(handler(method.to_method_filter())));
        Self { name, path, methods: methods.iter().map(method).collect(), handler: served }
    }
}

fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// What an operation is called in logs and metrics, and how it is distinguished from the others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// The whole template, `/v1/products/{id}`.
    pub path: String,
    pub method: Method,
    pub name: &'static str,
}

/// Operations to serve.
pub struct Served(Vec<Route>);

impl Routes for Served {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn routes<S, D>(mut self, (serve, _): (S, D)) -> Self
    where
        S: FnOnce() -> Vec<Route>,
        D: FnOnce() -> UtoipaMethodRouter<ApiState>,
    {
        self.0.extend(serve());
        self
    }

    fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl Served {
    /// Returns a router with all of it, and adds their names to `names`: `prefix` is where the router will be nested.
    pub fn into_router(self, prefix: &str, names: &mut Vec<Named>) -> Router<ApiState> {
        self.0.into_iter().fold(Router::new(), |router, Route { name, path, methods, handler }| {
            names.extend(methods.into_iter().map(|method| Named { path: format!("{prefix}{path}"), method, name }));
            router.route(&path, handler)
        })
    }
}

/// Operations to describe.
impl Routes for OpenApiRouter<ApiState> {
    fn new() -> Self {
        OpenApiRouter::<ApiState>::new()
    }

    fn routes<S, D>(self, (_, describe): (S, D)) -> Self
    where
        S: FnOnce() -> Vec<Route>,
        D: FnOnce() -> UtoipaMethodRouter<ApiState>,
    {
        OpenApiRouter::routes(self, describe())
    }

    fn merge(self, other: Self) -> Self {
        OpenApiRouter::merge(self, other)
    }
}
