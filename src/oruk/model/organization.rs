//! Organizations, their identifiers and funding.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Attribute, Contact, Location, Phone, Service};

/// Who provides services (a provider).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// Identifier of this organization; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The public name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// HSDS: another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    /// What it does; required by the standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address to write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Its web site, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_status: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// HSDS: a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_incorporated: Option<f64>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_status: Option<String>,
    /// URL of a picture, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// A persistent identifier, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The organization above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_organization_id: Option<String>,
    /// HSDS: who pays for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<Funding>,
    /// HSDS: people to get in touch with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// HSDS: telephone numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// HSDS: its places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// HSDS 3.1: further web sites, kept as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub additional_websites: Vec<Value>,
    /// HSDS: its programs, kept as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<Value>,
    /// Registered numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organization_identifiers: Vec<OrganizationIdentifier>,
    /// What it provides; only in answers of `/organizations/{id}`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// A registered number, such as a charity number.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationIdentifier {
    /// Identifier of this identifier; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// org-id.guide code, for example `GB-CHC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier_scheme: Option<String>,
    /// Kind of number in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier_type: Option<String>,
    /// The number itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// Who pays for a service or an organization.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Funding {
    /// Identifier of this funding; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// HSDS: the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// Who pays, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}
