//! The address a request comes from, for limits only: it is never stored.

use crate::config::Config;
use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// The client's address: the peer's, or, behind trusted proxies, the last address in `X-Forwarded-For` that is not one of them.
#[must_use]
pub fn client(config: &Config, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let peer = peer.to_canonical();
    if !config.trusts(peer) {
        return peer;
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut client = peer;
    for hop in forwarded.into_iter().rev() {
        // A hop that is not an address ends the chain: what stands before it was written by someone unknown.
        let Some(address) = parse(hop.trim()) else { break };
        client = address;
        if !config.trusts(address) {
            break;
        }
    }
    client
}

/// An address as proxies write it: plain, `1.2.3.4:5678`, `[::1]` or `[::1]:5678`.
fn parse(hop: &str) -> Option<IpAddr> {
    let plain = hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    plain.or_else(with_port).or_else(bracketed).map(|address| address.to_canonical())
}

/// What one limit counts together: an IPv4 address, or an IPv6 /64, since one household has a whole one.
#[must_use]
pub fn limited(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str]) -> String {
        let config =
            Config::load(|name| (name == "ASSENT_TRUSTED_PROXIES").then(|| "10.0.0.0/8, ::1".to_owned())).unwrap();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client(&config, peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn forwarded_addresses_count_only_from_trusted_proxies() {
        assert_eq!(client_of("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client_of("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_client_cannot_choose_its_address_by_sending_the_header() {
        assert_eq!(client_of("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.2.2.2"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["1.1.1.1", "198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["1.1.1.1, nonsense, 10.2.2.2"]), "10.2.2.2");
    }

    #[test]
    fn an_ipv6_network_of_one_household_counts_as_one() {
        let limited_of = |text: &str| limited(text.parse().unwrap());
        assert_eq!(limited_of("2001:db8:1:2:3::4"), limited_of("2001:db8:1:2:ffff::"));
        assert_ne!(limited_of("2001:db8:1:2::"), limited_of("2001:db8:1:3::"));
        assert_eq!(client_of("::ffff:203.0.113.9", &[]), "203.0.113.9");
    }
}
