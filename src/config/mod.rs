//! Settings: one `config.toml`, typed, checked at start, every key with a default.
//!
//! defaults <- `config.toml` <- environment (`WAYMARK_SERVER__LISTEN`) -> [`Config`].
//!
//! A typo is an error that names the key and the file; secrets come from the
//! environment or from a file that a key names, never from the command line.

mod feed;
mod load;
mod sections;
mod span;

pub use feed::{FeedConfig, FeedKind};
pub use load::ConfigError;
pub use sections::{
    DataConfig, DatabaseConfig, FederationConfig, FetchConfig, GazetteerConfig, LifecycleConfig,
    MailConfig, MailTransport, PublisherConfig, SearchConfig, ServerConfig, WatchConfig,
    WatchPolicy, WebhooksConfig,
};
pub use span::Span;

use serde::Deserialize;

/// All settings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where we listen.
    pub server: ServerConfig,
    /// Which database.
    pub database: DatabaseConfig,
    /// Which folder.
    pub data: DataConfig,
    /// What `GET /` and exports say of us.
    pub publisher: PublisherConfig,
    /// How we fetch from outside.
    pub fetch: FetchConfig,
    /// How feeds become listings.
    pub federation: FederationConfig,
    /// How provider sites are watched.
    pub watch: WatchConfig,
    /// How listings grow old.
    pub lifecycle: LifecycleConfig,
    /// How mail is sent.
    pub mail: MailConfig,
    /// How subscribers are told.
    pub webhooks: WebhooksConfig,
    /// How words are read.
    pub search: SearchConfig,
    /// Official postcode files.
    pub gazetteer: GazetteerConfig,
    /// The sources.
    pub feeds: Vec<FeedConfig>,
}
