//! What the answer to a filter shows of it.

use crate::check::finding::Remark;
use crate::domain::codes;

/// The answer to one filter.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Filtered<'a> {
    /// As it was asked, such as `day=MO`.
    pub(in crate::check) asked: &'a str,
    pub(in crate::check) status: u16,
    /// Services that it left, where the answer could be read.
    pub(in crate::check) left: Option<u64>,
    /// Services in all.
    pub(in crate::check) all: u64,
    /// Whether not all services can meet it.
    pub(in crate::check) is_narrow: bool,
    /// Whether a service that meets it was looked for in vain.
    pub(in crate::check) lacks: Option<&'a str>,
}

pub(in crate::check) fn check(filtered: Filtered<'_>) -> Option<Remark> {
    let Filtered { asked, status, .. } = filtered;
    let remark = |code, found: String, advice: &str| Some(Remark::new(code, found, advice));
    match (status, filtered.left) {
        (400..=499, _) => remark(
            codes::FILTER_REFUSED,
            format!("{asked} (status {status})"),
            "Nothing has to be done; modified_after and search help readers most.",
        ),
        (200, Some(left)) if filtered.is_narrow && left >= filtered.all && left > 0 => remark(
            codes::FILTER_IGNORED,
            asked.to_owned(),
            "Heed the filter, or answer 400 with a sentence that it is not offered.",
        ),
        (200, Some(_)) => {
            let id = filtered.lacks?;
            remark(
                codes::FILTER_WRONG,
                format!("{asked} does not bring {id}, which meets it"),
                "Compare the filter with its meaning in the standard.",
            )
        }
        _ => remark(
            codes::FILTER_FAILING,
            format!("{asked} (status {status})"),
            "Look into the server's log; words are data, never part of a query.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_narrows_or_says_that_it_does_not() {
        let filtered = |status, left, is_narrow, lacks| Filtered {
            asked: "day=MO",
            status,
            left,
            all: 25,
            is_narrow,
            lacks,
        };
        for (filtered, want) in [
            (filtered(200, Some(0), true, None), None),
            (filtered(200, Some(3), true, None), None),
            (filtered(200, Some(25), false, None), None),
            (filtered(200, Some(25), true, None), Some("filter_ignored")),
            (
                filtered(200, Some(3), true, Some("s1")),
                Some("filter_wrong"),
            ),
            (filtered(400, None, true, None), Some("filter_refused")),
            (filtered(500, None, true, None), Some("filter_failing")),
            (filtered(200, None, true, None), Some("filter_failing")),
        ] {
            let remark = check(filtered);
            assert_eq!(
                remark.as_ref().map(|r| r.code.as_str()),
                want,
                "{filtered:?}"
            );
        }
    }
}
