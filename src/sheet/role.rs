//! What a column can be for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::Day;

/// What a column is for. Several columns may share the roles that are parts or lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Role {
    /// The name of the service.
    Name,
    /// Who provides it.
    Organization,
    /// What it is.
    Description,
    /// A part of the address, whole addresses too; the place orders the parts.
    Address(Part),
    /// The postcode.
    Postcode,
    /// Telephone numbers.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// Telephone, e-mail and web address in one.
    Contact,
    /// A person or desk to ask for.
    ContactName,
    /// Subjects.
    Categories,
    /// Days and times in words.
    ScheduleText,
    /// The days alone.
    DayNames,
    /// The times alone.
    Times,
    /// When it begins.
    Opens,
    /// When it ends.
    Closes,
    /// The times of one weekday.
    DayTimes(Day),
    /// When it begins on one weekday.
    DayOpens(Day),
    /// When it ends on one weekday.
    DayCloses(Day),
    /// The price.
    Cost,
    /// Yes when it is free.
    Free,
    /// Ages in words.
    Ages,
    /// The youngest age.
    MinAge,
    /// The oldest age.
    MaxAge,
    /// When somebody last confirmed the row.
    LastReviewed,
    /// An identifier that the sheet keeps.
    Id,
    /// Whether it runs.
    Status,
    /// Whether the row may be published.
    Publish,
    /// Nothing that we publish.
    Ignore,
    /// Never to be published or reported.
    Private,
}

/// Where a part of an address stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Building or place.
    Venue,
    /// House number.
    Number,
    /// The whole address, or its first line.
    Line1,
    /// Second line.
    Line2,
    /// Third line.
    Line3,
    /// Fourth line.
    Line4,
    /// Village, suburb.
    Locality,
    /// Town or city.
    Town,
    /// County.
    County,
}

const WORDS: [(&str, Role); 33] = [
    ("name", Role::Name),
    ("organization", Role::Organization),
    ("description", Role::Description),
    ("venue", Role::Address(Part::Venue)),
    ("house_number", Role::Address(Part::Number)),
    ("address", Role::Address(Part::Line1)),
    ("address_2", Role::Address(Part::Line2)),
    ("address_3", Role::Address(Part::Line3)),
    ("address_4", Role::Address(Part::Line4)),
    ("locality", Role::Address(Part::Locality)),
    ("town", Role::Address(Part::Town)),
    ("county", Role::Address(Part::County)),
    ("postcode", Role::Postcode),
    ("phone", Role::Phone),
    ("email", Role::Email),
    ("url", Role::Url),
    ("contact", Role::Contact),
    ("contact_name", Role::ContactName),
    ("categories", Role::Categories),
    ("schedule_text", Role::ScheduleText),
    ("day", Role::DayNames),
    ("time", Role::Times),
    ("opens_at", Role::Opens),
    ("closes_at", Role::Closes),
    ("cost_text", Role::Cost),
    ("free", Role::Free),
    ("ages", Role::Ages),
    ("min_age", Role::MinAge),
    ("max_age", Role::MaxAge),
    ("last_reviewed", Role::LastReviewed),
    ("id", Role::Id),
    ("status", Role::Status),
    ("publish", Role::Publish),
];

impl Role {
    /// The field of the report that it fills; `None` for roles beside them.
    pub fn field(self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "name",
            Self::Organization => "organization",
            Self::Description => "description",
            Self::Address(_) => "address",
            Self::Postcode => "postcode",
            Self::Phone | Self::Contact => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Categories => "categories",
            Self::ScheduleText | Self::DayNames | Self::Times => "schedule_text",
            Self::Opens
            | Self::Closes
            | Self::DayTimes(_)
            | Self::DayOpens(_)
            | Self::DayCloses(_) => "schedule",
            Self::Cost => "cost_text",
            Self::Free => "cost_amount",
            Self::Ages | Self::MinAge => "min_age",
            Self::MaxAge => "max_age",
            Self::LastReviewed => "last_reviewed",
            Self::ContactName
            | Self::Id
            | Self::Status
            | Self::Publish
            | Self::Ignore
            | Self::Private => return None,
        })
    }

    /// Whether more than one column may have it.
    pub fn is_repeatable(self) -> bool {
        matches!(
            self,
            Self::Address(_)
                | Self::Phone
                | Self::Email
                | Self::Url
                | Self::Contact
                | Self::Categories
                | Self::Ignore
                | Self::Private
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DayTimes(day) => f.write_str(day.as_str()),
            Self::DayOpens(day) => write!(f, "{}_opens", day.as_str()),
            Self::DayCloses(day) => write!(f, "{}_closes", day.as_str()),
            Self::Ignore => f.write_str("ignore"),
            Self::Private => f.write_str("private"),
            other => {
                let word = WORDS.iter().find(|(_, role)| role == other);
                f.write_str(word.map_or("ignore", |(word, _)| word))
            }
        }
    }
}

/// A word that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no field: use one of name, organization, description, venue, address, address_2, \
     town, county, postcode, phone, email, url, contact, categories, schedule_text, day, time, \
     opens_at, closes_at, monday … sunday, monday_opens, monday_closes, cost_text, ages, min_age, \
     max_age, last_reviewed, id, status, publish, ignore, private"
)]
pub struct RoleError(String);

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let lower = word.trim().to_ascii_lowercase();
        if let Some((_, role)) = WORDS.iter().find(|(known, _)| *known == lower) {
            return Ok(*role);
        }
        for day in Day::ALL {
            match lower.strip_prefix(day.as_str()) {
                Some("") => return Ok(Self::DayTimes(day)),
                Some("_opens") => return Ok(Self::DayOpens(day)),
                Some("_closes") => return Ok(Self::DayCloses(day)),
                _ => {}
            }
        }
        match lower.as_str() {
            "ignore" => Ok(Self::Ignore),
            "private" => Ok(Self::Private),
            "organisation" => Ok(Self::Organization),
            "schedule" => Ok(Self::ScheduleText),
            "cost" => Ok(Self::Cost),
            _ => Err(RoleError(word.to_owned())),
        }
    }
}

impl From<Role> for String {
    fn from(role: Role) -> Self {
        role.to_string()
    }
}

impl TryFrom<String> for Role {
    type Error = RoleError;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_back_from_its_word() {
        let days = Day::ALL.into_iter();
        let of_days = days.flat_map(|d| [Role::DayTimes(d), Role::DayOpens(d), Role::DayCloses(d)]);
        let plain = WORDS.iter().map(|(_, role)| *role);
        for role in plain.chain(of_days).chain([Role::Ignore, Role::Private]) {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
    }

    #[test]
    fn an_unknown_word_is_told_what_there_is() {
        let error = "telefon".parse::<Role>().unwrap_err();
        assert!(error.to_string().contains("phone"), "{error}");
    }
}
