//! Takes a port, or says clearly which one was taken and what to do.

use std::{io::ErrorKind, net::SocketAddr};

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;

/// Ports that are tried after the wanted one.
const TRIES: u16 = 100;

pub async fn bind(wanted: SocketAddr, flag: &str, next_free: bool) -> Result<TcpListener> {
    let mut at = wanted;
    loop {
        match TcpListener::bind(at).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse && next_free => {
                match at.port().checked_add(1).filter(|next| next - wanted.port() <= TRIES) {
                    Some(next) => at.set_port(next),
                    None => bail!(
                        "port {} and the {TRIES} after it are all taken; choose another with {flag}",
                        wanted.port()
                    ),
                }
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                "port {} on {} is taken by another program. Choose another with `{flag} {}:PORT`, or let it be found \
                 with --next-free-port.",
                at.port(),
                at.ip(),
                at.ip()
            ),
            Err(error) => return Err(error).with_context(|| format!("{flag} {at} can't be listened on")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_or_stepped_over() {
        let any: SocketAddr = "127.0.0.1:0".parse().expect("an address");
        let first = bind(any, "--listen", false).await.expect("a free port");
        let taken = first.local_addr().expect("an address");
        let refusal = bind(taken, "--listen", false).await.expect_err("it is taken").to_string();
        assert!(refusal.contains(&format!("port {} on 127.0.0.1", taken.port())), "{refusal}");
        assert!(refusal.contains("--listen 127.0.0.1:PORT"), "{refusal}");
        let second = bind(taken, "--listen", true).await.expect("the next one");
        assert!(second.local_addr().expect("an address").port() > taken.port());
    }
}
