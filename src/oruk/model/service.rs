//! Services, their areas and their prices.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Attribute, Contact, Funding, Language, Organization, Phone, Schedule, ServiceAtLocation,
};

/// What a person can turn to: the root of every ORUK document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Identifier of this service; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The organization that provides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// HSDS: the program it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program_id: Option<String>,
    /// The public name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// HSDS: another name it is known by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    /// What it is; may hold sanitised HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The web page of the service, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The address to write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// HSDS: interpreting offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpretation_services: Option<String>,
    /// HSDS: how to apply or be referred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_process: Option<String>,
    /// Charges in words (deprecated upstream, yet the only such field of the UK profile).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees: Option<String>,
    /// HSDS: charges in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees_description: Option<String>,
    /// HSDS: how long people wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_time: Option<String>,
    /// Accreditations held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accreditations: Option<String>,
    /// HSDS: who may come, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligibility_description: Option<String>,
    /// Youngest age in years, fractions allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<f64>,
    /// Oldest age in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<f64>,
    /// `YYYY-MM-DD` on which somebody who knows last confirmed the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assured_date: Option<String>,
    /// Who confirmed it: personal data, never published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurer_email: Option<String>,
    /// HSDS: licences held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licenses: Option<String>,
    /// A short-lived notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// RFC 3339 instant of the last change of anything in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// HSDS: telephone numbers (the UK profile has no place for them).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// When it runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// Where people may live to use it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_areas: Vec<ServiceArea>,
    /// Where it takes place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_at_locations: Vec<ServiceAtLocation>,
    /// Languages it is offered in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// The organization that provides it, nested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    /// Who pays for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<Funding>,
    /// Prices.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cost_options: Vec<CostOption>,
    /// HSDS: the program, kept as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<Value>,
    /// HSDS: documents people must bring, kept as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_documents: Vec<Value>,
    /// HSDS 3.1: how many places there are, with their units, kept as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<Value>,
    /// HSDS 3.1: further web pages, kept as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub additional_urls: Vec<Value>,
    /// People or desks to get in touch with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// An area whose residents may use a service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceArea {
    /// Identifier of this service area; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// HSDS 3.1: the service at one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_at_location_id: Option<String>,
    /// Name of the area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The same under its old name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area: Option<String>,
    /// HSDS: the area in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Geometry, serialised as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    /// Kind of `extent`: geojson, topojson, kml or free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent_type: Option<String>,
    /// Area URI, for example an ONS code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// One price.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostOption {
    /// Identifier of this cost option; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// First day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Who pays this price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// HSDS: ISO 4217 code, `GBP` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Price in pounds, or in `currency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// What the amount buys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_description: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// Whether a service runs, in the standard's four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// It runs.
    #[serde(rename = "active")]
    Active,
    /// It does not run now.
    #[serde(rename = "inactive")]
    Inactive,
    /// It has ended.
    #[serde(rename = "defunct")]
    Defunct,
    /// It is closed and will come back.
    #[serde(rename = "temporarily closed")]
    TemporarilyClosed,
}

impl Status {
    /// The standard's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Defunct => "defunct",
            Self::TemporarilyClosed => "temporarily closed",
        }
    }

    /// Reads one of the four words; letter case, `_` and `-` do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        match text
            .trim()
            .to_ascii_lowercase()
            .replace(['_', '-'], " ")
            .as_str()
        {
            "active" => Some(Self::Active),
            "inactive" => Some(Self::Inactive),
            "defunct" => Some(Self::Defunct),
            "temporarily closed" => Some(Self::TemporarilyClosed),
            _ => None,
        }
    }
}
