//! Sheets made up by seed, in every format, measured against the truth about them.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use waymark::sheet::field::postcode::NoBook;
use waymark::sheet::{Import, Limits, Profile, Surroundings, read};

use crate::support::sheet_truth::{Made, PRIVATE, make};
use crate::support::sheets::{html, ods, separated, spreadsheet_xml, xlsx};

pub(crate) fn import(name: &str, bytes: &[u8], profile: &Profile) -> Import {
    let surroundings = Surroundings {
        feed: &"sheet".parse().unwrap(),
        profile,
        postcodes: &NoBook,
        limits: Limits::default(),
    };
    read(name, bytes, &surroundings)
}

/// The name and bytes of a made-up workbook in a format that its seed decides; and whether the
/// format names sheets.
fn written(made: &Made, seed: u64) -> (&'static str, Vec<u8>, bool) {
    let single = made.grids.len() == 1
        && made.grids[0].hidden_columns.is_empty()
        && made.grids[0].merges.is_empty();
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let windows = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    if single {
        let grid = &made.grids[0];
        return match seed % 7 {
            0 => ("a.csv", separated(grid, ',', "\r\n").into_bytes(), false),
            1 => ("b.csv", windows(&separated(grid, ';', "\n")), false),
            2 => ("c.csv", utf16(&separated(grid, '\t', "\r\n")), false),
            3 => (
                "d.csv",
                format!("\u{feff}{}", separated(grid, ',', "\n")).into_bytes(),
                false,
            ),
            4 => ("e.xls", html(grid).into_bytes(), false),
            5 => ("f.xlsx", separated(grid, '|', "\n").into_bytes(), false),
            _ => ("g.xls", spreadsheet_xml(&made.grids).into_bytes(), true),
        };
    }
    match seed % 4 {
        0 => ("h.ods", ods(&made.grids), true),
        1 => ("i.xls", spreadsheet_xml(&made.grids).into_bytes(), true),
        _ => ("j.xlsx", xlsx(&made.grids), true),
    }
}

#[derive(Default)]
struct Measure {
    records: (usize, usize),
    fields: (usize, usize),
    problems: (usize, usize),
    skipped: (usize, usize),
    extra: usize,
    alarms: usize,
    wrong: Vec<String>,
}

fn measure(made: &Made, import: &Import, named: bool, seed: u64, measure: &mut Measure) {
    let report = serde_json::to_value(import).unwrap();
    let text = report.to_string();
    assert!(
        !text.contains(PRIVATE),
        "sheet {seed} publishes what is private"
    );
    let sheet = |name: &str| if named { json!(name) } else { Json::Null };
    let found = report["records"].as_array().unwrap();
    measure.extra += found.len().saturating_sub(made.records.len());
    for (name, row, truth) in &made.records {
        measure.records.1 += 1;
        let Some(record) = found
            .iter()
            .find(|r| r["sheet"] == sheet(name) && r["row"] == *row)
        else {
            measure
                .wrong
                .push(format!("{seed}: {name} {row} is not found"));
            continue;
        };
        measure.records.0 += 1;
        for (key, want) in truth {
            measure.fields.1 += 1;
            if same(&record["fields"][key], want) {
                measure.fields.0 += 1;
            } else {
                measure.wrong.push(format!(
                    "{seed}: {name} {row} {key}: {} for {want}",
                    record["fields"][key]
                ));
            }
        }
    }
    let reported: BTreeSet<_> = import
        .problems
        .iter()
        .map(|p| (p.sheet.clone(), p.row, p.kind.as_str()))
        .collect();
    let wanted: BTreeSet<_> = made
        .problems
        .iter()
        .map(|(name, row, kind)| (named.then(|| name.clone()), *row, *kind))
        .collect();
    measure.problems.1 += wanted.len();
    for problem in &wanted {
        if reported.contains(problem) {
            measure.problems.0 += 1;
        } else {
            measure
                .wrong
                .push(format!("{seed}: {problem:?} is not reported"));
        }
    }
    for alarm in reported.iter().filter(|p| {
        !wanted.contains(*p)
            && ![
                "phone_multiple",
                "age_unparsed",
                "hours_unparsed",
                "formula_cell",
            ]
            .contains(&p.2)
    }) {
        // A row that is stated twice states its problems twice.
        if !wanted.contains(&(alarm.0.clone(), alarm.1, "duplicate_row")) {
            measure.alarms += 1;
            measure
                .wrong
                .push(format!("{seed}: {alarm:?} is a false alarm"));
        }
    }
    for (name, row) in &made.skipped {
        measure.skipped.1 += 1;
        let listed = import
            .skipped
            .iter()
            .any(|s| s.row == *row && s.sheet == named.then(|| name.clone()));
        measure.skipped.0 += usize::from(listed);
    }
}

fn same(found: &Json, want: &Json) -> bool {
    match (found.as_f64(), want.as_f64()) {
        (Some(found), Some(want)) => found == want,
        _ => found == want,
    }
}

#[test]
fn sheets_of_every_layout_and_format_come_out_as_they_are_meant() {
    let mut all = Measure::default();
    for seed in 0..80 {
        let made = make(seed);
        let (file, bytes, named) = written(&made, seed);
        let import = import(file, &bytes, &Profile::default());
        assert_eq!(import.error, None, "sheet {seed}, {file}");
        measure(&made, &import, named, seed, &mut all);
    }
    let said = format!(
        "records {:?}, fields {:?}, problems {:?}, skipped {:?}, {} extra, {} false alarms",
        all.records, all.fields, all.problems, all.skipped, all.extra, all.alarms
    );
    println!("{said}");
    let share = |(found, of): (usize, usize)| found as f64 / of.max(1) as f64;
    let good = share(all.records) >= 0.995
        && share(all.fields) >= 0.985
        && share(all.problems) >= 0.985
        && share(all.skipped) >= 0.98
        && all.extra == 0;
    assert!(
        good,
        "{said}\n{}",
        all.wrong[..all.wrong.len().min(60)].join("\n")
    );
}
