//! The thread on which the index is written, and which gives way to whoever searches.
//!
//! On a machine with few processors a search would wait while documents are read and segments are
//! merged. The threads that Tantivy starts take over how readily this one gives way.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;

/// How readily the thread gives way, by `nice(2)`: at 10 it has a tenth of a processor that
/// somebody else wants too, and all of one that nobody does.
const GIVES_WAY: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// Takes work for the thread. The thread ends with the last of its desks.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    work: mpsc::Sender<Work>,
}

/// The work came to no end: it panicked.
#[derive(Debug, thiserror::Error)]
#[error("the thread that writes the index stopped in the middle of its work")]
pub(super) struct Stopped;

impl Desk {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn open() -> io::Result<Self> {
        let (work, waiting) = mpsc::channel::<Work>();
        let run = move || {
            give_way();
            for work in waiting {
                // Whoever waits for it hears that it stopped; the next one is not to blame.
                let _ = catch_unwind(AssertUnwindSafe(work));
            }
        };
        thread::Builder::new().name("index".to_owned()).spawn(run)?;
        Ok(Self { work })
    }

    /// Does some work on the thread, after what came before it.
    ///
    /// # Errors
    /// When the work panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let (tell, told) = oneshot::channel();
        let work = move || drop(tell.send(work()));
        self.work.send(Box::new(work)).map_err(|_| Stopped)?;
        told.await.map_err(|_| Stopped)
    }
}

/// Lets others go first from here on. Where the system does not know of it, nothing is lost.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(GIVES_WAY) {
        tracing::debug!(%error, "the index is written as readily as it is searched");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_in_order_and_a_panic_stops_no_other() {
        let desk = Desk::open().unwrap();
        assert_eq!(desk.run(|| 1 + 1).await.unwrap(), 2);
        let stopped = desk.run(|| panic!("on purpose")).await;
        assert!(stopped.is_err());
        let thread = desk.run(|| thread::current().name().map(str::to_owned));
        assert_eq!(thread.await.unwrap().as_deref(), Some("index"));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn threads_that_are_started_there_give_way_too() {
        let desk = Desk::open().unwrap();
        // The eighteenth field, counted behind the name, is how readily a thread gives way.
        let nice = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let (_, fields) = stat.rsplit_once(')').unwrap();
            fields
                .split_whitespace()
                .nth(16)
                .unwrap()
                .parse::<i32>()
                .unwrap()
        };
        let here = nice();
        let there = desk.run(move || (nice(), thread::spawn(nice).join().unwrap()));
        let want = (here + GIVES_WAY).min(19);
        assert_eq!(there.await.unwrap(), (want, want));
        assert_eq!(nice(), here, "nobody else does");
    }
}
