//! What a person asks stays out of every log line.

use crate::support::logged::{Logged, settings, waymark};

/// What must not be found in a log: the words, and the postcode with or without its space.
fn assert_silent(log: &str) {
    let log = log.to_lowercase();
    for secret in [
        "carpet",
        "marmalade",
        "ls1 4ap",
        "ls14ap",
        "ls1+4ap",
        "ls1%204ap",
        "4ap",
        "53.79612",
        "1.54823",
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}

#[tokio::test]
async fn no_log_line_holds_the_words_or_the_postcode_of_a_search() {
    let folder = tempfile::tempdir().unwrap();
    let file = settings(folder.path());
    let serving = tokio::task::spawn_blocking(move || Logged::start(&file))
        .await
        .unwrap();
    // Nothing else may have chosen one yet; whoever comes second changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    for path in [
        "api/v1/search?q=no+carpet&postcode=LS1+4AP&radius_m=5000&audience=marmalade",
        "api/v1/search?q=no+carpet&lat=53.79612&lon=-1.54823",
        "api/v1/search?q=no+carpet&postcode=LS1+4AP+carpet",
        "api/v1/search?q=carpet&max_cost=marmalade",
        "api/v1/search?q=carpet&cursor=marmalade",
        "api/v1/search/?q=carpet",
        "api/v1/suggest?q=carpet",
        "api/v1/postcodes/LS1%204AP",
        "api/v1/carpet",
        "oruk/v3/services?search=carpet&postcode=LS1+4AP",
        "oruk/v3/services?postcode=LS14AP&proximity=marmalade",
        "?q=carpet&postcode=LS1+4AP&language=marmalade",
        "?q=carpet&postcode=LS1+4AP+marmalade",
        "carpet?postcode=LS14AP",
    ] {
        let address = format!("{}{path}", serving.address);
        http.get(&address)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
    }
    let log = tokio::task::spawn_blocking(|| serving.log()).await.unwrap();
    assert!(log.contains("request"), "nothing was logged at all: {log}");
    assert_silent(&log);
}

#[tokio::test]
async fn a_search_on_the_terminal_logs_nothing_of_what_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = settings(folder.path());
    let run = move || {
        let arguments = [
            "search",
            "no",
            "carpet",
            "--audience",
            "marmalade",
            "--config",
            &file,
        ];
        waymark(&arguments).output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(output.status.success());
    assert_silent(&String::from_utf8_lossy(&output.stderr));
}
