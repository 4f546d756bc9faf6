//! Which edition stands, for those who ask thousands of times a second: what this process
//! writes counts at once, what another one writes within [`SPAN`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::Edition;

/// How late a write of another process may be noticed: far below the two seconds within which a
/// hub follows, and long enough for most requests of a busy hub to ask nobody.
const SPAN: Duration = Duration::from_millis(25);

/// Of each database that this process has open, however often.
static OPEN: LazyLock<Mutex<HashMap<String, Weak<Recent>>>> = LazyLock::new(Mutex::default);

/// The edition that was read last.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// Raised by every write of this process.
    writes: AtomicU64,
    read: Mutex<Option<Read>>,
}

#[derive(Debug, Clone, Copy)]
struct Read {
    edition: Edition,
    at: Instant,
    writes: u64,
}

/// Tells that a write has ended, however it did: one that was dropped may be there all the same.
#[derive(Debug)]
pub(super) struct Written(pub(super) Arc<Recent>);

impl Drop for Written {
    fn drop(&mut self) {
        self.0.written();
    }
}

impl Recent {
    /// That of the database at this address.
    pub(super) fn of(address: &str) -> Arc<Self> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, recent| recent.strong_count() > 0);
        if let Some(recent) = open.get(address).and_then(Weak::upgrade) {
            return recent;
        }
        let recent = Arc::new(Self::default());
        open.insert(address.to_owned(), Arc::downgrade(&recent));
        recent
    }

    /// How many writes there have been: look before the edition is read.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// Notes that a write has ended: what was read before it counts no more.
    fn written(&self) {
        self.writes.fetch_add(1, Ordering::AcqRel);
    }

    /// Notes an edition that was read after so many writes.
    pub(super) fn put(&self, edition: Edition, writes: u64) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let is_newer = read.is_none_or(|before| before.edition.number <= edition.number);
        // A store that was put back to an earlier day has smaller numbers for good.
        if is_newer || read.is_some_and(|before| before.at.elapsed() >= SPAN) {
            *read = Some(Read {
                edition,
                at: Instant::now(),
                writes,
            });
        }
    }

    /// The edition that was read, while it counts.
    pub(super) fn get(&self) -> Option<Edition> {
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let read = read.filter(|read| read.writes == self.writes() && read.at.elapsed() < SPAN);
        read.map(|read| read.edition)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn edition(number: i64) -> Edition {
        Edition {
            number,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_write_of_this_process_counts_at_once_and_others_soon() {
        let recent = Recent::default();
        assert_eq!(recent.get(), None);
        recent.put(edition(7), recent.writes());
        assert_eq!(recent.get(), Some(edition(7)));
        recent.written();
        assert_eq!(recent.get(), None, "something was written since");
        recent.put(edition(8), recent.writes());
        std::thread::sleep(SPAN);
        assert_eq!(recent.get(), None, "somebody else may have written since");
    }

    #[test]
    fn what_was_read_before_a_write_and_noted_after_it_does_not_count() {
        let recent = Recent::default();
        let before = recent.writes();
        recent.written();
        recent.put(edition(7), before);
        assert_eq!(recent.get(), None);
    }
}
