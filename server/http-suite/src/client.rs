//! A client of the API that keeps its token, and answers that are easy to ask.

use std::net::IpAddr;

use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

use crate::Habits;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    habits: Habits,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub raw: String,
}

impl Client {
    /// Comes from an address of this machine, if that matters.
    pub fn from(base: &str, address: Option<IpAddr>, habits: Habits) -> Self {
        let http = reqwest::Client::builder().no_proxy().local_address(address).build().expect("a client");
        Self { http, base: base.to_owned(), token: None, habits }
    }

    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    pub fn token(&self) -> &str {
        self.token.as_deref().expect("signed in")
    }

    /// A request with the token and nothing else.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Comes again when the tenant's rate is used up, as a good client does.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        loop {
            let once = request.try_clone().expect("a body that can be sent again");
            let answer = self.try_send(once).await.expect("the server answers");
            if answer.status != 429 || !answer.raw.contains("rate_limited") {
                return answer;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    pub async fn try_send(&self, request: RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // As it is: decoding would take a mark of the byte order away.
        let raw = String::from_utf8_lossy(&response.bytes().await?).into_owned();
        Ok(Answer { status, headers, raw })
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("idempotency-key", key).json(body)).await
    }

    pub async fn patch(&self, path: &str, tag: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).header("if-match", tag).json(body)).await
    }

    pub async fn put(&self, path: &str, tag: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).header("if-match", tag).json(body)).await
    }

    pub async fn delete(&self, path: &str, tag: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).header("if-match", tag)).await
    }

    /// Asks until the answer is there: events arrive in moments, not at once.
    pub async fn wait_for<T>(&self, ask: impl AsyncFnMut() -> Option<T>) -> T {
        self.habits.wait_for(ask).await
    }

    /// The mails to an address, newest first.
    pub async fn mailbox(&self, to: &str) -> Vec<Value> {
        let path = format!("{}?to={to}&limit=100", self.habits.mailbox);
        self.get(&path).await.expect_status(200).json()["items"].as_array().expect("items").clone()
    }

    /// Every item of a list, over all its pages.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), None::<String>);
        let joint = if path.contains('?') { '&' } else { '?' };
        loop {
            let next = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let page = self.get(&format!("{path}{joint}limit=100{next}")).await.expect_status(200).json();
            items.extend(page["items"].as_array().expect("items").iter().cloned());
            cursor = page["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return items;
            }
        }
    }
}

impl Answer {
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.raw);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.raw).unwrap_or_else(|error| panic!("{error}: {}", self.raw))
    }

    #[track_caller]
    pub fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_else(|| panic!("no {field} in {}", self.raw)).to_owned()
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers)).to_str().expect("text")
    }

    pub fn tag(&self) -> &str {
        self.header("etag")
    }

    /// The stable code of a problem.
    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.raw);
        self.text("code")
    }
}
