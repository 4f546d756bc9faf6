//! Postcodes: the normal form, and the one repair that is safe.
//!
//! Capitals and spacing are put right in silence. A letter O for a zero (I for a one, S for a
//! five, or the other way round) is mended only when exactly one of the postcodes that may be
//! meant is live by a [`PostcodeBook`]; where the book cannot tell, when only one of them has
//! the shape of a postcode at all.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::{Reading, is_placeholder, pattern};
use crate::domain::{Postcode, look_alikes};
use crate::sheet::ProblemKind;

/// What is known of a postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is in use.
    Live,
    /// It is not: never was, or no longer.
    Dead,
    /// The book does not reach that far.
    Unknown,
}

/// Knows which postcodes are in use.
pub trait PostcodeBook {
    /// What is known of a postcode.
    fn standing(&self, postcode: &Postcode) -> Standing;
}

/// A book that knows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBook;

impl PostcodeBook for NoBook {
    fn standing(&self, _: &Postcode) -> Standing {
        Standing::Unknown
    }
}

/// What may be a postcode inside longer text, its slips included.
static INSIDE: LazyLock<Regex> =
    pattern!(r"(?i)\b([a-z]{1,2}[0-9oils][0-9a-z]?)[\s.-]{0,3}([0-9oils][a-z0158][a-z0158])\b");

/// Reads a cell of one postcode.
pub fn read(raw: &str, book: &dyn PostcodeBook) -> Reading<Option<Postcode>> {
    if is_placeholder(raw) {
        return Reading::default();
    }
    let text: String = raw
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect::<String>()
        .to_ascii_uppercase();
    let whole = meant(&text, book);
    match whole.or_else(|| first_inside(raw, book)) {
        Some(meant) => meant.reading(raw),
        None => Reading::with(None, ProblemKind::PostcodeInvalid),
    }
}

/// Finds the postcode in an address, and the address without it.
pub fn split(address: &str, book: &dyn PostcodeBook) -> (Reading<Option<Postcode>>, String) {
    if let Some((meant, rest)) = inside(address, book) {
        let shown = if address.contains(meant.postcode.as_str()) {
            meant.postcode.to_string()
        } else {
            address.to_owned()
        };
        return (meant.reading(&shown), rest);
    }
    // Only at the end of an address does a slip look like a postcode and like nothing else.
    let last = INSIDE.find_iter(address).last();
    if let Some(found) = last.filter(|found| address[found.end()..].chars().all(is_edge))
        && let Some(postcode) = mended(&compact(found.as_str()), book)
    {
        let read = Reading::with(Some(postcode), ProblemKind::PostcodeOZero);
        return (read, tidy(&address[..found.start()]));
    }
    (Reading::fine(None), address.to_owned())
}

/// A postcode, and whether a slip was mended to get it.
struct Meant {
    postcode: Postcode,
    is_mended: bool,
}

impl Meant {
    /// What is said of it where `shown` stands in the sheet.
    fn reading(self, shown: &str) -> Reading<Option<Postcode>> {
        let respelt = self.postcode.as_str() != shown;
        let read = Reading::fine(Some(self.postcode));
        read.noting(ProblemKind::PostcodeOZero, self.is_mended)
            .noting(ProblemKind::PostcodeFormat, respelt && !self.is_mended)
    }
}

/// What a text in the shape of a postcode, or nearly so, was meant to be.
fn meant(text: &str, book: &dyn PostcodeBook) -> Option<Meant> {
    let whole = text.parse::<Postcode>().ok();
    let stands =
        |postcode: &Postcode| is_sound(postcode) && book.standing(postcode) != Standing::Dead;
    if !whole.as_ref().is_some_and(stands)
        && let Some(postcode) = mended(text, book)
    {
        return Some(Meant {
            postcode,
            is_mended: true,
        });
    }
    // Areas hardly ever change: what lies in none is a slip, unless the book knows better.
    let exists = |one: &Postcode| one.is_in_known_area() || book.standing(one) == Standing::Live;
    whole.filter(exists).map(|postcode| Meant {
        postcode,
        is_mended: false,
    })
}

/// The first whole postcode among other words: a second one is for the satnav.
fn first_inside(text: &str, book: &dyn PostcodeBook) -> Option<Meant> {
    let (postcode, _) = wholes(text).next()?;
    meant(&postcode, book)
}

/// Each whole postcode in a text, without its space, and where it stands.
fn wholes(text: &str) -> impl Iterator<Item = (String, Match<'_>)> {
    let found = INSIDE.find_iter(text).map(|m| (compact(m.as_str()), m));
    found.filter(|(text, _)| Postcode::is_shaped(text))
}

/// The last whole postcode in a text, and the text without it.
fn inside(text: &str, book: &dyn PostcodeBook) -> Option<(Meant, String)> {
    let (postcode, found) = wholes(text).last()?;
    let postcode = meant(&postcode, book)?;
    let before = tidy(&text[..found.start()]);
    let after = tidy(&text[found.end()..]);
    let parts: Vec<&str> = [before.as_str(), after.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    Some((postcode, parts.join(", ")))
}

fn compact(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

fn tidy(text: &str) -> String {
    text.trim_matches(is_edge).to_owned()
}

/// What is left hanging where something was taken out.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '-')
}

/// The postcode that was meant, where exactly one can have been.
fn mended(text: &str, book: &dyn PostcodeBook) -> Option<Postcode> {
    if !(5..=7).contains(&text.len()) || !text.is_ascii() {
        return None;
    }
    let candidates = look_alikes(text, |one| is_sound(one) && compact(one.as_str()) != text);
    let of = |standing: Standing| -> Vec<&Postcode> {
        let stands = candidates
            .iter()
            .filter(|one| book.standing(one) == standing);
        stands.collect()
    };
    match (
        of(Standing::Live).as_slice(),
        of(Standing::Unknown).as_slice(),
    ) {
        ([live], []) => Some((*live).clone()),
        ([], [only]) if candidates.len() == 1 => Some((*only).clone()),
        _ => None,
    }
}

/// Whether the letters stand where Royal Mail puts letters: those of an area first, and only
/// some at the end of an outward code (`W1A`, `EC1A`), O and I not among them.
fn is_sound(postcode: &Postcode) -> bool {
    let outward = postcode.outward().as_bytes();
    let last = match outward {
        [_, b'0'..=b'9', last @ b'A'..=b'Z'] => b"ABCDEFGHJKPSTUW".contains(last),
        [_, _, _, last @ b'A'..=b'Z'] => b"ABEHMNPRVWXY".contains(last),
        _ => true,
    };
    postcode.is_in_known_area() && last
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use ProblemKind::{PostcodeFormat, PostcodeInvalid, PostcodeOZero};

    /// Knows these to be live and every other one not to be.
    struct Known(&'static [&'static str]);

    impl PostcodeBook for Known {
        fn standing(&self, postcode: &Postcode) -> Standing {
            if self.0.contains(&postcode.as_str()) {
                Standing::Live
            } else {
                Standing::Dead
            }
        }
    }

    fn shown(read: &Reading<Option<Postcode>>) -> Option<&str> {
        read.value.as_ref().map(Postcode::as_str)
    }

    #[test]
    fn capitals_and_spacing_are_put_right() {
        for (raw, want, problems) in [
            ("LS1 4AP", Some("LS1 4AP"), vec![]),
            ("ls14ap", Some("LS1 4AP"), vec![PostcodeFormat]),
            ("LS1  4AP", Some("LS1 4AP"), vec![PostcodeFormat]),
            (" LS1 4AP.", Some("LS1 4AP"), vec![PostcodeFormat]),
            ("LS1-4AP", Some("LS1 4AP"), vec![PostcodeFormat]),
            ("LS1\u{a0}4AP", Some("LS1 4AP"), vec![PostcodeFormat]),
            ("Leeds LS1 4AP", Some("LS1 4AP"), vec![PostcodeFormat]),
            (
                "LS1 4AP (satnav: LS1 4AQ)",
                Some("LS1 4AP"),
                vec![PostcodeFormat],
            ),
            ("n/a", None, vec![]),
            ("LS1", None, vec![PostcodeInvalid]),
            ("LS1 4A", None, vec![PostcodeInvalid]),
            ("Leeds", None, vec![PostcodeInvalid]),
            ("12345", None, vec![PostcodeInvalid]),
            ("ZZ99 9ZZ", None, vec![PostcodeInvalid]),
            ("1S1 4AP", None, vec![PostcodeInvalid]),
        ] {
            let read = read(raw, &NoBook);
            assert_eq!(shown(&read), want, "{raw}");
            assert_eq!(read.problems, problems, "{raw}");
        }
    }

    #[test]
    fn signs_that_look_alike_are_mended_only_where_one_live_postcode_can_be_meant() {
        for (raw, live, want) in [
            ("S1O 2TN", &["S10 2TN"] as &'static [_], Some("S10 2TN")),
            ("LS1 OAP", &["LS1 0AP"], Some("LS1 0AP")),
            ("LSI 4AP", &["LS1 4AP"], Some("LS1 4AP")),
            ("LS1 4A5", &["LS1 4AS"], Some("LS1 4AS")),
            ("5I0 2TN", &["S10 2TN"], Some("S10 2TN")),
            ("LSO OAP", &["LS0 0AP"], Some("LS0 0AP")),
            ("LSI 4AP", &[], None),
        ] {
            let read = read(raw, &Known(live));
            assert_eq!(shown(&read), want, "{raw}");
            let problem = if want.is_some() {
                PostcodeOZero
            } else {
                PostcodeInvalid
            };
            assert_eq!(read.problems, [problem], "{raw}");
        }
    }

    #[test]
    fn without_a_book_only_the_shape_decides() {
        for (raw, want) in [
            ("LS1 OAP", Some("LS1 0AP")),
            ("S1O 2TN", Some("S10 2TN")),
            ("W1A OAX", Some("W1A 0AX")),
        ] {
            assert_eq!(shown(&read(raw, &NoBook)), want, "{raw}");
        }
    }

    #[test]
    fn a_postcode_is_taken_out_of_an_address() {
        for (address, want, rest) in [
            (
                "1 High Street, Leeds, LS1 4AP",
                Some("LS1 4AP"),
                "1 High Street, Leeds",
            ),
            (
                "1 High Street, Leeds ls14ap.",
                Some("LS1 4AP"),
                "1 High Street, Leeds",
            ),
            (
                "1 High Street, LS1 4AP, Leeds",
                Some("LS1 4AP"),
                "1 High Street, Leeds",
            ),
            (
                "1 High Street, Leeds LS1 OAP",
                Some("LS1 0AP"),
                "1 High Street, Leeds",
            ),
            ("LS1 4AP", Some("LS1 4AP"), ""),
            ("1 High Street, Leeds", None, "1 High Street, Leeds"),
        ] {
            let (read, left) = split(address, &NoBook);
            assert_eq!(shown(&read), want, "{address}");
            assert_eq!(left, rest, "{address}");
        }
    }

    #[test]
    fn a_slip_is_mended_alike_in_a_cell_of_its_own_and_in_an_address() {
        for (raw, want) in [("LI1 1FR", "L11 1FR"), ("1 Mill Lane, LI11FR)", "L11 1FR")] {
            for reading in [read(raw, &NoBook), split(raw, &NoBook).0] {
                assert_eq!(shown(&reading), Some(want), "{raw}");
                assert_eq!(reading.problems, [PostcodeOZero], "{raw}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_cell_is_read_and_its_postcode_is_read_again(raw in "(\\PC|[A-Z0-9 ]){0,12}") {
            let found = [split(&raw, &NoBook).0.value, read(&raw, &NoBook).value];
            for postcode in found.into_iter().flatten() {
                let again = read(postcode.as_str(), &NoBook);
                prop_assert_eq!(again.value.as_ref(), Some(&postcode));
            }
        }
    }
}
