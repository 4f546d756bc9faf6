//! How much of two organisations' names is the same.

use super::body::{Body, Mentions};
use super::vocabulary::is_concept;
use super::words::{Word, take_joined};

/// What the town tells in the name of an organisation.
const IN_TOWN: f32 = 0.25;

/// What an activity or a concern tells there: in one town several bodies are for carers.
const IN_TRADE: f32 = 0.6;

/// What two names share and what each has for itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinship {
    shared: f32,
    left: [f32; 2],
    /// Words that name, on either side, without a partner.
    naming_left: [f32; 2],
}

impl Kinship {
    pub(super) fn of(a: &Body, b: &Body, [of_a, of_b]: [Mentions<'_>; 2]) -> Self {
        let mut shared = 0.0;
        let mut taken = vec![false; b.words.len()];
        let mut open = Vec::new();
        for (word, weight) in &a.words {
            let exact =
                (0..b.words.len()).find(|at| !taken[*at] && b.words[*at].0.hash == word.hash);
            let like = || (0..b.words.len()).find(|at| !taken[*at] && b.words[*at].0.is_like(word));
            match exact.or_else(like) {
                Some(at) => {
                    taken[at] = true;
                    let is_town = [of_a, of_b]
                        .iter()
                        .any(|of| of.towns.binary_search(&word.hash).is_ok());
                    shared += match (is_town, is_concept(word)) {
                        (true, _) => weight.min(IN_TOWN),
                        (false, true) => weight.min(IN_TRADE),
                        _ => *weight,
                    };
                }
                None => open.push((word, *weight)),
            }
        }
        let mut rest: Vec<(&Word, f32)> = b
            .words
            .iter()
            .zip(taken)
            .filter(|(_, taken)| !taken)
            .map(|((word, weight), _)| (word, *weight))
            .collect();
        shared += initials(&mut open, &mut rest) + initials(&mut rest, &mut open);
        shared += take_joined(&mut open, &mut rest).map_or(0.0, |(_, weight)| weight);
        shared += take_joined(&mut rest, &mut open).map_or(0.0, |(_, weight)| weight);
        let sum = |words: &[(&Word, f32)], towns: Mentions<'_>, own: Mentions<'_>, least: f32| {
            let told = words.iter().filter(|(_, weight)| *weight > least);
            // The town in a name is told by the other's address as well.
            let told = told.map(
                |(word, weight)| match towns.towns.binary_search(&word.hash) {
                    Ok(_) => 0.1,
                    Err(_) if own.towns.binary_search(&word.hash).is_ok() => weight * 0.8,
                    Err(_) => *weight,
                },
            );
            told.sum::<f32>()
        };
        Self {
            shared,
            left: [sum(&open, of_b, of_a, 0.0), sum(&rest, of_a, of_b, 0.0)],
            naming_left: [sum(&open, of_b, of_a, 0.5), sum(&rest, of_a, of_b, 0.5)],
        }
    }

    pub(super) fn is_same(&self) -> bool {
        let [a, b] = self.left;
        self.shared > 0.15 && self.shared / (self.shared + a + b) >= 0.72
    }

    /// One name has the other in it.
    pub(super) fn is_part(&self) -> bool {
        let [a, b] = self.left;
        let [a_names, b_names] = self.naming_left;
        let is_most = self.shared >= 0.9
            && a_names.min(b_names) < 0.3
            && a.min(b) / (self.shared + a.min(b)) < 0.4;
        // Of less, one must have all that the other has.
        is_most || self.shared >= 0.8 && a.min(b) < 0.05
    }

    /// Much the same, and each with a name of its own beside it.
    pub(super) fn is_branch(&self) -> bool {
        let [a, b] = self.naming_left;
        self.shared >= 0.9 && a.min(b) >= 0.5
    }
}

/// Finds initials among words whose full words the others have in a row, and takes both away.
fn initials(short: &mut Vec<(&Word, f32)>, long: &mut Vec<(&Word, f32)>) -> f32 {
    let found = short.iter().enumerate().find_map(|(at, (word, _))| {
        let letters = word.text.len();
        let is_short =
            (2..=5).contains(&letters) && word.text.bytes().all(|b| b.is_ascii_alphabetic());
        let run = |from: usize| {
            let first = long[from..from + letters]
                .iter()
                .filter_map(|(word, _)| word.text.chars().next());
            first.eq(word.text.chars())
        };
        let mut starts = 0..(long.len() + 1).saturating_sub(letters);
        is_short
            .then(|| starts.find(|from| run(*from)))?
            .map(|from| (at, from, letters))
    });
    let Some((at, from, letters)) = found else {
        return 0.0;
    };
    short.remove(at);
    long.drain(from..from + letters)
        .map(|(_, weight)| weight)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::{Organization, Service};

    fn body(name: &str) -> Body {
        let organization = Organization {
            name: Some(name.to_owned()),
            ..Organization::default()
        };
        Body::of(&Service {
            organization: Some(organization),
            ..Service::default()
        })
    }

    #[test]
    fn an_organisation_is_known_under_other_spellings() {
        let none = Mentions {
            context: &[],
            prose: &[],
            towns: &[],
            places: &[],
        };
        for (a, b, want) in [
            ("Calderbrook Carers", "Calderbrook Carers Ltd", "same"),
            ("Larkhill Community Association", "Larkhill CA", "same"),
            ("St Anne's Church", "Saint Annes Church", "same"),
            (
                "Thornbeck & District Scouts",
                "Thornbeck and District Scout",
                "same",
            ),
            ("ElderHelp Kelmore", "Elder Help Kelmore", "same"),
            ("ELDERHELP", "Elder Help", "same"),
            ("Elder Help", "Elder Help Kelmore", "part"),
            ("Elder Help Thornbeck", "Elder Help Kelmore", "branch"),
            ("Overhill Hospice", "Mind Matters", "other"),
        ] {
            let kinship = Kinship::of(&body(a), &body(b), [none, none]);
            let got = match () {
                () if kinship.is_same() => "same",
                () if kinship.is_part() => "part",
                () if kinship.is_branch() => "branch",
                () => "other",
            };
            assert_eq!(got, want, "{a}, {b}");
        }
    }
}
