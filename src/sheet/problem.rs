//! What can be wrong with a cell or a row: a closed list, and a public contract.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One kind of problem; the words are those of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// A number whose leading zero a spreadsheet program took away.
    PhoneLostZero,
    /// No telephone number that can be dialled.
    PhoneInvalid,
    /// A letter O for a zero, I for a one or S for a five, or the other way round.
    PostcodeOZero,
    /// No postcode, or none that exists.
    PostcodeInvalid,
    /// No e-mail address.
    EmailInvalid,
    /// No web address.
    UrlInvalid,
    /// A row of a service without a name.
    MissingName,
    /// The same service as a row above.
    DuplicateRow,
    /// Text that a spreadsheet program would run as a formula.
    FormulaInjection,
    /// Markup in a cell.
    HtmlInCell,
    /// A postcode in another case or spacing.
    PostcodeFormat,
    /// An e-mail address with something around it.
    EmailFormat,
    /// A web address without `https://`.
    UrlScheme,
    /// Non-breaking or invisible white space.
    Nbsp,
    /// Several telephone numbers in a cell.
    PhoneMultiple,
    /// Opening hours that stay prose.
    HoursUnparsed,
    /// Ages that stay prose.
    AgeUnparsed,
    /// A formula, taken at the value that was stored with it.
    FormulaCell,
}

/// How much a problem matters to whoever keeps the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemSeverity {
    /// A value or a row cannot be used.
    Error,
    /// A value was mended, or should be looked at.
    Warning,
    /// Good to know.
    Info,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::PhoneLostZero,
        Self::PhoneInvalid,
        Self::PostcodeOZero,
        Self::PostcodeInvalid,
        Self::EmailInvalid,
        Self::UrlInvalid,
        Self::MissingName,
        Self::DuplicateRow,
        Self::FormulaInjection,
        Self::HtmlInCell,
        Self::PostcodeFormat,
        Self::EmailFormat,
        Self::UrlScheme,
        Self::Nbsp,
        Self::PhoneMultiple,
        Self::HoursUnparsed,
        Self::AgeUnparsed,
        Self::FormulaCell,
    ];

    /// The word in the report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PhoneLostZero => "phone_lost_zero",
            Self::PhoneInvalid => "phone_invalid",
            Self::PostcodeOZero => "postcode_o_zero",
            Self::PostcodeInvalid => "postcode_invalid",
            Self::EmailInvalid => "email_invalid",
            Self::UrlInvalid => "url_invalid",
            Self::MissingName => "missing_name",
            Self::DuplicateRow => "duplicate_row",
            Self::FormulaInjection => "formula_injection",
            Self::HtmlInCell => "html_in_cell",
            Self::PostcodeFormat => "postcode_format",
            Self::EmailFormat => "email_format",
            Self::UrlScheme => "url_scheme",
            Self::Nbsp => "nbsp",
            Self::PhoneMultiple => "phone_multiple",
            Self::HoursUnparsed => "hours_unparsed",
            Self::AgeUnparsed => "age_unparsed",
            Self::FormulaCell => "formula_cell",
        }
    }

    /// How much it matters.
    pub fn severity(self) -> ProblemSeverity {
        match self {
            Self::PhoneInvalid
            | Self::PostcodeInvalid
            | Self::EmailInvalid
            | Self::UrlInvalid
            | Self::MissingName => ProblemSeverity::Error,
            Self::PhoneLostZero
            | Self::PostcodeOZero
            | Self::DuplicateRow
            | Self::FormulaInjection
            | Self::HtmlInCell => ProblemSeverity::Warning,
            _ => ProblemSeverity::Info,
        }
    }

    /// Whether the mending changed the spelling alone, so that nobody need be told: the
    /// original stays with the record all the same.
    pub fn is_silent(self) -> bool {
        matches!(
            self,
            Self::PostcodeFormat | Self::EmailFormat | Self::UrlScheme | Self::Nbsp
        )
    }

    /// What whoever keeps the sheet can do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::PhoneLostZero => {
                "The leading zero was put back; format the column as text so that it stays."
            }
            Self::PhoneInvalid => "Write a UK number with its area code, such as 01632 960123.",
            Self::PostcodeOZero => {
                "A letter and a digit were mixed up and have been put right; check the postcode."
            }
            Self::PostcodeInvalid => "Look the postcode up and write it in full, such as LS1 4AP.",
            Self::EmailInvalid => "Write one address, such as info@example.org.",
            Self::UrlInvalid => "Write the address of a web page, such as https://example.org.",
            Self::MissingName => "Give the service a name; without one it cannot be published.",
            Self::DuplicateRow => "Remove the row, or tell the two services apart.",
            Self::FormulaInjection => {
                "Take the sign at its beginning away: a spreadsheet program would run the text."
            }
            Self::HtmlInCell => "The markup was taken out; keep plain text in the sheet.",
            Self::PostcodeFormat => "It was put in capitals with one space.",
            Self::EmailFormat => "What stood around the address was taken away.",
            Self::UrlScheme => "https:// was put before it.",
            Self::Nbsp => "Invisible white space was taken out.",
            Self::PhoneMultiple => "The first number is shown first, the others are kept.",
            Self::HoursUnparsed => {
                "The text is kept as it is; write days and times, such as Mon 10:00-12:00, so that \
                 people can search by day."
            }
            Self::AgeUnparsed => {
                "Write the youngest and the oldest age in years, such as 5-11 or 60+."
            }
            Self::FormulaCell => "The value that was stored with the formula was taken.",
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_report_are_those_of_the_code() {
        for kind in ProblemKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert!(kind.advice().ends_with('.'), "{kind}");
        }
    }

    #[test]
    fn every_kind_is_a_code_that_has_a_page() {
        for kind in ProblemKind::ALL {
            assert!(
                crate::domain::codes::find(kind.as_str()).is_some(),
                "{kind}"
            );
        }
    }
}
