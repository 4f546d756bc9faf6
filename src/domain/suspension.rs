//! A listing hidden on evidence, and the way back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ListingId;

/// What a look at a provider's page leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// A listed fact that a person would act on is contradicted, or the service is gone.
    Suspend,
    /// It probably matters; a person looks, the listing stays.
    Flag,
    /// No listed fact is affected.
    None,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// The word as stored and shown.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the stored word.
            pub fn from_stored(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// Why a verdict was reached: the closed list that consumers and reports rely on.
    Reason {
        /// The provider says that it has closed for good.
        Closed = "closed",
        /// It takes place elsewhere.
        Moved = "moved",
        /// Another telephone number.
        PhoneChanged = "phone_changed",
        /// Another e-mail address.
        EmailChanged = "email_changed",
        /// Other days or times.
        HoursChanged = "hours_changed",
        /// Another price.
        PriceChanged = "price_changed",
        /// Other people may come.
        EligibilityChanged = "eligibility_changed",
        /// Another name.
        Renamed = "renamed",
        /// The page or site is gone.
        Gone = "gone",
        /// The domain shows a parking page.
        Parked = "parked",
        /// Stopped with no date for coming back.
        TemporarilyClosed = "temporarily_closed",
        /// Nothing that matters changed.
        Noise = "noise",
        /// The site could not be read this time.
        Transient = "transient",
        /// The edit is not about a listed fact.
        UnrelatedEdit = "unrelated_edit",
        /// Another spelling of the same address.
        UrlVariant = "url_variant",
    }
}

words! {
    /// Where a suspension stands.
    SuspensionState {
        /// Waits for a person, the provider or a clean check.
        Open = "open",
        /// A person agreed; the listing stays hidden.
        Confirmed = "confirmed",
        /// A person put the listing right; it is shown.
        Edited = "edited",
        /// A person said that it was wrong; the listing is back.
        Dismissed = "dismissed",
        /// A later check agreed with the listing again; it is back.
        Cleared = "cleared",
    }
}

/// One contradiction between a listing and its provider's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The listed fact: `phone`, `email`, `postcode`, `status`, `url` and so on.
    pub field: String,
    /// What we list.
    pub listed: Option<String>,
    /// What the page says.
    pub found: Option<String>,
    /// The words around it on the page.
    pub snippet: Option<String>,
    /// Stable name of the rule that fired.
    pub rule: String,
}

/// The outcome of judging one listing's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What it leads to.
    #[serde(rename = "verdict")]
    pub kind: VerdictKind,
    /// Why.
    pub reason: Reason,
    /// The listed facts concerned, without doubles.
    pub fields: Vec<String>,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// How often the rules behind it were right on labelled cases, in per cent; absent in
    /// what was kept before this was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_percent: Option<u8>,
}

/// A listing hidden on evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspension {
    /// A UUID.
    pub id: String,
    /// The listing.
    pub listing: ListingId,
    /// Where it stands.
    pub state: SuspensionState,
    /// Why.
    pub reason: Reason,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// As [`Verdict::confidence_percent`], at the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_percent: Option<u8>,
    /// The address that was fetched.
    pub url: String,
    /// When the page that led to it was fetched.
    pub fetched_at: Timestamp,
    /// When the listing was hidden.
    pub since: Timestamp,
    /// When somebody settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Timestamp>,
    /// Who settled it: a token's or command's name, never a person's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<String>,
    /// What they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}
