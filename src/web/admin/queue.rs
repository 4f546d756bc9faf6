//! `GET /admin/matches`: what is in question, and below it the decisions that hold;
//! `GET /admin/matches/{id}`: one of either.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Html;
use url::form_urlencoded;

use super::Refusal;
use super::decision::{self, DecisionView};
use super::pages::{Pages, SIZE};
use super::question::QuestionView;
use super::session::Officer;
use super::settle::may_be_an_id;
use crate::federation;
use crate::hub::Hub;
use crate::web::error::PageError;
use crate::web::site::Site;
use crate::web::wording::many;

#[derive(Template)]
#[template(path = "admin/matches.html")]
struct MatchesPage {
    site: Site,
    officer: Officer,
    /// What came of the decision that led here.
    done: Option<String>,
    /// How many questions there are on all pages.
    total: String,
    questions: Vec<QuestionView>,
    pages: Pages,
    decisions: Vec<DecisionView>,
    decided: Pages,
}

#[derive(Template)]
#[template(path = "admin/match.html")]
struct MatchPage {
    site: Site,
    officer: Officer,
    title: String,
    question: Option<QuestionView>,
    decision: Option<DecisionView>,
    pages: Pages,
}

/// What is asked of the list.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    /// Page of the questions, from 0.
    page: usize,
    /// Page of the decisions, from 0.
    decided: usize,
    /// Id of the decision that led here.
    done: Option<String>,
}

impl Asked {
    /// Reads a query; what makes no sense in it is as if it was not there.
    fn parse(query: &str) -> Self {
        let mut asked = Self::default();
        let number = |text: &str| text.parse::<usize>().unwrap_or(1).saturating_sub(1);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "page" => asked.page = number(&value),
                "decided" => asked.decided = number(&value),
                "done" if may_be_an_id(&value) => asked.done = Some(value.into_owned()),
                _ => {}
            }
        }
        asked
    }
}

/// `GET /admin/matches?page=&decided=`
pub(super) async fn list(
    State(hub): State<Hub>,
    officer: Officer,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, PageError> {
    let asked = Asked::parse(query.as_deref().unwrap_or_default());
    let done = match &asked.done {
        Some(id) => one_decision(&hub, &officer, id).await?,
        None => None,
    };
    let waiting = federation::waiting(&hub.store, &hub.config, asked.page, SIZE).await?;
    let feeds = hub.store.feeds().await?;
    let total = usize::try_from(hub.store.standing_decisions().await?).unwrap_or(usize::MAX);
    let decided = asked.decided.min(total.saturating_sub(1) / SIZE);
    let rows = hub.store.decisions_after(false, skip(decided), skip(1));
    let decisions = decision::views(&hub, &officer, &rows.await?).await?;
    let page = MatchesPage {
        site: Site::of(&hub),
        done: done.map(|decision| decision.outcome),
        total: many(u64::try_from(waiting.total).unwrap_or(u64::MAX)),
        questions: waiting
            .questions
            .iter()
            .map(|question| QuestionView::of(question, &feeds))
            .collect(),
        pages: Pages::of(waiting.page, waiting.total, |number| {
            format!("/admin/matches?page={number}")
        }),
        decisions,
        decided: Pages::of(decided, total, |number| {
            let page = waiting.page + 1;
            format!("/admin/matches?page={page}&decided={number}#decisions")
        }),
        officer,
    };
    Ok(Html(page.render()?))
}

/// `GET /admin/matches/{id}`: a question or a decision.
pub(super) async fn show(
    State(hub): State<Hub>,
    officer: Officer,
    Path(id): Path<String>,
) -> Result<Html<String>, PageError> {
    if !may_be_an_id(&id) {
        return Err(Refusal::Settled.into());
    }
    let question = federation::question(&hub.store, &hub.config, &id).await?;
    let feeds = hub.store.feeds().await?;
    let question = question.map(|question| QuestionView::of(&question, &feeds));
    let decision = match &question {
        Some(_) => None,
        None => one_decision(&hub, &officer, &id).await?,
    };
    let title = match (&question, &decision) {
        (Some(question), _) => question.heading.clone(),
        (None, Some(decision)) => decision.heading.clone(),
        (None, None) => return Err(Refusal::Settled.into()),
    };
    let page = MatchPage {
        site: Site::of(&hub),
        officer,
        title,
        question,
        decision,
        pages: Pages::of(0, 1, |_| String::new()),
    };
    Ok(Html(page.render()?))
}

async fn one_decision(
    hub: &Hub,
    officer: &Officer,
    id: &str,
) -> Result<Option<DecisionView>, PageError> {
    let row = hub.store.decision(id).await?;
    let views = decision::views(hub, officer, row.as_slice()).await?;
    Ok(views.into_iter().next())
}

/// Entries on so many pages.
fn skip(pages: usize) -> i64 {
    i64::try_from(pages.saturating_mul(SIZE)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_far_as_it_makes_sense() {
        for (query, page, decided, done) in [
            ("", 0, 0, None),
            ("page=3&decided=2&done=a-1", 2, 1, Some("a-1")),
            ("page=0&decided=-1&done=%00", 0, 0, None),
            ("page=many&done=<b>", 0, 0, None),
        ] {
            let want = Asked {
                page,
                decided,
                done: done.map(str::to_owned),
            };
            assert_eq!(Asked::parse(query), want, "{query}");
        }
    }
}
