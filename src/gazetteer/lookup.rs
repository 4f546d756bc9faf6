//! The gazetteer: official files over what feeds teach.
//!
//! official file, exact -> learned, exact -> middle of the sector -> middle of the outward code.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

use super::edition::{Edition, Entry};
use super::learned::Learned;
use super::located::{Answer, Layer, Located, Quality, Status};
use super::shelf::{Shelf, ShelfError};
use crate::config::Config;
use crate::domain::{Codes, ListingId, Postcode, PostcodeClass, PostcodeKind, Whereabouts};

/// Knows where postcodes are. Shared; learns, and takes up new official files, while it is
/// being asked. What it answers depends on what it was taught, never on the order.
#[derive(Debug, Default)]
pub struct Gazetteer {
    learned: Learned,
    /// Official files, best first.
    editions: ArcSwap<Vec<Arc<Edition>>>,
    /// Every district and ward that they know, by code and by folded name.
    areas: ArcSwap<BTreeSet<String>>,
    /// How often the official files have changed.
    changes: AtomicU64,
    shelf: Option<Arc<Shelf>>,
}

impl Gazetteer {
    /// A gazetteer with the official files of the settings and those loaded into the data
    /// folder. A file of the settings that is new is packed first, which takes some seconds.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub async fn open(config: &Config) -> Result<Self, ShelfError> {
        let this = Self {
            shelf: Some(Arc::new(Shelf::of(config))),
            ..Self::default()
        };
        this.catch_up().await?;
        Ok(this)
    }

    /// Takes up what has changed on disk since the last time: true when anything has.
    ///
    /// # Errors
    /// When a file cannot be read; the others are taken up all the same.
    pub async fn catch_up(&self) -> Result<bool, ShelfError> {
        let Some(shelf) = self.shelf.clone() else {
            return Ok(false);
        };
        let (editions, problem) = tokio::task::spawn_blocking(move || shelf.look()).await?;
        let has_changed = editions.is_some();
        if let Some(editions) = editions {
            let areas = editions.iter().flat_map(|edition| edition.areas());
            self.areas.store(Arc::new(areas.collect()));
            self.editions.store(Arc::new(editions));
            self.changes.fetch_add(1, Ordering::Release);
        }
        problem.map_or(Ok(has_changed), Err)
    }

    /// Takes over what one listing teaches, in place of what it taught before:
    /// `(postcode text, latitude, longitude)` of each of its places. Text that is no
    /// postcode teaches nothing, nor does a point that is 0/0 or far from the British Isles.
    pub fn learn(&self, listing: ListingId, places: &[(String, f64, f64)]) {
        self.learned.learn(listing, places);
    }

    /// A number that differs whenever an answer may differ: who keeps answers compares it.
    pub fn version(&self) -> u64 {
        self.learned.version() + self.changes.load(Ordering::Acquire)
    }

    /// How a postcode stands, and where it is.
    pub fn look_up(&self, postcode: &Postcode) -> (Status, Option<Located>) {
        let editions = self.editions.load();
        let entry = official(&editions, postcode);
        let located = self.place(&editions, entry.as_ref(), postcode);
        (status(entry.as_ref(), located.as_ref()), located)
    }

    /// Where an official file puts the very postcode; never by its sector, and never by what
    /// feeds teach, which moves with every address that comes in.
    pub fn official_point(&self, postcode: &Postcode) -> Option<(f64, f64)> {
        let editions = self.editions.load();
        let entry = official(&editions, postcode).filter(|entry| !entry.is_imputed)?;
        Some(entry.point?.degrees())
    }

    /// How often the official files have changed; 0 while there have never been any.
    pub fn official_version(&self) -> u64 {
        if self.editions.load().is_empty() {
            return 0;
        }
        self.changes.load(Ordering::Acquire)
    }

    /// Where a postcode is, or was; `None` when nothing near it is known.
    pub fn locate(&self, postcode: &Postcode) -> Option<Located> {
        let editions = self.editions.load();
        self.place(&editions, official(&editions, postcode).as_ref(), postcode)
    }

    /// The middle of a sector or of an outward code.
    pub fn locate_part(&self, part: &PostcodeClass) -> Option<Located> {
        let editions = self.editions.load();
        match part {
            PostcodeClass::Sector(sector) => self.sector(&editions, sector),
            PostcodeClass::Outcode(outward) => self.outcode(&editions, outward),
            _ => None,
        }
    }

    /// Where somebody at this postcode lives, as far as areas can be told by it.
    pub fn whereabouts(&self, postcode: &Postcode, located: &Located) -> Whereabouts {
        let editions = self.editions.load();
        let entry = official(&editions, postcode);
        let code = |code: Option<&str>| code.map(str::to_owned);
        Whereabouts {
            is_approximate: located.is_approximate(),
            codes: Codes {
                country: code(entry.and_then(|entry| entry.country)),
                district: code(entry.and_then(|entry| entry.district)),
                ward: code(entry.and_then(|entry| entry.ward)),
                district_name: code(entry.and_then(|entry| entry.district_name)),
            },
            known: self.areas.load_full(),
            ..Whereabouts::of_postcode(postcode, (located.lat, located.lon))
        }
    }

    /// Whether a postcode is in use. `None` when that cannot be said: no official file
    /// reaches as far as its area, and no feed places it.
    pub fn is_live(&self, postcode: &Postcode) -> Option<bool> {
        let editions = self.editions.load();
        if let Some(entry) = official(&editions, postcode) {
            return Some(entry.terminated.is_none());
        }
        if editions.iter().any(|edition| edition.reaches(postcode)) {
            return Some(false);
        }
        self.learned.exact(postcode).map(|_| true)
    }

    /// All that is known of what somebody takes for a postcode.
    pub fn answer(&self, input: &str) -> Answer {
        let editions = self.editions.load();
        let postcode = match input.parse::<Postcode>() {
            Ok(postcode) => postcode,
            Err(error) => return invalid(input, error.meant),
        };
        let entry = official(&editions, &postcode);
        // Where an official file knows the postcode and gives no position, none is made up: a
        // search may start in its sector, but that is not where the postcode is.
        let is_unplaced = entry.as_ref().is_some_and(|entry| entry.point.is_none());
        let located = self.place(&editions, entry.as_ref(), &postcode);
        let located = located.filter(|_| !is_unplaced);
        let text = |text: Option<&str>| text.map(str::to_owned);
        Answer {
            input: input.to_owned(),
            postcode: Some(postcode.to_string()),
            status: status(entry.as_ref(), located.as_ref()),
            lat: located.map(|located| located.lat),
            lon: located.map(|located| located.lon),
            layer: located
                .map(|located| located.layer)
                .or(entry.map(|_| Layer::Official)),
            quality: located.map(|located| located.quality),
            radius_m: located
                .filter(Located::is_approximate)
                .map(|located| located.radius_m.round()),
            source: text(entry.map(|entry| entry.edition.name.as_str())),
            positional_quality: entry.and_then(|entry| entry.grade),
            terminated: entry
                .and_then(|entry| entry.terminated)
                .map(|(year, month)| format!("{year:04}-{month:02}")),
            country: text(entry.and_then(|entry| entry.country)),
            district: text(entry.and_then(|entry| entry.district)),
            district_name: text(entry.and_then(|entry| entry.district_name)),
            ward: text(entry.and_then(|entry| entry.ward)),
            kind: Some(postcode.kind()).filter(|kind| *kind != PostcodeKind::Uk),
            suggest: None,
        }
    }

    fn place(
        &self,
        editions: &[Arc<Edition>],
        entry: Option<&Entry<'_>>,
        postcode: &Postcode,
    ) -> Option<Located> {
        if postcode.kind() != PostcodeKind::Uk {
            return None;
        }
        let stated = entry.and_then(|entry| {
            let (lat, lon) = entry.point?.degrees();
            let mut located = Located {
                lat,
                lon,
                layer: Layer::Official,
                quality: Quality::Exact,
                radius_m: 0.0,
            };
            if entry.is_imputed {
                located.quality = Quality::Sector;
                let sector = self.sector(editions, postcode.sector());
                located.radius_m = sector.map_or(0.0, |sector| sector.radius_m);
            }
            Some(located)
        });
        stated
            .or_else(|| self.learned.exact(postcode))
            .or_else(|| self.sector(editions, postcode.sector()))
            .or_else(|| self.outcode(editions, postcode.outward()))
    }

    fn sector(&self, editions: &[Arc<Edition>], sector: &str) -> Option<Located> {
        let (outward, _) = sector.split_once(' ')?;
        let centre = editions
            .iter()
            .find_map(|edition| edition.centre(outward, Some(sector)));
        let official = centre.map(|centre| Located::at(&centre, Layer::Sector));
        official.or_else(|| self.learned.sector(sector))
    }

    fn outcode(&self, editions: &[Arc<Edition>], outward: &str) -> Option<Located> {
        let centre = editions
            .iter()
            .find_map(|edition| edition.centre(outward, None));
        let official = centre.map(|centre| Located::at(&centre, Layer::Outcode));
        official.or_else(|| self.learned.outcode(outward))
    }
}

/// What the best of the official files that know a postcode says of it. What that one
/// leaves open, its position above all, the next one may state.
fn official<'a>(editions: &'a [Arc<Edition>], postcode: &Postcode) -> Option<Entry<'a>> {
    let mut entries = editions.iter().filter_map(|edition| edition.find(postcode));
    let mut best = entries.next()?;
    for next in entries {
        if best.point.is_none() {
            (best.point, best.is_imputed, best.grade) = (next.point, next.is_imputed, next.grade);
            best.edition = next.edition;
        }
        best.country = best.country.or(next.country);
        best.district = best.district.or(next.district);
        best.district_name = best.district_name.or(next.district_name);
        best.ward = best.ward.or(next.ward);
    }
    Some(best)
}

fn status(entry: Option<&Entry<'_>>, located: Option<&Located>) -> Status {
    match entry {
        Some(entry) if entry.terminated.is_some() => Status::Terminated,
        Some(_) => Status::Found,
        None if located.is_some_and(|located| located.layer == Layer::Learned) => Status::Found,
        None => Status::Unknown,
    }
}

fn invalid(input: &str, suggest: Option<String>) -> Answer {
    Answer {
        input: input.to_owned(),
        postcode: None,
        status: Status::Invalid,
        lat: None,
        lon: None,
        layer: None,
        quality: None,
        radius_m: None,
        source: None,
        positional_quality: None,
        terminated: None,
        country: None,
        district: None,
        district_name: None,
        ward: None,
        kind: None,
        suggest,
    }
}
