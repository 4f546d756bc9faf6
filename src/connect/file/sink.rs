//! Hands over what a file holds and remembers what there is to say of it.

use std::collections::HashSet;

use serde_json::value::RawValue;
use tokio::sync::mpsc::Sender;

use super::Stop;
use crate::connect::item::Item;
use crate::connect::{Pulled, notes};
use crate::oruk::Dialect;

/// Where items go.
pub(super) struct Sink<'a> {
    out: &'a Sender<Pulled>,
    dialect: Dialect,
    /// Services handed over.
    pub(super) read: u64,
    ids: HashSet<String>,
    doubles: u64,
    /// The first id that came twice.
    double: String,
    /// Lines whose service cannot even be named.
    nameless: Vec<u64>,
    /// The first line with bytes that are not UTF-8.
    mended: Option<u64>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(out: &'a Sender<Pulled>, dialect: Dialect) -> Self {
        Self {
            out,
            dialect,
            read: 0,
            ids: HashSet::new(),
            doubles: 0,
            double: String::new(),
            nameless: Vec::new(),
            mended: None,
        }
    }

    pub(super) fn service(&mut self, raw: Box<RawValue>) -> Result<(), Stop> {
        let item = Item::new(raw);
        if let Some(id) = &item.id
            && !self.ids.insert(id.clone())
        {
            if self.doubles == 0 {
                self.double.clone_from(id);
            }
            self.doubles += 1;
        }
        self.read += 1;
        self.send(item.into_service(self.dialect))
    }

    pub(super) fn send(&self, pulled: Pulled) -> Result<(), Stop> {
        self.out.blocking_send(pulled).map_err(|_| Stop::Gone)
    }

    /// A line that is no service, with the id that could still be read in it.
    pub(super) fn damaged(&mut self, line: u64, id: Option<String>) -> Result<(), Stop> {
        match id {
            Some(source_id) => self.send(Pulled::Unread {
                source_id,
                why: format!("line {line} is damaged"),
            }),
            None => {
                self.nameless.push(line);
                Ok(())
            }
        }
    }

    pub(super) fn mended(&mut self, line: u64) {
        self.mended.get_or_insert(line);
    }

    /// Tells the publisher what was remembered.
    pub(super) fn remark(&self) -> Result<(), Stop> {
        let notes = [
            (self.doubles > 0).then(|| notes::duplicate_id(self.doubles, &self.double)),
            self.mended
                .map(|line| notes::not_utf8(format!("line {line}"))),
            self.gap().map(notes::line_damaged),
        ];
        notes
            .into_iter()
            .flatten()
            .try_for_each(|note| self.send(note))
    }

    /// What keeps the file from having been read whole.
    pub(super) fn gap(&self) -> Option<String> {
        match self.nameless.as_slice() {
            [] => None,
            [line] => Some(format!("line {line} is damaged and names no service")),
            [line, rest @ ..] => Some(format!(
                "line {line} and {} more are damaged and name no service",
                rest.len()
            )),
        }
    }
}
