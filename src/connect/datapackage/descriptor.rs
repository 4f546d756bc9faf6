//! `datapackage.json`: which files hold which tables, and how they are written.
//!
//! Read leniently: whatever is not of its right shape counts as not said.

use serde_json::Value;

use super::types::Form;

/// What a package says of itself.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Descriptor {
    pub(super) resources: Vec<Resource>,
}

/// One resource: a table, from one file or from several parts.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Resource {
    /// Its name; the first path where it has none.
    pub(super) name: String,
    /// Where its files are, relative to the descriptor; none for rows in the descriptor itself.
    pub(super) paths: Vec<String>,
    /// How its files are written.
    pub(super) layout: Layout,
}

/// How a file is written.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Layout {
    /// Name of the encoding.
    pub(super) encoding: Option<String>,
    /// What stands between cells.
    pub(super) delimiter: Option<u8>,
    /// What stands around cells.
    pub(super) quote: Option<u8>,
    /// Whether the first row holds the names of the columns; it does unless this says no.
    pub(super) headless: bool,
    /// Cells that mean nothing, besides blank ones.
    pub(super) missing: Vec<String>,
    /// The columns in their order.
    pub(super) columns: Vec<(String, Form)>,
}

impl Layout {
    /// How the values of a column are written.
    pub(super) fn form(&self, column: &str) -> Form {
        let column = column.trim();
        let said = self.columns.iter().find(|(name, _)| name.trim() == column);
        said.map(|(_, form)| form.clone()).unwrap_or_default()
    }
}

/// Reads a descriptor; `None` when it is none.
pub(super) fn read(text: &str) -> Option<Descriptor> {
    let value: Value = serde_json::from_str(text).ok()?;
    let resources = value.get("resources")?.as_array()?;
    Some(Descriptor {
        resources: resources.iter().map(resource).collect(),
    })
}

fn resource(value: &Value) -> Resource {
    let paths: Vec<String> = match value.get("path") {
        Some(Value::Array(parts)) => parts
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        other => other
            .and_then(Value::as_str)
            .map(str::to_owned)
            .into_iter()
            .collect(),
    };
    let name = text(value, "name").or_else(|| paths.first().cloned());
    let schema = value.get("schema").unwrap_or(&Value::Null);
    let dialect = value.get("dialect").unwrap_or(&Value::Null);
    Resource {
        name: name.unwrap_or_default(),
        paths,
        layout: Layout {
            encoding: text(value, "encoding"),
            delimiter: byte(dialect, "delimiter"),
            quote: byte(dialect, "quoteChar"),
            headless: dialect.get("header") == Some(&Value::Bool(false)),
            missing: words(schema, "missingValues"),
            columns: columns(schema),
        },
    }
}

fn columns(schema: &Value) -> Vec<(String, Form)> {
    let fields = schema.get("fields").and_then(Value::as_array);
    let column = |field: &Value| Some((text(field, "name")?, form(field)));
    fields.into_iter().flatten().filter_map(column).collect()
}

fn form(field: &Value) -> Form {
    // Only forms that a package spells out: the reader knows the usual ones.
    let spelt = text(field, "format").filter(|form| form.contains('%'));
    match (field.get("type").and_then(Value::as_str), spelt) {
        (Some("number" | "integer"), _) => {
            match (letter(field, "decimalChar"), letter(field, "groupChar")) {
                (None, None) => Form::Plain,
                (decimal, group) => Form::Number(decimal, group),
            }
        }
        (Some("boolean"), _) => {
            let or = |name, usual: [&str; 4]| match words(field, name) {
                said if said.is_empty() => usual.map(str::to_owned).to_vec(),
                said => said,
            };
            Form::Boolean(
                or("trueValues", ["true", "1", "yes", "y"]),
                or("falseValues", ["false", "0", "no", "n"]),
            )
        }
        (Some("date" | "datetime"), Some(form)) => Form::Date(form),
        (Some("time"), Some(form)) => Form::Time(form),
        _ => Form::Plain,
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn words(value: &Value, name: &str) -> Vec<String> {
    let list = value.get(name).and_then(Value::as_array);
    let words = list.into_iter().flatten().filter_map(Value::as_str);
    words.map(str::to_owned).collect()
}

/// The one character of a text.
fn letter(value: &Value, name: &str) -> Option<char> {
    let mut letters = value.get(name)?.as_str()?.chars();
    letters.next().filter(|_| letters.next().is_none())
}

fn byte(value: &Value, name: &str) -> Option<u8> {
    let letter = letter(value, name)?;
    u8::try_from(letter).ok().filter(u8::is_ascii)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_resource_says_of_its_file_is_taken_and_the_rest_is_not_said() {
        let told = json!({"resources": [
            {
                "name": "services", "path": "csv/services.csv", "encoding": "windows-1252",
                "dialect": {"delimiter": ";", "quoteChar": "'", "header": false},
                "schema": {
                    "missingValues": ["", "-"],
                    "fields": [
                        {"name": "id", "type": "string"},
                        {"name": "assured_date", "type": "date", "format": "%d.%m.%Y"},
                        {"name": "minimum_age", "type": "number", "decimalChar": ","},
                        {"type": "string"},
                    ],
                },
            },
            {"path": ["a.csv", 7, "b.csv"], "dialect": "dialect.json", "schema": "schema.json"},
            "resource.json",
        ]});
        let read = read(&told.to_string()).unwrap().resources;
        assert_eq!(read[0].paths, ["csv/services.csv"]);
        let layout = &read[0].layout;
        assert_eq!((layout.delimiter, layout.quote), (Some(b';'), Some(b'\'')));
        assert!(layout.headless);
        assert_eq!(layout.missing, ["", "-"]);
        let forms: Vec<_> = layout
            .columns
            .iter()
            .map(|(name, _)| layout.form(name))
            .collect();
        let date = Form::Date("%d.%m.%Y".to_owned());
        assert_eq!(forms, [Form::Plain, date, Form::Number(Some(','), None)]);
        assert_eq!((read[1].name.as_str(), read[1].paths.len()), ("a.csv", 2));
        assert_eq!(read[1].layout, Layout::default());
        assert_eq!(read[2], Resource::default());
    }

    #[test]
    fn other_json_is_no_descriptor() {
        for text in [
            "",
            "[]",
            "{\"resources\": {}}",
            "{\"contents\": []}",
            "id,name",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
