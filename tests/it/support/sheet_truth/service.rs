//! One service of a made-up sheet: its cells, and what must be read from them.

use serde_json::{Map, Value as Json, json};

use super::{Dice, Layout, Made, NAMES, Named, ORGS, PLACES, PRIVATE, STREETS, SUBJECTS};
use crate::support::sheets::Value;

/// One row, and the truth about it.
pub(super) fn service(
    made: &mut Made,
    sheet: &str,
    row: u32,
    layout: Layout,
    columns: &[Named],
    dice: &mut Dice,
) -> Vec<Value> {
    let mut truth = Map::new();
    let mut problems = Vec::new();
    let number = made.records.len();
    let place = dice.one(&PLACES);
    let name = format!("{} {place} {number}", dice.one(&NAMES));
    let street = format!("{} {}", 1 + dice.below(90), dice.one(&STREETS));
    let (from, to) = (9 + dice.below(4) as u16, 13 + dice.below(4) as u16);
    let day = dice.below(5);
    let code = format!("LS{} {}AB", 1 + number % 9, dice.below(10));
    let items = [dice.one(&SUBJECTS[..3]), dice.one(&SUBJECTS[3..])];
    let (date, serial) = (
        (2025u16, 1 + dice.below(12) as u8, 1 + dice.below(28) as u8),
        dice.chance(60),
    );
    truth.insert("address".into(), json!(format!("{street}, {place}")));
    truth.insert("postcode".into(), json!(code));
    let mut cells = Vec::new();
    for column in columns {
        let mut set = |key: &str, value: Json| drop(truth.insert(key.to_owned(), value));
        cells.push(match column.key {
            "name" if dice.chance(4) => {
                problems.push("missing_name");
                set("name", Json::Null);
                Value::Blank
            }
            "name" => {
                set("name", json!(name));
                if dice.chance(10) {
                    format!(" {}\u{a0} ", name.replace(' ', "  ")).into()
                } else {
                    name.clone().into()
                }
            }
            "organization" => {
                let org = dice.one(&ORGS);
                set("organization", json!(org));
                let formula = Value::Formula(format!("\"{org}\""), org.to_owned());
                if dice.chance(5) { formula } else { org.into() }
            }
            "description" => match dice.below(12) {
                0 => {
                    problems.push("html_in_cell");
                    set("description", json!("A friendly group. All welcome"));
                    "<p>A <b>friendly</b> group.</p><p>All welcome</p>".into()
                }
                1 => {
                    problems.push("formula_injection");
                    let text = dice.one(&[
                        "=cmd|' /C calc'!A0",
                        "@SUM(1+1)",
                        "+1+cmd|x",
                        "=HYPERLINK(\"http://x.example\")",
                    ]);
                    set("description", json!(text));
                    text.into()
                }
                2 => {
                    set("description", Json::Null);
                    dice.one(&["", "n/a", "-"]).into()
                }
                _ => {
                    let text = format!("Meet neighbours, drink tea; number {number}");
                    set("description", json!(text));
                    text.into()
                }
            },
            "line" => street.clone().into(),
            "town" => place.into(),
            "address" => {
                let mut address = if dice.chance(30) {
                    format!("{street}\n{place}")
                } else {
                    format!("{street}, {place}")
                };
                if layout.postcode_in_address {
                    address = format!("{address}, {code}");
                }
                address.into()
            }
            "postcode" => match dice.below(8) {
                0 => code.replace(' ', "").to_lowercase().into(),
                1 => {
                    problems.push("postcode_o_zero");
                    let code = format!("LS{} 0AB", 1 + number % 9);
                    set("postcode", json!(code));
                    code.replace(" 0", " O").into()
                }
                2 => {
                    problems.push("postcode_invalid");
                    set("postcode", Json::Null);
                    dice.one(&["LS", "12345", "LS1 1A"]).into()
                }
                _ => code.clone().into(),
            },
            "phone" => {
                let (subscriber, dialled) = (960_000 + dice.below(1000), dice.below(6));
                set("phone", json!(format!("+441632{subscriber}")));
                match dice.below(10) {
                    0 => {
                        problems.push("phone_lost_zero");
                        Value::Number(1_632_000_000.0 + subscriber as f64)
                    }
                    1 => {
                        problems.push("phone_invalid");
                        set("phone", Json::Null);
                        dice.one(&["01632", "ring Pat", "01632 96"]).into()
                    }
                    2 => {
                        set("phone", Json::Null);
                        dice.one(&["", "none", "N/A"]).into()
                    }
                    3 => format!("01632 {subscriber} / 07700 900{dialled}12").into(),
                    4 => format!("+44 (0)1632 {subscriber}").into(),
                    5 => format!("01632-{subscriber}").into(),
                    _ => format!("01632 {subscriber}").into(),
                }
            }
            "email" => {
                let email = format!("club{number}@example.org");
                match dice.below(8) {
                    0 => {
                        problems.push("email_invalid");
                        set("email", Json::Null);
                        dice.one(&["club(at)example", "info@@example.org", "club@example"])
                            .into()
                    }
                    1 => {
                        set("email", json!(email));
                        format!(" Club{number}@Example.org ").into()
                    }
                    _ => {
                        set("email", json!(email));
                        email.into()
                    }
                }
            }
            "url" => match dice.below(8) {
                0 => {
                    problems.push("url_invalid");
                    set("url", Json::Null);
                    dice.one(&["http//example", "ask at the desk", "www"])
                        .into()
                }
                1 => {
                    set("url", Json::Null);
                    Value::Blank
                }
                _ => {
                    set("url", json!(format!("https://club{number}.example.org")));
                    if dice.chance(50) {
                        format!("https://club{number}.example.org").into()
                    } else {
                        format!("club{number}.example.org").into()
                    }
                }
            },
            "categories" => {
                set("categories", json!(items));
                items.join(layout.separator).into()
            }
            "category1" => items[0].into(),
            "category2" => {
                set("categories", json!(items));
                items[1].into()
            }
            "when" => {
                let (said, code) = [
                    ("Monday", "MO"),
                    ("Tues", "TU"),
                    ("Wed", "WE"),
                    ("Thursdays", "TH"),
                    ("Fri", "FR"),
                ][day];
                let half = if from < 12 { "am" } else { "pm" };
                let text = format!("{said} {from}{half} - {}pm", to - 12);
                set("schedule", json!([session(code, from, to)]));
                set("schedule_text", json!(text));
                text.into()
            }
            "day" => {
                let (full, short) = [
                    ("Monday", "MO"),
                    ("Tuesday", "TU"),
                    ("Wednesday", "WE"),
                    ("Thursday", "TH"),
                    ("Friday", "FR"),
                ][day];
                set("schedule", json!([session(short, from, to)]));
                full.into()
            }
            "start" => Value::Time(from, 0),
            "end" => Value::Time(to, 0),
            "mon" | "tue" | "wed" | "thu" | "fri" => {
                let codes = ["MO", "TU", "WE", "TH", "FR"];
                set("schedule", json!([session(codes[day], from, to)]));
                let own = ["mon", "tue", "wed", "thu", "fri"][day] == column.key;
                if own {
                    format!("{from}:00-{to}:00").into()
                } else {
                    dice.one(&["", "", "Closed", "-"]).into()
                }
            }
            "sat" | "sun" => Value::Blank,
            "cost" => {
                let (text, amount) = [
                    ("Free", json!(0)),
                    ("£3.50", json!(3.5)),
                    ("£2 per session", json!(2)),
                    ("", Json::Null),
                    ("Ask", Json::Null),
                ][dice.below(5)]
                .clone();
                set("cost_amount", amount);
                text.into()
            }
            "ages" => {
                let (text, min, max) = [
                    ("5-11", json!(5), json!(11)),
                    ("60+", json!(60), Json::Null),
                    ("Under 5s", Json::Null, json!(5)),
                    ("All ages", Json::Null, Json::Null),
                    ("18 and over", json!(18), Json::Null),
                ][dice.below(5)]
                .clone();
                if text != "Under 5s" {
                    set("max_age", max);
                }
                set("min_age", min);
                text.into()
            }
            "min" => {
                set("min_age", json!(18));
                Value::Number(18.0)
            }
            "max" => {
                set("max_age", json!(65));
                Value::Number(65.0)
            }
            "reviewed" => {
                set(
                    "last_reviewed",
                    json!(format!("{}-{:02}-{:02}", date.0, date.1, date.2)),
                );
                if serial {
                    Value::Date(date.0, date.1, date.2)
                } else {
                    format!("{:02}/{:02}/{}", date.2, date.1, date.0).into()
                }
            }
            _ => format!("{PRIVATE} {number} {PRIVATE}@example.org").into(),
        });
    }
    if layout.postcode_in_address && layout.split_address {
        truth.remove("postcode");
    }
    // One cell may have one problem; the row is told by kind.
    made.problems.extend(
        problems
            .into_iter()
            .map(|kind| (sheet.to_owned(), row, kind)),
    );
    made.records.push((sheet.to_owned(), row, truth));
    cells
}

fn session(day: &str, from: u16, to: u16) -> Json {
    json!({"byday": day, "opens_at": format!("{from:02}:00"), "closes_at": format!("{to:02}:00")})
}
