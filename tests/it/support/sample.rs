//! Sample services: fictional, complete, and the same every time.

use serde_json::json;
use waymark::domain::ListingId;
use waymark::oruk::{Service, Taxonomy, TaxonomyTerm};

/// Where sample service `n` takes place, latitude and longitude: each one stands 100 m north
/// of the one before.
pub(crate) fn point(n: u32) -> (f64, f64) {
    // A degree of latitude is about 111,195 m.
    (53.8 + f64::from(n) * 100.0 / 111_195.0, -1.55)
}

/// An id of the kind `kind` with the number `n`.
pub(crate) fn id(kind: u8, n: u32) -> String {
    format!("{kind:02x}000000-0000-4000-8000-{n:012x}")
}

/// The listing id of sample service `n`.
pub(crate) fn listing_id(n: u32) -> ListingId {
    id(1, n).parse().unwrap()
}

/// Sample service `n`. Odd ones are free; every third is tagged as a lunch club; two
/// organizations take turns; every seventh is a helpline without a place.
pub(crate) fn service(n: u32) -> Service {
    let provider = n % 2;
    let provider_name = match provider {
        0 => "Ashby Neighbours",
        _ => "Brook Street Trust",
    };
    let mut service = json!({
        "id": id(1, n),
        "organization_id": id(2, provider),
        "name": format!("Sample service {n}"),
        "description": format!("<p>Tea &amp; company, number {n}.</p>"),
        "url": format!("https://services.example.org/{n}"),
        "email": format!("service{n}@services.example.org"),
        "status": "active",
        "assured_date": "2026-10-01",
        "organization": {
            "id": id(2, provider),
            "name": provider_name,
            "description": "Helps people near by.",
            "website": "https://provider.example.org/",
        },
        "phones": [{"id": id(3, n), "number": "01632 960001"}],
        "contacts": [{"id": id(4, n), "name": "The office", "email": "office@provider.example.org"}],
        "schedules": [{"id": id(5, n), "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}],
        "cost_options": [{"id": id(6, n), "option": "Each visit", "amount": f64::from(1 - n % 2)}],
    });
    if n.is_multiple_of(3) {
        service["attributes"] = json!([{
            "id": id(7, n),
            "link_id": id(1, n),
            "taxonomy_term_id": id(8, 1),
            "link_type": "service_type",
            "taxonomy_term": term(1),
        }]);
    }
    if !n.is_multiple_of(7) {
        service["service_at_locations"] = json!([place(n)]);
    }
    serde_json::from_value(service).unwrap()
}

/// Term `n` of the sample taxonomy: lunch clubs, and from 2 on a narrower kind of them.
pub(crate) fn term(n: u32) -> TaxonomyTerm {
    let parent = (n > 1).then(|| id(8, 1));
    let term = json!({
        "id": id(8, n),
        "name": format!("Lunch clubs, kind {n}"),
        "description": "Meals in company.",
        "parent_id": parent,
        "taxonomy": "Sample services list",
        "taxonomy_id": id(9, 1),
    });
    serde_json::from_value(term).unwrap()
}

/// The sample taxonomy.
pub(crate) fn taxonomy() -> Taxonomy {
    let taxonomy = json!({
        "id": id(9, 1),
        "name": "Sample services list",
        "description": "Kinds of sample services.",
        "uri": "https://terms.example.org/sample",
        "taxonomy_terms": [term(1)],
    });
    serde_json::from_value(taxonomy).unwrap()
}

fn place(n: u32) -> serde_json::Value {
    json!({
        "id": id(10, n),
        "service_id": id(1, n),
        "location_id": id(11, n),
        "location": {
            "id": id(11, n),
            "location_type": "physical",
            "name": format!("Hall {n}"),
            "latitude": point(n).0,
            "longitude": point(n).1,
            "addresses": [{
                "id": id(12, n),
                "location_id": id(11, n),
                "address_1": format!("{n} Mill Lane"),
                "city": "Ashby",
                "state_province": "West Yorkshire",
                "postal_code": "LS1 4AP",
                "country": "GB",
                "address_type": "physical",
            }],
        },
    })
}
