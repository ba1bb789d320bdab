//! Which addresses are public: those that the special-purpose registries of IANA (RFC 6890 and its successors) leave over.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A range of addresses with one beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    first: IpAddr,
    /// Bits that its addresses have in common.
    bits: u8,
}

impl Network {
    const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Self {
        Self { first: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), bits }
    }

    const fn v6(first: [u16; 3], bits: u8) -> Self {
        Self { first: IpAddr::V6(Ipv6Addr::new(first[0], first[1], first[2], 0, 0, 0, 0, 0)), bits }
    }

    /// Returns whether an address is within. An address of IPv4 is in no network of IPv6.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.bits);
                (first.to_bits() ^ address.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.bits);
                (first.to_bits() ^ address.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

impl FromStr for Network {
    type Err = &'static str;

    /// Reads an address, or an address and the bits of its network: `10.0.0.0/8`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "must be an address, or a network like 203.0.113.0/24 or 2001:db8::/32";
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let first: IpAddr = address.parse().map_err(|_| EXPECTED)?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| EXPECTED))?;
        if bits > most { Err(EXPECTED) } else { Ok(Self { first, bits }) }
    }
}

/// What of IPv4 is not public.
const NOT_PUBLIC_V4: [Network; 17] = [
    // "This network".
    Network::v4(0, 0, 0, 0, 8),
    Network::v4(10, 0, 0, 0, 8),
    // Shared by carriers behind one address (CGNAT).
    Network::v4(100, 64, 0, 0, 10),
    Network::v4(127, 0, 0, 0, 8),
    // Link-local, and the metadata services of clouds.
    Network::v4(169, 254, 0, 0, 16),
    // Azure's own service, which its machines reach at an address that looks public.
    Network::v4(168, 63, 129, 16, 32),
    Network::v4(172, 16, 0, 0, 12),
    // Assigned to protocols.
    Network::v4(192, 0, 0, 0, 24),
    // Documentation.
    Network::v4(192, 0, 2, 0, 24),
    Network::v4(198, 51, 100, 0, 24),
    Network::v4(203, 0, 113, 0, 24),
    // Relays from IPv6 (6to4).
    Network::v4(192, 88, 99, 0, 24),
    Network::v4(192, 168, 0, 0, 16),
    // Sinks of reverse look-ups (AS112).
    Network::v4(192, 175, 48, 0, 24),
    // Benchmarks.
    Network::v4(198, 18, 0, 0, 15),
    // Multicast.
    Network::v4(224, 0, 0, 0, 4),
    // Reserved, and broadcast.
    Network::v4(240, 0, 0, 0, 4),
];

/// All that is public of IPv6 is in here. So loopback, mapped addresses (::ffff:0:0/96), NAT64 (64:ff9b::/96 and
/// 64:ff9b:1::/48), discard-only, unique local, link-local, site-local and multicast ones are not.
const GLOBAL_UNICAST: Network = Network::v6([0x2000, 0, 0], 3);
/// What of it is not.
const NOT_PUBLIC_V6: [Network; 5] = [
    // Assigned to protocols, Teredo and ORCHID among them, which carry other addresses.
    Network::v6([0x2001, 0, 0], 23),
    // Documentation.
    Network::v6([0x2001, 0xdb8, 0], 32),
    Network::v6([0x3fff, 0, 0], 20),
    // 6to4, which carries an address of IPv4.
    Network::v6([0x2002, 0, 0], 16),
    // Sinks of reverse look-ups (AS112).
    Network::v6([0x2620, 0x4f, 0x8000], 48),
];

/// Returns whether anybody on the Internet reaches the same machine by this address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !NOT_PUBLIC_V4.iter().any(|network| network.contains(address)),
        IpAddr::V6(_) => {
            GLOBAL_UNICAST.contains(address) && !NOT_PUBLIC_V6.iter().any(|network| network.contains(address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().expect("an address"))
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "93.184.216.34",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4001:80b::200e",
            "2001:200::1",
            "2003::1",
            "3fff:1000::1",
        ] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn no_other_address_is() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.0.0",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "192.175.48.1",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::10.0.0.1",
            "100::1",
            "100:0:0:1::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:2::1",
            "2001:20::1",
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "2620:4f:8000::1",
            "3fff::1",
            "3fff:fff:ffff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ffff::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn a_network_is_read_and_holds_its_addresses() {
        let network = |text: &str| text.parse::<Network>();
        let ours = network("198.60.0.0/15").expect("a network");
        let within = |text: &str| ours.contains(text.parse().expect("an address"));
        assert!(within("198.60.0.0") && within("198.61.255.255"));
        assert!(!within("198.62.0.0") && !within("2001:db8::1"));
        assert!(network("0.0.0.0/0").expect("all").contains("1.2.3.4".parse().expect("an address")));
        assert!(network("::/0").expect("all").contains("1::".parse().expect("an address")));
        let one = network("2a00::1").expect("an address");
        assert!(one.contains("2a00::1".parse().expect("an address")));
        assert!(!one.contains("2a00::2".parse().expect("an address")));
        assert_eq!(one.to_string(), "2a00::1/128");
        for bad in ["", "1.2.3.4/33", "1.2.3.4/", "1.2.3/8", "::/129", "x/8", "1.2.3.4/-1"] {
            assert!(network(bad).is_err(), "{bad}");
        }
    }
}
