//! What each look saw.

use super::case::{Case, Look};
use crate::domain::{Reason, Verdict};
use crate::watch::attempt::Outcome;
use crate::watch::read::{PageKind, kind};

/// What one look saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sight {
    /// The provider's page.
    Page,
    /// The site says that the page is what it was.
    Unchanged,
    /// 410: the site's own word that the page is gone.
    Gone,
    /// 404.
    NotFound,
    /// "Page not found" under a good status.
    SoftNotFound,
    /// The host has switched the site off.
    HostingSuspended,
    /// The name does not exist.
    NoName,
    /// The domain shows a parking page or a casino.
    Parked,
    /// A page that announces one.
    ComingSoon,
    /// The site asks robots to stay away.
    Robots,
    /// Anything that may pass: errors, refusals, bot checks, maintenance.
    Obstructed,
}

impl Sight {
    /// Whether the page itself was there to be read.
    pub(super) fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::Unchanged)
    }

    /// Whether it says that the page is gone, if it says so for long enough.
    pub(super) fn is_absence(self) -> bool {
        matches!(
            self,
            Self::Gone
                | Self::NotFound
                | Self::SoftNotFound
                | Self::HostingSuspended
                | Self::NoName
        )
    }

    /// How it is named in evidence.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Unchanged => "unchanged",
            Self::Gone => "410",
            Self::NotFound => "404",
            Self::SoftNotFound => "page not found",
            Self::HostingSuspended => "hosting suspended",
            Self::NoName => "NXDOMAIN",
            Self::Parked => "parking page",
            Self::ComingSoon => "coming soon",
            Self::Robots => "robots.txt",
            Self::Obstructed => "no page",
        }
    }
}

/// What every look saw, oldest first. A good answer whose body was not kept is taken for
/// what the newest body shows: only that one is stored with the case.
pub(super) fn sights(case: &Case) -> Vec<Sight> {
    let newest = case
        .looks
        .iter()
        .rev()
        .find(|look| look.page.is_some() && look.attempt.status.is_none_or(|s| s < 300))
        .map(|look| sight(look, Sight::Page));
    let mut sights: Vec<Sight> = case
        .looks
        .iter()
        .map(|look| sight(look, newest.unwrap_or(Sight::Page)))
        .collect();
    // An error whose body was not kept is what the newest body under the same status shows.
    let kept = case.looks.iter().rposition(|look| look.page.is_some());
    if let Some(at) = kept.filter(|at| sights[*at] == Sight::HostingSuspended) {
        let status = case.looks[at].attempt.status;
        for (look, sight) in case.looks.iter().zip(&mut sights) {
            let unknown = look.page.is_none() && look.verdict.is_none();
            if unknown && look.attempt.status == status && *sight == Sight::Obstructed {
                *sight = Sight::HostingSuspended;
            }
        }
    }
    sights
}

fn sight(look: &Look, unknown: Sight) -> Sight {
    match look.attempt.outcome {
        Outcome::Http => {}
        Outcome::Robots => return Sight::Robots,
        Outcome::Dns if says_nxdomain(look.attempt.error.as_deref()) => return Sight::NoName,
        Outcome::Dns | Outcome::Timeout | Outcome::Tls | Outcome::Connect => {
            return Sight::Obstructed;
        }
    }
    let kind = look.page.as_deref().map(kind);
    match (look.attempt.status.unwrap_or(200), kind) {
        (410, _) => Sight::Gone,
        (_, Some(PageKind::HostingSuspended)) => Sight::HostingSuspended,
        (404, _) => Sight::NotFound,
        (304, _) => Sight::Unchanged,
        (200..=299, Some(kind)) => of_kind(kind),
        (200..=299, None) => look.verdict.as_ref().map_or(unknown, remembered),
        _ => look.verdict.as_ref().map_or(Sight::Obstructed, remembered),
    }
}

/// What a look saw, by the verdict that was reached then.
fn remembered(verdict: &Verdict) -> Sight {
    const STAND_INS: [Sight; 4] = [
        Sight::SoftNotFound,
        Sight::HostingSuspended,
        Sight::Parked,
        Sight::ComingSoon,
    ];
    if verdict.reason == Reason::Transient {
        return Sight::Obstructed;
    }
    let found = verdict
        .evidence
        .iter()
        .find_map(|seen| seen.found.as_deref());
    STAND_INS
        .into_iter()
        .find(|sight| found == Some(sight.word()))
        .unwrap_or(Sight::Page)
}

fn of_kind(kind: PageKind) -> Sight {
    match kind {
        PageKind::Ordinary => Sight::Page,
        PageKind::NotFound => Sight::SoftNotFound,
        PageKind::HostingSuspended => Sight::HostingSuspended,
        PageKind::Parked | PageKind::Casino => Sight::Parked,
        PageKind::ComingSoon => Sight::ComingSoon,
        PageKind::BotCheck | PageKind::Maintenance | PageKind::Empty => Sight::Obstructed,
    }
}

fn says_nxdomain(error: Option<&str>) -> bool {
    error.is_some_and(|text| text.to_ascii_uppercase().contains("NXDOMAIN"))
}
