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
        ("We do not offer sessions in Urdu.", ""),
        ("Not available in Urdu.", ""),
        ("We don't speak Polish.", ""),
        ("No interpreters for Polish are available.", ""),
        ("Sessions in Urdu have ended.", ""),
        ("Sessions in Urdu are no longer held.", ""),
        ("We do not offer sessions in Urdu, Polish or Farsi.", ""),
        ("For people who do not speak English.", ""),
        ("We used to run sessions in Urdu.", ""),
        ("We don't just speak Polish.", "pl"),
        ("Not only in Polish but in Romanian.", "pl ro"),
        ("No need to book: sessions in Urdu.", "ur"),
        (
            "We cannot give legal advice, but our staff speak Polish.",
            "pl",
        ),
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
        (json!({"languages": [{"name": "Welsh, Polish"}]}), "cy pl"),
        (
            json!({"languages": [{"name": "Welsh and Polish", "code": "cy"}]}),
            "cy pl",
        ),
        (
            json!({"languages": [{"name": "Urdu / Punjabi; Farsi"}]}),
            "fa pa ur",
        ),
        (json!({"languages": [{"code": "cy,pl"}]}), "cy pl"),
        (
            json!({"languages": [{"code": "CYM", "name": "Cymraeg"}]}),
            "cy",
        ),
        (json!({"languages": [{"code": "wel"}]}), "cy"),
        (json!({"languages": [{"name": "pol"}]}), "pl"),
        (
            json!({"interpretation_services": "No Polish interpreters; Urdu on request"}),
            "ur",
        ),
        (
            json!({"interpretation_services": "Polish interpreters are not available."}),
            "",
        ),
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
