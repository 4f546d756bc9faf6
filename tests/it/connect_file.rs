//! The `file` connector on real files.

use std::path::Path;

use waymark::config::FetchConfig;
use waymark::connect::{Pulled, WalkEnd};

use crate::support::feed::{Walked, file_feed, quick, walk};

/// Reads a file of this name and content.
async fn pull(name: &str, content: &[u8]) -> (Walked, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let walked = walk(&file_feed(&path), &quick()).await;
    (walked, path.display().to_string())
}

#[tokio::test]
async fn arrays_objects_and_lines_are_told_apart() {
    for (name, content) in [
        ("a.json", r#"[{"id": "a"}, {"id": 2}]"#),
        ("a.json", " \n[\n{\"id\": \"a\"},\n{\"id\": 2}\n]\n"),
        ("a.json", r#"{"services": [{"id": "a"}, {"id": 2}]}"#),
        (
            "a.json",
            "{\n  \"about\": {\"x\": []},\n  \"services\": [\n{\"id\": \"a\"}, {\"id\": 2}]\n}",
        ),
        ("a.json", "{\"id\": \"a\"}\n{\"id\": 2}\n"),
        ("a.ndjson", "{\"id\": \"a\"}\r\n\r\n{\"id\": 2}"),
        ("a.jsonl", "\u{feff}{\"id\": \"a\"}\n{\"id\": 2}\n"),
        ("a.json", "\u{feff}[{\"id\": \"a\"}, {\"id\": 2}]"),
    ] {
        let (walked, _) = pull(name, content.as_bytes()).await;
        assert_eq!(walked.end, WalkEnd::Complete, "{content}");
        assert_eq!(walked.ids(), ["a", "2"], "{content}");
        assert!(walked.codes().is_empty(), "{content}");
    }
}

#[tokio::test]
async fn an_empty_list_is_complete_and_a_vocabulary_comes_along() {
    let (walked, _) = pull("a.json", b"[]").await;
    assert_eq!(walked.end, WalkEnd::Complete);
    let content =
        br#"{"taxonomies": [{"id": "x"}], "services": [], "taxonomy_terms": [{"id": "k"}]}"#;
    let (walked, _) = pull("a.json", content).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert!(matches!(
        walked.pulled[..],
        [Pulled::Taxonomy(_), Pulled::TaxonomyTerm(_)]
    ));
}

#[tokio::test]
async fn what_cannot_be_read_gets_one_sentence() {
    for (content, end) in [
        (&b""[..], "is empty; export it again"),
        (b" \n\n", "is empty; export it again"),
        (
            b"id,name\n1,Club\n",
            "is not JSON; export it as a JSON array, {\"services\": [\u{2026}]} or NDJSON",
        ),
        (
            b"{\"organizations\":\n[]}",
            "has no list of services in it; put it under \"services\"",
        ),
        (
            b"[{\"id\": 1",
            "breaks off in line 1; export or copy it again",
        ),
        (
            b"[\noops]",
            "is damaged at line 2, column 1: it is not JSON in UTF-8 there; export it again",
        ),
    ] {
        let (walked, path) = pull("a.json", content).await;
        assert_eq!(walked.end, WalkEnd::Failed(format!("{path} {end}")));
    }
    let (walked, path) = pull("a.ndjson", b"{oops\n{oops\n").await;
    let end = "holds no line that is a service; export it again, one JSON object on each line";
    assert_eq!(walked.end, WalkEnd::Failed(format!("{path} {end}")));

    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent.json");
    for (path, sentence) in [
        (
            absent.as_path(),
            format!(
                "there is no file {}; check the feed's path",
                absent.display()
            ),
        ),
        (
            folder.path(),
            format!(
                "{} is a folder; the feed's path must name a file",
                folder.path().display()
            ),
        ),
    ] {
        let walked = walk(&file_feed(path), &quick()).await;
        assert_eq!(walked.end, WalkEnd::Failed(sentence));
    }
}

#[tokio::test]
async fn a_document_that_breaks_off_keeps_what_came_before() {
    let (walked, path) = pull("a.json", b"[{\"id\": 1},\n{\"id\": 2},\n{\"id\":").await;
    assert_eq!(walked.ids(), ["1", "2"]);
    assert_eq!(
        walked.end,
        WalkEnd::Incomplete(format!(
            "{path} breaks off in line 3; export or copy it again (2 services before that were \
             read)"
        ))
    );
}

#[tokio::test]
async fn a_damaged_line_costs_one_record() {
    let lines = b"{\"id\": 1}\n{\"id\": 2, \"name\": oops}\n{\"id\": 3}\n";
    let (walked, _) = pull("a.ndjson", lines).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), ["1", "3"]);
    assert_eq!(walked.unread(), [("2", "line 2 is damaged")]);

    let (walked, path) = pull("a.ndjson", b"{\"id\": 1}\n{\"na\n[2]\n{\"id\": 3}\n").await;
    assert_eq!(walked.ids(), ["1", "3"]);
    assert_eq!(walked.codes(), ["line_damaged"]);
    let sentence = format!("{path}: line 2 and 1 more are damaged and name no service");
    assert_eq!(walked.end, WalkEnd::Incomplete(sentence));
}

#[tokio::test]
async fn a_line_that_is_too_long_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ndjson");
    let long = format!("{{\"id\": \"long\", \"x\": \"{}\"}}", "x".repeat(5_000));
    std::fs::write(&path, format!("{{\"id\": 1}}\n{long}\n{{\"id\": 2}}\n")).unwrap();
    let limits = FetchConfig {
        max_feed_bytes: 1_000,
        ..quick()
    };
    let walked = walk(&file_feed(Path::new(&path)), &limits).await;
    assert_eq!(walked.ids(), ["1", "2"]);
    let sentence = format!("{}: line 2 is damaged and names no service", path.display());
    assert_eq!(walked.end, WalkEnd::Incomplete(sentence));
}

#[tokio::test]
async fn doubles_and_foreign_characters_are_noted() {
    let lines = b"{\"id\": 1}\n{\"id\": 1}\n{\"id\": 2, \"name\": \"Caf\xe9\"}\n";
    let (walked, _) = pull("a.ndjson", lines).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), ["1", "1", "2"]);
    assert_eq!(walked.codes(), ["duplicate_id", "not_utf8"]);
}
