//! Whatever stands in the files of a package: the walk ends, and what it hands over is JSON
//! that the reader takes. The files are parted by the byte 255, which no text holds.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use waymark::connect::{Pulled, read_package};
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
    read_package("it", content, 1 << 20, &mut |pulled| {
        if let Pulled::Service { raw, .. } = pulled {
            let raw: Value = serde_json::from_str(raw.get()).unwrap();
            read_service(&raw);
        }
        true
    });
});
