//! Where a request comes from, for slowing down the guessing of passwords.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, HeaderName, request::Parts},
};

use crate::state::ApiState;

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The network prefix that one household or host has, not a full address.
pub struct ClientAddress(pub String);

impl FromRequestParts<ApiState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        Ok(ClientAddress(of(&parts.headers, &parts.extensions, state.config.trust_forwarded_for)))
    }
}

/// Returns the network that calls are counted by: an IPv4 address, an IPv6 /64, or `unknown`.
pub fn of(headers: &HeaderMap, extensions: &Extensions, trust_forwarded_for: bool) -> String {
    let forwarded = trust_forwarded_for.then(|| forwarded(headers)).flatten();
    let peer = || extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    forwarded.or_else(peer).map_or_else(|| "unknown".to_owned(), network)
}

/// The last entry is the one that our own proxy wrote; those before it are
/// whatever the caller claimed.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get_all(&FORWARDED_FOR).iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// A host has one IPv4 address but a whole /64 of IPv6 (RFC 6177).
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_proxy_wrote_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert(&FORWARDED_FOR, axum::http::HeaderValue::from_static("1.1.1.1, 203.0.113.7"));
        assert_eq!(forwarded(&headers).map(network).as_deref(), Some("203.0.113.7"));
        let v6: IpAddr = "2001:db8:1:2:3:4:5:6".parse().expect("an address");
        assert_eq!(network(v6), "2001:db8:1:2::/64");
        assert_eq!(network("::ffff:203.0.113.7".parse().expect("an address")), "203.0.113.7");
    }
}
