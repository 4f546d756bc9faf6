//! Cells that a spreadsheet would take for formulas, made harmless and, where we read them
//! again, made what they were.

use std::borrow::Cow;

/// The text as a cell that no spreadsheet calculates: an apostrophe goes before whatever
/// begins like a formula. Plain numbers stay numbers.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_like_formula(cell) && cell.parse::<f64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The text that a guarded cell holds.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_like_formula(rest) => rest,
        _ => cell,
    }
}

/// Apostrophes in front count as nothing, so that every text can be told from its guarded form.
fn is_like_formula(cell: &str) -> bool {
    let text = cell.trim_start_matches('\'').trim_start_matches(' ');
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_begins_like_a_formula_stays_one_and_everything_comes_back() {
        for (cell, want) in [
            ("=1+1", "'=1+1"),
            (
                "=HYPERLINK(\"https://example.org\")",
                "'=HYPERLINK(\"https://example.org\")",
            ),
            ("+44 114 496 0000", "'+44 114 496 0000"),
            ("-1.55", "-1.55"),
            ("-ask at the desk", "'-ask at the desk"),
            ("@home", "'@home"),
            ("\tx", "'\tx"),
            ("  =1+1", "'  =1+1"),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("Tea = free", "Tea = free"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), want);
            assert_eq!(unguarded(&guarded(cell)), cell);
        }
    }
}
