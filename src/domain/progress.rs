//! How long work is followed by whoever waits for it.

/// Told how far some work has come. Cheap to call.
pub trait Progress: Send + Sync {
    /// A new phase begins, with so many steps where that is known.
    fn phase(&self, name: &'static str, total: Option<u64>);

    /// So many more steps of this phase are done.
    fn advance(&self, by: u64);
}

/// Nobody is waiting.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn phase(&self, _name: &'static str, _total: Option<u64>) {}

    fn advance(&self, _by: u64) {}
}
