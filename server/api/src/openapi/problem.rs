//! The schema of a problem.

use utoipa::openapi::{
    KnownFormat, RefOr, SchemaFormat,
    schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, Type},
};

use crate::problem::kinds;

/// RFC 9457 with our members; more may come with single codes.
pub fn schema() -> RefOr<Schema> {
    let text = |about: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    let whole = || ObjectBuilder::new().schema_type(Type::Integer);
    let reference = SchemaFormat::Custom("uri-reference".to_owned());
    let codes: Vec<&str> = kinds::ALL.iter().map(|kind| kind.code).collect();
    let error = ObjectBuilder::new()
        .property("pointer", text("JSON pointer (RFC 6901) into the body, or / and the parameter's name."))
        .required("pointer")
        .property("code", text("Stable."))
        .required("code")
        .property("detail", text("For people."))
        .required("detail");
    ObjectBuilder::new()
        .description(Some("A problem (RFC 9457). Single codes add members, as limit, max, used, next or available."))
        .property("type", text("Where the code is explained.").format(Some(reference)))
        .required("type")
        .property("title", text("The same for each problem of the code."))
        .required("title")
        .property("status", whole().minimum(Some(400)).maximum(Some(599)))
        .required("status")
        .property("detail", text("What is wrong with this very request."))
        .required("detail")
        .property("code", text("Stable.").enum_values(Some(codes)))
        .required("code")
        .property("request_id", text("Under this id the operator finds the request in the log."))
        .required("request_id")
        .property("errors", ArrayBuilder::new().items(error))
        .property("retry_after_s", whole())
        .property("current", text("The present entity tag, of code stale or weak_tag."))
        .property(
            "conflicting",
            ObjectBuilder::new()
                .description(Some("The other record that is in the way, of a name or address that is taken."))
                .property("id", text("Its id.").format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))))
                .required("id")
                .property("name", text("What people call it."))
                .required("name"),
        )
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .into()
}
