//! What there is to tell the publisher about a list as a whole: each thing once.

use crate::connect::page::Page;
use crate::connect::paging::Judged;
use crate::connect::{Pulled, notes};
use crate::oruk::Dialect;

/// Collected over a walk.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    doubles: u64,
    /// The first id that came twice.
    double: String,
    unclear: bool,
    repeated: Option<u64>,
    pub(super) from_zero: bool,
    odd_type: Option<String>,
    mended: Option<u64>,
    /// What was wrong with the first page that was lost; empty when none was.
    pub(super) why_lost: String,
}

impl Remarks {
    /// Takes in a page.
    pub(super) fn page(&mut self, number: u64, page: &Page, judged: &Judged) {
        self.unclear |= !page.envelope.clear;
        if self.odd_type.is_none() {
            self.odd_type.clone_from(&page.odd_type);
        }
        if page.mended {
            self.mended.get_or_insert(number);
        }
        if judged.fresh {
            let ids = judged
                .repeated
                .iter()
                .filter_map(|place| page.items.get(*place)?.id.as_ref());
            for id in ids {
                if self.doubles == 0 {
                    self.double.clone_from(id);
                }
                self.doubles += 1;
            }
        } else if !page.items.is_empty() {
            self.repeated.get_or_insert(number);
        }
    }

    /// Takes in that a page could not be read.
    pub(super) fn lost(&mut self, why: String) {
        if self.why_lost.is_empty() {
            self.why_lost = why;
        }
    }

    /// Everything in the publisher's words.
    pub(super) fn into_notes(self, dialect: Dialect) -> Vec<Pulled> {
        let double = (self.doubles > 0).then(|| notes::duplicate_id(self.doubles, &self.double));
        let lost = (!self.why_lost.is_empty()).then(|| notes::page_lost(self.why_lost));
        [
            self.unclear.then(|| notes::totals_unclear(dialect)),
            self.from_zero.then(notes::pages_from_zero),
            self.repeated.map(notes::page_repeated),
            self.odd_type.map(notes::content_type),
            self.mended
                .map(|page| notes::not_utf8(format!("page {page}"))),
            double,
            lost,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
