//! Why a list may not be whole, in a sentence for an officer.

/// What is missing from a walk over a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gap {
    /// These pages could not be read.
    Lost(Vec<u64>),
    /// This page brought nothing new, and nothing says that all had come.
    Repeated(u64),
    /// The list does not end; so many items came.
    Endless(u64),
    /// Fewer items came than were announced.
    Short {
        /// By the feed.
        announced: u64,
        /// By us, each once.
        received: u64,
    },
    /// Fewer pages came than were announced.
    FewPages {
        /// By the feed.
        announced: u64,
        /// Those with items.
        received: u64,
    },
    /// This page was empty, and later ones were not.
    Hole(u64),
    /// Items went away in mid-walk, so others may have slipped past.
    Shrunk,
}

impl Gap {
    /// What happened and what to do. `list` is the list's address, `why` what was wrong with
    /// the first lost page.
    pub(super) fn sentence(&self, list: &str, why: &str) -> String {
        match self {
            Self::Lost(pages) => {
                let are = match pages.as_slice() {
                    [page] => format!("page {page} could not be read and keeps its"),
                    [page, rest @ ..] => format!(
                        "page {page} and {} more could not be read and keep their",
                        rest.len()
                    ),
                    [] => "some pages could not be read and keep their".to_owned(),
                };
                format!("{are} last known state: {why}")
            }
            Self::Repeated(page) => format!(
                "page {page} of {list} brings nothing that earlier pages did not, and nothing says \
                 that all had come; ask its publisher to heed page and to state last_page"
            ),
            Self::Endless(received) => format!(
                "{list} goes on after {received} entries without an end; ask its publisher to mend \
                 its pages"
            ),
            Self::Short {
                announced,
                received,
            } => format!(
                "{list} announces {announced} entries but sent {received}; refresh again, and tell \
                 its publisher if it stays so"
            ),
            Self::FewPages {
                announced,
                received,
            } => format!(
                "{list} announces {announced} pages but sent {received}; refresh again, and tell \
                 its publisher if it stays so"
            ),
            Self::Hole(page) => format!(
                "page {page} of {list} is empty although later pages are not; refresh again, and \
                 tell its publisher if it stays so"
            ),
            Self::Shrunk => format!(
                "entries were taken out of {list} while it was read, so that others may have \
                 slipped past; refresh again"
            ),
        }
    }
}
