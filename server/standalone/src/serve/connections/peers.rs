//! How many connections each address has open. An IPv6 host has a whole /64, so that counts as one address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

#[derive(Clone)]
pub struct Peers {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    max: usize,
}

/// An open connection of an address.
pub struct ConnectionSlot {
    peers: Peers,
    of: IpAddr,
}

impl Peers {
    pub fn new(max: usize) -> Self {
        Self { open: Arc::default(), max }
    }

    /// Takes a slot; `None` if the address has as many connections as it may.
    pub fn acquire(&self, address: IpAddr) -> Option<ConnectionSlot> {
        let of = network(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&of).copied().unwrap_or_default();
        if count >= self.max {
            return None;
        }
        open.insert(of, count + 1);
        Some(ConnectionSlot { peers: self.clone(), of })
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut open = self.peers.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.of);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_counts_as_one_and_what_ended_counts_no_more() {
        let peers = Peers::new(2);
        let at = |text: &str| text.parse::<IpAddr>().expect("an address");
        let one = peers.acquire(at("2001:db8:1:2::1")).expect("a place");
        let _two = peers.acquire(at("2001:db8:1:2:ffff::9")).expect("a place");
        assert!(peers.acquire(at("2001:db8:1:2::3")).is_none());
        assert!(peers.acquire(at("2001:db8:1:3::1")).is_some(), "another network");
        drop(one);
        assert!(peers.acquire(at("2001:db8:1:2::3")).is_some());
        assert_eq!(peers.open.lock().expect("a lock").len(), 1);
    }
}
