//! The answer to a search: a heading that counts, cards, and ways on.

use super::card::ResultCard;
use super::error::PageError;
use super::form::SearchForm;
use super::limits;
use super::wording;
use crate::domain::cut;
use crate::gazetteer::Status;
use crate::hub::Hub;
use crate::search::{Filters, Flag, SearchAnswer, SearchError, SearchRequest, Start};

/// How many cards a page holds.
const PAGE: usize = 20;

/// How much of the words a heading repeats, in characters.
const LONGEST_WORDS: usize = 80;

/// What stands below the form.
#[derive(Debug)]
pub(super) struct Results {
    /// `14 services within 5 km (3.1 miles) of ZZ1 1AA`.
    pub(super) heading: String,
    /// What the reader should know of how these were found.
    pub(super) notices: Vec<String>,
    /// This page of cards.
    pub(super) cards: Vec<ResultCard>,
    /// How many were left out because they do not say what a limit asks.
    pub(super) unknown: Option<Link>,
    /// The next page.
    pub(super) more: Option<Link>,
    /// What to try when there is nothing.
    pub(super) ideas: Vec<Link>,
}

/// A way on.
#[derive(Debug)]
pub(super) struct Link {
    /// As read.
    pub(super) text: String,
    /// Where it leads.
    pub(super) href: String,
}

impl Results {
    /// Runs the search that the form describes.
    ///
    /// # Errors
    /// When index or store cannot be read.
    pub(super) async fn find(
        hub: &Hub,
        form: &SearchForm,
        start: Option<Start>,
    ) -> Result<Self, PageError> {
        let mut notices = Vec::new();
        let mut answer = match ask(hub, request(form, start.as_ref())).await {
            Err(SearchError::StaleCursor) => {
                notices.push(
                    "These results are from the start again: the list that you were in is no longer kept."
                        .to_owned(),
                );
                let again = SearchForm {
                    cursor: None,
                    ..form.clone()
                };
                ask(hub, request(&again, start.as_ref())).await?
            }
            answer => answer?,
        };
        notices.extend(start.as_ref().and_then(roughly));
        let rough = start
            .as_ref()
            .is_some_and(|start| start.located.is_approximate());
        let request = request(form, start.as_ref());
        let found = answer.cards(&hub.store, &request).await?;
        let cards = found
            .into_iter()
            .map(|found| ResultCard::of(found, hub, rough))
            .collect();
        if start.is_some() && answer.hits.iter().any(|hit| hit.distance_m.is_none()) {
            notices.push(
                "Services without a fixed place, such as helplines, are listed wherever you search."
                    .to_owned(),
            );
        }
        notices.extend(limits::ages_open(&answer.unknown));
        Ok(Self {
            heading: heading(form, start.as_ref(), answer.total),
            notices,
            cards,
            unknown: unknown(form, &answer),
            more: answer.cursor.map(|cursor| Link {
                text: "More results".to_owned(),
                href: SearchForm {
                    cursor: Some(cursor),
                    ..form.clone()
                }
                .address(),
            }),
            ideas: if answer.total == 0 {
                ideas(form)
            } else {
                Vec::new()
            },
        })
    }
}

/// Searches away from the threads that serve.
pub(super) async fn ask(hub: &Hub, request: SearchRequest) -> Result<SearchAnswer, SearchError> {
    let index = hub.search.clone();
    tokio::task::spawn_blocking(move || index.search(&request))
        .await
        .unwrap_or_else(|error| Err(SearchError::Index(error.to_string())))
}

fn request(form: &SearchForm, start: Option<&Start>) -> SearchRequest {
    SearchRequest {
        q: Some(form.q.clone()).filter(|q| !q.is_empty()),
        origin: start.map(Start::origin),
        start: start.map(|start| start.name.clone()),
        radius_m: start.and(form.radius_m).map(f64::from),
        home: start.map(|start| start.home.clone()),
        filters: form.filters.clone(),
        facets: false,
        sort: form.sort,
        limit: PAGE,
        cursor: form.cursor.clone(),
    }
}

fn heading(form: &SearchForm, start: Option<&Start>, total: u64) -> String {
    let mut heading = wording::services(total);
    if form.limits().free {
        heading = heading.replacen(" service", " free service", 1);
        if form.filters.include_unknown {
            heading.push_str(", or not said to cost anything,");
        }
    }
    if !form.q.is_empty() {
        heading.push_str(&format!(" for “{}”", cut(&form.q, LONGEST_WORDS)));
    }
    if let Some(start) = start {
        match form.radius_m {
            Some(radius) => heading.push_str(&format!(
                " within {} of {}",
                wording::reach(radius),
                start.name
            )),
            None => heading.push_str(&format!(" at any distance from {}", start.name)),
        }
    }
    heading
}

/// Says so when only the area around the postcode is known, or when it is no longer in use.
fn roughly(start: &Start) -> Option<String> {
    let Start { name, located, .. } = start;
    let reach = || wording::distance(located.radius_m, false);
    if start.is_part {
        return Some(format!(
            "{name} is an area: distances are measured from its middle and may be wrong by {}. A full postcode is exact.",
            reach()
        ));
    }
    if located.is_approximate() {
        return Some(format!(
            "We know {name} only roughly: distances are measured from the middle of its area and may be wrong by {}.",
            reach()
        ));
    }
    (start.status == Status::Terminated)
        .then(|| format!("{name} is no longer in use: distances are measured from where it was."))
}

fn unknown(form: &SearchForm, answer: &SearchAnswer) -> Option<Link> {
    let text = limits::left_out(&answer.unknown).filter(|_| !form.filters.include_unknown)?;
    let mut wider = form.clone();
    wider.filters.include_unknown = true;
    wider.cursor = None;
    Some(Link {
        text,
        href: wider.address(),
    })
}

/// What to try next, each a search of its own.
fn ideas(form: &SearchForm) -> Vec<Link> {
    let base = SearchForm {
        cursor: None,
        ..form.clone()
    };
    let mut ideas = Vec::new();
    let mut add = |text: String, form: SearchForm| {
        ideas.push(Link {
            text,
            href: form.address(),
        });
    };
    if let Some(radius_m) = base.wider().filter(|_| !base.postcode.is_empty()) {
        let text = radius_m.map_or_else(
            || "Search at any distance".to_owned(),
            |m| format!("Search within {}", wording::reach(m)),
        );
        let base = base.clone();
        add(text, SearchForm { radius_m, ..base });
    }
    if let Some((fewer, _)) = base.q.rsplit_once(char::is_whitespace) {
        let q = fewer.trim().to_owned();
        let text = format!("Use fewer words: “{q}”");
        add(text, SearchForm { q, ..base.clone() });
    } else if !base.q.is_empty() {
        let q = String::new();
        let text = "See everything, whatever it is called".to_owned();
        add(text, SearchForm { q, ..base.clone() });
    }
    if base.limits().free {
        let text = "Include services that cost something".to_owned();
        let mut wider = base.clone();
        wider.filters.flags.remove(&Flag::Free);
        add(text, wider);
    }
    if base.limits().any {
        let text = "Search without the other limits".to_owned();
        let filters = Filters::default();
        add(text, SearchForm { filters, ..base });
    }
    ideas
}
