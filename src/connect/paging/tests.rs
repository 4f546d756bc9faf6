//! Walks as feeds play them.

use super::*;

fn envelope(items: Option<u64>, pages: Option<u64>, last: Option<bool>) -> Envelope {
    Envelope {
        total_items: items,
        total_pages: pages,
        last,
        ..Envelope::default()
    }
}

/// Plays pages, each with its ids and envelope, until the walk ends; returns how many it
/// asked for and how it ended.
fn play(pages: &[(&[u32], Envelope)]) -> (usize, Result<(), Gap>) {
    let mut walk = Walk::default();
    for (place, (ids, envelope)) in pages.iter().enumerate() {
        let (step, _) = walk.judge(place as u64 + 1, ids, envelope);
        if step == Step::End {
            return (place + 1, walk.finish());
        }
    }
    (usize::MAX, walk.finish())
}

#[test]
fn a_walk_ends_where_the_feed_ends() {
    let good = |last| envelope(Some(5), Some(3), Some(last));
    let none = Envelope::default();
    let per_page = |n| envelope(Some(n), None, None);
    let short = |announced, received| {
        Err(Gap::Short {
            announced,
            received,
        })
    };
    for (name, pages, want) in [
        (
            "everything as it should be",
            vec![
                (&[1, 2][..], good(false)),
                (&[3, 4], good(false)),
                (&[5], good(true)),
            ],
            (3, Ok(())),
        ),
        (
            "an empty feed",
            vec![(&[], envelope(Some(0), Some(0), Some(true)))],
            (1, Ok(())),
        ),
        (
            "no totals: an empty page ends it",
            vec![(&[1, 2], none), (&[3], none), (&[], none)],
            (3, Ok(())),
        ),
        (
            "no totals and page ignored",
            vec![(&[1, 2], none), (&[1, 2], none)],
            (2, Err(Gap::Repeated(2))),
        ),
        (
            "page ignored and totals right",
            vec![(&[1, 2], good(false)), (&[1, 2], good(false))],
            (2, short(5, 2)),
        ),
        (
            "past the end the last page again, but all had come",
            vec![
                (&[1, 2], envelope(Some(3), None, Some(false))),
                (&[3], envelope(Some(3), None, Some(false))),
                (&[3], envelope(Some(3), None, Some(false))),
            ],
            (3, Ok(())),
        ),
        (
            "always the last page, though more is announced",
            vec![
                (&[1, 2], envelope(Some(3), None, Some(true))),
                (&[3], envelope(Some(3), None, Some(true))),
            ],
            (2, Ok(())),
        ),
        (
            "never the last page",
            vec![
                (&[1, 2], envelope(Some(2), Some(1), Some(false))),
                (&[], envelope(Some(2), Some(1), Some(false))),
            ],
            (2, Ok(())),
        ),
        (
            "as many pages as services announced",
            vec![
                (&[1, 2], envelope(Some(3), Some(3), None)),
                (&[3], envelope(Some(3), Some(3), None)),
                (&[], envelope(Some(3), Some(3), None)),
                (&[], envelope(Some(3), Some(3), None)),
            ],
            (3, Ok(())),
        ),
        (
            "a hole in the middle",
            vec![
                (&[1, 2], envelope(None, Some(3), None)),
                (&[], envelope(None, Some(3), None)),
                (&[5], envelope(None, Some(3), Some(true))),
            ],
            (3, Err(Gap::Hole(2))),
        ),
        (
            "fewer services than announced",
            vec![
                (&[1, 2], envelope(Some(9), None, None)),
                (&[], envelope(Some(9), None, None)),
            ],
            (2, short(9, 2)),
        ),
        (
            "fewer pages than announced",
            vec![
                (&[1, 2], envelope(None, Some(9), None)),
                (&[], envelope(None, Some(9), Some(true))),
            ],
            (
                2,
                Err(Gap::FewPages {
                    announced: 9,
                    received: 1,
                }),
            ),
        ),
        (
            "more services than announced",
            vec![
                (&[1, 2], good(false)),
                (&[3, 4], good(false)),
                (&[5, 6], good(true)),
            ],
            (3, Ok(())),
        ),
        (
            "totals that count one page",
            vec![
                (&[1, 2], per_page(2)),
                (&[3, 4], per_page(2)),
                (&[5], per_page(1)),
            ],
            (3, Ok(())),
        ),
        (
            "a service removed in mid-walk",
            vec![
                (&[1, 2], good(false)),
                (&[4, 5], envelope(Some(4), Some(2), Some(true))),
            ],
            (2, Err(Gap::Shrunk)),
        ),
        (
            "a service added in mid-walk pushes one to the next page",
            vec![
                (&[1, 2], envelope(Some(3), Some(2), Some(false))),
                (&[2, 3], envelope(Some(4), Some(2), Some(true))),
                (&[], envelope(Some(4), Some(2), Some(true))),
            ],
            (3, short(4, 3)),
        ),
        (
            "the feed's own doubles are no gap",
            vec![
                (&[1, 1], good(false)),
                (&[3, 4], good(false)),
                (&[5], good(true)),
            ],
            (3, Ok(())),
        ),
    ] {
        assert_eq!(play(&pages), want, "{name}");
    }
}

#[test]
fn a_walk_never_goes_on_for_ever() {
    let stated = envelope(Some(100), Some(1), Some(false));
    for (name, envelope, size, most) in [
        ("announced", stated, 50, 30),
        ("unannounced", Envelope::default(), 2, MAX_PAGES),
        (
            "growing",
            envelope(None, Some(u64::MAX), None),
            2,
            MAX_PAGES,
        ),
    ] {
        let mut walk = Walk::default();
        let mut number = 0;
        loop {
            number += 1;
            let ids: Vec<u64> = (0..size).map(|n| number * size + n).collect();
            if walk.judge(number, &ids, &envelope).0 == Step::End {
                break;
            }
            assert!(number <= most, "{name}");
        }
        assert_eq!(walk.finish(), Err(Gap::Endless(number * size)), "{name}");
    }
}

#[test]
fn empty_pages_that_announce_more_end_after_three() {
    let more = envelope(None, Some(1_000), Some(false));
    let mut walk = Walk::default();
    let steps: Vec<_> = (1..=3).map(|n| walk.judge::<u8>(n, &[], &more).0).collect();
    assert_eq!(steps, [Step::Next, Step::Next, Step::End]);
}

#[test]
fn a_lost_page_is_stepped_over_unless_all_had_come() {
    let mut walk = Walk::default();
    walk.judge(1, &[1, 2], &envelope(Some(5), Some(3), Some(false)));
    assert_eq!(walk.lose(2, false), Step::Next);
    assert_eq!(walk.lose(3, false), Step::End, "there is no page 4");
    assert_eq!(walk.finish(), Err(Gap::Lost(vec![2, 3])));

    let mut whole = Walk::default();
    whole.judge(1, &[1, 2], &envelope(Some(2), None, None));
    assert_eq!(whole.lose(2, true), Step::End);
    assert_eq!(whole.finish(), Ok(()));

    let mut unsure = Walk::default();
    unsure.judge(1, &[1, 2], &Envelope::default());
    assert_eq!(unsure.lose(2, true), Step::End);
    assert_eq!(unsure.finish(), Err(Gap::Lost(vec![2])));
}

#[test]
fn a_server_that_counts_from_zero_is_asked_for_page_zero() {
    let mut walk = Walk::default();
    walk.judge(1, &[3, 4], &envelope(Some(5), Some(3), Some(false)));
    walk.judge(2, &[5], &envelope(Some(5), Some(3), Some(true)));
    walk.judge::<u32>(3, &[], &envelope(Some(5), Some(3), Some(true)));
    assert!(walk.wants_page_zero());
    assert!(walk.judge_zero(&[1, 2]).fresh);
    assert_eq!(walk.finish(), Ok(()));
}

proptest::proptest! {
    /// However many services and however large the pages, and whichever parts of the envelope
    /// a feed leaves out, an honest list is read whole with at most one request too many.
    #[test]
    fn an_honest_list_is_read_whole(
        count in 0_u64..200, size in 1_u64..30, items: bool, pages: bool, last: bool,
    ) {
        let total_pages = count.div_ceil(size);
        let mut walk = Walk::default();
        let mut number = 0;
        loop {
            number += 1;
            let from = ((number - 1) * size).min(count);
            let ids: Vec<u64> = (from..(from + size).min(count)).collect();
            let stated = Envelope {
                total_items: items.then_some(count),
                total_pages: pages.then_some(total_pages),
                last: last.then_some(number >= total_pages),
                ..Envelope::default()
            };
            if walk.judge(number, &ids, &stated).0 == Step::End {
                break;
            }
        }
        proptest::prop_assert_eq!(walk.finish(), Ok(()));
        proptest::prop_assert_eq!(walk.received(), count);
        proptest::prop_assert!(number <= total_pages.max(1) + u64::from(!last));
    }

    /// Whatever a feed sends, the walk ends.
    #[test]
    fn no_list_is_walked_for_ever(
        ids in proptest::collection::vec(0_u8..6, 0..4),
        items: Option<u64>, pages: Option<u64>, last: Option<bool>,
    ) {
        let mut walk = Walk::default();
        let stated = envelope(items, pages, last);
        let end = (1..=5).find(|number| walk.judge(*number, &ids, &stated).0 == Step::End);
        proptest::prop_assert!(end.is_some());
    }
}
