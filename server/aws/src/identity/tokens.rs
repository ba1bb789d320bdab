//! Verifies Cognito's access tokens: RS256 with the key that its pool
//! publishes, of the right pool and client, in force by our clock.

use futures_util::future::try_join;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Validation};
use quick_cache::sync::Cache;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tenantry_core::{
    domain::ids::{SessionId, TenantId, UserId},
    policy::retention::in_force,
    ports::identity::{Claims, IdentityError, Realm},
};

use super::{cognito::PoolConfig, jwks::KeySource, rs256};

/// Tokens that were verified and have not expired.
const VERIFIED: usize = 10_000;

/// The claims that are read from an access token.
#[derive(Deserialize)]
struct Payload {
    username: UserId,
    client_id: String,
    token_use: String,
    /// The session, put in by the pre-token trigger at each refresh, from our records.
    #[serde(rename = "custom:session", default)]
    session: Option<SessionId>,
    /// Names the session in the token of its sign-in, where the trigger can't know it. AWS does not say that it stays the
    /// same over refreshes, so a token of a refresh goes by the claim above (ADR 88).
    #[serde(default)]
    origin_jti: Option<SessionId>,
    /// Put in by the pre-token trigger, from our records.
    #[serde(rename = "custom:tenant_id", default)]
    tenant_id: Option<TenantId>,
    exp: i64,
    #[serde(default)]
    iat: i64,
}

pub struct TokenVerifier {
    pools: [Verifying; 2],
    verified: Cache<[u8; 32], Verified>,
}

/// The claims of a verified token, and when it was issued.
#[derive(Clone)]
struct Verified {
    claims: Claims,
    issued_at: Timestamp,
}

impl Verified {
    fn in_force(&self, now: Timestamp) -> bool {
        in_force(self.issued_at, self.claims.expires_at, now)
    }
}

struct Verifying {
    realm: Realm,
    client_id: String,
    validation: Validation,
    keys: KeySource,
}

impl TokenVerifier {
    pub fn new(members: &PoolConfig, operators: &PoolConfig) -> Self {
        rs256::install();
        let verifying = |realm, config: &PoolConfig| {
            let mut validation = Validation::new(Algorithm::RS256);
            // Times are judged by the clock that was passed in; access tokens name a client, not an audience.
            validation.validate_exp = false;
            validation.validate_aud = false;
            validation.set_issuer(&[&config.issuer]);
            validation.set_required_spec_claims(&["exp", "iss"]);
            Verifying { realm, client_id: config.client_id.clone(), validation, keys: KeySource::new(&config.jwks_url) }
        };
        let pools = [verifying(Realm::Member, members), verifying(Realm::Operator, operators)];
        Self { pools, verified: Cache::new(VERIFIED) }
    }

    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, IdentityError> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(known) = self.verified.get(&digest) {
            return if known.in_force(now) { Ok(known.claims) } else { Err(IdentityError::Refused) };
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| IdentityError::Refused)?;
        let id = header.kid.ok_or(IdentityError::Refused)?;
        // Which pool it claims to be of decides only whose keys are asked.
        let issuer = issuer_of(token).ok_or(IdentityError::Refused)?;
        let pool = self.pools.iter().find(|pool| pool.validation.iss.as_ref().is_some_and(|iss| iss.contains(&issuer)));
        let pool = pool.ok_or(IdentityError::Refused)?;
        let key = pool.keys.find(&id, now).await?.ok_or(IdentityError::Refused)?;
        let payload: Payload =
            jsonwebtoken::decode(token, &key, &pool.validation).map_err(|_| IdentityError::Refused)?.claims;
        let time = |second| Timestamp::from_second(second).map_err(|_| IdentityError::Refused);
        let (issued_at, expires_at) = (time(payload.iat)?, time(payload.exp)?);
        let ours = payload.client_id == pool.client_id && payload.token_use == "access";
        if !ours || (pool.realm == Realm::Operator && payload.tenant_id.is_some()) {
            return Err(IdentityError::Refused);
        }
        let claims = Claims {
            user: payload.username,
            realm: pool.realm,
            tenant: payload.tenant_id,
            session: payload.session.or(payload.origin_jti).ok_or(IdentityError::Refused)?,
            expires_at,
        };
        let verified = Verified { claims, issued_at };
        if !verified.in_force(now) {
            return Err(IdentityError::Refused);
        }
        self.verified.insert(digest, verified.clone());
        Ok(verified.claims)
    }

    /// Fetches the keys of the members' pool ahead of the first token. Operators are few, and theirs can wait.
    pub async fn warm(&self, now: Timestamp) -> Result<(), IdentityError> {
        let [members, _] = &self.pools;
        members.keys.fresh(now).await.map(drop)
    }

    /// Returns the public keys of both user pools as a JWK Set (RFC 7517) in JSON, each key once.
    pub(super) async fn key_set(&self, now: Timestamp) -> Result<String, IdentityError> {
        let [members, operators] = &self.pools;
        let (members, operators) = try_join(members.keys.fresh(now), operators.keys.fresh(now)).await?;
        let mut all = jsonwebtoken::jwk::JwkSet { keys: Vec::new() };
        for jwk in members.set.keys.iter().chain(&operators.set.keys) {
            if !all.keys.iter().any(|known| known.common.key_id == jwk.common.key_id) {
                all.keys.push(jwk.clone());
            }
        }
        serde_json::to_string(&all).map_err(super::cognito::unavailable)
    }
}

fn issuer_of(token: &str) -> Option<String> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    #[derive(Deserialize)]
    struct Issued {
        iss: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Issued>(&payload).ok().map(|issued| issued.iss)
}
