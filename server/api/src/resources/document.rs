//! What the OpenAPI document says of a kind's operations.

use serde_json::{Map, Value, json};
use tenantry_core::domain::resource::{Form, Kind};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, Ref, RefOr, Required, ResponseBuilder,
        path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths},
        request_body::{RequestBody, RequestBodyBuilder},
        schema::{
            ArrayBuilder, ArrayItems, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
        },
        security::SecurityRequirement,
    },
};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{Rest, operation_id};
use crate::{
    dto::{page::PageParams, scalar::Time},
    extract::{IfMatch, IfNoneMatch, RetryKey},
    routing::Schemas,
    state::ApiState,
};

/// What is said of a kind in words.
struct Words {
    noun: String,
    /// With its article.
    a_noun: String,
    nouns: String,
    read: &'static str,
    write: &'static str,
}

impl Words {
    fn of(kind: &Kind) -> Self {
        let (noun, nouns) = (kind.noun(), kind.plural.replace('_', " "));
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        Self { a_noun: format!("{article} {noun}"), noun, nouns, read: kind.read.name(), write: kind.write.name() }
    }
}

/// The list of a kind: reading it, and adding to it.
pub fn list<K: Rest>() -> UtoipaMethodRouter<ApiState> {
    let (words, path) = (Words::of(K::KIND), format!("/{}", K::KIND.plural));
    let Words { noun, a_noun, nouns, read, write } = &words;
    let mut schemas = schemas::<K>();
    let page = format!("{}Page", K::name());
    schemas.push((page.clone(), RefOr::T(page_schema(&K::name()).into())));
    let mut about = format!("{} Takes the role {read}. Newest first", K::ABOUT);
    let sorted = K::KIND.indexes.iter().map(|index| format!("by {}", index.name)).collect::<Vec<_>>();
    about.push_str(&if sorted.is_empty() { ".".to_owned() } else { format!(", or {}.", sorted.join(" or ")) });
    let params = PageParams::into_params(|| Some(ParameterIn::Query)).into_iter().chain(order_params(K::KIND));
    let list = operation::<K>("list", K::KIND.plural, format!("List {nouns}"), about, params)
        .response("200", answer(format!("A page of {nouns}."), &page));
    let limit = K::KIND.limit.map(|limit| format!(" The plan's {} bounds how many there are.", limit.name));
    let about = format!("Takes the role {write}.{}", limit.unwrap_or_default());
    let params = RetryKey::into_params(|| None);
    let create = operation::<K>("create", K::KIND.name, format!("Create {a_noun}"), about, params)
        .request_body(Some(body::<K>("application/json", None)))
        .response("201", answer(format!("The {noun} is created."), &K::name()));
    let mut paths = Paths::new();
    paths.add_path_operation(&path, vec![HttpMethod::Get], list);
    paths.add_path_operation(&path, vec![HttpMethod::Post], create);
    (schemas, paths, axum::routing::MethodRouter::new())
}

/// One record of a kind.
pub fn item<K: Rest>() -> UtoipaMethodRouter<ApiState> {
    let (words, path) = (Words::of(K::KIND), format!("/{}/{{id}}", K::KIND.plural));
    let Words { noun, a_noun, read, write, .. } = &words;
    let with_id = |more: Vec<Parameter>| std::iter::once(id_param()).chain(more);
    let conditional = || with_id([IfMatch::into_params(|| None), RetryKey::into_params(|| None)].concat());
    let of =
        |verb: &str, summary: String, about: String| operation::<K>(verb, K::KIND.name, summary, about, conditional());
    let now = || answer(format!("The {noun} as it is now."), &K::name());
    let get = with_id(IfNoneMatch::into_params(|| None));
    let get = operation::<K>("get", K::KIND.name, format!("Get {a_noun}"), format!("Takes the role {read}."), get)
        .response("200", answer(format!("The {noun}."), &K::name()));
    let about = format!("Takes the role {write}. What is left out is cleared, or what it is by default.");
    let replace = of("replace", format!("Replace {a_noun}"), about)
        .request_body(Some(body::<K>("application/json", None)))
        .response("200", now());
    let patch = example_of::<K::Draft>()
        .as_object()
        .and_then(|all| all.iter().next())
        .map(|(name, value)| Value::Object(Map::from_iter([(name.clone(), value.clone())])));
    let about = format!("A JSON merge patch (RFC 7396). Takes the role {write}.");
    let update = of("update", format!("Change {a_noun}"), about)
        .request_body(Some(body::<K>("application/merge-patch+json", patch)))
        .response("200", now());
    let gone = ResponseBuilder::new().description(format!("The {noun} is removed."));
    let remove = of("remove", format!("Remove {a_noun}"), format!("Takes the role {write}.")).response("204", gone);
    let mut paths = Paths::new();
    for (method, operation) in
        [(HttpMethod::Get, get), (HttpMethod::Put, replace), (HttpMethod::Patch, update), (HttpMethod::Delete, remove)]
    {
        paths.add_path_operation(&path, vec![method], operation);
    }
    (schemas::<K>(), paths, axum::routing::MethodRouter::new())
}

fn operation<K: Rest>(
    verb: &str,
    of: &str,
    summary: String,
    about: String,
    params: impl IntoIterator<Item = Parameter>,
) -> OperationBuilder {
    let none: [&str; 0] = [];
    let is_read = ["list", "get"].contains(&verb);
    let scope = K::KIND.scopes.map(|scopes| if is_read { scopes.read } else { scopes.write });
    let operation = OperationBuilder::new()
        .tag(K::KIND.plural.replace('_', " "))
        .operation_id(Some(operation_id(verb, of)))
        .summary(Some(summary))
        .description(Some(about))
        .parameters(Some(params))
        .security(SecurityRequirement::new("member", none));
    match scope {
        Some(scope) => operation.security(SecurityRequirement::new("api_key", [scope.name()])),
        None => operation,
    }
}

fn id_param() -> Parameter {
    let id = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
    ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True).schema(Some(id)).build()
}

/// How a list is sorted and bounded, for kinds that have another order than the newest first.
fn order_params(kind: &Kind) -> Vec<Parameter> {
    if kind.indexes.is_empty() {
        return Vec::new();
    }
    let names = || kind.indexes.iter().map(|index| index.name);
    let sorts: Vec<String> = names().map(str::to_owned).chain(names().map(|name| format!("-{name}"))).collect();
    let each = kind.indexes.iter().map(|index| format!("{}: {}", index.name, index.about)).collect::<Vec<_>>();
    let about =
        format!("Sorts by a key, after a - the largest first; records without it are left out. {}", each.join(" "));
    let query = |name: &str, about: &str, schema: ObjectBuilder| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(about))
            .schema(Some(schema.schema_type(Type::String)))
            .build()
    };
    let mut params = vec![
        query("sort", &about, ObjectBuilder::new().enum_values(Some(sorts))),
        query("from", "The smallest key of the list that sort names.", ObjectBuilder::new()),
        query("to", "The key that the list ends before.", ObjectBuilder::new()),
    ];
    if kind.indexes.iter().any(|index| index.form == Form::Text) {
        params.push(query("prefix", "What the keys begin with, in place of from and to.", ObjectBuilder::new()));
    }
    params
}

fn answer(about: String, schema: &str) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(schema))).build();
    ResponseBuilder::new().description(about).content("application/json", content).build()
}

fn body<K: Rest>(media: &str, example: Option<Value>) -> RequestBody {
    let schema = Ref::from_schema_name(K::Draft::name());
    let content = ContentBuilder::new().schema(Some(schema)).example(example).build();
    RequestBodyBuilder::new().required(Some(Required::True)).content(media, content).build()
}

/// Of a record, of what callers write, and of all that these refer to.
fn schemas<K: Rest>() -> Schemas {
    let mut schemas = Schemas::new();
    K::schemas(&mut schemas);
    K::Draft::schemas(&mut schemas);
    let id = uuid_schema();
    let mut record = object::<K>();
    let (fields, required) = (std::mem::take(&mut record.properties), std::mem::take(&mut record.required));
    let id_name = K::KIND.id_name();
    let whole: [(&str, RefOr<Schema>); 3] =
        [("version", version_schema()), ("created_at", Time::schema()), ("updated_at", Time::schema())];
    record.properties.insert(id_name.clone(), id);
    record.properties.extend(fields);
    record.properties.extend(whole.into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    record.required = std::iter::once(id_name.clone())
        .chain(required)
        .chain(["version", "created_at", "updated_at"].map(str::to_owned))
        .collect();
    if let Some(Value::Object(example)) = &mut record.example {
        example.insert(id_name, json!("019ab5d2-9b10-7d31-8e44-7c6b5a493821"));
        example.insert("version".to_owned(), json!(1));
        example.insert("created_at".to_owned(), json!("2026-11-24T11:00:00.000Z"));
        example.insert("updated_at".to_owned(), json!("2026-11-24T11:00:00.000Z"));
    }
    schemas.push((K::name().into_owned(), RefOr::T(Schema::Object(record))));
    schemas.push((K::Draft::name().into_owned(), K::Draft::schema()));
    schemas
}

fn object<T: PartialSchema>() -> Object {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object,
        // A value is an object by the contract of `Resource`.
        _ => Object::with_type(SchemaType::Type(Type::Object)),
    }
}

fn example_of<T: PartialSchema>() -> Value {
    object::<T>().example.unwrap_or_default()
}

fn uuid_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).into()
}

fn version_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .into()
}

fn page_schema(item: &str) -> Object {
    let cursor = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("Pass it as cursor, with the same filters, to get the next page."));
    ObjectBuilder::new()
        .description(Some("A page may be short and still have a cursor; without one, it is the last."))
        .property(
            "items",
            ArrayBuilder::new().items(ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))))),
        )
        .required("items")
        .property("next_cursor", cursor)
        .required("next_cursor")
        .build()
}
