use serde_json::json;

use super::{codes, described, hold, of};

#[test]
fn people_whom_it_is_for_are_known_by_many_names() {
    let rows = [
        ("A support group for carers.", "carers"),
        ("For anyone who looks after a relative or friend.", "carers"),
        (
            "A break for unpaid carers and the people they care for.",
            "carers",
        ),
        ("A club for young carers.", "young-carers"),
        ("For parents and toddlers.", "children parents"),
        ("New mums and dads welcome.", "parents"),
        ("A lunch club for older people.", "older-people"),
        ("For pensioners and anyone on their own.", "older-people"),
        ("A youth club for young people.", "young-people"),
        ("Teenagers welcome.", "young-people"),
        ("A social group for LGBTQ+ people.", "lgbtq"),
        ("For gay and bisexual men.", "lgbtq men"),
        ("A walking group for women.", "women"),
        ("Men's breakfast, first Saturday.", "men"),
        ("Ladies welcome, and men too.", "women"),
        ("Breakfast for veterans and their families.", "veterans"),
        ("For ex-service personnel.", "veterans"),
        ("Supporting refugees and asylum seekers.", "refugees"),
        (
            "A café for people living with dementia and their carers.",
            "carers dementia",
        ),
        ("For people with memory loss.", "dementia"),
        (
            "Social group for adults with a learning disability.",
            "learning-disability",
        ),
        ("For autistic adults.", "autism"),
        ("For Deaf people, BSL users and their friends.", "deaf"),
        (
            "Drop-in for people who are blind or partially sighted.",
            "sight-loss",
        ),
        ("Support for anyone who has been bereaved.", "bereaved"),
        ("For people who have lost a loved one.", "bereaved"),
        ("A group for students new to the city.", "students"),
        ("For disabled people of all ages.", "disabled"),
        ("Support for people experiencing homelessness.", "homeless"),
        ("For rough sleepers.", "homeless"),
        ("Help for people who are out of work.", "unemployed"),
        ("For people in recovery from alcohol or drugs.", "recovery"),
        (
            "A peer group for people with anxiety or depression.",
            "mental-health",
        ),
        ("Helps survivors of domestic abuse.", "abuse-survivors"),
        (
            "For people with a long-term health condition.",
            "long-term-conditions",
        ),
        (
            "Activities for families on a low income.",
            "low-income parents",
        ),
        ("Run by carers for over thirty people.", ""),
        ("Our volunteers are mostly students.", ""),
        ("Carers go free.", ""),
        ("Not suitable for young people.", ""),
        ("The old veterans' hall, Mill Lane.", ""),
        ("A quiet room beside the refugee council office.", ""),
        ("A walk for everybody.", ""),
    ];
    hold(rows.map(|(text, want)| {
        (
            text.to_owned(),
            codes(&described(text).audiences),
            want.to_owned(),
        )
    }));
}

#[test]
fn terms_and_names_tell_it_too() {
    let term = |link: &str, name: &str| json!({"link_type": link, "taxonomy_term": {"id": "t1", "name": name}});
    for (service, want) in [
        (json!({"name": "Woodcroft carers' hour"}), "carers"),
        (json!({"name": "Veterans' breakfast"}), "veterans"),
        (json!({"name": "Young Carers Tea"}), "young-carers"),
        (
            json!({"eligibility_description": "Carers and former carers"}),
            "carers",
        ),
        (
            json!({"attributes": [term("eligibility", "Older people")]}),
            "older-people",
        ),
        (
            json!({"attributes": [term("service_type", "Breaks for carers")]}),
            "carers",
        ),
    ] {
        assert_eq!(codes(&of(service.clone()).audiences), want, "{service}");
    }
    let offer = of(json!({"attributes": [term("eligibility", "Former miners")]}));
    assert!(
        offer
            .audiences
            .iter()
            .any(|said| said.value.is_called("FORMER miners") && said.value.is_called("t1"))
    );
}
