//! What a site asks robots to leave alone: `robots.txt`, read once a site and scan.

use std::collections::HashMap;

use texting_robots::Robot;
use tokio::sync::Mutex;
use url::Url;

use crate::connect::{Client, FetchError, Request};

/// The name that a `robots.txt` addresses us by.
const AGENT: &str = "waymark";

/// Nothing beyond this much of a `robots.txt` counts, as the standard allows.
const MAX_BYTES: u64 = 512 << 10;

/// Whether a page may be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It may.
    Allowed,
    /// It may not, and why.
    Disallowed(&'static str),
    /// The site could not be asked: the page itself would fail in the same way.
    Unreachable(FetchError),
}

/// What the sites of one scan ask for.
#[derive(Debug, Default)]
pub(super) struct Robots {
    sites: Mutex<HashMap<String, Rules>>,
}

#[derive(Debug, Clone)]
enum Rules {
    Open,
    Closed,
    Some(std::sync::Arc<Robot>),
    Unreachable(FetchError),
}

impl Robots {
    /// Asks the page's site, once, and judges this page.
    pub(super) async fn ask(&self, client: &Client, page: &Url) -> Answer {
        let site = page.origin().ascii_serialization();
        let known = self.sites.lock().await.get(&site).cloned();
        let rules = match known {
            Some(rules) => rules,
            None => {
                let rules = read(client, page).await;
                self.sites.lock().await.insert(site, rules.clone());
                rules
            }
        };
        match rules {
            Rules::Open => Answer::Allowed,
            Rules::Closed => Answer::Disallowed("robots.txt could not be read"),
            Rules::Some(robot) if robot.allowed(page.as_str()) => Answer::Allowed,
            Rules::Some(_) => Answer::Disallowed("robots.txt asks us to stay away"),
            Rules::Unreachable(error) => Answer::Unreachable(error),
        }
    }
}

async fn read(client: &Client, page: &Url) -> Rules {
    let Ok(url) = page.join("/robots.txt") else {
        return Rules::Open;
    };
    let request = Request {
        url,
        accept: "text/plain, */*;q=0.1",
        max_bytes: MAX_BYTES,
        etag: None,
        modified: None,
    };
    match client.get(&request).await {
        // A missing file is no objection; a broken server is taken for one.
        Ok(answer) => match answer.status {
            200..=299 => rules(&answer.body),
            500..=599 | 429 => Rules::Closed,
            _ => Rules::Open,
        },
        Err(FetchError::Redirects { .. } | FetchError::TooLarge { .. }) => Rules::Open,
        Err(error) => Rules::Unreachable(error),
    }
}

fn rules(body: &[u8]) -> Rules {
    match Robot::new(AGENT, body) {
        Ok(robot) => Rules::Some(std::sync::Arc::new(robot)),
        Err(_) => Rules::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_those_for_us_else_those_for_all() {
        let page = "https://club.example/about";
        for (body, want) in [
            ("", true),
            ("User-agent: *\nDisallow: /", false),
            ("User-agent: *\nDisallow: /private", true),
            (
                "User-agent: *\nDisallow: /\n\nUser-agent: waymark\nAllow: /",
                true,
            ),
            ("User-agent: waymark\nDisallow: /about", false),
            ("<html>not a robots file</html>", true),
        ] {
            let Rules::Some(robot) = rules(body.as_bytes()) else {
                panic!("{body} gives rules");
            };
            assert_eq!(robot.allowed(page), want, "{body}");
        }
    }
}
