//! The web app, where this process serves it: hashed assets that browsers may
//! keep for ever, and one page for every other address, since the app routes
//! within itself. On AWS a CDN does this.

use std::{borrow::Cow, sync::Arc};

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tower_http::compression::CompressionLayer;

use crate::{layers::security_headers, problem::Problem};

const PAGE: &str = "index.html";
/// The build names these files by their content.
const ASSETS: &str = "assets/";

/// The files of the built app.
pub trait WebApp: Send + Sync + 'static {
    /// By its path without a slash at the front.
    fn file(&self, path: &str) -> Option<StaticFile>;
}

pub struct StaticFile {
    pub bytes: Cow<'static, [u8]>,
    pub media_type: String,
}

/// Answers what no route of the API does.
pub fn routes<S: Clone + Send + Sync + 'static>(app: Arc<dyn WebApp>) -> Router<S> {
    let serve = async move |method: Method, uri: Uri, headers: HeaderMap| serve(&*app, &method, &uri, &headers);
    Router::new().fallback(serve).layer(CompressionLayer::new())
}

fn serve(app: &dyn WebApp, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let of_the_api = path == "v1" || path.starts_with("v1/");
    if of_the_api || !matches!(*method, Method::GET | Method::HEAD) {
        return Problem::not_found().into_response();
    }
    let is_page = path == PAGE || (!path.starts_with(ASSETS) && wants_a_page(headers));
    match app.file(if is_page { PAGE } else { path }) {
        Some(file) => answer(file, is_page),
        None => Problem::not_found().into_response(),
    }
}

fn wants_a_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn answer(file: StaticFile, is_page: bool) -> Response {
    let Ok(media_type) = HeaderValue::from_str(&file.media_type) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // The page names the assets of its build, so it is asked for each time.
    let cache = if is_page { "no-cache" } else { "public, max-age=31536000, immutable" };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::CONTENT_SECURITY_POLICY, security_headers::PAGES),
    ];
    (headers, file.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt;

    use super::*;

    struct Built;

    impl WebApp for Built {
        fn file(&self, path: &str) -> Option<StaticFile> {
            let (text, media_type) = match path {
                "index.html" => ("<!doctype html>", "text/html"),
                "assets/main-1a2b.js" => ("let x;", "text/javascript"),
                _ => return None,
            };
            Some(StaticFile { bytes: text.as_bytes().into(), media_type: media_type.to_owned() })
        }
    }

    async fn get(path: &str, accept: &str) -> (u16, String) {
        let request = Request::get(path).header("accept", accept).body(Body::empty()).expect("a request");
        let answer = routes::<()>(Arc::new(Built)).oneshot(request).await.expect("an answer");
        let cache = answer.headers().get("cache-control").map(|cache| cache.to_str().expect("text").to_owned());
        (answer.status().as_u16(), cache.unwrap_or_default())
    }

    #[tokio::test]
    async fn addresses_of_people_get_the_page_and_assets_are_kept_for_ever() {
        assert_eq!(get("/", "text/html").await, (200, "no-cache".to_owned()));
        assert_eq!(get("/orders/1?status=pending", "text/html,*/*").await, (200, "no-cache".to_owned()));
        assert_eq!(get("/assets/main-1a2b.js", "*/*").await.1, "public, max-age=31536000, immutable");
        // An asset that is gone must not be answered with a page.
        assert_eq!(get("/assets/main-old.js", "text/html").await.0, 404);
        assert_eq!(get("/v1/nothing", "text/html").await.0, 404);
        assert_eq!(get("/unknown", "application/json").await.0, 404);
    }
}
