//! From a name to addresses.

use std::{io, net::IpAddr};

use async_trait::async_trait;

/// Finds the addresses of a name. A sender asks once for each try and connects to what it judged, so a name that changes its
/// address between two look-ups gains nothing.
#[async_trait]
pub trait Resolver: Send + Sync + 'static {
    /// Returns the addresses of a name, in the order in which they are to be tried.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|found| found.ip()).collect())
    }
}
