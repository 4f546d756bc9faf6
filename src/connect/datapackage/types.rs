//! What the cells of one column hold: text -> the JSON value that a v3 feed would send.
//!
//! The standard says what a column holds; the schema in the package may say how it is
//! written there (dates as `%d/%m/%Y`, numbers with a decimal comma). What fits neither
//! goes on as text, and the tolerant reader makes of it what it can.

use jiff::fmt::strtime;
use serde_json::{Number, Value};

use super::table::Table;
use crate::oruk::shape::{Field, Kind, folded};

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its name in the file.
    pub(super) name: String,
    /// The standard's field that it holds.
    pub(super) field: Option<&'static Field>,
    /// How its values are written.
    pub(super) form: Form,
}

/// How the values of a column are written, as the package's schema says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Form {
    /// It does not say.
    #[default]
    Plain,
    /// A number with such a decimal sign and such a sign between thousands.
    Number(Option<char>, Option<char>),
    /// Yes and no in these words.
    Boolean(Vec<String>, Vec<String>),
    /// A day in this form of `strptime`.
    Date(String),
    /// A time of day in this form of `strptime`.
    Time(String),
}

impl Column {
    /// A column of which only the name is known.
    pub(super) fn plain(table: Table, name: &str) -> Self {
        Self {
            name: name.trim().to_owned(),
            field: table.field(name.trim()),
            form: Form::Plain,
        }
    }

    /// What it is known by: its field's name, else its own.
    pub(super) fn key(&self) -> &str {
        self.field.map_or(&self.name, |field| field.name)
    }

    /// The value of a cell that is not blank.
    pub(super) fn value(&self, cell: &str) -> Value {
        if let Some(value) = self.form.read(cell) {
            return value;
        }
        let text = || Value::String(cell.to_owned());
        match self.field.map(|field| field.kind) {
            Some(Kind::Number) => number(cell).unwrap_or_else(text),
            // Words alone stand for the things that they name.
            Some(Kind::Many(_) | Kind::ManyAny) => json(cell).unwrap_or_else(|| {
                let words = cell
                    .split(';')
                    .map(str::trim)
                    .filter(|word| !word.is_empty());
                words.map(Value::from).collect()
            }),
            Some(Kind::One(_) | Kind::Any) => json(cell).unwrap_or_else(text),
            Some(Kind::Text) if cell.starts_with('[') => json(cell).unwrap_or_else(text),
            _ => text(),
        }
    }
}

impl Form {
    fn read(&self, cell: &str) -> Option<Value> {
        match self {
            Self::Plain => None,
            Self::Number(decimal, group) => {
                let digits = cell.chars().filter(|c| Some(*c) != *group);
                let digits = digits.map(|c| if Some(c) == *decimal { '.' } else { c });
                number(&digits.collect::<String>())
            }
            Self::Boolean(yes, no) => {
                let is = |word: &String| folded(word) == folded(cell);
                let said = yes.iter().any(is).then_some(true);
                said.or_else(|| no.iter().any(is).then_some(false))
                    .map(Value::Bool)
            }
            Self::Date(form) => {
                let parsed = strtime::parse(form, cell).ok()?;
                parsed
                    .to_date()
                    .ok()
                    .map(|date| Value::String(date.to_string()))
            }
            Self::Time(form) => {
                let time = strtime::parse(form, cell).ok()?.to_time().ok()?;
                Some(Value::String(time.strftime("%H:%M").to_string()))
            }
        }
    }
}

/// A number in plain digits; a finite one.
fn number(cell: &str) -> Option<Value> {
    serde_json::from_str::<Number>(cell)
        .ok()
        .filter(|number| number.as_f64().is_some_and(f64::is_finite))
        .map(Value::Number)
}

/// A list or an object, where the cell holds one.
fn json(cell: &str) -> Option<Value> {
    if !cell.starts_with(['[', '{']) {
        return None;
    }
    serde_json::from_str(cell).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oruk::shape::Entity;

    #[test]
    fn a_cell_becomes_what_a_feed_would_send() {
        let us = Form::Date("%m/%d/%Y".to_owned());
        let clock = Form::Time("%I:%M %p".to_owned());
        let comma = Form::Number(Some(','), Some('.'));
        let words = Form::Boolean(vec!["Y".to_owned()], vec!["N".to_owned()]);
        for (entity, column, form, cell, want) in [
            (
                Entity::Location,
                "latitude",
                Form::Plain,
                "53.38",
                json!(53.38),
            ),
            (
                Entity::Location,
                "latitude",
                Form::Plain,
                "north",
                json!("north"),
            ),
            (Entity::Phone, "extension", Form::Plain, "012", json!("012")),
            (
                Entity::Phone,
                "number",
                Form::Plain,
                "01632960001",
                json!("01632960001"),
            ),
            (
                Entity::CostOption,
                "amount",
                comma.clone(),
                "1.250,50",
                json!(1250.5),
            ),
            (Entity::CostOption, "amount", comma, "£5", json!("£5")),
            (
                Entity::Service,
                "assured_date",
                us.clone(),
                "03/04/2026",
                json!("2026-03-04"),
            ),
            (
                Entity::Service,
                "assured_date",
                us,
                "2026-03-04",
                json!("2026-03-04"),
            ),
            (
                Entity::Schedule,
                "opens_at",
                clock,
                "02:30 PM",
                json!("14:30"),
            ),
            (
                Entity::Service,
                "interpretation_services",
                words.clone(),
                "y",
                json!(true),
            ),
            (
                Entity::Service,
                "interpretation_services",
                words,
                "BSL",
                json!("BSL"),
            ),
            (
                Entity::Service,
                "languages",
                Form::Plain,
                "Urdu; Polish",
                json!(["Urdu", "Polish"]),
            ),
            (
                Entity::Service,
                "languages",
                Form::Plain,
                "[{\"code\":\"ur\"}]",
                json!([{"code": "ur"}]),
            ),
            (
                Entity::Schedule,
                "byday",
                Form::Plain,
                "[\"MO\",\"FR\"]",
                json!(["MO", "FR"]),
            ),
            (
                Entity::Schedule,
                "byday",
                Form::Plain,
                "[sic]",
                json!("[sic]"),
            ),
            (
                Entity::Service,
                "organization",
                Form::Plain,
                "A Charity",
                json!("A Charity"),
            ),
        ] {
            let column = Column {
                form,
                ..Column::plain(Table::Of(entity), column)
            };
            assert_eq!(column.value(cell), want, "{} {cell}", column.name);
        }
    }
}
