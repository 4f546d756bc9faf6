//! Pages of the same site that say what the listed page leaves out: contact, about, timetable.

use url::Url;

use super::read::{Page, Region};

/// How many of them are looked at for one page.
pub(super) const MOST: usize = 3;

/// What such links are called, the likeliest first.
const CALLED: [&str; 12] = [
    "contact",
    "get in touch",
    "find us",
    "opening",
    "timetable",
    "when",
    "times",
    "visit",
    "prices",
    "about",
    "cysylltu",
    "amdanom",
];

/// The pages to look at, the likeliest first: links of this page to others of its own site.
pub(super) fn links(page: &Page, at: &Url) -> Vec<Url> {
    let mut found: Vec<(usize, Url)> = Vec::new();
    let blocks = page.blocks.iter();
    for block in blocks.filter(|block| block.region != Region::Quote) {
        for link in &block.links {
            let words = format!("{} {}", link.text, link.href).to_lowercase();
            let Some(rank) = CALLED.iter().position(|called| words.contains(called)) else {
                continue;
            };
            let Ok(mut to) = at.join(&link.href) else {
                continue;
            };
            to.set_fragment(None);
            let page = matches!(to.scheme(), "http" | "https")
                && to.origin() == at.origin()
                && to.path() != at.path()
                && !is_file(to.path());
            if page && found.iter().all(|(_, known)| *known != to) {
                found.push((rank, to));
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, to)| to).take(MOST).collect()
}

fn is_file(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [
        ".pdf", ".doc", ".docx", ".jpg", ".jpeg", ".png", ".zip", ".ics", ".xml",
    ]
    .iter()
    .any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::read;

    #[test]
    fn the_likeliest_pages_of_the_same_site_are_looked_at() {
        let at = Url::parse("https://club.example/lunch").unwrap();
        let html = "<a href='/about-us'>About</a> <a href='https://other.example/contact'>Contact</a>\
            <a href='/lunch#contact'>Contact</a> <a href='/find'>Find us</a> <a href='contact.html#top'>Write</a>\
            <a href='/times.pdf'>Times</a> <a href='mailto:contact@club.example'>Contact</a>\
            <a href='/timetable'>Timetable</a> <a href='/news'>News</a>";
        let page = read::page(html.as_bytes(), None);
        let found: Vec<String> = links(&page, &at).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "https://club.example/contact.html",
                "https://club.example/find",
                "https://club.example/timetable"
            ]
        );
    }
}
