//! What Cognito's pre-token trigger puts into tokens: tenant, tier and role as
//! our records have them at this moment. No client can write them. The group
//! stands only in the token: a pool can have 10,000 groups, and a token can
//! name one that does not exist (ADR 30).

use std::sync::Arc;

use serde_json::{Value, json};
use tenantry_core::{control::ControlStore, ids::UserId, store::Read};

pub struct PreToken {
    control: Arc<dyn ControlStore>,
    operator_pool: String,
}

impl PreToken {
    pub fn new(control: Arc<dyn ControlStore>, operator_pool: impl Into<String>) -> Self {
        Self { control, operator_pool: operator_pool.into() }
    }

    /// Answers the trigger's event, version 2.
    pub async fn answer(&self, mut event: Value) -> Read<Value> {
        let user = event["userName"].as_str().and_then(|user| user.parse().ok());
        let is_operator = event["userPoolId"].as_str() == Some(&self.operator_pool);
        let (claims, groups) = match user {
            Some(user) if is_operator => self.operator(user).await?,
            Some(user) => self.member(user).await?,
            None => (json!({}), Vec::new()),
        };
        let added = json!({ "claimsToAddOrOverride": claims });
        event["response"] = json!({
            "claimsAndScopeOverrideDetails": {
                "idTokenGeneration": added,
                "accessTokenGeneration": added,
                "groupOverrideDetails": { "groupsToOverride": groups },
            }
        });
        Ok(event)
    }

    async fn member(&self, user: UserId) -> Read<(Value, Vec<String>)> {
        let nobody = (json!({}), Vec::new());
        let Some(member) = self.control.member(user).await? else { return Ok(nobody) };
        let Some(tenant) = self.control.tenant(member.tenant).await? else { return Ok(nobody) };
        if tenant.status.is_gone() {
            return Ok(nobody);
        }
        let claims = json!({
            "custom:tenant_id": tenant.id,
            "custom:tenant_tier": tenant.tier.name(),
            "custom:role": member.role.name(),
        });
        Ok((claims, vec![format!("tenant-{}", tenant.id)]))
    }

    async fn operator(&self, user: UserId) -> Read<(Value, Vec<String>)> {
        let known = self.control.operator(user).await?.is_some();
        let groups = if known { vec!["operators".to_owned()] } else { Vec::new() };
        Ok((json!({}), groups))
    }
}
