//! Whatever stands in the files of a package: the walk ends, and what it hands over is JSON
//! that the reader takes. The files are parted by the byte 255, which no text holds.
#![no_main]

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use waymark::config::{FeedConfig, FetchConfig};
use waymark::connect::{Client, Connector, Pulled, connector};
use waymark::domain::SystemClock;
use waymark::oruk::read::read_service;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const FILES: [&str; 11] = [
    "services.csv",
    "datapackage.json",
    "organizations.csv",
    "phones.csv",
    "contacts.csv",
    "service_at_locations.csv",
    "locations.csv",
    "schedules.csv",
    "attributes.csv",
    "taxonomy_terms.csv",
    "metadata.csv",
];

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().unwrap());

static PLACE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("fuzz-{}.zip", std::process::id())));

static READER: LazyLock<Box<dyn Connector>> = LazyLock::new(|| {
    let limits = FetchConfig {
        max_unpacked_bytes: 1 << 20,
        ..FetchConfig::default()
    };
    let client = Client::new(&limits, Arc::new(SystemClock)).unwrap();
    let path = PLACE.display();
    let feed = format!("id = \"fuzz\"\nkind = \"datapackage\"\npath = \"{path}\"");
    let feed: FeedConfig = toml::from_str(&feed).unwrap();
    connector(&feed, &client, &limits)
});

fn packed(bytes: &[u8]) -> Vec<u8> {
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in FILES.iter().zip(bytes.split(|byte| *byte == 255)) {
        if !content.is_empty() {
            zip.start_file(*name, plain).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    let content = match bytes.starts_with(b"PK") {
        true => bytes.to_vec(),
        false => packed(bytes),
    };
    std::fs::write(&*PLACE, content).unwrap();
    RUNTIME.block_on(async {
        let (out, mut all) = mpsc::channel(64);
        let take = async {
            while let Some(pulled) = all.recv().await {
                if let Pulled::Service { raw, .. } = pulled {
                    let raw: Value = serde_json::from_str(raw.get()).unwrap();
                    read_service(&raw);
                }
            }
        };
        tokio::join!(READER.walk(out), take);
    });
});
