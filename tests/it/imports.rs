//! Spreadsheets are applied whole, found again row by row, and taken back exactly.

use serde_json::Value;
use waymark::config::Config;
use waymark::domain::{ChangeReason, Counts, FeedId, ListingState, Publication};
use waymark::federation::imports::{self, Applied, Context, ImportOptions};
use waymark::sheet::field::postcode::NoBook;
use waymark::sheet::{self, Import, Limits, Profile, Surroundings};

use crate::support::database::{Database, for_each_database};

const SHEET: &str = "\
Service name,Organisation,Address,Postcode,Phone,When,Cost
Lunch club,Heelwood Trust,\"1 High Street, Sheafdale\",S8 0LN,01632 960101,Mon 12-2,£4
Chess club,Heelwood Trust,\"1 High Street, Sheafdale\",S8 0LN,01632 960101,Tues 7-9pm,Free
Walking group,Sheaf Striders,\"Station Road, Sheafdale\",S1 2HE,01632 960102,Sat 10-12,Free
Debt advice,Money Matters,\"5 Mill Lane, Sheafdale\",S2 3AB,01632 960103,Mon-Fri 9-5,Free
Toddler group,St Wystan's,\"Church Hall, Ashby\",S3 8GG,01632 960104,Weds 10-11.30,£2
";

fn feed() -> FeedId {
    "sheets".parse().unwrap()
}

fn read(text: &str, complete: bool) -> Import {
    let profile = Profile {
        complete,
        ..Profile::default()
    };
    let with = Surroundings {
        feed: &feed(),
        profile: &profile,
        postcodes: &NoBook,
        limits: Limits::default(),
    };
    sheet::read("services.csv", text.as_bytes(), &with)
}

async fn import_as(database: &Database, import: &Import, options: ImportOptions) -> Applied {
    let config = Config::default();
    let context = Context {
        store: &database.store,
        config: &config,
    };
    let row = imports::preview(context, &feed(), import).await.unwrap();
    imports::apply(context, &row.id, options).await.unwrap()
}

async fn import(database: &Database, text: &str) -> Applied {
    import_as(database, &read(text, false), ImportOptions::default()).await
}

async fn undo(database: &Database, id: &str) -> Result<(usize, usize), String> {
    let config = Config::default();
    let context = Context {
        store: &database.store,
        config: &config,
    };
    let undone = imports::undo(context, id).await;
    let undone = undone.map_err(|error| error.to_string())?;
    Ok((undone.taken_out, undone.restored))
}

/// Everything that is listed and published, by name, without the times of our change log.
async fn listed(database: &Database) -> Vec<Value> {
    let page = database.store.published(&Default::default(), 0, 1000).await;
    let mut services: Vec<Value> = page
        .unwrap()
        .items
        .into_iter()
        .filter(|listing| listing.state == ListingState::Listed)
        .map(|listing| {
            let mut service: Value = serde_json::from_str(&listing.doc).unwrap();
            service.as_object_mut().unwrap().remove("last_modified");
            service
        })
        .collect();
    services.sort_by_key(|service| service["name"].to_string());
    services
}

fn counts(applied: &Applied) -> [u64; 5] {
    let Counts {
        added,
        updated,
        unchanged,
        removed,
        failed,
    } = applied.import.counts;
    [added, updated, unchanged, removed, failed]
}

/// The sheet with its rows in another order.
fn moved(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    lines.join("\n")
}

#[tokio::test]
async fn three_changed_cells_are_three_updates_and_undo_takes_them_back_exactly() {
    for_each_database(async |database| {
        let first = import(database, SHEET).await;
        assert_eq!(counts(&first), [5, 0, 0, 0, 0]);
        let before = listed(database).await;
        assert_eq!(before.len(), 5);

        let changed = SHEET
            .replace("Sat 10-12", "Sun 10-12")
            .replace("Debt advice", "Debt and money advice")
            .replace("01632 960104", "(01632) 960 199");
        let second = import(database, &moved(&changed)).await;
        assert_eq!(counts(&second), [0, 3, 2, 0, 0]);
        let after = listed(database).await;
        assert_eq!(after.len(), 5);
        assert_ne!(after, before);
        let ids = |services: &[Value]| {
            let mut ids: Vec<_> = services.iter().map(|s| s["id"].to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&after), ids(&before));

        assert_eq!(undo(database, &second.import.id).await, Ok((0, 3)));
        assert_eq!(listed(database).await, before);
        assert_eq!(undo(database, &first.import.id).await, Ok((5, 0)));
        assert!(listed(database).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn moved_and_reformatted_rows_change_nothing() {
    for_each_database(async |database| {
        import(database, SHEET).await;
        let retyped = moved(SHEET)
            .replace("S8 0LN", "s80ln")
            .replace("01632 960102", "+44 (0)1632 960102")
            .replace("Service name", "  Service   name ");
        assert_eq!(counts(&import(database, &retyped).await), [0, 0, 5, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_missing_row_is_no_deletion_unless_the_sheet_is_complete() {
    for_each_database(async |database| {
        import(database, SHEET).await;
        let shorter: String = SHEET
            .lines()
            .take(5)
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(counts(&import(database, &shorter).await), [0, 0, 4, 0, 0]);
        assert_eq!(listed(database).await.len(), 5);

        let before = listed(database).await;
        let whole = read(&shorter, true);
        let gone = import_as(database, &whole, ImportOptions::default()).await;
        assert_eq!(counts(&gone), [0, 0, 4, 1, 0]);
        assert_eq!(listed(database).await.len(), 4);
        assert_eq!(undo(database, &gone.import.id).await, Ok((0, 1)));
        assert_eq!(listed(database).await, before);
    })
    .await;
}

#[tokio::test]
async fn the_brake_holds_what_a_complete_sheet_has_lost_until_somebody_lets_it_go() {
    for_each_database(async |database| {
        let row = |n: u32| {
            format!("Club {n},Trust {n},\"{n} High Street, Ashby\",S8 0LN,01632 9601{n:02},Mon 10-12,Free\n")
        };
        let head = SHEET.lines().next().unwrap();
        let sheet = |upto: u32| {
            let rows: String = (10..upto).map(row).collect();
            read(&format!("{head}\n{rows}"), true)
        };
        import_as(database, &sheet(20), ImportOptions::default()).await;
        let held = import_as(database, &sheet(14), ImportOptions::default()).await;
        assert_eq!(counts(&held), [0, 0, 4, 0, 0]);
        assert_eq!(held.would_remove.len(), 6);
        assert!(held.import.message.unwrap().contains("--release"));
        assert_eq!(listed(database).await.len(), 10);
        let release = ImportOptions { release: true };
        let let_go = import_as(database, &sheet(14), release).await;
        assert_eq!(counts(&let_go), [0, 0, 4, 6, 0]);
        assert_eq!(listed(database).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_has_decided_survives_an_import_and_its_undo() {
    for_each_database(async |database| {
        import(database, SHEET).await;
        let id = listed(database).await[0]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let listing = database.store.listing(id).await.unwrap().unwrap();
        let hidden = Publication {
            state: ListingState::Suspended,
            ..Publication::from_listing(&listing).unwrap()
        };
        let mut tx = database.store.write().await.unwrap();
        tx.publish(&hidden, ChangeReason::Suspended).await.unwrap();
        tx.commit().await.unwrap();

        let changed = SHEET.replace("Chess club", "Chess and draughts club");
        let second = import(database, &changed).await;
        assert_eq!(counts(&second), [0, 1, 4, 0, 0]);
        undo(database, &second.import.id).await.unwrap();
        let state = database.store.listing(id).await.unwrap().unwrap().state;
        assert_eq!(state, ListingState::Suspended);
    })
    .await;
}

#[tokio::test]
async fn an_import_that_a_newer_one_follows_is_not_taken_back() {
    for_each_database(async |database| {
        let first = import(database, SHEET).await;
        let second = import(database, &SHEET.replace("£4", "£5")).await;
        let refused = undo(database, &first.import.id).await.unwrap_err();
        assert!(refused.contains(&second.import.id), "{refused}");
        undo(database, &second.import.id).await.unwrap();
        let twice = undo(database, &second.import.id).await.unwrap_err();
        assert!(twice.contains("nothing to take back"), "{twice}");
        undo(database, &first.import.id).await.unwrap();
        // What was taken back can be brought in again, under the same ids.
        let again = import(database, SHEET).await;
        assert_eq!(counts(&again), [5, 0, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn an_import_is_applied_once_and_a_refused_one_writes_nothing() {
    for_each_database(async |database| {
        let first = import(database, SHEET).await;
        let mut config = Config::default();
        let context = Context {
            store: &database.store,
            config: &config,
        };
        let options = ImportOptions::default();
        let twice = imports::apply(context, &first.import.id, options).await;
        assert!(
            twice
                .unwrap_err()
                .to_string()
                .contains("import the file again")
        );
        let unreadable = sheet::read(
            "services.csv",
            b"",
            &Surroundings {
                feed: &feed(),
                profile: &Profile::default(),
                postcodes: &NoBook,
                limits: Limits::default(),
            },
        );
        let row = imports::preview(context, &feed(), &unreadable)
            .await
            .unwrap();
        let refused = imports::apply(context, &row.id, options).await.unwrap_err();
        assert!(
            refused.to_string().contains("could not be read"),
            "{refused}"
        );
        config.feeds.push(
            toml::from_str("id = \"sheets\"\nkind = \"oruk-v3\"\nurl = \"https://feed.example\"")
                .unwrap(),
        );
        let context = Context {
            store: &database.store,
            config: &config,
        };
        let other = imports::preview(context, &feed(), &read(SHEET, false)).await;
        assert!(other.unwrap_err().to_string().contains("oruk-v3"));
        assert_eq!(listed(database).await.len(), 5);
    })
    .await;
}
