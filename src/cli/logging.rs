//! Log lines go to stderr; `WAYMARK_LOG` chooses which (`waymark=debug`).

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging: a serving hub tells what it does, a command only what went wrong.
pub(super) fn start(is_serving: bool) {
    let default = if is_serving {
        "warn,waymark=info"
    } else {
        "warn"
    };
    let filter = EnvFilter::try_from_env("WAYMARK_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A line that cannot be written is lost, and is no reason to stop: by itself the
        // library would print about it on the same closed stderr, and panic.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
