//! When something runs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Attribute;

/// One entry of a timetable; times are Europe/London wall time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// Identifier of this schedule; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// The place at which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_at_location_id: Option<String>,
    /// First day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// First event, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dtstart: Option<String>,
    /// HSDS: hours from UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<f64>,
    /// HSDS: last event, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// HSDS: number of events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<f64>,
    /// HSDS: first day of the week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wkst: Option<String>,
    /// `WEEKLY` or `MONTHLY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freq: Option<String>,
    /// Every so many weeks or months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<f64>,
    /// iCal days: `MO,TH`; `1MO` or `-1FR` when monthly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byday: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byweekno: Option<String>,
    /// Days of the month, a comma list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bymonthday: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byyearday: Option<String>,
    /// The hours in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `HH:MM` or `HH:MM:SS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<String>,
    /// `HH:MM` or `HH:MM:SS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<String>,
    /// A web page, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_link: Option<String>,
    /// How people attend, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attending_type: Option<String>,
    /// Exceptions in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}
