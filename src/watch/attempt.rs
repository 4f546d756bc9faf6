//! One attempt to fetch a watched page, in the shape that `fetch.json` and the store hold.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use url::Url;

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The site answered, whatever the status.
    Http,
    /// No answer in time.
    Timeout,
    /// The name does not resolve; `error` says `NXDOMAIN` or `SERVFAIL`.
    Dns,
    /// The certificate or handshake failed.
    Tls,
    /// The connection was refused or broke.
    Connect,
    /// The site's robots.txt asks us to stay away; nothing was fetched.
    Robots,
}

/// One redirect that was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// HTTP status.
    pub status: u16,
    /// Where it led.
    pub to: String,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it was made.
    #[serde(deserialize_with = "lenient_instant")]
    pub at: Timestamp,
    /// How it went.
    pub outcome: Outcome,
    /// HTTP status, when the site answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The address that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// The redirects on the way there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<Hop>,
    /// What failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Seconds after which the site wants to be asked again.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient_seconds"
    )]
    pub retry_after: Option<u64>,
    /// Name of the body that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Attempt {
    /// An attempt that has only gone so far.
    pub fn new(at: Timestamp, outcome: Outcome) -> Self {
        Self {
            at,
            outcome,
            status: None,
            final_url: None,
            redirects: Vec::new(),
            error: None,
            retry_after: None,
            file: None,
        }
    }

    /// Whether a page was brought, or the site said that it is what it was.
    pub fn brought_a_page(&self) -> bool {
        self.outcome == Outcome::Http && matches!(self.status, Some(200..=299 | 304))
    }

    /// The address that answered, when it can be read.
    pub fn answered_at(&self) -> Option<Url> {
        self.final_url
            .as_deref()
            .and_then(|text| Url::parse(text).ok())
    }
}

/// Reads an instant; a date or a time without a zone counts as UTC.
pub(super) fn lenient_instant<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(from)?;
    instant(&text).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "\"{text}\" is not an instant: write it like \"2026-03-01T09:00:00Z\""
        ))
    })
}

fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil = text
        .parse::<civil::DateTime>()
        .ok()
        .or_else(|| Some(text.parse::<civil::Date>().ok()?.at(0, 0, 0, 0)))?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// Reads seconds as a number or as text; an HTTP date, which says no length, is nothing.
fn lenient_seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_is_written_as_it_is_read_and_leaves_out_what_is_not_there() {
        let text = r#"{"at":"2026-03-01T09:00:00Z","outcome":"http","status":301,"final_url":"https://club.example/","redirects":[{"status":301,"to":"https://club.example/"}],"retry_after":120,"file":"after.html"}"#;
        let attempt: Attempt = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&attempt).unwrap(), text);
        let bare = r#"{"at":"2026-03-01T09:00:00Z","outcome":"dns","error":"NXDOMAIN"}"#;
        let attempt: Attempt = serde_json::from_str(bare).unwrap();
        assert_eq!(serde_json::to_string(&attempt).unwrap(), bare);
    }

    #[test]
    fn instants_and_waits_are_read_in_the_ways_people_write_them() {
        for at in [
            "2026-03-01",
            "2026-03-01T00:00:00",
            "2026-03-01T00:00:00+00:00",
        ] {
            let text = format!(
                r#"{{"at":"{at}","outcome":"http","status":503,"retry_after":"60","final_url":null}}"#
            );
            let attempt: Attempt = serde_json::from_str(&text).unwrap();
            assert_eq!(attempt.at.to_string(), "2026-03-01T00:00:00Z", "{at}");
            assert_eq!(attempt.retry_after, Some(60));
        }
        let wrong = r#"{"at":"yesterday","outcome":"http"}"#;
        assert!(serde_json::from_str::<Attempt>(wrong).is_err());
    }

    #[test]
    fn only_an_answer_with_a_page_brought_one() {
        let mut attempt = Attempt::new(Timestamp::UNIX_EPOCH, Outcome::Http);
        for (status, want) in [
            (200, true),
            (304, true),
            (301, false),
            (404, false),
            (503, false),
        ] {
            attempt.status = Some(status);
            assert_eq!(attempt.brought_a_page(), want, "{status}");
        }
        assert!(!Attempt::new(Timestamp::UNIX_EPOCH, Outcome::Timeout).brought_a_page());
    }
}
