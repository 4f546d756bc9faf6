//! The documents that ship.

use std::path::Path;

const DOCUMENTS: [&str; 3] = ["README.md", "docs/ARCHITECTURE.md", "docs/OPERATING.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_file_that_a_document_names_is_there() {
    let mut named = 0;
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        let paths = quoted.filter(|words| {
            [
                "src/",
                "docs/",
                "feeds/",
                "templates/",
                "schemas/",
                "migrations/",
            ]
            .iter()
            .any(|folder| words.starts_with(folder))
        });
        for path in paths {
            named += 1;
            assert!(root().join(path).exists(), "{document} names {path}");
        }
        let folder = root().join(document).parent().unwrap().to_owned();
        for link in text.split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            if !link.contains("://") {
                assert!(folder.join(link).exists(), "{document} links to {link}");
            }
        }
    }
    assert!(named > 30, "only {named} files are named");
}

#[test]
fn the_changelog_knows_every_command() {
    let changes = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    for command in [
        "demo",
        "serve",
        "refresh",
        "search",
        "reindex",
        "token",
        "watch scan",
        "watch judge",
        "suspension",
    ] {
        assert!(
            changes.contains(&format!("`waymark {command}")),
            "{command}"
        );
    }
}
