//! Opens a file: bytes -> what they really are -> [`Table`]s, or why they cannot be read.
//!
//! The name of a file is not believed. Sizes are looked at before anything is parsed, counted
//! while it is, and never set aside as memory because a file declares them.

mod html;
mod ods;
mod package;
mod separated;
mod spreadsheet_xml;
mod text;
mod value;
mod xls;
mod xlsx;
mod xml;

use package::Package;
use xml::Xml;

use super::report::FileError;
use super::table::{Cell, CellKind, Limits, Table};

pub(super) use value::moment;

/// How files begin that are no spreadsheets, whatever they are called: PDF, pictures, archives,
/// programs, media, rich text.
const FOREIGN: [&[u8]; 17] = [
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"ID3",
    b"OggS",
    b"RIFF",
    b"BZh",
    b"SQLite format 3",
];

const ZIP: &[u8] = b"PK";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Bytes of a text that are looked at to tell what it is.
const HEAD: usize = 1 << 16;

/// Reads every visible sheet of a file.
pub(super) fn open(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Table>, FileError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(FileError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileError::Empty);
    }
    if FOREIGN.iter().any(|start| bytes.starts_with(start)) || is_media(bytes) {
        return Err(FileError::NotASpreadsheet);
    }
    if bytes.starts_with(ZIP) && bytes.get(2).is_some_and(|byte| *byte < 9) {
        return zipped(bytes, limits);
    }
    if bytes.starts_with(&OLE[..bytes.len().min(OLE.len())]) {
        return xls::read(bytes, limits);
    }
    match text::decode(bytes) {
        Some(text) => written(&text, limits),
        // Not text and nothing that we know: what is called a workbook is a damaged one.
        None if is_called_workbook(name) => Err(FileError::Corrupt),
        None => Err(FileError::NotASpreadsheet),
    }
}

fn zipped(bytes: &[u8], limits: &Limits) -> Result<Vec<Table>, FileError> {
    let holds = |name: &str| {
        bytes
            .windows(name.len())
            .any(|window| window == name.as_bytes())
    };
    let package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(FileError::Corrupt) if holds("word/document.xml") || holds("ppt/presentation.xml") => {
            return Err(FileError::NotASpreadsheet);
        }
        Err(error) => return Err(error),
    };
    if package.has("content.xml") && package.has("meta-inf/manifest.xml") {
        if holds("opendocument.text") && !holds("opendocument.spreadsheet") {
            return Err(FileError::NotASpreadsheet);
        }
        return ods::read(package, limits);
    }
    if package.has("encrypted-package") {
        return Err(FileError::PasswordProtected);
    }
    if package.has("xl/workbook.bin") || !package.has("xl/") {
        return Err(FileError::NotASpreadsheet);
    }
    xlsx::read(package, limits)
}

/// A file of text: HTML, XML, or values with separators between them.
fn written(text: &str, limits: &Limits) -> Result<Vec<Table>, FileError> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.is_empty() {
        return Err(FileError::Empty);
    }
    let head = start.get(..HEAD).unwrap_or_else(|| {
        let end = (0..=HEAD.min(start.len()))
            .rev()
            .find(|at| start.is_char_boundary(*at));
        &start[..end.unwrap_or(0)]
    });
    let head = head.to_ascii_lowercase();
    if head.starts_with('<') {
        if head.contains("urn:schemas-microsoft-com:office:spreadsheet")
            && head.contains("<?xml")
            && !head.contains("<html")
        {
            return spreadsheet_xml::read(Xml::new(start.as_bytes()), limits);
        }
        if head.contains("office:document") && head.contains("opendocument") {
            return ods::document(Xml::new(start.as_bytes()), limits);
        }
        return html::read(start, limits)?.ok_or(FileError::NotASpreadsheet);
    }
    if head.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok()
    {
        return Err(FileError::NotASpreadsheet);
    }
    if !separated::has_columns(text) && head.contains("<table") {
        return html::read(start, limits)?.ok_or(FileError::NotASpreadsheet);
    }
    Ok(vec![separated::read(text, limits)?])
}

/// Films and pictures of telephones, which begin with a length.
fn is_media(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
        || bytes
            .get(..1024.min(bytes.len()))
            .is_some_and(|head| head.windows(5).any(|window| window == b"%PDF-"))
}

fn is_called_workbook(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xlsx", ".xlsm", ".xls", ".ods"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// `2024-03-12T10:30:00` or a part of it, as a cell.
fn iso_moment(text: &str) -> Cell {
    let text = text.trim();
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let time = time.get(..5).filter(|time| *time != "00:00");
    match (day.parse::<jiff::civil::Date>(), time) {
        // A time of day is stored as one on the day before counting begins.
        (Ok(date), Some(time)) if date.year() < 1901 => Cell::of(CellKind::Time, time),
        (Ok(date), Some(time)) => Cell::of(CellKind::Date, format!("{date} {time}")),
        (Ok(date), None) => Cell::of(CellKind::Date, date.to_string()),
        (Err(_), _) => Cell::of_text(text),
    }
}
