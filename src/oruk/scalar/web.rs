//! Web addresses and e-mail addresses.

use url::{Host, Position, Url};

/// An absolute URI: a web address with a real host, or a `urn:`. Text without a scheme
/// gets `https://`. Anything else (`javascript:`, `file:`, a note in words) is refused,
/// and so is an address with a password in it.
pub fn uri(text: &str) -> Option<String> {
    let text = text.trim_matches(['<', '>', '"', '\'', ',', ';']);
    if text.is_empty() || text.contains(char::is_whitespace) && !text.contains("://") {
        return None;
    }
    if text
        .get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"))
    {
        return (text.len() > 4 && is_plain(text)).then(|| text.to_owned());
    }
    let whole = match text.split_once("://") {
        Some(_) => text.to_owned(),
        None => format!("https://{}", text.strip_prefix("//").unwrap_or(text)),
    };
    // A path alone belongs to a site that we do not know.
    if text.starts_with('/') && !text.starts_with("//") {
        return None;
    }
    let url = Url::parse(&whole).ok()?;
    let real = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && has_real_host(&url);
    if !real {
        return None;
    }
    // What is an RFC 3986 URI already stays as it is, up to a missing last slash.
    let untouched = is_plain(&whole) && url.as_str().starts_with(whole.trim_end_matches('/'));
    Some(if untouched { whole } else { escaped(&url) })
}

/// One e-mail address: the text itself, or the first one in it.
pub(super) fn email(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | ':')
    })
    .map(|word| word.trim_end_matches('.'))
    .find(|word| is_email(word))
    .map(str::to_owned)
}

/// Whether a word is one e-mail address with a real host name.
pub fn is_email(word: &str) -> bool {
    let Some((local, domain)) = word.rsplit_once('@') else {
        return false;
    };
    let local_fits = (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
        });
    local_fits && domain.contains('.') && is_host_name(domain)
}

/// Labels of letters, digits and inner hyphens. An internationalised label passes in
/// neither of its forms: no feed has shown one, and a wrong one would not validate.
fn is_host_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.get(2..4) != Some("--")
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

fn has_real_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let plain = name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            plain
                && (name.contains('.') && !name.contains("..") && !name.starts_with('.')
                    || name == "localhost")
        }
        Some(_) => true,
        None => false,
    }
}

/// The URL with everything escaped that RFC 3986 does not let stand.
fn escaped(url: &Url) -> String {
    let mut out = url[..Position::BeforePath].to_owned();
    let rest = &url[Position::BeforePath..];
    let mut fragment = false;
    for (at, c) in rest.char_indices() {
        match c {
            '%' if !is_escape(&rest[at..]) => out.push_str("%25"),
            '#' if fragment => out.push_str("%23"),
            '#' => {
                fragment = true;
                out.push(c);
            }
            _ if stands(c) => out.push(c),
            _ => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    out
}

/// Whether the text has only characters of RFC 3986, escapes whole.
fn is_plain(text: &str) -> bool {
    text.matches('#').count() <= 1
        && text
            .char_indices()
            .all(|(at, c)| c == '#' || stands(c) && (c != '%' || is_escape(&text[at..])))
}

/// Unreserved and reserved characters and `%`; brackets belong to hosts alone.
fn stands(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=%".contains(c)
}

fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://example.org/a?b=c#d", Some("https://example.org/a?b=c#d"))]
    #[case("https://example.org", Some("https://example.org"))]
    #[case("http://127.0.0.1:8080/x", Some("http://127.0.0.1:8080/x"))]
    #[case("http://localhost:8080", Some("http://localhost:8080"))]
    #[case("www.example.org/clubs", Some("https://www.example.org/clubs"))]
    #[case("//example.org/a", Some("https://example.org/a"))]
    #[case("example.org:8443/a", Some("https://example.org:8443/a"))]
    #[case("https://example.org/a b", Some("https://example.org/a%20b"))]
    #[case(
        "https://example.org/caf\u{e9}?q=[1]|2",
        Some("https://example.org/caf%C3%A9?q=%5B1%5D%7C2")
    )]
    #[case("https://example.org/100%", Some("https://example.org/100%25"))]
    #[case("<https://example.org/>", Some("https://example.org/"))]
    #[case("urn:example:a1", Some("urn:example:a1"))]
    #[case("HTTPS://Example.org/A", Some("https://example.org/A"))]
    #[case("see our website", None)]
    #[case("facebook", None)]
    #[case("/logo.png", None)]
    #[case("https://none", None)]
    #[case("https://", None)]
    #[case("https://user:secret@example.org/", None)]
    #[case("info@example.org", None)]
    #[case("javascript:alert(1)", None)]
    #[case("javascript://example.org/%0aalert(1)", None)]
    #[case("file:///etc/passwd", None)]
    #[case("ftp://example.org/a", None)]
    #[case("<>", None)]
    fn only_a_web_address_is_one(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(uri(text).as_deref(), want);
    }

    #[rstest]
    #[case("hello@example.org", Some("hello@example.org"))]
    #[case("mailto:hello@example.org", Some("hello@example.org"))]
    #[case("Front desk <hello@example.org>", Some("hello@example.org"))]
    #[case("hello@example.org; other@example.org", Some("hello@example.org"))]
    #[case("E-mail: hello@example.org.", Some("hello@example.org"))]
    #[case("hello@example", None)]
    #[case("hello at example.org", None)]
    #[case("he..llo@example.org", None)]
    #[case("hello@-example.org", None)]
    #[case("@", None)]
    fn an_email_address_is_checked(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(email(text).as_deref(), want);
    }
}
