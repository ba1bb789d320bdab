//! The headers by which AWS knows who sends (Signature Version 4).

use std::time::SystemTime;

use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;

const JSON: (&str, &str) = ("content-type", "application/json");

/// Those of a `POST` of JSON to X-Ray, the type of its body among them.
pub(super) fn headers(
    url: &str,
    region: &str,
    identity: &Identity,
    body: &[u8],
    now: SystemTime,
) -> Result<Vec<(String, String)>, String> {
    let by = v4::SigningParams::builder().identity(identity).region(region).name("xray");
    let by = by.time(now).settings(SigningSettings::default()).build().map_err(|error| error.to_string())?.into();
    let request = SignableRequest::new("POST", url, std::iter::once(JSON), SignableBody::Bytes(body));
    let request = request.map_err(|error| error.to_string())?;
    let (instructions, _) = sign(request, &by).map_err(|error| error.to_string())?.into_parts();
    let signed = instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(std::iter::once((JSON.0.to_owned(), JSON.1.to_owned())).chain(signed).collect())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_sdk_dynamodb::config::Credentials;

    use super::*;

    /// The signature was computed by botocore 1.43.106's `SigV4Auth` from the same input.
    #[test]
    fn a_signature_is_that_of_another_signer() {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", Some("token".to_owned()), None, "tests");
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_529_490);
        let url = "https://xray.eu-central-1.amazonaws.com/v1/traces";
        let headers = headers(url, "eu-central-1", &credentials.into(), b"{}", now).expect("signed");
        let of = |name: &str| {
            let found = headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        assert_eq!(of("content-type"), "application/json");
        assert_eq!(of("x-amz-date"), "20251130T190450Z");
        assert_eq!(of("x-amz-security-token"), "token");
        assert_eq!(
            of("authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20251130/eu-central-1/xray/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, \
             Signature=f902b38abd3590cbaaead83a12a1be1b40667eefe795c31289fa839ac91d3111"
        );
    }
}
