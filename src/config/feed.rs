//! `[[feeds]]`: the sources.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use url::Url;

use crate::domain::{FeedId, shown};
use crate::oruk::v1::Weekdays;

/// What a feed speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum FeedKind {
    /// ORUK 3.0 over HTTP.
    #[serde(rename = "oruk-v3")]
    OrukV3,
    /// ORUK 1.0 over HTTP.
    #[serde(rename = "oruk-v1")]
    OrukV1,
    /// Another Waymark hub, by its change feed.
    #[serde(rename = "waymark")]
    Waymark,
    /// Whatever its address turns out to speak.
    #[serde(rename = "auto")]
    Auto,
    /// ORUK v3 services in a file: a JSON array, `{"services": […]}` or NDJSON.
    #[serde(rename = "file")]
    File,
    /// An HSDS tabular data package: a folder or a zip, in files or over HTTP.
    #[serde(rename = "datapackage")]
    Datapackage,
    /// A spreadsheet, which somebody brings in with `waymark import`.
    #[serde(rename = "spreadsheet")]
    Spreadsheet,
}

impl FeedKind {
    /// The word in `config.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrukV3 => "oruk-v3",
            Self::OrukV1 => "oruk-v1",
            Self::Waymark => "waymark",
            Self::Auto => "auto",
            Self::File => "file",
            Self::Datapackage => "datapackage",
            Self::Spreadsheet => "spreadsheet",
        }
    }
}

/// One source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedConfig {
    /// Short name.
    pub id: FeedId,
    /// Name for people; the id when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// What it speaks.
    pub kind: FeedKind,
    /// Base address, for kinds over HTTP; a pasted `/services` is taken off.
    #[serde(default, deserialize_with = "web_address")]
    pub url: Option<Url>,
    /// File, for kinds in files.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// Mapping profile of a spreadsheet: what its columns mean.
    #[serde(default)]
    pub mapping: Option<PathBuf>,
    /// When to pull: five-field cron in Europe/London; never by itself when absent.
    #[serde(default)]
    pub schedule: Option<String>,
    /// How far its values are believed against other feeds, 0 to 1.
    #[serde(default = "half")]
    pub trust: f64,
    /// Licence of its data.
    #[serde(default)]
    pub licence: Option<String>,
    /// The `per_page` asked for.
    #[serde(default = "hundred")]
    pub page_size: u32,
    /// How it numbers the days of the week, where it speaks ORUK 1.0.
    #[serde(default)]
    pub weekdays: Weekdays,
    /// Whom to tell about findings.
    #[serde(default)]
    pub contact: Option<String>,
}

impl FeedConfig {
    /// A feed that is a file or folder and has no other settings.
    pub fn of_path(id: FeedId, kind: FeedKind, path: &Path) -> Self {
        Self {
            id,
            name: None,
            kind,
            url: None,
            path: Some(path.to_owned()),
            mapping: None,
            schedule: None,
            trust: half(),
            licence: None,
            page_size: hundred(),
            weekdays: Weekdays::default(),
            contact: None,
        }
    }

    /// Name for people.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Whether a refresh pulls it; a spreadsheet without a path is brought in.
    pub fn is_pulled(&self) -> bool {
        self.kind != FeedKind::Spreadsheet || self.path.is_some()
    }

    /// Address or path, as text for people: a password in the address is not shown.
    pub fn address(&self) -> String {
        match (&self.url, &self.path) {
            (Some(url), _) => shown(url).into(),
            (None, Some(path)) => path.display().to_string(),
            (None, None) => String::new(),
        }
    }
}

/// Reads a web address; the error does not repeat the text, which may hold a password.
fn web_address<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(source)?;
    let wrong = |error| format!("this is not a web address ({error}): write https://…");
    Url::parse(&text)
        .map(Some)
        .map_err(|error| serde::de::Error::custom(wrong(error)))
}

fn half() -> f64 {
    0.5
}

fn hundred() -> u32 {
    100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(url: &str) -> Result<FeedConfig, toml::de::Error> {
        toml::from_str(&format!("id = \"a\"\nkind = \"oruk-v3\"\nurl = \"{url}\""))
    }

    #[test]
    fn a_password_in_an_address_is_used_and_not_shown() {
        let feed = feed("https://ann:s3cret@feed.example/v3").unwrap();
        assert_eq!(feed.address(), "https://feed.example/v3");
        assert_eq!(feed.url.unwrap().password(), Some("s3cret"));
    }

    #[test]
    fn an_address_that_is_none_is_not_repeated() {
        let error = feed("https://ann:s3cret@feed.example:port/").unwrap_err();
        assert!(error.message().contains("not a web address"), "{error}");
        assert!(!error.message().contains("s3cret"), "{error}");
    }
}
