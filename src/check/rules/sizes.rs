//! Two walks with different page sizes bring the same services in the same order.

use std::collections::HashSet;

use crate::check::finding::Remark;
use crate::check::walk::Walked;
use crate::domain::codes;

pub(in crate::check) fn check(one: &Walked, other: &Walked) -> Vec<Remark> {
    if !one.is_whole || !other.is_whole {
        return Vec::new();
    }
    let mut remarks = Vec::new();
    let ids = |walked: &Walked| walked.ids.iter().cloned().collect::<HashSet<_>>();
    let (of_one, of_other) = (ids(one), ids(other));
    let mut lost: Vec<_> = of_one.symmetric_difference(&of_other).collect();
    lost.sort();
    if let Some(first) = lost.first() {
        remarks.push(Remark::new(
            codes::LIST_UNSTABLE,
            format!(
                "{} services came only with one of {} and {} a page, for example {first}",
                lost.len(),
                one.per_page,
                other.per_page
            ),
            "Sort the list by something that no two records share, such as the id.",
        ));
    } else if let Some(place) = one.ids.iter().zip(&other.ids).position(|(a, b)| a != b) {
        remarks.push(Remark::new(
            codes::ORDER_UNSTABLE,
            format!(
                "with {} and {} a page the order differs from place {} on",
                one.per_page,
                other.per_page,
                place + 1
            ),
            "Sort by a fixed key, with the id as tie-break.",
        ));
    }
    let asked = other.per_page;
    if let Some(brought) = other.fullest.filter(|brought| *brought > asked) {
        remarks.push(Remark::new(
            codes::PAGE_SIZE_IGNORED,
            format!("per_page={asked} brings {brought}"),
            "Heed per_page up to a stated maximum of at least 100.",
        ));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_size_changes_neither_what_comes_nor_its_order() {
        let walked = |ids: &[&str], fullest| Walked {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            per_page: 2,
            fullest: Some(fullest),
            is_whole: true,
            ..Walked::default()
        };
        let one = walked(&["a", "b", "c"], 2);
        for (other, want) in [
            (walked(&["a", "b", "c"], 2), vec![]),
            (walked(&["a", "c", "b"], 2), vec!["order_unstable"]),
            (walked(&["a", "b", "d"], 2), vec!["list_unstable"]),
            (walked(&["a", "b", "c"], 3), vec!["page_size_ignored"]),
            (
                Walked {
                    is_whole: false,
                    ..walked(&["a"], 9)
                },
                vec![],
            ),
        ] {
            let remarks = check(&one, &other);
            let codes: Vec<_> = remarks.iter().map(|remark| remark.code.as_str()).collect();
            assert_eq!(codes, want, "{other:?}");
        }
    }
}
