//! The sections of `config.toml` and their defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::Span;

macro_rules! section {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty = $default:expr,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    };
}

section! {
    /// `[server]`
    ServerConfig {
        /// Address and port to listen on.
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080)),
        /// The address under which others reach us; from `listen` when absent.
        public_url: Option<Url> = None,
        /// Addresses of proxies whose `X-Forwarded-For` counts.
        trusted_proxies: Vec<std::net::IpAddr> = Vec::new(),
        /// Requests a minute from one client; 0: no limit.
        rate_limit_per_minute: u32 = 30_000,
        /// Requests of one client that are answered at the same time; 0: no limit.
        concurrent_requests_per_client: u32 = 64,
    }
}

impl ServerConfig {
    /// The address under which others reach us, without a last slash.
    pub fn base_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            // Listening everywhere is no address that anybody can ask.
            None if self.listen.ip().is_unspecified() => {
                format!("http://localhost:{}", self.listen.port())
            }
            None => format!("http://{}", self.listen),
        }
    }
}

section! {
    /// `[database]`
    DatabaseConfig {
        /// `sqlite://path` (relative), `sqlite:///path` (absolute) or `postgres://…`.
        url: String = "sqlite://index/waymark.db".to_owned(),
    }
}

section! {
    /// `[data]`
    DataConfig {
        /// Folder of the search index, snapshots and outbox.
        dir: PathBuf = PathBuf::from("index"),
    }
}

section! {
    /// `[publisher]`
    PublisherConfig {
        /// Name of the directory.
        name: String = "Waymark directory".to_owned(),
        /// Licence under which we publish.
        licence: String = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/".to_owned(),
        /// How to reach the people who run it.
        contact: Option<String> = None,
        /// The ORUK profile that `GET /` names.
        profile: Url = profile_url(),
        /// How long the change feed tells of a deletion.
        keep_deletions: Span = Span::days(365),
    }
}

section! {
    /// `[fetch]`: how anything outside is fetched.
    FetchConfig {
        /// For a whole request, body included.
        timeout: Span = Span::seconds(30),
        /// Largest page of a feed, in bytes after decompression.
        max_feed_bytes: u64 = 64 << 20,
        /// Largest data package, in bytes of all its files together after unpacking.
        max_unpacked_bytes: u64 = 512 << 20,
        /// Largest web page of a provider, in bytes after decompression.
        max_page_bytes: u64 = 4 << 20,
        /// Redirects followed.
        max_redirects: u8 = 5,
        /// Requests a second to one host; 0: no limit.
        per_host_per_second: f64 = 5.0,
        /// The longest that `Retry-After` makes one run wait, in all.
        max_wait: Span = Span::seconds(120),
        /// How we introduce ourselves.
        user_agent: String = concat!("waymark/", env!("CARGO_PKG_VERSION"), " (community services directory)").to_owned(),
        /// Private hosts that may be fetched all the same: names or addresses.
        allow_hosts: Vec<String> = vec!["127.0.0.1".to_owned()],
    }
}

section! {
    /// `[federation]`
    FederationConfig {
        /// Largest share of a feed that one refresh may remove (and always up to 4 records).
        max_removal_share: f64 = 0.10,
        /// How long a record stays after it went missing; `0s`: gone at the end of that refresh.
        grace: Span = Span::days(7),
        /// Whether records of one service are found and made one listing.
        matching: bool = true,
        /// How likely two records must be one, 0 to 1, to be merged; the matcher's own when absent.
        merge_score: Option<f64> = None,
        /// How likely they must be for a person to be asked.
        review_score: Option<f64> = None,
    }
}

/// How readily a watched page suspends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WatchPolicy {
    /// Ambiguous signals ask the provider and keep the listing.
    Proportionate,
    /// Any change to a listed fact suspends until the provider confirms.
    Strict,
}

section! {
    /// `[watch]`
    WatchConfig {
        /// How readily a page suspends.
        policy: WatchPolicy = WatchPolicy::Proportionate,
        /// When to scan: five-field cron in Europe/London.
        schedule: String = "15 3 * * *".to_owned(),
        /// Least time between two looks at one listing's page.
        interval: Span = Span::days(3),
        /// Largest share of a feed's watched listings that one scan may hide (and always up to 4).
        max_suspended_share: f64 = 0.05,
    }
}

section! {
    /// `[lifecycle]`
    LifecycleConfig {
        /// How often a listing without a website is due for a check by a person.
        manual_check_every: Span = Span::days(90),
        /// Whether reminders are sent.
        reminders: bool = false,
        /// Whether new records wait for a person.
        moderation: bool = false,
    }
}

section! {
    /// `[webhooks]`
    WebhooksConfig {
        /// The first pause after a delivery that was not taken; each is twice as long as the one before.
        retry_after: Span = Span::seconds(10),
        /// How long a receiver may take nothing before its subscription is paused.
        give_up_after: Span = Span::days(3),
    }
}

/// Where mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Files in the data folder's outbox.
    File,
    /// An SMTP server.
    Smtp,
}

section! {
    /// `[mail]`
    MailConfig {
        /// Where mail goes.
        transport: MailTransport = MailTransport::File,
        /// The sender.
        from: String = "directory@waymark.example".to_owned(),
        /// `smtps://…`; better set as `WAYMARK_MAIL__SMTP_URL`.
        smtp_url: Option<String> = None,
    }
}

section! {
    /// `[search]`
    SearchConfig {
        /// A thesaurus file that adds to the built-in one.
        thesaurus: Option<PathBuf> = None,
    }
}

section! {
    /// `[gazetteer]`
    GazetteerConfig {
        /// Official postcode files, best first.
        files: Vec<PathBuf> = Vec::new(),
    }
}

#[expect(
    clippy::expect_used,
    reason = "a literal address; a test reads the defaults"
)]
fn profile_url() -> Url {
    Url::parse("https://docs.openreferraluk.org/en/latest/").expect("a literal address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_address_is_the_one_given_else_where_we_listen() {
        for (public, listen, want) in [
            (
                Some("https://hub.example/"),
                "127.0.0.1:8080",
                "https://hub.example",
            ),
            (
                Some("https://a.example/hub/"),
                "127.0.0.1:8080",
                "https://a.example/hub",
            ),
            (None, "127.0.0.1:8080", "http://127.0.0.1:8080"),
            (None, "[::1]:8080", "http://[::1]:8080"),
            (None, "0.0.0.0:8080", "http://localhost:8080"),
        ] {
            let server = ServerConfig {
                public_url: public.map(|url| url.parse().unwrap()),
                listen: listen.parse().unwrap(),
                ..ServerConfig::default()
            };
            assert_eq!(server.base_url(), want);
        }
    }
}
