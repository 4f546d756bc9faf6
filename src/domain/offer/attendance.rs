//! How people take part: they go there, from anywhere, or somebody comes to them.

use std::sync::LazyLock;

use super::cues::{Cue, Cues, any_yes};
use super::said::{By, Said, Stated};
use super::texts::{Texts, folded};
use crate::domain::{is_virtual, is_visited};
use crate::oruk::{Location, Schedule, Service};

/// The three ways.
#[derive(Debug, Default)]
pub(super) struct Attendance {
    pub(super) in_person: Stated<bool>,
    pub(super) remote: Stated<bool>,
    pub(super) home_visit: Stated<bool>,
}

/// Words of `attending_type`, in which feeds write 1.0's choices and much else.
static VENUE: LazyLock<Cues> = LazyLock::new(|| {
    let yes = "venue|in person|face (?:to|2) face|face2face|f2f|physical(?:ly)?|on ?site|at (?:the )?cent(?:re|er)|centre|hall|hybrid|blended|both|mixed";
    Cues::new(&[], &[], &[yes])
});
static FROM_ANYWHERE: LazyLock<Cues> = LazyLock::new(|| {
    let yes = "online|virtual|remote(?:ly)?|phone|telephone|video|zoom|teams|web|e ?mail|text|hybrid|blended|both|mixed";
    Cues::new(&[], &[], &[yes])
});
static AT_HOME: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &["(?:from|care|nursing) home"],
        &[],
        &["home(?: visit\\w*)?|outreach"],
    )
});

const VIDEO: &str = "(?:zoom|skype|(?:ms |microsoft )?teams|google meet|video(?: ?(?:call|link|chat)s?)?|whatsapp|facetime|webcam)";

static REMOTE: LazyLock<Cues> = LazyLock::new(|| {
    let on_video = format!("(?:via|on|over|by|using|through) {VIDEO}");
    let no_video = "no longer online|not (?:currently |yet )?online$".to_owned();
    let using = format!(
        "(?:us(?:e|es|ing)|learn\\w*|help with|set up|get on) (?:\\w+ ){{0,5}}(?:{VIDEO}|online)"
    );
    let nothing = [
        using.as_str(),
        "(?:book\\w*|register\\w*|appl(?:y|ications?)|refer|pay|find us|order\\w*|sign up|details|donate|shop\\w*|getting|get|gets|go|going|more|safe|bank\\w*|information|read|watch|follow us|timetable) (?:\\w+ ){0,3}online",
        "online (?:forms?|booking|shopping|banking|safety|shop|scams?|at|application|directory|skills|world|services)",
        "(?:book\\w*|register|enquir\\w+|contact (?:us|the \\w+)|order\\w*|ring|apply|details|made|available to book) (?:\\w+ ){0,4}(?:by|over|on) (?:the )?(?:phone|telephone|video)",
        "(?:mobile|smart|your|old|own|photo) ?(?:phones?|telephones?)",
    ];
    let no = [
        no_video.as_str(),
        "not an? (?:online|virtual|telephone)",
        "(?:in person|face to face) only",
        "only (?:in person|face to face)",
    ];
    let what = "(?:group|session|meeting|class|course|cafe?|drop in|counselling|appointment|chat|forum|community|workshop|club|support|advice|meet up|peer group|programme|consultation|befriending)";
    let named =
        format!("(?:online|virtual|remote|video|digital|zoom) (?:\\w+ ){{0,2}}{what}(?:e?s)?");
    let phone = "(?:advice|support|help|counselling|befriending|chat|chats|talk|speak|conversations?|appointments?|friend|listening|lessons?|assessments?|therapy|interpreting|coaching|sessions?|online|e ?mail|text|in person|face to face) (?:\\w+ ){0,4}(?:by|over|on|via) (?:the )?(?:phone|telephone)";
    let calls = "(?:volunteers?|befrienders?|somebody|someone|we|advisers?|friend|visit or|worker) (?:\\w+ )?(?:rings?|calls?|phones?|telephones?) (?:you|people|them|older|isolated|members)(?: (?:once|every|each|at|for|regularly|weekly|daily|up))?";
    let ring_you =
        "(?:volunteers?|befrienders?) (?:who )?(?:\\w+ ){0,2}(?:rings?|telephones?|phones?)";
    let yes = [
        on_video.as_str(),
        named.as_str(),
        phone,
        calls,
        ring_you,
        "(?:sessions?|groups?|classes|meetings?|meets?|appointments?|available|support|advice|counselling|held|runs?|takes? place|chat to us|talk to us|join us|join in|attend|or) (?:is |are )?(?:\\w+ ){0,2}(?:online|virtually|remotely)",
        "(?:is|are|fully|entirely|wholly|both|also) online",
        "(?:telephone|phone) (?:befriending|support|counselling|advice|service|line|helpline|appointments?|consultations?|chats?|calls?|friends?|group)",
        "(?:online|telephone|phone|zoom|virtual) only",
        "(?:online|in person|face to face) (?:and|or) (?:in person|face to face|online)",
        "help ?lines?",
        "(?:advice|crisis|support|listening|information|chat) ?lines?",
        "text \\w+ to (?:talk|chat|speak|\\d)",
        "(?:web|live|text) ?chats?",
    ];
    Cues::new(&nothing, &no, &yes)
});

/// In a name, how it takes place stands alone: "E-books by phone".
static NAMED_REMOTE: LazyLock<Cues> = LazyLock::new(|| {
    let nothing =
        ["(?:get|getting|go|going|safe|safer|stay|staying|learn|shop\\w*) (?:\\w+ )?online"];
    Cues::new(
        &nothing,
        &[],
        &[
            "online",
            "by (?:phone|telephone|video)",
            "on zoom",
            "virtual",
        ],
    )
});

static IN_PERSON: LazyLock<Cues> = LazyLock::new(|| {
    let no = [
        "(?:online|telephone|phone|zoom|virtual|video) only",
        "only (?:available |held )?(?:online|by (?:phone|telephone|video)|on zoom|over the phone)",
        "(?:entirely|wholly|fully|completely) online",
        "(?:no|not|\\w+n't) (?:\\w+ ){0,4}(?:office|building|premises|centre)(?: that)? (?:you can|to) visit",
    ];
    Cues::new(&[], &no, &["face to face", "in person"])
});

static HOME: LazyLock<Cues> = LazyLock::new(|| {
    let nothing = [
        "care homes? visit\\w*",
        "(?:from|leave|leaving|left|stay|staying|safe|work|alone) (?:\\w+ )?(?:in |at )?(?:your |their )?(?:own )?home",
        "home from home",
        "from your (?:own )?(?:door|home|house|sofa)",
    ];
    let no = [
        "(?:not|\\w+n't|cannot|unable to) (?:\\w+ ){0,2}(?:come|travel|visit) (?:to )?(?:you|people)",
    ];
    let yes = [
        "(?:we|they|who|can|will|volunteers?|team) (?:\\w+ )?(?:come|go|travel) to you(?:r (?:home|house|door))?",
        "home visit(?:s|ing)?",
        "visits? (?:\\w+ ){0,4}(?:at|in) (?:your |their |people's )?(?:own )?homes?",
        "(?:in|to|at) your (?:own )?(?:home|house|door|doorstep|front door)",
        "in (?:people's|their|clients'|residents') (?:own )?homes?",
        "volunteers? (?:who )?(?:\\w+ )?visits? (?:people|older|isolated|lonely|you|families|local)",
        "(?:sitter|volunteer|carer|adviser|worker|helper|befriender|nurse|somebody|someone|officer|handyman|team) (?:\\w+ ){0,3}(?:comes?|calls|visits) (?:\\w+ ){0,2}(?:to|at|on|in)? ?(?:you|your|their)",
        "(?:sitter|carer|somebody|someone) (?:\\w+ )?(?:sits|stays) with (?:the person|somebody|someone|your)",
        "delivered to (?:your|the) (?:home|door|house)",
        "(?:at|around the|in the|jobs at) home for (?:older|disabled)",
    ];
    Cues::new(&nothing, &no, &yes)
});

pub(super) fn read(texts: &Texts, service: &Service) -> Attendance {
    let types: Vec<(&str, [bool; 3])> = schedules(service)
        .filter_map(|schedule| schedule.attending_type.as_deref())
        .map(|text| (text, ways(text)))
        .collect();
    if types.iter().any(|(_, ways)| ways.contains(&true)) {
        let [in_person, remote, home_visit] = [0, 1, 2].map(|way| by_types(&types, way));
        return Attendance {
            in_person,
            remote,
            home_visit,
        };
    }
    // No type is stated, or none that anybody understands.
    let place = |kind: &str, is_of_kind: fn(&Location) -> bool| {
        let there = locations(service).any(is_of_kind);
        there.then(|| Said::structured(true, format!("{kind} location")))
    };
    let cues = |cues: &Cues| -> Vec<Cue<'_>> {
        let sentences = texts.names.iter().chain(&texts.prose);
        sentences.flat_map(|text| cues.all(text)).collect()
    };
    let by_prose = |cue: Cue<'_>| Said::by(By::Prose, cue.says, cue.words);
    let in_prose = |table: &Cues| any_yes(&cues(table)).map(by_prose);
    let remote = || {
        let said = any_yes(&cues(&REMOTE));
        // What a name says stands, unless the description takes it back.
        let is_denied = said.is_some_and(|cue| !cue.says);
        let names = texts.names.iter().filter(|_| !is_denied);
        let named: Vec<Cue<'_>> = names.flat_map(|text| NAMED_REMOTE.all(text)).collect();
        any_yes(&named)
            .filter(|cue| cue.says)
            .or(said)
            .map(by_prose)
    };
    Attendance {
        in_person: place("physical", is_visited).or_else(|| in_prose(&IN_PERSON)),
        remote: place("virtual", is_virtual).or_else(remote),
        home_visit: in_prose(&HOME),
    }
}

/// Whether an `attending_type` names going there, taking part from anywhere, being visited.
fn ways(text: &str) -> [bool; 3] {
    let text = spaced(text);
    [&VENUE, &FROM_ANYWHERE, &AT_HOME].map(|cues| cues.all(&text).iter().any(|cue| cue.says))
}

/// `in_person` and `homeVisit` as people write them.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut was_small = false;
    for c in folded(text).chars() {
        if was_small && c.is_ascii_uppercase() {
            spaced.push(' ');
        }
        was_small = c.is_ascii_lowercase();
        spaced.push(if matches!(c, '_' | '/') { ' ' } else { c });
    }
    spaced
}

/// One way by what is stated. Who says how people take part has said how they do not, unless
/// a word among it is not understood.
fn by_types(types: &[(&str, [bool; 3])], way: usize) -> Stated<bool> {
    if let Some((text, _)) = types.iter().find(|(_, ways)| ways[way]) {
        return Some(Said::structured(true, text));
    }
    let are_known = types.iter().all(|(_, ways)| ways.contains(&true));
    let (text, _) = types.first().filter(|_| are_known)?;
    Some(Said::structured(false, text))
}

fn schedules(service: &Service) -> impl Iterator<Item = &Schedule> {
    let places = service.service_at_locations.iter();
    let own = service.schedules.iter();
    own.chain(places.flat_map(|place| &place.schedules))
}

fn locations(service: &Service) -> impl Iterator<Item = &Location> {
    let links = service.service_at_locations.iter();
    links.filter_map(|link| link.location.as_ref())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attending_types_and_locations_say_how_people_take_part() {
        let physical = json!([{"location": {"location_type": "physical"}}]);
        let (yes, no) = (Some(true), Some(false));
        for (service, want) in [
            (json!({}), [None, None, None]),
            (
                json!({"schedules": [{"attending_type": "venue"}]}),
                [yes, no, no],
            ),
            (
                json!({"schedules": [{"attending_type": "phone"}], "service_at_locations": physical}),
                [no, yes, no],
            ),
            (
                json!({"schedules": [{"attending_type": "home visit"}]}),
                [no, no, yes],
            ),
            (
                json!({"schedules": [{"attending_type": "venue"}, {"attending_type": "online"}]}),
                [yes, yes, no],
            ),
            (
                json!({"schedules": [{"attending_type": "Hybrid"}]}),
                [yes, yes, no],
            ),
            (json!({"service_at_locations": physical}), [yes, None, None]),
            (
                json!({"service_at_locations": [{"location": {"location_type": "virtual"}}]}),
                [None, yes, None],
            ),
            (
                json!({"service_at_locations": [{"location": {"name": "The hall"}}]}),
                [yes, None, None],
            ),
        ] {
            let read: Service = serde_json::from_value(service.clone()).unwrap();
            let found = super::read(&Texts::of(&read), &read);
            let found = [found.in_person, found.remote, found.home_visit];
            assert_eq!(
                found.map(|said| said.map(|said| said.value)),
                want,
                "{service}"
            );
        }
    }
}
