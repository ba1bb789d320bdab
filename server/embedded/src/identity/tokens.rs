//! Access tokens: ES256, with the structure that Cognito's have, so that a
//! client can't distinguish the backends. The algorithm comes from the key, never
//! from the header.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation};
use quick_cache::sync::Cache;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenantry_core::{
    domain::ids::{SessionId, TenantId, UserId},
    policy::retention::in_force,
    ports::identity::{Claims, IdentityError, Realm, Subject, SubjectKind},
};

use super::{es256, keys::KeyRing};

/// Tokens that were verified and have not expired; a signature costs forty
/// times what a look-up does.
const VERIFIED: usize = 20_000;
const MEMBERS: &str = "tenantry";
const OPERATORS: &str = "tenantry-operator";

pub(super) struct TokenMaker {
    issuer: String,
    ring: RwLock<Arc<KeyRing>>,
    validation: Validation,
    verified: Cache<[u8; 32], Verified>,
}

/// The claims of a verified token, and since when it is valid.
#[derive(Clone)]
struct Verified {
    claims: Claims,
    not_before: Timestamp,
}

impl Verified {
    fn in_force(&self, now: Timestamp) -> bool {
        in_force(self.not_before, self.claims.expires_at, now)
    }
}

#[derive(Serialize, Deserialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: UserId,
    email: String,
    #[serde(rename = "custom:tenant_id", skip_serializing_if = "Option::is_none", default)]
    tenant_id: Option<TenantId>,
    #[serde(rename = "custom:tenant_tier", skip_serializing_if = "Option::is_none", default)]
    tenant_tier: Option<String>,
    #[serde(rename = "cognito:groups")]
    groups: Vec<String>,
    token_use: String,
    sid: SessionId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl TokenMaker {
    pub fn new(ring: KeyRing, issuer: &str) -> Self {
        es256::install();
        let mut validation = Validation::new(Algorithm::ES256);
        // Times are judged by the clock that was passed in.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_audience(&[MEMBERS, OPERATORS]);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        Self {
            issuer: issuer.to_owned(),
            ring: RwLock::new(Arc::new(ring)),
            validation,
            verified: Cache::new(VERIFIED),
        }
    }

    pub fn ring(&self) -> Arc<KeyRing> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn turn_to(&self, ring: KeyRing) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    pub fn issue(
        &self,
        subject: &Subject,
        session: SessionId,
        now: Timestamp,
        life: SignedDuration,
    ) -> Result<SecretString, IdentityError> {
        let (aud, tenant_id, tenant_tier, groups) = match subject.kind {
            SubjectKind::Member { tenant, tier } => {
                (MEMBERS, Some(tenant), Some(tier.name().to_owned()), vec![format!("tenant-{tenant}")])
            }
            SubjectKind::Operator => (OPERATORS, None, None, vec!["operators".to_owned()]),
        };
        let payload = Payload {
            iss: self.issuer.clone(),
            aud: aud.to_owned(),
            sub: subject.user,
            email: subject.email.clone(),
            tenant_id,
            tenant_tier,
            groups,
            token_use: "access".to_owned(),
            sid: session,
            iat: now.as_second(),
            nbf: now.as_second(),
            exp: (now + life).as_second(),
        };
        let ring = self.ring();
        let key = ring.signing(now).ok_or_else(|| super::unavailable("there is no signing key"))?;
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &payload, &key.signing).map(SecretString::from).map_err(super::unavailable)
    }

    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, IdentityError> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(known) = self.verified.get(&digest) {
            return if known.in_force(now) { Ok(known.claims) } else { Err(IdentityError::Refused) };
        }
        let verified = self.decode(token, now).filter(|token| token.in_force(now)).ok_or(IdentityError::Refused)?;
        self.verified.insert(digest, verified.clone());
        Ok(verified.claims)
    }

    fn decode(&self, token: &str, now: Timestamp) -> Option<Verified> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let ring = self.ring();
        let key = ring.verifying(header.kid.as_deref()?, now)?;
        let payload: Payload = jsonwebtoken::decode(token, &key.verifying, &self.validation).ok()?.claims;
        let (not_before, expires_at) =
            (Timestamp::from_second(payload.nbf).ok()?, Timestamp::from_second(payload.exp).ok()?);
        let realm = match (payload.aud.as_str(), payload.tenant_id) {
            (MEMBERS, Some(_)) => Realm::Member,
            (OPERATORS, None) => Realm::Operator,
            _ => return None,
        };
        let claims = Claims { user: payload.sub, realm, tenant: payload.tenant_id, session: payload.sid, expires_at };
        (payload.token_use == "access").then_some(Verified { claims, not_before })
    }
}
