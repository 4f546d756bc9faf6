//! What councils call their columns.
//!
//! A folded header is looked for in the list of whole names first. What is not there is read by
//! its words, in the order of the rules: "Organisation name" is who provides a service, because
//! the rule for organizations comes before the one for names.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::weekday::of_weekday;
use crate::sheet::role::{Part, Role};

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::sheet) struct Alias {
    pub(in crate::sheet) role: Role,
    /// 0 to 1.
    pub(in crate::sheet) confidence: f64,
}

const WORDED: f64 = 0.8;

/// The names, by role: see the head of the file.
const LISTS: &str = include_str!("aliases.txt");

/// Every whole name with what it says.
static WHOLE_NAMES: LazyLock<HashMap<&str, Alias>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (alias, list) in lists() {
        for name in list {
            names.entry(name).or_insert(alias);
        }
    }
    names
});

/// Each list of names with what its names say.
fn lists() -> Vec<(Alias, Vec<&'static str>)> {
    let mut lists: Vec<(Alias, Vec<&str>)> = Vec::new();
    for line in LISTS.lines().filter(|line| !line.starts_with('#')) {
        let head = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'));
        let head = head.and_then(|head| head.split_once(' '));
        let read = head.and_then(|(role, confidence)| {
            Some(Alias {
                role: role.parse().ok()?,
                confidence: confidence.parse().ok()?,
            })
        });
        match (read, lists.last_mut()) {
            (Some(alias), _) => lists.push((alias, Vec::new())),
            (None, Some((_, names))) => {
                names.extend(
                    line.split(',')
                        .map(str::trim)
                        .filter(|name| !name.is_empty()),
                );
            }
            (None, None) => {}
        }
    }
    lists
}

/// What a folded header says; `None` when nothing that we know.
pub(in crate::sheet) fn alias(folded: &str) -> Option<Alias> {
    if folded.is_empty() {
        return None;
    }
    if let Some(role) = of_weekday(folded) {
        return Some(Alias {
            role,
            confidence: 0.97,
        });
    }
    WHOLE_NAMES.get(folded).copied().or_else(|| {
        worded(folded).map(|role| Alias {
            role,
            confidence: WORDED,
        })
    })
}

/// Rules by words, first hit wins: one of the words of the first list, none of the second.
const RULES: [(Role, &[&str], &[&str]); 23] = [
    (
        Role::Publish,
        &["publish", "published", "consent", "permission"],
        &[],
    ),
    (
        Role::Ignore,
        &[
            "fax",
            "uprn",
            "easting",
            "northing",
            "latitude",
            "longitude",
            "by",
            "next",
            "due",
            "created",
            "added",
            "field",
            "column",
        ],
        &[
            "run",
            "delivered",
            "provided",
            "managed",
            "offered",
            "organised",
            "hosted",
            "operated",
        ],
    ),
    (
        Role::Email,
        &["email", "emails", "mail"],
        &["phone", "telephone", "tel"],
    ),
    (Role::Contact, &["email", "mail"], &[]),
    (
        Role::Url,
        &[
            "website",
            "webpage",
            "url",
            "weblink",
            "homepage",
            "www",
            "web",
            "facebook",
            "twitter",
            "instagram",
        ],
        &[],
    ),
    (
        Role::Phone,
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "helpline",
            "landline",
            "mob",
            "telno",
        ],
        &[],
    ),
    (
        Role::Postcode,
        &["postcode", "postcodes", "pcode"],
        &["address"],
    ),
    (
        Role::MinAge,
        &[
            "minimum age",
            "min age",
            "youngest",
            "age from",
            "lower age",
        ],
        &[],
    ),
    (
        Role::MaxAge,
        &["maximum age", "max age", "oldest", "age to", "upper age"],
        &[],
    ),
    (Role::Ages, &["age", "ages"], &["uk", "concern"]),
    (
        Role::LastReviewed,
        &[
            "updated",
            "reviewed",
            "checked",
            "verified",
            "last review",
            "last update",
            "last check",
            "last verification",
            "date of review",
        ],
        &["who", "name", "officer"],
    ),
    (
        Role::Cost,
        &[
            "cost", "costs", "price", "prices", "fee", "fees", "charge", "charges",
        ],
        &[],
    ),
    (
        Role::ScheduleText,
        &[
            "schedule",
            "opening",
            "hours",
            "timetable",
            "days and times",
            "day and time",
            "when",
            "day time",
            "days times",
        ],
        &[],
    ),
    (Role::Times, &["time", "times"], &["day", "days", "date"]),
    (Role::ScheduleText, &["times", "time"], &[]),
    (Role::DayNames, &["days", "weekday", "weekdays"], &[]),
    (
        Role::Description,
        &[
            "description",
            "descriptions",
            "describe",
            "about",
            "summary",
            "overview",
            "blurb",
        ],
        &[],
    ),
    (
        Role::Categories,
        &[
            "category",
            "categories",
            "type",
            "types",
            "theme",
            "tags",
            "keywords",
            "subcategory",
            "classification",
        ],
        &[],
    ),
    (
        Role::Address(Part::Venue),
        &["venue name", "building name", "name of venue", "venue"],
        &["address"],
    ),
    (Role::Address(Part::Line1), &["address", "street"], &["ip"]),
    (
        Role::Organization,
        &[
            "organisation",
            "organization",
            "organisations",
            "provider",
            "provided by",
            "run by",
            "delivered by",
            "managed by",
            "charity",
        ],
        &[],
    ),
    (
        Role::Name,
        &[
            "service name",
            "activity name",
            "name of service",
            "name of activity",
            "group name",
            "name of group",
            "club name",
            "session name",
            "title",
            "service",
            "activity",
        ],
        &[
            "area", "contact", "manager", "referral", "user", "users", "level", "lead",
        ],
    ),
    (
        Role::Description,
        &["details", "information"],
        &[
            "contact",
            "access",
            "referral",
            "booking",
            "parking",
            "eligibility",
        ],
    ),
];

/// Most words of a header that is read by its words: what is longer is an instruction.
const MOST_WORDS: usize = 12;

fn worded(folded: &str) -> Option<Role> {
    if folded.split(' ').count() > MOST_WORDS {
        return None;
    }
    let padded = format!(" {folded} ");
    let has = |word: &&str| padded.contains(&format!(" {word} "));
    let rule = RULES
        .iter()
        .find(|(_, some, none)| some.iter().any(has) && !none.iter().any(has));
    rule.map(|(role, ..)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;
    use crate::sheet::header::folded;

    #[test]
    fn columns_are_known_by_what_councils_call_them() {
        for (header, want) in [
            ("Service Name", Role::Name),
            ("NAME", Role::Name),
            ("Group/Club", Role::Name),
            ("Organisation", Role::Organization),
            ("Organisation name", Role::Organization),
            ("Name of Organisation / Provider", Role::Organization),
            ("Who runs it?", Role::Organization),
            ("Tel. No.", Role::Phone),
            ("Telephone (public)", Role::Phone),
            ("Mob", Role::Phone),
            ("E-mail address", Role::Email),
            ("P/code", Role::Postcode),
            ("Post Code", Role::Postcode),
            ("Web link", Role::Url),
            ("Where", Role::Address(Part::Line1)),
            ("Venue", Role::Address(Part::Venue)),
            ("Address 2", Role::Address(Part::Line2)),
            ("Town/City", Role::Address(Part::Town)),
            ("When?", Role::ScheduleText),
            ("Day/time", Role::ScheduleText),
            ("Day(s) & Time(s)", Role::ScheduleText),
            ("Price (£)", Role::Cost),
            ("How much?", Role::Cost),
            ("Age from", Role::MinAge),
            ("Max. age", Role::MaxAge),
            ("Ages", Role::Ages),
            ("Date reviewed", Role::LastReviewed),
            ("Last checked", Role::LastReviewed),
            ("Category 2", Role::Categories),
            ("Type of support", Role::Categories),
            ("Mon", Role::DayTimes(Day::Monday)),
            ("Weds", Role::DayTimes(Day::Wednesday)),
            ("Thursday opening hours", Role::DayTimes(Day::Thursday)),
            ("Tues open", Role::DayOpens(Day::Tuesday)),
            ("Sunday - closes", Role::DayCloses(Day::Sunday)),
            ("Start time", Role::Opens),
            ("Finish", Role::Closes),
            ("Contact details", Role::Contact),
            ("Contact email", Role::Email),
            ("Contact name", Role::ContactName),
            ("Phone / email", Role::Contact),
            ("Updated by", Role::Ignore),
            ("Next review date", Role::Ignore),
            ("Ref", Role::Id),
            ("Publish? (Y/N)", Role::Publish),
            (
                "Description of the service (max 200 words)",
                Role::Description,
            ),
            ("Website address (if any)", Role::Url),
        ] {
            assert_eq!(
                alias(&folded(header)).map(|a| a.role),
                Some(want),
                "{header}"
            );
        }
    }

    #[test]
    fn what_is_no_column_name_is_not_taken_for_one() {
        for text in [
            "",
            "Knit and natter",
            "Sheafdale",
            "St Mary's Church",
            "01632 960123",
            "We",
        ] {
            assert_eq!(alias(&folded(text)), None, "{text}");
        }
    }

    #[test]
    fn no_name_stands_for_two_things() {
        let mut seen = HashMap::new();
        assert!(lists().len() > 40);
        for (alias, names) in lists() {
            for name in names {
                assert_eq!(folded(name), name, "a name is listed as it is folded");
                let other = seen.insert(name, alias.role);
                assert!(other.is_none_or(|other| other == alias.role), "{name}");
            }
        }
    }
}
