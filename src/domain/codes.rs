//! Every kind of finding that Waymark reports, in one list.
//!
//! A code is a public contract: it is never renamed, and never used for anything else.
//! Each has a page `docs/findings/CODE.md`, and a test fails when one lacks it: to add a
//! code, add a line here and write its page. Codes are made nowhere else.

use super::{Code, Severity};

/// What is known of one kind of finding.
#[derive(Debug)]
pub struct Known {
    /// Its stable name.
    pub code: Code,
    /// How much it matters, unless the place where it was found says otherwise.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: &'static str,
}

/// Names each code and collects them, so that none is missing from [`ALL`].
macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $severity:ident, $title:literal;)*) => {
        $(#[doc = $title] $(#[$meta])* pub const $name: Code = Code::new($code);)*

        /// Every kind of finding.
        pub const ALL: &[Known] = &[$(Known {
            code: $name,
            severity: Severity::$severity,
            title: $title,
        }),*];
    };
}

// Of a feed as a whole.
codes! {
    FEED_UNREACHABLE = "feed_unreachable", Must, "The feed does not answer";
    NOT_A_FEED = "not_a_feed", Must, "The address answers with something that is no feed";
    FILE_UNREADABLE = "file_unreadable", Must, "The file cannot be read to its end";
    EMPTY_FEED = "empty_feed", Must, "The feed has no services";
    ROOT_MISSING = "root_missing", Must, "GET / does not say which version this is";
    VERSION_UNEXPECTED = "version_unexpected", Should, "GET / announces another version";
    ENDPOINT_MISSING = "endpoint_missing", Must, "A required endpoint is not there";
    ENDPOINT_FAILING = "endpoint_failing", Must, "A required endpoint fails";
    OPTIONAL_ENDPOINT_MISSING = "optional_endpoint_missing", Info, "A recommended endpoint is not there";
    OPTIONAL_ENDPOINT_FAILING = "optional_endpoint_failing", Should, "A recommended endpoint fails";
    VOCABULARY_UNREAD = "vocabulary_unread", Should, "Taxonomies or terms could not be read to their end";
    ANSWERS_UNSTEADY = "answers_unsteady", Should, "The same request fails once and works the next time";
    TOO_BUSY = "too_busy", Info, "The server asks readers to slow down";
    SLOW_ANSWERS = "slow_answers", Info, "Answers take longer than five seconds";
    CHECK_CUT_SHORT = "check_cut_short", Info, "The check ended before the feed did";

    // How answers are sent.
    NOT_HTTPS = "not_https", Should, "The feed is not served over HTTPS";
    CONTENT_TYPE = "content_type", Must, "JSON under another content type";
    NOT_UTF8 = "not_utf8", Must, "Text that is not UTF-8";
    BYTE_ORDER_MARK = "byte_order_mark", Must, "An invisible mark before the JSON";
    CORS_MISSING = "cors_missing", Must, "Web pages elsewhere may not read the feed";
    CORS_MISSING_ON_ERRORS = "cors_missing_on_errors", Should, "Web pages elsewhere may not read why a request failed";
    HEAD_UNANSWERED = "head_unanswered", Info, "HEAD is not answered as GET is";
    OPTIONS_UNANSWERED = "options_unanswered", Info, "OPTIONS does not say that GET is allowed";
    UNKNOWN_ID_ANSWERED = "unknown_id_answered", Should, "An id that does not exist is not answered with 404";
    ERROR_BODY = "error_body", Info, "Errors do not say what is wrong";

    // Pages.
    LIST_MISPLACED = "list_misplaced", Must, "The list does not stand where the standard puts it";
    PAGE_FIELD_MISSING = "page_field_missing", Should, "A page does not say where it stands";
    PAGE_FIELD_INVALID = "page_field_invalid", Must, "A page says where it stands in a wrong type";
    TOTALS_UNCLEAR = "totals_unclear", Should, "Totals are missing or are not numbers";
    TOTALS_WRONG = "totals_wrong", Must, "Totals do not agree with the services that came";
    PAGE_NUMBER_WRONG = "page_number_wrong", Should, "A page states another number than its own";
    PAGE_SIZE_WRONG = "page_size_wrong", Should, "A page states another size than its own";
    PAGE_FLAGS_WRONG = "page_flags_wrong", Should, "first_page, last_page or empty is wrong";
    PAGE_REPEATED = "page_repeated", Must, "A page came again under another number";
    PAGES_FROM_ZERO = "pages_from_zero", Must, "The first page is number 0";
    PAGES_ENDLESS = "pages_endless", Must, "The pages do not end";
    PAGE_LOST = "page_lost", Must, "A page could not be read";
    PAST_END_NOT_EMPTY = "past_end_not_empty", Should, "A page past the end is not empty";
    PAGE_SIZE_IGNORED = "page_size_ignored", Info, "per_page is not heeded";
    LIST_UNSTABLE = "list_unstable", Must, "Another page size brings other services";
    ORDER_UNSTABLE = "order_unstable", Should, "Another page size brings another order";
    ONE_TO_ONE_BROKEN = "one_to_one_broken", Should, "List items carry nested lists";

    // Ids.
    DUPLICATE_ID = "duplicate_id", Must, "Several services have one id";
    ID_REPEATED = "id_repeated", Should, "A service is listed several times";
    ID_TAKEN = "id_taken", Should, "Another feed brought this id first";
    ID_NOT_UUID = "id_not_uuid", Must, "An id is no UUID";
    DETAIL_DIFFERS = "detail_differs", Must, "List and detail disagree about a service";

    // Filters.
    CHANGE_UNANNOUNCED = "change_unannounced", Should, "A service changed although the feed said that it had not";
    FILTER_IGNORED = "filter_ignored", Should, "A filter changes nothing";
    FILTER_WRONG = "filter_wrong", Should, "A filter leaves out a service that meets it";
    FILTER_REFUSED = "filter_refused", Info, "A filter is not offered";
    FILTER_FAILING = "filter_failing", Should, "A filter makes the server fail";
    BAD_PARAMETER_ACCEPTED = "bad_parameter_accepted", Info, "A senseless parameter is answered as if it made sense";
    BAD_PARAMETER_FAILS = "bad_parameter_fails", Should, "A senseless parameter makes the server fail";

    // Of one record.
    SCHEMA_BROKEN = "schema_broken", Must, "A value is not as the schema asks";
    NULL_VALUE = "null_value", Must, "A value that is absent is written as null";
    EMPTY_VALUE = "empty_value", Should, "A value that is absent is written as empty";
    RECORD_TOO_LARGE = "record_too_large", Must, "A record is larger than 4 MB";
    RECORD_UNUSABLE = "record_unusable", Must, "A record is no service with a name";
    RECORD_UNREAD = "record_unread", Must, "A listed service has no detail that can be read";
    LINK_DROPPED = "link_dropped", Should, "A link is no safe web address";
    LINE_DAMAGED = "line_damaged", Must, "A line of a file is no JSON object";
    DATE_IN_FUTURE = "date_in_future", Should, "Something is said to have happened in the future";
    JSON_UNREADABLE = "json_unreadable", Must, "A record's JSON cannot be read";

    // Of a data package.
    DESCRIPTOR_MISSING = "descriptor_missing", Should, "A data package without datapackage.json";
    DESCRIPTOR_UNREAD = "descriptor_unread", Should, "A datapackage.json that cannot be used";
    TABLE_MISSING = "table_missing", Should, "A data package names a file that it does not hold";
    TABLE_UNKNOWN = "table_unknown", Should, "A table that the standard does not know";
    TABLE_REFUSED = "table_refused", Should, "A table that is no CSV file beside its descriptor";
    TABLE_UNLISTED = "table_unlisted", Should, "A file that the data package does not name";
    COLUMN_UNKNOWN = "column_unknown", Should, "A column that the standard does not know";
    ROW_DAMAGED = "row_damaged", Must, "A row whose cells cannot be told apart";
    ROW_SHORT = "row_short", Should, "A row with fewer cells than the header";
    ROW_ORPHANED = "row_orphaned", Must, "A row that belongs to nothing";
    ROW_DANGLING = "row_dangling", Should, "A row that names something that is not there";
    ROW_ID_REPEATED = "row_id_repeated", Must, "Several rows of a table have one id";
    ROW_CROWDED = "row_crowded", Should, "Too many rows belong to one thing";

    // What the reader says of a record.
    NOT_AN_OBJECT = "not_an_object", Must, "Something else where an object belongs";
    MISSING_ID = "missing_id", Must, "A record has no id";
    MISSING_NAME = "missing_name", Must, "A record has no name";
    MISSING_ORGANIZATION = "missing_organization", Should, "A service does not say who provides it";
    ORGANIZATION_WITHOUT_DESCRIPTION = "organization_without_description", Should, "An organization has no description";
    IDS_DISAGREE = "ids_disagree", Should, "A link and the nested object have different ids";
    WRONG_TYPE = "wrong_type", Should, "A value of another kind than the standard's";
    ITEMS_IGNORED = "items_ignored", Should, "A list where one object belongs";
    NUMBER_INVALID = "number_invalid", Should, "A number that is none";
    NUMBER_NEGATIVE = "number_negative", Should, "A number below zero";
    DATE_INVALID = "date_invalid", Should, "A date that is none";
    DATE_REWRITTEN = "date_rewritten", Info, "A date in another form";
    TIME_INVALID = "time_invalid", Should, "A time that is none";
    TIME_REWRITTEN = "time_rewritten", Info, "A time in another form";
    INSTANT_INVALID = "instant_invalid", Should, "A date and time that is none";
    INSTANT_REWRITTEN = "instant_rewritten", Info, "A date and time in another form";
    DAYS_INVALID = "days_invalid", Should, "Days that cannot be read";
    DAYS_REWRITTEN = "days_rewritten", Info, "Days in another form";
    WEEKDAY_INVALID = "weekday_invalid", Should, "A weekday that is no number of the feed's count";
    REVIEWS_SET_ASIDE = "reviews_set_aside", Info, "Reviews are kept and not published";
    WORD_UNKNOWN = "word_unknown", Should, "A word that the standard does not list";
    WORD_REWRITTEN = "word_rewritten", Info, "A listed word in another spelling";
    URL_INVALID = "url_invalid", Should, "A web address that is none";
    URL_REWRITTEN = "url_rewritten", Info, "A web address in another form";
    EMAIL_INVALID = "email_invalid", Should, "An e-mail address that is none";
    EMAIL_REWRITTEN = "email_rewritten", Info, "An e-mail address in another form";
    POSTCODE_UNRECOGNIZED = "postcode_unrecognized", Should, "A postcode that is none";
    COUNTRY_REWRITTEN = "country_rewritten", Info, "A country in another form";
    COORDINATES_INCOMPLETE = "coordinates_incomplete", Should, "One coordinate without the other";
    COORDINATES_ZERO = "coordinates_zero", Should, "Coordinates are 0, 0";
    COORDINATES_SWAPPED = "coordinates_swapped", Should, "Latitude and longitude are swapped";
    COORDINATES_INVALID = "coordinates_invalid", Should, "Coordinates that are no place on earth";
    COORDINATES_ABROAD = "coordinates_abroad", Info, "Coordinates outside the United Kingdom";
    TOO_MANY_ISSUES = "too_many_issues", Info, "More is wrong with a record than is listed";

    // How useful the data are: what the scorecard counts.
    NO_DESCRIPTION = "no_description", Should, "A service without a description";
    NO_CONTACT = "no_contact", Should, "A service without a telephone number or e-mail address";
    NO_POSTCODE = "no_postcode", Should, "A service in a place without a postcode that exists";
    COORDINATES_FAR = "coordinates_far", Should, "Coordinates that do not agree with the postcode";
    NO_SCHEDULE = "no_schedule", Should, "A service that does not say when it runs";
    NO_COST = "no_cost", Should, "A service that does not say what it costs";
    NO_TAXONOMY = "no_taxonomy", Should, "A service without a category";
    NOT_ASSURED = "not_assured", Should, "A service that nobody has confirmed for three months";

    // What a provider's website casts doubt on.
    WEBSITE_CLOSED = "website_closed", Should, "The website suggests that the service may close";
    WEBSITE_MOVED = "website_moved", Should, "The website suggests that the service may have moved";
    WEBSITE_PHONE_CHANGED = "website_phone_changed", Should, "The telephone number is not plainly on the website";
    WEBSITE_EMAIL_CHANGED = "website_email_changed", Should, "The e-mail address is not plainly on the website";
    WEBSITE_HOURS_CHANGED = "website_hours_changed", Should, "The website suggests other days or times";
    WEBSITE_PRICE_CHANGED = "website_price_changed", Should, "The website suggests another price";
    WEBSITE_ELIGIBILITY_CHANGED = "website_eligibility_changed", Should, "The website suggests that other people may come";
    WEBSITE_RENAMED = "website_renamed", Should, "The website uses another name";
    WEBSITE_GONE = "website_gone", Should, "The website may be gone";
    WEBSITE_PARKED = "website_parked", Should, "The web address may be for sale";
    WEBSITE_TEMPORARILY_CLOSED = "website_temporarily_closed", Should, "The website suggests that the service is paused or full";
    WEBSITE_UNCLEAR = "website_unclear", Should, "The website is in doubt for another reason";

    // What records of one listing contradict one another in.
    MERGE_PHONES_DIFFER = "merge_phones_differ", Should, "Another directory lists other telephone numbers";
    MERGE_PRICES_DIFFER = "merge_prices_differ", Should, "Another directory lists other prices";
    MERGE_AGES_DIFFER = "merge_ages_differ", Should, "Another directory lists other ages";
    MERGE_PLACES_DIFFER = "merge_places_differ", Should, "Another directory lists another place";
    MERGE_HOURS_DIFFER = "merge_hours_differ", Should, "Another directory lists other times";

    // What an import says of a spreadsheet's cells.
    PHONE_LOST_ZERO = "phone_lost_zero", Should, "A telephone number lost its first zero";
    PHONE_INVALID = "phone_invalid", Should, "A telephone number that is none";
    PHONE_MULTIPLE = "phone_multiple", Info, "Several telephone numbers in one cell";
    POSTCODE_O_ZERO = "postcode_o_zero", Should, "A postcode with the letter O for a zero, or the other way round";
    POSTCODE_INVALID = "postcode_invalid", Should, "A cell that is no postcode";
    POSTCODE_FORMAT = "postcode_format", Info, "A postcode in another form";
    EMAIL_FORMAT = "email_format", Info, "A cell with an e-mail address in another form";
    URL_SCHEME = "url_scheme", Info, "A web address without https://";
    DUPLICATE_ROW = "duplicate_row", Should, "A row that stands there twice";
    FORMULA_INJECTION = "formula_injection", Must, "Text that a spreadsheet program would run";
    FORMULA_CELL = "formula_cell", Info, "A cell that is a formula";
    HTML_IN_CELL = "html_in_cell", Should, "A cell with markup of a web page";
    NBSP = "nbsp", Info, "A cell with spaces that are none";
    HOURS_UNPARSED = "hours_unparsed", Info, "Opening hours that stay prose";
    AGE_UNPARSED = "age_unparsed", Info, "Ages that stay prose";
}

/// What is known of a code by its name; `None` for one that this version does not have.
pub fn find(name: &str) -> Option<&'static Known> {
    ALL.iter().find(|known| known.code.as_str() == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::oruk::issue;

    fn names() -> BTreeSet<&'static str> {
        ALL.iter().map(|known| known.code.as_str()).collect()
    }

    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings")
    }

    #[test]
    fn no_two_kinds_of_finding_have_one_code_or_one_title() {
        let titles: BTreeSet<_> = ALL.iter().map(|known| known.title).collect();
        assert_eq!(names().len(), ALL.len());
        assert_eq!(titles.len(), ALL.len());
    }

    #[test]
    fn what_the_reader_of_the_standard_says_is_in_the_list_as_it_says_it() {
        for rule in issue::ALL {
            let known = find(rule.code).unwrap_or_else(|| panic!("{} is not listed", rule.code));
            assert_eq!(known.severity, rule.severity.into(), "{}", rule.code);
        }
    }

    #[test]
    fn every_code_has_a_page_that_says_what_why_and_how() {
        for known in ALL {
            let page = folder().join(format!("{}.md", known.code));
            let text = std::fs::read_to_string(&page)
                .unwrap_or_else(|_| panic!("write docs/findings/{}.md", known.code));
            let mut lines = text.lines();
            let head = format!("# {}: `{}`", known.title, known.code);
            assert_eq!(lines.next(), Some(head.as_str()));
            for heading in ["## Why it matters", "## For example", "## How to mend it"] {
                assert!(
                    text.contains(heading),
                    "{}: {heading} is missing",
                    known.code
                );
            }
            let severity = format!("Severity: **{}**.", known.severity.as_str());
            assert!(text.contains(&severity), "{}: {severity}", known.code);
        }
    }

    #[test]
    fn every_page_is_about_a_code_and_stands_in_the_contents() {
        let contents = std::fs::read_to_string(folder().join("README.md")).unwrap();
        for entry in std::fs::read_dir(folder()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(code) = name.strip_suffix(".md").filter(|code| *code != "README") else {
                assert_eq!(
                    name, "README.md",
                    "only pages of codes belong in docs/findings"
                );
                continue;
            };
            assert!(names().contains(code), "{name} is about no code");
            assert!(
                contents.contains(&format!("({name})")),
                "{name} is not in the contents"
            );
        }
    }
}
