//! HTTPS, HEAD, OPTIONS, and what an id that does not exist gets.

use reqwest::Method;

use crate::check::ask::Asker;
use crate::check::finding::{Findings, Remark};
use crate::check::rules::problem;
use crate::domain::{Severity, codes};

/// An id that no service has.
pub(super) const NOBODY: &str = "ffffffff-ffff-4fff-bfff-ffffffffffff";

/// Looks at the ways of a server whose list of services works.
pub(in crate::check) async fn look(asker: &mut Asker<'_>, findings: &mut Findings) {
    let list = asker.below(&["services"], &[]);
    if list.scheme() != "https" {
        let host = list.host_str().unwrap_or_default();
        let is_here = host == "localhost" || host.starts_with("127.") || host == "[::1]";
        let severity = if is_here {
            Severity::Info
        } else {
            Severity::Should
        };
        let remark = Remark::new(codes::NOT_HTTPS, host, "Serve the feed over HTTPS.");
        findings.add_as(severity, "/", None, remark);
    }
    if let Ok(answer) = asker.once(Method::HEAD, &list).await
        && answer.status != 200
    {
        let remark = Remark::new(
            codes::HEAD_UNANSWERED,
            format!("HEAD: status {}, GET: status 200", answer.status),
            "Answer HEAD as GET, without the body.",
        );
        findings.add("/services", None, [remark]);
    }
    if let Ok(answer) = asker.once(Method::OPTIONS, &list).await {
        let allowed = ["access-control-allow-methods", "allow"]
            .iter()
            .filter_map(|name| answer.headers.get(*name)?.to_str().ok())
            .any(|methods| methods.contains("GET") || methods.contains('*'));
        if !(200..300).contains(&answer.status) || !allowed {
            let remark = Remark::new(
                codes::OPTIONS_UNANSWERED,
                format!("OPTIONS: status {}", answer.status),
                "Let the server's CORS layer answer OPTIONS.",
            );
            findings.add("/services", None, [remark]);
        }
    }
    if let Ok(answer) = asker.get(&["services", NOBODY], &[]).await {
        findings.add("/services/{id}", None, problem::check(&answer));
    }
}
