//! The report on a terminal: short, worst first.

use std::fmt::{self, Write};

use crate::check::finding::{Finding, Named};
use crate::check::quality::Measure;
use crate::check::report::Report;
use crate::domain::Severity;

/// Names shown with a finding or a measure.
const SHOWN: usize = 3;

impl Report {
    /// The report as text; a line feed at its end.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let verdict = if self.valid {
            "follows"
        } else {
            "does not follow"
        };
        writeln!(out, "{}", plain(&self.target))?;
        writeln!(out, "{verdict} ORUK {}: {}", self.version, self.counts())?;
        writeln!(
            out,
            "{} services listed, {} seen in full, {} requests",
            self.services, self.examined, self.requests
        )?;
        for finding in &self.findings {
            write_finding(finding, out)?;
        }
        if !self.scorecard.is_empty() {
            writeln!(out, "\nScorecard of {} services", self.examined)?;
        }
        for measure in &self.scorecard {
            write_measure(measure, out)?;
        }
        writeln!(out)?;
        for note in &self.notes {
            writeln!(out, "{note}")?;
        }
        Ok(())
    }

    /// Such as `2 must, 1 should, 3 info`.
    pub(super) fn counts(&self) -> String {
        let counts = [Severity::Must, Severity::Should, Severity::Info]
            .map(|severity| format!("{} {}", self.count(severity), severity.as_str()));
        counts.join(", ")
    }
}

fn write_finding(finding: &Finding, out: &mut String) -> fmt::Result {
    let times = if finding.count > 1 {
        format!(" ({} times)", finding.count)
    } else {
        String::new()
    };
    writeln!(
        out,
        "\n{} {}: {}{times}",
        finding.severity.as_str().to_uppercase(),
        finding.code,
        finding.title
    )?;
    let place = format!("{} {}", finding.endpoint, finding.pointer);
    writeln!(
        out,
        "  at {}: {}",
        plain(place.trim_end()),
        plain(&finding.found)
    )?;
    write_names(&finding.records, finding.records.len(), out)?;
    writeln!(out, "  {}", plain(&finding.advice))
}

fn write_measure(measure: &Measure, out: &mut String) -> fmt::Result {
    let Some(percent) = measure.percent() else {
        return writeln!(out, "    –  {}: none could be judged", measure.title);
    };
    writeln!(
        out,
        "{percent:>4} % {} ({} of {})",
        measure.title, measure.met, measure.of
    )?;
    if measure.met < measure.of {
        let missing = measure.of - measure.met;
        writeln!(out, "       {}: {missing} to mend", measure.code)?;
        write_names(&measure.records, missing, out)?;
    }
    Ok(())
}

fn write_names(records: &[Named], all: usize, out: &mut String) -> fmt::Result {
    for record in records.iter().take(SHOWN) {
        writeln!(out, "  - {} ({})", plain(&record.name), plain(&record.id))?;
    }
    match all.checked_sub(SHOWN.min(records.len())) {
        Some(more) if more > 0 => writeln!(out, "  - and {more} more (--format json names them)"),
        _ => Ok(()),
    }
}

/// A feed's text as a terminal may show it.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use crate::check::show::html::tests::report;

    #[test]
    fn the_worst_comes_first_and_no_control_character_passes() {
        let text = report().to_text();
        assert!(
            text.contains("does not follow ORUK 3.0: 1 must, 1 should, 0 info"),
            "{text}"
        );
        assert!(
            text.find("MUST null_value") < text.find("SHOULD no_cost"),
            "{text}"
        );
        assert!(
            text.contains("  50 % say what they cost (1 of 2)"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
