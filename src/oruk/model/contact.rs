//! How to get in touch.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Attribute;

/// A person or desk to get in touch with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Identifier of this contact; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_at_location_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// HSDS: the address to write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// HSDS: telephone numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// A telephone number.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Phone {
    /// Identifier of this phone; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// The contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_at_location_id: Option<String>,
    /// The number as people dial it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<f64>,
    /// HSDS: voice, text, fax and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub phone_type: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Languages spoken on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// A language that is spoken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Language {
    /// Identifier of this language; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// The phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_id: Option<String>,
    /// HSDS: name of the language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// HSDS: ISO 639 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}
