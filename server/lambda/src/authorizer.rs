//! Answers API Gateway whether a token, of a person or of an API key, is valid, and by which key its request is
//! counted, before any service is woken. The services verify the token once
//! more: this one spares them work, it grants nothing.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};
use tenantry_aws::{control::DynamoControl, gateway_keys, identity::TokenVerifier};
use tenantry_core::{
    domain::{
        api_key::{self, ApiKey, PresentedKey, USE_INTERVAL},
        error::chain,
        ids::{ApiKeyId, TenantId},
        tier::Tier,
    },
    ports::{
        control::ControlStore,
        identity::{Claims, IdentityError, Realm},
    },
};

use crate::{backend::pool, clients::Clients, config::prefix, secrets::Secrets, telemetry};

/// Keys whose last use this container remembers.
const REMEMBERED: usize = 1_000;

/// API Gateway makes a 401 of this very word.
const UNAUTHORIZED: &str = "Unauthorized";

/// The inputs of the authorizer's decision.
struct Judge {
    verifier: TokenVerifier,
    control: DynamoControl,
    prefix: String,
    region: String,
    /// When this container noted a use of an API key.
    uses: Mutex<HashMap<ApiKeyId, Timestamp>>,
}

pub async fn serve(clients: &Clients) -> Result<()> {
    let prefix = prefix()?;
    // Their clients' secrets are never read here.
    let secrets = Secrets::new(clients);
    let (members, operators) =
        (pool(&secrets, "USER_POOL", "TOKEN")?, pool(&secrets, "OPERATOR_POOL", "OPERATOR_TOKEN")?);
    let judge = Judge {
        verifier: TokenVerifier::new(&members, &operators),
        control: clients.control(&prefix),
        region: clients.region()?,
        prefix,
        uses: Mutex::default(),
    };
    let judge = &judge;
    let answer = service_fn(async move |event: LambdaEvent<Value>| {
        let answer = judge.answer(&event.payload, Timestamp::now()).await;
        telemetry::emit(std::slice::from_ref(&clients.used));
        answer
    });
    lambda_runtime::run(answer).await.map_err(|error| anyhow!("the runtime ended: {error}"))
}

impl Judge {
    async fn answer(&self, event: &Value, now: Timestamp) -> Result<Value, String> {
        let token = token_of(event);
        if api_key::is_token(token) {
            // On its own: within the other way's future it would be nested too deep for the compiler.
            return Box::pin(self.answer_program(event, token, now)).await;
        }
        let claims = match self.verifier.verify(token, now).await {
            Ok(claims) => claims,
            Err(IdentityError::Refused) => return Err(UNAUTHORIZED.to_owned()),
            Err(error) => return Err(error.to_string()),
        };
        let Some(tenant) = claims.tenant else {
            let key = match claims.realm {
                Realm::Operator => gateway_keys::operators(&self.prefix),
                // Of no tenant any more: there is little that they can do.
                Realm::Member => gateway_keys::shared(&self.prefix, Tier::Basic),
            };
            return Ok(policy(event, &Caller::of(&claims), None, &key));
        };
        // One request for both, since each call of the API pays for it.
        let found = self.control.tenant_and_key(tenant, &self.region).await;
        let (tenant, own) = found.map_err(|error| chain(&error))?;
        let Some(tenant) = tenant.filter(|tenant| !tenant.status.is_gone()) else {
            return Err(UNAUTHORIZED.to_owned());
        };
        let key = gateway_keys::usage_key(&self.prefix, &tenant, own.as_ref(), now);
        Ok(policy(event, &Caller::of(&claims), Some(tenant.tier), &key))
    }

    /// The same for an API key. One that no key can have is refused before anything is read.
    async fn answer_program(&self, event: &Value, token: &str, now: Timestamp) -> Result<Value, String> {
        let Some(presented) = PresentedKey::parse(token) else { return Err(UNAUTHORIZED.to_owned()) };
        let found = self.control.api_key(presented.id).await.map_err(|error| chain(&error))?;
        let Some(found) = found.filter(|key| key.accepts(&presented, now)) else {
            return Err(UNAUTHORIZED.to_owned());
        };
        let records = self.control.tenant_and_key(found.tenant, &self.region).await;
        let (tenant, own) = records.map_err(|error| chain(&error))?;
        let Some(tenant) = tenant.filter(|tenant| !tenant.status.is_gone()) else {
            return Err(UNAUTHORIZED.to_owned());
        };
        self.note_use(&found, now).await;
        let key = gateway_keys::usage_key(&self.prefix, &tenant, own.as_ref(), now);
        let caller = Caller { id: found.id.to_string(), realm: "api_key", tenant: Some(tenant.id) };
        Ok(policy(event, &caller, Some(tenant.tier), &key))
    }

    /// Once for each interval and container. A use that can't be noted stops nobody.
    async fn note_use(&self, key: &ApiKey, now: Timestamp) {
        if !self.is_use_due(key.id, now) {
            return;
        }
        if let Err(error) = self.control.note_api_key_use(key.tenant, key.id, now).await {
            tracing::warn!(api_key = %key.id, %error, "the use of API key {} was not noted", key.id);
        }
    }

    fn is_use_due(&self, id: ApiKeyId, now: Timestamp) -> bool {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |noted: &Timestamp| now.duration_since(*noted).abs() < USE_INTERVAL;
        if uses.get(&id).is_some_and(is_recent) {
            return false;
        }
        if uses.len() >= REMEMBERED {
            uses.clear();
        }
        uses.insert(id, now);
        true
    }
}

/// Whom the answer is about.
struct Caller {
    id: String,
    realm: &'static str,
    tenant: Option<TenantId>,
}

impl Caller {
    fn of(claims: &Claims) -> Self {
        Self { id: claims.user.to_string(), realm: claims.realm.name(), tenant: claims.tenant }
    }
}

/// Of a request authorizer or a token authorizer, without the word `Bearer`.
fn token_of(event: &Value) -> &str {
    let headers = event["headers"].as_object();
    let header = headers.and_then(|headers| {
        headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .and_then(|(_, value)| value.as_str())
    });
    let header = event["authorizationToken"].as_str().or(header).unwrap_or_default();
    header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map_or("", |(_, token)| token.trim())
}

/// For the whole stage, since the answer is kept for a while: which operations
/// a person may do is the services' to say.
fn policy(event: &Value, caller: &Caller, tier: Option<Tier>, key: &str) -> Value {
    let arn = event["methodArn"].as_str().unwrap_or_default();
    let stage: Vec<&str> = arn.splitn(3, '/').take(2).collect();
    let mut context = json!({ "user_id": caller.id, "realm": caller.realm });
    if let Some(tenant) = caller.tenant {
        context["tenant_id"] = json!(tenant);
    }
    let mut answer = json!({
        "principalId": caller.id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{
                "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": format!("{}/*", stage.join("/"))
            }],
        },
        "context": context,
        "usageIdentifierKey": key,
    });
    if let Some(tier) = tier {
        answer["context"]["tenant_tier"] = json!(tier.name());
    }
    answer
}

#[cfg(test)]
mod tests {
    use tenantry_core::domain::ids::{SessionId, UserId};

    use super::*;

    #[test]
    fn tokens_are_found_in_both_kinds_of_event() {
        assert_eq!(token_of(&json!({ "authorizationToken": "Bearer a.b.c" })), "a.b.c");
        assert_eq!(token_of(&json!({ "headers": { "AUTHORIZATION": "bearer a.b.c" } })), "a.b.c");
        for none in [json!({}), json!({ "authorizationToken": "Basic a" }), json!({ "headers": null })] {
            assert_eq!(token_of(&none), "");
        }
    }

    #[test]
    fn the_answer_covers_its_stage_and_names_its_key() {
        let claims = Claims {
            user: UserId(Default::default()),
            realm: Realm::Member,
            tenant: Some(TenantId(Default::default())),
            session: SessionId(Default::default()),
            expires_at: Timestamp::UNIX_EPOCH,
        };
        let event = json!({ "methodArn": "arn:aws:execute-api:eu-central-1:1:abc/live/GET/v1/orders" });
        let answer = policy(&event, &Caller::of(&claims), Some(Tier::Premium), "the key");
        let resource = &answer["policyDocument"]["Statement"][0]["Resource"];
        assert_eq!(resource, "arn:aws:execute-api:eu-central-1:1:abc/live/*");
        assert_eq!(answer["usageIdentifierKey"], "the key");
        assert_eq!(answer["context"]["tenant_tier"], "premium");
    }
}
