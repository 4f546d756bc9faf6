//! Checks a feed over HTTP, from `GET /` to the scorecard.

use serde_json::Value;
use url::Url;

use super::ask::{Asker, Silence};
use super::finding::{Findings, Named, Remark};
use super::page::json;
use super::probe::{filters, lists, manners};
use super::quality::Scorecard;
use super::report::Report;
use super::rules::{carriage, dates, detail, document, one_to_one, sizes};
use super::version::Version;
use super::walk::{NoList, Walk, Walked};
use super::{Checker, Limits};
use crate::connect::base_address;
use crate::domain::{codes, shown};
use crate::oruk::schema::Document;
use crate::oruk::{Service, page};

/// The page size of the first walk.
const LARGE: u64 = 100;
/// The page size of the second walk; less where the list is short, so that it has three pages.
const SMALL: u64 = 50;

/// Checks a feed.
pub(super) async fn check(checker: Checker<'_>, url: &Url) -> Report {
    let base = base_address(url);
    let mut visit = Visit {
        checker,
        asker: Asker::new(checker.client, &base, checker.limits),
        findings: Findings::default(),
        scorecard: Scorecard::new(checker.gazetteer, checker.clock.now()),
        version: Version::V3,
        first: None,
    };
    let now = checker.clock.now();
    let root = visit.root().await;
    visit.version = match (checker.version, root.announced) {
        (Some(version), _) | (None, Some(version)) => version,
        (None, None) => visit.version_by_look().await,
    };
    if visit.version == Version::V3 {
        visit.findings.add("/", None, root.remarks);
    }
    let mut report = Report::new(shown(&base).to_string(), visit.version, now);
    match visit.services().await {
        Ok(walked) => {
            report.services = walked.received;
            visit.rest(&walked).await;
        }
        Err(no_list) => visit.no_services(no_list),
    }
    report.notes = visit.notes();
    report.requests = visit.asker.made;
    visit.findings.add("/", None, visit.asker.remarks());
    report.finish(visit.findings, Some(visit.scorecard))
}

/// What `GET /` told.
struct Root {
    announced: Option<Version>,
    remarks: Vec<Remark>,
}

struct Visit<'a> {
    checker: Checker<'a>,
    asker: Asker<'a>,
    findings: Findings,
    scorecard: Scorecard<'a>,
    version: Version,
    /// A service in full, for filters that it must meet.
    first: Option<Value>,
}

impl Visit<'_> {
    async fn root(&mut self) -> Root {
        let mut root = Root {
            announced: None,
            remarks: Vec::new(),
        };
        let advice = "Answer GET / with version, profile and openapi_url.";
        let missing = |found: String| Remark::new(codes::ROOT_MISSING, found, advice);
        match self.asker.get(&[], &[]).await {
            // Whether anything answers at all shows at the list of services.
            Err(_) => {}
            Ok(answer) if answer.status != 200 => {
                root.remarks.push(missing(format!(
                    "GET / answers with status {}",
                    answer.status
                )));
            }
            Ok(answer) => {
                match json(&answer.body) {
                    Err(why) => root.remarks.push(missing(format!("GET / {why}"))),
                    Ok(body) => {
                        root.remarks = carriage::check(&answer);
                        root.remarks
                            .extend(document::check(Document::ApiDetails, &body, &[]));
                        let version = body.get("version").and_then(Value::as_str);
                        root.announced = version.and_then(Version::announced);
                        match version {
                        None => root.remarks.push(missing("GET / states no version".to_owned())),
                        Some(version) if version != page::VERSION => root.remarks.push(Remark::new(
                            codes::VERSION_UNEXPECTED,
                            version,
                            "Write \"version\": \"HSDS-UK-3.0\" if the feed follows ORUK 3.0.",
                        )),
                        Some(_) => {}
                    }
                    }
                }
            }
        }
        root
    }

    async fn version_by_look(&mut self) -> Version {
        let answer = self
            .asker
            .get(&["services"], &[("page", "1"), ("per_page", "1")])
            .await;
        let body = answer.ok().and_then(|answer| json(&answer.body).ok());
        body.map_or(Version::V3, |body| Version::of(&body))
    }

    /// Walks over the list twice, and compares what came.
    async fn services(&mut self) -> Result<Walked, NoList> {
        let mut sample = Sample::new(self.checker.limits);
        let version = self.version;
        let kind = version.services().item;
        let walk = Walk {
            version,
            per_page: LARGE,
            query: &[],
            endpoint: "/services",
        };
        let now = self.checker.clock.now();
        let mut first = |findings: &mut Findings, named: &Named, item: &Value| {
            findings.add("/services", Some(named), document::check(kind, item, &[]));
            if version == Version::V3 {
                findings.add("/services", Some(named), one_to_one::check(item));
            }
            findings.add("/services", Some(named), dates::check(item, now));
            sample.take(named, item);
        };
        let one = walk
            .run(&mut self.asker, &mut self.findings, &mut first)
            .await?;
        if one.received == 0 {
            let advice = "Look at the job that fills the feed.";
            let empty = Remark::new(codes::EMPTY_FEED, "the list has no services", advice);
            self.findings.add("/services", None, [empty]);
        } else {
            self.second_walk(&one).await;
        }
        self.details(sample).await;
        Ok(one)
    }

    /// With another page size, and in full where the feed can: what is full goes to the card.
    async fn second_walk(&mut self, one: &Walked) {
        let version = self.version;
        let endpoint = "/services?full=true";
        let walk = Walk {
            version,
            per_page: SMALL.min(one.received.div_ceil(3)).max(1),
            query: if version == Version::V3 {
                &[("full", "true")]
            } else {
                &[]
            },
            endpoint: if version == Version::V3 {
                endpoint
            } else {
                "/services"
            },
        };
        let mut full: Option<Value> = None;
        let scorecard = &mut self.scorecard;
        let mut second = |findings: &mut Findings, named: &Named, item: &Value| {
            if version == Version::V3 && is_full(item) {
                in_full(version, endpoint, named, item, findings, scorecard);
                full.get_or_insert_with(|| item.clone());
            }
        };
        let other = walk
            .run(&mut self.asker, &mut self.findings, &mut second)
            .await;
        self.first = full;
        if let Ok(other) = other {
            self.findings
                .add("/services", None, sizes::check(one, &other));
        }
    }

    /// Details of a sample: each there, of the same service, and valid.
    async fn details(&mut self, sample: Sample) {
        let from_lists = self.scorecard.counted() > 0;
        let endpoint = "/services/{id}";
        for (named, item) in sample.kept {
            let answer = match self.asker.get(&["services", &named.id], &[]).await {
                Err(Silence::Spent) => return,
                Err(Silence::Dead(why)) => Err(why),
                Ok(answer) if answer.status != 200 => {
                    Err(format!("answers with status {}", answer.status))
                }
                Ok(answer) => {
                    self.findings
                        .add(endpoint, Some(&named), carriage::check(&answer));
                    json(&answer.body)
                }
            };
            match answer {
                Err(why) => {
                    let advice = "Make /services/{id} answer for every id that /services lists.";
                    let unread = Remark::new(codes::RECORD_UNREAD, why, advice);
                    self.findings.add(endpoint, Some(&named), [unread]);
                }
                Ok(body) => {
                    self.findings
                        .add(endpoint, Some(&named), detail::check(&item, &body));
                    if !from_lists {
                        let (findings, card) = (&mut self.findings, &mut self.scorecard);
                        in_full(self.version, endpoint, &named, &body, findings, card);
                    }
                    self.first.get_or_insert(body);
                }
            }
        }
    }

    async fn rest(&mut self, walked: &Walked) {
        lists::look(self.version, &mut self.asker, &mut self.findings).await;
        manners::look(&mut self.asker, &mut self.findings).await;
        if walked.received > 1 {
            let all = walked.received;
            let full = self.first.as_ref();
            let (asker, findings) = (&mut self.asker, &mut self.findings);
            filters::try_all(self.version, all, full, asker, findings).await;
        }
    }

    fn no_services(&mut self, no_list: NoList) {
        let remark = match no_list {
            NoList::Remark(remark) => remark,
            NoList::Dead(why) => {
                let advice = "Open the address from outside your own network.";
                Remark::new(codes::FEED_UNREACHABLE, why, advice)
            }
            NoList::Spent => return,
        };
        self.findings.add("/services", None, [remark]);
    }

    fn notes(&self) -> Vec<String> {
        let limits = self.checker.limits;
        vec![
            "Every page of the list of services was asked for, with two page sizes.".to_owned(),
            format!(
                "Details of up to {} services spread over the list were asked for; a check makes \
                 up to {} requests in {} minutes.",
                limits.sample,
                limits.requests,
                limits.time.as_secs() / 60
            ),
        ]
    }
}

/// A service in full: schema, reader, dates and scorecard.
pub(super) fn in_full(
    version: Version,
    endpoint: &str,
    named: &Named,
    raw: &Value,
    findings: &mut Findings,
    scorecard: &mut Scorecard<'_>,
) {
    let reading = version.dialect().read(raw);
    let kind = version.services().detail;
    findings.add(
        endpoint,
        Some(named),
        document::check(kind, raw, &reading.issues),
    );
    let service: Service = serde_json::from_value(reading.value).unwrap_or_default();
    scorecard.add(named, &service);
}

/// Whether an item carries what list items do not.
fn is_full(item: &Value) -> bool {
    let mut members = item.as_object().into_iter().flatten();
    members.any(|(_, value)| value.is_array())
}

/// Services spread evenly over a list whose length shows only at its end: while there are too
/// many, every other one is let go.
struct Sample {
    most: usize,
    stride: usize,
    seen: usize,
    kept: Vec<(Named, Value)>,
}

impl Sample {
    fn new(limits: &Limits) -> Self {
        Self {
            most: limits.sample,
            stride: 1,
            seen: 0,
            kept: Vec::new(),
        }
    }

    fn take(&mut self, named: &Named, item: &Value) {
        let place = self.seen;
        self.seen += 1;
        if named.id.is_empty() || self.most == 0 || !place.is_multiple_of(self.stride) {
            return;
        }
        self.kept.push((named.clone(), item.clone()));
        if self.kept.len() > self.most {
            self.stride *= 2;
            let mut place = 0;
            self.kept.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.kept.truncate(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_a_list_of_any_length() {
        for (most, length, want) in [
            (3, 2, vec![0, 1]),
            (3, 3, vec![0, 1, 2]),
            (3, 8, vec![0, 4]),
            (3, 9, vec![0, 4, 8]),
            (1, 9, vec![0]),
            (0, 9, vec![]),
        ] {
            let limits = Limits {
                sample: most,
                ..Limits::default()
            };
            let mut sample = Sample::new(&limits);
            for number in 0..length {
                let named = Named {
                    id: number.to_string(),
                    name: String::new(),
                };
                sample.take(&named, &Value::from(number));
            }
            let kept: Vec<_> = sample
                .kept
                .iter()
                .filter_map(|(_, item)| item.as_i64())
                .collect();
            assert_eq!(kept, want, "{most} of {length}");
        }
    }
}
