//! `waymark postcode` and `waymark gazetteer`, line for line.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::postcodes::Shelves;

/// Runs the program in `folder` with `input` on stdin: what it printed, and whether all was fine.
fn run(folder: &Path, args: &[&str], input: &str) -> (String, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_waymark"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let ended = child.wait_with_output().unwrap();
    (
        String::from_utf8(ended.stdout).unwrap(),
        ended.status.success(),
    )
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn parsing_needs_neither_settings_nor_a_data_folder_and_answers_every_line() {
    let folder = tempfile::tempdir().unwrap();
    let settings = ["--config", "absent.toml", "postcode", "parse"];
    let (said, is_fine) = run(
        folder.path(),
        &settings,
        "s10 2tn\n\nec1a\nS10 2T\nS1O 2TN\nFIQQ 1ZZ",
    );
    assert!(is_fine);
    assert_eq!(
        lines(&said),
        [
            json!({"input": "s10 2tn", "class": "full", "postcode": "S10 2TN"}),
            json!({"input": "", "class": "invalid"}),
            json!({"input": "ec1a", "class": "outcode", "postcode": "EC1A"}),
            json!({"input": "S10 2T", "class": "sector", "postcode": "S10 2"}),
            json!({"input": "S1O 2TN", "class": "invalid", "suggest": "S10 2TN"}),
            json!({"input": "FIQQ 1ZZ", "class": "full", "postcode": "FIQQ 1ZZ", "kind": "overseas"}),
        ]
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was written"
    );
}

#[test]
fn a_loaded_file_is_listed_asked_and_removed() {
    let shelves = Shelves::new();
    let folder = shelves.folder.path();
    shelves.write(
        "codepo/Data/CSV/s.csv",
        "S10 2TN,10,433950,387050,E92000001,,,,E08000019,E05010871\n",
    );
    let (said, is_fine) = run(folder, &["gazetteer", "load", "codepo", "--json"], "");
    assert!(is_fine);
    assert_eq!(
        (&lines(&said)[0]["name"], &lines(&said)[0]["live"]),
        (&json!("codepo"), &json!(1))
    );
    let (said, _) = run(folder, &["gazetteer", "list"], "");
    assert!(
        said.contains("codepo (Code-Point Open): 1 postcodes in use"),
        "{said}"
    );
    let (said, is_fine) = run(folder, &["gazetteer", "lookup"], "S10 2TN\n\nS10 2\n");
    assert!(is_fine);
    let answers = lines(&said);
    let statuses: Vec<&Value> = answers.iter().map(|answer| &answer["status"]).collect();
    assert_eq!(statuses, ["found", "invalid", "invalid"]);
    assert_eq!(answers[0]["layer"], "official");
    assert!(run(folder, &["gazetteer", "remove", "codepo"], "").1);
    assert!(!run(folder, &["gazetteer", "remove", "codepo"], "").1);
    let (said, _) = run(folder, &["gazetteer", "lookup"], "S10 2TN\n");
    assert_eq!(lines(&said)[0]["status"], "unknown");
}
