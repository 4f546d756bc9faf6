//! Checks a file: services as JSON, one a line or in a list, or a data package.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use tokio::sync::mpsc;

use super::Checker;
use super::feed::in_full;
use super::finding::{Findings, Remark};
use super::quality::Scorecard;
use super::report::Report;
use super::rules::{dates, ids};
use super::version::Version;
use super::walk::named;
use crate::config::{FeedConfig, FeedKind, FetchConfig};
use crate::connect::{Pulled, WalkEnd, connector};
use crate::domain::{FeedId, codes};

/// Services read ahead.
const AHEAD: usize = 64;

/// Checks a file.
pub(super) async fn check(checker: Checker<'_>, path: &Path, fetch: &FetchConfig) -> Report {
    let mut reading = Reading {
        name: path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned(),
        checker,
        version: checker.version,
        findings: Findings::default(),
        scorecard: Scorecard::new(checker.gazetteer, checker.clock.now()),
        seen: HashSet::new(),
        services: 0,
    };
    let end = reading.read(path, fetch).await;
    let whole = path.display().to_string();
    let version = reading.version.unwrap_or(Version::V3);
    let mut report = Report::new(whole, version, checker.clock.now());
    report.services = reading.services;
    report
        .notes
        .push("A file was read; how a server sends it was not looked at.".to_owned());
    let advice = "Export the file again, as UTF-8.";
    match end {
        WalkEnd::Complete if reading.services == 0 => {
            let empty = Remark::new(codes::EMPTY_FEED, "the file has no services", advice);
            reading.findings.add(&reading.name, None, [empty]);
        }
        WalkEnd::Complete => {}
        WalkEnd::Incomplete(why) | WalkEnd::Failed(why) => {
            let damaged = Remark::new(codes::FILE_UNREADABLE, why, advice);
            reading.findings.add(&reading.name, None, [damaged]);
        }
    }
    report.finish(reading.findings, Some(reading.scorecard))
}

struct Reading<'a> {
    /// The file's name, without its folder.
    name: String,
    checker: Checker<'a>,
    /// By the first service, when nobody said it.
    version: Option<Version>,
    findings: Findings,
    scorecard: Scorecard<'a>,
    seen: HashSet<String>,
    services: u64,
}

impl Reading<'_> {
    async fn read(&mut self, path: &Path, fetch: &FetchConfig) -> WalkEnd {
        let (sender, mut receiver) = mpsc::channel(AHEAD);
        let connector = connector(&feed(path), self.checker.client, fetch);
        let walk = connector.walk(sender);
        let take = async {
            while let Some(pulled) = receiver.recv().await {
                self.take(pulled);
            }
        };
        let (end, ()) = tokio::join!(walk, take);
        end
    }

    fn take(&mut self, pulled: Pulled) {
        match pulled {
            Pulled::Service { raw, .. } => match serde_json::from_str(raw.get()) {
                Ok(service) => self.service(&service),
                Err(error) => {
                    let advice = "Send this service as plain JSON, at most a hundred levels deep.";
                    let remark = Remark::new(codes::JSON_UNREADABLE, error.to_string(), advice);
                    self.findings.add(&self.name, None, [remark]);
                }
            },
            Pulled::Note {
                code,
                found,
                advice,
            } if code != codes::DUPLICATE_ID => {
                self.findings
                    .add(&self.name, None, [Remark::new(code, found, advice)]);
            }
            // Doubles are told one by one, with their names; and a file is always read whole.
            _ => {}
        }
    }

    fn service(&mut self, raw: &Value) {
        self.services += 1;
        let version = *self.version.get_or_insert_with(|| Version::of(raw));
        let named = named(raw);
        let id = (!named.id.is_empty()).then_some(named.id.as_str());
        let remark = ids::check(version, id, &self.seen);
        self.findings.add(&self.name, Some(&named), remark);
        self.seen.insert(named.id.clone());
        self.findings.add(
            &self.name,
            Some(&named),
            dates::check(raw, self.checker.clock.now()),
        );
        let (findings, scorecard) = (&mut self.findings, &mut self.scorecard);
        in_full(version, &self.name, &named, raw, findings, scorecard);
    }
}

#[expect(clippy::expect_used, reason = "a literal that is a good id")]
fn id() -> FeedId {
    "checked".parse().expect("a good id")
}

/// A feed that is this file.
fn feed(path: &Path) -> FeedConfig {
    let is_zip = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("zip"));
    let is_descriptor = path
        .file_name()
        .is_some_and(|name| name == "datapackage.json");
    let kind = match is_zip || is_descriptor || path.is_dir() {
        true => FeedKind::Datapackage,
        false => FeedKind::File,
    };
    let folder = path.parent().filter(|_| is_descriptor).unwrap_or(path);
    FeedConfig::of_path(id(), kind, folder)
}
