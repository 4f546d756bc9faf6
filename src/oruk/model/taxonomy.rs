//! Terms that describe things.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A taxonomy term put on something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attribute {
    /// Identifier of this attribute; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    /// The term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy_term_id: Option<String>,
    /// What the term says: service_type, need, eligibility and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_type: Option<String>,
    /// HSDS: kind of thing it hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_entity: Option<String>,
    /// HSDS: a value beside the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// HSDS 3.1: the term in the words of whoever uses it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The term, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy_term: Option<TaxonomyTerm>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// A vocabulary of terms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Taxonomy {
    /// Identifier of this taxonomy; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it is defined, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its terms, where given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxonomy_terms: Vec<TaxonomyTerm>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// One term of a taxonomy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaxonomyTerm {
    /// Identifier of this term; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// HSDS: the code in its own vocabulary, for example a CURIE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The broader term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Name of the taxonomy, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<String>,
    /// HSDS: the taxonomy, nested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy_detail: Option<Box<Taxonomy>>,
    /// HSDS: language of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The taxonomy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy_id: Option<String>,
    /// Where it is defined, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_uri: Option<String>,
    /// The name under its old name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}
