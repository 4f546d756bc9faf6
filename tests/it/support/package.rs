//! Data packages: made by hand, or of services, which the connector then undoes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::{Map, Value, json};
use waymark::oruk::shape::{Entity, Kind};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A row names one thing that it hangs on, the first of these that it names. A document
/// may name more; what stands before the one that it is nested in has no place in a table.
const CLOSEST_FIRST: [Entity; 6] = [
    Entity::Contact,
    Entity::Phone,
    Entity::Service,
    Entity::ServiceAtLocation,
    Entity::Location,
    Entity::Organization,
];

/// Services as tables.
#[derive(Default)]
pub(crate) struct Package {
    tables: BTreeMap<&'static str, Vec<Map<String, Value>>>,
    written: HashSet<(&'static str, String)>,
}

impl Package {
    /// Takes up a service. It is changed to what a table can say of it: see
    /// [`CLOSEST_FIRST`], and what is kept as it came names what it hangs on.
    pub(crate) fn add(&mut self, service: &mut Value) {
        self.entity(Entity::Service, service.as_object_mut().unwrap());
    }

    /// Writes `datapackage.json` and a CSV file for each table.
    pub(crate) fn write(&self, folder: &Path) {
        let mut resources = Vec::new();
        for (table, rows) in &self.tables {
            let names: BTreeSet<&String> = rows.iter().flat_map(Map::keys).collect();
            let path = format!("{table}.csv");
            let mut file = csv::Writer::from_path(folder.join(&path)).unwrap();
            file.write_record(&names).unwrap();
            for row in rows {
                let cell = |name: &&String| match row.get(*name) {
                    None => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                };
                file.write_record(names.iter().map(cell)).unwrap();
            }
            file.flush().unwrap();
            resources.push(json!({"name": table, "path": path}));
        }
        let told = json!({"name": "written-by-a-test", "resources": resources});
        std::fs::write(folder.join("datapackage.json"), told.to_string()).unwrap();
    }

    fn entity(&mut self, entity: Entity, object: &mut Map<String, Value>) {
        let id = object["id"].as_str().unwrap().to_owned();
        let mut row = object.clone();
        for field in entity.fields().iter().filter(|field| !field.is_scalar()) {
            row.remove(field.name);
            let Some(value) = object.get_mut(field.name) else {
                continue;
            };
            match field.kind {
                Kind::One(nested) => self.entity(nested, value.as_object_mut().unwrap()),
                Kind::Many(nested) => {
                    for item in value.as_array_mut().unwrap() {
                        let item = item.as_object_mut().unwrap();
                        hang(nested, item, entity, &id);
                        self.entity(nested, item);
                    }
                }
                Kind::Any => {
                    let program = value.as_object().unwrap().clone();
                    row.insert("program_id".to_owned(), program["id"].clone());
                    self.put("programs", program);
                }
                _ => {
                    for item in value.as_array_mut().unwrap() {
                        let item = item.as_object_mut().unwrap();
                        self.plain(field.name, item, entity, &id);
                    }
                }
            }
        }
        if let Some(program) = row.get("program_id") {
            object.insert("program_id".to_owned(), program.clone());
        }
        self.put(entity.name(), row);
    }

    /// A row that is kept as it came: only a column says what it hangs on.
    fn plain(
        &mut self,
        list: &'static str,
        item: &mut Map<String, Value>,
        owner: Entity,
        id: &str,
    ) {
        if list == "metadata" {
            item.insert("resource_id".to_owned(), json!(id));
            item.insert("resource_type".to_owned(), json!(owner.name()));
        } else {
            item.insert(format!("{}_id", owner.name()), json!(id));
        }
        let table = match list {
            "capacities" => "service_capacities",
            "additional_urls" | "additional_websites" => "urls",
            list => list,
        };
        self.put(table, item.clone());
    }

    /// What several documents hold is written once.
    fn put(&mut self, table: &'static str, row: Map<String, Value>) {
        let id = row["id"].as_str().unwrap().to_owned();
        if self.written.insert((table, id)) {
            self.tables.entry(table).or_default().push(row);
        }
    }
}

/// Makes a nested object name what it is nested in, and nothing closer.
fn hang(entity: Entity, object: &mut Map<String, Value>, owner: Entity, id: &str) {
    if entity == Entity::Attribute {
        object.insert("link_id".to_owned(), json!(id));
        object.insert("link_entity".to_owned(), json!(owner.name()));
        return;
    }
    for closer in CLOSEST_FIRST
        .into_iter()
        .take_while(|closer| *closer != owner)
    {
        object.remove(&format!("{}_id", closer.name()));
    }
    object.insert(format!("{}_id", owner.name()), json!(id));
}

/// A zip of these files.
pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A descriptor that names these files.
pub(crate) fn descriptor(paths: &[&str]) -> Vec<u8> {
    let resource = |path: &&str| json!({"name": path.trim_end_matches(".csv"), "path": path});
    let resources: Vec<Value> = paths.iter().map(resource).collect();
    json!({"name": "sample", "resources": resources})
        .to_string()
        .into_bytes()
}
