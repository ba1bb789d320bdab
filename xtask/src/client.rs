//! The public API, as the verbs use it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::blocking::{Client as Http, RequestBuilder};
use serde_json::{Value, json};

pub struct Client {
    http: Http,
    url: String,
    pub token: String,
}

impl Client {
    /// Nobody yet.
    pub fn visitor(url: &str) -> Result<Self> {
        let http = Http::builder().timeout(Duration::from_secs(30)).build()?;
        Ok(Self { http, url: url.to_owned(), token: String::new() })
    }

    pub fn sign_in(url: &str, email: &str, password: &str) -> Result<Self> {
        Self::sign_in_at("/v1/auth/signin", url, email, password)
    }

    pub fn sign_in_operator(url: &str, email: &str, password: &str) -> Result<Self> {
        Self::sign_in_at("/v1/auth/operator/signin", url, email, password)
    }

    fn sign_in_at(path: &str, url: &str, email: &str, password: &str) -> Result<Self> {
        let mut client = Self::visitor(url)?;
        let answer = client.post(path, &json!({"email": email, "password": password})).context("signing in failed")?;
        client.token = answer["access_token"].as_str().context("no access token was given")?.to_owned();
        Ok(client)
    }

    pub fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value> {
        self.read(path, self.http.get(format!("{}{path}", self.url)).query(query))
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.read(path, self.http.post(format!("{}{path}", self.url)).json(body))
    }

    /// Reads all pages of a list.
    pub fn list(&self, path: &str) -> Result<Vec<Value>> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut query = vec![("limit", "100")];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page = self.get(path, &query)?;
            all.extend(page["items"].as_array().context("a page has no items")?.iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(all),
            }
        }
    }

    /// Waits for a mail to an address and returns the code in it; mails follow events, so it takes a moment.
    pub fn mailed_code(&self, to: &str) -> Result<String> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let mails = self.get("/v1/dev/mailbox", &[("to", to)])?;
            let text = mails["items"][0]["text"].as_str().unwrap_or_default();
            if let Some((_, rest)) = text.split_once("code=") {
                return Ok(rest.split_whitespace().next().unwrap_or_default().to_owned());
            }
            if Instant::now() > deadline {
                bail!("no mail with a code came to {to}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn read(&self, path: &str, mut request: RequestBuilder) -> Result<Value> {
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let answer = request.send().with_context(|| format!("{path} can't be reached"))?;
        let status = answer.status();
        let text = answer.text().with_context(|| format!("the answer of {path} can't be read"))?;
        if !status.is_success() {
            bail!("{path} answered {status}: {text}");
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("{path} answered no JSON"))
    }
}
