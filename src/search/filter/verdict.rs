//! What one candidate answers: three answers to every question, joined.

use super::columns::Answers;
use super::name::{Filter, Flag};
use super::request::{Filters, Wanted};
use crate::domain::offer::{AgeRange, Session};

/// The answers that are not yes, as sets of filters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::search) struct Verdict {
    /// Filters that say no.
    pub(super) no: u32,
    /// Filters whose question is not answered.
    pub(super) unstated: u32,
}

impl Verdict {
    /// Takes the answer to one filter in.
    pub(super) fn note(&mut self, filter: Filter, answer: Option<bool>) {
        match answer {
            Some(true) => {}
            Some(false) => self.no |= filter.bit(),
            None => self.unstated |= filter.bit(),
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.no |= other.no;
        self.unstated |= other.unstated;
    }

    /// Filters that leave the candidate out. An age that is not stated leaves nobody out.
    pub(super) fn against(self, include_unknown: bool) -> u32 {
        self.no
            | if include_unknown {
                0
            } else {
                self.unstated & !Filter::Age.bit()
            }
    }
}

/// The answer to a yes-or-no question that has a wanted answer.
pub(super) fn of_flag(
    flag: Flag,
    wanted: Wanted,
    answers: Answers,
    has_place: bool,
) -> Option<bool> {
    let stated = answers.to(flag);
    if flag != Flag::Remote {
        return stated.map(|answer| wanted.takes(answer));
    }
    let at_a_place = at_a_place(answers, has_place);
    match wanted {
        Wanted::Yes => stated,
        Wanted::No => at_a_place,
        Wanted::Either if stated == Some(true) => stated,
        Wanted::Either => at_a_place,
    }
}

/// Whether there is a place to go to: what `remote=false` asks for. What is attended in person
/// has one, known or not; what says neither may still have one, unless it says how else it is
/// attended.
pub(super) fn at_a_place(answers: Answers, has_place: bool) -> Option<bool> {
    let elsewhere = [Flag::Remote, Flag::HomeVisit].map(|flag| answers.to(flag));
    if has_place || answers.to(Flag::InPerson) == Some(true) {
        Some(true)
    } else if elsewhere.contains(&Some(true)) || answers.to(Flag::InPerson) == Some(false) {
        Some(false)
    } else {
        None
    }
}

/// Whether any of the ages that are asked for is taken.
pub(super) fn of_ages(filters: &Filters, range: AgeRange) -> bool {
    let Filters {
        ages,
        min_age,
        max_age,
        ..
    } = filters;
    let is_any = ages.is_empty() || ages.iter().any(|years| range.includes(*years));
    let youngest = AgeRange { min: None, ..range };
    let starts_in_time = max_age.is_none_or(|oldest| range.min.is_none_or(|min| min <= oldest));
    is_any && starts_in_time && min_age.is_none_or(|years| youngest.includes(years))
}

/// What is asked of the timetable.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct When {
    days: u8,
    start: Option<u16>,
    end: Option<u16>,
}

/// Minutes in a day.
const DAY: u16 = 24 * 60;

impl When {
    pub(super) fn of(filters: &Filters) -> Self {
        Self {
            days: filters.days,
            start: filters.start_minute,
            end: filters.end_minute,
        }
    }

    /// The filters that are asked of the timetable, whichever of them are given.
    pub(super) fn filters() -> u32 {
        Filter::Day.bit() | Filter::StartTime.bit() | Filter::EndTime.bit()
    }

    pub(super) fn is_asked(self) -> bool {
        self.days != 0 || self.has_times()
    }

    fn has_times(self) -> bool {
        self.start.or(self.end).is_some()
    }

    /// The same times on any day.
    pub(super) fn on_any_day(self) -> Self {
        Self { days: 0, ..self }
    }

    /// The best answer of any session: one of them must meet all that is asked.
    pub(super) fn judge(self, sessions: impl Iterator<Item = Session>) -> Verdict {
        let mut best: Option<Verdict> = None;
        let mut has_any = false;
        for session in sessions {
            has_any = true;
            let verdict = self.of_session(&session);
            let fewer = |best: Verdict| verdict.unstated.count_ones() < best.unstated.count_ones();
            if verdict.no == 0 && best.is_none_or(fewer) {
                best = Some(verdict);
            }
        }
        let asked = self.asked();
        best.unwrap_or(match has_any {
            true => Verdict {
                no: asked,
                unstated: 0,
            },
            false => Verdict {
                no: 0,
                unstated: asked,
            },
        })
    }

    pub(super) fn of_session(self, session: &Session) -> Verdict {
        let mut verdict = Verdict::default();
        if self.days != 0 {
            let answer = (session.days != 0).then_some(session.days & self.days != 0);
            verdict.note(Filter::Day, answer);
        }
        if let Some(start) = self.start {
            verdict.note(Filter::StartTime, session.opens.map(|opens| opens >= start));
        }
        if let Some(end) = self.end {
            let is_past_midnight = |closes| session.opens.is_some_and(|opens| closes < opens);
            let ends = |closes| {
                if is_past_midnight(closes) {
                    closes + DAY
                } else {
                    closes
                }
            };
            verdict.note(
                Filter::EndTime,
                session.closes.map(|closes| ends(closes) <= end),
            );
        }
        verdict
    }

    fn asked(self) -> u32 {
        let mut asked = 0;
        for (filter, is_asked) in [
            (Filter::Day, self.days != 0),
            (Filter::StartTime, self.start.is_some()),
            (Filter::EndTime, self.end.is_some()),
        ] {
            asked |= if is_asked { filter.bit() } else { 0 };
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: u8 = 1;
    const TUESDAY: u8 = 2;

    fn session(days: u8, opens: Option<u16>, closes: Option<u16>) -> Session {
        Session {
            days,
            opens,
            closes,
            ..Session::default()
        }
    }

    #[test]
    fn one_entry_of_the_timetable_meets_all_that_is_asked() {
        let (day, start, end) = (
            Filter::Day.bit(),
            Filter::StartTime.bit(),
            Filter::EndTime.bit(),
        );
        let mornings = session(MONDAY, Some(600), Some(720));
        let evenings = session(TUESDAY, Some(1_140), Some(1_260));
        let late = session(TUESDAY, Some(1_320), Some(60));
        let ask = |days, start, end| When { days, start, end };
        for (when, sessions, no, unstated) in [
            (ask(MONDAY, None, None), vec![mornings, evenings], 0, 0),
            (ask(MONDAY | TUESDAY, None, None), vec![evenings], 0, 0),
            (ask(4, None, None), vec![mornings, evenings], day, 0),
            // Monday has mornings and Tuesday evenings: neither has Monday evenings.
            (
                ask(MONDAY, Some(1_080), None),
                vec![mornings, evenings],
                day | start,
                0,
            ),
            (
                ask(TUESDAY, Some(1_080), Some(1_260)),
                vec![mornings, evenings],
                0,
                0,
            ),
            (ask(0, None, Some(719)), vec![mornings], end, 0),
            (ask(0, None, Some(1_439)), vec![late], end, 0),
            (
                ask(0, Some(600), None),
                vec![session(MONDAY, None, None)],
                0,
                start,
            ),
            (
                ask(MONDAY, Some(600), None),
                vec![session(0, Some(600), None)],
                0,
                day,
            ),
            (
                ask(MONDAY, Some(600), Some(720)),
                vec![session(MONDAY, None, None), mornings],
                0,
                0,
            ),
            (
                ask(MONDAY, Some(600), Some(720)),
                vec![evenings, session(MONDAY, None, None)],
                0,
                start | end,
            ),
            (ask(MONDAY, None, Some(720)), vec![], 0, day | end),
        ] {
            let want = Verdict { no, unstated };
            assert_eq!(
                when.judge(sessions.iter().copied()),
                want,
                "{when:?} {sessions:?}"
            );
        }
    }

    #[test]
    fn somebody_between_two_ages_fits_where_any_of_those_ages_does() {
        let range = |min, max| AgeRange { min, max };
        for (asked, bounds, want) in [
            (range(Some(16.0), Some(25.0)), range(Some(18.0), None), true),
            (range(Some(16.0), Some(25.0)), range(None, Some(16.0)), true),
            (range(Some(16.5), Some(25.0)), range(None, Some(16.0)), true),
            (
                range(Some(17.0), Some(25.0)),
                range(None, Some(16.0)),
                false,
            ),
            (
                range(Some(16.0), Some(25.0)),
                range(Some(26.0), None),
                false,
            ),
            (
                range(Some(60.0), None),
                range(Some(18.0), Some(50.0)),
                false,
            ),
            (range(None, Some(5.0)), range(Some(4.0), Some(11.0)), true),
            (range(None, None), range(Some(4.0), Some(11.0)), true),
        ] {
            let filters = Filters {
                min_age: asked.min,
                max_age: asked.max,
                ..Filters::default()
            };
            assert_eq!(of_ages(&filters, bounds), want, "{asked:?} {bounds:?}");
        }
    }
}
