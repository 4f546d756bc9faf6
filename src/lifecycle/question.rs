//! A question to a person: the website casts doubt on a listing, which stays listed.

use crate::domain::{
    Code, Evidence, Finding, ListingId, Reason, Severity, Suspension, SuspensionState, codes,
};
use crate::store::{Store, StoreError, WriteTx};

/// Replaces the question about a listing, and with it the finding on each of its records;
/// without a doubt the open one is cleared: the page agrees again, or the listing is hidden.
pub(super) async fn put(
    store: &Store,
    tx: &mut WriteTx,
    listing: ListingId,
    doubt: Option<&Suspension>,
) -> Result<(), StoreError> {
    let open = store
        .questions_of(listing)
        .await?
        .into_iter()
        .find(|question| question.state == SuspensionState::Open);
    let question = match (doubt, open) {
        // The same question with newer evidence is still the same question.
        (Some(doubt), Some(open)) => Some(Suspension {
            id: open.id,
            since: open.since,
            ..doubt.clone()
        }),
        (Some(doubt), None) => Some(doubt.clone()),
        (None, Some(open)) => Some(Suspension {
            state: SuspensionState::Cleared,
            settled_at: Some(tx.now()),
            settled_by: Some("watch".to_owned()),
            ..open
        }),
        (None, None) => None,
    };
    if let Some(question) = &question {
        tx.put_question(question).await?;
    }
    put_findings(store, tx, listing, doubt).await
}

/// Tells the feed: a finding on each of the listing's records, or none.
pub(super) async fn put_findings(
    store: &Store,
    tx: &mut WriteTx,
    listing: ListingId,
    doubt: Option<&Suspension>,
) -> Result<(), StoreError> {
    for record in store.records_of(listing).await? {
        let finding = doubt.map(|doubt| Finding {
            code: code(doubt.reason),
            severity: Severity::Should,
            feed: record.feed.clone(),
            record: Some(record.source_id.clone()),
            pointer: None,
            found: found(&doubt.evidence),
            advice: format!(
                "{}: look at {} and correct the listing if it is out of date",
                doubt_in_words(doubt.reason),
                doubt.url
            ),
        });
        tx.put_website_findings(&record.feed, &record.source_id, finding.as_slice())
            .await?;
    }
    Ok(())
}

/// The finding's code, by what the doubt may become.
fn code(reason: Reason) -> Code {
    match reason {
        Reason::Closed => codes::WEBSITE_CLOSED,
        Reason::Moved => codes::WEBSITE_MOVED,
        Reason::PhoneChanged => codes::WEBSITE_PHONE_CHANGED,
        Reason::EmailChanged => codes::WEBSITE_EMAIL_CHANGED,
        Reason::HoursChanged => codes::WEBSITE_HOURS_CHANGED,
        Reason::PriceChanged => codes::WEBSITE_PRICE_CHANGED,
        Reason::EligibilityChanged => codes::WEBSITE_ELIGIBILITY_CHANGED,
        Reason::Renamed => codes::WEBSITE_RENAMED,
        Reason::Gone => codes::WEBSITE_GONE,
        Reason::Parked => codes::WEBSITE_PARKED,
        Reason::TemporarilyClosed => codes::WEBSITE_TEMPORARILY_CLOSED,
        Reason::Noise | Reason::Transient | Reason::UnrelatedEdit | Reason::UrlVariant => {
            codes::WEBSITE_UNCLEAR
        }
    }
}

/// What the page says, where that cannot be about a person: numbers and addresses to
/// reach somebody stay in the verdict.
fn found(evidence: &[Evidence]) -> Option<String> {
    evidence
        .iter()
        .filter(|seen| !matches!(seen.field.as_str(), "phone" | "email"))
        .find_map(|seen| seen.snippet.clone().or_else(|| seen.found.clone()))
        .map(|text| text.chars().take(200).collect())
}

fn doubt_in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::Closed => "the provider's page suggests that the service may close",
        Reason::Moved => "the provider's page suggests that the service may have moved",
        Reason::PhoneChanged => {
            "the listed telephone number is not plainly on the provider's page any more"
        }
        Reason::EmailChanged => {
            "the listed e-mail address is not plainly on the provider's page any more"
        }
        Reason::HoursChanged => "the provider's page suggests other days or times",
        Reason::PriceChanged => "the provider's page suggests another price",
        Reason::EligibilityChanged => "the provider's page suggests that other people may come",
        Reason::Renamed => "the provider's page uses another name for the service",
        Reason::Gone | Reason::Parked => "the provider's page may be gone",
        Reason::TemporarilyClosed => {
            "the provider's page suggests that the service is paused or full"
        }
        Reason::Noise | Reason::Transient | Reason::UnrelatedEdit | Reason::UrlVariant => {
            "the provider's page is in doubt"
        }
    }
}
