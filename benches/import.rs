//! How fast files become records: a sheet of 50,000 rows as xlsx and as CSV, and a data
//! package of tables at two sizes.
//!
//! ```text
//! cargo bench --bench import
//! ```
//!
//! Each measurement runs in a copy of this process, so that its peak memory is its own.
//! Beside each stands a baseline from the same run: the same bytes read by the bare library,
//! without asking what they mean. `WAYMARK_BENCH_ROWS` sets another size.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and ends where it cannot go on"
)]

mod memory;

use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use memory::peak_memory_mb;
use rust_xlsxwriter::Workbook;
use waymark::config::{Config, FeedConfig};
use waymark::connect::{Client, Pulled, WalkEnd, connector};
use waymark::domain::SystemClock;
use waymark::sheet::field::postcode::NoBook;
use waymark::sheet::{Limits, Profile, Surroundings};

// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["bare-csv", file] => report(|| bare_csv(Path::new(file))),
        ["bare-xlsx", file] => report(|| bare_xlsx(Path::new(file))),
        ["sheet", file] => report(|| sheet(Path::new(file))),
        ["bare-tables", folder] => report(|| bare_tables(Path::new(folder))),
        ["package", folder] => report(|| package(Path::new(folder))),
        _ => conduct(),
    }
}

fn rows() -> usize {
    let wanted = std::env::var("WAYMARK_BENCH_ROWS").ok();
    wanted.map_or(50_000, |text| text.parse().unwrap())
}

fn conduct() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, xlsx) = (folder.path().join("a.csv"), folder.path().join("a.xlsx"));
    write_sheet(&csv, &xlsx);
    println!("sheet as CSV: {} rows", rows());
    compare(["bare-csv", "sheet"], &csv);
    println!("sheet as xlsx: {} rows", rows());
    compare(["bare-xlsx", "sheet"], &xlsx);
    for services in [rows() / 5, rows()] {
        let folder = tempfile::tempdir().unwrap();
        write_package(folder.path(), services);
        println!(
            "data package: {services} services, {} rows",
            services * TABLES
        );
        compare(["bare-tables", "package"], folder.path());
    }
}

/// Writes the same sheet twice, as a council might keep it.
fn write_sheet(csv: &Path, xlsx: &Path) {
    let header = [
        "Name of group",
        "Organisation",
        "What they do",
        "Telephone",
        "E-mail",
        "Website",
        "Venue",
        "Postcode",
        "When",
        "Cost",
        "Age",
    ];
    let mut file = csv::Writer::from_path(csv).unwrap();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    file.write_record(header).unwrap();
    sheet.write_row(0, 0, header).unwrap();
    for n in 0..rows() {
        let row = [
            format!("Club number {n}"),
            format!("Trust number {}", n / 3),
            format!("Tea, company and walk number {n}, all year round"),
            format!("01632 960{:03}", n % 1000),
            format!("club{n}@example.org"),
            format!("www.example.org/club-{n}"),
            format!("Hall number {}", n / 2),
            format!("S{} {}AB", 1 + n % 13, n % 9),
            [
                "Mon & Weds 10-12.30",
                "1st Tuesday of the month 2pm",
                "term time only",
            ][n % 3]
                .to_owned(),
            ["free", "\u{a3}3.50", "donation"][n % 3].to_owned(),
            ["55+", "5-11", "all ages"][n % 3].to_owned(),
        ];
        file.write_record(&row).unwrap();
        sheet
            .write_row(u32::try_from(n + 1).unwrap(), 0, &row)
            .unwrap();
    }
    file.flush().unwrap();
    workbook.save(xlsx).unwrap();
}

/// Every cell as text, and no more.
fn bare_csv(path: &Path) -> usize {
    let bytes = std::fs::read(path).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let records = reader.records().map(|record| record.unwrap());
    records.filter(|record| record.len() > 1).count()
}

/// Every cell as its library has it, and no more.
fn bare_xlsx(path: &Path) -> usize {
    let bytes = std::fs::read(path).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    let is_row = |row: &&[Data]| row.iter().any(|cell| *cell != Data::Empty);
    range.rows().skip(1).filter(is_row).count()
}

/// The whole of an import's dry run.
fn sheet(path: &Path) -> usize {
    let bytes = std::fs::read(path).unwrap();
    let feed = "bench".parse().unwrap();
    let with = Surroundings {
        feed: &feed,
        profile: &Profile::default(),
        postcodes: &NoBook,
        limits: Limits::default(),
    };
    let name = path.file_name().unwrap().to_string_lossy();
    let import = waymark::sheet::read(&name, &bytes, &with);
    assert_eq!(import.records.len(), rows(), "{:?}", import.error);
    import.records.len()
}

/// Rows in all tables for one service.
const TABLES: usize = 7;

/// Writes services that each have an organization, a place, hours, a price and a telephone.
fn write_package(folder: &Path, services: usize) {
    type Row = fn(usize) -> String;
    let tables: [(&str, &str, Row); TABLES] = [
        (
            "services",
            "id,organization_id,name,description,status",
            |n| {
                format!(
                    "s{n},o{},Club number {n},\"Tea, company and a walk, all year round\",active",
                    n / 3
                )
            },
        ),
        ("organizations", "id,name,description", |n| {
            format!("o{n},Trust number {n},A charity for the neighbourhood")
        }),
        ("locations", "id,name,latitude,longitude", |n| {
            format!(
                "l{n},Hall number {n},53.{:04},-1.{:04}",
                n % 10_000,
                n % 9_999
            )
        }),
        ("service_at_locations", "id,service_id,location_id", |n| {
            format!("x{n},s{n},l{}", n / 2)
        }),
        (
            "schedules",
            "id,service_id,freq,byday,opens_at,closes_at",
            |n| {
                format!(
                    "t{n},s{n},WEEKLY,TU,{:02}:00,{:02}:30",
                    8 + n % 4,
                    12 + n % 6
                )
            },
        ),
        ("cost_options", "id,service_id,amount,currency", |n| {
            format!("q{n},s{n},{}.50,GBP", n % 9)
        }),
        ("phones", "id,service_id,number", |n| {
            format!("p{n},s{n},01632 960{:03}", n % 1000)
        }),
    ];
    for (name, header, row) in tables {
        let mut text = format!("{header}\n");
        for n in 0..services {
            writeln!(text, "{}", row(n)).unwrap();
        }
        std::fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
}

/// Every cell of every table as text, and no more.
fn bare_tables(folder: &Path) -> usize {
    let mut rows = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let mut reader = csv::Reader::from_path(entry.unwrap().path()).unwrap();
        let records = reader.records().map(|record| record.unwrap());
        rows += records.filter(|record| record.len() > 1).count();
    }
    rows
}

/// The connector, down to the last document that it hands over.
fn package(folder: &Path) -> usize {
    let feed = format!(
        "id = \"bench\"\nkind = \"datapackage\"\npath = \"{}\"",
        folder.display()
    );
    let feed: FeedConfig = toml::from_str(&feed).unwrap();
    let limits = Config::default().fetch;
    let client = Client::new(&limits, Arc::new(SystemClock)).unwrap();
    let reader = connector(&feed, &client, &limits);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let services = runtime.block_on(async {
        let (sender, mut all) = tokio::sync::mpsc::channel(250);
        let take = async {
            let mut services = 0;
            while let Some(pulled) = all.recv().await {
                services += usize::from(matches!(pulled, Pulled::Service { .. }));
            }
            services
        };
        let (end, services) = tokio::join!(reader.walk(sender), take);
        assert_eq!(end, WalkEnd::Complete);
        services
    });
    services * TABLES
}

/// Runs both over the same files and says what the second costs beside the first.
fn compare(ways: [&str; 2], files: &Path) {
    let [bare, ours] = ways.map(|way| measure(way, files));
    println!(
        "  time beside the bare read {:>8.1}x   memory {:>5.1}x",
        ours.0 / bare.0,
        ours.1 / bare.1
    );
}

/// Runs one measurement in a process of its own: seconds, and peak memory in MB.
fn measure(way: &str, files: &Path) -> (f64, f64) {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).arg(way).arg(files).output().unwrap();
    assert!(
        output.status.success(),
        "{way} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = said
        .split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect();
    let [rows, seconds, memory] = figures[..] else {
        panic!("{way} said {said}");
    };
    println!(
        "  {way:<12} {seconds:>8.2} s  {:>9.0} rows/s  {memory:>6.0} MB",
        rows / seconds
    );
    (seconds, memory)
}

/// Works, and says rows, seconds and peak memory to whoever started this.
fn report(work: impl FnOnce() -> usize) {
    let start = Instant::now();
    let rows = work();
    let took: Duration = start.elapsed();
    println!("{rows} {} {}", took.as_secs_f64(), peak_memory_mb());
}
