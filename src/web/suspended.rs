//! Why a listing is hidden or in doubt, so that a reader can judge for themselves.

use super::fact::Line;
use crate::domain::{
    Evidence, Reason, Suspension, SuspensionState, VerdictKind, day_in_words, uk_day,
};
use crate::store::AttemptRow;

/// A suspension in words.
#[derive(Debug)]
pub(super) struct SuspensionView {
    /// The day.
    pub(super) since: String,
    /// One sentence on why.
    pub(super) reason: &'static str,
    /// The contradictions.
    pub(super) evidence: Vec<EvidenceView>,
    /// How far such a verdict can be trusted, in a sentence.
    pub(super) confidence: Option<String>,
    /// The provider's page.
    pub(super) page: Line,
    /// When it was last visited.
    pub(super) read: String,
    /// What happens next.
    pub(super) next: &'static str,
}

/// One contradiction in words.
#[derive(Debug)]
pub(super) struct EvidenceView {
    /// `Telephone`.
    pub(super) field: String,
    /// What we list.
    pub(super) listed: Option<String>,
    /// What we found.
    pub(super) found: Option<String>,
    /// The words on the page.
    pub(super) snippet: Option<String>,
    /// The rule that fired.
    pub(super) rule: String,
}

impl SuspensionView {
    /// The view of a suspension.
    pub(super) fn of(suspension: &Suspension) -> Self {
        Self {
            since: day_in_words(uk_day(suspension.since)),
            reason: reason(suspension.reason),
            evidence: suspension.evidence.iter().map(evidence).collect(),
            confidence: suspension.confidence_percent.map(|percent| {
                format!("In our tests a finding like this was right {percent} times out of 100.")
            }),
            page: Line::web(&suspension.url),
            read: day_in_words(uk_day(suspension.fetched_at)),
            next: match suspension.state {
                SuspensionState::Confirmed => {
                    "A person has looked and agrees that the listing is wrong. It stays out of search until it is put right."
                }
                _ => {
                    "A person will look at this. If the listing is right after all, it comes back at once; it also comes back when a later check finds that page and listing agree."
                }
            },
        }
    }
}

/// What the newest look at the provider's page that saw anything left in doubt.
/// `attempts` come oldest first.
pub(super) fn doubt(attempts: &[AttemptRow]) -> Option<String> {
    let verdict = attempts
        .iter()
        .rev()
        .filter_map(|attempt| attempt.verdict.as_ref())
        .find(|verdict| verdict.reason != Reason::Transient)?;
    let fields: Vec<String> = verdict.fields.iter().map(|name| field(name)).collect();
    (verdict.kind == VerdictKind::Flag).then(|| match fields.as_slice() {
        [] => "The provider’s website raises a question about this listing. Ring to make sure."
            .to_owned(),
        fields => format!(
            "The provider’s website raises a question about: {}. Ring to make sure.",
            fields.join(", ").to_lowercase()
        ),
    })
}

fn evidence(evidence: &Evidence) -> EvidenceView {
    EvidenceView {
        field: field(&evidence.field),
        listed: evidence.listed.as_deref().map(listed),
        found: evidence.found.as_deref().map(found),
        // What was found is often a whole sentence of the page: once is enough.
        snippet: evidence
            .snippet
            .clone()
            .filter(|words| Some(words) != evidence.found.as_ref()),
        rule: evidence.rule.replace('_', " "),
    }
}

/// The standard's word for a service that runs would tell a reader little.
fn listed(value: &str) -> String {
    match value {
        "active" => "It runs".to_owned(),
        other => other.to_owned(),
    }
}

/// A bare status of HTTP would tell a reader little.
fn found(value: &str) -> String {
    match value {
        "404" => "The site says that it has no such page (404)".to_owned(),
        "410" => "The site says that the page is gone (410)".to_owned(),
        other => other.to_owned(),
    }
}

fn field(name: &str) -> String {
    match name {
        "phone" => "Telephone",
        "email" => "E-mail",
        "postcode" => "Postcode",
        "status" => "Whether it runs",
        "url" => "Web page",
        "name" => "Name",
        "price" => "Cost",
        "hours" => "Days and times",
        "eligibility" => "Who may come",
        other => return other.replace('_', " "),
    }
    .to_owned()
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Closed => "The provider’s own page says that it has closed for good.",
        Reason::Moved => "The provider’s own page says that it takes place elsewhere.",
        Reason::PhoneChanged => "The provider’s own page gives another telephone number.",
        Reason::EmailChanged => "The provider’s own page gives another e-mail address.",
        Reason::HoursChanged => "The provider’s own page gives other days or times.",
        Reason::PriceChanged => "The provider’s own page gives another price.",
        Reason::EligibilityChanged => "The provider’s own page says that other people may come.",
        Reason::Renamed => "The provider’s own page gives another name.",
        Reason::Gone => "The provider’s own page is gone.",
        Reason::Parked => "The provider’s web address is up for sale or used by somebody else.",
        Reason::TemporarilyClosed => {
            "The provider’s own page says that it has stopped, with no date for coming back."
        }
        Reason::Noise | Reason::Transient | Reason::UnrelatedEdit | Reason::UrlVariant => {
            "The provider’s own page may contradict this listing."
        }
    }
}
