//! How an error is told: by its status, in words for programs, and to web pages elsewhere.

use serde_json::Value;

use super::carriage::is_open;
use crate::check::finding::Remark;
use crate::connect::Response;
use crate::domain::codes;

/// The answer to an id that does not exist.
pub(in crate::check) fn check(answer: &Response) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if !matches!(answer.status, 400 | 404 | 410) {
        remarks.push(Remark::new(
            codes::UNKNOWN_ID_ANSWERED,
            format!("status {} for an id that does not exist", answer.status),
            "Answer 404 for ids that are not there.",
        ));
        return remarks;
    }
    if !is_open(answer) {
        remarks.push(Remark::new(
            codes::CORS_MISSING_ON_ERRORS,
            format!(
                "no Access-Control-Allow-Origin: * with status {}",
                answer.status
            ),
            "Set the header where errors pass too.",
        ));
    }
    let kind = answer.content_type.as_deref().unwrap_or("none");
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let says = body.get("title").is_some_and(Value::is_string)
        && body.get("status").and_then(Value::as_u64) == Some(u64::from(answer.status));
    if !kind.starts_with("application/problem+json") || !says {
        remarks.push(Remark::new(
            codes::ERROR_BODY,
            format!("Content-Type: {kind}, and no title and status of a problem"),
            "Answer with application/problem+json that has title and status.",
        ));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::answer;

    #[test]
    fn an_error_says_what_is_wrong_to_everybody() {
        let problem = "application/problem+json";
        let body = br#"{"title": "Not found", "status": 404}"#;
        for (status, kind, origin, body, want) in [
            (404, problem, "*", &body[..], vec![]),
            (200, problem, "*", body, vec!["unknown_id_answered"]),
            (500, problem, "*", body, vec!["unknown_id_answered"]),
            (404, problem, "", body, vec!["cors_missing_on_errors"]),
            (404, "text/html", "*", body, vec!["error_body"]),
            (404, problem, "*", b"{}", vec!["error_body"]),
            (400, problem, "*", body, vec!["error_body"]),
        ] {
            let remarks = check(&answer(status, kind, origin, body));
            let codes: Vec<_> = remarks.iter().map(|remark| remark.code.as_str()).collect();
            assert_eq!(codes, want, "{status} {kind}");
        }
    }
}
