use serde_json::json;

use super::{described, hold, of, value};

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn room_is_read_from_what_is_said_of_waiting() {
    let rows = [
        ("No waiting list", YES),
        ("No wait", YES),
        ("None", YES),
        ("Spaces available", YES),
        ("We have places at the moment.", YES),
        ("Immediate start", YES),
        ("Same day", YES),
        ("Four weeks for Mondays; no wait for Fridays", YES),
        ("Waiting list closed", NO),
        ("Our waiting list is currently closed.", NO),
        ("Currently full", NO),
        ("Sorry, we are full until January.", NO),
        ("Fully booked", NO),
        ("Not taking new referrals at present.", NO),
        ("No places at the moment", NO),
        ("Six weeks", None),
        ("Three months in the moor villages", None),
        ("Runs in March and October", None),
    ];
    hold(rows.map(|(text, want)| {
        (
            text.to_owned(),
            value(&of(json!({ "wait_time": text })).has_places),
            want,
        )
    }));
}

#[test]
fn room_is_read_from_prose_only_where_it_speaks_of_that() {
    let rows = [
        ("There is no waiting list.", YES),
        ("Spaces available on the Tuesday course.", YES),
        ("New members always welcome.", YES),
        ("We are currently full.", NO),
        ("The waiting list is closed.", NO),
        (
            "The group is full at the moment but you can join the waiting list.",
            NO,
        ),
        ("A full day out with a full English breakfast.", None),
        ("Full details on the website.", None),
        ("None of us is perfect.", None),
        ("Places to sit.", None),
        ("There is a waiting list.", None),
        ("We don't have any spaces.", NO),
        ("Spaces are not available.", NO),
        ("Places are no longer available.", NO),
        ("New members are not welcome at present.", NO),
        ("We have spaces.", YES),
        ("No longer full: spaces available.", YES),
        ("We are not fully booked.", None),
        ("Not just spaces available: come and help.", YES),
        ("There is no waiting list, and no need to book.", YES),
        ("We have places, but not on Mondays.", YES),
        ("Spaces are limited.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).has_places), want)));
}
