use serde_json::json;

use super::{codes, described, hold, of};

#[test]
fn languages_are_read_where_they_are_spoken() {
    let rows = [
        ("An Urdu-speaking women's group.", "ur"),
        ("Advice in Polish and Romanian.", "pl ro"),
        ("We speak Punjabi, Hindi and English.", "en hi pa"),
        ("Staff speak Arabic.", "ar"),
        ("For Bengali speakers.", "bn"),
        (
            "Women meet to sew, cook, exercise and talk, in Urdu, Punjabi, Bengali and English.",
            "bn en pa ur",
        ),
        ("Welsh-medium playgroup.", "cy"),
        ("Interpreters for Farsi and Kurdish can be booked.", "fa ku"),
        ("BSL interpreted.", "bfi"),
        ("Translation available in Tigrinya.", "ti"),
        ("A Cantonese speaking lunch club.", "yue"),
        ("Leaflets available in Somali.", "so"),
        ("Practise English over cooking.", ""),
        ("English classes for beginners.", ""),
        ("Learn Spanish with a native speaker.", ""),
        ("Italian food and French wine.", ""),
        ("Polish your shoes and come dancing.", ""),
        ("An hour of Turkish coffee.", ""),
    ];
    hold(rows.map(|(text, want)| {
        (
            text.to_owned(),
            codes(&described(text).languages),
            want.to_owned(),
        )
    }));
}

#[test]
fn the_fields_for_languages_are_understood_by_code_or_name() {
    for (service, want) in [
        (
            json!({"languages": [{"code": "ur"}, {"name": "Polish"}]}),
            "pl ur",
        ),
        (json!({"languages": [{"code": "pol"}]}), "pl"),
        (
            json!({"languages": [{"code": "en-GB", "name": "English"}]}),
            "en",
        ),
        (
            json!({"interpretation_services": "Urdu and Pashto on request"}),
            "ps ur",
        ),
        (json!({"languages": [{"name": "BSL"}]}), "bfi"),
    ] {
        assert_eq!(codes(&of(service.clone()).languages), want, "{service}");
    }
    let offer = of(json!({"languages": [{"name": "Klingon", "code": "tlh"}, {"code": "ur"}]}));
    let names: Vec<_> = offer
        .languages
        .iter()
        .map(|said| said.value.name.as_str())
        .collect();
    assert_eq!(names, ["Klingon", "Urdu"]);
}
