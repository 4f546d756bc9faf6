//! What the pages of a walk announced, against what came.

use super::envelope::flag_wrong;
use crate::check::finding::Remark;
use crate::check::version::Version;
use crate::check::walk::Walked;
use crate::domain::codes;

pub(in crate::check) fn check(version: Version, walked: &Walked) -> Vec<Remark> {
    let names = version.names();
    let mut remarks = Vec::new();
    // Of a walk with holes nobody can say how long it should have been.
    if !walked.is_whole {
        return remarks;
    }
    let wrong = |name: &str, said: u64, came: String| {
        Remark::new(
            codes::TOTALS_WRONG,
            format!("{name} says {said}, and {came} came"),
            "Count the same records that are listed, after all filters.",
        )
        .at(format!("/{name}"))
    };
    if let Some(said) = walked.total_items
        && said != walked.received
    {
        let came = format!("{} services", walked.received);
        remarks.push(wrong(names.total_items, said, came));
    }
    if let Some(said) = walked.total_pages
        // A list without entries has one page or none, as you like.
        && said.max(1) != walked.last_filled.max(1)
    {
        let came = format!("{} pages", walked.last_filled);
        remarks.push(wrong(names.total_pages, said, came));
    }
    for (page, stated) in &walked.last_flags {
        let is_last = *page >= walked.last_filled;
        if *page <= walked.last_filled && *stated != is_last {
            remarks.push(flag_wrong(names.last, *page, *stated));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_last_pages_agree_with_what_came() {
        let walked = |total_items, total_pages, flags: &[(u64, bool)]| Walked {
            total_items,
            total_pages,
            last_flags: flags.to_vec(),
            received: 25,
            last_filled: 3,
            is_whole: true,
            ..Walked::default()
        };
        let good = [(1, false), (2, false), (3, true)];
        for (walked, want) in [
            (walked(Some(25), Some(3), &good), vec![]),
            (walked(None, None, &[]), vec![]),
            (walked(Some(26), Some(3), &good), vec!["totals_wrong"]),
            (walked(Some(25), Some(2), &good), vec!["totals_wrong"]),
            (
                walked(None, None, &[(1, true), (2, true), (3, true)]),
                vec!["page_flags_wrong"; 2],
            ),
            (
                walked(None, None, &[(3, false), (4, false)]),
                vec!["page_flags_wrong"],
            ),
            (
                Walked {
                    is_whole: false,
                    ..walked(Some(99), Some(9), &good)
                },
                vec![],
            ),
        ] {
            let remarks = check(Version::V3, &walked);
            let codes: Vec<_> = remarks.iter().map(|remark| remark.code.as_str()).collect();
            assert_eq!(codes, want, "{walked:?}");
        }
    }
}
