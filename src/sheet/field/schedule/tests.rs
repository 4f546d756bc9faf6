use proptest::prelude::*;

use super::*;

/// `MO 10:00-12:00 WE 10:00-12:00`; an open end is nothing, a day alone has no dash.
fn shown(hours: &Hours) -> String {
    let words = hours.openings.iter().map(|Opening { session, every }| {
        let fortnight = if *every == Every::Fortnight { "/2" } else { "" };
        let part = |time: &Option<String>| time.clone().unwrap_or_default();
        match (&session.opens_at, &session.closes_at) {
            (None, None) => format!("{}{fortnight}", session.byday),
            (opens, closes) => {
                format!(
                    "{}{fortnight} {}-{}",
                    session.byday,
                    part(opens),
                    part(closes)
                )
            }
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn prose_about_weeks_gives_an_opening_for_each_day() {
    for (raw, want) in [
        ("Mon & Weds 10-12.30", "MO 10:00-12:30 WE 10:00-12:30"),
        (
            "Mon-Wed 9am-5pm",
            "MO 09:00-17:00 TU 09:00-17:00 WE 09:00-17:00",
        ),
        ("Tues/Thurs 7.30pm - 9pm", "TU 19:30-21:00 TH 19:30-21:00"),
        ("Weekends 10 til noon", "SA 10:00-12:00 SU 10:00-12:00"),
        ("Weds 10am til noon", "WE 10:00-12:00"),
        ("Fri noon-2", "FR 12:00-14:00"),
        ("Mon 10.00 - 12.00 hrs", "MO 10:00-12:00"),
        ("Tuesday 1400-1600", "TU 14:00-16:00"),
        ("Tuesdays 2-4", "TU 14:00-16:00"),
        ("Sat 9-5", "SA 09:00-17:00"),
        (
            "Mon 10-12, Wed 1-3pm; closed bank holidays",
            "MO 10:00-12:00 WE 13:00-15:00",
        ),
        ("Mon 10-12 & 2-4", "MO 10:00-12:00 MO 14:00-16:00"),
        (
            "Mon, Tue and Thu: 10:00-12:00",
            "MO 10:00-12:00 TU 10:00-12:00 TH 10:00-12:00",
        ),
        ("10-12 Mon, 1-3 Wed", "MO 10:00-12:00 WE 13:00-15:00"),
        (
            "10am-12pm on Mondays and Fridays",
            "MO 10:00-12:00 FR 10:00-12:00",
        ),
        ("Thursday evenings 7-9", "TH 19:00-21:00"),
        ("Thursday evening 8-10", "TH 20:00-22:00"),
        ("Thurs mornings 9.30 - 11.30", "TH 09:30-11:30"),
        ("Every Monday at 2pm", "MO 14:00-"),
        ("Mondays from 6.30pm", "MO 18:30-"),
        ("Mon 7pm til late", "MO 19:00-"),
        ("Wednesdays between 10 and 12", "WE 10:00-12:00"),
        ("Sat am", "SA"),
        ("Mondays", "MO"),
        (
            "Thu-Fri 9-5 by appointment",
            "TH 09:00-17:00 FR 09:00-17:00",
        ),
        ("Mon-Wed 9-12, closed Tue", "MO 09:00-12:00 WE 09:00-12:00"),
        (
            "Mon 10-12. Tue closed. Wed 1-3",
            "MO 10:00-12:00 WE 13:00-15:00",
        ),
        ("Monday 10-12\nTuesday 2-4", "MO 10:00-12:00 TU 14:00-16:00"),
        ("Monday\n10-12", "MO 10:00-12:00"),
        ("Mon 10-12 (term time only)", "MO 10:00-12:00"),
        ("Mon 10-12, not in school holidays", "MO 10:00-12:00"),
        ("Weds 1.30-3pm, term time", "WE 13:30-15:00"),
        ("Mon 10am-12noon", "MO 10:00-12:00"),
        ("Fri 7pm-midnight", "FR 19:00-00:00"),
        ("Tuesday, 10:00 – 12:00, ages 5-11, £3", "TU 10:00-12:00"),
        ("Mon 10-12 call 01632 960123", "MO 10:00-12:00"),
        (
            "Sat-Mon 10-12",
            "SA 10:00-12:00 SU 10:00-12:00 MO 10:00-12:00",
        ),
        ("Mon 9.30am to 11am", "MO 09:30-11:00"),
        ("Wednesday's 10 - 11:30am", "WE 10:00-11:30"),
        ("Mon. 10-12", "MO 10:00-12:00"),
        ("MON 10AM-12PM", "MO 10:00-12:00"),
        ("Mon: until 4pm", "MO -16:00"),
        ("Monday - 10am to 12pm", "MO 10:00-12:00"),
    ] {
        let read = read(raw);
        assert_eq!(shown(&read.value), want, "{raw}");
        assert_eq!(read.problems, [], "{raw}");
    }
}

#[test]
fn daily_and_round_the_clock_are_seven_days() {
    for (raw, times) in [
        ("Daily 8am–8pm", "08:00-20:00"),
        ("7 days a week 8-8", "08:00-20:00"),
        ("24 hours", "00:00-23:59"),
        ("24/7", "00:00-23:59"),
        ("Open 24 hours a day, 7 days a week", "00:00-23:59"),
    ] {
        let days = Day::ALL.iter();
        let want: Vec<String> = days.map(|day| format!("{} {times}", day.code())).collect();
        assert_eq!(shown(&read(raw).value), want.join(" "), "{raw}");
    }
    for raw in ["Weekdays 9-5", "Monday to Friday 9am-5pm", "M-F 9-5"] {
        assert_eq!(read(raw).value.openings.len(), 5, "{raw}");
    }
}

#[test]
fn weeks_of_the_month_and_fortnights_are_kept_as_such() {
    for (raw, want) in [
        ("1st Tuesday of the month 2pm", "1TU 14:00-"),
        ("First Tuesday of each month, 2-4pm", "1TU 14:00-16:00"),
        ("1st & 3rd Monday 10-12", "1MO 10:00-12:00 3MO 10:00-12:00"),
        ("Last Friday of the month 7pm", "-1FR 19:00-"),
        ("2nd Weds monthly 10-11.30", "2WE 10:00-11:30"),
        ("every other Friday 1-3", "FR/2 13:00-15:00"),
        ("Every second Friday 1-3", "FR/2 13:00-15:00"),
        ("Fortnightly on Thursdays 10-12", "TH/2 10:00-12:00"),
        ("Alternate Mondays, 2pm", "MO/2 14:00-"),
    ] {
        assert_eq!(shown(&read(raw).value), want, "{raw}");
    }
}

#[test]
fn nothing_is_invented_where_no_week_is_certain() {
    for raw in [
        "term time only",
        "by appointment",
        "Varies",
        "Contact us for details",
        "10-12",
        "Sat 14 June 10-12",
        "Saturday 14th June, 10am",
        "Monthly on Tuesdays",
        "First week of the month",
        "During the school holidays Mon-Fri 10-3",
        "Ring on a Monday to hear from us when the next course may start",
        "2025",
        "Evenings",
    ] {
        let read = read(raw);
        assert_eq!(shown(&read.value), "", "{raw}");
        assert_eq!(read.problems, [ProblemKind::HoursUnparsed], "{raw}");
        assert_eq!(read.value.text.as_deref(), Some(raw));
    }
    assert_eq!(read("n/a"), Reading::default());
}

#[test]
fn the_column_of_a_day_holds_times_or_a_sign() {
    let session = |opens: Option<&str>, closes: Option<&str>| Session {
        byday: "TU".to_owned(),
        opens_at: opens.map(str::to_owned),
        closes_at: closes.map(str::to_owned),
    };
    for (raw, want) in [
        ("10-12", vec![session(Some("10:00"), Some("12:00"))]),
        ("10:00 - 12:00", vec![session(Some("10:00"), Some("12:00"))]),
        (
            "9-12, 1-3",
            vec![
                session(Some("09:00"), Some("12:00")),
                session(Some("13:00"), Some("15:00")),
            ],
        ),
        ("2pm", vec![session(Some("14:00"), None)]),
        ("Y", vec![session(None, None)]),
        ("closed", vec![]),
        ("-", vec![]),
        ("", vec![]),
    ] {
        let read = on_day(Day::Tuesday, raw);
        assert_eq!(read.value, want, "{raw}");
        assert_eq!(read.problems, [], "{raw}");
    }
    for raw in ["ask", "Monday 10-12"] {
        let read = on_day(Day::Tuesday, raw);
        assert_eq!(
            read,
            Reading::with(vec![], ProblemKind::HoursUnparsed),
            "{raw}"
        );
    }
}

#[test]
fn days_with_the_same_times_are_one_schedule_of_the_standard() {
    let hours = read("Mon & Weds 10-12, 1st Fri 2pm, every other Sunday 2pm").value;
    let rows = hours.schedules().into_iter();
    let rows: Vec<_> = rows
        .map(|s| {
            (
                s.freq.unwrap(),
                s.interval,
                s.byday.unwrap(),
                s.opens_at.unwrap(),
            )
        })
        .collect();
    let row = |freq: &str, interval, days: &str, opens: &str| {
        (freq.to_owned(), interval, days.to_owned(), opens.to_owned())
    };
    assert_eq!(
        rows,
        [
            row("WEEKLY", None, "MO,WE", "10:00"),
            row("MONTHLY", None, "1FR", "14:00"),
            row("WEEKLY", Some(2.0), "SU", "14:00"),
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_times_are_times(
        raw in "(\\PC|[0-9:. -]|mon |tues |to |am |pm |1st |closed |,|;|\n){0,40}"
    ) {
        let hours = read(&raw).value;
        if let Some(text) = &hours.text {
            prop_assert_eq!(&read(text).value.text, &hours.text);
        }
        for session in hours.sessions() {
            for shown in [session.opens_at, session.closes_at].into_iter().flatten() {
                prop_assert_eq!(time(&shown), Some(shown));
            }
        }
    }
}
