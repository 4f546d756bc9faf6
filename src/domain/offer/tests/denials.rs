//! What takes a phrase back, whatever the phrase is.

use super::super::denial::{Standing, weigh};
use super::hold;

#[test]
fn words_around_a_phrase_hold_it_deny_it_or_leave_it_unsure() {
    use Standing::{Denied, Holds, Unsure};
    // The phrase stands in brackets.
    let rows = [
        // Before it.
        ("We do not offer [home visits].", Denied),
        ("No [home visits].", Denied),
        ("We no longer do [home visits].", Denied),
        ("There isn't any [home visits] team.", Denied),
        ("We cannot offer [home visits].", Denied),
        ("We have stopped running [home visits].", Denied),
        ("We have suspended our [home visits].", Denied),
        ("We gave up [home visits] in 2022.", Denied),
        ("Without [home visits].", Denied),
        ("Neither [home visits] nor calls.", Denied),
        ("No calls, [home visits] or letters.", Denied),
        ("No calls or [home visits].", Denied),
        ("We do not offer calls and [home visits].", Denied),
        ("There is no provision for [home visits].", Denied),
        ("Not available: [home visits], calls.", Denied),
        ("We used to do [home visits].", Unsure),
        ("Formerly [home visits], now calls.", Unsure),
        ("Last year there were [home visits].", Unsure),
        ("We hope to start [home visits].", Unsure),
        ("Not all of us do [home visits].", Unsure),
        ("Limited [home visits].", Unsure),
        ("Calls instead of [home visits].", Unsure),
        ("For people who cannot get [home visits].", Unsure),
        ("If you cannot have [home visits], call.", Unsure),
        ("We do not only do [home visits].", Holds),
        ("Not just [home visits].", Holds),
        ("No need to ask for [home visits].", Holds),
        ("There is no charge for [home visits].", Holds),
        ("No waiting list for [home visits].", Holds),
        ("Do not hesitate to ask about [home visits].", Holds),
        ("Why not try our [home visits].", Holds),
        ("No referral needed for [home visits].", Holds),
        ("You need not come, we do [home visits].", Holds),
        ("We cannot take you to town but we do [home visits].", Holds),
        ("There is no office; [home visits] every day.", Holds),
        ("No nonsense, [home visits] within a week.", Holds),
        ("Help without leaving your sofa by [home visits].", Holds),
        ("No steps and [home visits].", Unsure),
        // Behind it.
        ("[Home visits] are not available.", Denied),
        ("[Home visits] aren't available.", Denied),
        ("[Home visits] are NOT currently available.", Denied),
        ("[Home visits] unavailable.", Denied),
        ("[Home visits] no longer offered.", Denied),
        ("[Home visits] are no longer offered.", Denied),
        ("[Home visits] have ended.", Denied),
        ("[Home visits] have been stopped for now.", Denied),
        ("[Home visits] are on hold.", Denied),
        ("[Home visits] stopped in 2020.", Denied),
        ("[Home visits] are a thing of the past.", Denied),
        ("[Home visits] have sadly come to an end.", Denied),
        ("We do [home visits], but they have ended.", Denied),
        ("[Home visits] are being planned.", Unsure),
        ("[Home visits] coming soon.", Unsure),
        ("We are raising money for [home visits].", Unsure),
        ("[Home visits] are cancelled on Monday.", Unsure),
        ("[Home visits] cannot be offered.", Denied),
        ("[Home visits] by our nurses have been withdrawn.", Denied),
        ("[Home visits] not available at present.", Denied),
        ("[Home visits] are closed until further notice.", Denied),
        ("[Home visits]: no", Denied),
        ("[Home visits]? No.", Denied),
        ("[Home visits] - not", Denied),
        ("[Home visits] - None", Denied),
        ("[Home visits] (not available)", Denied),
        ("[Home visits] No", Denied),
        ("[Home visits] and calls are not available.", Denied),
        (
            "[Home visits] or calls cannot be arranged, they are not offered.",
            Unsure,
        ),
        ("[Home visits] are limited.", Unsure),
        ("[Home visits]: limited", Unsure),
        ("[Home visits] are not always available.", Unsure),
        ("[Home visits] are not available to new clients.", Unsure),
        ("[Home visits] are not easy.", Unsure),
        ("[Home visits] are not available on Mondays.", Holds),
        ("[Home visits] are not available at weekends.", Holds),
        ("[Home visits] are closed over Christmas.", Holds),
        ("[Home visits] are not free.", Holds),
        ("[Home visits] are not a problem.", Holds),
        ("[Home visits] are not only for carers.", Holds),
        ("[Home visits]: yes", Holds),
        ("[Home visits]: no charge", Holds),
        ("[Home visits] have no waiting list.", Holds),
        ("[Home visits] are available, calls are not.", Holds),
        ("[Home visits] and do not worry about the mess.", Holds),
        ("[Home visits] and the lift is out of order.", Holds),
        ("[Home visits] if you cannot come.", Holds),
        ("[Home visits] are free but not on Mondays.", Holds),
        ("[Lift] out of order.", Denied),
        ("The [lift] is out of service.", Denied),
        ("The [lift] to the first floor is not working.", Denied),
        // Of another part of it.
        (
            "The upper floor isn't [step free] but the ground floor is.",
            Holds,
        ),
        (
            "The ground floor is [step free], the upper floor isn't.",
            Holds,
        ),
    ];
    hold(rows.map(|(text, want)| {
        let (from, to) = (text.find('[').unwrap(), text.find(']').unwrap());
        let plain = text.replace(['[', ']'], "");
        (text.to_owned(), weigh(&plain, from..to - 1).standing, want)
    }));
}

#[test]
fn a_denial_is_quoted_with_what_it_denies() {
    for (text, want) in [
        (
            "Sorry, we do not offer home visits.",
            "not offer home visits",
        ),
        (
            "Our home visits have ended, sadly.",
            "home visits have ended",
        ),
        ("Home visits: no", "home visits: no"),
    ] {
        let at = text.to_lowercase().find("home visits").unwrap();
        let weighed = weigh(text, at..at + "home visits".len());
        assert_eq!(text[weighed.at].to_lowercase(), want);
    }
}
