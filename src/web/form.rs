//! The search form: what was asked, as it stands in the address.
//!
//! Names and values are those of `/api/v1/search`, so that one can be turned into the other.

use url::form_urlencoded;

use super::limits::Limits;
use super::wording;
use crate::search::{Filters, Sort};

/// Distances that the form offers, in metres.
const REACHES_M: [u32; 6] = [1_000, 2_000, 5_000, 10_000, 25_000, 50_000];

/// The distance of a form that nobody has touched, in metres.
const FIRST_REACH_M: u32 = 5_000;

/// A search as typed. Parameters that mean nothing are as good as absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SearchForm {
    /// Words.
    pub(super) q: String,
    /// Postcode as typed.
    pub(super) postcode: String,
    /// Metres; `None` is any distance.
    pub(super) radius_m: Option<u32>,
    /// What else must hold.
    pub(super) filters: Filters,
    /// The order.
    pub(super) sort: Sort,
    /// Where the page before ended.
    pub(super) cursor: Option<String>,
    /// Whether anything was asked at all.
    pub(super) asked: bool,
}

/// One entry of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// As sent.
    pub(super) value: String,
    /// As read.
    pub(super) label: String,
    /// Whether it is chosen now.
    pub(super) chosen: bool,
}

impl SearchForm {
    /// Reads the query part of an address.
    pub(super) fn parse(query: &str) -> Self {
        let mut form = Self {
            radius_m: Some(FIRST_REACH_M),
            ..Self::default()
        };
        let pairs = form_urlencoded::parse(query.as_bytes());
        for (name, value) in pairs {
            let is_filter = || Filters::parameters().any(|known| known == name);
            if !form.asked && (KNOWN.contains(&name.as_ref()) || is_filter()) {
                form.asked = true;
                form.radius_m = None;
            }
            let value = value.trim();
            match name.as_ref() {
                "q" => form.q = value.to_owned(),
                "postcode" => form.postcode = value.to_owned(),
                "radius_m" => form.radius_m = value.parse().ok().filter(|m| *m > 0),
                "include_unknown" => form.filters.include_unknown = is_yes(value),
                "sort" => form.sort = sort(value),
                "cursor" => form.cursor = Some(value.to_owned()).filter(|c| !c.is_empty()),
                // A field that is left empty, like any value that means nothing, asks nothing.
                name => drop(form.filters.set(name, value)),
            }
        }
        form
    }

    /// The address of this search.
    pub(super) fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &self.q);
        if !self.postcode.is_empty() {
            query.append_pair("postcode", &self.postcode);
        }
        if let Some(radius) = self.radius_m {
            query.append_pair("radius_m", &radius.to_string());
        }
        query.extend_pairs(self.filters.to_parameters());
        if self.filters.include_unknown {
            query.append_pair("include_unknown", "true");
        }
        if self.sort != Sort::default() {
            query.append_pair("sort", sort_name(self.sort));
        }
        if let Some(cursor) = &self.cursor {
            query.append_pair("cursor", cursor);
        }
        format!("/?{}", query.finish())
    }

    /// The limits as the form shows them.
    pub(super) fn limits(&self) -> Limits {
        Limits::of(&self.filters)
    }

    /// The distances to choose from, with the one asked for even if the form does not offer it.
    pub(super) fn reaches(&self) -> Vec<Choice> {
        let mut metres = REACHES_M.to_vec();
        metres.extend(self.radius_m);
        metres.sort_unstable();
        metres.dedup();
        let mut choices: Vec<Choice> = metres
            .into_iter()
            .map(|m| Choice {
                value: m.to_string(),
                label: wording::reach(m),
                chosen: self.radius_m == Some(m),
            })
            .collect();
        choices.push(Choice {
            value: String::new(),
            label: "Any distance".to_owned(),
            chosen: self.radius_m.is_none(),
        });
        choices
    }

    /// The orders to choose from.
    pub(super) fn orders(&self) -> Vec<Choice> {
        [
            (Sort::Relevance, "Best match first"),
            (Sort::Distance, "Nearest first"),
            (Sort::Fresh, "Last confirmed first"),
        ]
        .into_iter()
        .map(|(sort, label)| Choice {
            value: sort_name(sort).to_owned(),
            label: label.to_owned(),
            chosen: self.sort == sort,
        })
        .collect()
    }

    /// The next larger distance of the form, if this one has a limit: `None` inside is any.
    pub(super) fn wider(&self) -> Option<Option<u32>> {
        let now = self.radius_m?;
        Some(REACHES_M.into_iter().find(|m| *m > now))
    }
}

/// Parameters that are no filters.
const KNOWN: [&str; 6] = [
    "q",
    "postcode",
    "radius_m",
    "include_unknown",
    "sort",
    "cursor",
];

fn is_yes(value: &str) -> bool {
    matches!(value, "true" | "1" | "on" | "yes")
}

fn sort(value: &str) -> Sort {
    [Sort::Relevance, Sort::Distance, Sort::Fresh]
        .into_iter()
        .find(|sort| sort_name(*sort) == value)
        .unwrap_or_default()
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Distance => "distance",
        Sort::Fresh => "fresh",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untouched_form_offers_a_distance_and_asks_nothing() {
        for query in ["", "utm_source=x"] {
            let form = SearchForm::parse(query);
            assert!(!form.asked, "{query}");
            assert_eq!(form.radius_m, Some(FIRST_REACH_M));
        }
    }

    #[test]
    fn a_search_survives_the_way_through_its_address() {
        for query in [
            "q=",
            "q=caf%C3%A9+%26+chat&postcode=ZZ1+1AA&radius_m=5000&free=true",
            "q=x&radius_m=3000&include_unknown=true&sort=fresh&cursor=abc",
            "q=&remote=false&women_only=true&category=Food&max_cost=2.5&age=70&day=MO&day=FR",
        ] {
            let form = SearchForm::parse(query);
            assert!(form.asked);
            assert_eq!(form.address(), format!("/?{query}"));
            assert_eq!(SearchForm::parse(&form.address()[2..]), form);
        }
    }

    #[test]
    fn odd_values_are_as_good_as_absent() {
        let form = SearchForm::parse("q=%FF&radius_m=-5&sort=magic&free=perhaps&q=last");
        assert_eq!(form.q, "last");
        assert_eq!(form.radius_m, None);
        assert_eq!(form.sort, Sort::Relevance);
        assert_eq!(form.filters, Filters::default());
    }

    #[test]
    fn a_distance_that_the_form_does_not_offer_is_kept_and_chosen() {
        let form = SearchForm::parse("radius_m=3000");
        let chosen: Vec<_> = form.reaches().into_iter().filter(|c| c.chosen).collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!(chosen[0].value, "3000");
        assert_eq!(form.wider(), Some(Some(5_000)));
        assert_eq!(SearchForm::parse("radius_m=50000").wider(), Some(None));
        assert_eq!(SearchForm::parse("q=x").wider(), None);
    }
}
