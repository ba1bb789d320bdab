//! What Cognito's pre-token trigger puts into tokens: tenant, tier and role as
//! our records have them at this moment, and at a refresh the session. No
//! client can write them. The group stands only in the token: a pool can have
//! 10,000 groups, and a token can name one that does not exist (ADR 30).

use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_core::{
    domain::ids::{SessionId, UserId},
    ports::{
        control::ControlStore,
        identity::Realm,
        store::{Read, StoreError},
    },
};

use super::{cognito::SESSION_HINT, families};
use crate::control::DynamoControl;

/// The ids of the user pools that are served. The template writes them to a parameter, since the pools name the function.
#[derive(Clone, Debug, Deserialize)]
pub struct Pools {
    pub members: String,
    pub operators: String,
}

impl Pools {
    fn realm(&self, pool: &str) -> Option<Realm> {
        match pool {
            "" => None,
            pool if pool == self.members => Some(Realm::Member),
            pool if pool == self.operators => Some(Realm::Operator),
            _ => None,
        }
    }
}

/// Why the trigger gave no answer. Cognito issues no token then.
#[derive(Debug, thiserror::Error)]
pub enum TriggerError {
    #[error("tokens of the user pool {0:?} are not ours to make")]
    UnknownPool(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub struct PreToken {
    control: DynamoControl,
    pools: Pools,
}

impl PreToken {
    pub fn new(control: DynamoControl, pools: Pools) -> Self {
        Self { control, pools }
    }

    /// Answers the trigger's event, version 2.
    pub async fn answer(&self, mut event: Value) -> Result<Value, TriggerError> {
        let pool = event["userPoolId"].as_str().unwrap_or_default();
        let realm = self.pools.realm(pool).ok_or_else(|| TriggerError::UnknownPool(pool.to_owned()))?;
        let user = event["userName"].as_str().and_then(|user| user.parse().ok());
        let (mut claims, groups) = match (user, realm) {
            (Some(user), Realm::Operator) => self.operator(user).await?,
            (Some(user), Realm::Member) => self.member(user).await?,
            (None, _) => (json!({}), Vec::new()),
        };
        if let Some(user) = user
            && let Some(session) = self.session(user, realm, &event["request"]["clientMetadata"]).await?
        {
            claims["custom:session"] = json!(session);
        }
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

    /// Returns the session that a refresh is said to be of, if it is one of this person and has not ended. What is said is
    /// only where to look.
    async fn session(&self, user: UserId, realm: Realm, said: &Value) -> Read<Option<SessionId>> {
        let Some(session) = said[SESSION_HINT].as_str().and_then(|session| session.parse().ok()) else {
            return Ok(None);
        };
        let family = families::find(&self.control.table, session).await?;
        let own = family.filter(|family| family.user == user && family.realm == realm && !family.state.is_ended);
        Ok(own.map(|family| family.session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pools_that_are_named_are_served() {
        let pools = Pools { members: "eu_members".to_owned(), operators: "eu_operators".to_owned() };
        assert_eq!(pools.realm("eu_members"), Some(Realm::Member));
        assert_eq!(pools.realm("eu_operators"), Some(Realm::Operator));
        for other in ["", "eu_others", "eu_member", "EU_MEMBERS"] {
            assert_eq!(pools.realm(other), None, "{other:?}");
        }
        let unnamed = Pools { members: String::new(), operators: String::new() };
        assert_eq!(unnamed.realm(""), None, "a pool without a name is none");
    }
}
