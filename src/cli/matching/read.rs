//! Reads a directory's file, service by service.
//!
//! bytes -> one JSON value at a time -> the tolerant reader -> [`Profile`]: of a large file
//! only the profiles stay in memory.

use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use anyhow::Context as _;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::federation::matching::Profile;
use crate::oruk::read::read_service;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Its name, where the file states one.
    pub(super) name: Option<String>,
    /// Its services with an id, as the file writes that.
    pub(super) services: Vec<(Value, Profile)>,
    /// How many services have none.
    pub(super) nameless: usize,
    /// Whether there is a list of services at all.
    has_list: bool,
}

/// Reads a file whole.
pub(super) fn read(path: &Path) -> anyhow::Result<Directory> {
    let shown = path.display();
    let file = File::open(path).with_context(|| {
        format!("{shown} could not be opened; check its name and that you may read it")
    })?;
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(file));
    let mut directory = Directory::default();
    (&mut reader)
        .deserialize_map(Top(&mut directory))
        .and_then(|()| reader.end())
        .with_context(|| {
            format!("{shown} is not a JSON object with \"directory\" and \"services\"")
        })?;
    anyhow::ensure!(
        directory.has_list,
        "{shown} has no list of services in it; put it under \"services\""
    );
    Ok(directory)
}

struct Top<'d>(&'d mut Directory);

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a list of services")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "directory" => {
                    let name: Value = map.next_value()?;
                    self.0.name = name.as_str().map(str::to_owned);
                }
                "services" => {
                    self.0.has_list = true;
                    map.next_value_seed(List(self.0))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct List<'d>(&'d mut Directory);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of services")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(raw) = list.next_element::<Value>()? {
            match raw.get("id") {
                Some(Value::String(_) | Value::Number(_)) => batch.push(raw),
                _ => self.0.nameless += 1,
            }
            if batch.len() == BATCH {
                self.0.services.extend(profiles(&batch));
                batch.clear();
            }
        }
        self.0.services.extend(profiles(&batch));
        Ok(())
    }
}

/// Services that are held as JSON before their profiles are made.
const BATCH: usize = 2_000;

/// Ids and profiles, made on every processor at once.
fn profiles(services: &[Value]) -> Vec<(Value, Profile)> {
    let make = |service: &Value| {
        let profile = Profile::of(&read_service(service).value);
        (service["id"].clone(), profile)
    };
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = services.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = services
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(make).collect::<Vec<_>>()))
            .collect();
        let done = parts.into_iter().map(|part| match part.join() {
            Ok(profiles) => profiles,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.flatten().collect()
    })
}
