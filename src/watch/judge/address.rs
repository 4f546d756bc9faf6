//! Where a page answered from, against where it used to.

use url::Url;

/// How two addresses relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// The very same.
    Same,
    /// Another spelling: http or https, `www.`, a last slash, a tracking query.
    Variant,
    /// Another page of the same site.
    SameSite,
    /// The home page of the same site, where a deeper page used to be.
    HomePage,
    /// Another site.
    OtherSite,
}

/// How `to` relates to `from`.
pub(super) fn relation(from: &Url, to: &Url) -> Relation {
    if from == to {
        return Relation::Same;
    }
    if !same_site(from, to) {
        return Relation::OtherSite;
    }
    if (path(from), query(from)) == (path(to), query(to)) {
        return Relation::Variant;
    }
    if path(to).is_empty() {
        Relation::HomePage
    } else {
        Relation::SameSite
    }
}

fn same_site(a: &Url, b: &Url) -> bool {
    let (a_host, b_host) = (host(a), host(b));
    let below = |long: &str, short: &str| {
        long.strip_suffix(short)
            .is_some_and(|rest| rest.ends_with('.') && short.contains('.'))
    };
    let hosts = a_host == b_host || below(&a_host, &b_host) || below(&b_host, &a_host);
    // Ports part sites only where they are spelled out on both sides.
    hosts && (a.port().is_none() || b.port().is_none() || a.port() == b.port())
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let host = host.trim_end_matches('.');
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// The path in small letters without what spells the same page in other ways.
fn path(url: &Url) -> String {
    let path = url.path().to_ascii_lowercase();
    let path = path.trim_end_matches('/');
    for index in [
        "/index.html",
        "/index.htm",
        "/index.php",
        "/default.aspx",
        "/home",
    ] {
        if let Some(folder) = path.strip_suffix(index) {
            return folder.to_owned();
        }
    }
    path.to_owned()
}

/// The query without what only tracks where a visitor came from.
fn query(url: &Url) -> Vec<(String, String)> {
    let tracks = |key: &str| {
        key.starts_with("utm_") || matches!(key, "fbclid" | "gclid" | "ref" | "mc_cid" | "mc_eid")
    };
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| !tracks(key))
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    pairs.sort();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_by_what_matters() {
        for (from, to, want) in [
            (
                "https://club.example/a",
                "https://club.example/a",
                Relation::Same,
            ),
            (
                "http://club.example/a",
                "https://club.example/a",
                Relation::Variant,
            ),
            (
                "http://club.example/a",
                "https://www.club.example/a/",
                Relation::Variant,
            ),
            (
                "https://club.example/",
                "https://club.example/index.html",
                Relation::Variant,
            ),
            (
                "https://club.example/A",
                "https://club.example/a?utm_source=x",
                Relation::Variant,
            ),
            (
                "https://club.example/a?id=1",
                "https://club.example/a?id=2",
                Relation::SameSite,
            ),
            (
                "https://club.example/a",
                "https://club.example/groups/a",
                Relation::SameSite,
            ),
            (
                "https://club.example/a",
                "https://club.example/",
                Relation::HomePage,
            ),
            (
                "https://club.example/a",
                "https://shop.club.example/a",
                Relation::Variant,
            ),
            (
                "https://club.example/a",
                "https://club2.example/a",
                Relation::OtherSite,
            ),
            (
                "https://a.example.org/",
                "https://b.example.org/",
                Relation::OtherSite,
            ),
            (
                "https://club.example/a",
                "https://example/a",
                Relation::OtherSite,
            ),
        ] {
            let (from, to) = (Url::parse(from).unwrap(), Url::parse(to).unwrap());
            assert_eq!(relation(&from, &to), want, "{from} -> {to}");
        }
    }
}
