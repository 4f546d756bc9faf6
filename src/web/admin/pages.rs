//! Pages of a list that is longer than one.

/// Entries on a page.
pub(super) const SIZE: usize = 20;

/// Which page of a list this is, and the ways to its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pages {
    /// From 1.
    pub(super) number: usize,
    /// The last one; 1 of an empty list.
    pub(super) last: usize,
    /// Address of the page before.
    pub(super) before: Option<String>,
    /// Address of the page after.
    pub(super) after: Option<String>,
}

impl Pages {
    /// Page `page`, from 0, of `total` entries; `href` gives the address of a page by its number.
    pub(super) fn of(page: usize, total: usize, href: impl Fn(usize) -> String) -> Self {
        let number = page + 1;
        let last = total.div_ceil(SIZE).max(1);
        Self {
            number,
            last,
            before: (number > 1).then(|| href(number - 1)),
            after: (number < last).then(|| href(number + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_as_many_pages_as_it_fills() {
        for (page, total, last, before, after) in [
            (0, 0, 1, None, None),
            (0, 20, 1, None, None),
            (0, 21, 2, None, Some("2")),
            (1, 21, 2, Some("1"), None),
            (1, 60, 3, Some("1"), Some("3")),
        ] {
            let pages = Pages::of(page, total, |number| number.to_string());
            let got = (pages.last, pages.before.as_deref(), pages.after.as_deref());
            assert_eq!(got, (last, before, after), "page {page} of {total}");
        }
    }
}
