//! Headers that keep an answer from being taken for more than it is
//! (OWASP ASVS 5.0, chapter 3.4).

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// JSON needs nothing: even if a browser shows it, it loads and runs nothing.
const API: &str = "default-src 'none'; frame-ancestors 'none'";

/// Pages that bring their own scripts and styles, as the docs do.
pub const PAGES: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Handlers may have set a policy or a cache rule of their own; those stand.
pub fn add(headers: &mut HeaderMap, https: bool) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    or_insert(headers, header::CONTENT_SECURITY_POLICY, API);
    or_insert(headers, header::CACHE_CONTROL, "no-store");
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

fn or_insert(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
