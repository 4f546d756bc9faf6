//! Judges stored pages, without a network: one folder a case, one line of JSON each.
//!
//! A case holds `listing.json`, `before.html`, `after.html` and `fetch.json`; a case that
//! cannot be read costs that case and is told in one sentence.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::attempt::{Attempt, Outcome, lenient_instant};
use super::judge::{Before, Case, Look, judge};
use super::read::{self, Page};
use crate::config::WatchPolicy;
use crate::domain::{Evidence, Reason, Verdict, VerdictKind};
use crate::oruk::read::read_service;

/// What came of judging a folder of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases judged: as many lines were written.
    pub judged: usize,
    /// One sentence for each case that could not be judged.
    pub problems: Vec<String>,
}

/// Why cases could not be judged; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// The folder of cases.
    #[error("cannot read the folder of cases {}: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of a case.
    #[error("case {case}: cannot read {}: {source}", file.display())]
    File {
        /// The case.
        case: String,
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of a case that is not what it should be.
    #[error("case {case}: {} is not {what}: {source}", file.display())]
    Content {
        /// The case.
        case: String,
        /// The file.
        file: PathBuf,
        /// What it should be.
        what: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The address in `fetch.json`.
    #[error("case {case}: \"{url}\" in fetch.json is not a web address")]
    Url {
        /// The case.
        case: String,
        /// What stands there.
        url: String,
    },
    /// The results could not be written.
    #[error("the results could not be written: {0}")]
    Write(#[from] io::Error),
}

/// The files of one case.
#[derive(Debug, Clone)]
pub struct CaseFiles {
    /// The ORUK service.
    pub listing: PathBuf,
    /// The page at the last good check.
    pub before: Option<PathBuf>,
    /// The newest body.
    pub after: Option<PathBuf>,
    /// The attempts.
    pub fetch: PathBuf,
}

/// `fetch.json`.
#[derive(Debug, Deserialize)]
struct FetchFile {
    #[serde(default)]
    case: Option<String>,
    url: String,
    #[serde(deserialize_with = "lenient_instant")]
    now: Timestamp,
    #[serde(default)]
    before: Option<BeforeFile>,
    #[serde(default)]
    attempts: Vec<Attempt>,
}

#[derive(Debug, Deserialize)]
struct BeforeFile {
    #[serde(deserialize_with = "lenient_instant")]
    fetched_at: Timestamp,
    #[serde(default)]
    final_url: Option<String>,
}

/// One line of the results: these keys and no others, for programs read them.
#[derive(Debug, Serialize)]
struct Line<'a> {
    case: &'a str,
    verdict: VerdictKind,
    reason: Reason,
    fields: &'a [String],
    evidence: &'a [Evidence],
}

/// Judges every sub-folder of `dir`, by name, and writes one line each.
///
/// # Errors
/// When the folder cannot be read or the results cannot be written; a bad case is told
/// in [`Summary::problems`] and does not stop the others.
pub fn judge_folder(dir: &Path, out: &mut dyn Write) -> Result<Summary, CasesError> {
    let refused = |source| CasesError::Folder {
        folder: dir.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.is_dir()
            && let Some(name) = path.file_name()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    let mut summary = Summary::default();
    for name in names {
        let folder = dir.join(&name);
        let there = |file: &str| Some(folder.join(file)).filter(|path| path.exists());
        let files = CaseFiles {
            listing: folder.join("listing.json"),
            before: there("before.html"),
            after: there("after.html"),
            fetch: folder.join("fetch.json"),
        };
        match read_case(&name, &files) {
            Ok((_, case)) => {
                write_line(out, &name, &judge(&case))?;
                summary.judged += 1;
            }
            Err(problem) => summary.problems.push(problem.to_string()),
        }
    }
    Ok(summary)
}

/// Judges one case given by its files and writes one line.
///
/// # Errors
/// When a file cannot be read or the line cannot be written.
pub fn judge_one(files: &CaseFiles, out: &mut dyn Write) -> Result<(), CasesError> {
    let name = files.fetch.display().to_string();
    let (named, case) = read_case(&name, files)?;
    write_line(out, named.as_deref().unwrap_or(&name), &judge(&case))
}

fn write_line(out: &mut dyn Write, case: &str, verdict: &Verdict) -> Result<(), CasesError> {
    let line = Line {
        case,
        verdict: verdict.kind,
        reason: verdict.reason,
        fields: &verdict.fields,
        evidence: &verdict.evidence,
    };
    let line = serde_json::to_string(&line).map_err(io::Error::from)?;
    Ok(writeln!(out, "{line}")?)
}

fn read_case(name: &str, files: &CaseFiles) -> Result<(Option<String>, Case), CasesError> {
    // A listing comes as some feed wrote it: a price in quotation marks is a price.
    let listing: Value = parse(name, &files.listing, "an ORUK service")?;
    let service = read_service(&listing).value;
    let fetch: FetchFile = parse(name, &files.fetch, "what fetch.json should be")?;
    let url = Url::parse(&fetch.url).map_err(|_| CasesError::Url {
        case: name.to_owned(),
        url: fetch.url.clone(),
    })?;
    let before_page = read_page(name, files.before.as_deref())?;
    let before = before_page.map(|page| Before {
        page,
        at: fetch
            .before
            .as_ref()
            .map_or(Timestamp::UNIX_EPOCH, |b| b.fetched_at),
        final_url: fetch
            .before
            .as_ref()
            .and_then(|b| Url::parse(b.final_url.as_deref()?).ok()),
    });
    let looks = looks(name, files, fetch.attempts)?;
    let case = Case {
        service,
        url,
        now: fetch.now,
        policy: WatchPolicy::Proportionate,
        before,
        looks,
        support: Vec::new(),
    };
    Ok((fetch.case, case))
}

/// Gives each attempt the body that it names, where that is stored. The newest body
/// belongs to the last answer when no attempt names it.
fn looks(name: &str, files: &CaseFiles, attempts: Vec<Attempt>) -> Result<Vec<Look>, CasesError> {
    let folder = files.fetch.parent();
    let newest = read_page(name, files.after.as_deref())?;
    let mut looks: Vec<Look> = Vec::with_capacity(attempts.len());
    for attempt in attempts {
        let page = match attempt.file.as_deref() {
            None => None,
            Some("after.html") => newest.clone(),
            Some(file) => folder
                .filter(|_| is_plain_name(file))
                .map(|folder| folder.join(file))
                .filter(|path| path.exists())
                .map(|path| read_page(name, Some(&path)))
                .transpose()?
                .flatten(),
        };
        looks.push(Look {
            attempt,
            page,
            verdict: None,
        });
    }
    let unclaimed = looks.iter().all(|look| look.page.is_none());
    let last_answer = looks
        .iter_mut()
        .rev()
        .find(|look| look.attempt.outcome == Outcome::Http && look.attempt.status != Some(304));
    if let (true, Some(newest), Some(look)) = (unclaimed, newest, last_answer) {
        look.page = Some(newest);
    }
    Ok(looks)
}

/// A name in the case's own folder: a case must not read elsewhere.
fn is_plain_name(file: &str) -> bool {
    !file.contains(['/', '\\']) && file != ".." && !file.is_empty()
}

fn read_page(case: &str, path: Option<&Path>) -> Result<Option<Arc<Page>>, CasesError> {
    let Some(path) = path else {
        return Ok(None);
    };
    let bytes = read_bytes(case, path)?;
    Ok(Some(Arc::new(read::page(&bytes, None))))
}

fn read_bytes(case: &str, path: &Path) -> Result<Vec<u8>, CasesError> {
    std::fs::read(path).map_err(|source| CasesError::File {
        case: case.to_owned(),
        file: path.to_owned(),
        source,
    })
}

fn parse<T: for<'de> Deserialize<'de>>(
    case: &str,
    path: &Path,
    what: &'static str,
) -> Result<T, CasesError> {
    serde_json::from_slice(&read_bytes(case, path)?).map_err(|source| CasesError::Content {
        case: case.to_owned(),
        file: path.to_owned(),
        what,
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FETCH: &str = r#"{"case":"x","url":"https://club.example/","now":"2026-03-08T09:00:00Z",
        "attempts":[{"at":"2026-03-08T09:00:00Z","outcome":"http","status":410}]}"#;

    fn write(folder: &Path, name: &str, files: &[(&str, &str)]) {
        let case = folder.join(name);
        std::fs::create_dir(&case).unwrap();
        for (file, text) in files {
            std::fs::write(case.join(file), text).unwrap();
        }
    }

    #[test]
    fn a_bad_case_is_told_plainly_and_the_others_are_judged() {
        let folder = tempfile::tempdir().unwrap();
        let listing = r#"{"name":"Club"}"#;
        write(
            folder.path(),
            "c",
            &[("listing.json", listing), ("fetch.json", FETCH)],
        );
        write(
            folder.path(),
            "a",
            &[("listing.json", "{"), ("fetch.json", FETCH)],
        );
        write(folder.path(), "b", &[("listing.json", listing)]);
        write(
            folder.path(),
            "d",
            &[
                ("listing.json", listing),
                ("fetch.json", &FETCH.replace("https:", "no way")),
            ],
        );
        let mut out = Vec::new();
        let summary = judge_folder(folder.path(), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"case\":\"c\",\"verdict\":\"suspend\",\"reason\":\"gone\",\"fields\":[\"url\"],\"evidence\":[{\"field\":\"url\",\"listed\":\"https://club.example/\",\"found\":\"410\",\"snippet\":null,\"rule\":\"gone_by_its_own_word\"}]}\n"
        );
        assert_eq!(summary.judged, 1);
        let says = [
            "case a: ",
            "case b: cannot read ",
            "case d: \"no way//club.example/\" in fetch.json",
        ];
        assert_eq!(summary.problems.len(), says.len());
        for (problem, says) in summary.problems.iter().zip(says) {
            assert!(problem.starts_with(says), "{problem}");
        }
    }

    #[test]
    fn a_listing_is_read_as_tolerantly_as_a_feed() {
        let folder = tempfile::tempdir().unwrap();
        let listing = r#"{"name":"Club","minimum_age":"60","cost_options":[{"amount":"4.50"}]}"#;
        write(
            folder.path(),
            "a",
            &[("listing.json", listing), ("fetch.json", FETCH)],
        );
        let summary = judge_folder(folder.path(), &mut Vec::new()).unwrap();
        assert_eq!((summary.judged, summary.problems), (1, Vec::new()));
    }

    #[test]
    fn one_case_is_named_after_its_fetch_file() {
        let folder = tempfile::tempdir().unwrap();
        write(
            folder.path(),
            "one",
            &[("listing.json", "{}"), ("fetch.json", FETCH)],
        );
        let files = CaseFiles {
            listing: folder.path().join("one/listing.json"),
            before: None,
            after: None,
            fetch: folder.path().join("one/fetch.json"),
        };
        let mut out = Vec::new();
        judge_one(&files, &mut out).unwrap();
        assert!(out.starts_with(b"{\"case\":\"x\","));
    }

    #[test]
    fn a_case_reads_nothing_outside_its_folder() {
        for (file, want) in [
            ("after.html", true),
            ("../x", false),
            ("/etc/x", false),
            ("..", false),
            ("", false),
        ] {
            assert_eq!(is_plain_name(file), want, "{file}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_to_be_so() {
        let error = judge_folder(Path::new("no/such/folder"), &mut Vec::new()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("cannot read the folder of cases no/such/folder")
        );
    }
}
