//! What CloudFront says of a request: that it came through there, and from which address. API Gateway itself sees
//! only an address of CloudFront, and anybody may call it.
//!
//! CloudFront writes both headers over whatever the viewer sent (`infra/stacks/edge.yaml`). The secrets that prove it
//! are variables of the gateway's stage (`infra/stacks/api.yaml`), so no container has to fetch them.

use std::net::IpAddr;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
};
use lambda_http::RequestExt;
use tenantry_api::PastEdge;

/// The header that holds the secret of CloudFront's origin.
const PROOF: HeaderName = HeaderName::from_static("x-tenantry-origin");
/// The header that holds the viewer's address.
const VIEWER: HeaderName = HeaderName::from_static("x-tenantry-viewer");

/// The stage variable that names the secrets which are accepted, with commas between; nothing is asked without it.
const ACCEPTED: &str = "origin_secrets";
/// The word among them by which requests without a proof pass: while CloudFront does not send it everywhere yet.
const OPEN: &str = "open";
/// The characters that a secret has at least; a shorter one stands for none.
const MIN_SECRET_LENGTH: usize = 32;

/// Route 53 asks each region itself whether it is ready, and can send no header.
const ALWAYS_OPEN: [&str; 2] = ["/healthz", "/readyz"];

/// Takes CloudFront's headers off a request, and returns the viewer's address if they prove it.
pub fn viewer(request: &mut Request) -> Result<Option<IpAddr>, PastEdge> {
    let headers = request.headers_mut();
    // Nothing behind this line sees the secret, or could log it.
    let (proof, address) = (headers.remove(PROOF), headers.remove(VIEWER));
    let Some(accepted) = variable(request, ACCEPTED) else { return Ok(None) };
    let mut names = accepted.split(',');
    let is_proven = proof.is_some_and(|proof| names.clone().any(|name| is_secret(request, name, &proof)));
    if is_proven {
        return Ok(address.and_then(|address| address.to_str().ok()?.parse().ok()));
    }
    if names.any(|name| name == OPEN) || ALWAYS_OPEN.contains(&request.uri().path()) {
        return Ok(None);
    }
    Err(PastEdge)
}

fn variable<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.stage_variables_ref()?.first(name)
}

fn is_secret(request: &Request, name: &str, proof: &HeaderValue) -> bool {
    let secret = variable(request, &format!("origin_secret_{name}"));
    secret.is_some_and(|secret| secret.len() >= MIN_SECRET_LENGTH && same(secret.as_bytes(), proof.as_bytes()))
}

/// Compares in a time that does not depend on how much is right.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use axum::body::Body;

    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn request(accepted: &str, path: &str, proof: Option<&str>) -> Request {
        let mut request = Request::builder().uri(path).header(VIEWER, "203.0.113.9");
        if let Some(proof) = proof {
            request = request.header(PROOF, proof);
        }
        let variables = [(ACCEPTED, accepted), ("origin_secret_a", A), ("origin_secret_b", B)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        request.body(Body::empty()).expect("a request").with_stage_variables(HashMap::from(variables))
    }

    fn asked(accepted: &str, path: &str, proof: Option<&str>) -> Result<Option<String>, PastEdge> {
        viewer(&mut request(accepted, path, proof)).map(|address| address.map(|address| address.to_string()))
    }

    #[test]
    fn only_what_came_through_is_answered_and_believed() {
        let seen = Ok(Some("203.0.113.9".to_owned()));
        assert_eq!(asked("a", "/v1/orders", Some(A)), seen);
        for wrong in [None, Some(""), Some(B), Some(&A[1..])] {
            assert_eq!(asked("a", "/v1/orders", wrong), Err(PastEdge), "{wrong:?}");
            for probe in ALWAYS_OPEN {
                assert_eq!(asked("a", probe, wrong), Ok(None), "an address without a proof is a claim");
            }
        }
    }

    #[test]
    fn two_secrets_are_accepted_while_one_replaces_the_other() {
        let seen = Ok(Some("203.0.113.9".to_owned()));
        assert_eq!((asked("b,a", "/", Some(A)), asked("b,a", "/", Some(B))), (seen.clone(), seen.clone()));
        assert_eq!((asked("b", "/", Some(A)), asked("b", "/", Some(B))), (Err(PastEdge), seen.clone()));
        assert_eq!((asked("a,open", "/", None), asked("a,open", "/", Some(A))), (Ok(None), seen));
        assert_eq!(asked("c", "/", Some("")), Err(PastEdge), "a secret that is not there is none");
    }

    #[test]
    fn an_installation_without_an_edge_asks_for_nothing() {
        let mut plain = Request::builder().header(VIEWER, "203.0.113.9").body(Body::empty()).expect("a request");
        assert_eq!(viewer(&mut plain), Ok(None));
    }

    #[test]
    fn nothing_behind_sees_the_headers() {
        let mut proven = request("a", "/v1/orders", Some(A));
        viewer(&mut proven).expect("it came through");
        assert!(!proven.headers().contains_key(PROOF) && !proven.headers().contains_key(VIEWER));
    }

    #[test]
    fn what_stands_for_no_secret_proves_nothing() {
        let short =
            HashMap::from([(ACCEPTED.to_owned(), "a".to_owned()), ("origin_secret_a".to_owned(), "none".to_owned())]);
        let asked = Request::builder().header(PROOF, "none").body(Body::empty()).expect("a request");
        assert_eq!(viewer(&mut asked.with_stage_variables(short)), Err(PastEdge));
    }
}
