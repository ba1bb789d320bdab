//! A key that signs tokens as Cognito does: RS256.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// What 65,537, the exponent of all of them, is in bytes.
const EXPONENT: [u8; 3] = [1, 0, 1];
const MODULUS: usize = 256;

pub struct SigningKey {
    pair: KeyPair,
    id: String,
    /// The public part.
    pub jwk: Value,
}

impl SigningKey {
    pub fn draw(id: &str) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
        // RFC 8017, A.1.1: the modulus, then the exponent with two bytes before it, end the public key.
        let public = pair.public_key().as_ref();
        let (modulus, exponent) = public.split_at(public.len() - EXPONENT.len() - 2);
        assert_eq!(exponent[2..], EXPONENT);
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let jwk = json!({
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": id,
            "n": number(&modulus[modulus.len() - MODULUS..]), "e": number(&EXPONENT),
        });
        Self { pair, id: id.to_owned(), jwk }
    }

    /// A token with these claims.
    pub fn sign(&self, payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.id });
        let message = format!("{}.{}", part(&header), part(payload));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
