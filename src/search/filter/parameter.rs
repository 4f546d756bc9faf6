//! Filters as parameters: from their names and texts, and back.

use super::name::{Flag, List};
use super::request::{Filters, Wanted};
use crate::domain::WEEKDAYS;
use crate::domain::offer::Access;

/// Why a value means nothing: the parameter, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {why}")]
pub struct BadValue {
    /// The parameter.
    pub name: &'static str,
    /// What to write.
    pub why: String,
}

/// Parameters that are neither questions nor lists.
const OTHERS: [&str; 8] = [
    "max_cost",
    "age",
    "min_age",
    "max_age",
    "day",
    "start_time",
    "end_time",
    "verified_within_days",
];

/// The oldest person and the longest time that are asked for.
const OLDEST: f64 = 130.0;
const LONGEST_DAYS: u32 = 36_500;

/// More pounds than any session costs.
const DEAREST: f64 = 1e6;

impl Filters {
    /// The names of all parameters that are filters.
    pub fn parameters() -> impl Iterator<Item = &'static str> {
        let flags = Flag::ALL.into_iter().map(Flag::name);
        let lists = List::ALL.into_iter().map(List::name);
        flags.chain(lists).chain(OTHERS)
    }

    /// Takes a parameter in. One that was given before widens: its values are alternatives.
    /// A name that is no filter's changes nothing.
    ///
    /// # Errors
    /// When the value means nothing; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), BadValue> {
        let value = value.trim();
        // What a form leaves empty is not asked.
        if value.is_empty() {
            return Ok(());
        }
        if let Some(flag) = Flag::ALL.into_iter().find(|flag| flag.name() == name) {
            let answer = value
                .parse()
                .map_err(|_| bad(flag.name(), "write true or false"))?;
            *self = std::mem::take(self).with(flag, answer);
            return Ok(());
        }
        if let Some(list) = List::ALL.into_iter().find(|list| list.name() == name) {
            return self.set_list(list, value);
        }
        match OTHERS.into_iter().find(|other| *other == name) {
            Some(name) => self.set_other(name, value),
            None => Ok(()),
        }
    }

    /// The parameters that make these filters, `include_unknown` left aside.
    pub fn to_parameters(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        for (flag, wanted) in &self.flags {
            for answer in [true, false]
                .into_iter()
                .filter(|answer| wanted.takes(*answer))
            {
                pairs.push((flag.name(), answer.to_string()));
            }
        }
        for (list, names) in &self.lists {
            pairs.extend(names.iter().map(|name| (list.name(), name.clone())));
        }
        let pounds = self
            .max_cost_pence
            .map(|pence| (f64::from(pence) / 100.0).to_string());
        pairs.extend(pounds.map(|pounds| ("max_cost", pounds)));
        pairs.extend(self.ages.iter().map(|years| ("age", years.to_string())));
        let days = (0..)
            .zip(WEEKDAYS)
            .filter(|(day, _)| self.days >> day & 1 == 1);
        pairs.extend(days.map(|(_, (code, _))| ("day", code.to_owned())));
        for (name, value) in [
            ("min_age", self.min_age.map(|years| years.to_string())),
            ("max_age", self.max_age.map(|years| years.to_string())),
            ("start_time", self.start_minute.map(clock)),
            ("end_time", self.end_minute.map(clock)),
            (
                "verified_within_days",
                self.verified_within_days.map(|days| days.to_string()),
            ),
        ] {
            pairs.extend(value.map(|value| (name, value)));
        }
        pairs
    }

    fn set_list(&mut self, list: List, value: &str) -> Result<(), BadValue> {
        let value = match list {
            List::Access => access(value)?.as_str(),
            _ => value,
        };
        let names = self.lists.entry(list).or_default();
        if !names.iter().any(|name| name == value) {
            names.push(value.to_owned());
        }
        Ok(())
    }

    fn set_other(&mut self, name: &'static str, value: &str) -> Result<(), BadValue> {
        let years = || number(name, value, OLDEST);
        match name {
            "max_cost" => {
                let pence = (number(name, value, DEAREST)? * 100.0).round() as u32;
                widen(&mut self.max_cost_pence, pence, u32::max);
            }
            "age" => self.ages.push(years()?),
            "min_age" => widen(&mut self.min_age, years()?, f64::min),
            "max_age" => widen(&mut self.max_age, years()?, f64::max),
            "day" => self.days |= 1 << day(value)?,
            "start_time" => widen(&mut self.start_minute, minute(name, value)?, u16::min),
            "end_time" => widen(&mut self.end_minute, minute(name, value)?, u16::max),
            _ => {
                let days = value.parse().ok().filter(|days| *days <= LONGEST_DAYS);
                let is_plain = value.bytes().all(|b| b.is_ascii_digit());
                let why = format!("write a number of days from 0 to {LONGEST_DAYS}");
                let days = days.filter(|_| is_plain).ok_or_else(|| bad(name, why))?;
                widen(&mut self.verified_within_days, days, u32::max);
            }
        }
        Ok(())
    }
}

impl Wanted {
    /// The one answer that is wanted, where it is one.
    pub fn only(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Either => None,
        }
    }
}

fn widen<T: Copy>(slot: &mut Option<T>, value: T, wider: fn(T, T) -> T) {
    *slot = Some(slot.map_or(value, |given| wider(given, value)));
}

fn bad(name: &'static str, why: impl Into<String>) -> BadValue {
    let why = why.into();
    BadValue { name, why }
}

fn number(name: &'static str, value: &str, most: f64) -> Result<f64, BadValue> {
    let number = value.parse().ok().filter(|n| (0.0..=most).contains(n));
    number.ok_or_else(|| bad(name, format!("write a number from 0 to {most}")))
}

/// `MO` to `SU` or a whole name, in any case; `2TH` is a Thursday.
fn day(value: &str) -> Result<usize, BadValue> {
    let code = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let codes = WEEKDAYS.map(|(code, _)| code);
    let is_day = |(short, name): &(&str, &str)| {
        code.eq_ignore_ascii_case(short) || value.eq_ignore_ascii_case(name)
    };
    let found = WEEKDAYS.iter().position(is_day);
    found.ok_or_else(|| bad("day", format!("write one of {}", codes.join(", "))))
}

/// `HH:MM`, with or without seconds or the first zero; `24:00` is the end of the day.
fn minute(name: &'static str, value: &str) -> Result<u16, BadValue> {
    if value == "24:00" {
        return Ok(24 * 60);
    }
    let padded = match value.find(':') {
        Some(1) => format!("0{value}"),
        _ => value.to_owned(),
    };
    let value = padded.as_str();
    let time: Option<jiff::civil::Time> = value.parse().ok().filter(|_| value.contains(':'));
    let minute = time.map(|time| i16::from(time.hour()) * 60 + i16::from(time.minute()));
    let minute = minute.and_then(|minute| u16::try_from(minute).ok());
    minute.ok_or_else(|| bad(name, "write a time like 09:30"))
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A kind of access by its code, however its words are joined.
fn access(value: &str) -> Result<Access, BadValue> {
    let code = value.to_ascii_lowercase().replace([' ', '-'], "_");
    let found = Access::ALL
        .into_iter()
        .find(|access| access.as_str() == code);
    found.ok_or_else(|| {
        let codes = Access::ALL.map(Access::as_str).join(", ");
        bad("access", format!("write one of {codes}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Filters {
        let mut filters = Filters::default();
        for (name, value) in pairs {
            filters.set(name, value).unwrap();
        }
        filters
    }

    #[test]
    fn every_parameter_survives_the_way_through_its_text() {
        let given = [
            ("free", "true"),
            ("remote", "false"),
            ("women_only", "true"),
            ("women_only", "false"),
            ("category", "Food"),
            ("category", "Lunch clubs"),
            ("access", "step_free"),
            ("language", "cy"),
            ("max_cost", "2.5"),
            ("age", "70"),
            ("age", "3.5"),
            ("day", "MO"),
            ("day", "SU"),
            ("min_age", "16"),
            ("max_age", "25"),
            ("start_time", "09:30"),
            ("end_time", "17:00"),
            ("verified_within_days", "90"),
        ];
        let filters = read(&given);
        let back = filters.to_parameters();
        let back: Vec<(&str, &str)> = back
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(read(&back), filters);
        assert_eq!(back.len(), given.len());
        let asked: Vec<&str> = filters.asked().map(super::super::Filter::name).collect();
        assert_eq!(asked.len(), 12, "{asked:?}");
    }

    #[test]
    fn a_parameter_given_again_widens() {
        let filters = read(&[
            ("max_cost", "2"),
            ("max_cost", "5"),
            ("min_age", "60"),
            ("min_age", "50"),
            ("start_time", "10:00"),
            ("start_time", "09:00:30"),
            ("day", "2th"),
            ("day", "TH"),
            ("access", "Step-free"),
            ("access", "step free"),
            ("verified_within_days", "30"),
            ("verified_within_days", "7"),
            ("no_filter", "x"),
        ]);
        let want = Filters {
            max_cost_pence: Some(500),
            min_age: Some(50.0),
            start_minute: Some(540),
            days: 8,
            verified_within_days: Some(30),
            ..Filters::default()
        };
        assert_eq!(filters, want.with_name(List::Access, "step_free"));
    }

    #[test]
    fn what_a_form_leaves_empty_is_not_asked() {
        for name in [
            "free", "age", "day", "end_time", "category", "access", "max_cost",
        ] {
            assert_eq!(read(&[(name, " ")]), Filters::default(), "{name}");
        }
    }

    #[test]
    fn days_and_times_are_read_as_people_write_them() {
        let filters = read(&[
            ("day", "monday"),
            ("start_time", "9:30"),
            ("end_time", "24:00"),
        ]);
        let want = Filters {
            days: 1,
            start_minute: Some(570),
            end_minute: Some(1_440),
            ..Filters::default()
        };
        assert_eq!(filters, want);
    }

    #[test]
    fn values_that_mean_nothing_are_refused_by_name() {
        for (name, value) in [
            ("free", "yes"),
            ("max_cost", "-1"),
            ("max_cost", "NaN"),
            ("max_cost", "five"),
            ("age", "131"),
            ("min_age", "inf"),
            ("day", "Funday"),
            ("day", "M"),
            ("start_time", "9"),
            ("start_time", "25:00"),
            ("end_time", "noon"),
            ("access", "stairs"),
            ("verified_within_days", "+7"),
            ("verified_within_days", "36501"),
        ] {
            let mut filters = Filters::default();
            let error = filters.set(name, value).unwrap_err();
            assert_eq!(error.name, name, "{value}");
            assert_eq!(filters, Filters::default(), "{name}={value}");
        }
    }
}
