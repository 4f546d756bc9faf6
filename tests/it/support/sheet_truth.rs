//! Councils' sheets made up by a seed, with the truth about them: what must come out, what must
//! be reported, and what must never be seen.

use serde_json::{Map, Value as Json};

use self::service::service;
use super::sheets::{Grid, Value};

mod service;

/// A made-up sheet and the truth about it.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) grids: Vec<Grid>,
    /// Sheet, row, fields.
    pub(crate) records: Vec<(String, u32, Map<String, Json>)>,
    /// Sheet, row, kind.
    pub(crate) problems: Vec<(String, u32, &'static str)>,
    /// Sheet and row.
    pub(crate) skipped: Vec<(String, u32)>,
}

/// Stands in every value that must never be seen.
pub(crate) const PRIVATE: &str = "xyzzy";

/// Small numbers that look like chance.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }

    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How a sheet is laid out.
#[derive(Debug, Clone, Copy)]
struct Layout {
    split_address: bool,
    postcode_in_address: bool,
    weekdays: bool,
    day_and_times: bool,
    two_ages: bool,
    two_rows: bool,
    category_columns: bool,
    separator: &'static str,
}

const NAMES: [&str; 8] = [
    "Knit and Natter",
    "Lunch Club",
    "Memory Café",
    "Stay & Play",
    "Chair Yoga",
    "Debt Advice",
    "Walking Football",
    "Men's Shed",
];
const PLACES: [&str; 6] = [
    "Larkhill",
    "Dronley",
    "Eckstone",
    "Weir Park",
    "Car Edge",
    "Heelwood",
];
const ORGS: [&str; 5] = [
    "Age Well Sheafdale",
    "Holmemoor Carers",
    "St Anne's Church",
    "Open Purse CIC",
    "Friends of Weir Park",
];
const SUBJECTS: [&str; 6] = [
    "Older people",
    "Arts & crafts",
    "Health",
    "Families",
    "Money",
    "Sport",
];
const STREETS: [&str; 4] = ["High Street", "Station Road", "Church Lane", "Mill Row"];

/// Makes a workbook.
pub(crate) fn make(seed: u64) -> Made {
    let mut dice = Dice::new(seed + 11);
    let layout = Layout {
        split_address: dice.chance(40),
        postcode_in_address: dice.chance(20),
        weekdays: dice.chance(25),
        day_and_times: dice.chance(25),
        two_ages: dice.chance(40),
        two_rows: dice.chance(30),
        category_columns: dice.chance(25),
        separator: dice.one(&["; ", ", ", " | ", " / ", "\n"]),
    };
    let mut made = Made::default();
    let several = dice.chance(25);
    if dice.chance(30) {
        made.grids.push(Grid::of(
            "README",
            &[
                &["How to use this workbook"],
                &["Fill in one row for each service."],
                &["Field", "Description"],
                &["Tel no", "The public number"],
            ],
        ));
    }
    let sheets: &[&str] = if several {
        &["North", "South", "West"]
    } else {
        &["Services"]
    };
    for name in sheets {
        sheet(&mut made, name, layout, &mut dice);
    }
    if dice.chance(30) {
        made.grids.push(Grid::of(
            "Lists",
            &[
                &["Category", "Code"],
                &["Older people", "1"],
                &["Health", "2"],
                &["Sport", "3"],
            ],
        ));
    }
    if dice.chance(30) {
        let mut hidden = Grid::of(
            "Staff",
            &[
                &["Name", "Phone", "Email", "Address"],
                &["xyzzy", "01632 960999", "xyzzy@example.org", "xyzzy"],
            ],
        );
        hidden.is_hidden = true;
        made.grids.push(hidden);
    }
    made
}

fn sheet(made: &mut Made, name: &str, layout: Layout, dice: &mut Dice) {
    let mut grid = Grid::new(name, Vec::new());
    if dice.chance(60) {
        grid.rows
            .push(vec!["Directory of community services".into()]);
        if dice.chance(50) {
            grid.rows.push(vec![
                format!("Last updated: {}", dice.one(&["March 2026", "12/03/2026"])).into(),
            ]);
        }
        grid.rows.push(Vec::new());
    }
    let columns = columns(layout, dice);
    if layout.two_rows {
        let groups: Vec<Value> = columns
            .iter()
            .map(|column| Value::from(group(column.key)))
            .collect();
        let mut upper = Vec::new();
        for (at, value) in groups.iter().enumerate() {
            upper.push(if at > 0 && groups[at - 1] == *value {
                Value::Blank
            } else {
                value.clone()
            });
        }
        let start = grid.rows.len();
        let mut at = 0;
        while at < groups.len() {
            let end = (at..groups.len())
                .take_while(|other| groups[*other] == groups[at])
                .count()
                + at
                - 1;
            if end > at {
                grid.merges.push((start, at, start, end));
            }
            at = end + 1;
        }
        grid.rows.push(upper);
    }
    let header: Vec<Value> = columns.iter().map(|column| column.header.into()).collect();
    grid.rows.push(header.clone());
    for (at, column) in columns.iter().enumerate() {
        if column.key == "hidden" {
            grid.hidden_columns.push(at);
        }
    }
    let count = 12 + dice.below(10);
    let mut written: Vec<Vec<Value>> = Vec::new();
    for at in 0..count {
        let row = grid.rows.len() as u32 + 1;
        if at == 7 && dice.chance(40) {
            grid.rows.push(header.clone());
            made.skipped.push((name.to_owned(), row));
            continue;
        }
        if at > 3 && dice.chance(8) {
            grid.rows.push(written[dice.below(written.len())].clone());
            made.skipped.push((name.to_owned(), row));
            made.problems.push((name.to_owned(), row, "duplicate_row"));
            continue;
        }
        let cells = service(made, name, row, layout, &columns, dice);
        if !cells
            .iter()
            .zip(&columns)
            .any(|(cell, column)| column.key == "name" && *cell == Value::Blank)
        {
            written.push(cells.clone());
        }
        grid.rows.push(cells);
    }
    if dice.chance(50) {
        grid.rows.push(Vec::new());
        grid.rows.push(vec![format!("Total: {count}").into()]);
        made.skipped.push((name.to_owned(), grid.rows.len() as u32));
    }
    if dice.chance(50) {
        grid.rows.push(vec![
            "Please note that times may change in school holidays.".into(),
        ]);
        made.skipped.push((name.to_owned(), grid.rows.len() as u32));
    }
    made.grids.push(grid);
}

struct Named {
    key: &'static str,
    header: &'static str,
}

/// The columns of a layout, under names that councils give them.
fn columns(layout: Layout, dice: &mut Dice) -> Vec<Named> {
    let mut keys = vec!["name", "organization", "description"];
    keys.extend(if layout.split_address {
        vec!["line", "town"]
    } else {
        vec!["address"]
    });
    if !layout.postcode_in_address {
        keys.push("postcode");
    }
    keys.extend(["phone", "email", "url"]);
    keys.extend(if layout.category_columns {
        vec!["category1", "category2"]
    } else {
        vec!["categories"]
    });
    keys.extend(if layout.weekdays {
        vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    } else if layout.day_and_times {
        vec!["day", "start", "end"]
    } else {
        vec!["when"]
    });
    keys.push("cost");
    keys.extend(if layout.two_ages {
        vec!["min", "max"]
    } else {
        vec!["ages"]
    });
    keys.push("reviewed");
    for private in ["private", "hidden"] {
        if dice.chance(40) {
            let at = dice.below(keys.len());
            // Between the columns of a group it would part them.
            let at = if at == 0 || layout.two_rows {
                keys.len()
            } else {
                at
            };
            keys.insert(at, private);
        }
    }
    let named = |key| {
        let header = match key {
            "name" => dice.one(&[
                "Service Name",
                "Name of service",
                "Activity",
                "Service",
                "Title",
                "Group name",
                "NAME",
            ]),
            "organization" => dice.one(&[
                "Organisation",
                "Provider",
                "Org",
                "Run by",
                "Organisation name",
                "Delivered by",
            ]),
            "description" => dice.one(&[
                "Description",
                "About",
                "What happens",
                "Service description",
                "Details",
            ]),
            "line" => dice.one(&["Address 1", "Address line 1", "Street"]),
            "town" => dice.one(&["Town", "Town/City", "City"]),
            "address" => dice.one(&["Address", "Where", "Venue", "Location", "Full address"]),
            "postcode" => dice.one(&["Postcode", "Post Code", "P/code", "POSTCODE"]),
            "phone" => dice.one(&[
                "Tel no",
                "Telephone (public)",
                "Phone",
                "Contact number",
                "Tel.",
            ]),
            "email" => dice.one(&["E-mail address", "Email", "E-mail"]),
            "url" => dice.one(&["Website", "Web link", "URL", "Web address"]),
            "categories" => dice.one(&["Category", "Categories", "Tags", "Type of support"]),
            "category1" => "Category 1",
            "category2" => "Category 2",
            "when" => dice.one(&["When", "Day/time", "Opening hours", "Days and times"]),
            "day" => dice.one(&["Day", "Day of week"]),
            "start" => dice.one(&["Start time", "Start", "From"]),
            "end" => dice.one(&["End time", "Finish", "To"]),
            "mon" => "Mon",
            "tue" => "Tues",
            "wed" => "Wed",
            "thu" => "Thurs",
            "fri" => "Fri",
            "sat" => "Sat",
            "sun" => "Sun",
            "cost" => dice.one(&["Cost", "Price (£)", "How much?", "Fee"]),
            "ages" => dice.one(&["Ages", "Age range", "Age group"]),
            "min" => dice.one(&["Min age", "Age from"]),
            "max" => dice.one(&["Max age", "Age to"]),
            "reviewed" => dice.one(&["Last checked", "Updated", "Date reviewed"]),
            "private" => dice.one(&[
                "Notes (internal)",
                "Private",
                "Admin only",
                "Do not publish",
                "Staff contact",
            ]),
            _ => dice.one(&["Home phone", "Comments", "Contact", "Manager email"]),
        };
        Named { key, header }
    };
    keys.into_iter().map(named).collect()
}

/// What the upper row of a two-row header says over a column.
fn group(key: &str) -> &'static str {
    match key {
        "name" | "organization" | "description" => "Service",
        "line" | "town" | "address" | "postcode" => "Where",
        "phone" | "email" | "url" => "Contact",
        "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" | "day" | "start" | "end"
        | "when" => "When",
        _ => "Other",
    }
}
