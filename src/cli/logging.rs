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
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
