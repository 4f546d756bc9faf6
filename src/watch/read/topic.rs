//! What else a provider's page speaks of: jobs, halls for hire, fairs, its own meetings.
//! Days, prices and conditions there are not those of the service.

use std::sync::LazyLock;

use regex::Regex;

use super::page::Block;
use super::pattern;

static ELSEWISE: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?:
        vacanc(?:y|ies) | recruit\w* | salary | job\sdescription | (?:the|this)\s(?:post|role)\b | closing\sdate | apply\s(?:to|by|for) | join\sour\steam | we(?:'re|\sare)\shiring | paid\s(?:post|role|worker)
      | volunteers?\s(?:wanted|needed|required|appeal) | (?:could|can)\syou\sspare | become\sa\s(?:volunteer|trustee|befriender|driver)
      | for\shire | (?:hall|room|venue|minibus|space|equipment)\shire | hir(?:e|ed|ing)\s(?:our|the|a|of|out|from|for|charges?|rates?) | be\shired | (?:an|per)\shour
      | agm | annual\s(?:general\s)?meeting | trustees?['\u{2019}]?\smeeting | extraordinary\smeeting
      | raffle | tickets? | quiz\snight | tombola | jumble | sponsor\w* | fundrais\w* | raised\s\u{a3} | in\syour\swill | legac(?:y|ies) | donate
      | complaints? | safeguarding | whistleblow\w* | privacy | freedom\sof\sinformation
      | trip\sto | day\strip | outing | coach\strip | taster\s(?:day|session)s? | open\sday | christmas\s(?:party|lunch|fair) | plant\ssale | egg\shunt
      | advertis\w+ | cookery\sbook | merchandise
    )\b"
);

/// Hours that are those of a desk or a telephone.
static DESK: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?:
        (?:office|reception|switchboard|enquir(?:y|ies)|bar|caf(?:e|\u{e9})|shop|box\soffice|coffee\s(?:bar|shop))\s(?:\w+\s){0,3}?(?:hours|open\w*|closed|times|\d)
      | (?:phone|telephone)?\s?lines?\s(?:are\s|is\s)?open | (?:open|staffed|answered)\s(?:for\s)?(?:calls|enquiries)
      | (?:ring|call|phone|text|telephone)\s(?:us\s|the\s\w+\s|\w+\s)?(?:between|from|before|after|weekdays|mon|tue|wed|thu|fri) | office\s(?:is\s)?(?:open|closed|hours)
      | out\sof\shours | emergenc(?:y|ies) | deliver(?:y|ies)\s | parking\sis | \boffice\b[^.]{0,40}\(
    )"
);

/// Whether words are about another business of the provider's.
pub fn is_elsewise(text: &str) -> bool {
    ELSEWISE.is_match(text)
}

/// Whether the hours in some words are those of a desk or a telephone line.
pub fn is_desk(text: &str) -> bool {
    DESK.is_match(text)
}

/// Whether a block or the heading right above it is about another business.
pub fn is_other_business(block: &Block) -> bool {
    let heading = block.headings.last();
    is_elsewise(&block.text) || heading.is_some_and(|heading| is_elsewise(&heading.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_business_is_told_from_the_service() {
        for text in [
            "The hall can be hired on weekday evenings for £18 an hour.",
            "Session worker, £12.21 an hour. The post is open to women only.",
            "Our AGM is on Thursday 16 April at 7pm.",
            "Quiz night! Tickets £6.",
            "Volunteers needed on Mondays.",
            "Complaints: write to the trustees.",
        ] {
            assert!(is_elsewise(text), "{text}");
        }
        for text in [
            "Tuesdays, 12 noon to 2pm",
            "£4.50 for two courses",
            "Women only.",
            "Every Thursday, 6pm - 7.30pm, in the church hall. Pay what you can.",
            "You must be referred by a GP.",
        ] {
            assert!(!is_elsewise(text), "{text}");
        }
        assert!(is_desk("The office is open 9am to 4pm."));
        assert!(is_desk("Ring us between 9 and 11am."));
        assert!(!is_desk("We meet between 9 and 11am."));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,200}") {
            is_elsewise(&text);
            is_desk(&text);
        }
    }
}
