//! `GET /services/{id}`: everything that we know of one listing.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::card;
use super::details;
use super::error::PageError;
use super::fact::{Fact, Line, Section};
use super::freshness::Freshness;
use super::places::{self, PlaceView};
use super::rich_text::safe_html;
use super::site::Site;
use super::suspended::{self, SuspensionView};
use crate::domain::{Card, Listing, ListingId, ListingState, capitalised, day_in_words, uk_day};
use crate::federation::merging::{Origin, Said};
use crate::federation::{Provenance, provenance};
use crate::hub::Hub;
use crate::oruk::{Service, Status};
use crate::store::{FeedRow, WatchPage};

/// How many of the newest looks at its website are asked what they made of it.
const LOOKS: i64 = 10;

#[derive(Template)]
#[template(path = "listing.html")]
struct ListingPage {
    site: Site,
    name: String,
    other_name: Option<String>,
    organization: Option<String>,
    /// Why it is hidden from search, with the evidence.
    suspension: Option<SuspensionView>,
    /// That it does not run now, or is full, or its own short-lived notice.
    notices: Vec<String>,
    glance: Vec<Fact>,
    /// Safe HTML.
    description: Option<String>,
    sections: Vec<Section>,
    places: Vec<PlaceView>,
    source: Section,
    searchable: bool,
}

/// `GET /services/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: ListingId = id.parse().map_err(|_| PageError::NoSuchListing)?;
    if let Some(into) = hub.store.merged_into(id).await? {
        return Ok(Redirect::temporary(&format!("/services/{into}")).into_response());
    }
    let listing = hub.store.listing(id).await?;
    let listing = listing.ok_or(PageError::NoSuchListing)?;
    let feeds = hub.store.feeds().await?;
    let feed = feeds.into_iter().find(|feed| feed.id == listing.feed);
    match listing.state {
        ListingState::Listed | ListingState::Frozen | ListingState::Suspended => {}
        ListingState::Removed => return Err(gone(&listing, feed)),
        // Not open to everyone: whether it exists is nobody's business.
        ListingState::Draft | ListingState::PendingReview | ListingState::Unlisted => {
            return Err(PageError::NoSuchListing);
        }
    }
    let page = page(&hub, &listing, feed).await?;
    let searchable = page.searchable;
    let mut response = Html(page.render()?).into_response();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&http_date(listing.last_modified)) {
        headers.insert(header::LAST_MODIFIED, value);
    }
    if !searchable {
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    Ok(response)
}

async fn page(
    hub: &Hub,
    listing: &Listing,
    feed: Option<FeedRow>,
) -> Result<ListingPage, PageError> {
    let service: Service = serde_json::from_str(&listing.doc)?;
    let watched = hub.store.watch_page(listing.id).await?;
    let card = Card::of(listing, watched.as_ref().and_then(WatchPage::agreed_at))?;
    let suspension = match listing.state {
        ListingState::Suspended => hub
            .store
            .suspensions_of(listing.id)
            .await?
            .into_iter()
            .next(),
        _ => None,
    };
    let directory = feed
        .as_ref()
        .map_or(listing.feed.as_str(), |feed| feed.name.as_str());
    let freshness = Freshness::of(&card, directory, watched.as_ref(), hub);
    let told = provenance(&hub.store, &hub.config, listing.id).await?;
    let doubt = suspended::doubt(&hub.store.attempts(listing.id, LOOKS).await?);
    Ok(ListingPage {
        site: Site::of(hub),
        glance: card::facts(&card, &freshness),
        suspension: suspension.as_ref().map(SuspensionView::of),
        notices: notices(listing, &card, doubt),
        description: service.description.as_deref().map(safe_html),
        sections: details::sections(&service),
        places: places::places(&service),
        source: source(listing, directory, feed.as_ref(), told.as_ref()),
        searchable: listing.is_searchable(),
        other_name: service.alternate_name,
        organization: card.organization,
        name: card.name,
    })
}

fn notices(listing: &Listing, card: &Card, doubt: Option<String>) -> Vec<String> {
    let status = match listing.feed_status {
        Status::Active => None,
        Status::Inactive => Some("Its directory says that this service does not run at present."),
        Status::Defunct => Some("Its directory says that this service has ended."),
        Status::TemporarilyClosed => {
            Some("Its directory says that this service is closed for a while.")
        }
    };
    let status = status.map(str::to_owned);
    let ours = status.into_iter().chain(card::notices(listing.state, card));
    ours.chain(doubt).collect()
}

fn source(
    listing: &Listing,
    directory: &str,
    feed: Option<&FeedRow>,
    told: Option<&Provenance>,
) -> Section {
    let licence = feed.and_then(|feed| feed.licence.as_deref());
    let data = Line {
        href: Some(format!("/oruk/v3/services/{}", listing.id)),
        ..Line::text("This listing as Open Referral UK data (JSON)")
    };
    Section::new(
        "Where this comes from",
        [
            Fact::new("Directory", directories(directory, told)),
            Fact::new("Licence", licence.into_iter().map(Line::web).collect()),
            Fact::new("Why it says so", told.map(differences).unwrap_or_default()),
            Fact::new(
                "Last changed",
                vec![Line::text(day_in_words(uk_day(listing.last_modified)))],
            ),
            Fact::new("Data", vec![data]),
        ],
    )
}

/// The directories that list it, once each.
fn directories(first: &str, told: Option<&Provenance>) -> Vec<Line> {
    let mut names = vec![first];
    for record in told.into_iter().flat_map(|told| &told.records) {
        if !names.contains(&record.name.as_str()) {
            names.push(&record.name);
        }
    }
    names.into_iter().map(Line::text).collect()
}

/// Fields in which directories differ, or that somebody has set here: which word stands, and why.
fn differences(told: &Provenance) -> Vec<Line> {
    let differing = told
        .fields
        .iter()
        .filter(|origin| origin.author.is_some() || !origin.others.is_empty());
    let line = |origin: &Origin| {
        let field = capitalised(&origin.field.replace('_', " "));
        let from = origin
            .from
            .first()
            .map_or("set here", |said| name_of(told, said));
        let since = match origin.feed_changed {
            true => "; its directory says something new since",
            false => "",
        };
        Line::text(format!("{field}: {from}, {}{since}", origin.why.in_words()))
    };
    differing.map(line).collect()
}

/// What the directory is called that states something.
fn name_of<'a>(told: &'a Provenance, said: &'a Said) -> &'a str {
    let record = told.records.iter().find(|record| record.feed == said.feed);
    record.map_or(said.feed.as_str(), |record| record.name.as_str())
}

fn gone(listing: &Listing, feed: Option<FeedRow>) -> PageError {
    PageError::Gone {
        // An erased listing keeps nothing that people may read.
        name: (!listing.doc.is_empty()).then(|| format!("“{}”", listing.name)),
        since: day_in_words(uk_day(listing.last_modified)),
        feed: feed.map_or_else(|| "its directory".to_owned(), |feed| feed.name),
    }
}

/// As HTTP writes an instant: `Sat, 21 Nov 2026 02:00:00 GMT`.
fn http_date(at: jiff::Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
