//! Tells API Gateway whether a token is good, before any service is woken. The
//! services verify it once more: this one spares them work, it grants nothing.

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};
use tenantry_aws::identity::TokenVerifier;
use tenantry_core::{
    control::ControlStore,
    identity::{Claims, IdentityError},
    tenant::TenantStatus,
};

use crate::{clients::Clients, config::prefix, home::public};

pub async fn serve(clients: &Clients) -> Result<()> {
    let verifier = TokenVerifier::new(&public("USER_POOL", "TOKEN")?, &public("OPERATOR_POOL", "OPERATOR_TOKEN")?);
    let control = clients.control(&prefix()?);
    let (verifier, control) = (&verifier, &control);
    let answer = service_fn(async move |event: LambdaEvent<Value>| {
        let claims = match verifier.verify(token_of(&event.payload), Timestamp::now()).await {
            Ok(claims) => claims,
            // API Gateway makes a 401 of this very word.
            Err(IdentityError::Refused) => return Err("Unauthorized".to_owned()),
            Err(error) => return Err(error.to_string()),
        };
        let tier = match claims.tenant {
            Some(tenant) => control.tenant(tenant).await.map_err(|error| error.to_string())?,
            None => None,
        };
        if claims.tenant.is_some() && tier.as_ref().is_none_or(|tenant| tenant.status == TenantStatus::Deleted) {
            return Err("Unauthorized".to_owned());
        }
        Ok(policy(&event.payload, &claims, tier.as_ref().map(|tenant| tenant.tier.name())))
    });
    lambda_runtime::run(answer).await.map_err(|error| anyhow!("the runtime ended: {error}"))
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
fn policy(event: &Value, claims: &Claims, tier: Option<&str>) -> Value {
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
    });
    if let Some(tier) = tier {
        context_tier(&mut answer, tier);
    }
    answer
}

/// A usage plan counts by this key; it opens nothing without a token.
fn context_tier(answer: &mut Value, tier: &str) {
    answer["context"]["tenant_tier"] = json!(tier);
    answer["usageIdentifierKey"] = json!(format!("tenantry-usage-plan-{tier}"));
}

#[cfg(test)]
mod tests {
    use tenantry_core::{
        identity::Realm,
        ids::{SessionId, TenantId, UserId},
    };

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
    fn the_answer_covers_its_stage_and_holds_no_secret() {
        let claims = Claims {
            user: UserId(Default::default()),
            realm: Realm::Member,
            tenant: Some(TenantId(Default::default())),
            session: SessionId(Default::default()),
            expires_at: Timestamp::UNIX_EPOCH,
        };
        let event = json!({ "methodArn": "arn:aws:execute-api:eu-central-1:1:abc/live/GET/v1/orders" });
        let answer = policy(&event, &claims, Some("premium"));
        let resource = &answer["policyDocument"]["Statement"][0]["Resource"];
        assert_eq!(resource, "arn:aws:execute-api:eu-central-1:1:abc/live/*");
        assert_eq!(answer["usageIdentifierKey"], "tenantry-usage-plan-premium");
        assert_eq!(answer["context"]["tenant_tier"], "premium");
    }
}
