//! `waymark matches list|merge|apart|split|undo`

use std::sync::Arc;

use clap::Subcommand;
use serde::Serialize;

use super::{Context, Verdict};
use crate::domain::{ListingId, SystemClock};
use crate::federation::matching::Says;
use crate::federation::{self, Ask, Author, Decided, Question, Word};
use crate::store::{DecisionRow, RecordName, Store};

/// What to do with records that may be one service.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Show the pairs in question, with both sides and the evidence, and what was decided.
    List,
    /// Two listings are one service.
    Merge(Pair),
    /// Two listings are two services, however alike they look.
    Apart(Pair),
    /// Part records from the rest of their listing.
    Split {
        /// The listing.
        listing: ListingId,
        /// The records to part, as FEED/RECORD.
        #[arg(required = true, value_name = "FEED/RECORD")]
        records: Vec<String>,
        #[command(flatten)]
        why: Why,
    },
    /// Take a decision back.
    Undo {
        /// Id of the decision.
        id: String,
    },
}

/// Which two listings, and why.
#[derive(Debug, clap::Args)]
pub(super) struct Pair {
    /// Id of the question, or of one listing.
    a: String,
    /// Id of the other listing.
    b: Option<String>,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, clap::Args)]
pub(super) struct Why {
    /// A few words for those who look at it later.
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

#[derive(Debug, Serialize)]
struct Matches {
    questions: Vec<Question>,
    decisions: Vec<DecisionRow>,
}

/// The most that `list` shows.
const MOST: i64 = 1000;

/// Under which name decisions of the command line are kept.
const AUTHOR: &str = "command line";

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let config = context.config()?;
    let store = Store::open(&config.database.url, Arc::new(SystemClock)).await?;
    let Some((ask, comment)) = ask(what)? else {
        let found = Matches {
            questions: federation::questions(&store, &config, MOST).await?,
            decisions: store.decisions(false, MOST).await?,
        };
        return show(context, &found);
    };
    let author = Author {
        name: AUTHOR,
        comment: comment.as_deref(),
    };
    let done = federation::settle(&store, &config, &ask, author).await?;
    tell(context, &done)
}

/// What is asked for, and why; `None` where it is only to be shown.
fn ask(what: What) -> anyhow::Result<Option<(Ask, Option<String>)>> {
    let pair = |word, Pair { a, b, why }: Pair| {
        let ask = Ask::Pair {
            word,
            one: a,
            other: b,
        };
        Some((ask, why.comment))
    };
    Ok(match what {
        What::List => None,
        What::Merge(both) => pair(Word::Merge, both),
        What::Apart(both) => pair(Word::Apart, both),
        What::Split {
            listing,
            records,
            why,
        } => {
            let records = records.iter().map(|text| text.parse());
            let records = records.collect::<Result<Vec<RecordName>, _>>()?;
            Some((Ask::Split { listing, records }, why.comment))
        }
        What::Undo { id } => Some((Ask::Undo(id), None)),
    })
}

fn tell(context: &mut Context<'_>, done: &Decided) -> anyhow::Result<Verdict> {
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(done)?)?;
        return Ok(Verdict::Fine);
    }
    writeln!(context.out, "decision {}", done.decision)?;
    let listings: Vec<String> = done.listings.iter().map(ToString::to_string).collect();
    match listings.as_slice() {
        [one] => writeln!(context.out, "the records are one listing: {one}")?,
        several => writeln!(
            context.out,
            "the records are {} listings: {}",
            several.len(),
            several.join(", ")
        )?,
    }
    Ok(Verdict::Fine)
}

fn show(context: &mut Context<'_>, found: &Matches) -> anyhow::Result<Verdict> {
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(found)?)?;
        return Ok(Verdict::Fine);
    }
    for question in &found.questions {
        writeln!(context.out, "{}  {:.2}", question.id, question.score)?;
        for side in [&question.a, &question.b] {
            let by = side.organization.as_deref().unwrap_or("-");
            let at = side.place.as_deref().unwrap_or("-");
            writeln!(context.out, "  {} · {by} · {at}", side.name)?;
            writeln!(context.out, "    {}, listing {}", side.record, side.listing)?;
        }
        for evidence in &question.evidence {
            let sign = match evidence.says {
                Says::For => '+',
                Says::Against => '-',
            };
            writeln!(context.out, "    {sign} {}", evidence.text)?;
        }
    }
    if found.questions.is_empty() {
        writeln!(context.out, "nothing is in question")?;
    }
    for decision in &found.decisions {
        let why = decision.comment.as_deref().unwrap_or("no comment");
        writeln!(
            context.out,
            "decision {}: {} by {}, {why}",
            decision.id, decision.ruling, decision.author
        )?;
        for (a, b) in &decision.pairs {
            writeln!(context.out, "  {a} and {b}")?;
        }
    }
    Ok(Verdict::Fine)
}
