//! What runs by itself: refreshes and scans on their schedules, and the index that follows the store.
//!
//! tick -> is a wall-clock slot due? -> take the job's lease -> run -> note the slot as done.
//!
//! A slot is noted only after its run, so a run that is cut off is due again at the next
//! start; the lease in the database keeps any number of processes from running one
//! job twice at once, and the slot from running it twice in a row.

mod deliver;
mod follow;
mod matching;
mod schedule;
mod scheduler;

pub use deliver::deliver;
pub use follow::{follow_gazetteer, follow_places, follow_store};
pub use matching::match_waiting;
pub use schedule::{Schedule, ScheduleError, london};
pub use scheduler::{Scheduler, SchedulerError};
