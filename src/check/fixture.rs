//! Answers for the tests of rules.

use url::Url;

use crate::connect::Response;

/// An answer; empty texts stand for absent headers.
pub(super) fn answer(status: u16, kind: &str, origin: &str, body: &[u8]) -> Response {
    let mut answer = Response {
        status,
        final_url: Url::parse("https://feed.example/services").unwrap(),
        redirects: Vec::new(),
        content_type: (!kind.is_empty()).then(|| kind.to_owned()),
        etag: None,
        modified: None,
        retry_after: None,
        headers: Box::default(),
        body: body.to_vec().into(),
    };
    if !origin.is_empty() {
        let name = "access-control-allow-origin";
        answer.headers.insert(name, origin.parse().unwrap());
    }
    answer
}
