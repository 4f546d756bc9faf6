//! How to reach a service: telephone numbers, e-mail addresses, web pages, in their normal forms.

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::said::Said;
use crate::oruk::{Phone, Service};

/// How a record says its service can be reached.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub(super) struct Reach {
    /// National digits without the first zero; sorted.
    pub(super) phones: Vec<Box<str>>,
    /// Small letters; sorted.
    pub(super) emails: Vec<Box<str>>,
    /// Sites and domains of mail that are somebody's own; sorted.
    pub(super) domains: Vec<Box<str>>,
    /// Pages below the front page of a site, without scheme, `www.` and last slash; sorted.
    pub(super) pages: Vec<Box<str>>,
    /// The service's own address of mail, beside those of its provider and its contacts.
    mailbox: Option<Box<str>>,
}

/// Domains under which anybody has an address or a page.
const ANYBODYS: [&str; 34] = [
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.co.uk",
    "live.com",
    "yahoo.com",
    "yahoo.co.uk",
    "ymail.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "btinternet.com",
    "sky.com",
    "talktalk.net",
    "virginmedia.com",
    "ntlworld.com",
    "blueyonder.co.uk",
    "protonmail.com",
    "proton.me",
    "msn.com",
    "mail.com",
    "gmx.co.uk",
    "facebook.com",
    "m.facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "eventbrite.co.uk",
    "sites.google.com",
    "linktr.ee",
    "youtube.com",
    "wordpress.com",
];

/// The most of each that are kept: what has more is a list of everything.
const MOST: usize = 6;

impl Reach {
    pub(super) fn of(service: &Service) -> Self {
        let organization = service.organization.iter();
        let links = || service.service_at_locations.iter();
        let contacts = || {
            let own = service
                .contacts
                .iter()
                .chain(organization.clone().flat_map(|o| &o.contacts));
            own.chain(links().flat_map(|link| &link.contacts))
        };
        let phones = service
            .phones
            .iter()
            .chain(contacts().flat_map(|contact| &contact.phones));
        let phones = phones
            .chain(organization.clone().flat_map(|o| &o.phones))
            .chain(links().flat_map(|link| &link.phones))
            .chain(
                links()
                    .filter_map(|link| link.location.as_ref())
                    .flat_map(|place| &place.phones),
            );
        let emails = || {
            let own = service
                .email
                .iter()
                .chain(contacts().filter_map(|contact| contact.email.as_ref()));
            own.chain(organization.clone().filter_map(|o| o.email.as_ref()))
        };
        let urls = || {
            service
                .url
                .iter()
                .chain(organization.clone().filter_map(|o| o.website.as_ref()))
        };
        let texts = [&service.description, &service.application_process];
        let said = Said::of(texts.into_iter().flatten());
        let mut reach = Self {
            phones: phones.flat_map(numbers).chain(said.phones).collect(),
            emails: emails()
                .filter_map(|text| email(text))
                .chain(said.emails)
                .collect(),
            pages: service.url.iter().filter_map(|text| page(text)).collect(),
            domains: Vec::new(),
            mailbox: service.email.as_deref().and_then(email),
        };
        let of_mail = reach
            .emails
            .iter()
            .filter_map(|email| email.split_once('@'));
        let of_mail = of_mail.map(|(_, domain)| domain.into());
        let of_sites = urls().filter_map(|text| Some(address(text)?.0));
        let mut domains: Vec<Box<str>> = of_mail.chain(of_sites).chain(said.hosts).collect();
        domains.retain(|domain| !ANYBODYS.contains(&&**domain));
        reach.domains = domains;
        for list in [
            &mut reach.phones,
            &mut reach.emails,
            &mut reach.domains,
            &mut reach.pages,
        ] {
            list.sort_unstable();
            list.dedup();
            list.truncate(MOST);
        }
        reach
    }

    pub(super) fn compare(&self, other: &Self, ledger: &mut impl Ledger) {
        let shared = |a: &[Box<str>], b: &[Box<str>]| a.iter().find(|x| b.contains(x)).cloned();
        let differ = |a: &[Box<str>], b: &[Box<str>]| !a.is_empty() && !b.is_empty();
        if let Some(page) = shared(&self.pages, &other.pages) {
            ledger.add(Group::Activity, Kind::WebPage, 0.7, || {
                format!("both point to the page {page}")
            });
        } else if self.has_page_beside(other) {
            ledger.add(Group::Activity, Kind::WebPage, -0.7, || {
                "they point to different pages of one site".to_owned()
            });
        }
        let is_shared = shared(&self.domains, &other.domains);
        if let Some(domain) = &is_shared {
            ledger.add(Group::Body, Kind::WebPage, 0.8, || {
                format!("both belong to the site {domain}")
            });
        }
        if let Some(email) = shared(&self.emails, &other.emails) {
            ledger.add(Group::Body, Kind::Email, 1.0, || {
                format!("both have the e-mail address {email}")
            });
        } else if is_shared.is_none() && differ(&self.emails, &other.emails) {
            ledger.add(Group::Body, Kind::Email, -0.2, || {
                "their e-mail addresses differ".to_owned()
            });
        }
        if shared(&self.phones, &other.phones).is_some() {
            ledger.add(Group::Body, Kind::Phone, 1.2, || {
                "both have the same telephone number".to_owned()
            });
        } else if differ(&self.phones, &other.phones) {
            ledger.add(Group::Body, Kind::Phone, -0.2, || {
                "their telephone numbers differ".to_owned()
            });
        }
    }
}

impl Reach {
    /// Whether both have a telephone number or an e-mail address in common.
    pub(super) fn is_shared(&self, other: &Self) -> bool {
        let shared = |a: &[Box<str>], b: &[Box<str>]| a.iter().any(|x| b.contains(x));
        shared(&self.phones, &other.phones) || shared(&self.emails, &other.emails)
    }

    /// Whether both have telephone numbers and none of them in common, nor any other contact.
    pub(super) fn differs(&self, other: &Self) -> bool {
        let both = !self.phones.is_empty() && !other.phones.is_empty();
        let is_one_site = self.domains.iter().any(|x| other.domains.contains(x));
        both && !is_one_site && !self.is_shared(other)
    }

    /// Whether one site gives each a page or a mailbox of its own, and none of them is the
    /// other's: who does so means two by them.
    pub(super) fn is_told_apart(&self, other: &Self) -> bool {
        let shares = |a: &[Box<str>], b: &[Box<str>]| a.iter().any(|one| b.contains(one));
        let mailboxes = self.mailbox.as_ref().zip(other.mailbox.as_ref());
        let domain = |mailbox: &str| mailbox.split_once('@').map(|(_, at)| at.to_owned());
        let has_mailbox_beside = mailboxes.is_some_and(|(own, other)| {
            let at = domain(own).filter(|at| !ANYBODYS.contains(&at.as_str()));
            own != other && at.is_some() && at == domain(other)
        });
        let has_page_beside = !shares(&self.pages, &other.pages) && self.has_page_beside(other);
        has_mailbox_beside || has_page_beside
    }

    /// Whether both have pages of their own on one site.
    fn has_page_beside(&self, other: &Self) -> bool {
        let host = |page: &str| page.split('/').next().unwrap_or_default().to_owned();
        let hosts: Vec<String> = other.pages.iter().map(|page| host(page)).collect();
        self.pages.iter().any(|page| {
            let host = host(page);
            !ANYBODYS.contains(&host.as_str()) && hosts.contains(&host)
        })
    }
}

/// The numbers of a telephone entry; people write several into one.
fn numbers(phone: &Phone) -> Vec<Box<str>> {
    let text = phone.number.as_deref().unwrap_or_default().to_lowercase();
    let parts = text
        .split(['/', ',', ';', '|'])
        .flat_map(|part| part.split(" or "));
    parts.filter_map(number).collect()
}

/// The national digits of one number, without the first zero.
pub(super) fn number(text: &str) -> Option<Box<str>> {
    let text = text.split("ext").next()?.replace("(0)", "");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = if text.trim_start().starts_with('+') {
        digits.strip_prefix("44")?
    } else {
        digits.strip_prefix("0044").unwrap_or(&digits)
    };
    let national = national.trim_start_matches('0');
    ((7..=10).contains(&national.len())).then(|| national.into())
}

/// An address of mail in small letters.
pub(super) fn email(text: &str) -> Option<Box<str>> {
    let text = text.trim().trim_start_matches("mailto:").to_lowercase();
    let (who, at) = text.split_once('@')?;
    (!who.is_empty() && at.contains('.') && !text.contains(char::is_whitespace))
        .then(|| text.as_str().into())
}

/// Host and the rest of an address, each in its normal form.
pub(super) fn address(text: &str) -> Option<(Box<str>, String)> {
    let text = text.trim().to_lowercase();
    let rest = text
        .split_once("://")
        .map_or(text.as_str(), |(_, rest)| rest);
    let rest = rest.split('#').next()?;
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.trim_start_matches("www.").split(':').next()?;
    let is_host = host.contains('.') && !host.contains(char::is_whitespace);
    let path = path
        .trim_end_matches('/')
        .trim_end_matches("/index.html")
        .trim_end_matches("/index.php");
    is_host.then(|| (host.into(), path.to_owned()))
}

/// A page that is about something, not a front page.
fn page(text: &str) -> Option<Box<str>> {
    let (host, path) = address(text)?;
    let words = path.trim_start_matches('/');
    (words.len() > 1).then(|| format!("{host}{path}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for text in [
            "01632 960101",
            "+44 1632 960101",
            "+44 (0)1632 960 101",
            "(01632) 960-101",
            "0044 1632 960101",
            "01632 960101 ext 4",
        ] {
            assert_eq!(number(text).as_deref(), Some("1632960101"), "{text}");
        }
        for text in ["999", "", "ask at the desk", "+33 1 23 45 67 89 00"] {
            assert_eq!(number(text), None, "{text}");
        }
        let phone = Phone {
            number: Some("01632 960101 / 07700 900111".to_owned()),
            ..Phone::default()
        };
        assert_eq!(numbers(&phone).len(), 2);
    }

    #[test]
    fn a_page_is_the_same_however_its_address_is_written() {
        for text in [
            "https://www.club.example/lunch/",
            "club.example/lunch",
            "HTTP://Club.example/lunch#when",
        ] {
            assert_eq!(page(text).as_deref(), Some("club.example/lunch"), "{text}");
        }
        for text in [
            "https://www.club.example/",
            "club.example",
            "none",
            "see our page",
        ] {
            assert_eq!(page(text), None, "{text}");
        }
    }

    #[test]
    fn mail_is_in_small_letters() {
        for (text, want) in [
            (" Office@Club.example ", Some("office@club.example")),
            ("mailto:a@b.example", Some("a@b.example")),
            ("a at b.example", None),
            ("@b.example", None),
        ] {
            assert_eq!(email(text).as_deref(), want, "{text}");
        }
    }
}
