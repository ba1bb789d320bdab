//! How browsers and proxies meet the server.

use std::{fmt, str::FromStr};

use axum::http::Uri;
use clap::Args;

#[derive(Args, Debug)]
#[command(next_help_heading = "Web")]
pub struct Web {
    /// Where people reach the installation; mailed links and tokens name it. Default: the address that is listened on.
    #[arg(long, env = "TENANTRY_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// An origin whose pages may call the API; repeat it, or separate by commas.
    #[arg(long, env = "TENANTRY_CORS_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    pub cors_origin: Vec<Origin>,
    /// Take the caller's address from X-Forwarded-For: only behind a proxy that sets it.
    #[arg(long, env = "TENANTRY_TRUST_FORWARDED_FOR")]
    pub trust_forwarded_for: bool,
    /// Send cookies over TLS only. Implied by a public URL that is https, and by --tls-cert.
    #[arg(long, env = "TENANTRY_SECURE_COOKIES")]
    pub secure_cookies: bool,
}

impl Web {
    pub fn secure_cookies(&self) -> bool {
        self.secure_cookies || self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }
}

/// A scheme and an authority, perhaps with a path; never a slash at the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicUrl(String);

impl PublicUrl {
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let why = || "must be like https://shop.example.com".to_owned();
        let url: Uri = text.parse().map_err(|_| why())?;
        let sound = matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some() && url.query().is_none();
        if sound { Ok(Self(text.trim_end_matches('/').to_owned())) } else { Err(why()) }
    }
}

/// A web origin (RFC 6454): scheme, host and port, nothing more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin(String);

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "*" {
            return Err("every origin is not an origin: list the ones that you trust".into());
        }
        let why = || "must be scheme, host and port only, like https://shop.example.com".to_owned();
        let url: Uri = text.parse().map_err(|_| why())?;
        let bare = matches!(url.scheme_str(), Some("http" | "https"))
            && url.host().is_some()
            && url.path_and_query().is_none_or(|path| path == "/")
            && !text.ends_with('/');
        if bare { Ok(Self(text.to_owned())) } else { Err(why()) }
    }
}
