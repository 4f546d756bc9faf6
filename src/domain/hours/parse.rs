//! Tokens -> openings: days find the times that stand after them, or before them.
//!
//! A group is some days with some times. Which come first is told by the first of them; a
//! group ends where the next one's first part begins, or at a break once it is complete.

use super::clock::{self, Half, Written};
use super::lex::Token;
use super::{Every, Opening};
use crate::domain::Day;

/// A weekday, and which one of the month.
type Counted = (Option<i8>, Day);

/// Start and end in minutes after midnight.
type Times = (Option<u16>, Option<u16>);

/// Days with their times.
#[derive(Default)]
struct Group {
    days: Vec<Counted>,
    times: Vec<Times>,
    fortnight: bool,
    /// Whether the times stand before their days.
    times_first: bool,
    /// Whether days came last.
    ends_in_days: bool,
    /// Whether a word said that these days are shut.
    shut: bool,
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    group: Group,
    openings: Vec<Opening>,
    shut: Vec<Day>,
    /// Counts that wait for their day.
    ordinals: Vec<i8>,
}

/// A text without times and with more other words than this only mentions a day.
const WORDS_BESIDE_A_DAY: usize = 4;

/// All day and all night.
const ALWAYS: Times = (Some(0), Some(23 * 60 + 59));

/// What the tokens say for certain.
pub(super) fn openings(tokens: &[Token]) -> Vec<Opening> {
    if is_of_no_week(tokens) {
        return Vec::new();
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        group: Group::default(),
        openings: Vec::new(),
        shut: Vec::new(),
        ordinals: Vec::new(),
    };
    while parser.at < tokens.len() {
        parser.step();
    }
    parser.flush();
    parser.finish()
}

/// Whether the text is about a date or a season: a weekday beside a date is that day alone.
fn is_of_no_week(tokens: &[Token]) -> bool {
    let is_day = |token: Option<&Token>| matches!(token, Some(Token::Day(_)));
    tokens.iter().enumerate().any(|(at, token)| {
        let back = |steps: usize| at.checked_sub(steps).and_then(|at| tokens.get(at));
        match token {
            Token::Date => {
                let beside = match back(1) {
                    Some(Token::Comma) => back(2),
                    other => other,
                };
                at == 0 || is_day(beside) || is_day(tokens.get(at + 1))
            }
            Token::Season => {
                !(1..=3).any(|steps| matches!(back(steps), Some(Token::Closed | Token::Except)))
            }
            _ => false,
        }
    })
}

impl Group {
    fn is_complete(&self) -> bool {
        !self.days.is_empty() && !self.times.is_empty()
    }
}

impl Parser<'_> {
    fn step(&mut self) {
        let token = self.tokens[self.at];
        self.at += 1;
        match token {
            Token::Day(day) => self.day(day),
            Token::Days(days) => self.add_days(days.iter().map(|day| (None, *day)).collect()),
            Token::Ordinal(which) => self.ordinals.push(which),
            Token::Time(time) => self.time(time),
            Token::Always => self.add_times(ALWAYS),
            Token::Fortnight => {
                if self.group.is_complete() && !self.group.times_first {
                    self.flush();
                }
                self.group.fortnight = true;
            }
            Token::Closed => self.closed(),
            Token::Except => {
                self.flush();
                self.group.shut = true;
            }
            Token::Dash => self.end_alone(),
            Token::Break if self.group.is_complete() || self.group.shut => self.flush(),
            _ => {}
        }
    }

    fn ahead(&self, steps: usize) -> Option<Token> {
        self.tokens.get(self.at + steps).copied()
    }

    /// The token so many before the current one.
    fn back(&self, steps: usize) -> Option<Token> {
        let at = self.at.checked_sub(steps + 1)?;
        self.tokens.get(at).copied()
    }

    fn day(&mut self, first: Day) {
        let ordinals = std::mem::take(&mut self.ordinals);
        if let (Some(Token::Dash), Some(Token::Day(last))) = (self.ahead(0), self.ahead(1))
            && ordinals.is_empty()
        {
            self.at += 2;
            let (from, to) = (first as usize, last as usize);
            let days = (0..=(to + 7 - from) % 7).map(|n| (None, Day::ALL[(from + n) % 7]));
            return self.add_days(days.collect());
        }
        let counted = ordinals.into_iter().map(|which| (Some(which), first));
        let mut days: Vec<Counted> = counted.collect();
        if days.is_empty() {
            days.push((None, first));
        }
        self.add_days(days);
    }

    fn add_days(&mut self, days: Vec<Counted>) {
        if self.group.is_complete() && !self.group.ends_in_days {
            self.flush();
        }
        self.group.times_first |= self.group.days.is_empty() && !self.group.times.is_empty();
        self.group.ends_in_days = true;
        self.group.days.extend(days);
    }

    fn add_times(&mut self, times: Times) {
        if self.group.is_complete() && self.group.times_first {
            self.flush();
        }
        self.group.ends_in_days = false;
        self.group.times.push(times);
    }

    fn time(&mut self, time: Written) {
        let said = self.half_near();
        let before = self.back(1);
        let joins = match self.ahead(0) {
            Some(Token::Dash) => true,
            Some(Token::And) => before == Some(Token::Between),
            _ => false,
        };
        if joins && let Some((end, steps)) = self.end_ahead() {
            self.at += steps;
            let (start, end) = clock::span(time, end, said.or_else(|| self.half_near()));
            self.add_times((Some(start), Some(end)));
        } else if time.is_plain || before == Some(Token::At) {
            self.add_times((Some(clock::single(time, said)), None));
        }
    }

    /// The end of a span, and how many tokens it and the dash take.
    fn end_ahead(&self) -> Option<(Written, usize)> {
        match (self.ahead(1), self.ahead(2)) {
            (Some(Token::Time(end)), _) => Some((end, 2)),
            (Some(Token::At), Some(Token::Time(end))) => Some((end, 3)),
            _ => None,
        }
    }

    /// "until 4pm": an end without a start. After a day the dash only introduces the time.
    fn end_alone(&mut self) {
        let Some(Token::Time(end)) = self.ahead(0) else {
            return;
        };
        let after_day = matches!(self.back(1), Some(Token::Day(_) | Token::Days(_)));
        if end.is_plain && !after_day {
            self.at += 1;
            self.add_times((None, Some(clock::single(end, None))));
        }
    }

    /// The half of the day that a word beside the place names: "evenings 7-9", "7-9 evening".
    fn half_near(&self) -> Option<Half> {
        let before = (1..=3)
            .map_while(|steps| self.back(steps))
            .take_while(|token| !matches!(token, Token::Break | Token::Time(_)));
        self.ahead(0)
            .into_iter()
            .chain(before)
            .find_map(|token| match token {
                Token::Half(half) => Some(half),
                _ => None,
            })
    }

    /// "Sun closed" shuts what stands before; "closed Sundays" and "except Wed" what follows.
    fn closed(&mut self) {
        let follows_days = !self.group.days.is_empty() && self.group.times.is_empty();
        if follows_days {
            self.group.shut = true;
            self.flush();
        } else {
            self.flush();
            self.group.shut = true;
        }
    }

    fn flush(&mut self) {
        let mut group = std::mem::take(&mut self.group);
        if group.shut {
            self.shut.extend(group.days.iter().map(|(_, day)| *day));
            return;
        }
        if group.days.is_empty() && group.times == [ALWAYS] {
            group.days = Day::ALL.iter().map(|day| (None, *day)).collect();
        }
        if group.times.is_empty() {
            group.times.push((None, None));
        }
        for (which, day) in &group.days {
            for times in &group.times {
                self.open(*which, *day, *times, group.fortnight);
            }
        }
    }

    fn open(&mut self, which: Option<i8>, day: Day, times: Times, fortnight: bool) {
        let opening = Opening {
            day,
            nth: which,
            opens: times.0,
            closes: times.1,
            every: match which {
                Some(_) => Every::Month,
                None if fortnight => Every::Fortnight,
                None => Every::Week,
            },
        };
        if !self.openings.contains(&opening) {
            self.openings.push(opening);
        }
    }

    fn finish(mut self) -> Vec<Opening> {
        let is_shut = |opening: &Opening| {
            let mut shut = self.shut.iter();
            opening.nth.is_none() && shut.any(|day| *day == opening.day)
        };
        self.openings.retain(|opening| !is_shut(opening));
        let counted = self.openings.iter().any(|o| o.every == Every::Month);
        // "Monthly on Tuesdays" does not say on which, "first week" not on what day.
        if self.tokens.contains(&Token::Month) && !counted || !self.ordinals.is_empty() {
            return Vec::new();
        }
        let timed = |o: &Opening| o.opens.is_some() || o.closes.is_some();
        let words = self.tokens.iter().filter(|token| **token == Token::Word);
        if words.count() > WORDS_BESIDE_A_DAY && !self.openings.iter().any(timed) {
            return Vec::new();
        }
        self.openings
    }
}
