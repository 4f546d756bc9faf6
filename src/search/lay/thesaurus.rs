//! The thesaurus as data: needs, what people say of them, and what services say of themselves.
//!
//! A file is TOML, a table for each need:
//!
//! ```toml
//! [lunch_clubs]
//! title = "Meals with company"              # for people
//! said = ["nobody to eat with"]             # what somebody in need says
//! offers = ["lunch club", "shared meal"]    # what a service that meets it calls itself
//! related = ["hot meal"]                    # what hints at such a service
//! near = ["befriending 0.5"]                # needs whose services help too, and how much
//! unlike = ["lunch box"]                    # what looks like it and is not
//! kind = "help"                             # or "thing", "group", "people", "crisis": see `Kind`
//! against = ["children"]                    # needs whose services are the wrong answer
//! ```

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::phrases::{Match, Phrases, is_skipped};
use crate::config::SearchConfig;
use crate::search::words::{Word, WordReader};

/// The thesaurus that comes with the program, by theme.
const BUILT_IN: [(&str, &str); 13] = [
    ("company", include_str!("thesaurus/company.toml")),
    ("money", include_str!("thesaurus/money.toml")),
    ("home", include_str!("thesaurus/home.toml")),
    ("mind", include_str!("thesaurus/mind.toml")),
    ("crisis", include_str!("thesaurus/crisis.toml")),
    ("body", include_str!("thesaurus/body.toml")),
    ("conditions", include_str!("thesaurus/conditions.toml")),
    ("caring", include_str!("thesaurus/caring.toml")),
    ("family", include_str!("thesaurus/family.toml")),
    ("people", include_str!("thesaurus/people.toml")),
    ("work", include_str!("thesaurus/work.toml")),
    ("pastimes", include_str!("thesaurus/pastimes.toml")),
    ("practical", include_str!("thesaurus/practical.toml")),
];

/// How much a near need's services count where the data says nothing.
const NEAR: f32 = 0.5;

/// A word in the phrases of more needs hints at none.
const FEW: usize = 2;

/// Number of a need in its thesaurus.
pub(crate) type NeedId = u16;

/// What a phrase says of a need, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// It hints at a service that meets the need.
    Related,
    /// People in need say it.
    Said,
    /// Services that meet the need call themselves so.
    Offered,
}

/// What a phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) need: NeedId,
    pub(crate) strength: Strength,
}

/// What sort of need it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Something that a service does.
    #[default]
    Help,
    /// Something that one has or lacks: "no carpet" asks for it, where "no gym" does not.
    Thing,
    /// What people in one situation share: their services are second best for all others.
    Group,
    /// For whom: it tips the scales between services and is seldom the need itself.
    People,
    /// Danger to life, or abuse: its services come first.
    Crisis,
}

/// One need.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Need {
    /// Its name in the data, such as `lunch_clubs`.
    #[serde(skip)]
    pub(crate) name: String,
    /// Its name for people.
    pub(crate) title: String,
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    offers: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    near: Vec<String>,
    #[serde(default)]
    unlike: Vec<String>,
    #[serde(default)]
    pub(crate) kind: Kind,
    #[serde(default)]
    against: Vec<String>,
}

/// Why a thesaurus cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThesaurusError {
    /// The file cannot be read.
    #[error("cannot read the thesaurus {file}: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// The file is not as it must be.
    #[error("the thesaurus {file} cannot be used: {why}")]
    Wrong {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

/// All needs and their phrases.
#[derive(Debug)]
pub struct Thesaurus {
    needs: Vec<Need>,
    phrases: Phrases,
    /// For each need: whose services help too, and how much.
    near: Vec<Vec<(NeedId, f32)>>,
    /// For each need: whose services are the wrong answer.
    against: Vec<Vec<NeedId>>,
    by_name: HashMap<String, NeedId>,
    /// For each stem that the phrases of few needs have: these needs.
    surmised: HashMap<String, Vec<(NeedId, f32)>>,
    /// The words of all phrases as they are spelled, sorted.
    spellings: Vec<String>,
    fingerprint: u64,
}

static OURS: LazyLock<Arc<Thesaurus>> = LazyLock::new(|| {
    let built = Thesaurus::of(&BUILT_IN);
    #[expect(clippy::expect_used, reason = "embedded, and a test reads it")]
    Arc::new(built.expect("the thesaurus that comes with the program"))
});

impl Thesaurus {
    /// The thesaurus that comes with the program.
    pub fn built_in() -> Arc<Self> {
        OURS.clone()
    }

    /// The thesaurus that the settings ask for.
    ///
    /// # Errors
    /// See [`Thesaurus::with_file`].
    pub fn open(config: &SearchConfig) -> Result<Arc<Self>, ThesaurusError> {
        match &config.thesaurus {
            Some(file) => Self::with_file(file),
            None => Ok(Self::built_in()),
        }
    }

    /// The thesaurus that comes with the program and what `file` adds: new needs, and more
    /// phrases for needs of the same name.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML of this form, or names a need that is not.
    pub fn with_file(file: &Path) -> Result<Arc<Self>, ThesaurusError> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| ThesaurusError::Unreadable {
            file: name.clone(),
            why: error.to_string(),
        })?;
        let mut files = BUILT_IN.to_vec();
        files.push((&name, &text));
        Self::of(&files).map(Arc::new)
    }

    fn of(files: &[(&str, &str)]) -> Result<Self, ThesaurusError> {
        let mut needs: BTreeMap<String, Need> = BTreeMap::new();
        let mut hasher = DefaultHasher::new();
        for (file, text) in files {
            text.hash(&mut hasher);
            let wrong = |error: toml::de::Error| ThesaurusError::Wrong {
                file: (*file).to_owned(),
                why: error.to_string(),
            };
            let read: BTreeMap<String, Need> = toml::from_str(text).map_err(wrong)?;
            for (name, need) in read {
                match needs.get_mut(&name) {
                    Some(known) => known.extend(need),
                    None => {
                        needs.insert(name.clone(), Need { name, ..need });
                    }
                }
            }
        }
        let file = files.last().map_or("", |(file, _)| file);
        Self::assemble(needs.into_values().collect(), hasher.finish()).map_err(|why| {
            ThesaurusError::Wrong {
                file: file.to_owned(),
                why,
            }
        })
    }

    fn assemble(needs: Vec<Need>, fingerprint: u64) -> Result<Self, String> {
        let by_name: HashMap<String, NeedId> = (0..)
            .zip(&needs)
            .map(|(id, need)| (need.name.clone(), id))
            .collect();
        let mut this = Self {
            phrases: Phrases::default(),
            near: Vec::with_capacity(needs.len()),
            against: Vec::with_capacity(needs.len()),
            spellings: Vec::new(),
            surmised: HashMap::new(),
            by_name,
            needs,
            fingerprint,
        };
        let mut reader = WordReader::new();
        for id in 0..this.needs.len() {
            let need = this.needs[id].clone();
            let near = need.near.iter().map(|text| this.near_need(&need, text));
            let near = near.collect::<Result<_, _>>()?;
            let against = need.against.iter().map(|name| this.named(&need, name));
            let against = against.collect::<Result<_, _>>()?;
            this.near.push(near);
            this.against.push(against);
            for (list, strength) in [
                (&need.offers, Some(Strength::Offered)),
                (&need.said, Some(Strength::Said)),
                (&need.related, Some(Strength::Related)),
                (&need.unlike, None),
            ] {
                for phrase in list {
                    let need = id as NeedId;
                    let meaning = strength.map(|strength| Meaning { need, strength });
                    this.add_phrase(&mut reader, phrase, meaning)?;
                }
            }
        }
        this.spellings.sort_unstable();
        this.spellings.dedup();
        this.surmise(&mut reader);
        Ok(this)
    }

    /// Notes which stems stand in the phrases of one or two needs alone.
    fn surmise(&mut self, reader: &mut WordReader) {
        let mut needs: HashMap<String, Vec<NeedId>> = HashMap::new();
        for (id, need) in (0..).zip(&self.needs) {
            for phrase in need.said.iter().chain(&need.offers) {
                for word in reader
                    .read(phrase)
                    .into_iter()
                    .filter(|word| !is_skipped(word))
                {
                    let of = needs.entry(word.stem).or_default();
                    if of.last() != Some(&id) {
                        of.push(id);
                    }
                }
            }
        }
        needs.retain(|_, needs| needs.len() <= FEW);
        let each = |needs: Vec<NeedId>| needs.into_iter().map(|need| (need, 1.0)).collect();
        self.surmised = needs
            .into_iter()
            .map(|(stem, needs)| (stem, each(needs)))
            .collect();
    }

    /// The needs that a word hints at by itself, for their phrases alone have it.
    pub(super) fn surmised(&self, stem: &str) -> &[(NeedId, f32)] {
        self.surmised.get(stem).map_or(&[], Vec::as_slice)
    }

    fn add_phrase(
        &mut self,
        reader: &mut WordReader,
        phrase: &str,
        meaning: Option<Meaning>,
    ) -> Result<(), String> {
        let words = reader.read(phrase);
        if words.iter().all(is_skipped) {
            return Err(format!("the phrase {phrase:?} says nothing"));
        }
        let joined = match words.as_slice() {
            [one, two] if one.spelled.len() > 2 && two.spelled.len() > 1 => reader
                .word(&format!("{}{}", one.spelled, two.spelled))
                // The stemmer takes the whole of "eating" for an ending of "socialeating".
                .filter(|joined| joined.stem.len() > one.spelled.len()),
            _ => None,
        };
        self.phrases.add(&words, joined.as_ref(), meaning);
        let spelled = words.into_iter().map(|word| word.spelled);
        self.spellings.extend(spelled);
        Ok(())
    }

    fn near_need(&self, need: &Need, text: &str) -> Result<(NeedId, f32), String> {
        let (name, share) = text.split_once(' ').unwrap_or((text, ""));
        let share = match share {
            "" => NEAR,
            share => share
                .parse()
                .ok()
                .filter(|share| (0.0..=1.0).contains(share))
                .ok_or_else(|| format!("{}: {share:?} is no number from 0 to 1", need.name))?,
        };
        Ok((self.named(need, name)?, share))
    }

    fn named(&self, need: &Need, name: &str) -> Result<NeedId, String> {
        self.find(name)
            .ok_or_else(|| format!("{} names {name:?}, which is no need", need.name))
    }

    /// The need of this name.
    pub(crate) fn find(&self, name: &str) -> Option<NeedId> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn need(&self, id: NeedId) -> &Need {
        &self.needs[id as usize]
    }

    /// All needs, in the order of their numbers.
    pub(crate) fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// Whose services help with a need too, and how much.
    pub(super) fn near(&self, id: NeedId) -> &[(NeedId, f32)] {
        &self.near[id as usize]
    }

    /// Whether services that meet `other` help with a need too.
    pub(crate) fn is_near(&self, id: NeedId, other: NeedId) -> bool {
        self.near(id).iter().any(|(near, _)| *near == other)
    }

    /// Whose services are the wrong answer to a need.
    pub(super) fn against(&self, id: NeedId) -> &[NeedId] {
        &self.against[id as usize]
    }

    /// The phrases in `words`; see [`Phrases::find`].
    pub(super) fn phrases(&self, words: &[Word], gap: usize) -> Vec<Match<'_>> {
        self.phrases.find(words, gap)
    }

    /// Whether some phrase has this stem.
    pub(super) fn has_stem(&self, stem: &str) -> bool {
        self.phrases.has_stem(stem)
    }

    /// The words of all phrases as they are spelled, sorted.
    pub(crate) fn spellings(&self) -> &[String] {
        &self.spellings
    }

    /// Tells thesauri apart: an index made with another one is made anew.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

impl Need {
    /// Words that ask for it: what its services call themselves.
    pub(crate) fn asked_by(&self) -> &str {
        self.offers.first().unwrap_or(&self.title)
    }

    fn extend(&mut self, more: Self) {
        self.said.extend(more.said);
        self.offers.extend(more.offers);
        self.related.extend(more.related);
        self.near.extend(more.near);
        self.unlike.extend(more.unlike);
        self.against.extend(more.against);
    }

    /// Its lists of phrases, each with its name in the data.
    #[cfg(test)]
    pub(super) fn lists(&self) -> [(&'static str, &[String]); 4] {
        [
            ("said", &self.said),
            ("offers", &self.offers),
            ("related", &self.related),
            ("unlike", &self.unlike),
        ]
    }

    /// What people say of it and what services call themselves, as written in the data.
    #[cfg(test)]
    pub(crate) fn phrases(&self) -> impl Iterator<Item = &str> {
        self.said.iter().chain(&self.offers).map(String::as_str)
    }
}
