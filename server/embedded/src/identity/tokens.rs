//! Access tokens: ES256, with the structure that Cognito's have, so that a
//! client can't tell the homes apart. The algorithm comes from the key, never
//! from the header.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint, pkcs8::EncodePrivateKey};
use quick_cache::sync::Cache;
use rusqlite::{Connection, OptionalExtension};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenantry_core::{
    env::Random,
    identity::{Claims, IdentityError, Realm, Standing, Subject},
    ids::{SessionId, TenantId, UserId},
};

use crate::sqlite::Fault;

/// Tokens that were verified and have not expired; a signature costs forty
/// times what a look-up does.
const VERIFIED: usize = 20_000;
const MEMBERS: &str = "tenantry";
const OPERATORS: &str = "tenantry-operator";

pub(super) struct TokenMaker {
    issuer: String,
    key_id: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
    key_set: String,
    verified: Cache<[u8; 32], Claims>,
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

/// The key of this installation, made when it is first asked for.
pub(super) fn signing_key(conn: &Connection, random: &dyn Random) -> Result<SecretKey, Fault> {
    let stored: Option<Vec<u8>> =
        conn.query_row("SELECT value FROM secrets WHERE name = 'signing_key'", [], |row| row.get(0)).optional()?;
    if let Some(key) = stored.and_then(|bytes| SecretKey::from_slice(&bytes).ok()) {
        return Ok(key);
    }
    let key = loop {
        let mut bytes = [0u8; 32];
        random.fill(&mut bytes);
        // All but one in 2^32 draws are valid scalars.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            break key;
        }
    };
    conn.execute("INSERT INTO secrets (name, value) VALUES ('signing_key', ?1)", [&key.to_bytes()[..]])?;
    Ok(key)
}

#[derive(Debug, thiserror::Error)]
#[error("the signing key can't be used: {0}")]
struct KeyError(String);

impl TokenMaker {
    pub fn new(key: &SecretKey, issuer: &str) -> Result<Self, Fault> {
        let unusable = |error: String| Fault::from(crate::sqlite::unreadable(Box::new(KeyError(error))));
        let der = key.to_pkcs8_der().map_err(|error| unusable(error.to_string()))?;
        let point = key.public_key().to_encoded_point(false);
        let (Some(x), Some(y)) = (point.x(), point.y()) else {
            return Err(unusable("it has no public point".to_owned()));
        };
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        // RFC 7638: the thumbprint names the key.
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let key_id = URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()));
        let verifying = DecodingKey::from_ec_components(&x, &y).map_err(|error| unusable(error.to_string()))?;
        let mut validation = Validation::new(Algorithm::ES256);
        // Times are judged by the clock that was passed in.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_audience(&[MEMBERS, OPERATORS]);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        let key_set = serde_json::json!({
            "keys": [{"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": key_id, "x": x, "y": y}]
        });
        Ok(Self {
            issuer: issuer.to_owned(),
            key_id,
            signing: EncodingKey::from_ec_der(der.as_bytes()),
            verifying,
            validation,
            key_set: key_set.to_string(),
            verified: Cache::new(VERIFIED),
        })
    }

    pub fn issue(
        &self,
        subject: &Subject,
        session: SessionId,
        now: Timestamp,
        life: SignedDuration,
    ) -> Result<SecretString, IdentityError> {
        let (aud, tenant_id, tenant_tier, groups) = match subject.standing {
            Standing::Member { tenant, tier } => {
                (MEMBERS, Some(tenant), Some(tier.name().to_owned()), vec![format!("tenant-{tenant}")])
            }
            Standing::Operator => (OPERATORS, None, None, vec!["operators".to_owned()]),
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
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &payload, &self.signing).map(SecretString::from).map_err(super::unavailable)
    }

    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, IdentityError> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(claims) = self.verified.get(&digest) {
            return if claims.expires_at > now { Ok(claims) } else { Err(IdentityError::Refused) };
        }
        let claims = self.decode(token, now).ok_or(IdentityError::Refused)?;
        self.verified.insert(digest, claims.clone());
        Ok(claims)
    }

    fn decode(&self, token: &str, now: Timestamp) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.kid.as_deref() != Some(&self.key_id) {
            return None;
        }
        let payload: Payload = jsonwebtoken::decode(token, &self.verifying, &self.validation).ok()?.claims;
        let expires_at = Timestamp::from_second(payload.exp).ok()?;
        let realm = match (payload.aud.as_str(), payload.tenant_id) {
            (MEMBERS, Some(_)) => Realm::Member,
            (OPERATORS, None) => Realm::Operator,
            _ => return None,
        };
        let in_force = payload.nbf <= now.as_second() && expires_at > now;
        (in_force && payload.token_use == "access").then_some(Claims {
            user: payload.sub,
            realm,
            tenant: payload.tenant_id,
            session: payload.sid,
            expires_at,
        })
    }

    pub fn key_set(&self) -> &str {
        &self.key_set
    }
}
