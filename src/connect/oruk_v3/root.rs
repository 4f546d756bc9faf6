//! `GET /`: what the feed says that it is. Never a reason not to read it.

use serde::Deserialize;
use url::Url;

use crate::connect::client::{Client, Request};
use crate::connect::{Pulled, notes};

/// Far more than the three fields need.
const MAX_BYTES: u64 = 1 << 20;

#[derive(Deserialize)]
struct Root {
    version: String,
}

/// Looks at the base address, once; a note where it is not as the standard has it. A server
/// that does not answer says so again when services are asked for.
pub(super) async fn look(client: &Client, base: &Url) -> Option<Pulled> {
    let request = Request {
        url: base.clone(),
        accept: "application/json",
        max_bytes: MAX_BYTES,
        etag: None,
        modified: None,
    };
    let response = client.get(&request).await.ok()?;
    if response.status != 200 {
        let found = format!(
            "{} answers with status {}",
            response.final_url, response.status
        );
        return Some(notes::root_missing(found));
    }
    let body = response.body.strip_prefix(b"\xef\xbb\xbf");
    match serde_json::from_slice::<Root>(body.unwrap_or(&response.body)) {
        Ok(root) if is_version_3(&root.version) => None,
        Ok(root) => Some(notes::version_unexpected(
            root.version.chars().take(60).collect::<String>(),
        )),
        Err(_) => Some(notes::root_missing(format!(
            "{} answers without a version",
            response.final_url
        ))),
    }
}

/// `HSDS-UK-3.0`, `3.1`, `HSDS 3.0`, `V3.0-UK`.
pub(in crate::connect) fn is_version_3(version: &str) -> bool {
    let number = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    number == "3" || number.starts_with("3.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_three_is_told_from_the_others() {
        for (version, want) in [
            ("HSDS-UK-3.0", true),
            ("3.1.1", true),
            ("V3.0-UK", true),
            ("3", true),
            ("HSDS-UK-1.0", false),
            ("30", false),
            ("", false),
        ] {
            assert_eq!(is_version_3(version), want, "{version}");
        }
    }
}
