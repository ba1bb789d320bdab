//! The cookie that carries a browser's refresh token. Scripts can't read it
//! (HttpOnly), other sites can't make the browser send it (SameSite=Strict),
//! and it is sent nowhere but to the auth operations.

use axum::http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    config::ApiConfig,
    problem::{Problem, Result, kinds},
};

const NAME: &str = "tenantry_refresh";

pub fn carrying(token: &SecretString, max_age_s: u64, config: &ApiConfig) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(cookie(token.expose_secret(), max_age_s, config.secure_cookies)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

pub fn cleared(config: &ApiConfig) -> Option<HeaderValue> {
    HeaderValue::try_from(cookie("", 0, config.secure_cookies)).ok()
}

fn cookie(value: &str, max_age_s: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}={value}; Path=/v1/auth; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}")
}

/// The token in the cookie, if the request came from our own pages.
pub fn carried(headers: &HeaderMap, config: &ApiConfig) -> Result<Option<SecretString>> {
    let Some(token) = read(headers) else { return Ok(None) };
    if is_from_elsewhere(headers, &config.cors_origins) {
        return Err(Problem::new(&kinds::CROSS_SITE, "a session cookie is not taken from a page of another site"));
    }
    Ok(Some(token))
}

fn read(headers: &HeaderMap) -> Option<SecretString> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    texts
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty())
        .map(|(_, value)| value.into())
}

/// SameSite is the first wall; this is the second, for browsers without the
/// first and for pages on sibling domains, which count as the same site.
fn is_from_elsewhere(headers: &HeaderMap, listed: &[String]) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return true;
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let Ok(origin) = origin.to_str() else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
    !own && !listed.iter().any(|listed| listed == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn the_cookie_has_every_guard() {
        let token = SecretString::from("abc");
        let config = |secure_cookies| ApiConfig { secure_cookies, ..ApiConfig::default() };
        assert_eq!(
            carrying(&token, 3600, &config(true)).expect("a header"),
            "tenantry_refresh=abc; Path=/v1/auth; Max-Age=3600; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            cleared(&config(false)).expect("a header"),
            "tenantry_refresh=; Path=/v1/auth; Max-Age=0; HttpOnly; SameSite=Strict"
        );
    }

    #[test]
    fn it_is_found_among_others() {
        let of = |cookies| read(&headers(&[("cookie", cookies)])).map(|token| token.expose_secret().to_owned());
        assert_eq!(of("a=1; tenantry_refresh=abc; b=2").as_deref(), Some("abc"));
        assert_eq!(of("xtenantry_refresh=abc"), None);
        assert_eq!(of("tenantry_refresh="), None);
    }

    #[test]
    fn it_is_taken_from_our_own_pages_only() {
        let config = ApiConfig { cors_origins: vec!["https://app.example".to_owned()], ..ApiConfig::default() };
        let taken = |more: &[(&'static str, &'static str)]| {
            let mut all = headers(&[("cookie", "tenantry_refresh=abc"), ("host", "shop.example:8080")]);
            all.extend(headers(more));
            carried(&all, &config).map(|token| token.is_some()).map_err(|problem| problem.kind().code)
        };
        assert_eq!(taken(&[]), Ok(true));
        assert_eq!(taken(&[("origin", "http://shop.example:8080"), ("sec-fetch-site", "same-origin")]), Ok(true));
        assert_eq!(taken(&[("origin", "https://app.example")]), Ok(true));
        for elsewhere in ["http://shop.example", "https://evil.example", "null"] {
            assert_eq!(taken(&[("origin", elsewhere)]), Err("cross_site"), "{elsewhere}");
        }
        assert_eq!(taken(&[("sec-fetch-site", "cross-site")]), Err("cross_site"));
    }
}
