//! Answers API Gateway whether a token is valid, and by which key its request is
//! counted, before any service is woken. The services verify the token once
//! more: this one spares them work, it grants nothing.

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};
use tenantry_aws::{control::DynamoControl, gateway_keys, identity::TokenVerifier};
use tenantry_core::{
    domain::{error::chain, tier::Tier},
    ports::identity::{Claims, IdentityError, Realm},
};

use crate::{backend::pool, clients::Clients, config::prefix, secrets::Secrets, telemetry};

/// The inputs of the authorizer's decision.
struct Judge {
    verifier: TokenVerifier,
    control: DynamoControl,
    prefix: String,
    region: String,
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
        let claims = match self.verifier.verify(token_of(event), now).await {
            Ok(claims) => claims,
            // API Gateway makes a 401 of this very word.
            Err(IdentityError::Refused) => return Err("Unauthorized".to_owned()),
            Err(error) => return Err(error.to_string()),
        };
        let Some(tenant) = claims.tenant else {
            let key = match claims.realm {
                Realm::Operator => gateway_keys::operators(&self.prefix),
                // Of no tenant any more: there is little that they can do.
                Realm::Member => gateway_keys::shared(&self.prefix, Tier::Basic),
            };
            return Ok(policy(event, &claims, None, &key));
        };
        // One request for both, since each call of the API pays for it.
        let found = self.control.tenant_and_key(tenant, &self.region).await;
        let (tenant, own) = found.map_err(|error| chain(&error))?;
        let Some(tenant) = tenant.filter(|tenant| !tenant.status.is_gone()) else {
            return Err("Unauthorized".to_owned());
        };
        let key = gateway_keys::usage_key(&self.prefix, &tenant, own.as_ref(), now);
        Ok(policy(event, &claims, Some(tenant.tier), &key))
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
fn policy(event: &Value, claims: &Claims, tier: Option<Tier>, key: &str) -> Value {
    let arn = event["methodArn"].as_str().unwrap_or_default();
    let stage: Vec<&str> = arn.splitn(3, '/').take(2).collect();
    let mut context = json!({ "user_id": claims.user, "realm": claims.realm.name() });
    if let Some(tenant) = claims.tenant {
        context["tenant_id"] = json!(tenant);
    }
    let mut answer = json!({
        "principalId": claims.user,
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
    use tenantry_core::domain::ids::{SessionId, TenantId, UserId};

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
        let answer = policy(&event, &claims, Some(Tier::Premium), "the key");
        let resource = &answer["policyDocument"]["Statement"][0]["Resource"];
        assert_eq!(resource, "arn:aws:execute-api:eu-central-1:1:abc/live/*");
        assert_eq!(answer["usageIdentifierKey"], "the key");
        assert_eq!(answer["context"]["tenant_tier"], "premium");
    }
}
