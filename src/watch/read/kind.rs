//! What kind of page came: the provider's own, or one that stands in for it.

use std::sync::LazyLock;

use regex::Regex;

use super::page::{Page, Region, Shape};
use super::pattern;

/// What kind of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// The provider's own words.
    Ordinary,
    /// "Page not found", whatever the status says.
    NotFound,
    /// The host has switched the site off.
    HostingSuspended,
    /// The domain is for sale, parked, or sells something else altogether.
    Parked,
    /// A gambling site on what was somebody else's address.
    Casino,
    /// The site asks whether we are a person.
    BotCheck,
    /// The site says that it will be back in a moment.
    Maintenance,
    /// A new site is announced, or the server's own first page is shown.
    ComingSoon,
    /// Nothing to read without a browser, or nothing at all.
    Empty,
}

/// A stand-in says little; beyond so many characters of main text a page is itself.
const SHORT: usize = 1200;

/// Below this its first lines speak for a page; above, only its title and headings do.
const VERY_SHORT: usize = 400;

/// A page that needs a browser shows less text than this.
const EMPTY: usize = 30;

static NOT_FOUND: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: (?:error\s*)?404\b | (?:page|content|file|address|url|resource|site)\s(?:\w+\s){0,4}?(?:not\s(?:be\s)?found|does\s?n(?:o|')t\sexist|doesn't\sexist|no\slonger\s(?:exists?|available|here)|can(?:no|')t\sbe\sfound|has\sbeen\s(?:removed|deleted))
      | (?:can(?:no|')t|could\s?n(?:o|')t|couldn't|unable\sto|can\snot)\sfind\s(?:the|that|this|what|your)\b | nothing\s(?:was\s)?found\b | (?:oops|sorry|whoops)\b.{0,40}\b(?:page|find|found|exist) | not\sfound$ )"
);

static SUSPENDED: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: (?:account|web\s?site|site|hosting|domain)\s(?:\w+\s){0,3}?(?:has\sbeen\s|is\s|currently\s|temporarily\s){0,3}(?:suspended|disabled|deactivated)
      | account\ssuspended | bandwidth\slimit\sexceeded | (?:hosting|subscription|web\s?site|site|plan)\s(?:\w+\s){0,2}?(?:has\s)?expired | domain\s(?:name\s)?(?:\w+\s){0,2}?(?:has\s|is\s)?expired
      | contact\syour\s(?:web\s)?host(?:ing)?(?:\sprovider)? )"
);

static PARKED: LazyLock<Regex> = pattern!(
    r"(?imx)\b(?: (?:this\s)?(?:premium\s)?(?:domain|web\s?address)(?:\sname)?\s(?:\S+\s){0,3}?(?:is\s|may\sbe\s|are\s)?(?:now\s|currently\s)?(?:for\ssale|available\s(?:for|to)\s(?:purchase|sale|buy|register)|parked)
      | (?:this\s)?(?:web\s?site|domain)\sis\sfor\ssale | ^\S+\.[a-z]{2,}\sis\sfor\ssale | \bbuy\snow\sfor\s[$\u{a3}\u{20ac}]?[\d,]+\sor\smake\san\soffer | first\sand\sbest\ssource\sfor\sall\sof\sthe\sinformation | domain\sname\shas\sbeen\sregistered | buy\sthis\sdomain | (?:make|submit)\s(?:an\s)?offer\s(?:on|for)\sth(?:is|e)\sdomain | parked\s(?:free|domain|page|by|with|courtesy) | domain\sparking | this\sdomain\s(?:was|has\sbeen)\s(?:recently\s)?registered | (?:related|sponsored)\s(?:searches|listings) | inquire\sabout\sthis\sdomain | interested\sin\sth(?:is|e)\sdomain )"
);

static GAMBLING: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:casino|casinos|slots?|jackpot|betting|sportsbook|roulette|blackjack|free spins|welcome bonus|poker|gacor|judi|togel|bandar)\b"
);

static BOT_CHECK: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: checking\s(?:your\sbrowser|if\sthe\ssite\sconnection|that\syou\sare) | (?:verify|verifying|confirm|prove|check)\s(?:that\s)?you(?:'re|\sare)\s(?:\w+\s)?(?:human|not\sa\srobot|a\sperson|real) | are\syou\s(?:a\s)?(?:human|robot) | just\sa\smoment | attention\srequired | ddos\sprotection | complete\sthe\s(?:security\s)?(?:check|captcha) | captcha | unusual\straffic | access\s(?:to\sthis\s\w+\s(?:has\sbeen\s|is\s))?denied | request\s(?:was\s)?(?:unsuccessful|blocked) | you\shave\sbeen\sblocked | security\s(?:check|service) | enable\s(?:javascript\sand\s)?cookies\sto\scontinue )"
);

static MAINTENANCE: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: (?:scheduled|planned|essential|site|website|routine|undergoing|under|down\sfor|for)\s(?:\w+\s)?maintenance | maintenance\s(?:mode|page|in\sprogress) | (?:be|will\sbe)\s(?:right\s|straight\s)?back\s(?:soon|shortly|in\sa|online|up) | back\sonline\s(?:soon|shortly) | temporarily\s(?:unavailable|offline|down) | briefly\sunavailable | technical\s(?:difficulties|problems?|issues?) | service\sunavailable | bad\sgateway | internal\sserver\serror | error\sestablishing\sa\sdatabase\sconnection | (?:could|can)\s?(?:not|n't)\sconnect\sto\sthe\sdatabase )"
);

static COMING_SOON: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: (?:coming|launching|arriving)\s(?:very\s)?soon | under\s(?:construction|development) | new\s(?:web\s?)?site\s(?:is\s)?(?:\w+\s)?(?:coming|on\s(?:its|the)\sway|launching|under) | building\s(?:our|a)\s(?:brand\s)?(?:new\s)?(?:web\s?)?site | welcome\sto\s(?:nginx|apache|iis|caddy|plesk) | apache2?\s(?:\w+\s)?default\spage | it\sworks! | index\sof\s/ | default\sweb\s?(?:site\s)?page | just\sanother\swordpress\ssite | hello\sworld! )"
);

/// Tells the kind of a page from its own words alone.
pub fn kind(page: &Page) -> PageKind {
    let length = page.main_length();
    if is_gambling(page) {
        return PageKind::Casino;
    }
    if length > SHORT {
        return PageKind::Ordinary;
    }
    let loud = loud(page);
    let all: Vec<&str> = page.content().map(|block| block.text.as_str()).collect();
    if PARKED.is_match(&loud) || PARKED.is_match(&all.join("\n")) {
        return PageKind::Parked;
    }
    if SUSPENDED.is_match(&loud) && !speaks_of_a_session(&loud) {
        return PageKind::HostingSuspended;
    }
    for (pattern, kind) in [
        (&NOT_FOUND, PageKind::NotFound),
        (&BOT_CHECK, PageKind::BotCheck),
        (&MAINTENANCE, PageKind::Maintenance),
        (&COMING_SOON, PageKind::ComingSoon),
    ] {
        if pattern.is_match(&loud) {
            return kind;
        }
    }
    if length < EMPTY && page.content().map(|b| b.text.len()).sum::<usize>() < 2 * EMPTY {
        return PageKind::Empty;
    }
    PageKind::Ordinary
}

/// What a page says first: its title, its headings and, if it is very short, its first lines.
fn loud(page: &Page) -> String {
    let mut words = page.title.clone();
    let headings = page
        .content()
        .filter(|block| matches!(block.shape, Shape::Heading(1 | 2)));
    let first = page
        .content()
        .filter(|block| block.region == Region::Main)
        .take(if page.main_length() <= VERY_SHORT {
            3
        } else {
            0
        });
    for block in headings.chain(first) {
        words.push('\n');
        words.push_str(&block.text);
    }
    words
}

/// "This service is suspended" is the provider speaking of itself, not its host.
fn speaks_of_a_session(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "session",
        "group",
        "club",
        "class",
        "meeting",
        "until further notice",
    ]
    .iter()
    .any(|word| text.contains(word))
}

fn is_gambling(page: &Page) -> bool {
    // A gamblers' support group names its subject too, but neither in every line nor with bonuses.
    let texts = page.content().map(|block| block.text.as_str());
    let distinct: std::collections::HashSet<String> = texts
        .chain([page.title.as_str()])
        .flat_map(|text| GAMBLING.find_iter(text))
        .take(200)
        .map(|found| found.as_str().to_lowercase())
        .collect();
    distinct.len() >= 4 || (distinct.len() >= 2 && GAMBLING.is_match(&page.title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::read;

    fn kind_of(html: &str) -> PageKind {
        kind(&read::page(html.as_bytes(), None))
    }

    #[test]
    fn stand_in_pages_are_told_from_the_provider_s_own() {
        for (html, want) in [
            (
                "<title>Page not found</title><h1>Oops!</h1><p>That page can't be found.</p>",
                PageKind::NotFound,
            ),
            (
                "<h1>404</h1><p>Sorry, the page you are looking for no longer exists.</p>",
                PageKind::NotFound,
            ),
            (
                "<h1>We couldn't find that page</h1><p>Try the menu.</p>",
                PageKind::NotFound,
            ),
            (
                "<h1>Account Suspended</h1><p>Contact your hosting provider.</p>",
                PageKind::HostingSuspended,
            ),
            (
                "<p>This website has been temporarily suspended.</p><p>Please contact support.</p>",
                PageKind::HostingSuspended,
            ),
            (
                "<title>ashbyclub.example</title><p>This domain is for sale! Make an offer on this domain.</p>",
                PageKind::Parked,
            ),
            (
                "<p>ashbyclub.example is parked free, courtesy of Names.example</p><h2>Related searches</h2>",
                PageKind::Parked,
            ),
            (
                "<title>Best online casino</title><p>Slots, roulette and a welcome bonus</p>",
                PageKind::Casino,
            ),
            (
                "<title>Just a moment...</title><p>Checking your browser before you go on.</p>",
                PageKind::BotCheck,
            ),
            (
                "<h1>Please verify you are human</h1><p>Tick the box to go on.</p>",
                PageKind::BotCheck,
            ),
            (
                "<h1>Down for maintenance</h1><p>We will be back shortly.</p>",
                PageKind::Maintenance,
            ),
            (
                "<p>Error establishing a database connection</p>",
                PageKind::Maintenance,
            ),
            (
                "<h1>Coming soon</h1><p>Our new website is on its way.</p>",
                PageKind::ComingSoon,
            ),
            (
                "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the server works.</p>",
                PageKind::ComingSoon,
            ),
            (
                "<div id='root'></div><script src='app.js'></script>",
                PageKind::Empty,
            ),
            ("", PageKind::Empty),
            (
                "<h1>Ashby Lunch Club</h1><p>Hot meals each Monday at the village hall. Call us.</p>",
                PageKind::Ordinary,
            ),
            (
                "<h1>Ashby Lunch Club</h1><p>Our sessions are suspended until further notice, sorry.</p>",
                PageKind::Ordinary,
            ),
            (
                "<h1>Gamblers' friends</h1><p>Support for anybody whose betting has got out of hand.</p>",
                PageKind::Ordinary,
            ),
        ] {
            assert_eq!(kind_of(html), want, "{html}");
        }
    }

    #[test]
    fn a_long_page_is_the_provider_s_own_whatever_it_mentions() {
        let html = format!(
            "<h1>Ashby Advice</h1><p>{}</p><p>Lost letters: page not found errors.</p>",
            "We help with forms and benefits. ".repeat(60)
        );
        assert_eq!(kind_of(&html), PageKind::Ordinary);
    }
}
