//! Who provides a service.

use super::taxonomy::hang_links;
use super::{Source, Upgrader};

impl Upgrader {
    pub(super) fn organization(&mut self, mut source: Source) -> Source {
        self.set_reviews_aside(&mut source);
        hang_links(&mut source, "organization");
        source
    }
}
