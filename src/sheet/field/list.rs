//! Lists in a cell: several subjects, parted by whatever the writer of the sheet preferred.
//!
//! The separators that a profile names are taken; without any, the strongest one in the
//! cell parts it: a line break, `;`, `|` or a bullet, then a comma, then a slash. `&` and
//! `and` never do: "Arts & crafts" is one subject.

use super::{is_placeholder, text};

/// Separators from the strongest to the weakest: where a stronger one stands, a weaker one
/// belongs to a name.
const LEVELS: [&[char]; 3] = [&['\n', '\r', ';', '|', '•'], &[','], &['/']];

/// The items of a cell in their order, each once, whatever its capitals.
pub fn read(raw: &str, separators: &[String]) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    if is_placeholder(raw) {
        return items;
    }
    for part in parts(raw, separators) {
        let Some(item) = text::read(part).value else {
            continue;
        };
        let item = item.trim_matches(['"', ',', ';', '|', '•', ' ']);
        let known = items
            .iter()
            .any(|i| i.to_lowercase() == item.to_lowercase());
        if !known && !is_placeholder(item) {
            items.push(item.to_owned());
        }
    }
    items
}

fn parts<'a>(raw: &'a str, separators: &[String]) -> Vec<&'a str> {
    let named: Vec<&str> = separators
        .iter()
        .map(String::as_str)
        .filter(|separator| !separator.is_empty())
        .collect();
    if !named.is_empty() {
        return named.iter().fold(vec![raw], |parts, separator| {
            parts
                .iter()
                .flat_map(|part| part.split(separator))
                .collect()
        });
    }
    let level = LEVELS.iter().find(|level| raw.trim().contains(**level));
    level.map_or_else(|| vec![raw], |level| raw.split(*level).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_strongest_separator_parts_a_cell() {
        for (raw, want) in [
            ("Arts & crafts", vec!["Arts & crafts"]),
            ("Arts; Health, wellbeing", vec!["Arts", "Health, wellbeing"]),
            ("Arts, Sport,arts", vec!["Arts", "Sport"]),
            ("Advice/Debt", vec!["Advice", "Debt"]),
            ("Arts | Sport |", vec!["Arts", "Sport"]),
            (
                "Arts\nLunch clubs, cafes",
                vec!["Arts", "Lunch clubs, cafes"],
            ),
            ("• Arts • Sport", vec!["Arts", "Sport"]),
            ("n/a", vec![]),
            ("Arts; n.a.; -", vec!["Arts"]),
        ] {
            assert_eq!(read(raw, &[]), want, "{raw:?}");
        }
    }

    #[test]
    fn a_profile_has_the_say_over_the_separators() {
        let plus = ["+".to_owned(), " and ".to_owned()];
        assert_eq!(
            read("Arts, crafts + Sport and Tea", &plus),
            ["Arts, crafts", "Sport", "Tea"]
        );
    }

    proptest! {
        #[test]
        fn items_are_read_again_as_they_are(raw in "[a-zA-Z ,;|/\n&•-]{0,40}") {
            let once = read(&raw, &[]);
            prop_assert_eq!(&read(&once.join("\n"), &["\n".to_owned()]), &once);
        }
    }
}
