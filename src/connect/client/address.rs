//! The block on private networks: no address from outside may lead in.
//!
//! literal host -> [`Guard::admits`] -> name -> [`GuardedDns`] -> only public addresses connect.
//!
//! The check sits in the resolver that connects, not in front of it: a name that answers
//! with a public address first and a private one next time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::ResolverConfig;
use hickory_resolver::net::NetError;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Which private hosts may be fetched all the same.
#[derive(Debug, Clone)]
pub(super) struct Guard(Arc<[String]>);

impl Guard {
    /// Takes names and addresses as `fetch.allow_hosts` lists them. The name `localhost` is
    /// no name of the outside (RFC 6761): it goes with the loopback addresses.
    pub(super) fn new(allowed: &[String]) -> Self {
        let mut hosts: Vec<String> = allowed.iter().map(|host| normal(host)).collect();
        let is_loopback = |host: &String| host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        if hosts.iter().any(is_loopback) {
            hosts.push("localhost".to_owned());
        }
        Self(hosts.into())
    }

    /// Whether an address may be tried: HTTP, and not literally a private address. Names
    /// pass; the addresses behind them are checked when they resolve.
    pub(super) fn admits(&self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") {
            return false;
        }
        match url.host() {
            Some(Host::Ipv4(ip)) => is_public(ip.into()) || self.lists(&ip.to_string()),
            Some(Host::Ipv6(ip)) => is_public(ip.into()) || self.lists(&ip.to_string()),
            Some(Host::Domain(_)) => true,
            None => false,
        }
    }

    fn lists(&self, host: &str) -> bool {
        let host = normal(host);
        self.0.contains(&host)
    }
}

/// One spelling per host: small letters, no brackets, no last dot.
fn normal(host: &str) -> String {
    host.trim()
        .trim_start_matches('[')
        .trim_end_matches(']')
        .trim_end_matches('.')
        .to_ascii_lowercase()
}

/// Why a name gave no address to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NameError {
    /// It leads to a private address.
    #[error("the name leads to a private address")]
    Private,
    /// It does not exist.
    #[error("the name does not exist")]
    NoSuchName,
    /// The name service failed.
    #[error("the name could not be resolved")]
    Failed,
}

/// Resolves names, refusing those that lead to a private address.
#[derive(Debug, Clone)]
pub(super) struct GuardedDns {
    guard: Guard,
    /// Made at the first name: it needs a running tokio.
    resolver: Arc<OnceLock<Option<TokioResolver>>>,
}

impl GuardedDns {
    pub(super) fn new(guard: Guard) -> Self {
        Self {
            guard,
            resolver: Arc::default(),
        }
    }

    async fn addresses(&self, name: &str) -> Result<Vec<SocketAddr>, NameError> {
        let resolver = self
            .resolver
            .get_or_init(system_resolver)
            .as_ref()
            .ok_or(NameError::Failed)?;
        let found = resolver.lookup_ip(name).await.map_err(|error| {
            if NetError::is_nx_domain(&error) {
                NameError::NoSuchName
            } else {
                NameError::Failed
            }
        })?;
        let found: Vec<IpAddr> = found.iter().collect();
        check(&self.guard, name, &found)?;
        Ok(found.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect())
    }
}

/// One private address among public ones is enough to refuse a name: an honest name has none.
fn check(guard: &Guard, name: &str, found: &[IpAddr]) -> Result<(), NameError> {
    if guard.lists(name) || found.iter().all(|ip| is_public(*ip)) {
        Ok(())
    } else {
        Err(NameError::Private)
    }
}

/// Asks the name servers that the machine names; where it names none, only the hosts file is left.
fn system_resolver() -> Option<TokioResolver> {
    TokioResolver::builder_tokio()
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "no name servers are set up: only names in the hosts file resolve");
            TokioResolver::builder_with_config(ResolverConfig::default(), Default::default())
        })
        .build()
        .ok()
}

impl Resolve for GuardedDns {
    fn resolve(&self, name: Name) -> Resolving {
        let dns = self.clone();
        Box::pin(async move {
            let found = dns.addresses(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet, by the IANA special-purpose registries.
/// An IPv6 address that carries an IPv4 one is judged by what it carries.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match carried_v4(ip) {
            Some(inner) => is_public_v4(inner),
            // Global unicast, less 2001::/23 (protocols), documentation and 3fff::/20.
            None => {
                let [a, b, ..] = ip.segments();
                a & 0xe000 == 0x2000
                    && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
                    && !(a == 0x3fff && b < 0x1000)
            }
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        // Carrier-grade NAT, 100.64.0.0/10.
        || (a == 100 && b & 0xc0 == 64)
        // Protocol assignments and the former 6to4 relays.
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        // Benchmarks, 198.18.0.0/15.
        || (a == 198 && b & 0xfe == 18)
        // Multicast, reserved and broadcast.
        || a >= 224)
}

/// The IPv4 address inside a mapped (`::ffff:0:0/96`), translated (`64:ff9b::/96`) or
/// 6to4 (`2002::/16`) address.
fn carried_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let join = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x0064, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(join(high, low))
        }
        [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(hosts: &[&str]) -> Guard {
        Guard::new(&hosts.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn only_addresses_on_the_public_internet_are_public() {
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.1.1.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
            "3fff::1",
            "fec0::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860::8888",
            "3fff:1000::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn a_private_literal_is_refused_however_it_is_spelt() {
        let none = guard(&[]);
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://10.0.0.1:80/",
            "ftp://example.org/",
            "file:///etc/hostname",
            "data:text/plain,hello",
        ] {
            assert!(!none.admits(&Url::parse(url).unwrap()), "{url}");
        }
        assert!(none.admits(&Url::parse("https://example.org/").unwrap()));
    }

    #[test]
    fn the_allow_list_admits_exactly_what_it_names() {
        let some = guard(&["127.0.0.1", "[::1]", "Intranet.example."]);
        for (url, want) in [
            ("http://127.0.0.1:9/", true),
            ("http://127.0.0.2/", false),
            ("http://[::1]/", true),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(some.admits(&Url::parse(url).unwrap()), want, "{url}");
        }
    }

    #[test]
    fn a_name_with_one_private_address_is_refused_unless_the_name_is_allowed() {
        let mixed: Vec<IpAddr> = vec!["1.1.1.1".parse().unwrap(), "10.0.0.1".parse().unwrap()];
        let list = guard(&["intranet.example", "127.0.0.1"]);
        assert_eq!(
            check(&list, "rebind.example", &mixed),
            Err(NameError::Private)
        );
        assert_eq!(check(&list, "rebind.example", &mixed[..1]), Ok(()));
        assert_eq!(check(&list, "intranet.example", &mixed), Ok(()));
        // That an address is allowed does not let every name lead to it; `localhost` does.
        let loopback: Vec<IpAddr> = vec!["127.0.0.1".parse().unwrap()];
        assert_eq!(check(&list, "localhost", &loopback), Ok(()));
        assert_eq!(
            check(&guard(&[]), "localhost", &loopback),
            Err(NameError::Private)
        );
        assert_eq!(
            check(&list, "rebind.example", &loopback),
            Err(NameError::Private)
        );
    }
}
