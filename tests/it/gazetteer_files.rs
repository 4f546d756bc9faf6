//! Official postcode files: read as they are published, layered, taken up while running.

use std::time::Duration;

use geo::{Distance, Geodesic, Point};
use serde_json::{Value, json};
use waymark::domain::Coverage;
use waymark::gazetteer::{Answer, Gazetteer, Layer, Product, Quality, Status};
use waymark::oruk::{Service, ServiceArea};

use crate::support::postcodes::{ONSPD, Shelves};

const CODE_POINT: &str = "\
\"S10 2TN\",10,433950,387050,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E08000019\",\"E05010871\"
\"S10 1BD\",10,433500,387350,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E08000019\",\"E05010871\"
\"S10 1ZZ\",90,0,0,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"\",\"\"
\"S10 3ZZ\",60,432000,387000,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E08000019\",\"\"
";

fn far(answer: &Answer, lat: f64, lon: f64) -> f64 {
    let point = Point::new(answer.lon.unwrap(), answer.lat.unwrap());
    Geodesic.distance(point, Point::new(lon, lat))
}

#[tokio::test]
async fn code_point_open_is_read_from_a_zip_a_folder_and_a_table() {
    let header = "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\nPostcode,Positional_quality_indicator,,,,,,,,\n";
    let shelves = Shelves::new();
    let table = shelves.write("s.csv", CODE_POINT);
    shelves.write("folder/Data/CSV/s.csv", CODE_POINT);
    shelves.write("headed/Data/CSV/s.csv", CODE_POINT);
    shelves.write("headed/Doc/Code-Point_Open_Column_Headers.csv", header);
    let zip = shelves.zip(
        "codepo_gb.zip",
        &[
            ("Data/CSV/s.csv", CODE_POINT),
            ("Doc/Code-Point_Open_Column_Headers.csv", header),
            ("Doc/licence.txt", "Open Government Licence"),
        ],
    );
    let below = |name: &str| shelves.folder.path().join(name);
    for path in [table, below("folder"), below("headed"), zip] {
        let shelves = Shelves::new();
        let contents = shelves.load(&path).unwrap();
        assert_eq!(contents.product, Product::CodePointOpen, "{path:?}");
        let counts = (
            contents.live,
            contents.terminated,
            contents.without_position,
            contents.refused,
        );
        assert_eq!(counts, (4, 0, 1, 0), "{path:?}");
        let gazetteer = shelves.gazetteer().await;
        let found = gazetteer.answer("s102tn");
        assert_eq!(
            (found.status, found.layer),
            (Status::Found, Some(Layer::Official))
        );
        assert_eq!(found.district.as_deref(), Some("E08000019"));
        assert_eq!(found.positional_quality, Some(10));
        assert!(far(&found, 53.379447, -1.490998) < 30.0, "{found:?}");
    }
}

#[tokio::test]
async fn a_real_postcode_without_a_position_is_found_without_one() {
    let shelves = Shelves::new();
    let rows =
        "JE2 4WD,JE2 4WD,JE2 4WD,198001,,L99999999,L99999999,,,9,L93000001,99.999999,0.000000\n";
    let path = shelves.write("ONSPD.csv", &format!("{ONSPD}\n{rows}"));
    shelves.load(&path).unwrap();
    let gazetteer = shelves.gazetteer().await;
    let answer = serde_json::to_value(gazetteer.answer("JE2 4WD")).unwrap();
    assert_eq!(answer["status"], "found");
    assert_eq!(answer["layer"], "official");
    assert_eq!(
        (&answer["lat"], &answer["lon"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(answer["country"], "L93000001");
}

#[tokio::test]
async fn the_directory_tells_live_from_terminated_and_reads_northern_ireland_by_its_degrees() {
    let rows = "\
BT1 2FF,BT1  2FF,BT1 2FF,198001,,N09000003,N08000101,333600,374300,1,N92000002,54.601212,-5.927817
BT9 9ZZ,BT9  9ZZ,BT9 9ZZ,198001,,N09000003,N08000101,333600,374300,1,N92000002,99.999999,0.000000
S10 9ZZ,S10  9ZZ,S10 9ZZ,198001,201504,E08000019,E05010871,433950,387050,8,E92000001,53.379447,-1.490998
S10 2TN,S10  2TN,S10 2TN,198001,,E08000019,E05010871,433950,387050,1,E92000001,,
nonsense,,nonsense,,,,,,,,,,
";
    let text = format!("{ONSPD}\n{rows}");
    let shelves = Shelves::new();
    let zip = shelves.zip(
        "ONSPD_NOV_2026.zip",
        &[
            ("Data/ONSPD_NOV_2026_UK.csv", &text),
            ("Data/multi_csv/ONSPD_NOV_2026_UK_S.csv", &text),
            (
                "Documents/LA_UA names.csv",
                "LAD25CD,LAD25NM\nE08000019,Sheffield\n",
            ),
        ],
    );
    let contents = shelves.load(&zip).unwrap();
    assert_eq!(contents.product, Product::Onspd);
    assert_eq!(
        (contents.live, contents.terminated, contents.refused),
        (3, 1, 1)
    );
    let gazetteer = shelves.gazetteer().await;
    let belfast = gazetteer.answer("BT1 2FF");
    assert!(far(&belfast, 54.601212, -5.927817) < 1.0);
    // Its eastings and northings are of the Irish Grid and place nothing on ours.
    assert_eq!(gazetteer.answer("BT9 9ZZ").lat, None);
    let gone = gazetteer.answer("S10 9ZZ");
    assert_eq!(gone.status, Status::Terminated);
    assert_eq!(gone.terminated.as_deref(), Some("2015-04"));
    assert!(far(&gone, 53.379447, -1.490998) < 1.0);
    // The table beside the postcodes names the districts.
    assert_eq!(gone.district_name.as_deref(), Some("Sheffield"));
    let postcode = "S10 2TN".parse().unwrap();
    let home = gazetteer.whereabouts(&postcode, &gazetteer.locate(&postcode).unwrap());
    for (area, want) in [
        ("City of Sheffield", Some(true)),
        ("E08000019", Some(true)),
        ("N09000003", Some(false)),
        ("E08000035", None),
        ("Rotherham", None),
    ] {
        let service = Service {
            service_areas: vec![ServiceArea {
                name: Some(area.to_owned()),
                ..ServiceArea::default()
            }],
            ..Service::default()
        };
        assert_eq!(
            Coverage::of(&service).unwrap().covers(&home),
            want,
            "{area}"
        );
    }
    // Where no degrees are given the grid places it.
    assert!(far(&gazetteer.answer("S10 2TN"), 53.379447, -1.490998) < 30.0);
    for (text, status) in [
        ("S10 4AA", Status::Unknown),
        ("S1O 2TN", Status::Invalid),
        ("", Status::Invalid),
    ] {
        assert_eq!(gazetteer.answer(text).status, status, "{text}");
    }
    let live = |text: &str| gazetteer.is_live(&text.parse().unwrap());
    assert_eq!(
        [live("S10 2TN"), live("S10 9ZZ"), live("S10 4AA")],
        [Some(true), Some(false), None]
    );
}

#[tokio::test]
async fn what_an_official_file_does_not_know_is_placed_by_its_area_and_says_so() {
    let shelves = Shelves::new();
    let path = shelves.write("s.csv", CODE_POINT);
    shelves.load(&path).unwrap();
    let gazetteer = shelves.gazetteer().await;
    for (text, status, layer, quality) in [
        ("S10 2TN", Status::Found, Layer::Official, Quality::Exact),
        ("S10 3ZZ", Status::Found, Layer::Official, Quality::Sector),
        ("S10 1AA", Status::Unknown, Layer::Sector, Quality::Sector),
        ("S10 9AA", Status::Unknown, Layer::Outcode, Quality::Outcode),
    ] {
        let answer = gazetteer.answer(text);
        assert_eq!(
            (answer.status, answer.layer),
            (status, Some(layer)),
            "{text}"
        );
        assert_eq!(answer.quality, Some(quality), "{text}");
        assert_eq!(
            answer.radius_m.is_some(),
            quality != Quality::Exact,
            "{text}"
        );
    }
    assert_eq!(gazetteer.answer("S11 9AA").lat, None);
    // It is real, and nobody says where. A search from there starts in its sector all the same.
    let unplaced = gazetteer.answer("S10 1ZZ");
    assert_eq!((unplaced.status, unplaced.lat), (Status::Found, None));
    assert_eq!(unplaced.layer, Some(Layer::Official));
    let located = gazetteer.locate(&"S10 1ZZ".parse().unwrap()).unwrap();
    assert_eq!(located.quality, Quality::Sector);
}

#[tokio::test]
async fn the_file_loaded_last_answers_and_the_others_fill_its_gaps() {
    let mut shelves = Shelves::new();
    let row = |postcode: &str, ended: &str, lat: &str| {
        format!(
            "{postcode},{postcode},{postcode},198001,{ended},E08000019,E05010871,,,1,E92000001,{lat},-1.5\n"
        )
    };
    let settings = format!(
        "{ONSPD}\n{}{}",
        row("S10 2TN", "", "53.1"),
        row("S10 4AA", "", "53.4")
    );
    shelves.config.gazetteer.files = vec![shelves.write("settings/ONSPD.csv", &settings)];
    let old = shelves.write(
        "old.csv",
        &format!(
            "{ONSPD}\n{}{}",
            row("S10 2TN", "201504", "53.2"),
            row("S10 3AA", "", "53.3")
        ),
    );
    shelves.load(&old).unwrap();
    let new = shelves.write(
        "new.csv",
        &format!(
            "{ONSPD}\n{}{}",
            row("S10 2TN", "", "99.999999"),
            row("S10 1BD", "", "53.5")
        ),
    );
    shelves.load(&new).unwrap();
    let gazetteer = shelves.gazetteer().await;
    for (text, status, lat) in [
        // Live by the newest, which has no position for it: the next one's.
        ("S10 2TN", Status::Found, 53.2),
        ("S10 1BD", Status::Found, 53.5),
        ("S10 3AA", Status::Found, 53.3),
        ("S10 4AA", Status::Found, 53.4),
    ] {
        let answer = gazetteer.answer(text);
        assert_eq!((answer.status, answer.lat), (status, Some(lat)), "{text}");
    }
    // A file of the settings that changes is packed again.
    let moved = settings.replace("53.4", "53.45");
    shelves.write("settings/ONSPD.csv", &moved);
    assert!(gazetteer.catch_up().await.unwrap());
    assert_eq!(gazetteer.answer("S10 4AA").lat, Some(53.45));
    assert!(
        !gazetteer.catch_up().await.unwrap(),
        "nothing has changed since"
    );
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_in_a_sentence_that_says_what_to_give() {
    let shelves = Shelves::new();
    let empty = shelves.write("empty/readme.txt", "nothing");
    let mut cut =
        std::fs::read(shelves.zip("whole.zip", &[("Data/CSV/s.csv", CODE_POINT)])).unwrap();
    cut.truncate(cut.len() / 2);
    let torn = shelves.folder.path().join("torn.zip");
    std::fs::write(&torn, cut).unwrap();
    for (path, says) in [
        (
            shelves.write("other.csv", "a,b\n1,2\n"),
            "no table of postcodes",
        ),
        (shelves.write("blank.csv", ""), "no table of postcodes"),
        (empty.parent().unwrap().to_owned(), "no table of postcodes"),
        (torn, "no whole zip file"),
        (shelves.folder.path().join("absent.zip"), "check the path"),
    ] {
        let refused = shelves.load(&path).unwrap_err().to_string();
        assert!(refused.contains(says), "{path:?}: {refused}");
    }
    assert!(
        !shelves.config.data.dir.join("gazetteer").exists(),
        "nothing was written"
    );
}

/// Waits until `is_so`; how long depends on the machine, whether does not.
async fn until(mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_running_hub_takes_up_a_newly_loaded_file_and_moves_its_listings() {
    use crate::support::hub::TestHub;
    use tokio_util::sync::CancellationToken;
    use waymark::jobs::follow_gazetteer;

    let mut shelves = Shelves::new();
    let data = shelves.config.data.dir.clone();
    let hub = TestHub::start_with(|config| config.data.dir = data.clone()).await;
    shelves.config.data.dir = data;
    let stop = CancellationToken::new();
    let following = tokio::spawn(follow_gazetteer(hub.hub.clone(), stop.clone()));
    let ask = "/api/v1/postcodes/s10%202tn";
    assert_eq!(hub.get(ask).await.json()["status"], "unknown");
    let path = shelves.write("s.csv", CODE_POINT);
    shelves.load(&path).unwrap();
    until(|| hub.hub.gazetteer.answer("S10 2TN").status == Status::Found).await;
    let found = hub.get(ask).await.json();
    assert_eq!(found["postcode"], "S10 2TN");
    assert_eq!(
        (&found["status"], &found["layer"]),
        (&json!("found"), &json!("official"))
    );
    let origin = hub.get("/api/v1/search?postcode=S10+2TN").await.json()["origin"].clone();
    assert_eq!(
        (&origin["layer"], &origin["quality"]),
        (&json!("official"), &json!("exact"))
    );
    assert_eq!(origin["lat"], found["lat"]);
    let area = hub.get("/api/v1/search?postcode=s10").await.json()["origin"].clone();
    assert_eq!(
        (&area["postcode"], &area["quality"]),
        (&json!("S10"), &json!("outcode"))
    );
    let odd = hub.get("/api/v1/postcodes/S1O%202TN").await;
    assert_eq!(odd.status, reqwest::StatusCode::OK);
    assert_eq!(
        (&odd.json()["status"], &odd.json()["suggest"]),
        (&json!("invalid"), &json!("S10 2TN"))
    );
    stop.cancel();
    following.await.unwrap();
}

#[tokio::test]
async fn a_gazetteer_without_files_knows_nothing_and_says_so() {
    let answer = serde_json::to_value(Gazetteer::default().answer("S10 2TN")).unwrap();
    assert_eq!(
        answer,
        json!({"input": "S10 2TN", "postcode": "S10 2TN", "status": "unknown", "layer": null})
    );
}

#[tokio::test]
async fn the_sample_file_places_the_sample_councils_postcodes() {
    let shelves = Shelves::new();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds/postcodes");
    let contents = shelves.load(&path).unwrap();
    assert_eq!((contents.without_position, contents.refused), (0, 0));
    let gazetteer = shelves.gazetteer().await;
    let found = gazetteer.answer("S10 5BA");
    assert!(far(&found, 53.3815, -1.52406) < 20.0, "{found:?}");
}

#[tokio::test]
async fn a_sheet_is_mended_to_the_postcode_that_is_in_use() {
    use waymark::sheet::Profile;
    use waymark::works::SheetFile;

    let shelves = Shelves::new();
    let rows = "\
LS1 4AS,LS1 4AS,LS1 4AS,198001,201504,,,,,1,,53.796,-1.548
L51 4AS,L51 4AS,L51 4AS,198001,,,,,,1,,53.41,-2.98
";
    let path = shelves.write("ONSPD.csv", &format!("{ONSPD}\n{rows}"));
    shelves.load(&path).unwrap();
    let sheet = SheetFile {
        name: "groups.csv".to_owned(),
        bytes: b"Name,Address,Postcode,Phone\nLunch club,1 Mill Lane,LS1 4AS,01632 960001\n\
                 Choir,2 Mill Lane,L51 4AS,01632 960002\n"
            .to_vec(),
    };
    let gazetteer = std::sync::Arc::new(shelves.gazetteer().await);
    let feed = "ashby".parse().unwrap();
    let import = sheet
        .read(&feed, &Profile::default(), gazetteer)
        .await
        .unwrap();
    let read: Vec<Option<&str>> = import
        .records
        .iter()
        .map(|record| record.fields.postcode.as_deref())
        .collect();
    assert_eq!(read, [Some("L51 4AS"); 2]);
}
