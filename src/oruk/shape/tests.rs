use serde_json::json;

use super::*;

#[test]
fn every_entity_has_a_required_id_and_no_field_twice() {
    for entity in Entity::ALL {
        assert!(
            entity.field("id").is_some_and(|id| id.required),
            "{} lacks an id",
            entity.name()
        );
        let mut names: Vec<_> = entity.fields().iter().map(|field| field.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{} has a field twice", entity.name());
    }
}

#[test]
fn names_that_the_table_refers_to_exist() {
    for entity in Entity::ALL {
        let beside = entity.fields().iter().filter_map(Field::id_beside);
        let named = entity.twins().into_iter().flatten().chain(beside);
        for name in named.chain(entity.telling_field()) {
            assert!(entity.field(name).is_some(), "{}.{name}", entity.name());
        }
    }
}

#[test]
fn a_walk_visits_parents_first_and_shows_their_new_ids() {
    let mut document = json!({
        "id": "s",
        "service_at_locations": [{"id": "l", "location": {"id": "p", "addresses": [{}, {}]}}],
        "organization": {"id": "o"},
    });
    let mut seen = Vec::new();
    visit_entities_mut(Entity::Service, &mut document, &mut |spot, object| {
        let parent = spot.parent().and_then(|parent| parent.id.clone());
        let service = spot
            .nearest(Entity::Service)
            .and_then(|above| above.id.clone());
        seen.push((spot.pointer.to_owned(), spot.entity, parent, service));
        if let Some(id) = object.get_mut("id") {
            *id = json!(format!("new {}", spot.entity.name()));
        }
    });
    let new = |name: &str| Some(format!("new {name}"));
    let address = |at| format!("/service_at_locations/0/location/addresses/{at}");
    assert_eq!(
        seen,
        [
            (String::new(), Entity::Service, None, None),
            (
                "/service_at_locations/0".to_owned(),
                Entity::ServiceAtLocation,
                new("service"),
                new("service")
            ),
            (
                "/service_at_locations/0/location".to_owned(),
                Entity::Location,
                new("service_at_location"),
                new("service")
            ),
            (address(0), Entity::Address, new("location"), new("service")),
            (address(1), Entity::Address, new("location"), new("service")),
            (
                "/organization".to_owned(),
                Entity::Organization,
                new("service"),
                new("service")
            ),
        ]
    );
}

#[test]
fn a_walk_passes_over_what_has_the_wrong_shape() {
    let mut document = json!({"organization": 5, "phones": {"number": "x"}, "contacts": [1, null]});
    let mut visits = 0;
    visit_entities_mut(Entity::Service, &mut document, &mut |_, _| visits += 1);
    assert_eq!(visits, 1);
}

#[test]
fn tables_and_columns_are_known_by_the_names_that_files_give_them() {
    for (table, want) in [
        ("services", Some(Entity::Service)),
        ("Service", Some(Entity::Service)),
        ("service_at_locations", Some(Entity::ServiceAtLocation)),
        ("addresses", Some(Entity::Address)),
        ("address", Some(Entity::Address)),
        ("accessibility", Some(Entity::Accessibility)),
        ("taxonomies", Some(Entity::Taxonomy)),
        ("taxonomy-terms", Some(Entity::TaxonomyTerm)),
        (
            "Organisation Identifiers",
            Some(Entity::OrganizationIdentifier),
        ),
        ("funding", Some(Entity::Funding)),
        ("ies", None),
        ("servicess", None),
        ("meta_table_descriptions", None),
        ("", None),
    ] {
        assert_eq!(Entity::of_table(table), want, "{table}");
    }
    for (entity, column, want) in [
        (Entity::Service, "organisation_id", Some("organization_id")),
        (Entity::Service, "Minimum Age", Some("minimum_age")),
        (Entity::Address, "PostCode", Some("postal_code")),
        (Entity::Service, "shoe_size", None),
    ] {
        let field = entity.field_called(column).map(|field| field.name);
        assert_eq!(field, want, "{column}");
    }
}
