//! `waymark search`

use super::limits::Limits;
use super::{Context, Verdict};
use crate::domain::{Card, SystemClock};
use crate::gazetteer::{Gazetteer, Status};
use crate::search::{FoundCard, SearchIndex, SearchRequest, Sort, Start, Thesaurus, Unknown};
use crate::store::Store;

use std::sync::Arc;

/// Arguments of `search`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What the person needs, in their words; everything near by when absent.
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Their postcode, its first half or sector, or the name of a town, a village or a part of one.
    #[arg(long, value_name = "POSTCODE")]
    near: Option<String>,
    /// How far they can go: 800m, 5km or 3mi.
    #[arg(long, value_name = "DISTANCE", requires = "near", value_parser = metres)]
    within: Option<f64>,
    #[command(flatten)]
    limits: Limits,
    /// relevance, distance or fresh.
    #[arg(long, default_value = "relevance", value_parser = sort)]
    sort: Sort,
    /// How many.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=100))]
    limit: u8,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    let config = context.config()?;
    let store = Store::open(&config.database.url, Arc::new(SystemClock)).await?;
    let gazetteer = Arc::new(Gazetteer::open(&config).await?);
    let thesaurus = Thesaurus::open(&config.search)?;
    let (dir, places) = (&config.data.dir, gazetteer.clone());
    let index = SearchIndex::open(dir, &store, places, thesaurus).await?;
    index.catch_up(&store).await?;
    let place = args
        .near
        .as_deref()
        .map(|text| index.start(text, &gazetteer))
        .transpose()?;
    if args.sort == Sort::Distance && place.is_none() {
        anyhow::bail!("--sort distance needs a place: add --near POSTCODE");
    }
    let request = SearchRequest {
        q: Some(args.text.join(" ")).filter(|text| !text.trim().is_empty()),
        origin: place.as_ref().map(Start::origin),
        start: place.as_ref().map(|place| place.name.clone()),
        radius_m: args.within,
        home: place.as_ref().map(|place| place.home.clone()),
        filters: args.limits.0,
        facets: context.json,
        sort: args.sort,
        limit: usize::from(args.limit),
        cursor: None,
    };
    let mut answer = index.search(&request)?;
    let cards = answer.cards(&store, &request).await?;
    if context.json {
        let body = serde_json::json!({
            "results": cards,
            "total": answer.total,
            "facets": answer.facets,
            "unknown": answer.unknown,
        });
        writeln!(context.out, "{body}")?;
    } else {
        show(context, &cards, answer.total, place.as_ref())?;
        show_unknown(context, &answer.unknown, request.filters.include_unknown)?;
    }
    store.close().await;
    Ok(Verdict::Fine)
}

fn show(
    context: &mut Context<'_>,
    cards: &[FoundCard],
    total: u64,
    place: Option<&Start>,
) -> anyhow::Result<()> {
    if let Some(place) = place {
        let Start { name, located, .. } = place;
        if located.is_approximate() {
            writeln!(
                context.out,
                "We measure from the middle of the area around {name}: distances may be off by {:.1} km.",
                located.radius_m / 1000.0
            )?;
        } else if place.status == Status::Terminated {
            writeln!(
                context.out,
                "{name} is no longer in use: we measure from where it was."
            )?;
        }
    }
    match total {
        0 => writeln!(
            context.out,
            "Nothing found. Try fewer words or a wider distance."
        )?,
        n => writeln!(context.out, "{} of {n}:", cards.len())?,
    }
    for FoundCard {
        card, distance_m, ..
    } in cards
    {
        let far = distance_m.map_or_else(
            || "   -   ".to_owned(),
            |m| format!("{:4.1} km", m / 1000.0),
        );
        writeln!(context.out, "{far}  {}", card.name)?;
        for line in lines(card) {
            writeln!(context.out, "         {line}")?;
        }
    }
    Ok(())
}

/// How many were left out, so that a gap in the data does not look like a no.
fn show_unknown(
    context: &mut Context<'_>,
    unknown: &Unknown,
    is_included: bool,
) -> anyhow::Result<()> {
    let counts = unknown.by_filter.iter().filter(|(_, count)| **count > 0);
    let counts: Vec<String> = counts
        .map(|(filter, count)| format!("{} {count}", filter.name()))
        .collect();
    if unknown.any > 0 && !is_included {
        writeln!(
            context.out,
            "{} more do not say all that you ask for ({}): add --include-unknown to see them.",
            unknown.any,
            counts.join(", ")
        )?;
    }
    Ok(())
}

/// What a link worker needs of a card, a line each.
fn lines(card: &Card) -> Vec<String> {
    let mut lines: Vec<String> = card
        .places
        .iter()
        .map(|place| place.address.clone())
        .collect();
    lines.extend(card.when.iter().cloned());
    lines.push(
        card.cost
            .clone()
            .unwrap_or_else(|| "Cost not stated".to_owned()),
    );
    let contact: Vec<&str> = card
        .phones
        .iter()
        .chain(&card.emails)
        .chain(&card.url)
        .map(String::as_str)
        .collect();
    if !contact.is_empty() {
        lines.push(contact.join(" · "));
    }
    lines.push(match card.last_checked {
        Some(checked) => format!("last checked {}", checked.date),
        None => "never checked".to_owned(),
    });
    lines
}

/// `800m`, `5km`, `3mi`; a bare number is metres.
fn metres(text: &str) -> Result<f64, String> {
    const METRES_PER_MILE: f64 = 1609.344;
    let wrong = || format!("\"{text}\" is not a distance: write it like 800m, 5km or 3mi");
    let text = text.trim().to_ascii_lowercase();
    let split = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim() {
        "" | "m" => 1.0,
        "km" => 1000.0,
        "mi" | "miles" | "mile" => METRES_PER_MILE,
        _ => return Err(wrong()),
    };
    let number: f64 = number.parse().map_err(|_| wrong())?;
    if number > 0.0 {
        Ok(number * factor)
    } else {
        Err(wrong())
    }
}

fn sort(text: &str) -> Result<Sort, String> {
    match text {
        "relevance" => Ok(Sort::Relevance),
        "distance" => Ok(Sort::Distance),
        "fresh" => Ok(Sort::Fresh),
        _ => Err("choose relevance, distance or fresh".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_read_as_people_write_them() {
        for (text, want) in [
            ("800m", 800.0),
            ("5km", 5000.0),
            ("2.5 km", 2500.0),
            ("3mi", 4828.032),
            ("900", 900.0),
        ] {
            assert_eq!(metres(text), Ok(want), "{text}");
        }
        for bad in ["", "km", "-5km", "0", "5 parsecs", "1.2.3km"] {
            assert!(metres(bad).is_err(), "{bad}");
        }
    }
}
