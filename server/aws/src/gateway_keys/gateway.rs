//! What API Gateway is asked for. Whatever is there already, or gone already,
//! is as it should be.

use aws_sdk_apigateway::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use tenantry_core::domain::{ids::TenantId, tier::Tier};

use super::KeyError;

/// The plans for keys of one tenant, by their ids.
#[derive(Clone, Debug)]
pub struct Plans {
    pub basic: String,
    pub premium: String,
    pub enterprise: String,
}

impl Plans {
    fn of(&self, tier: Tier) -> &str {
        match tier {
            Tier::Basic => &self.basic,
            Tier::Premium => &self.premium,
            Tier::Enterprise => &self.enterprise,
        }
    }
}

pub(super) struct Gateway {
    client: Client,
    prefix: String,
    plans: Plans,
}

impl Gateway {
    pub fn new(client: Client, prefix: String, plans: Plans) -> Self {
        Self { client, prefix, plans }
    }

    fn name(&self, tenant: TenantId) -> String {
        format!("{}{tenant}", self.prefix)
    }

    /// Its id. Unless the key is new, an earlier try may have made it and not lived to say so.
    pub async fn make(&self, tenant: TenantId, value: &str, is_new: bool) -> Result<String, KeyError> {
        if !is_new && let Some(made) = self.find(tenant).await? {
            return Ok(made);
        }
        let made = self.client.create_api_key().name(self.name(tenant)).value(value).enabled(true).send().await;
        match made {
            Ok(made) => made.id.ok_or_else(|| KeyError::Gateway("a key without an id".to_owned())),
            Err(error) if is(&error, "ConflictException") => self.find(tenant).await?.ok_or_else(|| refused(&error)),
            Err(error) => Err(refused(&error)),
        }
    }

    pub async fn find(&self, tenant: TenantId) -> Result<Option<String>, KeyError> {
        let name = self.name(tenant);
        // The query is for the beginning of names.
        let answer = self.client.get_api_keys().name_query(&name).send().await.map_err(|error| refused(&error))?;
        let found = answer.items.unwrap_or_default().into_iter().find(|key| key.name.as_deref() == Some(&name));
        Ok(found.and_then(|key| key.id))
    }

    /// A key is in one plan of a stage at a time, so it leaves the others first.
    pub async fn put_into(&self, tier: Tier, key: &str) -> Result<(), KeyError> {
        for other in Tier::ALL.into_iter().filter(|other| *other != tier) {
            let leaving = self.client.delete_usage_plan_key().usage_plan_id(self.plans.of(other)).key_id(key);
            unless(leaving.send().await, "NotFoundException")?;
        }
        let joining = self.client.create_usage_plan_key().usage_plan_id(self.plans.of(tier));
        unless(joining.key_id(key).key_type("API_KEY").send().await, "ConflictException")
    }

    /// Out of its plan as well.
    pub async fn delete(&self, key: &str) -> Result<(), KeyError> {
        unless(self.client.delete_api_key().api_key(key).send().await, "NotFoundException")
    }
}

/// Done, or it was done before.
fn unless<T, E>(result: Result<T, SdkError<E, HttpResponse>>, done: &str) -> Result<(), KeyError>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match result {
        Err(error) if !is(&error, done) => Err(refused(&error)),
        _ => Ok(()),
    }
}

fn is<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>, code: &str) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some(code)
}

/// Code and message only: an answer may hold the value of a key.
fn refused<E>(error: &SdkError<E, HttpResponse>) -> KeyError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let detail = match error {
        SdkError::ServiceError(refused) => {
            let (code, message) = (refused.err().code(), refused.err().message());
            format!("{}: {}", code.unwrap_or("no code"), message.unwrap_or("no message"))
        }
        SdkError::ResponseError(_) => "the answer can't be read".to_owned(),
        _ => aws_sdk_apigateway::error::DisplayErrorContext(error).to_string(),
    };
    KeyError::Gateway(detail)
}
