//! Kind `datapackage`: HSDS as tables, the files of UK and international publishers alike.
//!
//! folder, zip or address -> [`files`] -> [`load`]: `datapackage.json` (or the names of the
//! files) says which is which, [`decode`], [`csv_text`] -> packed [`rows`] -> [`join`]: what
//! hangs on what -> [`nest`]: v3 documents, one at a time.
//!
//! Which tables and columns there are is read from the one table of the standard,
//! [`shape`](crate::oruk::shape). A bad row costs that row; a file that cannot be read at
//! all fails the walk, because every service would lose what stands in it.

mod csv_text;
mod decode;
mod descriptor;
mod files;
mod join;
mod load;
mod nest;
mod remarks;
mod remote;
mod rows;
mod table;
mod types;

pub(super) use remote::is_package;

use std::io::Cursor;
use std::path::PathBuf;

use futures::future::BoxFuture;
use tokio::sync::mpsc::Sender;
use url::Url;

use super::client::Client;
use super::{Connector, Pulled, WalkEnd};
use crate::config::FetchConfig;
use crate::domain::shown;
use crate::oruk::Dialect;
use crate::oruk::shape::Entity;
use files::Files;
use join::Joined;
use nest::Nest;
use remarks::Remarks;

/// A feed in a data package.
#[derive(Debug)]
pub(super) struct DataPackage {
    place: Place,
    client: Client,
    limits: FetchConfig,
}

/// Where a package is.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// A folder, its descriptor, or a zip.
    Path(PathBuf),
    /// A zip or a descriptor.
    Url(Url),
}

impl DataPackage {
    pub(super) fn new(place: Place, client: &Client, limits: &FetchConfig) -> Self {
        Self {
            place,
            client: client.clone(),
            limits: limits.clone(),
        }
    }

    async fn pull(&self, out: Sender<Pulled>) -> WalkEnd {
        let most = self.limits.max_unpacked_bytes;
        let unpacked = match self.place.clone() {
            Place::Path(path) => {
                let name = path.display().to_string();
                tokio::task::spawn_blocking(move || match Files::at(&path) {
                    Ok(files) => unpack(files, &name, most, &mut into(out)),
                    Err(why) => WalkEnd::Failed(why),
                })
                .await
            }
            Place::Url(url) => match remote::fetch(&url, &self.client, &self.limits).await {
                Ok(files) => {
                    let name = shown(&url).to_string();
                    tokio::task::spawn_blocking(move || unpack(files, &name, most, &mut into(out)))
                        .await
                }
                Err(why) => return WalkEnd::Failed(why),
            },
        };
        let panicked = |_| WalkEnd::Failed("the package could not be read; try again".to_owned());
        unpacked.unwrap_or_else(panicked)
    }
}

impl Connector for DataPackage {
    fn walk(&self, out: Sender<Pulled>) -> BoxFuture<'_, WalkEnd> {
        Box::pin(self.pull(out))
    }
}

/// Reads a zip that is in memory and hands over what it holds, until `out` says no. `name`
/// begins a sentence about it; all its files together may have `most` bytes.
pub fn read_package(
    name: &str,
    zip: Vec<u8>,
    most: u64,
    out: &mut dyn FnMut(Pulled) -> bool,
) -> WalkEnd {
    match Files::zip(Box::new(Cursor::new(zip))) {
        Ok(files) => unpack(files, name, most, out),
        Err(why) => WalkEnd::Failed(format!("{name} {why}")),
    }
}

/// Hands over through a channel; no, once nobody listens.
fn into(out: Sender<Pulled>) -> impl FnMut(Pulled) -> bool {
    move |pulled| out.blocking_send(pulled).is_ok()
}

/// Reads the files and hands over what they hold.
fn unpack(mut files: Files, name: &str, most: u64, out: &mut dyn FnMut(Pulled) -> bool) -> WalkEnd {
    let mut remarks = Remarks::default();
    let tables = match load::load(&mut files, most, &mut remarks) {
        Ok(tables) => tables,
        Err(why) => return WalkEnd::Failed(format!("{name} {why}")),
    };
    drop(files);
    let joined = Joined::new(&tables, &mut remarks);
    let services = Nest::new(&joined, &[]).documents(Entity::Service);
    let services = services.map(|(source_id, raw)| Pulled::Service {
        source_id,
        raw,
        dialect: Dialect::V3,
    });
    let apart = |entity, within| Nest::new(&joined, within).documents(entity);
    let taxonomies = apart(Entity::Taxonomy, &[Entity::TaxonomyTerm]);
    let terms = apart(Entity::TaxonomyTerm, &[Entity::Taxonomy]);
    let all = services
        .chain(taxonomies.map(|(_, raw)| Pulled::Taxonomy(raw)))
        .chain(terms.map(|(_, raw)| Pulled::TaxonomyTerm(raw)))
        .chain(remarks.into_pulled());
    for pulled in all {
        if !out(pulled) {
            return WalkEnd::Incomplete(
                "the refresh was stopped before the package was read".to_owned(),
            );
        }
    }
    WalkEnd::Complete
}

#[cfg(test)]
mod tests;
