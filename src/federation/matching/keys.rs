//! Keys under which records meet.
//!
//! A key joins something of what a service is (an activity, a concern, a word that names it) with
//! something of where or by whom it is (a postcode's outward part, a town, a telephone number,
//! an e-mail address, a site, a registered number, the provider's name). Alone either would
//! bring half the country together, or all services of one council. What is called something
//! else altogether meets by its provider and place, its page, its telephone, or its day and place.

use super::profile::Parts;
use super::words::Word;

/// Raised whenever the keys of the same record are others: those that are kept are then made anew.
pub const KEYS_VERSION: &str = "2";

/// The most that a record has of each half of a key.
const MOST_WHAT: usize = 6;
const MOST_WHERE: usize = 10;

/// The keys of a profile; sorted, each once.
pub(super) fn keys(parts: &Parts) -> Vec<String> {
    let what = what(parts);
    let place = place(parts);
    let body = body(parts);
    let mut keys = Vec::new();
    for what in &what {
        keys.extend(place.iter().chain(&body).map(|at| format!("{what}|{at}")));
    }
    // Where no address does, a name may hold the town that the other record has in its own.
    let named = if place.is_empty() { &what[..] } else { &[] };
    for (nth, one) in named.iter().enumerate() {
        for other in &what[nth + 1..] {
            let (one, other) = if one < other {
                (one, other)
            } else {
                (other, one)
            };
            keys.push(format!("{one}|{other}"));
        }
    }
    for spot in spots(parts) {
        keys.extend(body.iter().map(|body| format!("{body}|{spot}")));
        for slot in parts.slots.iter().take(4) {
            keys.push(format!("y:{}|{spot}", slot.day));
            keys.extend(
                slot.opens
                    .map(|opens| format!("t:{}-{}|{spot}", slot.day, opens / 60)),
            );
        }
    }
    // Who answers one telephone or reads one mailbox runs few services, or runs them for many.
    let direct = body.iter().filter(|body| body.starts_with(['f', 'e']));
    keys.extend(direct.cloned());
    keys.extend(
        parts
            .body
            .reach
            .pages
            .iter()
            .take(2)
            .map(|page| format!("u:{page}")),
    );
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What it is.
fn what(parts: &Parts) -> Vec<String> {
    let name = &parts.name;
    let mut what = Vec::new();
    for concept in name.activities.iter().chain(&name.concerns) {
        what.push(format!("c:{}", concept.broadest().code()));
    }
    let in_town = |word: &&Word| parts.towns.binary_search(&word.hash).is_err();
    what.extend(
        name.naming()
            .filter(in_town)
            .map(|word| format!("w:{}", word.text)),
    );
    if name.activities.is_empty() && name.concerns.is_empty() {
        let told = parts.prose.concepts.iter().take(2);
        what.extend(told.map(|concept| format!("c:{}", concept.broadest().code())));
    }
    dedup(&mut what);
    what.truncate(MOST_WHAT);
    what
}

/// Where it is.
fn place(parts: &Parts) -> Vec<String> {
    let mut places = Vec::new();
    for site in parts.sites.iter().take(4) {
        places.extend(
            site.postcode
                .as_ref()
                .map(|code| format!("o:{}", code.outward())),
        );
        places.extend(
            site.town
                .iter()
                .take(2)
                .map(|word| format!("w:{}", word.text)),
        );
    }
    dedup(&mut places);
    places.truncate(MOST_WHERE);
    places
}

/// The very places: by postcode, and by what they are called where that tells which one it is.
fn spots(parts: &Parts) -> Vec<String> {
    let mut spots = Vec::new();
    for site in parts.sites.iter().take(2) {
        spots.extend(site.postcode.as_ref().map(ToString::to_string));
        spots.extend(site.called().map(|called| format!("v:{called}")));
    }
    dedup(&mut spots);
    spots
}

/// By whom it is.
fn body(parts: &Parts) -> Vec<String> {
    let reach = &parts.body.reach;
    let mut bodies: Vec<String> = parts
        .body
        .numbers
        .iter()
        .take(2)
        .map(|number| format!("i:{number}"))
        .collect();
    bodies.extend(
        reach
            .phones
            .iter()
            .take(3)
            .map(|phone| format!("f:{phone}")),
    );
    bodies.extend(
        reach
            .emails
            .iter()
            .take(2)
            .map(|email| format!("e:{email}")),
    );
    bodies.extend(
        reach
            .domains
            .iter()
            .take(2)
            .map(|domain| format!("d:{domain}")),
    );
    let naming: Vec<&str> = parts.body.naming().map(|word| &*word.text).collect();
    // One word of a name is shared by many; two in a row are not.
    bodies.extend(naming.windows(2).take(3).map(|two| {
        let (one, other) = (two[0].min(two[1]), two[0].max(two[1]));
        format!("b:{one}+{other}")
    }));
    if let [only] = naming[..] {
        bodies.push(format!("b:{only}"));
    }
    // The town may stand in the provider's name alone.
    if parts.towns.is_empty() {
        bodies.extend(naming.iter().take(3).map(|word| format!("w:{word}")));
    }
    dedup(&mut bodies);
    bodies
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}
