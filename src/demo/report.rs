//! What the demo tells whoever started it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::DemoError;
use crate::domain::{ListingId, Reason, Suspension, SuspensionState};
use crate::federation::{self, Question};
use crate::hub::Hub;
use crate::search::SearchRequest;
use crate::store::{Role, Tally};

/// A page that agrees with its listing until a visitor changes it.
const CHANGEABLE: &str = "larkhillcentre.example/lunch-club";

/// Where the searches that are proposed start.
const POSTCODE: &str = "S10 5BA";

/// A demo that is ready, as text for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Where the hub listens.
    pub address: SocketAddr,
    /// The settings file that other commands can be given.
    pub settings: PathBuf,
    /// Listings that people can find.
    pub searchable: u64,
    /// Listings that the watch has hidden.
    pub suspended: Vec<Suspended>,
    /// How many records make how many listings.
    pub made: Tally,
    /// Pairs of listings of which a person should say whether they are one service, the surest
    /// first.
    pub questions: Vec<Question>,
    /// A bearer token for the admin routes.
    pub token: String,
    /// Whether the data folder stays.
    pub is_kept: bool,
    /// A listing whose website a visitor can change: where to post, and its id.
    pub changeable: Option<(String, ListingId)>,
}

/// A listing that was hidden, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    /// Name of the listing.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// What was seen, on one line.
    pub evidence: String,
}

impl Report {
    pub(super) async fn of(
        hub: &Hub,
        address: SocketAddr,
        settings: &Path,
        is_kept: bool,
        sites: &str,
    ) -> Result<Self, DemoError> {
        let page = format!("{sites}{CHANGEABLE}");
        let changeable = hub.store.watched_at(&page).await?;
        let changeable = changeable.into_iter().next();
        let open = Some(SuspensionState::Open);
        let mut suspended = Vec::new();
        for suspension in hub.store.suspensions(open, 100).await? {
            if let Some(listing) = hub.store.listing(suspension.listing).await? {
                suspended.push(Suspended {
                    name: listing.name,
                    reason: suspension.reason,
                    evidence: evidence(&suspension),
                });
            }
        }
        suspended.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            address,
            settings: settings.to_owned(),
            searchable: hub.search.search(&SearchRequest::default())?.total,
            suspended,
            made: hub.store.tally().await?,
            questions: federation::questions(&hub.store, &hub.config, 100).await?,
            token: hub.store.create_token(Role::Admin, None).await?,
            is_kept,
            changeable: changeable.map(|id| (format!("{sites}demo/close/{CHANGEABLE}"), id)),
        })
    }

    /// The address for a browser on this machine.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
        }
        format!("http://{address}")
    }
}

impl Report {
    /// What became one listing, and what a person may say about it.
    fn tell_matches(
        &self,
        f: &mut fmt::Formatter<'_>,
        program: &str,
        settings: &str,
    ) -> fmt::Result {
        let Tally {
            records,
            listings,
            joined,
        } = self.made;
        writeln!(
            f,
            "\n{records} records of all directories are {listings} listings: {joined} are made of several records."
        )?;
        let Some(first) = self.questions.first() else {
            return Ok(());
        };
        let waiting = self.questions.len();
        writeln!(
            f,
            "{waiting} pairs wait for a person to say whether they are one service. See them, and say so:"
        )?;
        writeln!(f, "  {program} matches list --config {settings}")?;
        writeln!(
            f,
            "  {program} matches apart {} --comment \"I rang them.\" --config {settings}",
            first.id
        )?;
        writeln!(
            f,
            "  or in a browser, signed in with the admin token below: {}/admin",
            self.url()
        )
    }
}

/// The first contradiction in a line: what we list, what the page says.
fn evidence(suspension: &Suspension) -> String {
    let Some(seen) = suspension.evidence.first() else {
        return suspension.url.clone();
    };
    if let ("url", Some(status)) = (seen.field.as_str(), &seen.found) {
        return format!("{} answers {status}", suspension.url);
    }
    let said = seen.snippet.as_ref().or(seen.found.as_ref());
    match (&seen.listed, said) {
        (Some(listed), Some(said)) => format!("listed {listed}; the page: \"{said}\""),
        (None, Some(said)) => format!("the page: \"{said}\""),
        (Some(listed), None) => format!("listed {listed}; not on {}", suspension.url),
        (None, None) => suspension.url.clone(),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            searchable, token, ..
        } = self;
        let url = self.url();
        writeln!(f, "\nHidden because their own websites contradict them:")?;
        for listing in &self.suspended {
            writeln!(
                f,
                "  {} ({}): {}",
                listing.name,
                listing.reason.as_str(),
                listing.evidence
            )?;
        }
        let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("waymark"));
        let program = quoted(&program);
        let settings = quoted(&self.settings);
        let spaced = POSTCODE.replace(' ', "+");
        writeln!(
            f,
            "\nWaymark serves {searchable} listings on {url}/ until Ctrl-C. Three things to try:"
        )?;
        writeln!(f, "  {url}/?q=lunch&postcode={spaced}")?;
        writeln!(
            f,
            "  {} search lunch --near \"{POSTCODE}\" --within 3km --config {}",
            program, settings
        )?;
        writeln!(
            f,
            "  {url}/oruk/v3/services?postcode={spaced}&proximity=2000"
        )?;
        if let Some((post, id)) = &self.changeable {
            writeln!(
                f,
                "\nOr let a website change, and see its listing hidden within seconds:"
            )?;
            writeln!(f, "  curl -X POST {post}")?;
            writeln!(f, "  {url}/services/{id}")?;
        }
        self.tell_matches(f, &program, &settings)?;
        writeln!(f, "\nAdmin token: {token}")?;
        writeln!(
            f,
            "  curl -H \"Authorization: Bearer {token}\" {url}/api/admin/suspensions"
        )?;
        if self.is_kept {
            writeln!(
                f,
                "\nThe data stays; --data with the same folder goes on from here."
            )?;
        }
        Ok(())
    }
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(char::is_whitespace) {
        format!("\"{text}\"")
    } else {
        text
    }
}
