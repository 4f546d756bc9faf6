//! A builder for SQL whose shape depends on what is asked, with values always bound as `$N`.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use super::{Result, StoreError};

/// Rows or ids in one statement: enough to make round trips cheap, few enough for every
/// limit on values (SQLite takes 32,766) and quick to prepare.
pub(super) const ROWS: usize = 100;

/// A value to bind.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    OptText(Option<String>),
    Int(i64),
    OptInt(Option<i64>),
    Float(f64),
    OptFloat(Option<f64>),
}

macro_rules! value_from {
    ($($from:ty => $variant:ident),*) => {
        $(impl From<$from> for Value { fn from(v: $from) -> Self { Self::$variant(v.into()) } })*
    };
}
value_from!(&str => Text, String => Text, Option<String> => OptText, i64 => Int,
    Option<i64> => OptInt, f64 => Float, Option<f64> => OptFloat);

/// SQL text and the values for its `$N`. Text comes from literals in this crate only.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Adds a piece of literal SQL.
    pub(super) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    ///
    /// An absent number with a fraction is written out: sqlx 0.9 announces it to PostgreSQL as
    /// one of four bytes, and the same statement then refuses one of eight.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        use std::fmt::Write;
        let value = value.into();
        if matches!(value, Value::OptFloat(None)) {
            return self.push("NULL");
        }
        self.values.push(value);
        // Writing to a String cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Adds `(…, …)` of placeholders; an empty list matches nothing.
    pub(super) fn bind_list(
        &mut self,
        values: impl IntoIterator<Item = impl Into<Value>>,
    ) -> &mut Self {
        self.text.push('(');
        let begin = self.text.len();
        for value in values {
            if self.text.len() > begin {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        if self.text.len() == begin {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }

    /// Adds `(…), (…)`: the rows of an insert.
    pub(super) fn bind_rows<const N: usize>(
        &mut self,
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> &mut Self {
        for (index, row) in rows.into_iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.bind_list(row);
        }
        self
    }

    /// The query, ready to be executed or fetched.
    pub(super) fn query(self) -> Query<'static, Any, AnyArguments> {
        let mut query = sqlx::query(AssertSqlSafe(self.text));
        for value in self.values {
            query = match value {
                Value::Text(v) => query.bind(v),
                Value::OptText(v) => query.bind(v),
                Value::Int(v) => query.bind(v),
                Value::OptInt(v) => query.bind(v),
                Value::Float(v) => query.bind(v),
                Value::OptFloat(v) => query.bind(v),
            };
        }
        query
    }
}

/// Each id once, at its first place and with what was said of it last: PostgreSQL lets one
/// statement write a row only once.
pub(super) fn once_each<'a, T>(
    items: impl IntoIterator<Item = (Option<&'a str>, T)>,
) -> Vec<(&'a str, T)> {
    let mut kept: Vec<(&str, T)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (id, item) in items {
        let Some(id) = id else { continue };
        match places.get(id) {
            Some(place) => kept[*place] = (id, item),
            None => {
                places.insert(id, kept.len());
                kept.push((id, item));
            }
        }
    }
    kept
}

/// An instant as stored: milliseconds since 1970 UTC.
pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored instant.
pub(super) fn instant(ms: i64, column: &'static str) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| StoreError::Meaningless {
        column,
        value: ms.to_string(),
    })
}

/// A stored instant that may be absent.
pub(super) fn maybe_instant(ms: Option<i64>, column: &'static str) -> Result<Option<Timestamp>> {
    ms.map(|ms| instant(ms, column)).transpose()
}
