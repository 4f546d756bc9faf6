//! Addresses on the web as they may be shown.

use url::Url;

/// An address without user name and password: for pages, logs, reports and the store.
pub fn shown(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for addresses that can hold neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_user_name_and_no_password_is_shown() {
        for (url, want) in [
            (
                "https://ann:s3cret@feed.example/v3?page=2",
                "https://feed.example/v3?page=2",
            ),
            ("https://ann@feed.example/", "https://feed.example/"),
            ("https://feed.example/a@b", "https://feed.example/a@b"),
            ("data:text/plain,hello", "data:text/plain,hello"),
        ] {
            assert_eq!(shown(&Url::parse(url).unwrap()).as_str(), want);
        }
    }
}
