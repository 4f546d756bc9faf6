//! The sample councils and websites, embedded in the program.

use std::borrow::Cow;

use rust_embed::RustEmbed;

use super::{Dataset, Version};

#[derive(RustEmbed)]
#[folder = "feeds/"]
struct Files;

/// One sample council.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Council {
    /// Its feed id, also the name of its file.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it speaks, and what its file is written in.
    pub version: Version,
}

/// The sample councils over HTTP.
pub const COUNCILS: [Council; 3] = [
    Council {
        id: "sheafdale",
        name: "Sheafdale Council",
        version: Version::V3,
    },
    Council {
        id: "holmemoor",
        name: "Holmemoor District Council",
        version: Version::V3,
    },
    Council {
        id: "rivelmoor",
        name: "Rivelmoor Town Council",
        version: Version::V1,
    },
];

/// The council that publishes a data package; its feed id is the name of its folder.
pub const PACKAGE: Council = Council {
    id: "kelderwick",
    name: "Kelderwick Borough Council",
    version: Version::V3,
};

/// The health board, whose link workers list much that the councils list too; it hands its
/// directory over as a file.
pub const HEALTH: Council = Council {
    id: "sheafmoor",
    name: "Sheaf and Moor Health Board",
    version: Version::V3,
};

/// The file of the health board.
pub const HEALTH_FILE: &str = "sheafmoor.json";

/// What stands in the file of the health board.
pub fn health_file() -> Cow<'static, [u8]> {
    Cow::Owned(text(HEALTH_FILE).into_bytes())
}

/// A directory that somebody keeps in a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Its feed.
    pub id: &'static str,
    /// Who keeps it.
    pub name: &'static str,
    /// The file, in `feeds/` and in the data folder.
    pub file: &'static str,
    /// The mapping profile, where the columns' names alone do not say enough.
    pub mapping: Option<&'static str>,
}

/// The spreadsheets.
pub const SHEETS: [Sheet; 2] = [
    Sheet {
        id: "wendlebury",
        name: "Wendlebury Voluntary Action",
        file: "sheets/wendlebury.xlsx",
        mapping: Some("mappings/wendlebury.toml"),
    },
    Sheet {
        id: "ashcombe",
        name: "Ashcombe Parish Council",
        file: "sheets/ashcombe.csv",
        mapping: None,
    },
];

/// The spreadsheets and their mapping profiles, by path.
pub fn sheet_files() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    let paths = SHEETS
        .iter()
        .flat_map(|sheet| [Some(sheet.file), sheet.mapping]);
    paths
        .flatten()
        .filter_map(|path| Some((path.to_owned(), Files::get(path)?.data)))
}

/// Which state of the providers' websites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Every page agrees with its listing.
    Before,
    /// Some pages have changed, some are gone.
    After,
}

/// What a website answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A file.
    File(Cow<'static, [u8]>),
    /// No file but this HTTP status.
    Status(u16),
}

impl Council {
    /// What it publishes, with the providers' websites (`https://name.example/`) moved
    /// below the address `sites`.
    #[expect(
        clippy::expect_used,
        reason = "the files are part of the program; tests read every one"
    )]
    pub fn dataset(self, sites: &str) -> Dataset {
        let text = text(&format!("{}.json", self.id));
        let text = hosts().fold(text, |text, host| {
            text.replace(&format!("https://{host}/"), &format!("{sites}{host}/"))
        });
        serde_json::from_str(&text).expect("an embedded dataset")
    }
}

/// The files of the data package, by name.
pub fn package_files() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    Files::iter().filter_map(|path| {
        let name = path.strip_prefix(PACKAGE.id)?.strip_prefix('/')?;
        Some((name.to_owned(), Files::get(&path)?.data))
    })
}

/// The names of the providers' websites.
pub fn hosts() -> impl Iterator<Item = String> {
    let mut hosts: Vec<String> = Files::iter()
        .filter_map(|path| {
            let path = path.strip_prefix("sites/before/")?;
            Some(path.split('/').next()?.to_owned())
        })
        .collect();
    hosts.sort();
    hosts.dedup();
    hosts.into_iter()
}

/// What the website `host` has at `page` (`style.css`, `lunch-club`; `index` for its home page).
pub fn page(state: State, host: &str, page: &str) -> Answer {
    let file = match page.contains('.') {
        true => format!("{host}/{page}"),
        false => format!("{host}/{page}.html"),
    };
    let changed = (state == State::After).then(|| changed(host, page, &file));
    changed.flatten().unwrap_or_else(|| {
        Files::get(&format!("sites/before/{file}"))
            .map_or(Answer::Status(404), |found| Answer::File(found.data))
    })
}

/// What stands at an address of the second state, where it differs from the first.
fn changed(host: &str, page: &str, file: &str) -> Option<Answer> {
    let status = text("sites/after/answers.txt").lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let status: u16 = words.next()?.parse().ok()?;
        (words.next() == Some(host) && words.next() == Some(page)).then_some(status)
    });
    match status {
        Some(status) => Some(Answer::Status(status)),
        None => Files::get(&format!("sites/after/{file}")).map(|found| Answer::File(found.data)),
    }
}

#[expect(
    clippy::expect_used,
    reason = "the files are part of the program; tests read every one"
)]
fn text(path: &str) -> String {
    let file = Files::get(path).expect("an embedded file");
    String::from_utf8(file.data.into_owned()).expect("an embedded text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datasets_point_at_the_sites_where_they_are_served() {
        for council in COUNCILS {
            let data = council.dataset("http://127.0.0.1:9/");
            let text = serde_json::to_string(&data.services).unwrap();
            for host in hosts() {
                assert!(!text.contains(&format!("https://{host}")), "{host}");
            }
            // The one by version 1.0 names no website.
            let has_sites = council.version == Version::V3;
            assert_eq!(
                text.contains("http://127.0.0.1:9/"),
                has_sites,
                "{}",
                council.id
            );
            assert!(!data.taxonomy_terms.is_empty(), "{}", council.id);
        }
    }

    #[test]
    fn the_data_package_is_embedded_whole() {
        let names: Vec<_> = package_files().map(|(name, _)| name).collect();
        for name in ["datapackage.json", "services.csv", "phones.csv"] {
            assert!(names.iter().any(|file| file == name), "{names:?}");
        }
    }

    #[test]
    fn the_second_state_lies_over_the_first() {
        let shed = |state| page(state, "heelwoodshed.example", "shed");
        assert_ne!(shed(State::Before), shed(State::After));
        let tots = |state| page(state, "larkhillcentre.example", "tannery-tots");
        assert_eq!(tots(State::Before), tots(State::After));
        assert_eq!(
            page(State::After, "dronleyhub.example", "crafternoon"),
            Answer::Status(410)
        );
        assert_eq!(
            page(State::Before, "dronleyhub.example", "nothing"),
            Answer::Status(404)
        );
    }
}
