//! Pages are generic in code; in the document each gets a name of its own, as
//! ProductPage, and refers to its items instead of repeating them.

use utoipa::openapi::{
    OpenApi, Ref, RefOr,
    schema::{ArrayItems, Schema},
};

use super::each_operation;

const MADE: &str = "Page_";

pub fn tidy(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let made: Vec<String> = components.schemas.keys().filter(|name| name.starts_with(MADE)).cloned().collect();
    for name in made {
        let Some((item, mut page)) = name.strip_prefix(MADE).zip(components.schemas.remove(&name)) else { continue };
        refer(&mut page, item);
        components.schemas.insert(page_of(item), page);
    }
    each_operation(document, |_, _, operation| {
        for response in operation.responses.responses.values_mut() {
            let RefOr::T(response) = response else { continue };
            for content in response.content.values_mut() {
                if let RefOr::T(content) = content
                    && let Some(RefOr::Ref(target)) = &mut content.schema
                    && let Some((_, item)) = target.ref_location.split_once(MADE)
                {
                    *target = Ref::from_schema_name(page_of(item));
                }
            }
        }
    });
}

fn page_of(item: &str) -> String {
    format!("{item}Page")
}

fn refer(page: &mut RefOr<Schema>, item: &str) {
    if let RefOr::T(Schema::Object(page)) = page
        && let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items")
    {
        items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
    }
}
