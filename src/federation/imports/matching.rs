//! Which rows of a sheet are known already.
//!
//! rows with their keys, best first -> the best keys that agree -> what is left over, key by
//! key, where exactly one row on each side has it -> a name for every row.

use std::collections::{HashMap, HashSet};

use crate::store::ImportKeys;

/// Names known rows; `None` for a row that is new. Each known row is taken once.
pub(super) fn known(rows: &[&[String]], stored: &[ImportKeys]) -> Vec<Option<String>> {
    let mut names: Vec<Option<String>> = vec![None; rows.len()];
    let mut free: HashSet<usize> = (0..stored.len()).collect();
    let best: HashMap<&String, usize> = stored
        .iter()
        .enumerate()
        .filter_map(|(at, known)| Some((known.keys.first()?, at)))
        .collect();
    for (row, name) in rows.iter().zip(&mut names) {
        if let Some(at) = row.first().and_then(|key| best.get(key))
            && free.remove(at)
        {
            *name = Some(stored[*at].source_id.clone());
        }
    }
    let rounds = rows.iter().map(|keys| keys.len()).max().unwrap_or(0);
    for round in 0..rounds {
        let mut wanted: HashMap<&String, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            if let (None, Some(key)) = (&names[at], row.get(round)) {
                wanted.entry(key).or_default().push(at);
            }
        }
        let mut offered: HashMap<&String, Vec<usize>> = HashMap::new();
        for at in &free {
            for key in &stored[*at].keys {
                offered.entry(key).or_default().push(*at);
            }
        }
        let mut pairs: Vec<(usize, usize)> = wanted
            .into_iter()
            .filter_map(|(key, wanting)| Some((wanting, offered.get(key)?)))
            .flat_map(|(wanting, offered)| one_to_one(rows, &wanting, stored, offered))
            .collect();
        pairs.sort_unstable();
        for (row, known) in pairs {
            if free.remove(&known) {
                names[row] = Some(stored[known].source_id.clone());
            }
        }
    }
    names
}

/// Of rows that share a key, those that fit one another and no third.
fn one_to_one(
    rows: &[&[String]],
    wanting: &[usize],
    stored: &[ImportKeys],
    offered: &[usize],
) -> Vec<(usize, usize)> {
    let fits = |row: usize, known: usize| is_same_service(rows[row], &stored[known].keys);
    let only = |mut found: Vec<usize>| found.pop().filter(|_| found.is_empty());
    let known_of = |row: usize| {
        only(
            offered
                .iter()
                .copied()
                .filter(|at| fits(row, *at))
                .collect(),
        )
    };
    let row_of = |known: usize| {
        only(
            wanting
                .iter()
                .copied()
                .filter(|at| fits(*at, known))
                .collect(),
        )
    };
    let pair = |row: usize| Some((row, known_of(row)?));
    let pairs = wanting.iter().filter_map(|row| pair(*row));
    pairs
        .filter(|(row, known)| row_of(*known) == Some(*row))
        .collect()
}

/// Whether two rows that share a key may be one service. A provider with several services in
/// one house shares place and telephone among them, so the names must be alike, too.
fn is_same_service(row: &[String], known: &[String]) -> bool {
    match (name(row), name(known)) {
        (Some(now), Some(then)) => are_alike(now, then),
        _ => row.first() == known.first(),
    }
}

/// The name of the service in the keys of a row.
fn name(keys: &[String]) -> Option<&str> {
    let named = keys.iter().find(|key| key.starts_with('n'))?;
    named.split('|').nth(1)
}

/// Whether names differ by a slip, a word or an ending: two thirds of the pairs of letters of
/// the shorter one stand in the other.
fn are_alike(now: &str, then: &str) -> bool {
    let pairs = |text: &str| -> HashSet<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (now_pairs, then_pairs) = (pairs(now), pairs(then));
    let shared = now_pairs.intersection(&then_pairs).count();
    let shorter = now_pairs.len().min(then_pairs.len());
    now == then || shared > 0 && 3 * shared >= 2 * shorter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str, provider: &str, place: &str) -> Vec<String> {
        vec![
            format!("npo|{name}|{provider}|{place}"),
            format!("no|{name}|{provider}|"),
            format!("np|{name}||{place}"),
            format!("op||{provider}|{place}"),
        ]
    }

    fn stored() -> Vec<ImportKeys> {
        [
            ("a", keys("lunch club", "heelwood trust", "s8 0ln")),
            ("b", keys("chess club", "heelwood trust", "s8 0ln")),
            ("c", keys("walking group", "striders", "s1 2he")),
        ]
        .map(|(source_id, keys)| ImportKeys {
            source_id: source_id.to_owned(),
            keys,
        })
        .into()
    }

    fn named(rows: &[Vec<String>]) -> Vec<Option<String>> {
        let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
        known(&rows, &stored())
    }

    #[test]
    fn rows_are_found_again_wherever_they_stand_and_whatever_was_retyped() {
        let some = |name: &str| Some(name.to_owned());
        let rows = [
            keys("walking group", "striders", "s1 2xx"),
            keys("chess club", "heelwood trust", "s8 0ln"),
            keys("the lunch club", "heelwood trust", "s8 0ln"),
            keys("choir", "striders", "s1 2he"),
        ];
        assert_eq!(named(&rows), [some("c"), some("b"), some("a"), None]);
        // Alone, too: the other service of the same house is not mistaken for it.
        let alone = [keys("the lunch club", "heelwood trust", "s8 0ln")];
        assert_eq!(named(&alone), [some("a")]);
    }

    #[test]
    fn another_service_of_the_same_provider_in_the_same_house_is_new() {
        let rows = [keys("debt advice", "striders", "s1 2he")];
        assert_eq!(named(&rows), [None]);
    }

    #[test]
    fn a_key_that_fits_two_rows_decides_nothing() {
        let rows = [
            keys("walking group north", "striders", "s1 2he"),
            keys("walking group south", "striders", "s1 2he"),
        ];
        assert_eq!(named(&rows), [None, None]);
    }
}
