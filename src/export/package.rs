//! A data package: a zip of HSDS tables with a `datapackage.json` that says what they are, whose
//! they are and what may be done with them.

use std::fs::File;
use std::io::{Seek, Write};

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::ExportError;
use super::batches::Batch;
use super::sources::Sources;
use super::tables::{Column, Tables};
use crate::oruk::shape::Kind;
use crate::store::StoreError;

/// A package that is being built; its tables wait on disk.
pub(super) struct Package {
    tables: Tables,
    sources: Sources,
}

impl Package {
    #[expect(clippy::unnecessary_wraps, reason = "as the other builders")]
    pub(super) fn new(sources: Sources) -> Result<Self, ExportError> {
        Ok(Self {
            tables: Tables::default(),
            sources,
        })
    }

    pub(super) fn add(&mut self, batch: &Batch) -> Result<(), ExportError> {
        for one in batch {
            let service = serde_json::from_str(&one.doc).map_err(StoreError::from)?;
            self.tables.add(&service)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<File, ExportError> {
        let tables = self.tables.finish()?;
        let described: Vec<Value> = tables
            .iter()
            .map(|(name, columns, _)| resource(name, columns))
            .collect();
        let mut zip = zip::ZipWriter::new(tempfile::tempfile()?);
        // Tables of a whole country are larger than the old format can say.
        let options = SimpleFileOptions::default().large_file(true);
        zip.start_file("datapackage.json", options)
            .map_err(std::io::Error::other)?;
        let descriptor = descriptor(&self.sources, described);
        zip.write_all(format!("{descriptor:#}\n").as_bytes())?;
        for (name, _, mut file) in tables {
            zip.start_file(file_name(name), options)
                .map_err(std::io::Error::other)?;
            file.rewind()?;
            std::io::copy(&mut file, &mut zip)?;
        }
        Ok(zip.finish().map_err(std::io::Error::other)?)
    }
}

/// The usual names: the plural of what a row is.
fn file_name(table: &str) -> String {
    let plural = match table {
        "accessibility" | "funding" | "metadata" => table.to_owned(),
        "address" => "addresses".to_owned(),
        _ => match table.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{table}s"),
        },
    };
    format!("{plural}.csv")
}

fn descriptor(sources: &Sources, resources: Vec<Value>) -> Value {
    let mut licences = vec![sources.licence.as_str()];
    for source in sources.all() {
        let licence = source.licence.as_deref();
        licences.extend(licence.filter(|licence| !licences.contains(licence)));
    }
    let licence = |text: &&str| match text.starts_with("http") {
        true => json!({"path": text}),
        false => json!({"title": text}),
    };
    let named: Vec<Value> = sources
        .all()
        .map(|source| {
            json!({
                "title": source.name,
                "path": source.url,
                "licence": source.licence_in_words(),
            })
        })
        .collect();
    json!({
        "profile": "tabular-data-package",
        "name": "services",
        "title": sources.publisher,
        "homepage": sources.address,
        "description": "Community services as tables of the Human Services Data Specification 3.0.",
        "licenses": licences.iter().map(licence).collect::<Vec<_>>(),
        "sources": named,
        "contributors": [{"title": sources.publisher, "path": sources.address, "role": "publisher"}],
        "resources": resources,
    })
}

fn resource(name: &str, columns: &[Column]) -> Value {
    let field = |column: &Column| {
        let kind = match column.kind {
            Some(Kind::Number) => "number",
            Some(Kind::Date) => "date",
            _ => "string",
        };
        json!({"name": column.name, "type": kind})
    };
    json!({
        "profile": "tabular-data-resource",
        "name": file_name(name).trim_end_matches(".csv"),
        "path": file_name(name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": columns.iter().map(field).collect::<Vec<_>>(),
            "missingValues": [""],
        },
    })
}
