//! Services as the tables of HSDS: what a service nests becomes rows that name what they hang on.
//!
//! document -> a row in the table of each entity, along the table of the standard
//! ([`shape`](crate::oruk::shape)) -> a file for each table, on disk.
//!
//! Organizations, places and terms that services share are told once, as they were met first.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::BufWriter;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::spool::Spool;
use crate::domain::guarded;
use crate::oruk::shape::{Entity, Field, Kind};

/// A table whose rows the standard keeps as they came: its name, the column by which rows name
/// what they hang on where that may be several things, and its columns.
struct Plain {
    /// Where entities hold its rows.
    fields: &'static [&'static str],
    table: &'static str,
    columns: &'static [&'static str],
}

const PLAIN: [Plain; 5] = [
    Plain {
        fields: &["metadata"],
        table: "metadata",
        columns: &[
            "id",
            "resource_id",
            "resource_type",
            "last_action_date",
            "last_action_type",
            "field_name",
            "previous_value",
            "replacement_value",
        ],
    },
    Plain {
        fields: &["required_documents"],
        table: "required_document",
        columns: &["id", "service_id", "document", "uri"],
    },
    Plain {
        fields: &["program", "programs"],
        table: "program",
        columns: &[
            "id",
            "organization_id",
            "name",
            "alternate_name",
            "description",
        ],
    },
    Plain {
        fields: &["capacities"],
        table: "service_capacity",
        columns: &[
            "id",
            "service_id",
            "unit_id",
            "available",
            "maximum",
            "description",
            "updated",
        ],
    },
    Plain {
        fields: &["additional_urls", "additional_websites"],
        table: "url",
        columns: &["id", "label", "url", "organization_id", "service_id"],
    },
];

const UNIT: (&str, &[&str]) = ("unit", &["id", "name", "scheme", "identifier", "uri"]);

/// What a row hangs on.
type Owner<'a> = Option<(Entity, &'a str)>;

/// Tables that are being filled.
#[derive(Default)]
pub(super) struct Tables {
    files: BTreeMap<&'static str, Table>,
    spools: BTreeMap<&'static str, Spool>,
    /// What is shared and has been told, by a hash of its kind and id.
    told: HashSet<Uuid>,
}

/// One table, on disk.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    writer: csv::Writer<BufWriter<File>>,
}

/// One column: its name, and what the standard says that it holds.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Option<Kind>,
}

impl Tables {
    /// Adds a service.
    pub(super) fn add(&mut self, service: &Map<String, Value>) -> std::io::Result<()> {
        self.entity(Entity::Service, service, None)
    }

    /// The tables with their files, closed for writing.
    pub(super) fn finish(self) -> std::io::Result<Vec<(&'static str, Vec<Column>, File)>> {
        let close = |(name, table): (&'static str, Table)| {
            let buffer = table
                .writer
                .into_inner()
                .map_err(|error| std::io::Error::other(error.to_string()))?;
            let file = buffer.into_inner().map_err(|error| error.into_error())?;
            Ok((name, table.columns, file))
        };
        let spools = self.spools.into_iter();
        let plain = spools.map(|(name, spool)| close((name, spool.finish()?)));
        self.files.into_iter().map(close).chain(plain).collect()
    }

    fn entity(
        &mut self,
        entity: Entity,
        object: &Map<String, Value>,
        owner: Owner<'_>,
    ) -> std::io::Result<()> {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        if is_shared(entity) && !self.told.insert(key(entity.name(), id)) {
            return Ok(());
        }
        let mut cells = own_cells(entity, object);
        hang(entity, owner, &mut cells);
        for field in entity.fields() {
            let Some(value) = object.get(field.name) else {
                continue;
            };
            match (field.kind, value) {
                (Kind::One(nested), Value::Object(below)) if !leads_back(entity, nested) => {
                    let below_id = below.get("id").and_then(Value::as_str);
                    if let (Some(beside), Some(id)) = (field.id_beside(), below_id) {
                        cells.insert(beside, id.to_owned());
                    }
                    self.entity(nested, below, None)?;
                }
                (Kind::Many(nested), Value::Array(items)) if !leads_back(entity, nested) => {
                    for below in items.iter().filter_map(Value::as_object) {
                        self.entity(nested, below, Some((entity, id)))?;
                    }
                }
                (Kind::Any, Value::Object(below)) => {
                    if let Some(id) = below.get("id").and_then(Value::as_str) {
                        cells.insert("program_id", id.to_owned());
                    }
                    self.plain(field, below, None)?;
                }
                (Kind::ManyAny, Value::Array(items)) => {
                    for below in items.iter().filter_map(Value::as_object) {
                        self.plain(field, below, Some((entity, id)))?;
                    }
                }
                _ => {}
            }
        }
        self.write(entity, &cells)
    }

    /// A row that is kept as it came.
    fn plain(
        &mut self,
        field: &Field,
        object: &Map<String, Value>,
        owner: Owner<'_>,
    ) -> std::io::Result<()> {
        let Some(plain) = PLAIN.iter().find(|one| one.fields.contains(&field.name)) else {
            return Ok(());
        };
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        if plain.table == "program" && !self.told.insert(key(plain.table, id)) {
            return Ok(());
        }
        let mut cells = plain_cells(object);
        if let Some((entity, owner)) = owner {
            let (column, kind) = match entity {
                _ if plain.table == "metadata" => ("resource_id", Some("resource_type")),
                Entity::Organization => ("organization_id", None),
                _ => ("service_id", None),
            };
            cells.insert(column.to_owned(), owner.to_owned());
            cells.extend(kind.map(|kind| (kind.to_owned(), entity.name().to_owned())));
        }
        if let Some(Value::Object(unit)) = object.get("unit") {
            let id = unit.get("id").and_then(Value::as_str).unwrap_or_default();
            cells.insert("unit_id".to_owned(), id.to_owned());
            cells.remove("unit");
            if self.told.insert(key(UNIT.0, id)) {
                self.spool(UNIT.0, UNIT.1, &plain_cells(unit))?;
            }
        }
        self.spool(plain.table, plain.columns, &cells)
    }

    fn write(
        &mut self,
        entity: Entity,
        cells: &BTreeMap<&'static str, String>,
    ) -> std::io::Result<()> {
        let table = match self.files.entry(entity.name()) {
            Entry::Occupied(table) => table.into_mut(),
            Entry::Vacant(place) => place.insert(Table::create(columns_of(entity))?),
        };
        table.write(|name| cells.get(name).map_or("", String::as_str))
    }

    fn spool(
        &mut self,
        name: &'static str,
        columns: &[&str],
        cells: &BTreeMap<String, String>,
    ) -> std::io::Result<()> {
        let spool = match self.spools.entry(name) {
            Entry::Occupied(spool) => spool.into_mut(),
            Entry::Vacant(place) => place.insert(Spool::new(columns)?),
        };
        spool.write(cells)
    }
}

impl Table {
    pub(super) fn create(columns: Vec<Column>) -> std::io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile()?);
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        writer
            .write_record(columns.iter().map(|column| &*column.name))
            .map_err(std::io::Error::other)?;
        Ok(Self { columns, writer })
    }

    /// Writes a row: `cell` knows them by the names of their columns.
    pub(super) fn write<'a>(&mut self, cell: impl Fn(&str) -> &'a str) -> std::io::Result<()> {
        let cells = self
            .columns
            .iter()
            .map(|column| guarded(cell(&column.name)));
        let cells: Vec<_> = cells.collect();
        let cells = cells.iter().map(|cell| cell.as_bytes());
        self.writer
            .write_record(cells)
            .map_err(std::io::Error::other)
    }
}

/// What services share: it is told once.
fn is_shared(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Organization | Entity::Location | Entity::Taxonomy | Entity::TaxonomyTerm
    )
}

/// Whether what is nested leads back to what it is nested in.
fn leads_back(entity: Entity, nested: Entity) -> bool {
    nested == Entity::Service || (entity == Entity::Taxonomy && nested == Entity::TaxonomyTerm)
}

fn key(kind: &str, id: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind} {id}").as_bytes())
}

/// The columns of an entity's table: its own values, and nothing that is a table itself.
fn columns_of(entity: Entity) -> Vec<Column> {
    let single = |field: &&Field| field.is_scalar() && !field.withheld;
    let fields = entity.fields().iter().filter(single);
    let column = |field: &Field| Column {
        name: field.name.to_owned(),
        kind: Some(field.kind),
    };
    fields.map(column).collect()
}

fn own_cells(entity: Entity, object: &Map<String, Value>) -> BTreeMap<&'static str, String> {
    let single = |field: &&Field| field.is_scalar() && !field.withheld;
    let fields = entity.fields().iter().filter(single);
    fields
        .filter_map(|field| Some((field.name, text(object.get(field.name)?))))
        .collect()
}

fn plain_cells(object: &Map<String, Value>) -> BTreeMap<String, String> {
    let cells = object.iter();
    cells
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

/// Lets a row name what it hangs on, and only that: a row that names several things would be
/// told of the closest.
fn hang(entity: Entity, owner: Owner<'_>, cells: &mut BTreeMap<&'static str, String>) {
    let Some((above, id)) = owner else { return };
    if entity == Entity::Attribute {
        cells.insert("link_id", id.to_owned());
        cells.insert("link_entity", above.name().to_owned());
        return;
    }
    for other in Entity::ALL {
        if let Some(column) = entity.names_owner_by(other) {
            match other == above {
                true => cells.insert(column, id.to_owned()),
                false => cells.remove(column),
            };
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
