//! Distances and counts as people say them.

use crate::domain::capitalised;

const METRES_PER_MILE: f64 = 1_609.344;

/// `1.2 miles (1.9 km)`, with `about` in front when the place or the start is not exact.
pub(super) fn distance(metres: f64, approximate: bool) -> String {
    let miles = metres / METRES_PER_MILE;
    let miles = match miles {
        m if m < 0.05 => "less than 0.1 miles".to_owned(),
        m => plural(&decimal(m), "mile"),
    };
    let km = if metres < 50.0 {
        "under 50 m".to_owned()
    } else if metres < 995.0 {
        format!("{:.0} m", (metres / 10.0).round() * 10.0)
    } else {
        format!("{} km", decimal(metres / 1_000.0))
    };
    let about = if approximate { "about " } else { "" };
    format!("{about}{miles} ({km})")
}

/// `5 km (3 miles)`: a round distance to search within.
pub(super) fn reach(metres: u32) -> String {
    let metres = f64::from(metres);
    let km = if metres < 1_000.0 {
        format!("{metres} m")
    } else {
        format!("{} km", metres / 1_000.0)
    };
    let miles = plural(&decimal(metres / METRES_PER_MILE), "mile");
    format!("{km} ({miles})")
}

/// `1 service`, `1,204 services`.
pub(super) fn services(count: u64) -> String {
    plural(&many(count), "service")
}

/// `1,204`.
pub(super) fn many(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// With a capital at the start and a full stop at the end.
pub(super) fn sentence(text: &str) -> String {
    let sentence = capitalised(text);
    if sentence.ends_with(['.', '?', '!']) {
        sentence
    } else {
        format!("{sentence}.")
    }
}

fn plural(number: &str, word: &str) -> String {
    if number == "1" {
        format!("{number} {word}")
    } else {
        format!("{number} {word}s")
    }
}

/// One place after the point below ten, none above; never a trailing `.0`.
fn decimal(number: f64) -> String {
    let text = if number < 9.95 {
        format!("{number:.1}")
    } else {
        format!("{number:.0}")
    };
    text.trim_end_matches(".0").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_in_miles_and_kilometres() {
        for (metres, approximate, want) in [
            (0.0, false, "less than 0.1 miles (under 50 m)"),
            (64.0, false, "less than 0.1 miles (60 m)"),
            (1_931.0, false, "1.2 miles (1.9 km)"),
            (1_609.0, true, "about 1 mile (1.6 km)"),
            (640.0, false, "0.4 miles (640 m)"),
            (999.0, false, "0.6 miles (1 km)"),
            (25_700.0, true, "about 16 miles (26 km)"),
        ] {
            assert_eq!(distance(metres, approximate), want);
        }
        assert_eq!(reach(1_000), "1 km (0.6 miles)");
        assert_eq!(reach(25_000), "25 km (16 miles)");
        assert_eq!(reach(500), "500 m (0.3 miles)");
    }

    #[test]
    fn counts_are_grouped_and_agree_with_their_noun() {
        for (count, want) in [
            (0, "0 services"),
            (1, "1 service"),
            (999, "999 services"),
            (1_204, "1,204 services"),
            (1_000_000, "1,000,000 services"),
        ] {
            assert_eq!(services(count), want);
        }
    }
}
