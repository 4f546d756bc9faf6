//! What the page tells machines, judged by the same rules as what it tells people.
//!
//! The visible text wins: nobody sees JSON-LD and microdata, so they grow old unnoticed.
//! They are heard on a kind of fact only where the visible text says nothing of that kind,
//! and hide a listing only where they stated the listed value before and state another now.

use super::about::About;
use super::own;
use super::restriction;
use super::rules::{self, Facts};
use super::slot::stated_terms;
use super::support::{is_removal, states};
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::oruk::Service;
use crate::watch::read::data::{self, Event, EventStatus, Thing};
use crate::watch::read::{Page, ages, emails, phones, postcodes, prices};

/// From this fit on, a thing is taken for the service.
const FITS: f64 = 0.5;

/// Coming days that must all be cancelled before the service itself is in doubt.
const SEVERAL: usize = 2;

/// Signals on the listed facts, and on whether the service runs.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let newest = facts.after.page;
    if newest.data.is_empty() {
        return Vec::new();
    }
    let after = data::as_page(newest);
    let before = facts.before.as_ref().map(|about| data::as_page(about.page));
    let on_data = Facts::of(facts.case, before.as_ref(), &after);
    let mut signals: Vec<Signal> = rules::on_facts(&on_data)
        .into_iter()
        .filter(|signal| !is_removal(signal) && is_silent(&facts.after, &signal.evidence.field))
        .map(|signal| as_told(facts, before.as_ref(), signal))
        .collect();
    signals.extend(off(facts));
    signals
}

/// Whether a fact that people no longer see on the page has moved to where machines read
/// it: it was not told to them before. What was told to them all along is what somebody
/// forgot to take off.
pub(super) fn bears_out(facts: &Facts<'_>, signal: &Signal) -> bool {
    let newest = facts.after.page;
    if newest.data.is_empty()
        || !is_removal(signal)
        || !is_silent(&facts.after, &signal.evidence.field)
    {
        return false;
    }
    let told = |page: &Page| states(&data::as_page(page), facts.case, signal);
    let before = facts.before.as_ref();
    told(newest) && !before.is_some_and(|about| told(about.page))
}

/// A contradiction in what machines are told: certain only where it was told rightly before.
fn as_told(facts: &Facts<'_>, before: Option<&Page>, mut signal: Signal) -> Signal {
    let was_right = before.is_some_and(|page| states(page, facts.case, &signal));
    if !was_right {
        signal.kind = VerdictKind::Flag;
    }
    signal.evidence.rule = format!("data_{}", signal.evidence.rule);
    signal
}

/// Whether the visible text says nothing of one kind of fact.
fn is_silent(about: &About<'_>, field: &str) -> bool {
    let mut content = about.page.content();
    let mut own = own::blocks(about).map(|(_, block)| block.text.as_str());
    !match field {
        "phone" => content.any(|block| !phones::in_block(block).is_empty()),
        "email" => content.any(|block| !emails::in_block(block).is_empty()),
        "postcode" => content.any(|block| !postcodes::in_text(&block.text).is_empty()),
        "hours" => !stated_terms(about).is_empty(),
        "price" => own.any(|text| !prices::in_text(text).is_empty() || prices::says_free(text)),
        "eligibility" => {
            own.any(|text| ages::in_text(text).is_some() || restriction::is_stated(text))
        }
        _ => true,
    }
}

/// The service's events that were to come and are now all off: a recurring one, or several
/// days. One cancelled day is nothing.
fn off(facts: &Facts<'_>) -> Option<Signal> {
    let (status, name) = all_off(facts, facts.after.page)?;
    let known = facts
        .before
        .as_ref()
        .and_then(|about| all_off(facts, about.page));
    if known.is_some_and(|(before, _)| before == status) {
        return None;
    }
    let (field, reason, rule, found) = match status {
        EventStatus::Scheduled => return None,
        EventStatus::Cancelled => (
            "status",
            Reason::TemporarilyClosed,
            "data_events_cancelled",
            "EventCancelled",
        ),
        EventStatus::Postponed => (
            "status",
            Reason::TemporarilyClosed,
            "data_events_postponed",
            "EventPostponed",
        ),
        EventStatus::Online if super::online::is_listed(&facts.case.service) => return None,
        EventStatus::Online => (
            "postcode",
            Reason::Moved,
            "data_events_online",
            "EventMovedOnline",
        ),
    };
    Some(Signal {
        kind: VerdictKind::Flag,
        reason,
        evidence: Evidence {
            field: field.to_owned(),
            listed: listed(&facts.case.service, field),
            found: Some(found.to_owned()),
            snippet: Some(format!("{name}: {found}").chars().take(200).collect()),
            rule: rule.to_owned(),
        },
    })
}

fn listed(service: &Service, field: &str) -> Option<String> {
    match field {
        "status" => Some("active".to_owned()),
        _ => Some(super::listed::postcodes(service).first()?.shown.clone()),
    }
}

/// How the service's coming events stand where all stand alike, and what they are called.
fn all_off<'a>(facts: &Facts<'_>, page: &'a Page) -> Option<(EventStatus, &'a str)> {
    let coming = |event: &Event| event.on.is_none_or(|day| day >= facts.today);
    let ours = |thing: &'a Thing| -> Option<(Event, &'a str)> {
        let name = thing.name.as_deref()?;
        let event = thing.event.filter(coming)?;
        (facts.names.fit(name) >= FITS).then_some((event, name))
    };
    let events: Vec<(Event, &str)> = page.data.iter().filter_map(ours).collect();
    let (first, name) = *events.first()?;
    let alike = events.iter().all(|(event, _)| event.status == first.status);
    let recurs = events.iter().any(|(event, _)| event.on.is_none());
    (alike && (recurs || events.len() >= SEVERAL)).then_some((first.status, name))
}
