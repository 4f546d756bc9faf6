//! Which version of the standard a document follows, and how it is read then.

use serde_json::Value;

use super::read::{self, Reading};
use super::schema::{Document, Violation, violations};
use super::shape::Entity;
use super::v1::{self, Weekdays};

/// A version of the standard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// 3.0.
    #[default]
    V3,
    /// 1.0, with weekdays numbered in this way.
    V1(Weekdays),
}

impl Dialect {
    /// Reads a service tolerantly; what comes out is 3.0 whatever went in. Issues point into
    /// the document as it came.
    pub fn read(self, raw: &Value) -> Reading {
        let Self::V1(weekdays) = self else {
            return read::read(Entity::Service, raw);
        };
        let upgraded = v1::upgrade(raw, weekdays);
        let reading = read::read(Entity::Service, &upgraded.document);
        let in_the_raw = reading.issues.into_iter().map(|issue| {
            let pointer = v1::origin(&upgraded.document, &issue.pointer);
            issue.at(&pointer)
        });
        Reading {
            issues: upgraded.issues.into_iter().chain(in_the_raw).collect(),
            ..reading
        }
    }

    /// What of a service is not as its version's schema asks.
    pub fn violations(self, raw: &Value) -> Vec<Violation> {
        let document = match self {
            Self::V3 => Document::Service,
            Self::V1(_) => Document::V1Service,
        };
        violations(document, raw)
    }

    /// Tells documents apart that are read in different ways although their text is the same.
    pub fn mark(self) -> &'static str {
        match self {
            Self::V3 => "",
            Self::V1(weekdays) => weekdays.as_str(),
        }
    }
}
