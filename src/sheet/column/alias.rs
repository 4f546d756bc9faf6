//! What councils call their columns.
//!
//! A folded header is looked for in the list of whole names first. What is not there is read by
//! its words, in the order of the rules: "Organisation name" is who provides a service, because
//! the rule for organizations comes before the one for names.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::sheet::role::{Day, Part, Role};

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::sheet) struct Alias {
    pub(in crate::sheet) role: Role,
    /// 0 to 1.
    pub(in crate::sheet) confidence: f64,
}

const WHOLE: f64 = 0.98;
const WORDED: f64 = 0.8;

/// Whole names, `|` between them. Names for a service and for who provides it are sorted by how
/// surely they mean just that: a weaker one gives way to a stronger one in the same sheet.
const NAMES: [(Role, f64, &str); 41] = [
    (
        Role::Name,
        0.99,
        "service name|name of service|service title|name of the service|activity name|name of activity|service activity name|activity service name|service or activity|service or activity name|name of service activity|listing name|listing title|entry name|programme name|project name|session name|class name|name of class|name of session|event name|name of event|event title|course name|name of project|name of activity service|title of service|title of activity|public name|display name|scheme name|name of scheme",
    ),
    (
        Role::Name,
        0.97,
        "service|services|title|activity|activities|name of support|support offered name|activity title|whats on|activity session|session title|service project|service activity|activity service|course|course title|listing|entry",
    ),
    (Role::Name, 0.95, "name"),
    (
        Role::Name,
        0.9,
        "class|session|event|project|scheme|programme|what|resource|resource name|support service|offer|activity event|event activity|full name|project service|name title|service offered|service provided",
    ),
    (
        Role::Name,
        0.85,
        "group name|name of group|club name|name of club|group|club|group club|club group|name of group club|name of club group|society|club society|clubs and societies|group activity|activity group|name of group activity|name of group service|group service name|service group|group or activity|group or service|club activity|support group|group or club|club or group|name of club or group|community group|groups",
    ),
    (
        Role::Organization,
        0.98,
        "organisation|organization|organisation name|organization name|name of organisation|name of organization|org|org name|provider|provider name|service provider|service provider name|name of provider|provided by|run by|delivered by|managed by|offered by|operated by|hosted by|organised by|lead organisation|lead organization|lead provider|delivery partner|delivery organisation|parent organisation|who runs it|who runs this|whos running it|organiser|organizer|organisation group|organisation provider|provider organisation|organisation charity|charity|charity name|name of charity|company|company name|agency|agency name|host organisation|provider organisation name|organisation responsible|responsible organisation|owner organisation|supplier|organisation company|organisation agency|organisation running|voluntary organisation|vcse organisation|vcs organisation|lead agency|organisation club",
    ),
    (
        Role::Organization,
        0.7,
        "host|owner|partner|trust|department|team",
    ),
    (
        Role::Description,
        0.98,
        "description|service description|description of service|description of activity|activity description|about|about us|about the service|about this service|about the group|about the activity|summary|overview|short description|long description|full description|brief description|details|service details|activity details|details of service|details of activity|what is it|what it is|what we do|what they do|what happens|what to expect|what is offered|what they offer|whats on offer|what do they do|what do we do|what does it do|what does the service do|blurb|information|info|service information|session details|what is provided|services offered|services provided|services description|public description|listing description|text|synopsis|purpose|aim|aims|outline|programme details|description for public|description public|description of the service|group description|description of group|details of the service|description details|service summary|event description|support offered|support provided|what support is offered|description about",
    ),
    (
        Role::Description,
        0.6,
        "additional information|additional info|further information|further info|more information|more info|other information|other details|further details|additional details",
    ),
    (
        Role::Description,
        0.4,
        "notes|comments|remarks|note|public notes|other",
    ),
    (
        Role::Address(Part::Line1),
        0.98,
        "address|address 1|address1|addr|addr 1|addr1|address line 1|address line1|address line one|line 1|line1|full address|street|street address|street name|postal address|venue address|location address|address of venue|service address|address of service|where is it|where|where it is|where held|where is it held|where does it take place|where it takes place|address where held|address full|address inc postcode|address and postcode|address including postcode|address with postcode|address postcode|address incl postcode|address location|location and address|venue and address|venue address postcode|meeting address|meeting place|meets at|held at|place|road|address of activity|address of session|1st line of address|first line of address|address first line|main address|physical address|site address|contact address|correspondence address|venue and postcode|where and when held|organisation address|location of service|location of activity",
    ),
    (
        Role::Address(Part::Venue),
        0.96,
        "venue|venue name|name of venue|location|location name|building|building name|site|site name|premises|hall|venue location|location venue|place name|centre|community centre|address name|property name|venue building|building venue|location of venue|hall venue|base|session venue",
    ),
    (
        Role::Address(Part::Number),
        0.95,
        "house number|house no|building number|building no|street number|number and street number|property number|no|house name or number|house number or name|house name number|property name or number",
    ),
    (
        Role::Address(Part::Line2),
        0.98,
        "address 2|address2|addr 2|addr2|address line 2|address line2|address line two|line 2|line2|2nd line of address|second line of address|address second line|address cont|address continued",
    ),
    (
        Role::Address(Part::Line3),
        0.98,
        "address 3|address3|addr 3|addr3|address line 3|address line3|address line three|line 3|line3|third line of address",
    ),
    (
        Role::Address(Part::Line4),
        0.98,
        "address 4|address4|addr 4|addr4|address line 4|address line4|line 4|line4|address 5|address5|address line 5|address line5|line 5",
    ),
    (
        Role::Address(Part::Locality),
        0.95,
        "locality|village|suburb|village suburb|village area|district village|dependent locality|town village area|address locality",
    ),
    (
        Role::Address(Part::Town),
        0.98,
        "town|city|town city|city town|town or city|post town|posttown|postal town|town village|village town|town or village|address town|address city|venue town|settlement|municipality",
    ),
    (
        Role::Address(Part::County),
        0.97,
        "county|address county|venue county|county region|state province",
    ),
    (
        Role::Postcode,
        0.99,
        "postcode|post code|p code|pcode|postal code|zip|zip code|zipcode|venue postcode|postcode of venue|service postcode|location postcode|address postcode only|postcode venue|post code of venue|pc|postcode for satnav|satnav postcode|sat nav postcode|full postcode|postcode s|venue post code|address post code|meeting postcode",
    ),
    (
        Role::Phone,
        0.98,
        "phone|telephone|tel|tel no|tel number|tel num|tel nos|phone no|phone number|phone nos|phone numbers|phone num|telephone no|telephone number|telephone nos|telephone numbers|contact number|contact no|contact numbers|contact phone|contact tel|contact telephone|contact telephone number|contact phone number|contact tel no|public phone|phone public|telephone public|public telephone|public phone number|public tel|main phone|main telephone|main number|enquiries phone|enquiries number|helpline|helpline number|helpline no|call|call us|ring|phone us|landline|landline number|landline no|land line|daytime phone|office phone|office number|office tel|office telephone|number to call|tele|telno|phoneno|tel contact|booking line|booking phone|phone line|phone tel|tel phone|telephone mobile|tel mobile|phone mobile|tel mob|telephone 1|phone 1|tel 1|organisation phone|service phone|enquiry line|freephone|advice line",
    ),
    (
        Role::Phone,
        0.9,
        "mobile|mob|mobile number|mobile no|mobile phone|mob no|mob number|mobile tel|cell|phone 2|tel 2|telephone 2|alternative phone|alternative number|other phone|second phone|alt phone|other number|text number|alternative tel|alternative telephone|mobile phone number|additional phone|evening phone",
    ),
    (
        Role::Email,
        0.98,
        "email|e mail|email address|e mail address|mail|contact email|contact e mail|email contact|public email|email public|enquiries email|main email|general email|service email|organisation email|email us|email addr|e address|e mail contact|contact email address|email 1|emails|e mails|email addresses|electronic mail|email for enquiries|public email address|booking email|enquiry email",
    ),
    (
        Role::Email,
        0.85,
        "email 2|alternative email|second email|other email|additional email",
    ),
    (
        Role::Url,
        0.98,
        "url|website|web site|web|web address|website address|web page|webpage|web link|weblink|website url|website link|link|links|homepage|home page|internet|internet address|site url|www|more info link|online|find out more|find out more link|more information link|link to website|service website|organisation website|website 1|web url|service url|website webpage|url link|web address url|website url link|link to more information",
    ),
    (
        Role::Url,
        0.8,
        "facebook|facebook page|facebook link|social media|twitter|instagram|social media link|social media links|booking link|website 2|facebook url|other website|online booking|booking url",
    ),
    (
        Role::Contact,
        0.97,
        "contact|contacts|contact details|contact info|contact information|how to contact|how to get in touch|get in touch|contact us|phone email|email phone|phone or email|tel email|telephone email|email telephone|phone and email|telephone and email|telephone or email|tel and email|email and phone|email or phone|email tel|contacts details|public contact|public contact details|how to contact us|contact phone email|contact tel email|contact details public|enquiries|for more information contact|for further information|further information contact|how to find out more|phone email website|phone email web|contact phone and email",
    ),
    (
        Role::ContactName,
        0.95,
        "contact name|contact person|name of contact|named contact|main contact|key contact|lead contact|contact person name|public contact name|contact name public|who to contact|ask for|person to contact",
    ),
    (
        Role::Categories,
        0.98,
        "category|categories|type|types|service type|type of service|service category|category of service|activity type|type of activity|activity category|category 1|category 2|category 3|category 4|category 5|category1|category2|category3|theme|themes|tag|tags|keyword|keywords|key words|subject|subjects|topic|topics|classification|type of support|support type|support category|category ies|categorys|sub category|subcategory|sub categories|subcategories|main category|primary category|secondary category|secondary categories|sector|area of support|areas of support|area of need|need|needs|needs met|taxonomy|taxonomy term|taxonomy terms|service types|group type|type of group|categories tags|tags categories|directory category|directory categories|category type|type category|interest|interests|area of interest|areas of interest|kind of service|kind|tag 1|tag 2|tag 3|group category|category subcategory|category of support|type of activity service|type of provision|provision type|genre",
    ),
    (
        Role::ScheduleText,
        0.98,
        "when|schedule|opening hours|opening times|opening time|hours|hours of opening|open hours|opening|opening days|opening days and times|opening days times|days and times|day and time|day time|days times|times and days|time and day|day s and time s|day s time s|days and hours|days hours|day times|days time|day date time|date and time|date time|dates and times|session times|session time|session times and days|session days and times|meeting times|meeting time|meeting day and time|meeting days and times|meets|meeting|meeting days times|timetable|availability|service hours|hours of operation|operating hours|business hours|when is it|when is it on|when it is on|when it runs|when it meets|when does it meet|when do they meet|when it happens|when held|when open|open when|day and times|schedule text|running times|run times|when and what time|frequency and time|session day and time|session dates and times|times open|opening hours text|when day and time|activity times|sessions|hours open|day time frequency|days open and times|when does it run|when is it open",
    ),
    (
        Role::DayNames,
        0.97,
        "day|days|weekday|weekdays|day of week|day of the week|days of week|days of the week|day s|session day|session days|meeting day|meeting days|day held|days held|days open|open days|which day|which days|what day|day of session|day s of week|days available|day of activity",
    ),
    (
        Role::Times,
        0.97,
        "time|times|time s|session hours|time of day|time of session|time from to|start and end time|start end time|start finish time|start and finish time|start and finish|from to|start finish|start end|time held|what time|meeting hours|times of session|time of activity|session start and end|time slot|start and end times",
    ),
    (
        Role::Opens,
        0.97,
        "start time|start|starts|starts at|start times|time start|time from|from time|from|open time|opens|opens at|open|open from|opening from|begins|begin time|session start|session start time|start time 24hr|starting time|open at|time starts|time opens|hours from",
    ),
    (
        Role::Closes,
        0.97,
        "end time|end|ends|ends at|end times|time end|time to|to time|to|until|till|finish|finish time|finishes|finishes at|finishing time|close|close time|closes|closes at|closing time|open until|open to|session end|session end time|session finish|end time 24hr|time ends|time closes|hours to|close at",
    ),
    (
        Role::Cost,
        0.98,
        "cost|costs|price|prices|fee|fees|charge|charges|cost s|charge s|fee s|price s|cost of service|cost to attend|cost to user|cost details|cost information|price information|pricing|how much|how much is it|how much does it cost|cost per session|price per session|session cost|session price|session fee|entry fee|admission|admission fee|admission price|ticket price|cost price|price cost|fees charges|cost charge|charges fees|fees and charges|cost fee|fee cost|cost gbp|price gbp|amount|what does it cost|cost per week|membership fee|subscription|subs|donation|suggested donation|cost pounds|cost in pounds|is there a charge|is there a cost|cost text|cost options|contribution|cost of session|costs charges|cost to participant|cost per person",
    ),
    (
        Role::Free,
        0.9,
        "free|free y n|is it free|free of charge|free service|free to attend|free yes no",
    ),
    (
        Role::Ages,
        0.97,
        "age|ages|age range|age ranges|age group|age groups|ages served|age band|age bands|ages catered for|age range served|suitable ages|suitable for ages|suitable age|target age|target ages|target age group|target age range|for ages|age s|age suitability|age restriction|age restrictions|age limit|age limits|age eligibility|eligible ages|age range years|ages years|age years|age criteria|what age|what ages|which ages|suitable age range|age category|age from to|age bracket|ages suitable for",
    ),
    (
        Role::MinAge,
        0.98,
        "min age|minimum age|age min|age minimum|age from|from age|lower age|lower age limit|youngest age|youngest|age lower|ages from|age start|starting age|age from years|minimum age years|min age years|age low",
    ),
    (
        Role::MaxAge,
        0.98,
        "max age|maximum age|age max|age maximum|age to|to age|upper age|upper age limit|oldest age|oldest|age upper|ages to|age end|age until|age to years|maximum age years|max age years|age high|up to age",
    ),
    (
        Role::LastReviewed,
        0.98,
        "last reviewed|last updated|last checked|last verified|updated|reviewed|checked|verified|date reviewed|date updated|date checked|date verified|date last reviewed|date last updated|date last checked|date last verified|date of last review|date of last update|date of last check|last review|last review date|last reviewed date|last update|last updated date|last check|last check date|last checked date|review date|reviewed on|reviewed date|updated on|updated date|update date|checked on|checked date|verified on|verified date|verification date|last modified|modified|modified date|date modified|last amended|amended|date amended|date of review|date of update|date confirmed|confirmed on|last confirmed|confirmed|date of information|information correct as of|correct as of|correct at|assured date|date assured|assured|last assured|information last checked|record updated|record last updated|last edited|last contact date|date of check|details last checked|details checked|info last checked|information checked|details confirmed",
    ),
    (
        Role::Status,
        0.95,
        "status|service status|active|current status|is active|active y n|open or closed|live|current|listing status|record status",
    ),
];

/// Names of columns that we do not publish, though their words may sound like it.
const IGNORED: &str = "ward|district|area|areas|area covered|areas covered|catchment|catchment area|coverage|region|borough|lad|lsoa|uprn|easting|northing|latitude|longitude|lat|long|lng|x|y|fax|fax no|fax number|country|source|created|created by|created on|date created|date added|added|added by|added on|entered by|updated by|reviewed by|checked by|verified by|last updated by|last edited by|modified by|date entered|timestamp|next review|next review date|review due|review due date|next update|date of next review|expiry|expiry date|field|field name|column|column name|data type|data item|row|row no|row number|rag|priority|score|count|total|capacity|places|number of places|attendance|attendees|members|membership|number of members|funder|funding|funded by|charity number|charity no|registered charity number|registered charity no|company number|company no|referral|referral route|how to refer|referral required|self referral|booking|booking required|how to book|access|accessibility|wheelchair access|wheelchair accessible|disabled access|parking|transport|language|languages|eligibility|who is it for|who for|who can attend|who can use it|audience|target group|target audience|gender|for whom|criteria|suitable for|frequency|how often|term|term time|term time only|start date|end date|date|date from|date to|logo|image|photo|picture|hashtag|video|version|job title|role|position|what3words|what 3 words|grid reference|bus route|nearest station|travel|how to get there|getting there|directions|map|map link|lead|lead officer|lead worker|coordinator|co ordinator|manager|officer|project lead|case worker|link worker|responsible officer|social prescriber|completed by|filled in by|submitted by|group leader|leader|instructor|tutor|coach|teacher|chair|secretary|treasurer|chairperson";

/// Identifiers that a sheet may keep.
const IDS: &str = "id|ref|reference|ref no|reference number|reference no|service id|service ref|service reference|unique id|unique ref|unique reference|uid|uuid|guid|record id|record no|record number|listing id|entry id|urn|identifier|external id|source id|directory id|id number|item id|serviceid|ref id|record ref";

/// Whether a row may be published.
const PUBLISH: &str = "publish|publish y n|publish yes no|published|ok to publish|publish on website|publish online|publish to web|can publish|can we publish|can be published|consent to publish|permission to publish|show on website|include on website|include in directory|public y n|display on website|include|agree to publish|happy to be published|make public|permission to share|consent to share|consent given|publish to website|for publication|for publication y n|publish in directory";

/// Every whole name with what it says; of a name in several lists the first counts.
static WHOLE_NAMES: LazyLock<HashMap<&str, Alias>> = LazyLock::new(|| {
    let others = [
        (Role::Id, IDS),
        (Role::Publish, PUBLISH),
        (Role::Ignore, IGNORED),
    ];
    let others = others.into_iter().map(|(role, list)| (role, WHOLE, list));
    let mut names = HashMap::new();
    for (role, confidence, list) in NAMES.into_iter().chain(others) {
        for name in list.split('|') {
            names.entry(name).or_insert(Alias { role, confidence });
        }
    }
    names
});

/// What a folded header says; `None` when nothing that we know.
pub(in crate::sheet) fn alias(folded: &str) -> Option<Alias> {
    if folded.is_empty() {
        return None;
    }
    if let Some(role) = weekday(folded) {
        return Some(Alias {
            role,
            confidence: 0.97,
        });
    }
    WHOLE_NAMES.get(folded).copied().or_else(|| {
        worded(folded).map(|role| Alias {
            role,
            confidence: WORDED,
        })
    })
}

/// Columns of one weekday: "Mon", "Monday times", "Mon open", "Tues close".
fn weekday(folded: &str) -> Option<Role> {
    let words: Vec<&str> = folded.split(' ').collect();
    let mut days = words.iter().filter_map(|word| day(word));
    let day = days.next()?;
    if days.next().is_some() {
        return None;
    }
    let rest: Vec<&str> = words
        .into_iter()
        .filter(|word| self::day(word).is_none())
        .collect();
    let all_in = |known: &[&str]| rest.iter().all(|word| known.contains(word));
    let any_in = |known: &[&str]| rest.iter().any(|word| known.contains(word));
    let around = [
        "time",
        "times",
        "hours",
        "hour",
        "opening",
        "session",
        "sessions",
        "am",
        "pm",
        "at",
        "hrs",
        "open",
        "opens",
        "start",
        "starts",
        "from",
        "close",
        "closes",
        "closing",
        "end",
        "ends",
        "finish",
        "to",
        "until",
        "till",
        "s",
        "day",
        "days",
        "available",
        "schedule",
        "1",
        "2",
        "starting",
        "finishing",
        "begin",
        "begins",
    ];
    if !all_in(&around) {
        return None;
    }
    let opens = any_in(&[
        "open", "opens", "start", "starts", "from", "opening", "starting", "begin", "begins",
    ]);
    let closes = any_in(&[
        "close",
        "closes",
        "closing",
        "end",
        "ends",
        "finish",
        "to",
        "until",
        "till",
        "finishing",
    ]);
    let of_hours = any_in(&["hours", "times", "hrs"]);
    Some(match (opens && !of_hours, closes) {
        (true, false) => Role::DayOpens(day),
        (false, true) => Role::DayCloses(day),
        _ => Role::DayTimes(day),
    })
}

/// A weekday's name, short or in full.
pub(in crate::sheet) fn day(word: &str) -> Option<Day> {
    let short = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let other = ["mo", "tues", "weds", "thur", "fr", "sa", "su"];
    let third = ["mons", "tu", "we", "thurs", "fris", "sats", "suns"];
    let at = Day::ALL
        .iter()
        .position(|day| day.as_str() == word || word.strip_suffix('s') == Some(day.as_str()));
    let at = at.or_else(|| {
        [short, other, third]
            .iter()
            .find_map(|list| list.iter().position(|day| *day == word))
    });
    // Two letters alone are too little: "we", "fr".
    at.filter(|_| word.len() > 2).map(|at| Day::ALL[at])
}

/// Rules by words, first hit wins: one of the words of the first list, none of the second.
const RULES: [(Role, &[&str], &[&str]); 22] = [
    (
        Role::Ignore,
        &[
            "fax",
            "uprn",
            "easting",
            "northing",
            "latitude",
            "longitude",
            "by",
            "next",
            "due",
            "created",
            "added",
            "field",
            "column",
        ],
        &[
            "run",
            "delivered",
            "provided",
            "managed",
            "offered",
            "organised",
            "hosted",
            "operated",
        ],
    ),
    (
        Role::Email,
        &["email", "emails", "mail"],
        &["phone", "telephone", "tel"],
    ),
    (Role::Contact, &["email", "mail"], &[]),
    (
        Role::Url,
        &[
            "website",
            "webpage",
            "url",
            "weblink",
            "homepage",
            "www",
            "web",
            "facebook",
            "twitter",
            "instagram",
        ],
        &[],
    ),
    (
        Role::Phone,
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "helpline",
            "landline",
            "mob",
            "telno",
        ],
        &[],
    ),
    (
        Role::Postcode,
        &["postcode", "postcodes", "pcode"],
        &["address"],
    ),
    (
        Role::MinAge,
        &[
            "minimum age",
            "min age",
            "youngest",
            "age from",
            "lower age",
        ],
        &[],
    ),
    (
        Role::MaxAge,
        &["maximum age", "max age", "oldest", "age to", "upper age"],
        &[],
    ),
    (Role::Ages, &["age", "ages"], &["uk", "concern"]),
    (
        Role::LastReviewed,
        &[
            "updated",
            "reviewed",
            "checked",
            "verified",
            "last review",
            "last update",
            "last check",
            "last verification",
            "date of review",
        ],
        &["who", "name", "officer"],
    ),
    (
        Role::Cost,
        &[
            "cost", "costs", "price", "prices", "fee", "fees", "charge", "charges",
        ],
        &[],
    ),
    (
        Role::ScheduleText,
        &[
            "schedule",
            "opening",
            "hours",
            "timetable",
            "days and times",
            "day and time",
            "when",
            "day time",
            "days times",
        ],
        &[],
    ),
    (Role::Times, &["time", "times"], &["day", "days", "date"]),
    (Role::ScheduleText, &["times", "time"], &[]),
    (Role::DayNames, &["days", "weekday", "weekdays"], &[]),
    (
        Role::Description,
        &[
            "description",
            "descriptions",
            "about",
            "summary",
            "overview",
            "blurb",
        ],
        &[],
    ),
    (
        Role::Categories,
        &[
            "category",
            "categories",
            "type",
            "types",
            "theme",
            "tags",
            "keywords",
            "subcategory",
            "classification",
        ],
        &[],
    ),
    (
        Role::Address(Part::Venue),
        &["venue name", "building name", "name of venue", "venue"],
        &["address"],
    ),
    (Role::Address(Part::Line1), &["address", "street"], &["ip"]),
    (
        Role::Organization,
        &[
            "organisation",
            "organization",
            "organisations",
            "provider",
            "provided by",
            "run by",
            "delivered by",
            "managed by",
            "charity",
        ],
        &[],
    ),
    (
        Role::Name,
        &[
            "service name",
            "activity name",
            "name of service",
            "name of activity",
            "group name",
            "name of group",
            "club name",
            "session name",
            "title",
            "service",
            "activity",
        ],
        &[
            "area", "contact", "manager", "referral", "user", "users", "level", "lead",
        ],
    ),
    (
        Role::Description,
        &["details", "information"],
        &[
            "contact",
            "access",
            "referral",
            "booking",
            "parking",
            "eligibility",
        ],
    ),
];

/// Most words of a header that is read by its words: what is longer is an instruction.
const MOST_WORDS: usize = 12;

fn worded(folded: &str) -> Option<Role> {
    if folded.split(' ').count() > MOST_WORDS {
        return None;
    }
    let padded = format!(" {folded} ");
    let has = |word: &&str| padded.contains(&format!(" {word} "));
    let rule = RULES
        .iter()
        .find(|(_, some, none)| some.iter().any(|w| has(&w)) && !none.iter().any(|w| has(&w)));
    rule.map(|(role, ..)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::header::folded;

    #[test]
    fn columns_are_known_by_what_councils_call_them() {
        for (header, want) in [
            ("Service Name", Role::Name),
            ("NAME", Role::Name),
            ("Group/Club", Role::Name),
            ("Organisation", Role::Organization),
            ("Organisation name", Role::Organization),
            ("Name of Organisation / Provider", Role::Organization),
            ("Who runs it?", Role::Organization),
            ("Tel. No.", Role::Phone),
            ("Telephone (public)", Role::Phone),
            ("Mob", Role::Phone),
            ("E-mail address", Role::Email),
            ("P/code", Role::Postcode),
            ("Post Code", Role::Postcode),
            ("Web link", Role::Url),
            ("Where", Role::Address(Part::Line1)),
            ("Venue", Role::Address(Part::Venue)),
            ("Address 2", Role::Address(Part::Line2)),
            ("Town/City", Role::Address(Part::Town)),
            ("When?", Role::ScheduleText),
            ("Day/time", Role::ScheduleText),
            ("Day(s) & Time(s)", Role::ScheduleText),
            ("Price (£)", Role::Cost),
            ("How much?", Role::Cost),
            ("Age from", Role::MinAge),
            ("Max. age", Role::MaxAge),
            ("Ages", Role::Ages),
            ("Date reviewed", Role::LastReviewed),
            ("Last checked", Role::LastReviewed),
            ("Category 2", Role::Categories),
            ("Type of support", Role::Categories),
            ("Mon", Role::DayTimes(Day::Monday)),
            ("Weds", Role::DayTimes(Day::Wednesday)),
            ("Thursday opening hours", Role::DayTimes(Day::Thursday)),
            ("Tues open", Role::DayOpens(Day::Tuesday)),
            ("Sunday - closes", Role::DayCloses(Day::Sunday)),
            ("Start time", Role::Opens),
            ("Finish", Role::Closes),
            ("Contact details", Role::Contact),
            ("Contact email", Role::Email),
            ("Contact name", Role::ContactName),
            ("Phone / email", Role::Contact),
            ("Updated by", Role::Ignore),
            ("Next review date", Role::Ignore),
            ("Ref", Role::Id),
            ("Publish? (Y/N)", Role::Publish),
            (
                "Description of the service (max 200 words)",
                Role::Description,
            ),
            ("Website address (if any)", Role::Url),
        ] {
            assert_eq!(
                alias(&folded(header)).map(|a| a.role),
                Some(want),
                "{header}"
            );
        }
    }

    #[test]
    fn what_is_no_column_name_is_not_taken_for_one() {
        for text in [
            "",
            "Knit and natter",
            "Sheafdale",
            "St Mary's Church",
            "01632 960123",
            "We",
        ] {
            assert_eq!(alias(&folded(text)), None, "{text}");
        }
    }

    #[test]
    fn no_name_stands_for_two_things() {
        let mut seen = std::collections::HashMap::new();
        let lists = NAMES
            .iter()
            .map(|(role, _, list)| (role.to_string(), *list));
        let others = [("id", IDS), ("publish", PUBLISH), ("ignore", IGNORED)];
        for (role, list) in lists.chain(others.map(|(role, list)| (role.to_owned(), list))) {
            for name in list.split('|') {
                assert_eq!(folded(name), name, "a name is listed as it is folded");
                if let Some(other) = seen.insert(name, role.clone()) {
                    assert_eq!(other, role, "{name}");
                }
            }
        }
    }
}
