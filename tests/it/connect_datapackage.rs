//! The `datapackage` connector on real folders and zips.

use std::path::Path;

use serde_json::{Value, json};
use waymark::config::FetchConfig;
use waymark::connect::{Pulled, WalkEnd};

use crate::support::feed::{Walked, package_feed, quick, walk};
use crate::support::package::{descriptor, zipped};

const SERVICES: &str = "id,name,organization_id\ns1,Lunch Club,o1\ns2,Walking Group,o1\n";
const ORGANIZATIONS: &str = "id,name,description\no1,Heel Trust,A charity.\n";

/// Reads a folder of these files.
async fn pull(files: &[(&str, &[u8])]) -> Walked {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    walk(&package_feed(folder.path()), &quick()).await
}

/// Reads a file of this content.
async fn pull_file(name: &str, content: &[u8], limits: &FetchConfig) -> Walked {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let mut walked = walk(&package_feed(&path), limits).await;
    // So that tests can say what the sentence is.
    let shown = format!("{}", path.display());
    if let WalkEnd::Failed(why) | WalkEnd::Incomplete(why) = &mut walked.end {
        *why = why.replace(&shown, "PACKAGE");
    }
    walked
}

fn service(walked: &Walked, at: usize) -> Value {
    serde_json::from_str(walked.texts()[at]).unwrap()
}

#[tokio::test]
async fn rows_become_nested_services() {
    let walked = pull(&[
        (
            "datapackage.json",
            &descriptor(&[
                "services.csv", "organizations.csv", "phones.csv", "contacts.csv",
                "service_at_locations.csv", "locations.csv", "addresses.csv", "schedules.csv",
                "attributes.csv", "taxonomy_terms.csv", "taxonomies.csv", "metadata.csv",
                "required_documents.csv", "programs.csv", "cost_options.csv",
            ]),
        ),
        ("services.csv", b"id,name,organization_id,program_id,minimum_age\ns1,Lunch Club,o1,g1,55\n"),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
        ("programs.csv", b"id,name,organization_id\ng1,Healthy Living,o1\n"),
        ("contacts.csv", b"id,service_id,name\nc1,s1,Front desk\n"),
        ("phones.csv", b"id,number,service_id,contact_id\np1,0114 496 0001,s1,\np2,0114 496 0002,s1,c1\n"),
        ("service_at_locations.csv", b"id,service_id,location_id\nx1,s1,l1\n"),
        ("locations.csv", b"id,name,latitude,longitude\nl1,Hall,53.38,-1.47\n"),
        ("addresses.csv", b"id,location_id,address_1,postal_code\na1,l1,1 High Street,S1 2HH\n"),
        ("schedules.csv", b"id,service_id,service_at_location_id,byday,opens_at\nt1,s1,x1,TU,12:00\nt2,,x1,WE,12:00\n"),
        ("cost_options.csv", b"id,service_id,amount\nq1,s1,3.50\n"),
        ("attributes.csv", b"id,link_id,link_entity,taxonomy_term_id\nb1,s1,service,k1\nb2,l1,locations,k1\n"),
        ("taxonomy_terms.csv", b"id,name,description,taxonomy_id\nk1,Lunch clubs,Meals,v1\n"),
        ("taxonomies.csv", b"id,name,description\nv1,Kinds,Of service\n"),
        ("metadata.csv", b"id,resource_id,resource_type,last_action_type\nm1,s1,services,update\n"),
        ("required_documents.csv", b"id,service_id,document\nd1,s1,Proof of address\n"),
    ])
    .await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.notes(), Vec::<String>::new());
    let term = json!({
        "id": "k1", "name": "Lunch clubs", "description": "Meals", "taxonomy_id": "v1",
        "taxonomy_detail": {"id": "v1", "name": "Kinds", "description": "Of service"},
    });
    let program = json!({"id": "g1", "name": "Healthy Living", "organization_id": "o1"});
    assert_eq!(
        service(&walked, 0),
        json!({
            "id": "s1", "name": "Lunch Club", "organization_id": "o1", "program_id": "g1",
            "minimum_age": 55,
            "phones": [{"id": "p1", "number": "0114 496 0001", "service_id": "s1"}],
            "schedules": [{"id": "t1", "service_id": "s1", "service_at_location_id": "x1",
                "byday": "TU", "opens_at": "12:00"}],
            "service_at_locations": [{
                "id": "x1", "service_id": "s1", "location_id": "l1",
                "schedules": [{"id": "t2", "service_at_location_id": "x1", "byday": "WE",
                    "opens_at": "12:00"}],
                "location": {
                    "id": "l1", "name": "Hall", "latitude": 53.38, "longitude": -1.47,
                    "addresses": [{"id": "a1", "location_id": "l1",
                        "address_1": "1 High Street", "postal_code": "S1 2HH"}],
                    "attributes": [{"id": "b2", "link_id": "l1", "link_entity": "locations",
                        "taxonomy_term_id": "k1", "taxonomy_term": term}],
                },
            }],
            "organization": {"id": "o1", "name": "Heel Trust", "description": "A charity.",
                "programs": [program]},
            "cost_options": [{"id": "q1", "service_id": "s1", "amount": 3.5}],
            "program": program,
            "required_documents": [{"id": "d1", "service_id": "s1",
                "document": "Proof of address"}],
            "contacts": [{"id": "c1", "service_id": "s1", "name": "Front desk",
                "phones": [{"id": "p2", "number": "0114 496 0002", "service_id": "s1",
                    "contact_id": "c1"}]}],
            "attributes": [{"id": "b1", "link_id": "s1", "link_entity": "service",
                "taxonomy_term_id": "k1", "taxonomy_term": term}],
            "metadata": [{"id": "m1", "resource_id": "s1", "resource_type": "services",
                "last_action_type": "update"}],
        })
    );
    let vocabulary = walked.pulled.iter().filter_map(|one| match one {
        Pulled::Taxonomy(raw) | Pulled::TaxonomyTerm(raw) => Some(raw.get()),
        _ => None,
    });
    assert_eq!(
        vocabulary.collect::<Vec<_>>(),
        [
            r#"{"id":"v1","name":"Kinds","description":"Of service"}"#,
            r#"{"id":"k1","name":"Lunch clubs","description":"Meals","taxonomy_id":"v1"}"#,
        ]
    );
}

#[tokio::test]
async fn a_folder_its_descriptor_and_zips_of_it_are_read_alike() {
    let told = descriptor(&["services.csv", "organizations.csv"]);
    let plain: &[(&str, &[u8])] = &[
        ("datapackage.json", &told),
        ("services.csv", SERVICES.as_bytes()),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
    ];
    let nested: Vec<(String, &[u8])> = plain
        .iter()
        .map(|(name, content)| (format!("council export/2026/{name}"), *content))
        .collect();
    let mut nested: Vec<(&str, &[u8])> = nested.iter().map(|(n, c)| (n.as_str(), *c)).collect();
    nested.push(("__MACOSX/council export/2026/services.csv", b"\0\0"));
    let texts = pull(plain).await.texts().join("\n");
    assert!(
        texts.contains("Walking Group") && texts.contains("Heel Trust"),
        "{texts}"
    );
    for walked in [
        pull(&nested).await,
        pull_file("a.zip", &zipped(plain), &quick()).await,
        pull_file("package", &zipped(&nested), &quick()).await,
    ] {
        assert_eq!(walked.end, WalkEnd::Complete);
        assert_eq!(walked.texts().join("\n"), texts);
        assert_eq!(walked.notes(), Vec::<String>::new());
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in plain {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let path = folder.path().join("datapackage.json");
    let walked = walk(&package_feed(&path), &quick()).await;
    assert_eq!(walked.texts().join("\n"), texts);
}

#[tokio::test]
async fn files_are_read_however_they_were_saved() {
    let wide: Vec<u8> = format!("\u{feff}{SERVICES}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let swapped = "organisation id;NAME;Id\r\no1;Lunch Club;s1\r\n\r\no1;Walking Group;s2";
    for (content, codes) in [
        (SERVICES.as_bytes().to_vec(), vec![]),
        (format!("\u{feff}{SERVICES}").into_bytes(), vec![]),
        (wide, vec!["not_utf8"]),
        (swapped.as_bytes().to_vec(), vec![]),
        (SERVICES.replace(',', "\t").into_bytes(), vec![]),
        (SERVICES.replace(',', "|").into_bytes(), vec![]),
        (
            format!("sep=;\n{}", SERVICES.replace(',', ";")).into_bytes(),
            vec![],
        ),
        (
            SERVICES
                .replace("\no1", "\nO1")
                .replace('\n', "\r\n")
                .into_bytes(),
            vec![],
        ),
        (SERVICES.replace('\n', ",,\n").into_bytes(), vec![]),
        (SERVICES.replace(",o1", ",o1,").into_bytes(), vec![]),
        (
            SERVICES
                .replace("Lunch Club", "\" Lunch Club \"")
                .into_bytes(),
            vec![],
        ),
    ] {
        let walked = pull(&[("services.csv", &content)]).await;
        assert_eq!(walked.end, WalkEnd::Complete);
        let read: Vec<Value> = walked
            .texts()
            .iter()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
        let want = |id: &str, name: &str| json!({"id": id, "name": name, "organization_id": "o1"});
        let shown = String::from_utf8_lossy(&content);
        assert_eq!(read.len(), 2, "{shown}");
        for (read, want) in read
            .iter()
            .zip([want("s1", "Lunch Club"), want("s2", "Walking Group")])
        {
            assert_eq!(read, &want, "{shown}");
        }
        assert_eq!(walked.codes()[1..], codes, "{shown}");
        assert_eq!(walked.codes()[0], "descriptor_missing");
    }
}

#[tokio::test]
async fn the_descriptor_says_how_files_are_written() {
    let told = json!({"resources": [
        {
            "name": "services", "path": ["data/part-1.txt", "data/part-2.txt"],
            "encoding": "macintosh", "dialect": {"delimiter": "~", "quoteChar": "'"},
            "schema": {"missingValues": ["-"], "fields": [
                {"name": "id", "type": "string"},
                {"name": "assured_date", "type": "date", "format": "%m/%d/%Y"},
            ]},
        },
        {
            "name": "phones", "path": "phones.dat", "dialect": {"header": false},
            "schema": {"fields": [{"name": "service_id"}, {"name": "number"}]},
        },
    ]});
    let walked = pull(&[
        ("datapackage.json", told.to_string().as_bytes()),
        (
            "data/part-1.txt",
            b"id~name~assured_date~fees\ns1~'Caf\x8e ~ Club'~03/04/2026~-\n",
        ),
        ("data/part-2.txt", b"name~id\nChoir~s2\n"),
        ("phones.dat", b"s2,0114 496 0001\n"),
    ])
    .await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(
        service(&walked, 0),
        json!({"id": "s1", "name": "Caf\u{e9} ~ Club", "assured_date": "2026-03-04"})
    );
    assert_eq!(
        service(&walked, 1),
        json!({"name": "Choir", "id": "s2",
            "phones": [{"service_id": "s2", "number": "0114 496 0001"}]})
    );
    assert_eq!(walked.codes(), ["not_utf8"]);
}

#[tokio::test]
async fn a_bad_row_costs_that_row() {
    let services = "id,name,description\n\
        s1,Lunch Club,\"Soup, and\ncompany\"\n\
        s2,Choir,We sing, and dance\n\
        s3,\"Walks,open quote\n\
        s4,Chess\n\
        s6,Darts, and tea,\n\
        ,,\n\
        ,Nameless,\n\
        s5,Bingo,Numbers\n";
    let walked = pull(&[("services.csv", services.as_bytes())]).await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), ["s1", "s4", "-", "s5"]);
    assert_eq!(service(&walked, 0)["description"], "Soup, and\ncompany");
    let why = |row| format!("row {row} of services.csv does not have the header's number of cells");
    let unread: Vec<_> = walked
        .unread()
        .into_iter()
        .map(|(id, why)| (id, why.to_owned()))
        .collect();
    assert_eq!(unread, [("s2", why(3)), ("s3", why(4)), ("s6", why(6))]);
    assert_eq!(
        walked.notes()[1..],
        [
            "row_damaged: services.csv: rows 3, 4, 6",
            "row_short: services.csv: row 5"
        ]
    );
}

#[tokio::test]
async fn rows_that_hang_on_nothing_are_noted_and_left_out() {
    let walked = pull(&[
        (
            "services.csv",
            b"id,name,organization_id\ns1,Lunch Club,o9\ns1,Lunch Club again,o1\n",
        ),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
        (
            "schedules.csv",
            b"id,service_id,byday\nt1,s1,MO\nt2,s7,TU\nt3,,WE\n",
        ),
        (
            "attributes.csv",
            b"id,link_id,link_entity,taxonomy_term_id\nb1,s1,service,k9\nb2,s8,service,k1\n",
        ),
        (
            "taxonomy_terms.csv",
            b"id,name,description\nk1,Meals,Lunch\n",
        ),
        ("locations.csv", b"id,name\nl1,Hall\n"),
    ])
    .await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(walked.ids(), ["s1"]);
    assert_eq!(service(&walked, 0)["name"], "Lunch Club again");
    assert_eq!(
        service(&walked, 0)["schedules"].as_array().unwrap().len(),
        1
    );
    assert_eq!(
        walked.notes()[1..],
        [
            "row_orphaned: attributes.csv: row 3",
            "row_orphaned: schedules.csv: rows 3, 4",
            "row_dangling: attributes.csv: row 2",
            "row_dangling: services.csv: row 2",
            "row_id_repeated: services.csv: row 3",
        ]
    );
}

#[tokio::test]
async fn what_the_package_says_wrongly_is_noted() {
    let told = json!({"resources": [
        {"name": "services", "path": "services.csv"},
        {"name": "phones", "path": "phones.csv"},
        {"name": "contacts", "path": "../contacts.csv"},
        {"name": "languages", "data": [{"id": "1"}]},
        {"name": "horses", "path": "horses.csv"},
        {"name": "meta_table_descriptions", "path": "meta_table_descriptions.csv"},
    ]});
    let walked = pull(&[
        ("datapackage.json", told.to_string().as_bytes()),
        (
            "services.csv",
            b"id,name,shoe size,Name\ns1,Lunch Club,7,x\n",
        ),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
        ("notes.csv", b"a,b\n"),
    ])
    .await;
    assert_eq!(walked.end, WalkEnd::Complete);
    assert_eq!(
        service(&walked, 0),
        json!({"id": "s1", "name": "Lunch Club"})
    );
    assert_eq!(
        walked.notes(),
        [
            "table_refused: contacts: ../contacts.csv",
            "table_refused: languages has no path",
            "table_unlisted: organizations.csv",
            "table_missing: phones.csv",
            "table_unknown: horses",
            "column_unknown: services.csv: shoe size, services.csv: Name",
        ]
    );
    let walked = pull(&[
        ("datapackage.json", b"{oops"),
        ("services.csv", SERVICES.as_bytes()),
    ])
    .await;
    assert_eq!(walked.ids(), ["s1", "s2"]);
    assert_eq!(walked.codes(), ["descriptor_unread"]);
}

#[tokio::test]
async fn what_is_no_package_gets_one_sentence() {
    let zip = zipped(&[("services.csv", SERVICES.as_bytes())]);
    let mut damaged = zip.clone();
    let middle = zip
        .windows(4)
        .position(|bytes| bytes == b"s1,L")
        .unwrap_or(45);
    damaged[middle] ^= 0x55;
    for (name, content, end) in [
        (
            "a.csv",
            SERVICES.as_bytes(),
            "PACKAGE is no data package; give a folder, its datapackage.json, or a zip of them",
        ),
        (
            "a.zip",
            &zip[..zip.len() / 2],
            "PACKAGE is a damaged zip; make or copy it again",
        ),
        (
            "a.zip",
            &damaged,
            "PACKAGE services.csv in it is damaged in the zip; pack it again",
        ),
        (
            "a.zip",
            &zipped(&[("../services.csv", SERVICES.as_bytes())]),
            "PACKAGE holds no table of services; add services.csv",
        ),
        (
            "datapackage.json",
            b"{\"resources\": []}",
            "PACKAGE holds no table of services; add services.csv",
        ),
    ] {
        let walked = pull_file(name, content, &quick()).await;
        assert_eq!(walked.end, WalkEnd::Failed(end.to_owned()), "{name}");
    }
    let absent = Path::new("no-such-folder/package");
    let walked = walk(&package_feed(absent), &quick()).await;
    let end = "there is nothing at no-such-folder/package; check the feed's path";
    assert_eq!(walked.end, WalkEnd::Failed(end.to_owned()));
}

#[tokio::test]
async fn a_zip_bomb_is_refused_in_words() {
    let bomb = zipped(&[("services.csv", &vec![b'a'; 200 << 20])]);
    assert!(bomb.len() < 1 << 20);
    let walked = pull_file("a.zip", &bomb, &quick()).await;
    let end = "PACKAGE services.csv in it unpacks to more than a hundred times its size, which no \
               table does; look at what it holds, and pack it again";
    assert_eq!(walked.end, WalkEnd::Failed(end.to_owned()));
    assert!(walked.pulled.is_empty());

    let limits = FetchConfig {
        max_unpacked_bytes: 100,
        ..quick()
    };
    let many = zipped(&[
        ("services.csv", SERVICES.as_bytes()),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
    ]);
    let walked = pull_file("a.zip", &many, &limits).await;
    let end = "PACKAGE services.csv in it makes the package larger than fetch.max_unpacked_bytes \
               allows; raise that if it is right";
    assert_eq!(walked.end, WalkEnd::Failed(end.to_owned()));
}
