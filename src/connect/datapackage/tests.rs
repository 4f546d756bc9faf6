//! Whatever stands in a package, reading it ends and says something.

use std::collections::BTreeMap;

use bytes::Bytes;
use proptest::prelude::*;

use super::*;

/// Reads files as a package, and everything that comes of it.
fn read(files: Files) -> (WalkEnd, Vec<Pulled>) {
    let mut pulled = Vec::new();
    let end = unpack(files, "it", 1 << 20, &mut |one| {
        pulled.push(one);
        true
    });
    (end, pulled)
}

/// Text that looks like a table at times.
fn table() -> impl Strategy<Value = String> {
    let header = "(id|name|service_id|location_id|link_id|é|\"|,|;|\t|\n| ){0,12}\n";
    (
        header,
        "([a-c]{1,2}|\"|,|;|\n|\r|\u{0}|\u{feff}|é|[0-9]|sep=|[|]){0,60}",
    )
        .prop_map(|(header, rows)| header + &rows)
}

proptest! {
    #[test]
    fn arbitrary_tables_are_read_to_an_end(
        tables in prop::collection::vec(table(), 6),
        told in any::<Option<bool>>(),
    ) {
        let names = ["services", "phones", "schedules", "locations", "attributes", "metadata"];
        let mut files: BTreeMap<String, Bytes> = names
            .iter()
            .zip(&tables)
            .map(|(name, text)| (format!("{name}.csv"), Bytes::from(text.clone())))
            .collect();
        let resources: Vec<_> = names
            .iter()
            .map(|name| serde_json::json!({"name": name, "path": format!("{name}.csv"),
                "dialect": {"header": told != Some(false), "delimiter": "|"}}))
            .collect();
        let told = serde_json::json!({"resources": resources});
        files.insert("datapackage.json".to_owned(), Bytes::from(told.to_string()));
        let (end, pulled) = read(Files::fetched(files));
        prop_assert_eq!(end, WalkEnd::Complete);
        for one in pulled {
            if let Pulled::Service { raw, .. } = one {
                prop_assert_eq!(raw.get().chars().next(), Some('{'));
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_no_zip(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [b"PK\x03\x04".to_vec(), bytes].concat();
        let end = read_package("it", bytes, 1 << 20, &mut |_| true);
        let is_refused = matches!(end, WalkEnd::Failed(why) if why.starts_with("it "));
        prop_assert!(is_refused);
    }

    #[test]
    fn arbitrary_text_is_read_as_a_descriptor_or_is_none(text in "[\\[\\]{}\",:a-z0-9]{0,80}") {
        let files = BTreeMap::from([
            ("datapackage.json".to_owned(), Bytes::from(text)),
            ("services.csv".to_owned(), Bytes::from_static(b"id,name\n1,Club\n")),
        ]);
        let (end, pulled) = read(Files::fetched(files));
        prop_assert_eq!(end, WalkEnd::Complete);
        let is_service = matches!(pulled[0], Pulled::Service { .. });
        prop_assert!(is_service);
    }
}

#[test]
fn what_is_too_much_for_one_thing_is_left_out_and_named() {
    let count = 4_000;
    let rows = |row: fn(usize) -> String| (0..count).map(row).collect::<String>();
    let files = [
        (
            "services.csv",
            format!(
                "id,name,organization_id\n{}",
                rows(|n| format!("s{n},Club {n},o\n"))
            ),
        ),
        ("organizations.csv", "id,name\no,Trust\n".to_owned()),
        (
            "phones.csv",
            format!(
                "id,service_id,number\n{}",
                rows(|n| format!("p{n},s{n},01632 960001\n"))
            ),
        ),
        (
            "schedules.csv",
            format!("id,service_id,byday\n{}", rows(|n| format!("t{n},s0,MO\n"))),
        ),
        (
            "contacts.csv",
            format!(
                "id,organization_id,name\n{}",
                rows(|n| format!("c{n},nobody,Desk\n"))
            ),
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), Bytes::from(text)));
    let (end, pulled) = read(Files::fetched(BTreeMap::from(files)));
    assert_eq!(end, WalkEnd::Complete);
    let services = pulled
        .iter()
        .filter(|one| matches!(one, Pulled::Service { .. }));
    assert_eq!(services.count(), count);
    let found: Vec<&str> = pulled
        .iter()
        .filter_map(|one| match one {
            Pulled::Note { code, found, .. } if code.as_str().starts_with("row_") => {
                Some(found.as_str())
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        found,
        [
            "contacts.csv: rows 2, 3, 4 and 3997 more",
            "schedules.csv: rows 1002, 1003, 1004 and 2997 more",
        ]
    );
}
