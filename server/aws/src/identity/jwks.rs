//! The public keys of a user pool (RFC 7517), kept for minutes. A token that
//! names an unknown key makes us look again, though not at every such token:
//! anybody can make up names.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{DecodingKey, jwk::JwkSet};
use tenantry_core::ports::identity::IdentityError;

use super::cognito::unavailable;
use crate::https;

/// After that they are fetched again; what could not be fetched stays as it was.
const MAX_AGE: SignedDuration = SignedDuration::from_mins(5);
/// Between two looks for a key that is not known, and after one that failed.
const REFETCH_INTERVAL: SignedDuration = SignedDuration::from_secs(10);
/// How long one fetch may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// A handful of keys takes two kilobytes.
const MAX_BYTES: usize = 64 * 1024;

pub(super) struct KeySource {
    url: String,
    /// Made when keys are fetched: it parses the roots that it trusts, and some functions never verify a token.
    connector: OnceLock<Connector>,
    known: RwLock<Option<Arc<Known>>>,
    failed_at: RwLock<Option<Timestamp>>,
}

pub(super) struct Known {
    at: Timestamp,
    pub set: JwkSet,
    keys: HashMap<String, DecodingKey>,
}

impl KeySource {
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), connector: OnceLock::new(), known: RwLock::default(), failed_at: RwLock::default() }
    }

    fn known(&self) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key of that name, or nothing.
    pub async fn find(&self, id: &str, now: Timestamp) -> Result<Option<DecodingKey>, IdentityError> {
        let mut known = self.fresh(now).await?;
        if !known.keys.contains_key(id) && is_past(known.at, REFETCH_INTERVAL, now) {
            known = self.again(now).await?;
        }
        Ok(known.keys.get(id).cloned())
    }

    pub async fn fresh(&self, now: Timestamp) -> Result<Arc<Known>, IdentityError> {
        match self.known() {
            Some(known) if !is_past(known.at, MAX_AGE, now) => Ok(known),
            Some(known) => Ok(self.again(now).await.unwrap_or(known)),
            None => self.fetch(now).await,
        }
    }

    /// While old keys serve on, nobody waits for a pool that has just failed.
    async fn again(&self, now: Timestamp) -> Result<Arc<Known>, IdentityError> {
        let failed_at = *self.failed_at.read().unwrap_or_else(PoisonError::into_inner);
        if failed_at.is_some_and(|failed_at| !is_past(failed_at, REFETCH_INTERVAL, now)) {
            return Err(unavailable("the keys could not be fetched a moment ago"));
        }
        let fetched = self.fetch(now).await;
        if let Err(error) = &fetched {
            tracing::warn!(url = self.url, %error, "the keys can't be fetched; the old ones serve on");
            *self.failed_at.write().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
        fetched
    }

    async fn fetch(&self, now: Timestamp) -> Result<Arc<Known>, IdentityError> {
        let body = tokio::time::timeout(FETCH_TIMEOUT, self.get()).await.map_err(unavailable)??;
        let set: JwkSet = serde_json::from_slice(&body).map_err(unavailable)?;
        let mut keys = HashMap::new();
        for jwk in &set.keys {
            let Some(id) = &jwk.common.key_id else { continue };
            keys.insert(id.clone(), DecodingKey::from_jwk(jwk).map_err(unavailable)?);
        }
        let known = Arc::new(Known { at: now, set, keys });
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    async fn get(&self) -> Result<Vec<u8>, IdentityError> {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(self.url.as_str()).map_err(unavailable)?;
        let connector = self.connector.get_or_init(|| https::connector(&self.url));
        let response = connector.call(request).await.map_err(unavailable)?;
        if !response.status().is_success() {
            return Err(unavailable(format!("the keys are answered with {}", response.status().as_u16())));
        }
        let body = aws_smithy_types::byte_stream::ByteStream::new(response.into_body());
        let body = body.collect().await.map_err(unavailable)?.to_vec();
        if body.len() > MAX_BYTES { Err(unavailable("the keys are too long")) } else { Ok(body) }
    }
}

/// Returns whether a time has gone by since, also where the clock was set back.
fn is_past(since: Timestamp, time: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(since).abs() > time
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::{Router, http::StatusCode, routing::get};

    use super::*;

    /// A pool that gives its keys once and then fails, and how often it was asked.
    async fn failing_pool() -> (KeySource, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let answer = get(async move || match count.fetch_add(1, Ordering::SeqCst) {
            0 => (StatusCode::OK, r#"{"keys":[]}"#),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, ""),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/keys", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/keys", answer)).await });
        (KeySource::new(&url), asked)
    }

    #[tokio::test]
    async fn a_pool_that_fails_is_left_alone_for_a_while() {
        let (keys, asked) = failing_pool().await;
        let start = Timestamp::now();
        let at = |seconds| start + SignedDuration::from_secs(seconds);
        // By the seconds: how often the pool was asked by then.
        for (seconds, times) in [(0, 1), (299, 1), (301, 2), (302, 2), (310, 2), (312, 3), (313, 3)] {
            keys.fresh(at(seconds)).await.expect("the old keys serve on");
            assert_eq!(asked.load(Ordering::SeqCst), times, "after {seconds} s");
        }
        // A name that nobody knows is not refused while it can't be looked up.
        assert!(keys.find("unknown", at(314)).await.is_err());
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }
}
