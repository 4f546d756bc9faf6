//! How a text says that a service can be reached: what stands in a description of many a small
//! group, and nowhere else.

use std::sync::LazyLock;

use regex::Regex;

use super::reach::{address, email, number};
use crate::domain::{cut, pattern, plain_text};

/// What a text says of how to reach somebody, each in its normal form.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) phones: Vec<Box<str>>,
    pub(super) emails: Vec<Box<str>>,
    pub(super) hosts: Vec<Box<str>>,
}

/// So much of a text is read, in characters.
const READ: usize = 4_000;

/// A number as it stands in a sentence: from its zero or country code on, its digits in groups.
static PHONE: LazyLock<Regex> =
    pattern!(r"(?:\+44 ?(?:\(0\) ?)?|\b0044 ?|\(0|\b0)\d(?:[ ()\-.]{0,2}\d){7,10}\b");

/// How the addresses of sites in this country end, for the most part: a full stop without a space
/// behind it makes no site of two sentences.
const ENDINGS: [&str; 12] = [
    ".uk", ".org", ".com", ".net", ".info", ".wales", ".cymru", ".scot", ".london", ".example",
    ".coop", ".charity",
];

impl Said {
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t String>) -> Self {
        let mut said = Self::default();
        for text in texts {
            let text = plain_text(&cut(text, READ));
            said.read(&text);
        }
        said
    }

    fn read(&mut self, text: &str) {
        let phones = PHONE.find_iter(text);
        let phones = phones.filter_map(|found| number(&found.as_str().replace('(', "")));
        self.phones
            .extend(phones.filter(|number| number.len() >= 9));
        for word in text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if word.contains('@') {
                self.emails.extend(email(word));
            } else if let Some((host, _)) = address(word)
                && ENDINGS.iter().any(|ending| host.ends_with(ending))
            {
                self.hosts.push(host);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Said {
        Said::of([text.to_owned()].iter())
    }

    #[test]
    fn a_text_says_how_to_reach_a_group() {
        for (text, phone) in [
            (
                "Ring the village phone. 07700 900 099, nine to five.",
                "7700900099",
            ),
            ("Call Alan (01632) 960101.", "1632960101"),
            ("Tel:+44 (0)1632 960 101 or just come", "1632960101"),
            ("0114 4960 123", "1144960123"),
            ("<p>Phone 01632960101</p>", "1632960101"),
        ] {
            assert_eq!(read(text).phones, [phone.into()], "{text}");
        }
        let said =
            read("Write to Cook@club.example. See www.club.example/lunch or ask at the hall.");
        assert!(said.phones.is_empty());
        assert_eq!(said.emails, ["cook@club.example".into()]);
        assert_eq!(said.hosts, ["club.example".into()]);
    }

    #[test]
    fn what_is_no_contact_is_not_read_as_one() {
        for text in [
            "Ring 999 or 111 in an emergency.",
            "Since 2004, for 0 to 5 year olds, 10.30-12.00",
            "Ends at the hall.Bring a coat",
            "£3.50 a time; registered charity 5990101",
        ] {
            let said = read(text);
            let is_none = said.phones.is_empty() && said.emails.is_empty() && said.hosts.is_empty();
            assert!(is_none, "{text}");
        }
    }
}
