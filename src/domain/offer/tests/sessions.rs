use serde_json::json;

use super::{described, hold, of};

/// `MO,TU 10:00-12:00`, for comparison.
fn shown(offer: &super::Offer) -> String {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let time = |at: Option<u16>| at.map(|at| format!("{:02}:{:02}", at / 60, at % 60));
    let mut lines: Vec<String> = Vec::new();
    for session in offer.sessions.iter().map(|said| said.value) {
        let days = (0..7_usize).filter(|day| session.days & 1 << day != 0);
        let days: Vec<_> = days.map(|day| DAYS[day]).collect();
        let times = [time(session.opens), time(session.closes)];
        let times = match times {
            [None, None] => String::new(),
            times => format!(" {}", times.map(Option::unwrap_or_default).join("-")),
        };
        lines.push(format!("{}{times}", days.join(",")));
    }
    lines.join("; ")
}

#[test]
fn days_and_times_are_read_from_prose() {
    let rows = [
        ("Tuesdays 10am-12 noon.", "TU 10:00-12:00"),
        (
            "We meet every Tuesday from 10am to 12 noon in the hall.",
            "TU 10:00-12:00",
        ),
        ("Join us on Wednesday evenings, 7-9pm.", "WE 19:00-21:00"),
        (
            "Open Monday to Friday 9am - 5pm.",
            "MO,TU,WE,TH,FR 09:00-17:00",
        ),
        ("Mon, Wed and Fri, 2pm until 4pm.", "MO,WE,FR 14:00-16:00"),
        ("Mondays at 10.30am.", "MO 10:30-"),
        ("Mon 10-12, Thurs 1-3pm", "MO 10:00-12:00; TH 13:00-15:00"),
        ("Every Thursday.", "TH"),
        ("Meets weekly on a Thursday.", "TH"),
        ("2nd Thursday of the month, 7.30pm.", "TH 19:30-"),
        ("First Saturday of every month 10-12.30.", "SA 10:00-12:30"),
        ("Weekdays 9.30am-4.30pm", "MO,TU,WE,TH,FR 09:30-16:30"),
        ("Fortnightly on Fridays, 6pm to 8pm.", "FR 18:00-20:00"),
        (
            "Our helpline is open 24 hours a day, 7 days a week.",
            "MO,TU,WE,TH,FR,SA,SU 00:00-23:59",
        ),
        (
            "Saturday and Sunday 11am to 3pm, term time only.",
            "SA,SU 11:00-15:00",
        ),
        ("A choir that meets on Monday nights.", "MO"),
        ("Daily 8am to 6pm.", "MO,TU,WE,TH,FR,SA,SU 08:00-18:00"),
        ("Open every day except Sunday.", "MO,TU,WE,TH,FR,SA"),
        (
            "Open daily 9am to 5pm, closed Mondays.",
            "TU,WE,TH,FR,SA,SU 09:00-17:00",
        ),
        (
            "We no longer meet on Thursdays, but every Monday at 10am.",
            "MO 10:00-",
        ),
        ("We meet every Monday, and you don't need to pay.", "MO"),
        (
            "Tuesdays 10am-12 noon; we cannot take cards.",
            "TU 10:00-12:00",
        ),
        ("We do not charge, and meet every Friday.", "FR"),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), shown(&described(text)), want.to_owned())));
}

#[test]
fn a_day_that_is_only_mentioned_is_no_session() {
    let rows = [
        "The office is closed on Mondays.",
        "A concert on Saturday 14 June.",
        "For people who sat at home too long in the sun.",
        "Ring before Friday to book.",
        "We will call you on Monday morning.",
        "No session on bank holiday Monday.",
        "Bring sun cream.",
        "A team of 10-12 helpers.",
        "Closed on Mondays.",
        "We are closed on Mondays.",
        "We no longer meet on Thursdays.",
        "We do not meet on Thursdays.",
        "We don't meet on Thursdays.",
        "Not on Mondays.",
        "The Thursday class has ended.",
        "Monday sessions are no longer running.",
        "We used to meet every Thursday.",
        "We have stopped meeting on Thursdays.",
    ];
    hold(rows.map(|text| (text.to_owned(), shown(&described(text)), String::new())));
}

#[test]
fn prose_is_silent_where_a_schedule_speaks() {
    let offer =
        of(json!({"schedules": [{"byday": "MO"}], "description": "Tuesdays 10am to noon."}));
    assert_eq!(shown(&offer), "MO");
    let offer = of(json!({"schedules": [{"description": "Closed on Mondays"}]}));
    assert_eq!(shown(&offer), "");
    let offer = of(json!({"schedules": [{"description": "Fridays, 10:00 to 11:30"}]}));
    assert_eq!(shown(&offer), "FR 10:00-11:30");
}
