//! What the ORUK lists can be asked, and what they cannot.

use waymark::oruk::schema::Document;

use super::assorted::Dice;
use super::sample::id;

/// One list and what its entries are.
pub(crate) struct List {
    pub(crate) path: &'static str,
    pub(crate) item: Document,
    pub(crate) detail: Document,
    /// The official schemas of an entry and of `/{id}`, and the place in the first.
    pub(crate) official: [(&'static str, &'static str); 2],
    pub(crate) parameters: &'static [&'static str],
}

const STATED: &[&str] = &[
    "taxonomy_term_id",
    "taxonomy_id",
    "organization_id",
    "modified_after",
    "minimum_age",
    "maximum_age",
    "day",
    "start_time",
    "end_time",
    "search",
    "minimal",
    "full",
];
const PLACED: &[&str] = &[
    "taxonomy_term_id",
    "taxonomy_id",
    "organization_id",
    "modified_after",
    "minimum_age",
    "maximum_age",
    "day",
    "start_time",
    "end_time",
    "search",
    "minimal",
    "full",
    "postcode",
    "near",
];
const ITEMS: &str = "/properties/contents/items";
const OLD_ITEMS: &str = "/properties/content/items";

/// Every list of both versions.
pub(crate) const LISTS: &[List] = &[
    List {
        path: "v3/services",
        item: Document::ServiceItem,
        detail: Document::Service,
        official: [
            ("validator-3.0/service_list", ITEMS),
            ("validator-3.0/service", ""),
        ],
        parameters: PLACED,
    },
    List {
        path: "v3/service_at_locations",
        item: Document::ServiceAtLocationItem,
        detail: Document::ServiceAtLocation,
        official: [
            ("validator-3.0/service_at_location_list", ITEMS),
            ("validator-3.0/service_at_location", ""),
        ],
        parameters: PLACED,
    },
    List {
        path: "v3/organizations",
        item: Document::OrganizationItem,
        detail: Document::Organization,
        // The official file describes one organization where a page belongs.
        official: [
            ("validator-3.0/organization_list", ""),
            ("validator-3.0/organization", ""),
        ],
        parameters: STATED,
    },
    List {
        path: "v3/taxonomies",
        item: Document::Taxonomy,
        detail: Document::Taxonomy,
        official: [
            ("validator-3.0/taxonomy_list", ITEMS),
            ("validator-3.0/taxonomy", ""),
        ],
        parameters: &["search", "minimal", "full"],
    },
    List {
        path: "v3/taxonomy_terms",
        item: Document::TaxonomyTerm,
        detail: Document::TaxonomyTerm,
        official: [
            ("validator-3.0/taxonomy_term_list", ITEMS),
            ("validator-3.0/taxonomy_term", ""),
        ],
        parameters: &[
            "search",
            "minimal",
            "full",
            "taxonomy_id",
            "parent_id",
            "top_only",
        ],
    },
    List {
        path: "v1/services",
        item: Document::V1ServiceItem,
        detail: Document::V1Service,
        official: [
            ("validator-1.0/service_list", OLD_ITEMS),
            ("validator-1.0/service", ""),
        ],
        parameters: &[
            "text",
            "old_taxonomy",
            "need",
            "circumstance",
            "service_type",
            "minimum_age",
            "maximum_age",
            "day",
            "start_time",
            "end_time",
            "postcode",
            "near",
            "coverage",
            "include",
        ],
    },
    List {
        path: "v1/organizations",
        item: Document::V1OrganizationItem,
        detail: Document::V1Organization,
        official: [
            ("validator-1.0/organization_list", OLD_ITEMS),
            ("validator-1.0/organization", ""),
        ],
        parameters: &["taxonomy", "scheme"],
    },
    List {
        path: "v1/locations",
        item: Document::V1LocationItem,
        detail: Document::V1Location,
        official: [
            ("validator-1.0/location_list", OLD_ITEMS),
            ("validator-1.0/location", ""),
        ],
        parameters: &[],
    },
    List {
        path: "v1/taxonomies",
        item: Document::V1Taxonomy,
        detail: Document::V1Taxonomy,
        official: [
            ("validator-1.0/taxonomy_list", OLD_ITEMS),
            ("validator-1.0/taxonomy", ""),
        ],
        parameters: &[
            "text",
            "parent_id",
            "vocabulary",
            "needs",
            "circumstances",
            "root_only",
        ],
    },
    List {
        path: "v1/reviews",
        item: Document::V1Review,
        detail: Document::V1Review,
        official: [
            ("validator-1.0/review_list", OLD_ITEMS),
            ("validator-1.0/review", ""),
        ],
        parameters: &[],
    },
];

/// A value that a parameter may have, with its name.
pub(crate) fn pair(dice: &mut Dice, parameter: &str) -> String {
    let name = match parameter {
        "near" => {
            let metres = dice.pick(&["1", "900.5", "100000"]);
            return format!("postcode=LS1%204AP&proximity={metres}");
        }
        "old_taxonomy" => {
            let (one, other) = (id(8, 1), id(8, 2));
            let list = dice.pick(&["Sample+services+list", "", "none"]);
            return format!("taxonomy_id={one}&vocabulary={list}&taxonomy_id={other}&vocabulary=");
        }
        name => name,
    };
    let known = [id(8, 1), id(9, 1), id(2, 1), id(99, 1)];
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let value = match name {
        "search" | "text" => dice.pick(&[
            "tea",
            "number+7",
            "%22a+OR+%28",
            "caf%C3%A9",
            "%F0%9F%98%80",
            "-",
        ]),
        "modified_after" => dice.pick(&[
            "2026-11-21",
            "2026-11-21T09:00:30Z",
            "2030-01-01",
            "0001-01-01T00:00:00Z",
        ]),
        "minimum_age" | "maximum_age" => dice.pick(&["0", "18", "64.5", "150"]),
        "day" => dice.pick(&["MO", "TU", "SU"]),
        "start_time" | "end_time" => dice.pick(&["00:00", "10:00", "23:59:59"]),
        "minimal" | "full" | "top_only" | "root_only" => dice.pick(&["true", "false"]),
        "postcode" | "coverage" => dice.pick(&["LS1%204AP", "ls14ap"]),
        "vocabulary" | "scheme" => dice.pick(&["Sample+services+list", "none"]),
        "include" => dice.pick(&["contacts", "service_at_locations", "eligibilities"]),
        _ => dice.pick(&known),
    };
    format!("{name}={value}")
}

/// A value that it may not have.
pub(crate) fn bad_pair(dice: &mut Dice, parameters: &[&str]) -> String {
    let mut bad = vec![
        "page=0",
        "page=-3",
        "page=1.5",
        "page=",
        "page=1&page=2",
        "page=1e3",
        "page=18446744073709551616",
        "per_page=0",
        "per_page=1001",
        "per_page=ten",
        "per_page=",
    ];
    for parameter in parameters {
        bad.extend_from_slice(match *parameter {
            "modified_after" => &[
                "modified_after=soon",
                "modified_after=2026-02-30",
                "modified_after=",
            ],
            "minimum_age" => &[
                "minimum_age=-1",
                "minimum_age=NaN",
                "minimum_age=old",
                "minimum_age=151",
            ],
            "maximum_age" => &[
                "maximum_age=1e9",
                "maximum_age=inf",
                "maximum_age=1&maximum_age=2",
            ],
            "day" => &["day=XX", "day=1", "day=Monday!"],
            "start_time" => &["start_time=25:00", "start_time=noon", "start_time=10"],
            "end_time" => &["end_time=10:60", "end_time=-1:00"],
            "minimal" => &["minimal=1", "minimal=TRUE", "minimal="],
            "full" => &[
                "full=yes",
                "full=true&full=true",
                "format=xml",
                "format=csv",
            ],
            "top_only" => &["top_only=0"],
            "root_only" => &["root_only=0", "root_only="],
            "postcode" => &[
                "postcode=nowhere",
                "postcode=ZZ99+9ZZ",
                "postcode=LS1+4AP&postcode=LS1+4AP",
            ],
            "near" => &[
                "proximity=5",
                "postcode=LS1+4AP&proximity=0",
                "postcode=LS1+4AP&proximity=-5",
                "postcode=LS1+4AP&proximity=far",
            ],
            "coverage" => &["coverage=nowhere", "coverage=LS1"],
            "include" => &["include=passwords"],
            "old_taxonomy" => &[
                "taxonomy_id=a&taxonomy_id=b&vocabulary=v",
                "taxonomy_type=colour",
            ],
            _ => &[],
        });
    }
    dice.pick(&bad).to_owned()
}
