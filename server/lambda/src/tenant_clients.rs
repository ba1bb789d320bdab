//! Credentials of one tenant at a time: the tenants' role is taken with the
//! session tag `tenant_id`, and its policy lets through only keys that begin
//! with it. They are kept by tenant, never shared, and for less than their
//! quarter of an hour: credentials of many tenants, which are small, and clients of
//! those that came last. Of one tenant's calls that come together one asks. STS grants a region 600 of them a second, so what is taken
//! is counted, and an alarm comes before that (`infra/stacks/signals.yaml`).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::{Client, config::Credentials};
use aws_sdk_sts::{error::DisplayErrorContext, types::Tag};
use tenantry_aws::dynamo::{Clients, Fault, client_config};
use tenantry_core::domain::ids::TenantId;
use tokio::sync::{OnceCell, Semaphore};

use crate::clients::long_retries;

/// The shortest that STS grants.
const GRANTED_S: i32 = 900;
/// How long a tenant's credentials are used.
const KEPT: Duration = Duration::from_secs(600);
/// Past that, the oldest credentials go first; they take some kilobytes each.
const CREDENTIALS: usize = 10_000;
/// Past that, the oldest client goes first; its credentials stay.
const CLIENTS: usize = 500;
/// Calls of STS that one container makes at the same time.
const ASKED_AT_ONCE: usize = 8;

pub struct RoleClients {
    config: SdkConfig,
    sts: aws_sdk_sts::Client,
    role: String,
    kept: Mutex<Kept>,
    asking: Semaphore,
}

/// Credentials, which may have to be asked for yet, and since when they are used at most.
type Grant = (Arc<OnceCell<Credentials>>, Instant);

enum Found {
    Client(Client),
    Grant(Grant),
}

#[derive(Default)]
struct Kept {
    grants: HashMap<TenantId, Grant>,
    clients: HashMap<TenantId, (Client, Instant)>,
}

impl Kept {
    fn of(&mut self, tenant: TenantId) -> Found {
        if let Some((client, _)) = self.clients.get(&tenant).filter(|(_, since)| since.elapsed() < KEPT) {
            return Found::Client(client.clone());
        }
        if let Some(grant) = self.grants.get(&tenant).filter(|(_, since)| since.elapsed() < KEPT) {
            return Found::Grant(grant.clone());
        }
        let grant = (Arc::default(), Instant::now());
        keep(&mut self.grants, CREDENTIALS, tenant, grant.clone());
        Found::Grant(grant)
    }
}

/// Keeps one more, without those that are too old, and without the oldest where there are too many.
fn keep<T>(all: &mut HashMap<TenantId, (T, Instant)>, most: usize, tenant: TenantId, one: (T, Instant)) {
    if all.len() >= most && !all.contains_key(&tenant) {
        let now = Instant::now();
        all.retain(|_, (_, since)| now.duration_since(*since) < KEPT);
        if all.len() >= most
            && let Some(oldest) = all.iter().min_by_key(|(_, (_, since))| *since).map(|(tenant, _)| *tenant)
        {
            all.remove(&oldest);
        }
    }
    all.insert(tenant, one);
}

impl RoleClients {
    pub fn new(config: &SdkConfig, role: String) -> Self {
        let sts = aws_sdk_sts::config::Builder::from(config).retry_config(long_retries());
        let sts = aws_sdk_sts::Client::from_conf(sts.interceptor(tenantry_aws::trace::Calls).build());
        Self { config: config.clone(), sts, role, kept: Mutex::default(), asking: Semaphore::new(ASKED_AT_ONCE) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn assume(&self, tenant: TenantId) -> Result<Credentials, Fault> {
        let _turn = self.asking.acquire().await.map_err(|error| Fault::Credentials(error.into()))?;
        let assumed = self.take_role(tenant).await;
        let outcome = if assumed.is_ok() { "granted" } else { "refused" };
        metrics::counter!("tenantry_tenant_credentials_total", "outcome" => outcome).increment(1);
        assumed
    }

    async fn take_role(&self, tenant: TenantId) -> Result<Credentials, Fault> {
        let failed = |cause: String| Fault::Credentials(cause.into());
        let tag = Tag::builder().key("tenant_id").value(tenant.to_string()).build();
        let tag = tag.map_err(|error| failed(error.to_string()))?;
        let assumed = self
            .sts
            .assume_role()
            .role_arn(&self.role)
            .role_session_name(format!("tenant-{tenant}"))
            .duration_seconds(GRANTED_S)
            .tags(tag)
            .send()
            .await
            .map_err(|error| failed(DisplayErrorContext(error).to_string()))?;
        let given = assumed.credentials.ok_or_else(|| failed("STS gave no credentials".to_owned()))?;
        let (id, secret, token) = (given.access_key_id, given.secret_access_key, given.session_token);
        Ok(Credentials::new(id, secret, Some(token), None, "tenant-role"))
    }

    fn client(&self, credentials: Credentials) -> Client {
        let config = aws_sdk_dynamodb::config::Builder::from(&self.config).credentials_provider(credentials);
        Client::from_conf(client_config(config).build())
    }
}

#[async_trait]
impl Clients for RoleClients {
    async fn of(&self, tenant: TenantId) -> Result<Client, Fault> {
        let found = self.kept().of(tenant);
        let (grant, since) = match found {
            Found::Client(client) => return Ok(client),
            Found::Grant(grant) => grant,
        };
        // Nobody waits for the credentials of another tenant. What fails is asked for again by the next.
        let credentials = grant.get_or_try_init(|| self.assume(tenant)).await?;
        let client = self.client(credentials.clone());
        keep(&mut self.kept().clients, CLIENTS, tenant, (client.clone(), since));
        Ok(client)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use aws_config::{BehaviorVersion, Region};
    use aws_sdk_dynamodb::config::SharedCredentialsProvider;
    use axum::{Router, http::StatusCode, routing::post};

    use super::*;

    const THROTTLED: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>\
         <Message>Rate exceeded</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    const GRANTED: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>key</AccessKeyId>\
         <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
         <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

    /// Clients that ask an STS which throttles the first three calls, and the calls that it counts.
    async fn clients() -> (RoleClients, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::default());
        let counted = calls.clone();
        let answer = async move || match counted.fetch_add(1, Ordering::SeqCst) {
            0..3 => (StatusCode::BAD_REQUEST, THROTTLED),
            _ => (StatusCode::OK, GRANTED),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(answer))).await });
        let own = Credentials::new("test", "test", None, None, "tests");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .endpoint_url(address)
            .credentials_provider(SharedCredentialsProvider::new(own))
            .http_client(tenantry_aws::https::client("eu-central-1"));
        (RoleClients::new(&config.build(), "arn:aws:iam::1:role/tenant".to_owned()), calls)
    }

    fn tenant(number: usize) -> TenantId {
        format!("00000000-0000-7000-8000-{number:012}").parse().expect("an id")
    }

    #[tokio::test]
    async fn throttled_credentials_are_asked_for_again_and_then_kept() {
        let (clients, calls) = clients().await;
        for _ in 0..5 {
            clients.of(tenant(1)).await.expect("a client");
        }
        assert_eq!(calls.load(Ordering::SeqCst), 3 + 1, "three were throttled, and one is kept");
    }

    #[tokio::test]
    async fn calls_that_come_together_ask_once() {
        let (clients, calls) = clients().await;
        let clients = Arc::new(clients);
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let clients = clients.clone();
            together.spawn(async move { clients.of(tenant(1)).await.map(drop) });
        }
        for done in together.join_all().await {
            done.expect("a client");
        }
        assert_eq!(calls.load(Ordering::SeqCst), 3 + 1);
    }

    #[tokio::test]
    async fn a_client_that_went_is_made_of_credentials_that_are_kept() {
        let (clients, calls) = clients().await;
        for number in 0..=CLIENTS {
            clients.of(tenant(number)).await.expect("a client");
        }
        let sizes = {
            let kept = clients.kept();
            (kept.clients.len(), kept.grants.len())
        };
        assert_eq!(sizes, (CLIENTS, CLIENTS + 1));
        let before = calls.load(Ordering::SeqCst);
        clients.of(tenant(0)).await.expect("a client");
        assert_eq!(calls.load(Ordering::SeqCst), before, "its credentials are still there");
    }

    #[test]
    fn as_many_are_kept_as_are_bound() {
        let (mut all, now) = (HashMap::new(), Instant::now());
        for number in 0..5 {
            keep(&mut all, 3, tenant(number), ((), now + Duration::from_millis(number as u64)));
        }
        let mut left: Vec<_> = all.into_keys().collect();
        left.sort();
        assert_eq!(left, [tenant(2), tenant(3), tenant(4)], "the oldest went");
    }
}
