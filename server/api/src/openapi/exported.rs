//! An export holds records of the declared kinds, too, so their names are among those of what is exported.

use utoipa::openapi::{OpenApi, RefOr, schema::Schema};

use crate::resources::Kinds;

/// The schema of these names.
const NAMES: &str = "ExportedKind";

pub fn name(document: &mut OpenApi, kinds: &Kinds) {
    let schemas = &mut document.components.get_or_insert_default().schemas;
    let Some(RefOr::T(Schema::Object(names))) = schemas.get_mut(NAMES) else { return };
    let known = names.enum_values.get_or_insert_default();
    for kind in kinds.declared().all().filter(|kind| !known.contains(&kind.name.into())).collect::<Vec<_>>() {
        known.push(kind.name.into());
    }
}
