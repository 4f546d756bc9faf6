//! Mapping profiles: what a person says of a sheet, so that nothing need be guessed.
//!
//! ```toml
//! sheets = ["North", "South*"]      # the ones to read; every one that lists services when absent
//! header_row = 4                    # found when absent
//! complete = true                   # a row that is gone from the sheet is gone
//! key = ["Ref"]                     # columns that identify a row
//! separators = [";"]                # between categories
//! day_first = true                  # 03/04/2026 is the 3rd of April
//!
//! [columns]                         # by header, or by letter: "column C"
//! "Tel no" = "phone"
//! "Remarks" = "ignore"
//!
//! [defaults]                        # for rows that say nothing
//! organization = "Sheafdale Council"
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::header::folded;
use super::report::Column;
use super::role::Role;

/// A mapping profile. The empty one leaves everything to be guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Names of the sheets to read, `*` standing for any text at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// The row with the column names, 1-based; of two the lower one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    /// Whether the sheet lists every service of the feed, so that a missing row is a deletion.
    #[serde(default)]
    pub complete: bool,
    /// The columns that identify a row, by header.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// What stands between categories in a cell; guessed when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub separators: Vec<String>,
    /// Whether dates have the day before the month.
    #[serde(default = "yes")]
    pub day_first: bool,
    /// Header, or `column C` -> role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Role>,
    /// Values for rows that state none.
    #[serde(default, skip_serializing_if = "Defaults::is_empty")]
    pub defaults: Defaults,
}

/// Values for rows that state none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Who provides the services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The licence of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// A profile that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// It is no TOML, or has a wrong key or value.
    #[error("{0}")]
    Parse(String),
    /// The header row cannot be 0.
    #[error("header_row counts from 1, as a spreadsheet program shows rows")]
    HeaderRow,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            sheets: Vec::new(),
            header_row: None,
            complete: false,
            key: Vec::new(),
            separators: Vec::new(),
            day_first: true,
            columns: BTreeMap::new(),
            defaults: Defaults::default(),
        }
    }
}

impl Defaults {
    fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// When a key or a value is not known, with its line.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let said = error.message().trim().replace('\n', " ");
            ProfileError::Parse(match line {
                Some(line) => format!("line {line}: {said}"),
                None => said,
            })
        })?;
        if profile.header_row == Some(0) {
            return Err(ProfileError::HeaderRow);
        }
        Ok(profile)
    }

    /// The profile as it would be written by hand.
    ///
    /// # Errors
    /// When it cannot be written as TOML, which no content of it causes.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    /// This profile with the columns as a preview understood them, for a person to correct.
    /// Withheld columns are not among them: they are withheld by their own names.
    pub fn with_columns(&self, columns: &[Column]) -> Self {
        let mut saved = self.clone();
        for column in columns {
            let header = column.header.clone();
            let by = header.unwrap_or_else(|| format!("column {}", column.column));
            let role = column.role.unwrap_or(Role::Ignore);
            saved.columns.entry(by).or_insert(role);
        }
        saved
    }

    /// Whether a sheet is to be read; `None` when the profile leaves that open.
    pub fn wants_sheet(&self, sheet: Option<&str>) -> Option<bool> {
        let name = folded(sheet?);
        if self.sheets.is_empty() {
            return None;
        }
        Some(
            self.sheets
                .iter()
                .any(|wanted| match wanted.strip_suffix('*') {
                    Some(start) => name.starts_with(&folded(start)),
                    None => name == folded(wanted),
                }),
        )
    }

    /// What the profile says of a column.
    pub fn role(&self, header: Option<&str>, letter: &str) -> Option<Role> {
        let header = header.map(folded);
        self.columns.iter().find_map(|(by, role)| {
            let is_this = match by.strip_prefix("column ") {
                Some(named) if named.trim().eq_ignore_ascii_case(letter) => true,
                _ => header.as_deref() == Some(folded(by).as_str()),
            };
            is_this.then_some(*role)
        })
    }
}

fn yes() -> bool {
    true
}
