//! Query parameters, read strictly: what is not understood is an error, never a guess.

use std::ops::RangeInclusive;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use url::form_urlencoded;

use super::ApiError;
use crate::search::Filters;

/// Parameters of one request at most: each value of a repeated one is a part of the SQL, which
/// SQLite takes a thousand deep.
const MOST: usize = 200;

/// The parameters of a request, decoded, in the order given. Names that nobody asks for
/// are ignored, as the standard wants it.
#[derive(Debug, Clone, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::given(parts.uri.query().unwrap_or_default())
    }
}

impl Params {
    /// Reads what a request gives, in its address or as a form.
    pub(super) fn given(query: &str) -> Result<Self, ApiError> {
        let params = Self::parse(query);
        match params.0.len() {
            0..=MOST => Ok(params),
            _ => {
                let why = format!("send at most {MOST} parameters, repeated ones too");
                Err(ApiError::parameter("query", why))
            }
        }
    }

    pub(super) fn parse(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes())
            // PostgreSQL refuses U+0000 in text, and no parameter means anything by it.
            .map(|(name, value)| (name.into_owned(), value.replace('\0', "")))
            .collect();
        Self(pairs)
    }

    /// Without what was left empty: a form sends the fields that nobody filled in, too.
    pub(super) fn filled(&self) -> Self {
        let filled = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        Self(filled.cloned().collect())
    }

    /// Every value of a text parameter that may be repeated; empty ones are left out.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(key, value)| key == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    }

    /// Every value of a parameter as it stands, empty ones too: their places count.
    pub(super) fn places(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| value.trim()).collect()
    }

    /// A text; an empty one counts as absent.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, ApiError> {
        Ok(self.one(name)?.map(str::trim).filter(|v| !v.is_empty()))
    }

    /// `true` or `false`, nothing else.
    pub(super) fn flag(&self, name: &'static str) -> Result<Option<bool>, ApiError> {
        self.read(name, "write true or false", |value| value.parse().ok())
    }

    /// A whole number within bounds.
    pub(super) fn whole(
        &self,
        name: &'static str,
        within: RangeInclusive<u64>,
    ) -> Result<Option<u64>, ApiError> {
        let why = match *within.end() {
            u64::MAX => format!("write a whole number from {} on", within.start()),
            end => format!("write a whole number from {} to {end}", within.start()),
        };
        self.read(name, &why, |value| {
            let digits = value.bytes().all(|b| b.is_ascii_digit());
            let number = value.parse().ok().filter(|n| within.contains(n))?;
            digits.then_some(number)
        })
    }

    /// A finite number within bounds, degrees or metres.
    pub(super) fn number(
        &self,
        name: &'static str,
        within: RangeInclusive<f64>,
    ) -> Result<Option<f64>, ApiError> {
        let why = format!("write a number from {} to {}", within.start(), within.end());
        self.read(name, &why, |value| {
            value.parse().ok().filter(|n| within.contains(n))
        })
    }

    /// A distance in metres: a finite number above 0.
    pub(super) fn metres(&self, name: &'static str) -> Result<Option<f64>, ApiError> {
        self.read(name, "write metres, a number above 0", |value| {
            let metres: f64 = value.parse().ok()?;
            (metres.is_finite() && metres > 0.0).then_some(metres)
        })
    }

    /// An instant; a bare date is its midnight in UTC.
    pub(super) fn instant(&self, name: &'static str) -> Result<Option<Timestamp>, ApiError> {
        let why = "write an instant like 2026-01-31T12:00:00Z or a date like 2026-01-31";
        self.read(name, why, |value| {
            // A '+' that nobody encoded has been read as a space.
            let value = value.replace(' ', "+");
            value.parse().ok().or_else(|| {
                let date: Date = value.parse().ok().filter(|_| value.len() == 10)?;
                Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
            })
        })
    }

    /// What filters ask; `include_unknown` is one of them.
    pub(super) fn filters(&self) -> Result<Filters, ApiError> {
        let mut filters = Filters {
            include_unknown: self.flag("include_unknown")?.unwrap_or(false),
            ..Filters::default()
        };
        for (name, value) in &self.0 {
            let set = filters.set(name, value);
            set.map_err(|bad| ApiError::parameter(bad.name, bad.why))?;
        }
        Ok(filters)
    }

    fn read<T>(
        &self,
        name: &'static str,
        why: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        match self.one(name)? {
            None => Ok(None),
            Some(value) => match parse(value) {
                Some(parsed) => Ok(Some(parsed)),
                None => Err(ApiError::parameter(name, why)),
            },
        }
    }

    fn one(&self, name: &'static str) -> Result<Option<&str>, ApiError> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let first = values.next().map(|(_, value)| value.as_str());
        match values.next() {
            Some(_) => Err(ApiError::parameter(name, "give it once")),
            None => Ok(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: &str) -> Params {
        Params::parse(&format!("v={value}"))
    }

    #[test]
    fn whole_numbers_keep_their_bounds() {
        for (value, want) in [("1", 1), ("50", 50), ("100", 100), ("007", 7)] {
            assert_eq!(parse(value).whole("v", 1..=100).unwrap(), Some(want));
        }
        for bad in [
            "0",
            "101",
            "-1",
            "%2B1",
            "1.0",
            "1e2",
            "x",
            "",
            "99999999999999999999",
        ] {
            assert!(parse(bad).whole("v", 1..=100).is_err(), "{bad}");
        }
        assert_eq!(Params::default().whole("v", 1..=100).unwrap(), None);
    }

    #[test]
    fn booleans_are_true_or_false_and_nothing_else() {
        assert_eq!(parse("true").flag("v").unwrap(), Some(true));
        assert_eq!(parse("false").flag("v").unwrap(), Some(false));
        for bad in ["", "1", "TRUE", "yes", "true%20"] {
            assert!(parse(bad).flag("v").is_err(), "{bad}");
        }
    }

    #[test]
    fn distances_are_finite_and_above_nothing() {
        assert_eq!(parse("0.5").metres("v").unwrap(), Some(0.5));
        for bad in ["", "0", "-1", "NaN", "inf", "1e999", "five"] {
            assert!(parse(bad).metres("v").is_err(), "{bad}");
        }
        for (value, fits) in [("-90", true), ("90", true), ("90.1", false), ("NaN", false)] {
            assert_eq!(
                parse(value).number("v", -90.0..=90.0).is_ok(),
                fits,
                "{value}"
            );
        }
    }

    #[test]
    fn instants_may_be_bare_dates_and_lose_their_plus() {
        for (value, want) in [
            ("2026-01-31", "2026-01-31T00:00:00Z"),
            ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
            ("2026-01-31T12:00:00.250Z", "2026-01-31T12:00:00.25Z"),
            ("2026-01-31T12:00:00%2B01:00", "2026-01-31T11:00:00Z"),
            ("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00Z"),
        ] {
            let at = parse(value).instant("v").unwrap().unwrap();
            assert_eq!(at.to_string(), want);
        }
        for bad in [
            "",
            "31/01/2026",
            "2026-02-30",
            "2026-01-31T12:00:00",
            "yesterday",
            "0",
        ] {
            assert!(parse(bad).instant("v").is_err(), "{bad}");
        }
    }

    #[test]
    fn empty_text_is_absent_and_repeated_text_is_read_where_it_may_repeat() {
        let params = Params::parse("a=&b=one&b=two&c=%00x%20");
        assert_eq!(params.text("a").unwrap(), None);
        assert!(params.text("b").is_err());
        assert_eq!(params.texts("b"), ["one", "two"]);
        assert_eq!(params.text("c").unwrap(), Some("x"));
    }
}
