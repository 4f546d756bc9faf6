//! A package at an address: a zip, or a descriptor whose files are fetched one by one.

use std::collections::BTreeMap;
use std::io::Cursor;

use url::Url;

use super::decode::decode;
use super::descriptor::{self, Descriptor};
use super::files::{DESCRIPTOR, Files, inner, is_zip};
use super::load::resource_table;
use crate::config::FetchConfig;
use crate::connect::client::{Client, Response};
use crate::connect::retry::Retrier;
use crate::domain::shown;

/// Fetches all files. The error is a sentence.
pub(super) async fn fetch(
    url: &Url,
    client: &Client,
    limits: &FetchConfig,
) -> Result<Files, String> {
    let mut retrier = Retrier::new(client.clone(), limits).accepting("*/*");
    let answer = |response: &Response| Ok((response.final_url.clone(), response.body.clone()));
    let (base, body) = retrier.get(url, answer).await.map_err(|dead| dead.why)?;
    if is_zip(&body) {
        return Files::zip(Box::new(Cursor::new(body)))
            .map_err(|why| format!("{} {why}", shown(url)));
    }
    let Some(told) = descriptor::read(&decode(body.to_vec(), None).0) else {
        return Err(format!(
            "{} is neither a zip nor a datapackage.json; give the address of either",
            shown(url)
        ));
    };
    let mut left = limits.max_unpacked_bytes;
    let mut files = BTreeMap::from([(DESCRIPTOR.to_owned(), body)]);
    for (path, url) in wanted(&told, &base) {
        match retrier.get(&url, answer).await {
            Ok((_, body)) => {
                left = left.checked_sub(body.len() as u64).ok_or_else(|| {
                    format!(
                        "{} brings more than fetch.max_unpacked_bytes allows; raise that if it is \
                         right",
                        shown(&base)
                    )
                })?;
                files.insert(path, body);
            }
            Err(dead) if dead.is_absent() => {}
            Err(dead) => return Err(dead.why),
        }
    }
    Ok(Files::fetched(files))
}

/// The files of tables that we know, and where they are.
fn wanted(told: &Descriptor, base: &Url) -> BTreeMap<String, Url> {
    let known = told
        .resources
        .iter()
        .filter(|resource| resource_table(resource).is_some());
    let paths = known.flat_map(|resource| &resource.paths);
    paths
        .filter_map(|path| {
            let is_address = path.starts_with("http://") || path.starts_with("https://");
            let url = match inner(path) {
                Some(inner) => base.join(&inner).ok()?,
                None if is_address => Url::parse(path).ok()?,
                None => return None,
            };
            Some((path.clone(), url))
        })
        .collect()
}

/// Whether what an address answers is a data package: a zip, or a `datapackage.json`.
pub(in crate::connect) fn is_package(body: &[u8]) -> bool {
    is_zip(body) || descriptor::read(&decode(body.to_vec(), None).0).is_some()
}
