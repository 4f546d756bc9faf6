//! Files -> tables: which file holds which table, and each of them read.
//!
//! The descriptor says; what it does not name, or where there is none, the names of the
//! files say.

use std::collections::HashMap;

use super::csv_text::{CsvText, Stop};
use super::decode::decode;
use super::descriptor::{self, Descriptor, Layout, Resource};
use super::files::{DESCRIPTOR, Files};
use super::remarks::Remarks;
use super::rows::Rows;
use super::table::{Plain, Table};
use crate::connect::notes;
use crate::oruk::shape::Entity;

/// The tables of a package.
pub(super) type Tables = HashMap<Table, Rows>;

/// Largest descriptor, in bytes: the standard's own has 200,000.
const LARGEST_DESCRIPTOR: u64 = 8 << 20;

/// One file to read.
struct Part {
    table: Table,
    file: String,
    layout: Layout,
}

/// Reads every table, all of them together at most `most` bytes. The error is a sentence.
pub(super) fn load(files: &mut Files, most: u64, remarks: &mut Remarks) -> Result<Tables, String> {
    let names = files.names();
    let found = files
        .descriptor
        .clone()
        .or_else(|| shallowest(&names, is_descriptor));
    let told = match &found {
        Some(name) => describe(files, name, remarks)?,
        None => {
            remarks.note(notes::descriptor_missing());
            None
        }
    };
    let beside = found
        .or_else(|| shallowest(&names, is_services))
        .unwrap_or_default();
    let base = beside.rfind('/').map_or("", |at| &beside[..=at]);
    let parts = plan(files, &names, base, told.unwrap_or_default(), remarks);
    if !parts
        .iter()
        .any(|part| part.table == Table::Of(Entity::Service))
    {
        return Err("holds no table of services; add services.csv".to_owned());
    }
    let mut tables = Tables::new();
    let mut left = most;
    for part in parts {
        let bytes = files
            .read(&part.file, left)
            .map_err(|why| format!("{} in it {why}", part.file))?;
        left -= bytes.len() as u64;
        let (text, encoding) = decode(bytes, part.layout.encoding.as_deref());
        if let Some(encoding) = encoding {
            remarks.encoding(&part.file, encoding);
        }
        let held: u64 = tables.values().map(Rows::size).sum();
        let csv = CsvText {
            table: part.table,
            file: &part.file,
            layout: &part.layout,
        };
        let rows = tables.entry(part.table).or_default();
        let room = (most + rows.size()).saturating_sub(held);
        csv.read(&text, rows, remarks, room).map_err(|stop| match stop {
            Stop::Quotes => format!(
                "{} in it has so many quotation marks that do not close that its rows cannot be \
                 told apart; export it again",
                part.file
            ),
            Stop::Full => "holds more than fetch.max_unpacked_bytes allows; raise that if it is \
                           right"
                .to_owned(),
        })?;
    }
    Ok(tables)
}

/// Reads the descriptor; `None` when it is of no use.
fn describe(
    files: &mut Files,
    name: &str,
    remarks: &mut Remarks,
) -> Result<Option<Descriptor>, String> {
    let bytes = files
        .read(name, LARGEST_DESCRIPTOR)
        .map_err(|why| format!("{name} in it {why}"))?;
    let read = descriptor::read(&decode(bytes, None).0);
    if read.is_none() {
        remarks.note(notes::descriptor_unread(name));
    }
    Ok(read)
}

/// Which file is read as what.
fn plan(
    files: &Files,
    names: &[String],
    base: &str,
    told: Descriptor,
    remarks: &mut Remarks,
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let is_told = !told.resources.is_empty();
    for resource in told.resources {
        match resource_table(&resource) {
            None => remarks.unknown(&resource.name),
            // It describes the package itself.
            Some(Table::Plain(Plain::MetaTableDescription)) => {}
            Some(table) => add(table, resource, files, base, &mut parts, remarks),
        }
    }
    for file in names {
        let Some(name) = file.strip_prefix(base).filter(|name| !name.contains('/')) else {
            continue;
        };
        let is_new = |table: &Table| !parts.iter().any(|part| part.table == *table);
        match Table::called(name).filter(|_| is_csv(name)) {
            Some(Table::Plain(Plain::MetaTableDescription)) => {}
            Some(table) if is_new(&table) => {
                if is_told {
                    remarks.note(notes::table_unlisted(file));
                }
                parts.push(Part {
                    table,
                    file: file.clone(),
                    layout: Layout::default(),
                });
            }
            None if is_csv(name) && !is_told => remarks.unknown(file),
            _ => {}
        }
    }
    parts
}

/// Adds the files of a resource that are there.
fn add(
    table: Table,
    resource: Resource,
    files: &Files,
    base: &str,
    parts: &mut Vec<Part>,
    remarks: &mut Remarks,
) {
    if resource.paths.is_empty() {
        remarks.note(notes::table_refused(format!(
            "{} has no path",
            resource.name
        )));
    }
    for path in resource.paths {
        match files.find(base, &path) {
            Ok(Some(file)) => parts.push(Part {
                table,
                file,
                layout: resource.layout.clone(),
            }),
            Ok(None) => remarks.missing(&path),
            Err(()) => remarks.note(notes::table_refused(format!("{}: {path}", resource.name))),
        }
    }
}

/// The table that a resource holds, by its own name or that of its file.
pub(super) fn resource_table(resource: &Resource) -> Option<Table> {
    let path = resource.paths.first();
    Table::called(&resource.name).or_else(|| Table::called(path?))
}

/// The name that lies in the fewest folders.
fn shallowest(names: &[String], wanted: fn(&str) -> bool) -> Option<String> {
    let last = |name: &str| {
        name.rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let depth = |name: &&String| name.matches('/').count();
    names
        .iter()
        .filter(|name| wanted(&last(name)))
        .min_by_key(depth)
        .cloned()
}

fn is_descriptor(name: &str) -> bool {
    name == DESCRIPTOR
}

fn is_services(name: &str) -> bool {
    is_csv(name) && Table::called(name) == Some(Table::Of(Entity::Service))
}

fn is_csv(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["csv", "tsv", "txt"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}
