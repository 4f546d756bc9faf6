//! What identifies a row from one copy of a sheet to the next.
//!
//! An identifier that the sheet keeps, else name, provider and postcode. The further keys leave
//! out one or the other, so that whoever applies an import can find a row again of which one
//! thing was retyped: `apply` matches what the first keys leave over by the next ones.

use std::collections::HashMap;

use super::header::folded;
use super::record::Draft;
use super::report::Fields;

/// Between the parts of a key: no folded text holds it.
const BETWEEN: char = '|';

/// The keys of every row, best first. The first keys of all rows differ.
pub(super) fn keys(drafts: &[Draft]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = drafts.iter().map(candidates).collect();
    // Several sessions of one service: their times tell them apart, then all they say, then,
    // as nothing else is left, their order.
    for more in [of_times, of_everything] {
        let times = count_first(&all);
        for (keys, draft) in all.iter_mut().zip(drafts) {
            if times.get(&keys[0]).is_some_and(|times| *times > 1) {
                let first = format!("{}{BETWEEN}{}", keys[0], more(&draft.fields));
                keys.insert(0, first);
            }
        }
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for keys in &mut all {
        let times = seen.entry(keys[0].clone()).or_default();
        *times += 1;
        if *times > 1 {
            let first = format!("{}{BETWEEN}{times}", keys[0]);
            keys.insert(0, first);
        }
    }
    all
}

fn count_first(all: &[Vec<String>]) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for keys in all {
        *times.entry(keys[0].clone()).or_default() += 1;
    }
    times
}

fn candidates(draft: &Draft) -> Vec<String> {
    let fields = &draft.fields;
    let part = |value: &Option<String>| value.as_deref().map(folded).unwrap_or_default();
    let name = part(&fields.name);
    let organization = part(&fields.organization);
    let place = fields
        .postcode
        .as_ref()
        .or(fields.address.as_ref())
        .map(|p| folded(p))
        .unwrap_or_default();
    let mut keys = Vec::new();
    if let Some(id) = &draft.id {
        keys.push(format!("id{BETWEEN}{id}"));
    }
    let mut add = |words: [&str; 4]| {
        // A key of one word alone would take anything for anything.
        if words[1..].iter().filter(|word| !word.is_empty()).count() >= 2 {
            keys.push(words.join("|"));
        }
    };
    add(["npo", &name, &organization, &place]);
    add(["no", &name, &organization, ""]);
    add(["np", &name, "", &place]);
    add(["nc", &name, &part(&fields.phone), &part(&fields.email)]);
    add(["op", "", &organization, &place]);
    add(["pc", &place, &part(&fields.phone), &part(&fields.email)]);
    if keys.is_empty() {
        keys.push(format!("all{BETWEEN}{}", of_everything(fields)));
    }
    keys
}

fn of_times(fields: &Fields) -> String {
    let sessions = fields.schedule.iter().map(|session| {
        format!(
            "{}{}",
            session.byday,
            session.opens_at.as_deref().unwrap_or_default()
        )
    });
    let told = sessions.collect::<Vec<_>>().join(" ");
    if told.is_empty() {
        fields
            .schedule_text
            .as_deref()
            .map(folded)
            .unwrap_or_default()
    } else {
        folded(&told)
    }
}

fn of_everything(fields: &Fields) -> String {
    let texts = [
        &fields.name,
        &fields.address,
        &fields.description,
        &fields.phone,
        &fields.email,
        &fields.url,
        &fields.cost_text,
    ];
    texts
        .into_iter()
        .flatten()
        .map(|text| folded(text))
        .collect::<Vec<_>>()
        .join(" ")
}
