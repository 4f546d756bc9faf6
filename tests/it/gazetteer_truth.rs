//! Positions of real postcodes and of Ordnance Survey's own test points, where these lie at
//! hand: in `gazetteer` of the folder that `WAYMARK_TEST_SHARED_DIR` names, or of `../shared`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use geo::{Distance, Geodesic, Point};
use waymark::gazetteer::{Answer, Layer, Status};

use crate::support::postcodes::{ONSPD, Shelves};

type Row = HashMap<String, String>;

/// The rows of a file of truths; `None` when it is not there.
fn truth(file: &str) -> Option<Vec<Row>> {
    let named = std::env::var_os("WAYMARK_TEST_SHARED_DIR").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut paths = named
        .into_iter()
        .chain([beside])
        .map(|shared| shared.join("gazetteer").join(file));
    let Some(path) = paths.find(|path| path.is_file()) else {
        println!("skipped: {file} is not at hand (WAYMARK_TEST_SHARED_DIR)");
        return None;
    };
    let mut reader = csv::Reader::from_path(path).unwrap();
    Some(reader.deserialize().map(Result::unwrap).collect())
}

fn off_by(answer: &Answer, row: &Row) -> f64 {
    let found = Point::new(answer.lon.unwrap(), answer.lat.unwrap());
    Geodesic.distance(
        found,
        Point::new(row["lon"].parse().unwrap(), row["lat"].parse().unwrap()),
    )
}

/// One line of the directory.
fn directory_line(row: &Row) -> String {
    let is_placed = !row["lat"].is_empty();
    let (lat, lon) = match is_placed || row["kind"] == "grid_only" {
        true => (row["lat"].as_str(), row["lon"].as_str()),
        false => ("99.999999", "0.000000"),
    };
    let (ended, postcode) = (row["terminated"].replace('-', ""), &row["postcode"]);
    let (easting, northing) = (&row["easting"], &row["northing"]);
    format!(
        "{postcode},{postcode},{postcode},198001,{ended},,,{easting},{northing},1,,{lat},{lon}\n"
    )
}

#[tokio::test]
async fn the_grid_is_turned_into_degrees_by_the_official_transformation() {
    let Some(rows) = truth("osgb.csv") else {
        return;
    };
    let letters = b"ABDEFGHJLN";
    let postcode = |at: usize| format!("ZE1 {}A{}", at / 10, char::from(letters[at % 10]));
    let lines: String = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            format!(
                "{},10,{},{},,,,,,\n",
                postcode(at),
                row["easting"],
                row["northing"]
            )
        })
        .collect();
    let shelves = Shelves::new();
    shelves.load(&shelves.write("points.csv", &lines)).unwrap();
    let gazetteer = shelves.gazetteer().await;
    for (at, row) in rows.iter().enumerate() {
        // Millionths of a degree are kept: a tenth of a metre. The points of postcodes are
        // given to the metre, and turned by the transformation before this one.
        let tolerance = if row["id"].starts_with("TP") {
            0.12
        } else {
            5.0
        };
        let off = off_by(&gazetteer.answer(&postcode(at)), row);
        assert!(off < tolerance, "{}: {off} m", row["id"]);
    }
}

#[tokio::test]
async fn real_postcodes_of_the_directory_are_where_they_are() {
    let Some(rows) = truth("points.csv") else {
        return;
    };
    let lines: String = rows.iter().map(directory_line).collect();
    let shelves = Shelves::new();
    shelves
        .load(&shelves.write("ONSPD.csv", &format!("{ONSPD}\n{lines}")))
        .unwrap();
    let gazetteer = shelves.gazetteer().await;
    for row in &rows {
        let postcode = &row["postcode"];
        let answer = gazetteer.answer(postcode);
        let want = match row["status"].as_str() {
            "live" => Status::Found,
            _ => Status::Terminated,
        };
        assert_eq!(answer.status, want, "{postcode}");
        assert_eq!(
            answer.terminated.unwrap_or_default(),
            row["terminated"],
            "{postcode}"
        );
        match row["kind"].as_str() {
            "no_coordinates" => assert_ne!(answer.layer, None, "{postcode}"),
            "grid_only" => assert_eq!(answer.layer, Some(Layer::Official), "{postcode}"),
            _ => {
                let off = off_by(&gazetteer.answer(postcode), row);
                assert!(off < 1.0, "{postcode}: {off} m");
            }
        }
    }
}

#[tokio::test]
async fn real_postcodes_of_code_point_open_are_where_the_directory_has_them() {
    let Some(rows) = truth("points.csv") else {
        return;
    };
    let placed = |row: &&Row| !row["easting"].is_empty() && row["status"] == "live";
    let rows: Vec<&Row> = rows.iter().filter(placed).collect();
    let lines: String = rows
        .iter()
        .map(|row| {
            format!(
                "{},10,{},{},,,,,,\n",
                row["postcode"], row["easting"], row["northing"]
            )
        })
        .collect();
    let shelves = Shelves::new();
    shelves
        .load(&shelves.write("Data/CSV/all.csv", &lines))
        .unwrap();
    let gazetteer = shelves.gazetteer().await;
    for row in rows {
        let answer = gazetteer.answer(&row["postcode"]);
        assert_eq!(answer.layer, Some(Layer::Official), "{}", row["postcode"]);
        if !row["lat"].is_empty() {
            let (off, tolerance) = (off_by(&answer, row), row["tolerance_m"].parse().unwrap());
            assert!(off < tolerance, "{}: {off} m", row["postcode"]);
        }
    }
}
