//! The filters of `/services`, which 1.0 writes as arrays that are read side by side.

use super::terms::Catalogue;
use crate::api::oruk_v3::filter::{AGES, circle, home, hours, not_covering};
use crate::api::{ApiError, Params};
use crate::hub::Hub;
use crate::store::{Hours, LinkKind, ListingFilter, TermLink};

/// Reads the filters; all that are given must hold.
pub(super) async fn read(
    params: &Params,
    catalogue: &Catalogue,
    hub: &Hub,
) -> Result<ListingFilter, ApiError> {
    let near = circle(params, hub)?;
    let except = match home(params, "coverage", hub)? {
        Some(home) => not_covering(home, hub).await?,
        None => Vec::new(),
    };
    let mut links = Vec::new();
    links.extend(tagged(params, catalogue)?);
    for name in ["need", "circumstance", "service_type"] {
        let asked = params.texts(name).into_iter().map(|id| TermLink {
            term: Some(id),
            ..TermLink::default()
        });
        let asked: Vec<TermLink> = asked.collect();
        links.extend((!asked.is_empty()).then_some(asked));
    }
    Ok(ListingFilter {
        links,
        minimum_age: params.number("minimum_age", AGES)?,
        maximum_age: params.number("maximum_age", AGES)?,
        hours: times(params)?,
        among: among(params, hub).await?,
        best_first: true,
        near,
        except,
        ..ListingFilter::default()
    })
}

/// The terms that are asked for: type, id and vocabulary, side by side.
fn tagged(params: &Params, catalogue: &Catalogue) -> Result<Option<Vec<TermLink>>, ApiError> {
    const NAMES: [&str; 3] = ["taxonomy_id", "vocabulary", "taxonomy_type"];
    let rows = side_by_side(params, NAMES)?;
    let mut asked = Vec::with_capacity(rows.len());
    for [id, vocabulary, kind] in rows {
        asked.push(TermLink {
            kind: kind.map(|word| link_kind(&word)).transpose()?,
            term: id,
            vocabulary: vocabulary.map(|name| catalogue.vocabulary(&name)),
        });
    }
    Ok((!asked.is_empty()).then_some(asked))
}

fn link_kind(word: &str) -> Result<LinkKind, ApiError> {
    let known = LinkKind::ALL.into_iter().find(|kind| kind.as_str() == word);
    known.ok_or_else(|| {
        let words = LinkKind::ALL.map(LinkKind::as_str).join(", ");
        ApiError::parameter("taxonomy_type", format!("write one of {words}"))
    })
}

/// Days and times, side by side; one entry of a timetable meets one of them.
fn times(params: &Params) -> Result<Vec<Hours>, ApiError> {
    let rows = side_by_side(params, ["day", "start_time", "end_time"])?;
    let hours = rows.into_iter().map(|[day, start, end]| {
        let given = [("day", day), ("start_time", start), ("end_time", end)];
        hours(
            given
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        )
    });
    hours.collect()
}

/// Arrays read side by side: those that are given have the same length, and an empty value
/// asks nothing in its row.
fn side_by_side(
    params: &Params,
    names: [&'static str; 3],
) -> Result<Vec<[Option<String>; 3]>, ApiError> {
    let given = names.map(|name| params.places(name));
    let length = given.iter().map(Vec::len).max().unwrap_or(0);
    for (name, values) in names.iter().zip(&given) {
        if !values.is_empty() && values.len() != length {
            let why = format!("give as many of it as of {}", names.join(", "));
            return Err(ApiError::parameter(name, why));
        }
    }
    let value = |column: usize, row: usize| {
        let value = given[column].get(row).copied().unwrap_or_default();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let rows = (0..length).map(|row| [0, 1, 2].map(|column| value(column, row)));
    Ok(rows.filter(|row| row.iter().any(Option::is_some)).collect())
}

/// The listings that hold the words of `text`, the best first.
async fn among(
    params: &Params,
    hub: &Hub,
) -> Result<Option<Vec<crate::domain::ListingId>>, ApiError> {
    let Some(words) = params.text("text")?.map(str::to_owned) else {
        return Ok(None);
    };
    let index = hub.search.clone();
    Ok(tokio::task::spawn_blocking(move || index.matching_best_first(&words)).await??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_read_side_by_side_or_refused() {
        let read = |query: &str| {
            let params = Params::parse(query);
            side_by_side(&params, ["taxonomy_id", "vocabulary", "taxonomy_type"]).ok()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read("page=1"), Some(vec![]));
        assert_eq!(read("taxonomy_id=a"), Some(vec![[some("a"), None, None]]));
        assert_eq!(
            read("taxonomy_id=a&vocabulary=&taxonomy_id=b&vocabulary=v"),
            Some(vec![[some("a"), None, None], [some("b"), some("v"), None]])
        );
        assert_eq!(read("taxonomy_id=a&taxonomy_id=b&vocabulary=v"), None);
        assert_eq!(read("taxonomy_id=&vocabulary="), Some(vec![]));
    }
}
