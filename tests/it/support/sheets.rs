//! Sheets as councils keep them, in every format, from one grid of cells.

use std::io::Write as _;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

/// One cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Value {
    #[default]
    Blank,
    Text(String),
    Number(f64),
    /// Year, month, day.
    Date(u16, u8, u8),
    /// Hour, minute.
    Time(u16, u8),
    /// Formula without `=`, and the value stored with it.
    Formula(String, String),
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    pub(crate) name: String,
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) is_hidden: bool,
    pub(crate) hidden_columns: Vec<usize>,
    /// Top, left, bottom, right, 0-based.
    pub(crate) merges: Vec<(usize, usize, usize, usize)>,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text.to_owned())
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl Value {
    /// As text in formats that have nothing else.
    fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Formula(_, text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(year, month, day) => format!("{day:02}/{month:02}/{year}"),
            Self::Time(hour, minute) => format!("{hour:02}:{minute:02}"),
        }
    }
}

impl Grid {
    pub(crate) fn new(name: &str, rows: Vec<Vec<Value>>) -> Self {
        Self {
            name: name.to_owned(),
            rows,
            ..Self::default()
        }
    }

    /// A grid of plain text.
    pub(crate) fn of(name: &str, rows: &[&[&str]]) -> Self {
        let row = |row: &&[&str]| row.iter().map(|text| Value::from(*text)).collect();
        Self::new(name, rows.iter().map(row).collect())
    }
}

/// `.xlsx`
pub(crate) fn xlsx(grids: &[Grid]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for grid in grids {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&grid.name).unwrap();
        sheet.set_hidden(grid.is_hidden);
        for column in &grid.hidden_columns {
            sheet.set_column_hidden(*column as u16).unwrap();
        }
        for (top, left, bottom, right) in &grid.merges {
            let format = Format::new();
            sheet
                .merge_range(
                    *top as u32,
                    *left as u16,
                    *bottom as u32,
                    *right as u16,
                    "",
                    &format,
                )
                .unwrap();
        }
        for (row, cells) in (0u32..).zip(&grid.rows) {
            for (column, value) in (0u16..).zip(cells) {
                match value {
                    Value::Blank => {}
                    Value::Text(text) => {
                        sheet.write_string(row, column, text).unwrap();
                    }
                    Value::Number(number) => {
                        sheet.write_number(row, column, *number).unwrap();
                    }
                    Value::Date(year, month, day) => {
                        let date = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                        let format = Format::new().set_num_format("dd/mm/yyyy");
                        sheet
                            .write_datetime_with_format(row, column, date, &format)
                            .unwrap();
                    }
                    Value::Time(hour, minute) => {
                        let time = ExcelDateTime::from_hms(*hour, *minute, 0).unwrap();
                        let format = Format::new().set_num_format("hh:mm");
                        sheet
                            .write_datetime_with_format(row, column, time, &format)
                            .unwrap();
                    }
                    Value::Formula(formula, stored) => {
                        let formula = Formula::new(formula).set_result(stored);
                        sheet.write_formula(row, column, formula).unwrap();
                    }
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// Text with a separator; values are quoted where they must be.
pub(crate) fn separated(grid: &Grid, separator: char, line_end: &str) -> String {
    let quote = |value: &Value| {
        let text = value.text();
        let special = |c: char| c == separator || matches!(c, '"' | '\n' | '\r');
        if text.contains(special) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let row = |row: &Vec<Value>| {
        let values: Vec<String> = row.iter().map(quote).collect();
        values.join(&separator.to_string()) + line_end
    };
    grid.rows.iter().map(row).collect()
}

/// `.ods`
pub(crate) fn ods(grids: &[Grid]) -> Vec<u8> {
    let mut tables = String::new();
    for grid in grids {
        let style = if grid.is_hidden { "hidden" } else { "shown" };
        tables += &format!(
            "<table:table table:name=\"{}\" table:style-name=\"{style}\">",
            escaped(&grid.name)
        );
        let width = grid.rows.iter().map(Vec::len).max().unwrap_or(1);
        for column in 0..width {
            let hidden = grid.hidden_columns.contains(&column);
            tables += if hidden {
                "<table:table-column table:visibility=\"collapse\"/>"
            } else {
                "<table:table-column/>"
            };
        }
        for (at, row) in grid.rows.iter().enumerate() {
            tables += "<table:table-row>";
            for column in 0..width {
                let covered = grid.merges.iter().any(|(top, left, bottom, right)| {
                    (*top..=*bottom).contains(&at)
                        && (*left..=*right).contains(&column)
                        && (at, column) != (*top, *left)
                });
                if covered {
                    tables += "<table:covered-table-cell/>";
                    continue;
                }
                let merge = grid
                    .merges
                    .iter()
                    .find(|(top, left, ..)| (*top, *left) == (at, column));
                let spans = merge.map_or_else(String::new, |(top, left, bottom, right)| {
                    format!(
                        " table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"{}\"",
                        right - left + 1,
                        bottom - top + 1
                    )
                });
                tables += &ods_cell(row.get(column).unwrap_or(&Value::Blank), &spans);
            }
            tables += "</table:table-row>";
        }
        tables += "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    }
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\"><office:automatic-styles>\
         <style:style style:name=\"shown\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
         <style:style style:name=\"hidden\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".as_bytes()),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"),
    ])
}

fn ods_cell(value: &Value, spans: &str) -> String {
    let shown = escaped(&value.text()).replace('\n', "</text:p><text:p>");
    let typed = match value {
        Value::Blank => return format!("<table:table-cell{spans}/>"),
        Value::Text(_) => "office:value-type=\"string\"".to_owned(),
        Value::Number(number) => format!("office:value-type=\"float\" office:value=\"{number}\""),
        Value::Date(year, month, day) => {
            format!("office:value-type=\"date\" office:date-value=\"{year}-{month:02}-{day:02}\"")
        }
        Value::Time(hour, minute) => {
            format!("office:value-type=\"time\" office:time-value=\"PT{hour:02}H{minute:02}M00S\"")
        }
        Value::Formula(formula, _) => {
            format!(
                "office:value-type=\"string\" table:formula=\"of:={}\"",
                escaped(formula)
            )
        }
    };
    format!(
        "<table:table-cell {typed}{spans}><office:annotation><text:p>a remark for colleagues</text:p></office:annotation>\
         <text:p>{shown}</text:p></table:table-cell>"
    )
}

/// An HTML table.
pub(crate) fn html(grid: &Grid) -> String {
    let mut page = "<html><head><meta charset=\"utf-8\"></head><body><table border=1>".to_owned();
    for (at, row) in grid.rows.iter().enumerate() {
        page += "<tr>";
        for (column, value) in row.iter().enumerate() {
            let merge = grid
                .merges
                .iter()
                .find(|(top, left, ..)| (*top, *left) == (at, column));
            let covered = grid.merges.iter().any(|(top, left, bottom, right)| {
                (*top..=*bottom).contains(&at)
                    && (*left..=*right).contains(&column)
                    && (at, column) != (*top, *left)
            });
            if covered {
                continue;
            }
            let spans = merge.map_or_else(String::new, |(top, left, bottom, right)| {
                format!(
                    " colspan={} rowspan=\"{}\"",
                    right - left + 1,
                    bottom - top + 1
                )
            });
            let hidden = if grid.hidden_columns.contains(&column) {
                " style=\"display:none\""
            } else {
                ""
            };
            page += &format!(
                "<td{spans}{hidden}>{}</td>",
                escaped(&value.text()).replace('\n', "<br>")
            );
        }
        page += "</tr>\n";
    }
    page + "</table></body></html>"
}

/// XML Spreadsheet 2003.
pub(crate) fn spreadsheet_xml(grids: &[Grid]) -> String {
    let mut book = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"
        .to_owned();
    for grid in grids {
        book += &format!("<Worksheet ss:Name=\"{}\"><Table>", escaped(&grid.name));
        for column in &grid.hidden_columns {
            book += &format!("<Column ss:Index=\"{}\" ss:Hidden=\"1\"/>", column + 1);
        }
        for (at, row) in grid.rows.iter().enumerate() {
            book += &format!("<Row ss:Index=\"{}\">", at + 1);
            for (column, value) in row.iter().enumerate() {
                let text = escaped(&value.text());
                let (kind, text) = match value {
                    Value::Blank => continue,
                    Value::Number(_) => ("Number", text),
                    Value::Date(year, month, day) => (
                        "DateTime",
                        format!("{year}-{month:02}-{day:02}T00:00:00.000"),
                    ),
                    Value::Time(hour, minute) => (
                        "DateTime",
                        format!("1899-12-31T{hour:02}:{minute:02}:00.000"),
                    ),
                    _ => ("String", text),
                };
                let merge = grid
                    .merges
                    .iter()
                    .find(|(top, left, ..)| (*top, *left) == (at, column));
                let spans = merge.map_or_else(String::new, |(top, left, bottom, right)| {
                    format!(
                        " ss:MergeAcross=\"{}\" ss:MergeDown=\"{}\"",
                        right - left,
                        bottom - top
                    )
                });
                book += &format!(
                    "<Cell ss:Index=\"{}\"{spans}><Data ss:Type=\"{kind}\">{text}</Data></Cell>",
                    column + 1
                );
            }
            book += "</Row>";
        }
        let visible = if grid.is_hidden {
            "SheetHidden"
        } else {
            "SheetVisible"
        };
        book += &format!(
            "</Table><x:WorksheetOptions><x:Visible>{visible}</x:Visible></x:WorksheetOptions></Worksheet>"
        );
    }
    book + "</Workbook>"
}

/// A zip of parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
