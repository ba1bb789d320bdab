//! What only the wire knows of a request: whether it names one host, and whether its body came before it was answered.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Request, Response, Version, header, uri::Authority},
};
use futures_util::FutureExt;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use tenantry_api::Misframed;
use tower::ServiceExt;

use super::{
    Answering,
    activity::{Activity, Taken},
};

/// So much of a body that nobody asked for is read and dropped, if it is there already, to keep the connection.
const DROPPED_MAX: usize = 64 * 1024;

pub async fn answer_http1(
    service: Answering,
    request: Request<Incoming>,
    activity: Arc<Activity>,
) -> Result<Response<Taken>, Infallible> {
    let under_way = activity.request();
    let (mut parts, body) = request.into_parts();
    if let Some(wrong) = wrong_host(parts.version, &parts.headers) {
        parts.extensions.insert(wrong);
    }
    // Reading on would ask a client that waits for our word to send.
    let waits = parts.headers.contains_key(header::EXPECT);
    let body = Shared(Arc::new(Mutex::new(body)));
    let rest = body.clone();
    let Ok(mut response) = service.oneshot(Request::from_parts(parts, Body::new(body))).await;
    if !rest.has_come(waits) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    drop(under_way);
    Ok(response.map(|body| Taken::new(body, activity)))
}

pub async fn answer_http2(
    service: Answering,
    mut request: Request<Incoming>,
    activity: Arc<Activity>,
) -> Result<Response<Taken>, Infallible> {
    let under_way = activity.request();
    add_host(&mut request);
    let Ok(response) = service.oneshot(request.map(Body::new)).await;
    drop(under_way);
    Ok(response.map(|body| Taken::new(body, activity)))
}

/// HTTP/2 names the host in the target; what follows looks for it in the header
/// (RFC 9113, section 8.3.1).
fn add_host(request: &mut Request<Incoming>) {
    let authority = request.uri().authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(authority) = authority {
        request.headers_mut().entry(header::HOST).or_insert(authority);
    }
}

/// RFC 9112, section 3.2: one host, of a form that can be one. HTTP/1.0 may leave it out.
fn wrong_host(version: Version, headers: &HeaderMap) -> Option<Misframed> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if version == Version::HTTP_11 => Some(Misframed("a request of HTTP/1.1 must name its host")),
        (Some(_), Some(_)) => Some(Misframed("a request must name one host")),
        (Some(host), None) => {
            let sound = host.is_empty() || Authority::try_from(host.as_bytes()).is_ok_and(|host| !is_more(&host));
            (!sound).then_some(Misframed("the host must be a name or an address, and perhaps a port"))
        }
        _ => None,
    }
}

/// A person's part has no place in a host.
fn is_more(host: &Authority) -> bool {
    host.as_str().contains('@')
}

/// A body that is handed out and can still be looked at afterwards.
#[derive(Clone)]
struct Shared(Arc<Mutex<Incoming>>);

impl Shared {
    /// Returns whether all of the body was read, or is here and was dropped just now.
    fn has_come(&self, waits: bool) -> bool {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut dropped = 0;
        while !body.is_end_stream() {
            if waits || dropped > DROPPED_MAX {
                return false;
            }
            let next = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).now_or_never();
            match next {
                Some(None) => return true,
                Some(Some(Ok(frame))) => dropped += frame.data_ref().map_or(0, Bytes::len),
                Some(Some(Err(_))) | None => return false,
            }
        }
        true
    }
}

impl hyper::body::Body for Shared {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_one_host() {
        let of = |version, hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_static(host));
            }
            wrong_host(version, &headers).is_none()
        };
        for fine in ["shop.example", "shop.example:8080", "127.0.0.1:80", "[::1]:80", ""] {
            assert!(of(Version::HTTP_11, &[fine]), "{fine}");
        }
        assert!(of(Version::HTTP_10, &[]));
        assert!(!of(Version::HTTP_11, &[]));
        for version in [Version::HTTP_10, Version::HTTP_11] {
            assert!(!of(version, &["a.example", "a.example"]));
            assert!(!of(version, &["a.example/x"]) && !of(version, &["a b"]) && !of(version, &["me@a.example"]));
        }
    }
}
