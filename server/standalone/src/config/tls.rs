//! TLS of the API's listener. Both files, or neither.

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Debug)]
#[command(next_help_heading = "TLS")]
pub struct Tls {
    /// Serve TLS with this certificate, followed by its intermediates, in PEM; read again when it changes.
    #[arg(long, env = "TENANTRY_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    #[arg(long, env = "TENANTRY_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
}

impl Tls {
    pub fn files(&self) -> Option<(&PathBuf, &PathBuf)> {
        self.tls_cert.as_ref().zip(self.tls_key.as_ref())
    }

    pub fn is_on(&self) -> bool {
        self.files().is_some()
    }
}
