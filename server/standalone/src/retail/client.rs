//! The little of the public API that loading a file takes.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    header::{AUTHORIZATION, ETAG, IF_MATCH, RETRY_AFTER},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tenantry_core::domain::money::Money;

use super::file::fold;

/// Attempts of one request while the server asks to wait.
const TRIES: usize = 20;
/// The longest wait for a rate limit.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

pub struct Client {
    http: reqwest::Client,
    url: String,
    bearer: SecretString,
}

#[derive(Deserialize)]
pub struct Product {
    #[serde(rename = "product_id")]
    pub id: String,
    pub sku: Option<String>,
    pub price: Money,
}

#[derive(Serialize)]
pub struct NewProduct<'a> {
    pub name: &'a str,
    pub sku: &'a str,
    pub price: Money,
    pub inventory: i64,
}

#[derive(Serialize)]
pub struct OrderLine {
    pub product_id: String,
    pub quantity: i64,
}

#[derive(Serialize)]
pub struct NewOrder<'a> {
    pub external_ref: &'a str,
    pub customer_email: &'a str,
    pub items: Vec<OrderLine>,
}

#[derive(Deserialize)]
pub struct Order {
    pub created_at: Timestamp,
    pub placed_on: Date,
}

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// Which orders a file became, now or in earlier runs.
#[derive(Default)]
pub struct Span {
    /// In the tenant's time zone.
    pub oldest: Option<Date>,
    pub newest: Option<Timestamp>,
}

impl Span {
    pub fn take_in(&mut self, order: &Order) {
        self.oldest = Some(self.oldest.map_or(order.placed_on, |oldest| oldest.min(order.placed_on)));
        self.newest = self.newest.max(Some(order.created_at));
    }
}

/// Insights answer for a year at most.
fn longest_ago() -> Date {
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    today.checked_sub(364.days()).unwrap_or(today)
}

/// The sums of a tenant's insights.
pub struct Figures {
    pub revenue: Money,
    pub orders: i64,
    pub as_of: Timestamp,
}

impl Client {
    pub async fn sign_in(url: &str, email: &str, password: &SecretString) -> Result<Self> {
        #[derive(Serialize)]
        struct SignIn<'a> {
            email: &'a str,
            password: &'a str,
        }
        #[derive(Deserialize)]
        struct SignedIn {
            access_token: SecretString,
        }
        if !url.starts_with("http://") {
            bail!("the URL must begin with http://; this loader speaks no TLS, so run it beside the server");
        }
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        let mut client = Self { http, url: url.trim_end_matches('/').to_owned(), bearer: SecretString::default() };
        let body = SignIn { email, password: password.expose_secret() };
        let request = client.http.post(format!("{}/v1/auth/signin", client.url)).json(&body);
        let signed_in: SignedIn = client.read(request).await.context("signing in failed")?;
        client.bearer = SecretString::from(format!("Bearer {}", signed_in.access_token.expose_secret()));
        Ok(client)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).header(AUTHORIZATION, self.bearer.expose_secret())
    }

    /// The order that an invoice became, if it did.
    pub async fn order_of(&self, external_ref: &str) -> Result<Option<Order>> {
        Ok(self.list("/v1/orders", &[("external_ref", external_ref)]).await?.into_iter().next())
    }

    /// Returns the product that has this folded SKU; a prefix finds longer ones, too.
    pub async fn product_of(&self, sku: &str) -> Result<Option<Product>> {
        let found: Vec<Product> = self.list("/v1/products", &[("sku", sku)]).await?;
        Ok(found.into_iter().find(|product| product.sku.as_deref().map(fold).as_deref() == Some(sku)))
    }

    pub async fn create(&self, new: &NewProduct<'_>) -> Result<Product> {
        self.read(self.request(Method::POST, "/v1/products").json(new)).await
    }

    /// Reads the product anew: the tag must be the one of this moment.
    pub async fn reprice(&self, id: &str, price: Money) -> Result<Product> {
        #[derive(Serialize)]
        struct Reprice {
            price: Money,
        }
        let path = format!("/v1/products/{id}");
        let current = self.send(self.request(Method::GET, &path)).await?;
        let tag = current.headers().get(ETAG).context("the product has no ETag")?.clone();
        self.read(self.request(Method::PATCH, &path).header(IF_MATCH, tag).json(&Reprice { price })).await
    }

    pub async fn place(&self, order: &NewOrder<'_>) -> Result<Order> {
        let key = format!("load-retail-{}", order.external_ref);
        self.read(self.request(Method::POST, "/v1/orders").header("Idempotency-Key", key).json(order)).await
    }

    /// Reads the figures from the day of the oldest order on, once they include the newest.
    pub async fn figures(&self, orders: &Span, timeout: Duration) -> Result<Figures> {
        #[derive(Deserialize)]
        struct Insights {
            as_of: Timestamp,
            revenue: Money,
            orders: i64,
        }
        let started = Instant::now();
        let from = orders.oldest.map(|oldest| ("from", oldest.max(longest_ago()).to_string()));
        loop {
            let request = self.request(Method::GET, "/v1/insights").query(from.as_slice());
            let insights: Insights = self.read(request).await?;
            if orders.newest.is_none_or(|newest| insights.as_of > newest) {
                return Ok(Figures { revenue: insights.revenue, orders: insights.orders, as_of: insights.as_of });
            }
            if started.elapsed() > timeout {
                bail!("the figures are only complete up to {}; ask for /v1/insights later", insights.as_of);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Reads all pages of a list.
    async fn list<T: DeserializeOwned>(&self, path: &str, filters: &[(&str, &str)]) -> Result<Vec<T>> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut request = self.request(Method::GET, path).query(filters).query(&[("limit", "100")]);
            if let Some(cursor) = &cursor {
                request = request.query(&[("cursor", cursor)]);
            }
            let page: Page<T> = self.read(request).await?;
            all.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => return Ok(all),
            }
        }
    }

    async fn read<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        self.send(request).await?.json().await.context("the answer is not what the API promises")
    }

    /// Waits and tries again when the server says so; a problem is an error.
    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        for _ in 0..TRIES {
            let again = request.try_clone().context("the request can't be repeated")?;
            let answer = again.send().await.with_context(|| format!("{} can't be reached", self.url))?;
            match answer.status() {
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    tokio::time::sleep(pause(&answer)).await;
                }
                status if status.is_success() => return Ok(answer),
                status => {
                    let path = answer.url().path().to_owned();
                    let problem = answer.text().await.unwrap_or_default();
                    bail!("{path} answered {status}: {problem}");
                }
            }
        }
        bail!("the server was too busy {TRIES} times")
    }
}

fn pause(answer: &Response) -> Duration {
    let header = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = header.and_then(|text| text.parse().ok()).unwrap_or(1);
    Duration::from_secs(seconds).min(LONGEST_WAIT)
}
