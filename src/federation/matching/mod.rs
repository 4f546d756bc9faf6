//! Which records are of one and the same service.
//!
//! service -> [`Profile`], everything normalised that comparing needs -> its keys bring
//! [`candidates`] together -> [`compare`] weighs the evidence of a pair -> [`cluster`] joins
//! what belongs together, and asks a person where the evidence leaves a doubt.
//!
//! *The same* is: the same activity, by the same body, in the same town, for the same people. A
//! moved venue, another telephone or another e-mail address does not split it. All of it is
//! pure: a pair's comparison depends on the two records alone, never on what else is known, so
//! that one changed record matched by itself ends where matching everything again would.

mod activity;
mod ages;
mod body;
mod candidates;
mod cluster;
mod compare;
mod evidence;
mod keys;
mod kinship;
mod ledger;
mod name;
mod people;
mod place;
mod profile;
mod prose;
mod reach;
mod said;
mod site;
mod spelled;
mod times;
mod vocabulary;
mod words;

pub use candidates::candidates;
pub use cluster::{Clusters, Decision, Doubt, Member, Ruling, cluster};
pub use compare::{Comparison, Thresholds, Verdict, compare};
pub use evidence::{Evidence, Kind, Says};
pub use keys::KEYS_VERSION;
pub use profile::Profile;
