//! Documents go to the daemon beside the function, one in a datagram. Nobody
//! waits for it, and what can't be sent is lost: a trace is no reason to fail.

use std::{net::UdpSocket, sync::LazyLock};

use serde_json::Value;

const BEFORE_EACH: &[u8] = b"{\"format\":\"json\",\"version\":1}\n";

static DAEMON: LazyLock<Option<UdpSocket>> =
    LazyLock::new(|| connect(address(&std::env::var("AWS_XRAY_DAEMON_ADDRESS").ok()?)));

/// One address, or `tcp:` and `udp:` with one each.
fn address(text: &str) -> &str {
    text.split_whitespace().find_map(|part| part.strip_prefix("udp:")).unwrap_or(text)
}

fn connect(address: &str) -> Option<UdpSocket> {
    let socket = UdpSocket::bind(if address.starts_with('[') { "[::]:0" } else { "0.0.0.0:0" }).ok()?;
    socket.set_nonblocking(true).ok()?;
    socket.connect(address).ok()?;
    Some(socket)
}

pub(super) fn listens() -> bool {
    DAEMON.is_some()
}

pub(super) fn send(document: &Value) {
    if let Some(daemon) = &*DAEMON {
        let datagram = [BEFORE_EACH, document.to_string().as_bytes()].concat();
        // It may be full or gone; the next one is tried as well.
        let _ = daemon.send(&datagram);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_written_in_two_ways() {
        assert_eq!(address("169.254.79.129:2000"), "169.254.79.129:2000");
        assert_eq!(address("tcp:127.0.0.1:2000 udp:127.0.0.2:2001"), "127.0.0.2:2001");
        assert!(connect("nonsense").is_none());
    }
}
