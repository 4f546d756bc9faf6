//! Sentences on whether something runs: closed, closing, paused, full, moved.
//!
//! Each is taken apart into its subject, what is said of it, and the dates beside it.
//! Negations, conditions, rumours, holidays and "no longer" with another object say
//! nothing. Whom a sentence is about is for the judge to decide.

use super::dates::{self, When};
use super::phrases::{self, Phrase, Sense};
use super::text::sentences;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// It has ended.
    Closed,
    /// It will end.
    Closing,
    /// It may have to end.
    MayClose,
    /// It does not run for now.
    Paused,
    /// It runs, and takes nobody new.
    Full,
    /// It has moved elsewhere.
    Moved,
    /// It will move elsewhere.
    Moving,
    /// It runs again after a pause.
    Reopened,
}

/// One thing said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is said.
    pub said: Said,
    /// The words before the verb: who or what it is said of. Empty when nothing stands there.
    pub subject: String,
    /// What it is done to, where the verb has an object: "we have closed *the café*".
    pub object: Option<String>,
    /// The words after it, to the end of the sentence.
    pub rest: String,
    /// The whole sentence.
    pub sentence: String,
    /// The dates in the sentence.
    pub dates: Vec<When>,
    /// Whether it is said beyond doubt that this is for good.
    pub is_final: bool,
}

/// Every statement in a text, in order; one a sentence at most.
pub fn in_text(text: &str) -> Vec<Statement> {
    sentences(text).into_iter().filter_map(statement).collect()
}

/// What a line says in a word: `Ashby Lunch Club: closed`, `Suspended: Lunch Club`. Each
/// sentence of a block is a line.
pub fn in_a_word(text: &str) -> Option<Statement> {
    if !phrases::may_say_in_a_word(text) {
        return None;
    }
    sentences(text).into_iter().find_map(|line| {
        let (said, subject) = phrases::said_in_a_word(line)?;
        Some(Statement {
            said,
            subject: subject.to_owned(),
            object: None,
            rest: String::new(),
            sentence: line.to_owned(),
            dates: dates::in_text(line),
            is_final: false,
        })
    })
}

fn statement(sentence: &str) -> Option<Statement> {
    if sentence.len() > 1000 || sentence.ends_with('?') {
        return None;
    }
    let held = phrases::held(sentence);
    if held.is_empty() || phrases::says_otherwise(sentence) {
        return None;
    }
    let mut held = held.into_iter();
    held.find_map(|phrase| take_apart(sentence, phrase))
}

fn take_apart(sentence: &str, phrase: &Phrase) -> Option<Statement> {
    let captured = phrase.pattern.captures(sentence)?;
    let found = captured.get(0)?;
    let before = sentence.get(..found.start())?;
    let rest = sentence.get(found.end()..)?.trim_start();
    // "We are full and have a waiting list": whoever the sentence begins with is full.
    let subject = match phrase.said {
        Said::Full => phrases::without_preamble(before).to_owned(),
        _ => subject(before),
    };
    if phrases::is_negated(&subject) || phrases::is_conditional(before, &subject) {
        return None;
    }
    if phrase.said == Said::Full && phrases::is_denied(before, found.as_str()) {
        return None;
    }
    let ends = matches!(phrase.said, Said::Closed | Said::Closing);
    let is_final = phrase.sense == Sense::Final || phrases::is_for_good(rest);
    let passing = match phrase.sense {
        Sense::LastTime => phrases::is_of_a_term(sentence),
        _ => phrases::is_passing(rest, sentence),
    };
    if ends && !is_final && passing {
        return None;
    }
    let dates = dates::in_text(sentence);
    let wants_date = matches!(
        phrase.sense,
        Sense::Dated | Sense::SimplePast | Sense::LastTime
    );
    if wants_date && !is_final && dates.is_empty() {
        return None;
    }
    if matches!(phrase.said, Said::Moved | Said::Moving) && phrases::moves_no_place(rest) {
        return None;
    }
    if phrase.sense == Sense::SimplePast && phrases::ends_in_auxiliary(before) {
        return None;
    }
    let takes_object = ends || matches!(phrase.said, Said::MayClose | Said::Paused);
    let inside = captured.iter().skip(1).flatten().next();
    let object = match phrases::object(found.as_str(), rest).filter(|_| takes_object) {
        _ if inside.is_some() => inside.map(|object| object.as_str().to_owned()),
        Some((object, after))
            if !is_final
                && !object.starts_with(char::is_uppercase)
                && phrases::is_limited(after)
                && dates.is_empty() =>
        {
            return None;
        }
        Some((object, _)) => Some(object.to_owned()),
        None => phrases::part_of(found.as_str()).map(str::to_owned),
    };
    Some(Statement {
        said: phrase.said,
        subject,
        object,
        rest: rest.to_owned(),
        sentence: sentence.to_owned(),
        dates,
        is_final,
    })
}

/// Who or what a verb is said of: the words between it and the last turn before it; where
/// it follows a turn directly, the words before that.
fn subject(before: &str) -> String {
    let (earlier, near) = phrases::at_last_turn(before);
    let near = phrases::without_preamble(near);
    if near.is_empty() {
        phrases::without_preamble(earlier).to_owned()
    } else {
        near.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Said> {
        in_text(text).first().map(|statement| statement.said)
    }

    #[test]
    fn the_ways_of_saying_that_something_has_ended() {
        for text in [
            "Ashby Lunch Club has closed permanently.",
            "We have now closed.",
            "Sadly we've closed for good.",
            "The group has sadly folded.",
            "This service is no longer available.",
            "We are no longer running this group.",
            "We no longer run the lunch club.",
            "The last session was on Thursday 5 November.",
            "Our final meeting took place in May.",
            "The club ceased to operate in June.",
            "PERMANENTLY CLOSED",
            "This project has come to an end.",
            "The lunch club has been discontinued.",
            "The society was wound up in March.",
            "The centre closed its doors for the last time on Friday.",
            "This service is now closed.",
            "Ashby Lunch Club closed on 28 February 2026.",
            "This group finished in March.",
            "The club ran for the last time on 24 March.",
            "The club held its final session on 27 March.",
            "We will not be reopening.",
            "We are no longer open.",
            "NOTICE: SERVICE CLOSED",
            "It's the end of the road: the group shut for good last month.",
            "We have had to close.",
            "The group has disbanded.",
            "We have decided to close and have ceased all activities.",
            "We no longer run Ashby Lunch Club.",
            "We have had to close Ashby Lunch Club for good.",
            "I have decided to stop running the club.",
            "The committee has taken the decision to bring the club to an end.",
            "This service has been withdrawn.",
            "Mae'r clwb wedi cau yn barhaol.",
        ] {
            assert_eq!(said(text), Some(Said::Closed), "{text}");
        }
    }

    #[test]
    fn the_ways_of_saying_that_something_will_end_or_may() {
        for text in [
            "We will be closing permanently on 31 March.",
            "The club will close on 31 March 2027.",
            "Our last session will be on 12 December.",
            "The service is due to end in March.",
            "We have decided to close the club in July.",
            "Ashby Lunch Club closes on 30 June 2026.",
        ] {
            assert_eq!(said(text), Some(Said::Closing), "{text}");
        }
        for text in [
            "We may have to close unless we find a treasurer.",
            "The club is at risk of closing.",
            "We are facing closure.",
            "The future of the group is uncertain.",
            "The council is consulting on the closure of the centre.",
            "Without new volunteers the group could fold.",
            "Without a treasurer we will have to close in the summer.",
            "The council has proposed to close this service.",
        ] {
            assert_eq!(said(text), Some(Said::MayClose), "{text}");
        }
    }

    #[test]
    fn the_ways_of_saying_that_something_stops_for_now_or_is_full() {
        for text in [
            "We are closed until further notice.",
            "The group is temporarily suspended.",
            "Sessions are paused at the moment.",
            "The club is not currently running.",
            "We're taking a break until September.",
            "Meetings are on hold.",
            "There are no sessions until further notice.",
            "There will be no meetings for the foreseeable future.",
            "We've had to pause our sessions while the hall is repaired.",
            "All sessions cancelled until further notice.",
        ] {
            assert_eq!(said(text), Some(Said::Paused), "{text}");
        }
        for text in [
            "The class is currently full.",
            "We are fully booked until May.",
            "We are currently full and have a waiting list.",
            "There is a waiting list.",
            "We are not taking new referrals at the moment.",
            "Referrals are paused.",
            "We have paused new referrals.",
            "We have no spaces left.",
            "The group is closed to new members.",
        ] {
            assert_eq!(said(text), Some(Said::Full), "{text}");
        }
    }

    #[test]
    fn the_ways_of_saying_that_something_moves_or_is_back() {
        for text in [
            "We have moved to Burton Library.",
            "The club now meets at the Scout hut.",
            "We are now based at 12 High Street.",
            "Our new venue is the Methodist church.",
        ] {
            assert_eq!(said(text), Some(Said::Moved), "{text}");
        }
        assert_eq!(said("We are moving to Burton in May."), Some(Said::Moving));
        for text in [
            "We have reopened after the refit.",
            "The group is now open again.",
        ] {
            assert_eq!(said(text), Some(Said::Reopened), "{text}");
        }
    }

    #[test]
    fn sentences_that_only_sound_like_it_say_nothing() {
        for text in [
            "We are not closing.",
            "We aren't closing, whatever you have heard.",
            "Rumours that we have closed are untrue.",
            "The club is not closed for good.",
            "Contrary to reports the group has not folded.",
            "We have no plans to close.",
            "Closed on bank holidays.",
            "We are closed for Easter.",
            "The office is closed on Mondays.",
            "We will be closed on 26 December.",
            "We will close at 4pm today.",
            "The office will be closed for Christmas.",
            "If we are closed, leave a message.",
            "Are you closed on Fridays?",
            "We no longer take cash.",
            "We no longer meet in the library.",
            "There is no waiting list.",
            "Come full of ideas.",
            "A full range of classes.",
            "The session will end with a song.",
            "A closed group for women.",
            "People at risk of loneliness.",
            "We have moved to a new website.",
            "We no longer offer this service on Mondays.",
            "We have moved to the main hall upstairs.",
            "I was moved by the welcome.",
            "Please close the gate.",
            "Applications close on 3 May.",
            "Sunday: closed",
            "We are closed on Tuesday 14 April only.",
            "We close on 18 December and reopen on 5 January.",
            "Our last session of term will be on Friday 3 April.",
            "Our last meeting before Easter is on 31 March.",
            "We no longer run this class on Mondays.",
            "The office closes on 24 December and we are back on 2 January.",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn the_subject_is_who_it_is_said_of() {
        for (text, subject) in [
            ("The mine closed down in 1985.", "The mine"),
            (
                "The mine, which closed down in 1985, gave the club its name.",
                "The mine",
            ),
            (
                "It is with heavy hearts that we write this: Heelwood Shed has closed permanently.",
                "Heelwood Shed",
            ),
            ("We are sorry to say that the club has folded.", "the club"),
            ("Burton: closed for good", "Burton"),
            (
                "We lost our funding and have now closed.",
                "We lost our funding",
            ),
            ("Sadly, closed for good", ""),
            ("PERMANENTLY CLOSED", ""),
            (
                "After the library closed down, we moved here.",
                "the library",
            ),
        ] {
            let found = in_text(text);
            assert_eq!(
                found.first().map(|s| s.subject.as_str()),
                Some(subject),
                "{text}"
            );
        }
    }

    #[test]
    fn a_line_says_in_a_word_that_something_is_closed() {
        for (text, subject) in [
            ("Ashby Lunch Club: closed", Some("Ashby Lunch Club")),
            (
                "Ashby Lunch Club - PERMANENTLY CLOSED",
                Some("Ashby Lunch Club"),
            ),
            ("CLOSED: Ashby Lunch Club", Some("Ashby Lunch Club")),
            ("Ashby Lunch Club (now closed)", Some("Ashby Lunch Club")),
            ("Closed on Sundays", None),
            ("Closed", None),
            ("When we are closed", None),
            ("Ashby Lunch Club", None),
        ] {
            let found = in_a_word(text);
            assert_eq!(
                found.as_ref().map(|s| s.subject.as_str()),
                subject,
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,300}") {
            in_text(&text);
        }

        #[test]
        fn any_words_can_be_read(words in proptest::collection::vec("(we|the|club|has|have|now|closed|closing|not|until|further|notice|full|moved|to|is|no|longer|,|:|and|é|\\.)", 0..30)) {
            in_text(&words.join(" "));
        }
    }
}
