//! Where traces go.

use std::{fmt, str::FromStr};

use axum::http::Uri;
use clap::Args;

#[derive(Args, Debug)]
#[command(next_help_heading = "Traces")]
pub struct Traces {
    /// Send traces to this OpenTelemetry collector, by OTLP over HTTP, like http://127.0.0.1:4318. Default: none.
    #[arg(long, env = "TENANTRY_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<OtlpEndpoint>,
    /// The share of requests that are traced, from 0 to 1.
    #[arg(long, env = "TENANTRY_OTLP_SAMPLE", default_value = "0.05", value_name = "SHARE", value_parser = share)]
    pub otlp_sample: f64,
}

/// The collector is a neighbour: it takes plain HTTP and passes on what it gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtlpEndpoint(String);

impl OtlpEndpoint {
    pub fn traces(&self) -> String {
        format!("{}/v1/traces", self.0)
    }
}

impl fmt::Display for OtlpEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OtlpEndpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url: Uri = text.parse().map_err(|_| "must be like http://127.0.0.1:4318".to_owned())?;
        match url.scheme_str() {
            Some("http") if url.host().is_some() => Ok(Self(text.trim_end_matches('/').to_owned())),
            Some("https") => Err("must be http: run a collector beside the server that sends on over TLS".to_owned()),
            _ => Err("must be like http://127.0.0.1:4318".to_owned()),
        }
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "must be from 0 to 1".to_owned())
}
