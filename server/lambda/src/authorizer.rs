//! Tells API Gateway whether a token is good, before any service is woken. The
//! services verify it once more: this one spares them work, it grants nothing.

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};
use tenantry_aws::{control::DynamoControl, identity::TokenVerifier};
use tenantry_core::{
    control::ControlStore,
    identity::{Claims, IdentityError},
};

use crate::{clients::Clients, config::prefix, home::pool, secrets::Secrets, telemetry};

pub async fn serve(clients: &Clients) -> Result<()> {
    // Their clients' secrets are never read here.
    let secrets = Secrets::new(clients);
    let (members, operators) =
        (pool(&secrets, "USER_POOL", "TOKEN")?, pool(&secrets, "OPERATOR_POOL", "OPERATOR_TOKEN")?);
    let verifier = TokenVerifier::new(&members, &operators);
    let control = clients.control(&prefix()?);
    let (verifier, control) = (&verifier, &control);
    let answer = service_fn(async move |event: LambdaEvent<Value>| {
        let answer = judge(verifier, control, &event.payload).await;
        telemetry::emit(std::slice::from_ref(&clients.used));
        answer
    });
    lambda_runtime::run(answer).await.map_err(|error| anyhow!("the runtime ended: {error}"))
}

async fn judge(verifier: &TokenVerifier, control: &DynamoControl, event: &Value) -> Result<Value, String> {
    let claims = match verifier.verify(token_of(event), Timestamp::now()).await {
        Ok(claims) => claims,
        // API Gateway makes a 401 of this very word.
        Err(IdentityError::Refused) => return Err("Unauthorized".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    let tenant = match claims.tenant {
        Some(tenant) => control.tenant(tenant).await.map_err(|error| error.to_string())?,
        None => None,
    };
    if claims.tenant.is_some() && tenant.as_ref().is_none_or(|tenant| tenant.status.is_gone()) {
        return Err("Unauthorized".to_owned());
    }
    Ok(policy(event, &claims, tenant.as_ref().map(|tenant| tenant.tier.name())))
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
        answer["context"]["tenant_tier"] = json!(tier);
    }
    answer
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
        assert_eq!(answer["usageIdentifierKey"], Value::Null, "the gateway counts by no key");
        assert_eq!(answer["context"]["tenant_tier"], "premium");
    }
}
