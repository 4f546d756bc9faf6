//! How a good answer is sent: content type, UTF-8, and open to web pages elsewhere.

use crate::check::finding::Remark;
use crate::connect::Response;
use crate::domain::codes;

/// U+FEFF in UTF-8; JSON on a network must not begin with it (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(in crate::check) fn check(answer: &Response) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let kind = answer.content_type.as_deref().unwrap_or("none");
    let bare = kind.split(';').next().unwrap_or_default().trim();
    if !bare.eq_ignore_ascii_case("application/json") {
        remarks.push(Remark::new(
            codes::CONTENT_TYPE,
            format!("Content-Type: {kind}"),
            "Send JSON as Content-Type: application/json.",
        ));
    }
    if let Err(error) = std::str::from_utf8(&answer.body) {
        remarks.push(Remark::new(
            codes::NOT_UTF8,
            format!("the byte at place {} is not UTF-8", error.valid_up_to()),
            "Write UTF-8.",
        ));
    }
    if answer.body.starts_with(BYTE_ORDER_MARK) {
        remarks.push(Remark::new(
            codes::BYTE_ORDER_MARK,
            "the answer begins with the bytes EF BB BF".to_owned(),
            "Write UTF-8 without a byte order mark.",
        ));
    }
    if !is_open(answer) {
        remarks.push(Remark::new(
            codes::CORS_MISSING,
            "no Access-Control-Allow-Origin: *",
            "Send Access-Control-Allow-Origin: * with every answer.",
        ));
    }
    remarks
}

/// Whether a web page of any site may read the answer.
pub(super) fn is_open(answer: &Response) -> bool {
    let origin = answer.headers.get("access-control-allow-origin");
    origin.is_some_and(|origin| origin.as_bytes() == b"*")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::answer;

    #[test]
    fn an_answer_is_open_json_in_utf8() {
        for (kind, origin, body, want) in [
            ("application/json", "*", &b"{}"[..], vec![]),
            ("application/json; charset=utf-8", "*", b"{}", vec![]),
            ("text/html", "*", b"{}", vec!["content_type"]),
            ("", "*", b"{}", vec!["content_type"]),
            ("application/json", "", b"{}", vec!["cors_missing"]),
            (
                "application/json",
                "https://a.example",
                b"{}",
                vec!["cors_missing"],
            ),
            ("application/json", "*", b"\"Caf\xe9\"", vec!["not_utf8"]),
            (
                "application/json",
                "*",
                b"\xef\xbb\xbf{}",
                vec!["byte_order_mark"],
            ),
        ] {
            let remarks = check(&answer(200, kind, origin, body));
            let codes: Vec<_> = remarks.iter().map(|remark| remark.code.as_str()).collect();
            assert_eq!(codes, want, "{kind} {origin}");
        }
    }
}
