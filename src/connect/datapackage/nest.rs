//! Rows -> nested v3 documents, along the table of the standard.

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

use super::join::Joined;
use super::rows::Rows;
use super::table::{Plain, Table, plain_list};
use crate::domain::unguarded;
use crate::oruk::shape::{Entity, Field, Kind};

/// Makes documents of joined tables.
pub(super) struct Nest<'a> {
    joined: &'a Joined<'a>,
    /// What is being made, the document first: a link back to one of these would never end.
    within: Vec<Entity>,
}

impl<'a> Nest<'a> {
    /// For documents of services, or of what stands in none of these entities.
    pub(super) fn new(joined: &'a Joined<'a>, within: &[Entity]) -> Self {
        Self {
            joined,
            within: within.to_vec(),
        }
    }

    /// The documents of one table: their ids, and what they hold as JSON. Of rows with one id
    /// only the last.
    pub(super) fn documents(
        mut self,
        entity: Entity,
    ) -> impl Iterator<Item = (Option<String>, Box<RawValue>)> {
        let (table, joined) = (Table::Of(entity), self.joined);
        let rows = joined.rows(table);
        (0..rows.map_or(0, Rows::len)).filter_map(move |row| {
            let id = rows?.get(row, "id");
            if !id.is_empty() && joined.find(table, id) != Some(row) {
                return None;
            }
            let object = self.entity(entity, row);
            let raw = to_raw_value(&object).ok()?;
            Some(((!id.is_empty()).then(|| id.to_owned()), raw))
        })
    }

    fn entity(&mut self, entity: Entity, row: u32) -> Map<String, Value> {
        self.within.push(entity);
        let mut object = self.cells(Table::Of(entity), row);
        for field in entity.fields() {
            if !object.contains_key(field.name)
                && let Some(value) = self.nested(entity, field, row)
            {
                object.insert(field.name.to_owned(), value);
            }
        }
        self.within.pop();
        object
    }

    /// What the cells of a row say themselves.
    fn cells(&self, table: Table, row: u32) -> Map<String, Value> {
        let Some(rows) = self.joined.rows(table) else {
            return Map::new();
        };
        let columns = rows.columns().iter().enumerate();
        columns
            .filter_map(|(place, column)| {
                let cell = rows.cell(row, place);
                (!cell.is_empty()).then(|| (column.key().to_owned(), column.value(unguarded(cell))))
            })
            .collect()
    }

    fn nested(&mut self, entity: Entity, field: &Field, row: u32) -> Option<Value> {
        match field.kind {
            Kind::One(nested) | Kind::Many(nested) if self.within.contains(&nested) => None,
            Kind::One(nested) => {
                let rows = self.joined.rows(Table::Of(entity))?;
                let id = rows.get(row, field.id_beside()?);
                let found = self.joined.find(Table::Of(nested), id)?;
                Some(Value::Object(self.entity(nested, found)))
            }
            Kind::Many(nested) => {
                let joined = self.joined;
                let below = joined.below(Table::Of(nested), entity, row);
                list(below.map(|row| Value::Object(self.entity(nested, row))))
            }
            Kind::Any => self
                .plain_one(entity, row, "program_id", Plain::Program)
                .map(Value::Object),
            Kind::ManyAny => {
                let plain = plain_list(field)?;
                let below = self.joined.below(Table::Plain(plain), entity, row);
                list(below.map(|row| Value::Object(self.plain(plain, row))))
            }
            _ => None,
        }
    }

    /// A row that is kept as it came; a capacity with its unit.
    fn plain(&self, plain: Plain, row: u32) -> Map<String, Value> {
        let mut object = self.cells(Table::Plain(plain), row);
        if plain == Plain::ServiceCapacity {
            let rows = self.joined.rows(Table::Plain(plain));
            let unit = rows.and_then(|rows| self.plain_row(rows.get(row, "unit_id"), Plain::Unit));
            object.extend(unit.map(|unit| ("unit".to_owned(), Value::Object(unit))));
        }
        object
    }

    /// The row that a column of `entity` names.
    fn plain_one(
        &self,
        entity: Entity,
        row: u32,
        column: &str,
        plain: Plain,
    ) -> Option<Map<String, Value>> {
        let rows = self.joined.rows(Table::Of(entity))?;
        self.plain_row(rows.get(row, column), plain)
    }

    fn plain_row(&self, id: &str, plain: Plain) -> Option<Map<String, Value>> {
        let row = self.joined.find(Table::Plain(plain), id)?;
        Some(self.cells(Table::Plain(plain), row))
    }
}

fn list(items: impl Iterator<Item = Value>) -> Option<Value> {
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::Array(items))
}
