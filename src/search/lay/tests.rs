//! What the data must keep to, and what phrases come to mean.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::search::words::WordReader;

/// An index that knows every word and no name.
struct AnyWord;

impl Vocabulary for AnyWord {
    fn rarity(&self, _: &str) -> Option<f32> {
        Some(0.7)
    }

    fn need_rarity(&self, _: &str) -> Option<f32> {
        None
    }

    fn is_place(&self, _: &str) -> bool {
        false
    }

    fn correct(&self, _: &str) -> Option<String> {
        None
    }

    fn endings(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn names(&self, _: &str) -> Vec<Name> {
        Vec::new()
    }
}

fn read(text: &str) -> Question {
    Question::read(text, &Thesaurus::built_in(), &AnyWord).unwrap_or_default()
}

/// The needs that a question asks for, by name, the heaviest first.
fn needs(question: &Question) -> Vec<String> {
    let thesaurus = Thesaurus::built_in();
    let mut slots: Vec<&Slot> = question.slots.iter().collect();
    slots.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let needs = slots.iter().filter_map(|slot| match &slot.ask {
        Ask::Needs(needs, _) => Some(needs),
        _ => None,
    });
    needs
        .flatten()
        .map(|(id, _)| thesaurus.need(*id).name.clone())
        .collect()
}

fn words(question: &Question) -> Vec<&str> {
    question.slots.iter().filter_map(Slot::stem).collect()
}

#[test]
fn what_people_say_comes_to_mean_what_they_need() {
    for (text, wanted) in [
        ("nobody to eat with", vec!["lunch_clubs"]),
        ("she's got nobody at home to eat with", vec!["lunch_clubs"]),
        (
            "the flat has no carpet and a new baby is coming",
            vec!["furniture", "baby_things"],
        ),
        ("arthritis class that isn't a gym", vec!["arthritis"]),
        ("PIP form", vec!["benefits"]),
        ("can't afford to put the heating on", vec!["fuel"]),
        (
            "behind with the rent and worried about being evicted",
            vec!["housing", "homelessness"],
        ),
        (
            "lost her husband in March and doesn't go out",
            vec!["bereavement", "loneliness"],
        ),
        (
            "husband has dementia, she needs a break",
            vec!["carers_dementia", "respite"],
        ),
        (
            "my son has ASD and won't go to school",
            vec!["autism", "send"],
        ),
        ("COPD", vec!["breathing"]),
        ("MND support", vec!["neurological"]),
        ("ESOL near me", vec!["esol"]),
        ("U3A", vec!["learning"]),
        ("CAB", vec!["general_advice"]),
        (
            "drinking too much since redundancy",
            vec!["alcohol", "employment"],
        ),
        ("no heating", vec!["fuel"]),
        ("something for lads who don't talk", vec!["mens_groups"]),
        ("lift to hospital appointments", vec!["transport"]),
        ("keeps falling over", vec!["falls"]),
        ("nearly blind and can't read the post", vec!["sight"]),
        (
            "gran is 82 and wants a choir",
            vec!["singing", "older_people"],
        ),
        (
            "just out of prison with nowhere to live",
            vec!["offenders", "homelessness"],
        ),
        ("foodbank", vec!["food"]),
    ] {
        let question = read(text);
        let found = needs(&question);
        for need in wanted {
            assert!(found.iter().any(|found| found == need), "{text}: {found:?}");
        }
    }
}

#[test]
fn what_is_turned_down_is_not_asked_for() {
    let thesaurus = Thesaurus::built_in();
    for (text, asked, denied) in [
        ("arthritis class that isn't a gym", "arthritis", "exercise"),
        ("coffee morning, not religious", "coffee_mornings", "faith"),
        (
            "something for grief that isn't a church",
            "bereavement",
            "faith",
        ),
        (
            "help with weight without a gym or swimming",
            "weight",
            "swimming",
        ),
        ("singing rather than sport", "singing", "sport"),
    ] {
        let question = read(text);
        let found = needs(&question);
        assert!(
            found.iter().any(|found| found == asked),
            "{text}: {found:?}"
        );
        assert!(
            !found.iter().any(|found| found == denied),
            "{text}: {found:?}"
        );
        let denied = Denied::Need(thesaurus.find(denied).unwrap());
        assert!(question.denied.contains(&denied), "{text}: {question:?}");
    }
    for text in [
        "no food",
        "no carpet or bed",
        "not only debt",
        "hasn't got a computer",
    ] {
        let question = read(text);
        assert_eq!(question.denied, [], "{text}");
        assert!(!needs(&question).is_empty(), "{text}");
    }
}

#[test]
fn danger_is_heard_first() {
    let thesaurus = Thesaurus::built_in();
    for (text, urgent) in [
        ("says she wants to end it all", "suicide"),
        ("he hits me", "domestic_abuse"),
        ("in debt and her husband hits her", "domestic_abuse"),
        ("took an overdose last week", "suicide"),
        ("partner strangled her", "domestic_abuse"),
        ("she was raped", "sexual_violence"),
        ("daughter is self harming", "suicide"),
        ("child at risk", "child_protection"),
        ("carer is stealing from her", "adult_safeguarding"),
        ("scared of her husband", "domestic_abuse"),
    ] {
        let question = read(text);
        assert_eq!(
            question.urgent,
            thesaurus.find(urgent),
            "{text}: {question:?}"
        );
        assert_eq!(needs(&question)[0], urgent, "{text}");
    }
    for text in [
        "lunch club",
        "hit by redundancy",
        "a choir for beginners",
        "crisis loan",
    ] {
        assert_eq!(read(text).urgent, None, "{text}");
    }
}

#[test]
fn filler_weighs_nothing_and_rare_words_count() {
    let question = read("I am looking for somebody who could help my neighbour with lace making");
    assert_eq!(words(&question), Vec::<&str>::new(), "{question:?}");
    assert_eq!(needs(&question), ["crafts"]);
    assert_eq!(words(&read("falconry please")), ["falconri"]);
}

#[test]
fn a_need_said_twice_is_one_heavier_slot() {
    let question = read("lonely, no friends and lives alone");
    assert_eq!(needs(&question), ["loneliness"]);
    assert!(question.slots[0].weight > 1.0);
}

/// All phrases of the files that come with the program: need, list and phrase.
fn data() -> Vec<(String, &'static str, String)> {
    let thesaurus = Thesaurus::built_in();
    let lists = thesaurus.needs().iter().flat_map(|need| {
        need.lists().into_iter().flat_map(move |(list, phrases)| {
            let phrases = phrases.iter();
            phrases.map(move |phrase| (need.name.clone(), list, phrase.clone()))
        })
    });
    lists.collect()
}

#[test]
fn the_data_has_enough_entries_and_no_phrase_twice_in_a_list() {
    let data = data();
    let said = data.iter().filter(|(_, list, _)| *list == "said").count();
    assert!(said >= 400, "{said} entries");
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = data.iter().filter(|entry| !seen.insert(*entry)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn no_phrase_is_both_a_sign_of_a_need_and_unlike_it() {
    let mut signs: BTreeMap<(String, String), &str> = BTreeMap::new();
    for (need, list, phrase) in data() {
        if list != "unlike" {
            signs.insert((need, phrase), list);
        }
    }
    for (need, list, phrase) in data() {
        let key = (need, phrase);
        assert!(list != "unlike" || !signs.contains_key(&key), "{key:?}");
    }
}

#[test]
fn every_phrase_is_plain_and_every_need_is_said_or_offered() {
    for (need, list, phrase) in data() {
        let is_plain = phrase
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' ');
        assert!(
            is_plain,
            "{need}: {list}: {phrase:?} is not in small letters"
        );
        assert_eq!(phrase.trim(), phrase, "{need}: {list}");
    }
    for need in Thesaurus::built_in().needs() {
        assert!(need.phrases().next().is_some(), "{}", need.name);
        assert!(!need.title.is_empty(), "{}", need.name);
    }
}

#[test]
fn a_file_of_ones_own_adds_needs_and_phrases_and_its_faults_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        Thesaurus::with_file(&file)
    };
    let ours = read("[cheese_rolling]\ntitle = 'Cheese'\nsaid = ['chase a cheese']\n[debt]\ntitle = 'Debt'\nsaid = ['brassic']\n").unwrap();
    assert_ne!(ours.fingerprint(), Thesaurus::built_in().fingerprint());
    for (text, need) in [("chase a cheese", "cheese_rolling"), ("brassic", "debt")] {
        let question = Question::read(text, &ours, &AnyWord).unwrap();
        let id = ours.find(need).unwrap();
        let wanted = Ask::Needs(vec![(id, 1.0)], Vec::new());
        assert!(
            matches!((&question.slots[0].ask, &wanted), (Ask::Needs(found, _), Ask::Needs(want, _)) if found == want),
            "{question:?}"
        );
    }
    for (text, why) in [
        ("[debt]\ntitel = 'x'", "titel"),
        (
            "[new]\ntitle = 'x'\nnear = ['nothing_such']",
            "nothing_such",
        ),
        (
            "[new]\ntitle = 'x'\nnear = ['debt 7']",
            "no number from 0 to 1",
        ),
        ("[new]\ntitle = 'x'\nsaid = ['the']", "says nothing"),
        ("= 3", "ours.toml"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(
            error.contains(why) && error.contains("ours.toml"),
            "{error}"
        );
    }
    let missing = Thesaurus::with_file(&folder.path().join("none.toml"));
    assert!(missing.unwrap_err().to_string().contains("none.toml"));
}

#[test]
fn the_beginning_of_a_phrase_says_nothing_of_the_whole() {
    let thesaurus = Thesaurus::built_in();
    let words = WordReader::new().read("A social hour");
    let found = evidence(&thesaurus, [(Part::Category, words.as_slice())]);
    let needs: BTreeSet<&str> = found
        .iter()
        .map(|one| thesaurus.need(one.need).name.as_str())
        .collect();
    // "social eating" is a meal, and written as one word its stem would be "social".
    assert!(needs.contains("loneliness"), "{needs:?}");
    assert!(!needs.contains("lunch_clubs"), "{needs:?}");
}

proptest! {
    #[test]
    fn no_text_is_an_error(text in "\\PC{0,300}") {
        let question = read(&text);
        prop_assert!(question.slots.iter().all(|slot| slot.weight.is_finite()));
    }

    #[test]
    fn no_string_of_known_words_is_an_error(
        words in prop::collection::vec(prop::sample::select(vec![
            "not", "no", "debt", "carpet", "she", "hits", "isn't", "82", "a", "or", "gym", ",", "rather", "than", "mum", "lonely", "men", "CAB",
        ]), 0..60)
    ) {
        let question = read(&words.join(" "));
        prop_assert!(question.slots.iter().all(|slot| slot.weight > 0.0));
    }
}
