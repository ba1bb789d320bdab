//! Credentials of one tenant at a time: the tenants' role is taken with the
//! session tag `tenant_id`, and its policy lets through only keys that begin
//! with it. They are kept by tenant, never shared, and for less than their
//! quarter of an hour.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::{Client, config::Credentials};
use aws_sdk_sts::{error::DisplayErrorContext, types::Tag};
use tenantry_aws::dynamo::{Clients, Fault, client_config};
use tenantry_core::ids::TenantId;
use tokio::sync::Mutex;

use crate::clients::client;

/// The shortest that STS grants.
const GRANTED_S: i32 = 900;
const KEPT: Duration = Duration::from_secs(600);
/// Past that, the oldest credentials go first.
const TENANTS: usize = 500;

pub struct RoleClients {
    config: SdkConfig,
    sts: aws_sdk_sts::Client,
    role: String,
    kept: Mutex<HashMap<TenantId, (Client, Instant)>>,
}

impl RoleClients {
    pub fn new(config: &SdkConfig, role: String) -> Self {
        Self { config: config.clone(), sts: client!(aws_sdk_sts, config), role, kept: Mutex::default() }
    }

    async fn assume(&self, tenant: TenantId) -> Result<Client, Fault> {
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
        let credentials = Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            None,
            "tenant-role",
        );
        let config = aws_sdk_dynamodb::config::Builder::from(&self.config).credentials_provider(credentials);
        Ok(Client::from_conf(client_config(config).build()))
    }
}

#[async_trait]
impl Clients for RoleClients {
    async fn of(&self, tenant: TenantId) -> Result<Client, Fault> {
        let mut kept = self.kept.lock().await;
        let now = Instant::now();
        if let Some((client, since)) = kept.get(&tenant)
            && now.duration_since(*since) < KEPT
        {
            return Ok(client.clone());
        }
        let client = self.assume(tenant).await?;
        kept.retain(|_, (_, since)| now.duration_since(*since) < KEPT);
        if kept.len() >= TENANTS
            && let Some(oldest) = kept.iter().min_by_key(|(_, (_, since))| *since).map(|(tenant, _)| *tenant)
        {
            kept.remove(&oldest);
        }
        kept.insert(tenant, (client.clone(), now));
        Ok(client)
    }
}
