//! Tokens that look right and are not. The baseline is a real token taken
//! apart and signed again with the installation's own key, so each forgery
//! differs from what is accepted in one thing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Sha256, Sha384, Sha512};
use tenantry_conformance::{Cast, Fixture, Setup};
use tenantry_core::ports::identity::IdentityError;
use tenantry_embedded_testing::SqlitePool;

struct Forge {
    header: Value,
    payload: Value,
    key: SigningKey,
    attacker: SigningKey,
    /// The public key as raw bytes, as a confused verifier would take it for a secret.
    public: Vec<u8>,
    genuine: String,
}

fn part(value: &Value) -> String {
    B64.encode(value.to_string())
}

fn unpack(part: &str) -> Value {
    serde_json::from_slice(&B64.decode(part).expect("base64")).expect("JSON")
}

fn sign(key: &SigningKey, header: &Value, payload: &Value) -> String {
    let message = format!("{}.{}", part(header), part(payload));
    let signature: Signature = key.sign(message.as_bytes());
    format!("{message}.{}", B64.encode(signature.to_bytes()))
}

impl Forge {
    fn new(genuine: &str, secret: &[u8]) -> Self {
        let parts: Vec<&str> = genuine.split('.').collect();
        let key = SigningKey::from_slice(secret).expect("a key");
        let public = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        Self {
            header: unpack(parts[0]),
            payload: unpack(parts[1]),
            key,
            attacker: SigningKey::from_slice(&[7; 32]).expect("a key"),
            public,
            genuine: genuine.to_owned(),
        }
    }

    /// With the installation's key, but for one claim.
    fn claim(&self, name: &str, value: Value) -> String {
        let mut payload = self.payload.clone();
        payload[name] = value;
        sign(&self.key, &self.header, &payload)
    }

    fn without(&self, name: &str) -> String {
        let mut payload = self.payload.clone();
        payload.as_object_mut().expect("claims").remove(name);
        sign(&self.key, &self.header, &payload)
    }

    fn header(&self, name: &str, value: Value, key: &SigningKey) -> String {
        let mut header = self.header.clone();
        header[name] = value;
        sign(key, &header, &self.payload)
    }

    /// Of a family that the installation does not sign with.
    fn hmac<M: Mac + KeyInit>(&self, algorithm: &str, secret: &[u8]) -> String {
        let header = json!({"typ": "JWT", "alg": algorithm, "kid": self.header["kid"]});
        let message = format!("{}.{}", part(&header), part(&self.payload));
        let mut code = <M as KeyInit>::new_from_slice(secret).expect("a secret of any length");
        code.update(message.as_bytes());
        format!("{message}.{}", B64.encode(code.finalize().into_bytes()))
    }

    fn hmacs(&self, secret: &[u8]) -> [(&'static str, String); 3] {
        [
            ("HS256", self.hmac::<Hmac<Sha256>>("HS256", secret)),
            ("HS384", self.hmac::<Hmac<Sha384>>("HS384", secret)),
            ("HS512", self.hmac::<Hmac<Sha512>>("HS512", secret)),
        ]
    }

    fn all(&self) -> Vec<(String, String)> {
        let mut forged: Vec<(String, String)> = Vec::new();
        let mut add = |why: &str, token: String| forged.push((why.to_owned(), token));
        self.algorithms(&mut add);
        self.keys(&mut add);
        self.claims(&mut add);
        self.signatures(&mut add);
        self.shapes(&mut add);
        forged
    }

    /// Header, payload and signature of the genuine token.
    fn parts(&self) -> [&str; 3] {
        let parts: Vec<&str> = self.genuine.split('.').collect();
        parts.try_into().expect("three parts")
    }

    fn algorithms(&self, add: &mut impl FnMut(&str, String)) {
        let [_, body, signature] = self.parts();
        let unsigned =
            |alg: &str| format!("{}.{body}.", part(&json!({"alg": alg, "typ": "JWT", "kid": self.header["kid"]})));
        for alg in ["none", "None", "NONE", "nOnE", "", "ES256"] {
            add(&format!("alg {alg:?} without a signature"), unsigned(alg));
            add(&format!("alg {alg:?} with the old signature"), format!("{}{signature}", unsigned(alg)));
        }
        // The last of these is the genuine header with another order of fields, and so another message.
        for (algorithm, token) in self.hmacs(&self.public) {
            add(&format!("{algorithm} with the public key as the secret"), token);
        }
        for (algorithm, token) in self.hmacs(b"") {
            add(&format!("{algorithm} without a secret"), token);
        }
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", B64.encode(&self.public));
        add("HS256 with a PEM as the secret", self.hmac::<Hmac<Sha256>>("HS256", pem.as_bytes()));
        for alg in ["RS256", "PS256", "ES384", "EdDSA", "es256", "HS256"] {
            add(&format!("header {alg} over a signature of ES256"), self.header("alg", json!(alg), &self.key));
        }
    }

    fn keys(&self, add: &mut impl FnMut(&str, String)) {
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": B64.encode([1; 32]), "y": B64.encode([2; 32])});
        add("another kid", self.header("kid", json!("another"), &self.key));
        add("an empty kid", self.header("kid", json!(""), &self.key));
        add("a kid of a file", self.header("kid", json!("../../../../dev/null"), &self.key));
        add("a kid of a query", self.header("kid", json!("' OR '1'='1"), &self.key));
        add("no kid", {
            let mut header = self.header.clone();
            header.as_object_mut().expect("a header").remove("kid");
            sign(&self.key, &header, &self.payload)
        });
        add("another key under our kid", sign(&self.attacker, &self.header, &self.payload));
        add("a jku of the attacker", self.header("jku", json!("https://attacker.example/keys"), &self.attacker));
        add("a jwk of the attacker", self.header("jwk", jwk, &self.attacker));
        add("an x5u of the attacker", self.header("x5u", json!("https://attacker.example/cert"), &self.attacker));
        add("an x5c of the attacker", self.header("x5c", json!(["MIIB"]), &self.attacker));
    }

    fn claims(&self, add: &mut impl FnMut(&str, String)) {
        let now = self.payload["iat"].as_i64().expect("a time");
        add("another audience", self.claim("aud", json!("another")));
        add("an empty audience", self.claim("aud", json!("")));
        add("another issuer", self.claim("iss", json!("https://attacker.example")));
        add("an issuer with a slash", self.claim("iss", json!("https://tenantry.test/")));
        add("expired", self.claim("exp", json!(now)));
        add("expired long ago", self.claim("exp", json!(1)));
        add("expired before time", self.claim("exp", json!(-1)));
        add("an end as text", self.claim("exp", json!("9999999999")));
        add("an end beyond time", self.claim("exp", json!(i64::MAX)));
        // Beyond what clocks may be apart.
        add("not yet", self.claim("nbf", json!(now + 120)));
        add("an ID token", self.claim("token_use", json!("id")));
        add("a refresh token", self.claim("token_use", json!("refresh")));
        add("a use in capitals", self.claim("token_use", json!("ACCESS")));
        add("an operator's audience with a tenant", self.claim("aud", json!("tenantry-operator")));
        add("a member without a tenant", self.without("custom:tenant_id"));
        for name in ["exp", "nbf", "iss", "aud", "sub", "sid", "token_use"] {
            add(&format!("no {name}"), self.without(name));
        }
        add("a subject that is no id", self.claim("sub", json!("admin")));
    }

    fn signatures(&self, add: &mut impl FnMut(&str, String)) {
        let [head, body, signature] = self.parts();
        let bytes = B64.decode(signature).expect("base64");
        let bent_signature = |at: usize| {
            let mut bent = bytes.clone();
            bent[at] ^= 1;
            format!("{head}.{body}.{}", B64.encode(bent))
        };
        let mut tenant = self.payload.clone();
        tenant["custom:tenant_id"] = json!("01890000-0000-7000-8000-000000000001");
        add("a bent payload", format!("{head}.{}.{signature}", part(&tenant)));
        add("a payload with a blank", format!("{head}.{} .{signature}", body));
        for at in [0, 31, 32, 63] {
            add(&format!("signature bent at {at}"), bent_signature(at));
        }
        add("a signature of zeros", format!("{head}.{body}.{}", B64.encode([0; 64])));
        add("half a signature", format!("{head}.{body}.{}", B64.encode(&bytes[..32])));
        add("a signature and more", format!("{head}.{body}.{}", B64.encode([&bytes[..], &[0]].concat())));
        add("a signature in DER", {
            let der = Signature::from_slice(&bytes).expect("a signature").to_der();
            format!("{head}.{body}.{}", B64.encode(der.as_bytes()))
        });
        // The last letter has four bits that say nothing; only zeros are canonical.
        let last = signature.chars().last().expect("a letter");
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let at = alphabet.find(last).expect("base64");
        let other = alphabet.as_bytes()[at ^ 1] as char;
        add(
            "a signature in base64 that is not canonical",
            format!("{head}.{body}.{}{other}", &signature[..signature.len() - 1]),
        );
    }

    fn shapes(&self, add: &mut impl FnMut(&str, String)) {
        let [head, body, signature] = self.parts();
        add("no signature", format!("{head}.{body}"));
        add("an empty signature", format!("{head}.{body}."));
        add("no payload", format!("{head}..{signature}"));
        add("no header", format!(".{body}.{signature}"));
        add("a trailing dot", format!("{}.", self.genuine));
        add("two trailing dots", format!("{}..", self.genuine));
        add("a fourth part", format!("{}.{signature}", self.genuine));
        add("parts in another order", format!("{body}.{head}.{signature}"));
        for (why, token) in [
            ("a leading blank", format!(" {}", self.genuine)),
            ("a trailing blank", format!("{} ", self.genuine)),
            ("a trailing line", format!("{}\n", self.genuine)),
            ("a trailing NUL", format!("{}\0", self.genuine)),
            ("padding", format!("{}==", self.genuine)),
            ("capitals", self.genuine.to_uppercase()),
            ("twice", self.genuine.repeat(2)),
            ("nothing", String::new()),
            ("dots", "..".to_owned()),
            ("a megabyte", "A".repeat(1 << 20)),
            ("a megabyte in the middle", format!("{head}.{}.{signature}", "A".repeat(1 << 20))),
            ("no ASCII", "тест.тест.тест".to_owned()),
            ("five parts, as if encrypted", format!("{}.a.b", self.genuine)),
        ] {
            add(why, token);
        }
    }
}

async fn forge<F: Fixture>(backend: &F, folder: &std::path::Path) -> Forge {
    let cast = Cast::found(backend, "acme").await;
    let conn = rusqlite::Connection::open(folder.join("control.db")).expect("a database");
    let secret: Vec<u8> = conn
        .query_row("SELECT secret FROM signing_keys ORDER BY signs_from LIMIT 1", [], |row| row.get(0))
        .expect("the signing key");
    Forge::new(cast.owner.tokens.access.expose_secret(), &secret)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_forgery_is_refused() {
    let backend = SqlitePool::open(Setup::default()).await;
    let forge = forge(&backend, backend.folder()).await;
    let identity = backend.identity();
    identity.authenticate(&forge.genuine).await.expect("the genuine token");
    identity.authenticate(&sign(&forge.key, &forge.header, &forge.payload)).await.expect("the control: signed again");

    let forged = forge.all();
    for (why, token) in &forged {
        // Twice: nothing that was refused may be remembered as verified.
        for _ in 0..2 {
            let result = identity.authenticate(token).await;
            assert!(matches!(result, Err(IdentityError::Refused)), "{why}: {result:?}");
            let caller = backend.app().authenticate(token, None).await;
            assert!(matches!(caller, Err(tenantry_core::Error::Unauthenticated(_))), "{why}");
        }
    }
    println!("{} forged tokens, all refused", forged.len());
    assert!(forged.len() >= 40);
    identity.authenticate(&forge.genuine).await.expect("the genuine token, still");
    backend.clock().advance(jiff::SignedDuration::from_mins(60));
    let expired = identity.authenticate(&forge.genuine).await;
    assert!(matches!(expired, Err(IdentityError::Refused)), "verified once is not verified for ever");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_installations_token_is_refused() {
    let (ours, theirs) = (SqlitePool::open(Setup::default()).await, SqlitePool::open(Setup::default()).await);
    let (cast, other) = (Cast::found(&ours, "acme").await, Cast::found(&theirs, "acme").await);
    let token = |cast: &Cast| cast.owner.tokens.access.expose_secret().to_owned();
    assert!(matches!(ours.identity().authenticate(&token(&other)).await, Err(IdentityError::Refused)));
    assert!(matches!(theirs.identity().authenticate(&token(&cast)).await, Err(IdentityError::Refused)));
    // The published keys verify what is issued, and give no private part away.
    let keys: Value = serde_json::from_str(&ours.app().key_set().await.expect("keys")).expect("JSON");
    let key = &keys["keys"][0];
    assert_eq!((key["alg"].as_str(), key["d"].as_str()), (Some("ES256"), None));
    assert_eq!(unpack(token(&cast).split('.').next().expect("a header"))["kid"], key["kid"]);
}
