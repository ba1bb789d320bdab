//! Answers that AWS's stand-in gave once are given again out of memory, so that
//! what is measured is the function and not the emulator.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::Value;

type Question = (Method, String, Option<String>, Bytes);
type Answer = (StatusCode, HeaderMap, Bytes);

#[derive(Clone)]
pub struct Replay {
    pub endpoint: String,
    inner: Arc<Inner>,
}

struct Inner {
    behind: String,
    client: reqwest::Client,
    known: Mutex<HashMap<Question, Answer>>,
    asked: AtomicU64,
    forwarded: AtomicU64,
}

impl Replay {
    /// The keys of tokens are ours and not the emulator's.
    pub async fn before(behind: &str, keys: &Value) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Arc::new(Inner {
            behind: behind.to_owned(),
            client: reqwest::Client::new(),
            known: Mutex::default(),
            asked: AtomicU64::new(0),
            forwarded: AtomicU64::new(0),
        });
        let keys = keys.to_string();
        let router = Router::new().route("/keys", get(async move || keys)).fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, inner }
    }

    /// Requests since the last look, and how many of them went to the emulator.
    pub fn counted(&self) -> (u64, u64) {
        (self.inner.asked.swap(0, Ordering::Relaxed), self.inner.forwarded.swap(0, Ordering::Relaxed))
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    inner.asked.fetch_add(1, Ordering::Relaxed);
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).map(str::to_owned);
    let question = (method, uri.to_string(), target, body);
    let known = inner.known.lock().unwrap_or_else(PoisonError::into_inner).get(&question).cloned();
    let answer = match known {
        Some(answer) => answer,
        None => {
            inner.forwarded.fetch_add(1, Ordering::Relaxed);
            let answer = forward(&inner, &question, headers).await;
            inner.known.lock().unwrap_or_else(PoisonError::into_inner).insert(question, answer.clone());
            answer
        }
    };
    answer.into_response()
}

async fn forward(inner: &Inner, (method, uri, _, body): &Question, mut headers: HeaderMap) -> Answer {
    headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    let sent = inner.client.request(method.clone(), format!("{}{uri}", inner.behind)).headers(headers);
    let answer = sent.body(body.clone()).send().await.expect("the emulator answers");
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    (status, headers, answer.bytes().await.expect("a body"))
}
