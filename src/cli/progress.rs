//! Progress bars on a terminal, nothing elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::Progress;

/// One bar that follows a refresh or a scan through its phases.
#[derive(Debug)]
pub(super) struct Bars {
    bar: ProgressBar,
}

impl Bars {
    /// A bar for `what`; hidden when not wanted or when stderr is no terminal.
    pub(super) fn new(what: &str, wanted: bool) -> Self {
        let target = if wanted && std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        // Style and name first: anything else would draw a bar of another kind.
        let bar = ProgressBar::with_draw_target(None, target)
            .with_style(style("{prefix}: {msg} {spinner} {human_pos}"))
            .with_prefix(what.to_owned());
        Self { bar }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Progress for Bars {
    fn phase(&self, name: &'static str, total: Option<u64>) {
        self.bar.reset();
        self.bar.set_message(name);
        match total {
            Some(total) => {
                self.bar
                    .set_style(style("{prefix}: {msg} [{bar:30}] {human_pos}/{human_len}"));
                self.bar.set_length(total);
            }
            None => self
                .bar
                .set_style(style("{prefix}: {msg} {spinner} {human_pos}")),
        }
    }

    fn advance(&self, by: u64) {
        self.bar.inc(by);
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are literals of this file; the plain bar stands in for a wrong one.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
