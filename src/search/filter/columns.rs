//! Where facts stand in the index, and how they are read back.
//!
//! The answers to all questions share one number, and so does each entry of a timetable:
//! a candidate costs few reads, and a million of them little memory.

use jiff::civil::Date;
use tantivy::columnar::{Column as Values, StrColumn};
use tantivy::schema::{FAST, Field, NumericOptions, SchemaBuilder};
use tantivy::{DocId, SegmentReader, TantivyDocument};

use super::facts::{Column, Facts};
use super::name::Flag;
use crate::domain::offer::{AgeRange, Session};
use crate::search::document::days_of;

const ANSWERS: &str = "answers";
const PENCE: &str = "pence";
const MIN_AGE: &str = "min_age";
const MAX_AGE: &str = "max_age";
const SESSION: &str = "session";
const COVERAGE: &str = "coverage";

/// Names of the columns of names.
const NAMES: [&str; Column::ALL.len()] = [
    "category",
    "audience",
    "language",
    "access",
    "no_access",
    "organization_id",
    "feed",
];

/// Handles of the columns.
#[derive(Debug, Clone)]
pub(in crate::search) struct FilterFields {
    /// See [`answers_to_bits`].
    answers: Field,
    /// The cheapest session; absent: not stated.
    pence: Field,
    /// Years; both are absent when neither is stated, and open when only it is absent.
    min_age: Field,
    max_age: Field,
    /// See [`session_to_bits`].
    session: Field,
    /// Where those live whom it is for.
    coverage: Field,
    names: [Field; Column::ALL.len()],
}

impl FilterFields {
    pub(in crate::search) fn add_to(schema: &mut SchemaBuilder) -> Self {
        let number = || NumericOptions::default().set_fast();
        Self {
            answers: schema.add_u64_field(ANSWERS, number()),
            pence: schema.add_u64_field(PENCE, number()),
            min_age: schema.add_f64_field(MIN_AGE, FAST),
            max_age: schema.add_f64_field(MAX_AGE, FAST),
            session: schema.add_u64_field(SESSION, number()),
            coverage: schema.add_text_field(COVERAGE, FAST),
            names: NAMES.map(|name| schema.add_text_field(name, FAST)),
        }
    }

    /// Writes the facts of a service into its document.
    pub(in crate::search) fn write(&self, facts: &Facts, document: &mut TantivyDocument) {
        document.add_u64(self.answers, answers_to_bits(&facts.answers));
        if let Some(pence) = facts.pence {
            document.add_u64(self.pence, u64::from(pence));
        }
        if let Some(AgeRange { min, max }) = facts.ages {
            document.add_f64(self.min_age, min.unwrap_or(0.0));
            if let Some(max) = max {
                document.add_f64(self.max_age, max);
            }
        }
        for session in &facts.sessions {
            document.add_u64(self.session, session_to_bits(session));
        }
        if let Some(coverage) = &facts.coverage {
            document.add_text(self.coverage, coverage);
        }
        for (column, name) in &facts.names {
            document.add_text(self.names[*column as usize], name.to_text());
        }
    }
}

/// The columns of one segment.
pub(in crate::search) struct FilterColumns {
    answers: Values<u64>,
    pub(super) pence: Values<u64>,
    min_age: Values<f64>,
    max_age: Values<f64>,
    session: Values<u64>,
    names: [Option<Values<u64>>; Column::ALL.len()],
    coverage: Option<Values<u64>>,
}

impl FilterColumns {
    pub(in crate::search) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let mut names: [Option<Values<u64>>; Column::ALL.len()] = Default::default();
        for (slot, name) in names.iter_mut().zip(NAMES) {
            *slot = columns.str(name)?.map(|column| column.ords().clone());
        }
        Ok(Self {
            answers: columns.u64(ANSWERS)?,
            pence: columns.u64(PENCE)?,
            min_age: columns.f64(MIN_AGE)?,
            max_age: columns.f64(MAX_AGE)?,
            session: columns.u64(SESSION)?,
            coverage: columns.str(COVERAGE)?.map(|column| column.ords().clone()),
            names,
        })
    }

    /// Answers to all questions.
    pub(super) fn answers(&self, doc: DocId) -> Answers {
        Answers(self.answers.first(doc).unwrap_or(0))
    }

    pub(super) fn ages(&self, doc: DocId) -> Option<AgeRange> {
        Some(AgeRange {
            min: Some(self.min_age.first(doc)?),
            max: self.max_age.first(doc),
        })
    }

    /// The sessions that have begun and not ended by a day, in days from 1970.
    pub(super) fn sessions(&self, doc: DocId, today: i64) -> impl Iterator<Item = Session> + '_ {
        let sessions = self.session.values_for_doc(doc);
        let current = sessions.filter(move |bits| is_current(*bits, today));
        current.map(session_of_bits)
    }

    /// Numbers of the names of a service in the segment's dictionary.
    pub(super) fn names(&self, column: Column, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        let values = self.names[column as usize].iter();
        values
            .flat_map(move |values| values.values_for_doc(doc))
            .map(|ord| ord as u32)
    }

    /// The number of its coverage in the segment's dictionary.
    pub(in crate::search) fn coverage(&self, doc: DocId) -> Option<u32> {
        let ord = self.coverage.as_ref()?.first(doc)?;
        u32::try_from(ord).ok()
    }
}

/// The dictionary of a column of names, in the order of its numbers.
pub(super) fn dictionary(segment: &SegmentReader, column: Column) -> tantivy::Result<Vec<String>> {
    texts(segment.fast_fields().str(NAMES[column as usize])?)
}

/// The dictionary of coverages, in the order of its numbers.
pub(super) fn coverages(segment: &SegmentReader) -> tantivy::Result<Vec<String>> {
    texts(segment.fast_fields().str(COVERAGE)?)
}

fn texts(column: Option<StrColumn>) -> tantivy::Result<Vec<String>> {
    let Some(column) = column else {
        return Ok(Vec::new());
    };
    let mut texts = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        texts.push(String::from_utf8_lossy(stream.key()).into_owned());
    }
    Ok(texts)
}

/// Two bits for each question: stated, and yes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers(u64);

impl Answers {
    /// Of the answers by flag.
    pub(super) fn of(answers: &[Option<bool>; Flag::ALL.len()]) -> Self {
        Self(answers_to_bits(answers))
    }

    pub(super) fn to(self, flag: Flag) -> Option<bool> {
        let pair = self.0 >> (2 * flag as u32);
        (pair & 1 == 1).then_some(pair & 2 == 2)
    }
}

fn answers_to_bits(answers: &[Option<bool>; Flag::ALL.len()]) -> u64 {
    let pairs = answers.iter().zip(Flag::ALL);
    pairs.fold(0, |bits, (answer, flag)| {
        let pair = answer.map_or(0, |yes| 1 | u64::from(yes) << 1);
        bits | pair << (2 * flag as u32)
    })
}

/// Days in the lowest seven bits, then twelve bits for each time: one more than its minute,
/// 0 for none. Then sixteen for its first and sixteen for its last day: one more than its
/// number from 1970, 0 for none.
fn session_to_bits(session: &Session) -> u64 {
    let time = |minute: Option<u16>| minute.map_or(0, |minute| u64::from(minute) + 1) & 0xfff;
    // The first day of 1970 is before today, and the year 2149 after it.
    let day =
        |date: Option<Date>| date.map_or(0, |date| days_of(date).clamp(0, LAST_DAY) as u64 + 1);
    u64::from(session.days)
        | time(session.opens) << 7
        | time(session.closes) << 19
        | day(session.first) << FIRST
        | day(session.last) << LAST
}

/// Where the first and the last day stand.
const FIRST: u32 = 31;
const LAST: u32 = 47;

/// The greatest day that has room.
const LAST_DAY: i64 = 0xfffe;

/// Whether a session has begun and not ended by a day.
fn is_current(bits: u64, today: i64) -> bool {
    let day = |shift: u32| {
        let day = (bits >> shift & 0xffff) as i64;
        (day != 0).then_some(day - 1)
    };
    day(FIRST).is_none_or(|first| first <= today) && day(LAST).is_none_or(|last| today <= last)
}

/// A session without its first and last day.
fn session_of_bits(bits: u64) -> Session {
    let time = |bits: u64| u16::try_from(bits & 0xfff).ok()?.checked_sub(1);
    Session {
        days: (bits & 0x7f) as u8,
        opens: time(bits >> 7),
        closes: time(bits >> 19),
        ..Session::default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn answers_and_sessions_survive_packing(
            answers: [Option<bool>; Flag::ALL.len()],
            first in prop::option::of(-9_000_i64..70_000), last in prop::option::of(-9_000_i64..70_000),
            today in 1_i64..65_000,
            days in 0_u8..128, opens in prop::option::of(0_u16..=1440), closes in prop::option::of(0_u16..=1440),
        ) {
            let packed = Answers(answers_to_bits(&answers));
            for flag in Flag::ALL {
                prop_assert_eq!(packed.to(flag), answers[flag as usize]);
            }
            let session = Session { days, opens, closes, ..Session::default() };
            let bits = session_to_bits(&session);
            prop_assert_eq!(session_of_bits(bits), session);
            prop_assert!(is_current(bits, today));
            let date = |day: i64| Date::constant(1970, 1, 1).checked_add(day.days()).unwrap();
            let dated = Session { first: first.map(date), last: last.map(date), ..session };
            let bits = session_to_bits(&dated);
            prop_assert_eq!(session_of_bits(bits), session);
            let is_over = first.is_some_and(|first| today < first) || last.is_some_and(|last| last < today);
            prop_assert_eq!(is_current(bits, today), !is_over);
        }
    }
}
