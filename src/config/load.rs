//! Reading and checking the settings.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Config, FeedKind};
use crate::domain::FeedId;

/// Why the settings cannot be used; every message names the place and the way out.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what it should be: a typo, a wrong type.
    #[error("{}: {message}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, key and what was expected.
        message: String,
    },
    /// An environment variable is not what it should be.
    #[error("environment variable {name}: {message}")]
    Environment {
        /// The variable.
        name: String,
        /// What is wrong with it.
        message: String,
    },
    /// A value that is of the right type and still cannot be.
    #[error("settings: {0}")]
    Value(String),
}

const PREFIX: &str = "WAYMARK_";
/// `WAYMARK_TEST_…` belongs to the test suite, `WAYMARK_LOG` to the log filter.
const FOREIGN: [&str; 2] = ["WAYMARK_TEST_", "WAYMARK_LOG"];

impl Config {
    /// Reads `path`, or takes the defaults when `path` is the default name and absent, and
    /// lays the given environment over it.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn load(
        path: &Path,
        is_default_path: bool,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if is_default_path && error.kind() == std::io::ErrorKind::NotFound => {
                String::new()
            }
            Err(source) => {
                return Err(ConfigError::Read {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let parse_error = |error: toml::de::Error| ConfigError::Parse {
            path: path.to_owned(),
            message: one_line(&error, &text),
        };
        // Once as it stands, so that an error names the line in the file.
        let plain: Self = toml::from_str(&text).map_err(parse_error)?;
        let mut table: toml::Table = toml::from_str(&text).map_err(parse_error)?;
        let mut overridden = false;
        let mut variables: Vec<_> = environment.into_iter().collect();
        variables.sort();
        for (name, value) in variables {
            let is_ours = name.starts_with(PREFIX) && !FOREIGN.iter().any(|f| name.starts_with(f));
            if is_ours {
                lay_over(&mut table, &name, &value)?;
                overridden = true;
            }
        }
        let config = if overridden {
            table
                .try_into()
                .map_err(|error: toml::de::Error| ConfigError::Value(error.message().to_owned()))?
        } else {
            plain
        };
        config.check()?;
        Ok(config)
    }

    /// The settings of one feed.
    pub fn feed(&self, id: &FeedId) -> Option<&super::FeedConfig> {
        self.feeds.iter().find(|feed| &feed.id == id)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |message: String| Err(ConfigError::Value(message));
        if !(0.0..=1.0).contains(&self.federation.max_removal_share) {
            return wrong("federation.max_removal_share must lie between 0 and 1".to_owned());
        }
        if !self.fetch.per_host_per_second.is_finite() || self.fetch.per_host_per_second < 0.0 {
            return wrong("fetch.per_host_per_second must be 0 (no limit) or more".to_owned());
        }
        let mut seen = HashSet::new();
        for feed in &self.feeds {
            if !seen.insert(&feed.id) {
                return wrong(format!(
                    "two feeds have the id \"{}\": give each its own",
                    feed.id
                ));
            }
            if !(0.0..=1.0).contains(&feed.trust) {
                return wrong(format!("feed {}: trust must lie between 0 and 1", feed.id));
            }
            if feed.page_size == 0 {
                return wrong(format!("feed {}: page_size must be 1 or more", feed.id));
            }
            let kind = feed.kind.as_str();
            let is_there = match feed.kind {
                FeedKind::OrukV3 | FeedKind::OrukV1 | FeedKind::Waymark | FeedKind::Auto
                    if feed.url.is_none() =>
                {
                    return wrong(format!("feed {}: kind \"{kind}\" needs a url", feed.id));
                }
                FeedKind::File if feed.path.is_none() => {
                    return wrong(format!("feed {}: kind \"{kind}\" needs a path", feed.id));
                }
                FeedKind::Datapackage => feed.url.is_some() != feed.path.is_some(),
                _ => true,
            };
            if !is_there {
                return wrong(format!(
                    "feed {}: kind \"{kind}\" needs either a path or a url",
                    feed.id
                ));
            }
            let is_fetched = !matches!(feed.kind, FeedKind::File | FeedKind::Spreadsheet);
            if let Some(url) = feed.url.as_ref().filter(|_| is_fetched)
                && !matches!(url.scheme(), "http" | "https")
            {
                return wrong(format!(
                    "feed {}: url must begin with http:// or https://",
                    feed.id
                ));
            }
        }
        Ok(())
    }
}

/// `WAYMARK_SECTION__KEY=value` into the table; the value is read as TOML, else as text.
fn lay_over(table: &mut toml::Table, name: &str, value: &str) -> Result<(), ConfigError> {
    let wrong = |message: &str| ConfigError::Environment {
        name: name.to_owned(),
        message: message.to_owned(),
    };
    let path = name.trim_start_matches(PREFIX).to_ascii_lowercase();
    let Some((section, key)) = path.split_once("__") else {
        return Err(wrong(
            "write it as WAYMARK_SECTION__KEY, for example WAYMARK_SERVER__LISTEN",
        ));
    };
    let section = table
        .entry(section)
        .or_insert_with(|| toml::Value::Table(toml::Table::new()))
        .as_table_mut()
        .ok_or_else(|| wrong("this section cannot be set from the environment"))?;
    let parsed = toml::from_str::<toml::Table>(&format!("v = {value}"))
        .ok()
        .and_then(|mut table| table.remove("v"))
        .unwrap_or_else(|| toml::Value::String(value.to_owned()));
    section.insert(key.to_owned(), parsed);
    let probe = toml::Table::from_iter([(
        path.split("__").next().unwrap_or_default().to_owned(),
        toml::Value::Table(section.clone()),
    )]);
    probe
        .try_into::<Config>()
        .map(drop)
        .map_err(|error| ConfigError::Environment {
            name: name.to_owned(),
            message: error.message().to_owned(),
        })
}

/// The error with its line number, on one line.
fn one_line(error: &toml::de::Error, text: &str) -> String {
    let message = error.message().replace('\n', " ");
    match error.span() {
        Some(span) => {
            let line = text
                .get(..span.start)
                .map_or(1, |before| before.matches('\n').count() + 1);
            format!("line {line}: {message}")
        }
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        let environment = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::load(&path, false, environment)
    }

    #[test]
    fn a_typo_is_named_with_its_line() {
        let error = load("[server]\n# a comment\nlissten = \"127.0.0.1:1\"\n", &[])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("line 3") && error.contains("lissten") && error.contains("listen"),
            "{error}"
        );
        assert!(!error.contains('\n'), "{error}");
    }

    #[test]
    fn the_environment_overrides_the_file_and_is_checked_like_it() {
        let config = load(
            "[server]\nlisten = \"127.0.0.1:1\"\n",
            &[
                ("WAYMARK_SERVER__LISTEN", "127.0.0.1:2"),
                ("WAYMARK_FETCH__ALLOW_HOSTS", "[\"127.0.0.1\"]"),
                ("WAYMARK_FEDERATION__GRACE", "0s"),
                ("WAYMARK_TEST_POSTGRES_URL", "x"),
            ],
        )
        .unwrap();
        assert_eq!(config.server.listen.port(), 2);
        assert_eq!(config.fetch.allow_hosts, ["127.0.0.1"]);
        assert_eq!(config.federation.grace.duration().as_secs(), 0);
        let error = load("", &[("WAYMARK_SERVER__LISTNE", "x")])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("WAYMARK_SERVER__LISTNE") && error.contains("listne"),
            "{error}"
        );
    }

    #[test]
    fn values_that_cannot_be_are_refused_in_a_sentence() {
        for (text, part) in [
            ("[federation]\nmax_removal_share = 2.0", "between 0 and 1"),
            ("[[feeds]]\nid = \"a\"\nkind = \"oruk-v3\"", "needs a url"),
            ("[[feeds]]\nid = \"a\"\nkind = \"file\"", "needs a path"),
            (
                "[[feeds]]\nid = \"a\"\nkind = \"datapackage\"",
                "needs either a path or a url",
            ),
            (
                "[[feeds]]\nid = \"a\"\nkind = \"oruk-v3\"\nurl = \"ftp://a.example/\"",
                "must begin with http",
            ),
            (
                "[[feeds]]\nid = \"a\"\nkind = \"file\"\npath = \"x\"\n[[feeds]]\nid = \"a\"\nkind = \"file\"\npath = \"y\"",
                "two feeds",
            ),
            (
                "[[feeds]]\nid = \"A b\"\nkind = \"file\"\npath = \"x\"",
                "not a feed id",
            ),
            ("[fetch]\ntimeout = \"soon\"", "length of time"),
        ] {
            let error = load(text, &[]).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn an_absent_default_file_means_defaults_and_an_absent_named_file_is_an_error() {
        let nowhere = Path::new("no-such-folder/config.toml");
        assert_eq!(Config::load(nowhere, true, []).unwrap(), Config::default());
        assert!(Config::load(nowhere, false, []).is_err());
    }
}
