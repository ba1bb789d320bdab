//! The web app within the binary. Where it was not built, as on a machine
//! without npm, the server works all the same and says so.

use std::sync::Arc;

use rust_embed::Embed;
use tenantry_api::{StaticFile, WebApp};

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../client/dist"]
#[allow_missing = true]
struct Built;

struct Embedded;

impl WebApp for Embedded {
    fn file(&self, path: &str) -> Option<StaticFile> {
        let bytes = Built::get(path)?.data;
        let media_type = mime_guess::from_path(path).first_or_octet_stream();
        Some(StaticFile { bytes, media_type: media_type.to_string() })
    }
}

/// Returns `None` if the binary was built without it.
pub fn embedded() -> Option<Arc<dyn WebApp>> {
    Built::get("index.html").is_some().then(|| Arc::new(Embedded) as _)
}
