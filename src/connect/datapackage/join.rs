//! Which row hangs on which: tables -> sorted lists that answer in a few steps, so that a
//! package of any size takes time in proportion to its rows.

use std::collections::{HashMap, HashSet};

use super::load::Tables;
use super::remarks::{Fault, Remarks};
use super::rows::Rows;
use super::table::{Owner, Table};
use crate::oruk::shape::{Entity, Kind};

/// No more rows of a table than this hang on one thing.
const MOST_CHILDREN: usize = 1000;

/// Tables whose rows know what hangs on them.
pub(super) struct Joined<'a> {
    tables: &'a Tables,
    ids: Ids<'a>,
    /// For each table, its rows behind what they hang on, sorted.
    children: HashMap<Table, Vec<(Entity, u32, u32)>>,
}

/// The rows of each table in the order of their ids.
struct Ids<'a>(HashMap<Table, Order<'a>>);

/// Rows in the order of their ids; those without one are left out.
struct Order<'a> {
    rows: &'a Rows,
    /// Where the ids stand.
    place: usize,
    sorted: Vec<u32>,
}

impl<'a> Joined<'a> {
    /// Joins the tables; rows that hang on nothing, or name what is not there, are noted.
    pub(super) fn new(tables: &'a Tables, remarks: &mut Remarks) -> Self {
        let ids = Ids::new(tables, remarks);
        let placed = placed(tables, &ids);
        let mut children = HashMap::new();
        for (table, rows) in tables {
            let mut hanging: Vec<(Entity, u32, u32)> = Vec::new();
            let owners = table.owners();
            for row in 0..rows.len() {
                let (file, number) = rows.origin(row);
                match owner(&owners, rows, row, &ids) {
                    // A place of some service is told there, in full.
                    Some(_) if *table == Table::Of(Entity::Location) && placed.contains(&row) => {}
                    Some((entity, above)) => hanging.push((entity, above, row)),
                    None if !table.stands_alone() => remarks.row(Fault::Orphaned, file, number),
                    None => {}
                }
            }
            hanging.sort_unstable();
            crowd(&mut hanging, rows, remarks);
            dangling(*table, rows, &ids, remarks);
            children.insert(*table, hanging);
        }
        Self {
            tables,
            ids,
            children,
        }
    }

    /// The rows of a table.
    pub(super) fn rows(&self, table: Table) -> Option<&'a Rows> {
        self.tables.get(&table)
    }

    /// The row with that id; the last one of several.
    pub(super) fn find(&self, table: Table, id: &str) -> Option<u32> {
        self.ids.find(table, id)
    }

    /// The rows of `table` that hang on one row of `entity`, in their order.
    pub(super) fn below(
        &self,
        table: Table,
        entity: Entity,
        row: u32,
    ) -> impl Iterator<Item = u32> {
        let all = self.children.get(&table).map_or(&[][..], Vec::as_slice);
        let from = all.partition_point(|(e, above, _)| (*e, *above) < (entity, row));
        let hers = all[from..]
            .iter()
            .take_while(move |(e, above, _)| (*e, *above) == (entity, row));
        hers.map(|(_, _, below)| *below)
    }
}

impl<'a> Ids<'a> {
    fn new(tables: &'a Tables, remarks: &mut Remarks) -> Self {
        let orders = tables.iter().filter_map(|(table, rows)| {
            let order = Order::new(rows, remarks)?;
            Some((*table, order))
        });
        Self(orders.collect())
    }

    fn find(&self, table: Table, id: &str) -> Option<u32> {
        if id.is_empty() {
            return None;
        }
        self.0.get(&table)?.find(id)
    }
}

impl<'a> Order<'a> {
    /// `None` for a table without ids. Ids that come again are noted.
    fn new(rows: &'a Rows, remarks: &mut Remarks) -> Option<Self> {
        let place = rows.place("id")?;
        let id = |row: &u32| rows.cell(*row, place);
        let mut sorted: Vec<u32> = (0..rows.len()).filter(|row| !id(row).is_empty()).collect();
        sorted.sort_by_key(id);
        for pair in sorted
            .windows(2)
            .filter(|pair| id(&pair[0]) == id(&pair[1]))
        {
            let (file, number) = rows.origin(pair[1]);
            remarks.row(Fault::Repeated, file, number);
        }
        Some(Self {
            rows,
            place,
            sorted,
        })
    }

    /// The last row with that id.
    fn find(&self, id: &str) -> Option<u32> {
        let of = |row: &u32| self.rows.cell(*row, self.place);
        let end = self.sorted.partition_point(|row| of(row) <= id);
        let last = *self.sorted.get(end.checked_sub(1)?)?;
        (of(&last) == id).then_some(last)
    }
}

/// What a row hangs on: of all that it names, the closest that is there.
fn owner(owners: &[Owner], rows: &Rows, row: u32, ids: &Ids<'_>) -> Option<(Entity, u32)> {
    owners.iter().find_map(|owner| match owner {
        Owner::By(column, entity) => {
            let above = ids.find(Table::Of(*entity), rows.get(row, column))?;
            Some((*entity, above))
        }
        Owner::Any(column, tables) => {
            let id = rows.get(row, column);
            let found = |entity: Entity| Some((entity, ids.find(Table::Of(entity), id)?));
            let named = tables
                .iter()
                .find_map(|name| Entity::of_table(rows.get(row, name)));
            named
                .and_then(found)
                .or_else(|| Entity::ALL.into_iter().find_map(found))
        }
    })
}

/// The locations at which services are.
fn placed(tables: &Tables, ids: &Ids<'_>) -> HashSet<u32> {
    let Some(links) = tables.get(&Table::Of(Entity::ServiceAtLocation)) else {
        return HashSet::new();
    };
    let place = |row| ids.find(Table::Of(Entity::Location), links.get(row, "location_id"));
    (0..links.len()).filter_map(place).collect()
}

/// Leaves out what is too much of one table for one thing: a hundred thousand services of one
/// organization would each repeat all that hangs on it.
fn crowd(hanging: &mut Vec<(Entity, u32, u32)>, rows: &Rows, remarks: &mut Remarks) {
    let mut before = (Entity::Service, u32::MAX);
    let mut times = 0;
    hanging.retain(|(entity, above, row)| {
        times = if before == (*entity, *above) {
            times + 1
        } else {
            1
        };
        before = (*entity, *above);
        if times > MOST_CHILDREN {
            let (file, number) = rows.origin(*row);
            remarks.row(Fault::Crowded, file, number);
        }
        times <= MOST_CHILDREN
    });
}

/// Notes the rows that name an object which is not there.
fn dangling(table: Table, rows: &Rows, ids: &Ids<'_>, remarks: &mut Remarks) {
    let Table::Of(entity) = table else { return };
    for field in entity.fields() {
        let (Kind::One(nested), Some(beside)) = (field.kind, field.id_beside()) else {
            continue;
        };
        // Without the whole table it has been said already.
        if nested == Entity::Service || !ids.0.contains_key(&Table::Of(nested)) {
            continue;
        }
        for row in 0..rows.len() {
            let id = rows.get(row, beside);
            if !id.is_empty() && ids.find(Table::Of(nested), id).is_none() {
                let (file, number) = rows.origin(row);
                remarks.row(Fault::Dangling, file, number);
            }
        }
    }
}
