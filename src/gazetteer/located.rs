//! What the gazetteer answers: where, how surely, and who says so.

use serde::Serialize;

use super::centre::Centre;
use crate::domain::PostcodeKind;

/// Which layer answered, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// An official file.
    Official,
    /// The very postcode, learned from feeds.
    Learned,
    /// The centre of its sector; approximate.
    Sector,
    /// The centre of its outward code; approximate.
    Outcode,
    /// The middle of the addresses that name a place; approximate.
    Place,
}

/// How exact a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// That of the postcode itself.
    Exact,
    /// The middle of its sector.
    Sector,
    /// The middle of its outward code.
    Outcode,
    /// The middle of a place that was named instead.
    Place,
}

impl Quality {
    /// The word that stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Sector => "sector",
            Self::Outcode => "outcode",
            Self::Place => "place",
        }
    }
}

/// Where a postcode or a place is, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located {
    /// WGS84 degrees.
    pub lat: f64,
    /// WGS84 degrees.
    pub lon: f64,
    /// Which layer answered.
    pub layer: Layer,
    /// How exact it is.
    pub quality: Quality,
    /// How far its places lie from that centre, in metres: nine in ten are nearer. 0 for an
    /// official postcode, whose places lie around it.
    pub radius_m: f64,
}

impl Located {
    /// Whether only the area around the postcode is known, not the postcode itself.
    pub fn is_approximate(&self) -> bool {
        self.quality != Quality::Exact
    }

    pub(super) fn at(centre: &Centre, layer: Layer) -> Self {
        Self {
            lat: centre.lat(),
            lon: centre.lon(),
            layer,
            quality: match layer {
                Layer::Official | Layer::Learned => Quality::Exact,
                Layer::Sector => Quality::Sector,
                Layer::Outcode => Quality::Outcode,
                Layer::Place => Quality::Place,
            },
            radius_m: match layer {
                Layer::Sector => centre.radius_m.max(LEAST_SECTOR_M),
                Layer::Outcode => centre.radius_m.max(LEAST_OUTCODE_M),
                Layer::Official | Layer::Learned | Layer::Place => centre.radius_m,
            },
        }
    }
}

/// However few of its postcodes are known, a sector is some 3,000 addresses and an outward
/// code several sectors: so much about their middle is never sure, in metres.
const LEAST_SECTOR_M: f64 = 300.0;
const LEAST_OUTCODE_M: f64 = 1_000.0;

/// How a postcode stands. Malformed, unknown and terminated are three different answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In use.
    Found,
    /// No longer in use; its place is the last one it had.
    Terminated,
    /// It may be one, but this very postcode is not known.
    Unknown,
    /// No full postcode.
    Invalid,
}

/// All that is known of what somebody takes for a postcode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The text that was asked about.
    pub input: String,
    /// The normal form; `null` when it is none.
    pub postcode: Option<String>,
    /// How it stands.
    pub status: Status,
    /// WGS84 degrees; absent when nothing near it has a known position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// WGS84 degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Which layer answered; `null` when none could.
    pub layer: Option<Layer>,
    /// How exact the position is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// Of an approximate position: nine in ten places are nearer, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// The official file that knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The publisher's own indicator: Code-Point Open's 10 (best) to 90, the directory's 1 to 9.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub positional_quality: Option<u8>,
    /// The month it was terminated in: `2015-04`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminated: Option<String>,
    /// GSS code of the country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// GSS code of the district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// The district's name, where a file brings names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district_name: Option<String>,
    /// GSS code of the ward.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ward: Option<String>,
    /// Only of the forces' and of overseas postcodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PostcodeKind>,
    /// What was probably meant by something invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggest: Option<String>,
}
