//! Files that cannot be read are named rightly, whatever they are called; what is hidden or
//! private is in no report; a giant in a small file is refused before it grows.

use std::io::Write as _;

use rstest::rstest;
use waymark::sheet::field::postcode::NoBook;
use waymark::sheet::{FileError, Limits, Profile, SkipReason, Surroundings, WithheldReason, read};

use crate::sheet_corpus::import;
use crate::support::sheets::{Grid, Value, html, ods, separated, spreadsheet_xml, xlsx, zipped};

const HEADER: &[&str] = &["Service name", "Organisation", "Postcode", "Phone"];
const ROW: &[&str] = &["Lunch Club", "Age Well", "LS1 4AP", "01632 960123"];

fn good() -> Vec<u8> {
    xlsx(&[Grid::of(
        "Services",
        &[
            HEADER,
            ROW,
            &["Chess", "Age Well", "LS1 4AP", "01632 960124"],
        ],
    )])
}

/// A compound file with one stream.
fn ole(stream: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream)
        .unwrap()
        .write_all(bytes)
        .unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// The beginning of a binary workbook whose records are encrypted.
fn encrypted_xls() -> Vec<u8> {
    let begin = [
        0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    let password = [0x2f, 0x00, 0x06, 0x00, 0x01, 0x00, 0x01, 0x00, 0x02, 0x00];
    ole("/Workbook", &[&begin[..], &password, &[0; 4096]].concat())
}

fn encrypted_ods() -> Vec<u8> {
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"\x01\x02\x03"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"),
    ])
}

#[rstest]
#[case::cut_short("a.xlsx", good()[..good().len() / 2].to_vec(), FileError::Corrupt)]
#[case::cut_short_binary("a.xls", ole("/Workbook", &[0; 9000])[..3000].to_vec(), FileError::Corrupt)]
#[case::no_parts("a.xlsx", zipped(&[("[Content_Types].xml", b"<Types/>"), ("xl/styles.xml", b"<s/>")]), FileError::Corrupt)]
#[case::noise_called_workbook("a.xlsx", (0..4000u32).map(|n| (n * 7919 % 251) as u8).collect(), FileError::Corrupt)]
#[case::encrypted_xlsx("a.xlsx", ole("/EncryptedPackage", &[7; 5000]), FileError::PasswordProtected)]
#[case::encrypted_xls("a.xls", encrypted_xls(), FileError::PasswordProtected)]
#[case::encrypted_ods("a.ods", encrypted_ods(), FileError::PasswordProtected)]
#[case::pdf("a.xlsx", b"%PDF-1.7\nstuff".to_vec(), FileError::NotASpreadsheet)]
#[case::picture("a.csv", b"\x89PNG\r\n\x1a\n....".to_vec(), FileError::NotASpreadsheet)]
#[case::word("a.xlsx", zipped(&[("word/document.xml", b"<w/>")]), FileError::NotASpreadsheet)]
#[case::old_word("a.xls", ole("/WordDocument", &[0; 5000]), FileError::NotASpreadsheet)]
#[case::page("a.xls", b"<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>".to_vec(), FileError::NotASpreadsheet)]
#[case::letter("a.csv", b"Dear all,\n\nPlease find the list attached.\nBest wishes\nPat\n".to_vec(), FileError::NotASpreadsheet)]
#[case::json("a.csv", br#"{"services": [{"name": "Lunch"}]}"#.to_vec(), FileError::NotASpreadsheet)]
#[case::nothing("a.csv", Vec::new(), FileError::Empty)]
#[case::blank("a.csv", b"\xef\xbb\xbf\r\n\r\n".to_vec(), FileError::Empty)]
#[case::header_alone("a.csv", b"Service name,Organisation,Postcode,Phone\n".to_vec(), FileError::Empty)]
#[case::header_alone_in_a_workbook("a.xlsx", xlsx(&[Grid::of("Services", &[HEADER])]), FileError::Empty)]
fn a_file_that_cannot_be_read_says_why(
    #[case] name: &str,
    #[case] bytes: Vec<u8>,
    #[case] want: FileError,
) {
    let import = import(name, &bytes, &Profile::default());
    assert_eq!(import.error, Some(want));
    assert!(import.records.is_empty());
}

/// A workbook whose one sheet grows to some megabytes, and the place of the sheet's size in the
/// zip's own directory.
fn bomb() -> Vec<u8> {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row>".repeat(100_000);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let relation = "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    zipped(&[
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", relation.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// The same with a directory that declares every part to be of one byte.
fn lying_bomb() -> Vec<u8> {
    let mut bytes = bomb();
    for (signature, size_at) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let starts: Vec<usize> = (0..bytes.len() - 46)
            .filter(|at| &bytes[*at..at + 4] == signature)
            .collect();
        for start in starts {
            bytes[start + size_at..start + size_at + 4].copy_from_slice(&1u32.to_le_bytes());
        }
    }
    bytes
}

#[test]
fn a_giant_in_a_small_file_is_refused_whatever_it_declares() {
    for bytes in [bomb(), lying_bomb()] {
        let surroundings = Surroundings {
            feed: &"sheet".parse().unwrap(),
            profile: &Profile::default(),
            postcodes: &NoBook,
            limits: Limits {
                unzipped_bytes: 1 << 20,
                ..Limits::default()
            },
        };
        assert!(bytes.len() < 100_000);
        let import = read("a.xlsx", &bytes, &surroundings);
        assert!(
            matches!(import.error, Some(FileError::TooLarge | FileError::Corrupt)),
            "{:?}",
            import.error
        );
    }
}

#[test]
fn hidden_and_private_columns_and_sheets_are_in_no_report() {
    let header: &[&str] = &[
        "Service name",
        "Postcode",
        "Phone",
        "Notes (internal)",
        "Manager",
        "Home tel",
    ];
    let row: &[&str] = &[
        "Lunch Club",
        "LS1 4AP",
        "01632 960123",
        "xyzzy",
        "xyzzy@example.org",
        "01632 960999",
    ];
    let other: &[&str] = &[
        "Chess",
        "LS1 4AP",
        "01632 960124",
        "xyzzy",
        "xyzzy",
        "01632 960999",
    ];
    let mut open = Grid::of("Services", &[header, row, other]);
    open.hidden_columns.push(4);
    let mut hidden = Grid::of(
        "xyzzy",
        &[HEADER, &["xyzzy", "xyzzy", "LS1 4AP", "01632 960999"]],
    );
    hidden.is_hidden = true;
    let private = Grid::of(
        "Staff only",
        &[HEADER, &["xyzzy", "xyzzy", "LS1 4AP", "01632 960999"]],
    );
    for bytes in [
        xlsx(&[open.clone(), hidden.clone(), private.clone()]),
        ods(&[open.clone(), hidden.clone(), private.clone()]),
        spreadsheet_xml(&[open.clone(), hidden, private]).into_bytes(),
        html(&open).into_bytes(),
    ] {
        let import = import("a.xls", &bytes, &Profile::default());
        let report = serde_json::to_string(&import).unwrap();
        for secret in ["xyzzy", "960999", "internal", "Manager", "Home tel"] {
            assert!(!report.contains(secret), "{secret}: {report}");
        }
        assert_eq!(import.records.len(), 2);
        let why: Vec<_> = import
            .withheld
            .iter()
            .map(|w| (w.column.as_str(), w.why))
            .collect();
        use WithheldReason::{Hidden, Private};
        assert_eq!(why, [("D", Private), ("E", Hidden), ("F", Private)]);
    }
}

/// A sheet whose second row names its columns well enough alone.
fn below_groups(groups: &[&str], merges: &[(usize, usize)]) -> Grid {
    let header: &[&str] = &[
        "Name", "Phone", "Postcode", "From", "To", "Officer", "Mobile", "Notes",
    ];
    let row: &[&str] = &[
        "Chess",
        "01632 960123",
        "LS1 4AP",
        "8",
        "16",
        "xyzzy",
        "07700 900999",
        "xyzzy",
    ];
    let mut grid = Grid::of("Services", &[groups, header, row]);
    grid.merges = merges.iter().map(|(from, to)| (0, *from, 0, *to)).collect();
    grid
}

#[rstest]
#[case::spread(&["Public", "", "", "Ages", "", "Internal use only", "", ""], &[])]
#[case::merged(&["", "", "", "Ages", "", "Internal use only", "", ""], &[(3, 4), (5, 7)])]
fn what_stands_above_a_group_of_columns_holds_for_each(
    #[case] groups: &[&str],
    #[case] merges: &[(usize, usize)],
) {
    let grids = [below_groups(groups, merges)];
    for bytes in [xlsx(&grids), ods(&grids)] {
        let import = import("a.xlsx", &bytes, &Profile::default());
        let report = serde_json::to_string(&import).unwrap();
        for secret in ["xyzzy", "900999", "Internal", "Officer"] {
            assert!(!report.contains(secret), "{secret}: {report}");
        }
        let fields = &import.records[0].fields;
        assert_eq!((fields.min_age, fields.max_age), (Some(8.0), Some(16.0)));
        assert_eq!(fields.schedule_text, None);
    }
}

#[test]
fn one_group_above_the_last_columns_alone_keeps_them_private() {
    let grid = below_groups(
        &["", "", "", "", "", "Not for publication", "", ""],
        &[(5, 7)],
    );
    let import = import("a.xlsx", &xlsx(&[grid]), &Profile::default());
    let report = serde_json::to_string(&import).unwrap();
    assert!(
        !report.contains("xyzzy") && !report.contains("900999"),
        "{report}"
    );
    assert_eq!(import.withheld.len(), 3);
}

#[test]
fn a_merged_name_holds_for_every_row_that_it_covers() {
    let mut grid = Grid::of(
        "S",
        &[
            &["Service name", "Postcode", "Day", "Time"],
            &["Lunch Club", "LS1 4AP", "Monday", "10:00-12:00"],
            &["", "", "Tuesday", "11:00-13:00"],
            &["Chess", "LS1 4AQ", "Friday", "14:00-16:00"],
        ],
    );
    grid.merges = vec![(1, 0, 2, 0), (1, 1, 2, 1)];
    let import = import("a.ods", &ods(&[grid]), &Profile::default());
    let found: Vec<_> = import
        .records
        .iter()
        .map(|r| {
            (
                r.fields.name.as_deref().unwrap(),
                r.fields.schedule[0].byday.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [("Lunch Club", "MO"), ("Lunch Club", "TU"), ("Chess", "FR")]
    );
}

#[test]
fn a_profile_says_what_a_sheet_means() {
    let grid = Grid::of(
        "S",
        &[
            &["Blurb for the leaflet", "What", "Thing"],
            &["Hot meals", "x", "Lunch"],
            &["Games", "y", "Chess"],
        ],
    );
    let profile = Profile::parse("complete = true\n[columns]\n\"Thing\" = \"name\"\n\"column A\" = \"description\"\n\"What\" = \"private\"\n[defaults]\norganization = \"Age Well\"\n").unwrap();
    let import = import("a.csv", separated(&grid, ',', "\n").as_bytes(), &profile);
    let first = &import.records[0].fields;
    assert!(import.complete);
    assert_eq!(first.name.as_deref(), Some("Lunch"));
    assert_eq!(first.description.as_deref(), Some("Hot meals"));
    assert_eq!(first.organization.as_deref(), Some("Age Well"));
    assert_eq!(import.withheld[0].column, "B");
    let saved = profile.with_columns(&import.columns).to_toml().unwrap();
    assert_eq!(
        Profile::parse(&saved).unwrap(),
        profile.with_columns(&import.columns)
    );
}

#[test]
fn a_wrong_profile_says_the_line_and_what_there_is() {
    for (text, says) in [
        (
            "complete = true\n[columns]\n\"Tel\" = \"telefon\"\n",
            "line 3",
        ),
        ("sheet = [\"A\"]\n", "line 1"),
        ("header_row = 0\n", "from 1"),
    ] {
        let error = Profile::parse(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn rows_keep_their_ids_when_they_move_and_every_service_is_valid() {
    let service = |at: usize| {
        vec![
            Value::from(format!("Club {at}")),
            "Age Well".into(),
            "LS1 4AP".into(),
            format!("01632 960{at}23").into(),
        ]
    };
    let header: Vec<Value> = HEADER.iter().map(|name| Value::from(*name)).collect();
    let grid = |order: &[usize]| {
        let rows = std::iter::once(header.clone()).chain(order.iter().map(|at| service(*at)));
        separated(&Grid::new("S", rows.collect()), ',', "\n")
    };
    let ids = |order: &[usize]| -> Vec<(String, String)> {
        let import = import("a.csv", grid(order).as_bytes(), &Profile::default());
        let id = |r: &waymark::sheet::Record| {
            let service: serde_json::Value =
                serde_json::from_str(r.service.as_ref().unwrap().as_str()).unwrap();
            service["id"].as_str().unwrap().to_owned()
        };
        let mut ids: Vec<_> = import
            .records
            .iter()
            .map(|r| (r.fields.name.clone().unwrap(), id(r)))
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&[1, 2, 3]), ids(&[3, 1, 2]));
}

#[test]
fn notes_totals_headers_and_withheld_rows_are_listed() {
    let grid = Grid::of(
        "S",
        &[
            &["Service name", "Postcode", "Phone", "Publish?"],
            &["Lunch Club", "LS1 4AP", "01632 960123", "Y"],
            &["Service name", "Postcode", "Phone", "Publish?"],
            &["Chess", "LS1 4AQ", "01632 960124", "N"],
            &["Total: 2"],
            &["* Times may change"],
        ],
    );
    let import = import(
        "a.csv",
        separated(&grid, ',', "\n").as_bytes(),
        &Profile::default(),
    );
    let skipped: Vec<_> = import.skipped.iter().map(|s| (s.row, s.why)).collect();
    use SkipReason::{NotForPublication, Note, RepeatedHeader, Total};
    assert_eq!(
        skipped,
        [
            (3, RepeatedHeader),
            (4, NotForPublication),
            (5, Total),
            (6, Note)
        ]
    );
    assert_eq!(import.records.len(), 1);
}

/// A workbook of one sheet whose cells are given as XML.
fn by_hand(rows: &str) -> Vec<u8> {
    let relation = "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", relation.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn formulas_without_a_stored_value_are_told_by_what_they_would_do() {
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header = ["Service name", "Description", "Postcode", "Website"]
        .map(text)
        .concat();
    let row = |formula: &str| {
        let formula = format!("<c><f>{formula}</f></c>");
        format!("<row>{}{formula}{}</row>", text("Chess"), text("LS1 4AP"))
    };
    for (formula, want, injected) in [
        ("cmd|' /C calc'!A0", Some("=cmd|' /C calc'!A0"), true),
        ("1+1", Some("=1+1"), true),
        ("B7", None, false),
        (
            "HYPERLINK(\"https://x.example\",\"Look\")",
            Some("Look"),
            true,
        ),
    ] {
        let file = by_hand(&format!("<row>{header}</row>{}", row(formula)));
        let import = import("a.xlsx", &file, &Profile::default());
        assert_eq!(
            import.records[0].fields.description.as_deref(),
            want,
            "{formula}"
        );
        let told = import
            .problems
            .iter()
            .any(|p| p.kind.as_str() == "formula_injection");
        assert_eq!(told, injected, "{formula}");
    }
}

#[test]
fn days_in_words_and_times_in_columns_are_one_timetable() {
    let grid = Grid::of(
        "S",
        &[
            &["Service name", "Postcode", "When", "Start", "Finish"],
            &["Chess", "LS1 4AP", "Mondays", "10:00", "12:00"],
            &["Yoga", "LS1 4AQ", "Tues & Thurs", "14:00", "15:30"],
        ],
    );
    let import = import(
        "a.csv",
        separated(&grid, ',', "\n").as_bytes(),
        &Profile::default(),
    );
    let times = |row: usize| {
        let sessions = import.records[row].fields.schedule.iter();
        let told =
            sessions.map(|s| format!("{} {}", s.byday, s.opens_at.as_deref().unwrap_or("?")));
        told.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        (times(0), times(1)),
        ("MO 10:00".to_owned(), "TU 14:00, TH 14:00".to_owned())
    );
}

#[test]
fn the_sample_with_a_sheet_for_each_parish_is_read_as_the_office_means_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/feeds/sheets/hallowby.ods");
    let import = import(
        "hallowby.ods",
        &std::fs::read(path).unwrap(),
        &Profile::default(),
    );
    let report = serde_json::to_string(&import).unwrap();
    for kept_back in ["Key holder", "Mrs Example", "Committee rota", "Bingo"] {
        assert!(!report.contains(kept_back), "{kept_back}");
    }
    let named = |record: &waymark::sheet::Record| {
        let sheet = record.sheet.clone().unwrap();
        (sheet, record.row, record.fields.name.clone().unwrap())
    };
    let rows: Vec<_> = import.records.iter().map(named).collect();
    let want = [
        ("Upper Hallowby", 4, "Knit and natter"),
        ("Upper Hallowby", 5, "Walking football"),
        ("Upper Hallowby", 6, "Memory café"),
        ("Nether Hallowby", 4, "Toddle In"),
        ("Nether Hallowby", 5, "Debt advice drop-in"),
    ];
    let want = want.map(|(sheet, row, name)| (sheet.to_owned(), row, name.to_owned()));
    assert_eq!(rows, want);
    let why: Vec<_> = import.skipped.iter().map(|s| (s.row, s.why)).collect();
    use SkipReason::{Duplicate, Note, Total};
    assert_eq!(why, [(8, Total), (8, Note), (6, Duplicate)]);
}
