//! The settings file that ships.

use std::path::Path;

use waymark::config::Config;

fn shipped() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml")
}

#[test]
fn the_shipped_settings_are_the_defaults() {
    let config = Config::load(&shipped(), false, []).unwrap();
    assert_eq!(config, Config::default());
}

#[test]
fn every_key_of_the_settings_stands_in_the_shipped_file() {
    let text = std::fs::read_to_string(shipped()).unwrap();
    // Each key once more, commented out or not, with the line of its section above it.
    for (section, keys) in [
        (
            "server",
            "listen public_url trusted_proxies rate_limit_per_minute concurrent_requests_per_client",
        ),
        ("database", "url"),
        ("data", "dir"),
        ("publisher", "name licence contact profile keep_deletions"),
        (
            "fetch",
            "timeout max_feed_bytes max_unpacked_bytes max_page_bytes max_redirects per_host_per_second max_wait user_agent allow_hosts",
        ),
        ("federation", "max_removal_share grace"),
        ("watch", "policy schedule interval"),
        ("lifecycle", "manual_check_every reminders moderation"),
        ("mail", "transport from smtp_url"),
        ("webhooks", "retry_after give_up_after"),
        ("gazetteer", "files"),
    ] {
        let body = text
            .split_once(&format!("\n[{section}]\n"))
            .unwrap_or_else(|| panic!("[{section}] is not there"))
            .1;
        let body = body.split("\n[").next().unwrap();
        for key in keys.split(' ') {
            let stands = body.lines().any(|line| {
                line.trim_start_matches("# ")
                    .starts_with(&format!("{key} = "))
            });
            assert!(stands, "{section}.{key} is not there");
        }
    }
}

#[test]
fn the_sample_feeds_in_the_shipped_settings_work_once_uncommented() {
    let text = std::fs::read_to_string(shipped()).unwrap();
    let (_, samples) = text.split_once("# [[feeds]]").unwrap();
    let samples: String = samples
        .lines()
        .map(|line| line.trim_start_matches('#').trim_start())
        .fold("[[feeds]]\n".to_owned(), |all, line| all + line + "\n");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, samples).unwrap();
    let config = Config::load(&path, false, []).unwrap();
    assert_eq!(config.feeds.len(), 5);
}
