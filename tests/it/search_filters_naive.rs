//! Filters, facets and counts of what is not stated, against an evaluation that looks at
//! every service in turn: a few hundred services, many searches, one seed.

use std::collections::BTreeMap;

use geo::{Distance, Geodesic, Point};
use waymark::domain::offer::{AgeRange, Said, Session, Term};
use waymark::domain::{Coverage, ListingId, ListingState, Offer, WEEKDAYS, Whereabouts};
use waymark::oruk::{Service, TaxonomyTerm};
use waymark::search::{
    Filter, Filters, Flag, List, Origin, SearchAnswer, SearchIndex, SearchRequest, Wanted,
};

use crate::support::assorted::{Dice, HERE, TERMS, filters, service, term};
use crate::support::directory::{Directory, id_of};
use crate::support::sample::id;

/// Days from 1970 to the day of the directory's clock, 2 March 2026.
const TODAY: i64 = 20_514;

/// A service and all that is asked of it, found without an index.
struct Seen {
    id: ListingId,
    service: Service,
    offer: Offer,
    metres: Option<f64>,
}

impl Seen {
    fn of(service: &Service) -> Self {
        let links = service.service_at_locations.iter();
        let places = links.filter_map(|link| {
            let location = link.location.as_ref()?;
            let place = Point::new(location.longitude?, location.latitude?);
            Some(Geodesic.distance(Point::new(HERE.1, HERE.0), place))
        });
        let today = jiff::civil::date(2026, 3, 2);
        let mut offer = Offer::of(service);
        offer.sessions.retain(|said| {
            let (first, last) = (said.value.first, said.value.last);
            first.is_none_or(|first| first <= today) && last.is_none_or(|last| today <= last)
        });
        Self {
            id: id_of(service),
            offer,
            metres: places.min_by(f64::total_cmp),
            service: service.clone(),
        }
    }

    fn flag(&self, flag: Flag) -> Option<bool> {
        let offer = &self.offer;
        let said = match flag {
            Flag::Free => &offer.free,
            Flag::InPerson => &offer.in_person,
            Flag::Remote => &offer.remote,
            Flag::HomeVisit => &offer.home_visit,
            Flag::WomenOnly => &offer.women_only,
            Flag::MenOnly => &offer.men_only,
            Flag::Accessible => &offer.wheelchair,
            Flag::SelfReferral => &offer.self_referral,
            Flag::HasPlaces => &offer.has_places,
        };
        said.as_ref().map(|said| said.value)
    }

    fn at_a_place(&self) -> Option<bool> {
        let elsewhere = self.flag(Flag::Remote) == Some(true)
            || self.flag(Flag::HomeVisit) == Some(true)
            || self.flag(Flag::InPerson) == Some(false);
        if self.metres.is_some() || self.flag(Flag::InPerson) == Some(true) {
            return Some(true);
        }
        elsewhere.then_some(false)
    }

    /// Own terms with all that are broader.
    fn categories(&self) -> Vec<u32> {
        let mut all = Vec::new();
        for attribute in &self.service.attributes {
            let id_ = attribute.taxonomy_term_id.as_deref();
            let mut next = (0..6).find(|number| id_ == Some(id(8, *number).as_str()));
            while let Some(number) = next {
                all.push(number);
                next = TERMS[number as usize].1;
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn values(&self, list: List) -> Vec<String> {
        let names = |terms: &[Said<Term>]| {
            let values = terms.iter().map(|said| &said.value);
            values
                .map(|term| term.code.clone().unwrap_or_else(|| term.name.clone()))
                .collect()
        };
        let mut values: Vec<String> = match list {
            List::Category => self.categories().into_iter().map(|n| id(8, n)).collect(),
            List::Audience => names(&self.offer.audiences),
            List::Language => names(&self.offer.languages),
            List::OrganizationId => self.service.organization_id.iter().cloned().collect(),
            List::Feed => vec!["sample".to_owned()],
            List::TaxonomyTermId | List::Access => Vec::new(),
        };
        values.sort();
        values.dedup();
        values
    }

    fn list(&self, list: List, asked: &str) -> Option<bool> {
        let asked = asked.to_lowercase();
        let terms = |terms: &[Said<Term>]| {
            let is_asked = terms.iter().any(|said| said.value.is_called(&asked));
            (!terms.is_empty()).then_some(is_asked)
        };
        let own = self.service.attributes.iter();
        let own: Vec<_> = own.filter_map(|a| a.taxonomy_term_id.clone()).collect();
        match list {
            List::Category => {
                let all = self.categories();
                let is_asked = all.iter().any(|number| {
                    TERMS[*number as usize].0.to_lowercase() == asked
                        || format!("test:{number}") == asked
                });
                (!all.is_empty()).then_some(is_asked)
            }
            List::TaxonomyTermId => {
                let has_any = !own.is_empty() || !self.offer.audiences.is_empty();
                has_any.then_some(own.contains(&asked))
            }
            List::Audience => terms(&self.offer.audiences),
            List::Language => terms(&self.offer.languages),
            List::OrganizationId | List::Feed => Some(self.values(list).contains(&asked)),
            List::Access => None,
        }
    }

    /// The answers to all that is asked, by filter.
    fn answers(&self, filters: &Filters) -> BTreeMap<Filter, Option<bool>> {
        let mut answers = BTreeMap::new();
        for (flag, wanted) in &filters.flags {
            let stated = self.flag(*flag);
            let no = if *flag == Flag::Remote {
                self.at_a_place()
            } else {
                stated.map(|yes| !yes)
            };
            let answer = match wanted {
                Wanted::Yes => stated,
                Wanted::No => no,
                Wanted::Either if stated == Some(true) => Some(true),
                Wanted::Either if *flag == Flag::Remote => no,
                Wanted::Either => stated.map(|_| true),
            };
            answers.insert(Filter::Flag(*flag), answer);
        }
        for (list, names) in &filters.lists {
            let each: Vec<_> = names.iter().map(|name| self.list(*list, name)).collect();
            let answer = if each.contains(&Some(true)) {
                Some(true)
            } else {
                each[0]
            };
            answers.insert(Filter::List(*list), answer);
        }
        if let Some(most) = filters.max_cost_pence {
            let price = self.offer.price.as_ref().map(|said| said.value);
            answers.insert(Filter::MaxCost, price.map(|pence| pence <= most));
        }
        if filters.asked().any(|filter| filter == Filter::Age) {
            let fits = |range: AgeRange| {
                let quarters = (0..=520).map(|quarter| f64::from(quarter) / 4.0);
                let between = |years: &f64| {
                    filters.min_age.is_none_or(|min| *years >= min)
                        && filters.max_age.is_none_or(|max| *years <= max)
                };
                let ages = &filters.ages;
                quarters.filter(between).any(|years| range.includes(years))
                    && (ages.is_empty() || ages.iter().any(|years| range.includes(*years)))
            };
            let range = self.offer.ages.as_ref().map(|said| said.value);
            answers.insert(Filter::Age, range.map(fits));
        }
        if let Some(days) = filters.verified_within_days {
            let assured = self.service.assured_date.as_deref().map(|date| match date {
                "2026-02-20" => TODAY - 10,
                _ => TODAY - 274,
            });
            let is_fresh = assured.map(|day| day >= TODAY - i64::from(days));
            answers.insert(Filter::VerifiedWithinDays, is_fresh);
        }
        answers.extend(self.when(filters));
        answers
    }

    /// The answers of the session that leaves least open, of those that none rules out.
    fn when(&self, filters: &Filters) -> BTreeMap<Filter, Option<bool>> {
        let sessions = self.offer.sessions.iter().map(|said| said.value);
        let each = sessions.map(|session| session_answers(filters, session));
        let open = |answers: &BTreeMap<Filter, Option<bool>>| {
            answers.values().filter(|answer| answer.is_none()).count()
        };
        let possible = each
            .clone()
            .filter(|answers| !answers.values().any(|a| *a == Some(false)));
        let asked = session_answers(filters, Session::default());
        let all = |answer: Option<bool>| asked.keys().map(|filter| (*filter, answer)).collect();
        possible
            .min_by_key(open)
            .unwrap_or_else(|| match each.count() {
                0 => all(None),
                _ => all(Some(false)),
            })
    }
}

fn session_answers(filters: &Filters, session: Session) -> BTreeMap<Filter, Option<bool>> {
    let mut answers = BTreeMap::new();
    if filters.days != 0 {
        let day = (session.days != 0).then_some(session.days & filters.days != 0);
        answers.insert(Filter::Day, day);
    }
    if let Some(start) = filters.start_minute {
        answers.insert(Filter::StartTime, session.opens.map(|opens| opens >= start));
    }
    if let Some(end) = filters.end_minute {
        let ends = session.closes.map(|closes| match session.opens {
            Some(opens) if closes < opens => closes + 24 * 60,
            _ => closes,
        });
        answers.insert(Filter::EndTime, ends.map(|closes| closes <= end));
    }
    answers
}

fn is_match(answers: &BTreeMap<Filter, Option<bool>>, include_unknown: bool) -> bool {
    answers.iter().all(|(filter, answer)| match answer {
        Some(answer) => *answer,
        None => include_unknown || *filter == Filter::Age,
    })
}

/// What the search should say of services within reach.
fn compare(answer: &SearchAnswer, reachable: &[&Seen], request: &SearchRequest) {
    let filters = &request.filters;
    let answered: Vec<_> = reachable
        .iter()
        .map(|seen| (seen.id, seen.answers(filters)))
        .collect();
    let mut want: Vec<ListingId> = answered
        .iter()
        .filter(|(_, answers)| is_match(answers, filters.include_unknown))
        .map(|(id, _)| *id)
        .collect();
    let mut got: Vec<ListingId> = answer.hits.iter().map(|hit| hit.id).collect();
    assert_eq!(answer.total, want.len() as u64, "{filters:?}");
    if want.len() <= request.limit {
        want.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, want, "{filters:?}");
    }
    let open: Vec<_> = answered
        .iter()
        .filter(|(_, answers)| !answers.values().any(|answer| *answer == Some(false)))
        .collect();
    for filter in filters.asked() {
        let want = open
            .iter()
            .filter(|(_, answers)| answers[&filter].is_none())
            .count();
        assert_eq!(
            answer.unknown.by_filter[&filter], want as u64,
            "{filter:?} {filters:?}"
        );
    }
    assert_eq!(answer.unknown.by_filter.len(), filters.asked().count());
    let leaves_open = |answers: &BTreeMap<Filter, Option<bool>>| {
        answers
            .iter()
            .any(|(filter, answer)| answer.is_none() && *filter != Filter::Age)
    };
    let any = open
        .iter()
        .filter(|(_, answers)| leaves_open(answers))
        .count();
    assert_eq!(answer.unknown.any, any as u64, "{filters:?}");
    compare_facets(answer, reachable, filters);
}

/// A count is the number of results that choosing its value alone would give.
fn compare_facets(answer: &SearchAnswer, reachable: &[&Seen], filters: &Filters) {
    let count = |chosen: &Filters, filter: Filter| {
        let matches = reachable.iter().filter(|seen| {
            let answers = seen.answers(chosen);
            let is_stated = answers[&filter] == Some(true);
            is_stated && is_match(&answers, filters.include_unknown)
        });
        matches.count() as u64
    };
    for flag in Flag::ALL {
        for value in [true, false] {
            let mut chosen = filters.clone();
            chosen.flags.insert(flag, Wanted::of(value));
            let facet = &answer.facets[&Filter::Flag(flag)];
            let found = facet
                .values
                .iter()
                .find(|entry| entry.value == value.to_string());
            let want = count(&chosen, Filter::Flag(flag));
            assert_eq!(found.unwrap().count, want, "{flag:?} {value} {filters:?}");
        }
        // Not stated is what would be left open whatever were chosen.
        let mut either = filters.clone();
        either.flags.insert(flag, Wanted::Either);
        let is_left_open = |seen: &&&Seen| {
            let mut answers = seen.answers(&either);
            let answer = answers.remove(&Filter::Flag(flag));
            answer == Some(None) && is_match(&answers, filters.include_unknown)
        };
        let want = reachable.iter().filter(is_left_open).count();
        let facet = &answer.facets[&Filter::Flag(flag)];
        assert_eq!(facet.not_stated, want as u64, "{flag:?} {filters:?}");
    }
    for list in [
        List::Category,
        List::Audience,
        List::Language,
        List::OrganizationId,
        List::Feed,
    ] {
        let mut others = filters.clone();
        others.lists.remove(&list);
        let mut want: BTreeMap<String, u64> = BTreeMap::new();
        let mut not_stated = 0;
        for seen in reachable {
            if is_match(&seen.answers(&others), filters.include_unknown) {
                let values = seen.values(list);
                not_stated += u64::from(values.is_empty());
                for value in values {
                    *want.entry(value).or_default() += 1;
                }
            }
        }
        let facet = &answer.facets[&Filter::List(list)];
        let got: BTreeMap<String, u64> = facet
            .values
            .iter()
            .map(|v| (v.value.clone(), v.count))
            .collect();
        assert_eq!(got, want, "{list:?} {filters:?}");
        assert_eq!(facet.not_stated, not_stated, "{list:?} {filters:?}");
    }
    for (day, (code, _)) in WEEKDAYS.into_iter().enumerate() {
        let chosen = Filters {
            days: 1 << day,
            ..filters.clone()
        };
        let matches = reachable.iter().filter(|seen| {
            let answers = seen.answers(&chosen);
            let sessions = seen
                .offer
                .sessions
                .iter()
                .map(|said| session_answers(&chosen, said.value));
            let on_the_day = |answers: &BTreeMap<Filter, Option<bool>>| {
                answers[&Filter::Day] == Some(true) && is_match(answers, filters.include_unknown)
            };
            sessions.into_iter().any(|answers| on_the_day(&answers))
                && is_match(&answers, filters.include_unknown)
        });
        let facet = &answer.facets[&Filter::Day];
        let found = facet
            .values
            .iter()
            .find(|entry| entry.value == code)
            .unwrap();
        assert_eq!(found.count, matches.count() as u64, "{code} {filters:?}");
    }
}

/// Services in several segments, some of them written again and some gone.
async fn populated(dice: &mut Dice) -> (Directory, SearchIndex, Vec<Seen>) {
    let directory = Directory::new().await;
    let mut tx = directory.store.write().await.unwrap();
    let terms: Vec<TaxonomyTerm> = (0..6).map(term).collect();
    tx.put_terms(&"sample".parse().unwrap(), &terms)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let index = directory.index().await;
    let mut services: Vec<Service> = (0..320).map(|number| service(number, dice)).collect();
    for batch in services.chunks(100) {
        directory.publish(batch).await;
        index.catch_up(&directory.store).await.unwrap();
    }
    for number in (0..320).step_by(9) {
        services[number as usize] = service(number, dice);
        directory
            .publish(&services[number as usize..=number as usize])
            .await;
    }
    let gone = services.split_off(300);
    directory.publish_as(ListingState::Suspended, &gone).await;
    index.catch_up(&directory.store).await.unwrap();
    let seen = services.iter().map(Seen::of).collect();
    (directory, index, seen)
}

#[tokio::test]
async fn every_count_is_what_looking_at_each_service_gives() {
    let mut dice = Dice(2_026);
    let (_directory, index, seen) = populated(&mut dice).await;
    let postcode = "LS1 4AP".parse().unwrap();
    let home = Whereabouts::of_postcode(&postcode, HERE);
    for _ in 0..300 {
        let origin = (dice.roll(4) > 0).then_some(Origin {
            lat: HERE.0,
            lon: HERE.1,
        });
        let radius_m = dice
            .pick(&[None, Some(3_000.0), Some(8_000.0)])
            .filter(|_| origin.is_some());
        let request = SearchRequest {
            origin,
            radius_m,
            home: origin.map(|_| home.clone()),
            filters: filters(&mut dice),
            facets: true,
            limit: 100,
            ..SearchRequest::default()
        };
        let is_in_reach = |seen: &&Seen| {
            let Some(radius_m) = radius_m else {
                return true;
            };
            let covers = Coverage::of(&seen.service).and_then(|areas| areas.covers(&home));
            seen.metres
                .map_or(covers != Some(false), |metres| metres <= radius_m)
        };
        let reachable: Vec<&Seen> = seen.iter().filter(is_in_reach).collect();
        compare(&index.search(&request).unwrap(), &reachable, &request);
    }
}
