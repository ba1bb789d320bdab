//! A small Cognito on the wire: the operations that our identity calls, with
//! what the emulators lack (rotation with its grace, reuse, a code that serves
//! once, keys that take turns, an `origin_jti` that is another one after each
//! refresh), on the clock of the test.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Value, json};
use tenantry_aws::identity::{PoolConfig, PreToken};
use tenantry_conformance::ManualClock;
use tenantry_core::{
    policy::retention::Lifetimes,
    ports::{env::Clock, identity::Realm},
};
use totp_rs::{Builder, Secret};

use crate::signing_key::SigningKey;

/// How long a token that was rotated out still serves.
const GRACE: SignedDuration = SignedDuration::from_secs(60);
const KEY_LIFE: SignedDuration = SignedDuration::from_hours(24 * 73);
const SECRET: &str = "the client's secret";

type Refusal = (&'static str, &'static str);
type Answer = Result<Value, Refusal>;

const WRONG: Refusal = ("NotAuthorizedException", "Incorrect username or password.");
const REVOKED: Refusal = ("NotAuthorizedException", "Refresh Token has been revoked");
const NOT_USED_TWICE: Refusal = ("ExpiredCodeException", "Your software token has already been used once.");

#[derive(Default)]
struct User {
    password: String,
    pending: Option<String>,
    secret: Option<String>,
    mfa: bool,
    last_step: u64,
}

#[derive(Clone)]
struct Refresh {
    pool: String,
    user: String,
    origin: String,
    ends: Timestamp,
    revoked: bool,
    rotated_at: Option<Timestamp>,
}

#[derive(Default)]
struct Held {
    users: HashMap<(String, String), User>,
    refresh: HashMap<String, Refresh>,
    challenges: HashMap<String, (String, String)>,
    /// The number of the key that signs, since when, and whether the next is published.
    key: usize,
    key_since: Option<Timestamp>,
    next_signs: Option<Timestamp>,
    last_until: Option<Timestamp>,
    /// Calls by operation.
    calls: HashMap<String, u32>,
}

pub struct Cognito {
    held: Mutex<Held>,
    clock: ManualClock,
    pub pre_token: OnceLock<PreToken>,
    port: OnceLock<u16>,
}

fn realm(pool: &str) -> Realm {
    if pool.ends_with("operators") { Realm::Operator } else { Realm::Member }
}

/// Seconds that an access token lives, as the template configures its pool.
fn access_s(pool: &str) -> i64 {
    Lifetimes::default().access_of(realm(pool)).as_secs()
}

fn signing_key(n: usize) -> SigningKey {
    SigningKey::of(n, &format!("key-{n}"))
}

impl Cognito {
    /// On a free port, until the runtime of the test ends.
    pub async fn start(clock: ManualClock) -> Arc<Self> {
        let cognito =
            Arc::new(Self { held: Mutex::default(), clock, pre_token: OnceLock::new(), port: OnceLock::new() });
        let router = Router::new()
            .route("/", post(serve))
            .route("/{pool}/keys", get(async |State(cognito): State<Arc<Self>>, Path(_): Path<String>| cognito.keys()))
            .with_state(cognito.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        cognito.port.set(listener.local_addr().expect("an address").port()).expect("once");
        tokio::spawn(async move { axum::serve(listener, router).await });
        cognito
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.get().expect("it is started"))
    }

    /// An account in a pool.
    pub fn users(&self, pool: &str) -> Vec<String> {
        let held = self.held.lock().expect("users");
        let mut users: Vec<String> =
            held.users.keys().filter(|(of, _)| of == pool).map(|(_, user)| user.clone()).collect();
        users.sort();
        users
    }

    pub fn pool(&self, name: &str) -> PoolConfig {
        PoolConfig {
            pool_id: format!("eu-central-1_{name}"),
            client_id: format!("client-of-{name}"),
            client_secret: Arc::new(SecretString::from(SECRET)),
            issuer: format!("https://cognito.test/eu-central-1_{name}"),
            jwks_url: format!("{}/eu-central-1_{name}/keys", self.url()),
        }
    }

    pub fn calls(&self, operation: &str) -> u32 {
        self.held.lock().expect("held").calls.get(operation).copied().unwrap_or(0)
    }

    /// The key that signs now, and those that are published.
    fn ring(&self) -> (usize, Vec<usize>) {
        let now = self.clock.now();
        let mut held = self.held.lock().expect("held");
        let since = *held.key_since.get_or_insert(now);
        let hour = Lifetimes::default().access;
        if held.next_signs.is_none() && now.duration_since(since) >= KEY_LIFE {
            held.next_signs = Some(now + hour);
        }
        if held.next_signs.is_some_and(|at| now >= at) {
            held.key += 1;
            held.key_since = Some(now);
            held.next_signs = None;
            held.last_until = Some(now + hour);
        }
        let mut published = vec![held.key];
        published.extend(held.next_signs.map(|_| held.key + 1));
        published.extend(held.last_until.filter(|until| now < *until).map(|_| held.key - 1));
        (held.key, published)
    }

    fn keys(&self) -> String {
        let keys: Vec<Value> = self.ring().1.into_iter().map(|n| signing_key(n).jwk).collect();
        json!({ "keys": keys }).to_string()
    }

    /// The trigger gets what a refresh says of itself. AWS does not say that `origin_jti` outlives one, so it is drawn anew.
    async fn access(&self, pool: &str, user: &str, said: &Value) -> String {
        let now = self.clock.now().as_second();
        let name = pool.trim_start_matches("eu-central-1_");
        let mut payload = json!({
            "sub": uuid::Uuid::new_v4(), "iss": format!("https://cognito.test/{pool}"), "token_use": "access",
            "client_id": format!("client-of-{name}"), "origin_jti": uuid::Uuid::new_v4(), "username": user,
            "jti": uuid::Uuid::new_v4(), "iat": now, "exp": now + access_s(pool),
        });
        if let Some(trigger) = self.pre_token.get() {
            let request = if said.is_object() { json!({ "clientMetadata": said }) } else { json!({}) };
            let event =
                json!({ "version": "2", "userPoolId": pool, "userName": user, "request": request, "response": {} });
            let answer = trigger.answer(event).await.expect("an answer");
            let details = &answer["response"]["claimsAndScopeOverrideDetails"];
            let claims = details["accessTokenGeneration"]["claimsToAddOrOverride"].as_object().expect("claims");
            payload.as_object_mut().expect("a payload").extend(claims.clone());
            payload["cognito:groups"] = details["groupOverrideDetails"]["groupsToOverride"].clone();
        }
        let key = signing_key(self.ring().0);
        key.sign(&payload)
    }

    async fn grant(&self, pool: &str, user: &str, origin: &str, ends: Timestamp, said: &Value) -> Value {
        let refresh = uuid::Uuid::new_v4().to_string();
        let held = Refresh {
            pool: pool.to_owned(),
            user: user.to_owned(),
            origin: origin.to_owned(),
            ends,
            revoked: false,
            rotated_at: None,
        };
        self.held.lock().expect("held").refresh.insert(refresh.clone(), held);
        let access = self.access(pool, user, said).await;
        json!({ "AuthenticationResult": {
            "AccessToken": access, "RefreshToken": refresh, "ExpiresIn": access_s(pool), "TokenType": "Bearer"
        } })
    }

    async fn begin(&self, pool: &str, user: &str) -> Answer {
        let ends = self.clock.now() + Lifetimes::default().session_of(realm(pool));
        // AdminInitiateAuth hands no metadata on to this trigger.
        Ok(self.grant(pool, user, &uuid::Uuid::new_v4().to_string(), ends, &Value::Null).await)
    }

    async fn call(&self, operation: &str, body: &Value) -> Answer {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (pool, user) = (text("UserPoolId"), text("Username"));
        let id = (pool.clone(), user.clone());
        let missing = ("UserNotFoundException", "User does not exist.");
        match operation {
            "AdminCreateUser" => {
                let mut held = self.held.lock().expect("held");
                if held.users.contains_key(&id) {
                    return Err(("UsernameExistsException", "User account already exists"));
                }
                held.users.insert(id, User::default());
            }
            "AdminSetUserPassword" => {
                let mut held = self.held.lock().expect("held");
                held.users.get_mut(&id).ok_or(missing)?.password = text("Password");
            }
            "AdminDeleteUser" => {
                self.held.lock().expect("held").users.remove(&id).ok_or(missing)?;
            }
            "AdminSetUserMFAPreference" => {
                let on = body["SoftwareTokenMfaSettings"]["Enabled"] == json!(true);
                let mut held = self.held.lock().expect("held");
                let user = held.users.get_mut(&id).ok_or(missing)?;
                if on && user.secret.is_none() {
                    return Err(("InvalidParameterException", "User has not verified software token mfa"));
                }
                user.mfa = on;
            }
            "AdminUserGlobalSignOut" => {
                let mut held = self.held.lock().expect("held");
                held.users.get(&id).ok_or(missing)?;
                held.refresh.values_mut().filter(|each| each.pool == pool && each.user == user).for_each(|each| {
                    each.revoked = true;
                });
            }
            "AdminInitiateAuth" => return self.enter(&pool, &body["AuthParameters"]).await,
            "AdminRespondToAuthChallenge" => return self.answer(&pool, body).await,
            "AssociateSoftwareToken" => {
                let id = self.owner(&text("AccessToken"))?;
                let secret = Secret::from(uuid::Uuid::new_v4().as_bytes().repeat(2)[..20].to_vec()).to_base32();
                self.held.lock().expect("held").users.get_mut(&id).ok_or(missing)?.pending = Some(secret.clone());
                return Ok(json!({ "SecretCode": secret }));
            }
            "VerifySoftwareToken" => {
                let id = self.owner(&text("AccessToken"))?;
                let mismatch = ("EnableSoftwareTokenMFAException", "Code mismatch");
                let mut held = self.held.lock().expect("held");
                let user = held.users.get_mut(&id).ok_or(missing)?;
                let secret = user.pending.clone().ok_or(mismatch)?;
                user.last_step = self.step(&secret, &text("UserCode")).ok_or(mismatch)?;
                (user.secret, user.pending) = (user.pending.take(), None);
                return Ok(json!({ "Status": "SUCCESS" }));
            }
            "GetTokensFromRefreshToken" => {
                return self.refresh(&text("RefreshToken"), &text("ClientSecret"), &body["ClientMetadata"]).await;
            }
            "RevokeToken" => {
                let mut held = self.held.lock().expect("held");
                let Some(origin) = held.refresh.get(&text("Token")).map(|token| token.origin.clone()) else {
                    return Ok(json!({}));
                };
                held.refresh.values_mut().filter(|each| each.origin == origin).for_each(|each| each.revoked = true);
            }
            _ => return Err(("InvalidParameterException", "no such operation")),
        }
        Ok(json!({}))
    }

    async fn enter(&self, pool: &str, given: &Value) -> Answer {
        let user = given["USERNAME"].as_str().unwrap_or_default();
        assert!(given["SECRET_HASH"].is_string(), "a confidential client proves itself");
        let mfa = {
            let held = self.held.lock().expect("held");
            let known = held.users.get(&(pool.to_owned(), user.to_owned())).ok_or(WRONG)?;
            if given["PASSWORD"].as_str() != Some(&known.password) {
                return Err(WRONG);
            }
            known.mfa
        };
        if !mfa {
            return self.begin(pool, user).await;
        }
        let session = uuid::Uuid::new_v4().to_string();
        self.held.lock().expect("held").challenges.insert(session.clone(), (pool.to_owned(), user.to_owned()));
        Ok(json!({ "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": session, "ChallengeParameters": {} }))
    }

    async fn answer(&self, pool: &str, body: &Value) -> Answer {
        let session = body["Session"].as_str().unwrap_or_default();
        let code = body["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"].as_str().unwrap_or_default();
        let user = {
            let mut held = self.held.lock().expect("held");
            let id = held.challenges.get(session).cloned().ok_or(("NotAuthorizedException", "Invalid session"))?;
            let user = held.users.get_mut(&id).ok_or(WRONG)?;
            let secret = user.secret.clone().ok_or(("SoftwareTokenMFANotFoundException", "no software token"))?;
            let step = self.step(&secret, code).ok_or(("CodeMismatchException", "Invalid code received for user"))?;
            if step <= user.last_step {
                return Err(NOT_USED_TWICE);
            }
            user.last_step = step;
            id.1
        };
        self.begin(pool, &user).await
    }

    async fn refresh(&self, presented: &str, secret: &str, said: &Value) -> Answer {
        let now = self.clock.now();
        let token = {
            let mut held = self.held.lock().expect("held");
            let token = held.refresh.get_mut(presented).ok_or(REVOKED)?;
            if token.revoked || token.ends <= now || secret != SECRET {
                return Err(REVOKED);
            }
            if token.rotated_at.is_some_and(|at| now.duration_since(at) > GRACE) {
                return Err(("RefreshTokenReuseException", "Refresh token has been reused"));
            }
            token.rotated_at.get_or_insert(now);
            token.clone()
        };
        Ok(self.grant(&token.pool, &token.user, &token.origin, token.ends, said).await)
    }

    /// Whose access token it is, by what it says: we made it.
    fn owner(&self, access: &str) -> Result<(String, String), Refusal> {
        let payload = access.split('.').nth(1).and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok());
        let payload: Value = payload.and_then(|payload| serde_json::from_slice(&payload).ok()).ok_or(WRONG)?;
        let pool = payload["iss"].as_str().and_then(|issuer| issuer.rsplit('/').next()).ok_or(WRONG)?;
        Ok((pool.to_owned(), payload["username"].as_str().ok_or(WRONG)?.to_owned()))
    }

    fn step(&self, secret: &str, code: &str) -> Option<u64> {
        let totp = Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build_noncompliant();
        totp.check(code, self.clock.now().as_second().unsigned_abs())
    }
}

async fn serve(State(cognito): State<Arc<Cognito>>, headers: HeaderMap, body: String) -> (StatusCode, String) {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default();
    *cognito.held.lock().expect("held").calls.entry(operation.to_owned()).or_default() += 1;
    let body = serde_json::from_str(&body).unwrap_or_default();
    match cognito.call(operation, &body).await {
        Ok(answer) => (StatusCode::OK, answer.to_string()),
        Err((kind, message)) => (StatusCode::BAD_REQUEST, json!({ "__type": kind, "message": message }).to_string()),
    }
}
