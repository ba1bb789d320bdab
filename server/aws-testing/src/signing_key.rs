//! A key that signs tokens as Cognito does: RS256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    rsa::PublicKeyComponents,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Value, json};

/// Keys that were drawn once and protect nothing; ring makes none of RSA.
const DRAWN: [&[u8]; 3] =
    [include_bytes!("../keys/1.pk8"), include_bytes!("../keys/2.pk8"), include_bytes!("../keys/3.pk8")];

pub struct SigningKey {
    pair: RsaKeyPair,
    id: String,
    /// The public part.
    pub jwk: Value,
}

impl SigningKey {
    /// The key of a number, of which each has its own as far as there are keys.
    pub fn of(number: usize, id: &str) -> Self {
        let pair = RsaKeyPair::from_pkcs8(DRAWN[number % DRAWN.len()]).expect("a key");
        let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let jwk = json!({
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": id,
            "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
        });
        Self { pair, id: id.to_owned(), jwk }
    }

    /// A token with these claims.
    pub fn sign(&self, payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.id });
        let message = format!("{}.{}", part(&header), part(payload));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
