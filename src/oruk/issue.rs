//! What the reader has to say about a document.

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The standard is broken: the document or a part of it cannot be used as it is.
    Must,
    /// It can be used, but should be mended.
    Should,
    /// Good to know.
    Info,
}

/// One kind of issue. Codes are a public contract: publishers filter by them.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What the publisher can do.
    pub advice: &'static str,
}

/// One thing that a publisher should know about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Stable name of the kind of issue.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// JSON pointer into the document as it came.
    pub pointer: String,
    /// What was found there, cut to 200 characters; never personal data.
    pub found: Option<String>,
    /// What the publisher can do, in plain words.
    pub advice: String,
}

/// Longest quotation of what was found, in characters.
const FOUND_CHARS: usize = 200;

impl Issue {
    /// An issue of the given kind.
    pub(super) fn new(rule: &Rule, pointer: &str, found: Option<&str>) -> Self {
        Self {
            code: rule.code,
            severity: rule.severity,
            pointer: plain(pointer),
            found: found.map(|text| text.chars().take(FOUND_CHARS).collect()),
            advice: rule.advice.to_owned(),
        }
    }

    /// The same issue at another place.
    pub(super) fn at(self, pointer: &str) -> Self {
        Self {
            pointer: plain(pointer),
            ..self
        }
    }
}

/// A control character in a feed's property name is one too many for a database.
fn plain(pointer: &str) -> String {
    pointer.replace(char::is_control, "")
}

/// Names each rule and collects them, so that none is missing from [`ALL`].
macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $advice:literal;)*) => {
        $(pub(super) const $name: &Rule = &Rule {
            code: $code,
            severity: Severity::$severity,
            advice: $advice,
        };)*
        /// Every rule of the reader.
        pub const ALL: &[&Rule] = &[$($name),*];
    };
}

rules! {
    NOT_AN_OBJECT = "not_an_object", Must, "Send a JSON object here.";
    MISSING_ID = "missing_id", Must, "Give it an id that stays the same from day to day, best a UUID.";
    MISSING_NAME = "missing_name", Must, "Give it a name: nobody can find what has none.";
    MISSING_ORGANIZATION = "missing_organization", Should, "Say who provides the service: nest the organization.";
    ORGANIZATION_WITHOUT_DESCRIPTION = "organization_without_description", Should, "Describe the organization; its name stands in until then.";
    IDS_DISAGREE = "ids_disagree", Should, "Make the id beside the nested object the same as the object's own; the object's was taken.";
    WRONG_TYPE = "wrong_type", Should, "Send a value of the kind that the standard asks for; this one could not be read.";
    ITEMS_IGNORED = "items_ignored", Should, "Send one object here; only the first was read.";
    NUMBER_INVALID = "number_invalid", Should, "Send a plain number, without words or units.";
    NUMBER_NEGATIVE = "number_negative", Should, "Send a number that is not below zero.";
    DATE_INVALID = "date_invalid", Should, "Write the date as YYYY-MM-DD.";
    DATE_REWRITTEN = "date_rewritten", Info, "Write the date as YYYY-MM-DD; it was read as day, month, year.";
    TIME_INVALID = "time_invalid", Should, "Write the time as HH:MM, in 24 hours.";
    TIME_REWRITTEN = "time_rewritten", Info, "Write the local time as HH:MM, in 24 hours and without a zone.";
    INSTANT_INVALID = "instant_invalid", Should, "Write the date and time as in 2026-03-01T09:30:00.000Z.";
    INSTANT_REWRITTEN = "instant_rewritten", Info, "Write the date and time with a zone, as in 2026-03-01T09:30:00.000Z; UTC was assumed.";
    DAYS_INVALID = "days_invalid", Should, "List the days as MO,TU,WE,TH,FR,SA,SU; with a number, as in 2TU, when monthly.";
    DAYS_REWRITTEN = "days_rewritten", Info, "List the days as MO,TU,WE,TH,FR,SA,SU.";
    WEEKDAY_INVALID = "weekday_invalid", Should, "Send the weekday as a number that the feed's count has, or name the days in byday.";
    REVIEWS_SET_ASIDE = "reviews_set_aside", Info, "Version 3.0 has no place for reviews; they are kept with the record and not published.";
    WORD_UNKNOWN = "word_unknown", Should, "Use one of the words that the standard lists for this field.";
    WORD_REWRITTEN = "word_rewritten", Info, "Write the word exactly as the standard lists it.";
    URL_INVALID = "url_invalid", Should, "Send one whole web address, starting with https://.";
    URL_REWRITTEN = "url_rewritten", Info, "Send the whole web address, starting with https:// and without spaces.";
    EMAIL_INVALID = "email_invalid", Should, "Send one e-mail address and nothing else.";
    EMAIL_REWRITTEN = "email_rewritten", Info, "Send one e-mail address and nothing else; the first one was taken.";
    POSTCODE_UNRECOGNIZED = "postcode_unrecognized", Should, "Send a full UK postcode.";
    COUNTRY_REWRITTEN = "country_rewritten", Info, "Write the country as two letters: GB.";
    COORDINATES_INCOMPLETE = "coordinates_incomplete", Should, "Send latitude and longitude together.";
    COORDINATES_ZERO = "coordinates_zero", Should, "Leave unknown coordinates out; 0, 0 is in the sea off Africa.";
    COORDINATES_SWAPPED = "coordinates_swapped", Should, "Latitude and longitude were swapped: for the UK, latitude is 49 to 61.";
    COORDINATES_INVALID = "coordinates_invalid", Should, "Send WGS84 degrees: latitude -90 to 90, longitude -180 to 180.";
    COORDINATES_ABROAD = "coordinates_abroad", Info, "Check the coordinates: they are not in the United Kingdom.";
    TOO_MANY_ISSUES = "too_many_issues", Info, "Mend the others first: there are more of them than are listed.";
}
