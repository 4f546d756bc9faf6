//! What reading a sheet gives: the report that `waymark import --dry-run` writes.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::problem::{ProblemKind, ProblemSeverity};

/// A file as it was understood: nothing is written anywhere on its account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// The file's name, without its folder.
    pub file: String,
    /// Why the file could not be read; then there are no records.
    pub error: Option<FileError>,
    /// What each column that may be published was taken for.
    pub columns: Vec<Column>,
    /// The services.
    pub records: Vec<Record>,
    /// What should be mended in the sheet.
    pub problems: Vec<Problem>,
    /// Rows that are no services of their own.
    pub skipped: Vec<Skipped>,
    /// Columns that are never published; neither their headers nor their values are
    /// anywhere in this report.
    pub withheld: Vec<Withheld>,
    /// Whether the profile says that the sheet lists every service of the feed.
    pub complete: bool,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FileError {
    /// Damaged or cut short.
    #[error("the file is damaged: save it again and send the new copy")]
    Corrupt,
    /// Encrypted.
    #[error("the file is protected by a password: save a copy without one")]
    PasswordProtected,
    /// Something else, whatever its name says.
    #[error("the file is not a spreadsheet: save it as .xlsx, .ods or .csv")]
    NotASpreadsheet,
    /// Larger than the limits allow, perhaps only once unzipped.
    #[error(
        "the file is too large: split it, or delete the empty rows and columns below and beside the table"
    )]
    TooLarge,
    /// No rows below the header, or nothing at all.
    #[error(
        "the file holds no services: it needs a row with column names and a row for each service"
    )]
    Empty,
}

/// What one column was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The sheet; `null` where the format has none.
    pub sheet: Option<String>,
    /// The letter: `C`.
    pub column: String,
    /// The text above it, both rows of a two-row header.
    pub header: Option<String>,
    /// The field of [`Fields`] that it fills; `null` when it was not understood.
    pub field: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// The word by which a mapping profile names its role.
    #[serde(skip)]
    pub role: Option<super::Role>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The sheet; `null` where the format has none.
    pub sheet: Option<String>,
    /// The row, 1-based, as a spreadsheet program shows it.
    pub row: u32,
    /// The values.
    pub fields: Fields,
    /// The ORUK v3 service; `null` when the row has no name, without which none is valid.
    pub service: Option<Document>,
    /// The text of every cell that was changed.
    pub originals: Vec<Original>,
    /// What may identify the row in a later copy of the sheet, best first: the source id of
    /// the service is the first.
    pub keys: Vec<String>,
}

/// A service as its JSON text: as a tree it would take ten times the memory, and a sheet has
/// tens of thousands.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document(Box<RawValue>);

/// A record's values. What is absent or unusable is `null`, never invented.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Fields {
    /// The name of the service.
    pub name: Option<String>,
    /// Who provides it.
    pub organization: Option<String>,
    /// What it is, plain text.
    pub description: Option<String>,
    /// Its parts joined by `, `, without the postcode.
    pub address: Option<String>,
    /// Upper case with one space.
    pub postcode: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// One address.
    pub email: Option<String>,
    /// Absolute.
    pub url: Option<String>,
    /// Subjects, as the sheet words them.
    pub categories: Vec<String>,
    /// Days and times as the sheet words them.
    pub schedule_text: Option<String>,
    /// Days and times that could be told for certain.
    pub schedule: Vec<Session>,
    /// Price as the sheet words it.
    pub cost_text: Option<String>,
    /// Pounds; 0 when free, `null` when not stated.
    #[serde(serialize_with = "whole")]
    pub cost_amount: Option<f64>,
    /// Years.
    #[serde(serialize_with = "whole")]
    pub min_age: Option<f64>,
    /// Years.
    #[serde(serialize_with = "whole")]
    pub max_age: Option<f64>,
    /// `YYYY-MM-DD`.
    pub last_reviewed: Option<String>,
}

/// One weekly opening.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Session {
    /// `MO` to `SU`, or a weekday of the month such as `1TU`.
    pub byday: String,
    /// `HH:MM`; `null` when only the day is known.
    pub opens_at: Option<String>,
    /// `HH:MM`; `null` when not stated.
    pub closes_at: Option<String>,
}

/// The text of a cell before it was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The letter of the column.
    pub column: String,
    /// The field that it fills.
    pub field: String,
    /// The text as it stood.
    pub text: String,
}

/// Something that should be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The sheet; `null` where the format has none.
    pub sheet: Option<String>,
    /// The row, 1-based.
    pub row: u32,
    /// The letter of the column; `null` when it concerns the whole row.
    pub column: Option<String>,
    /// What it is.
    pub kind: ProblemKind,
    /// How much it matters.
    pub severity: ProblemSeverity,
    /// The text as it stands in the cell.
    pub found: Option<String>,
    /// What to do.
    pub advice: String,
}

/// A row that is no service of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The sheet; `null` where the format has none.
    pub sheet: Option<String>,
    /// The row, 1-based.
    pub row: u32,
    /// Why.
    pub why: SkipReason,
}

/// Why a row is no service of its own. Blank rows are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// A remark, a heading between the rows, or an example.
    Note,
    /// A sum or a count.
    Total,
    /// The header once more.
    RepeatedHeader,
    /// The same as a row above.
    Duplicate,
    /// Somebody hid the row.
    Hidden,
    /// The row itself says that it is not to be published.
    NotForPublication,
}

/// A column that is never published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The sheet; `null` where the format has none.
    pub sheet: Option<String>,
    /// The letter.
    pub column: String,
    /// Whether it is hidden or named as private.
    pub why: WithheldReason,
}

/// Why a column is never published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithheldReason {
    /// Hidden in the sheet.
    Hidden,
    /// Its name says that it is private or internal.
    Private,
}

impl Document {
    /// `None` when the text is not JSON.
    pub(super) fn of(json: String) -> Option<Self> {
        RawValue::from_string(json).ok().map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl FileError {
    /// The word in the report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Corrupt => "corrupt",
            Self::PasswordProtected => "password_protected",
            Self::NotASpreadsheet => "not_a_spreadsheet",
            Self::TooLarge => "too_large",
            Self::Empty => "empty",
        }
    }
}

impl Import {
    /// The report of a file that cannot be read.
    pub fn unreadable(file: &str, error: FileError) -> Self {
        Self {
            file: file.to_owned(),
            error: Some(error),
            ..Self::default()
        }
    }
}

/// Whole numbers without `.0`.
fn whole<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and small, as tested"
            )]
            let whole = *number as i64;
            serializer.serialize_some(&whole)
        }
        other => other.serialize(serializer),
    }
}
