//! Which columns and sheets their own names keep from the public.

/// Words that make a name private wherever they stand in it.
const WORDS: [&str; 18] = [
    "private",
    "privately",
    "internal",
    "internally",
    "confidential",
    "confidentially",
    "confidentiality",
    "restricted",
    "unpublished",
    "secret",
    "sensitive",
    "withheld",
    "safeguarding",
    "dbs",
    "gdpr",
    "password",
    "passwords",
    "nonpublic",
];

/// Phrases that do.
const PHRASES: [&str; 52] = [
    "not public",
    "not for public",
    "non public",
    "not publish",
    "not be publish",
    "not to be publish",
    "not for publication",
    "not for publish",
    "no publish",
    "dont publish",
    "dont share",
    "dont print",
    "dont show",
    "dont upload",
    "dont display",
    "not share",
    "not be share",
    "not to be share",
    "not for sharing",
    "not print",
    "not display",
    "not show",
    "not upload",
    "not for web",
    "not on web",
    "not for the web",
    "not for display",
    "not for release",
    "not to be shown",
    "not for circulation",
    "do not circulate",
    "for office",
    "office use",
    "office only",
    "council use",
    "council only",
    "staff use",
    "staff only",
    "staff notes",
    "staff note",
    "staff comment",
    "staff contact",
    "staff name",
    "team use",
    "team only",
    "officer notes",
    "back office",
    "in confidence",
    "data protection",
    "eyes only",
    "internal",
    "key holder",
];

/// Phrases of somebody's own address or number, and of money and doors.
const PERSONAL: [&str; 26] = [
    "home address",
    "home phone",
    "home tel",
    "home telephone",
    "home number",
    "home mobile",
    "home email",
    "home postcode",
    "personal",
    "emergency contact",
    "emergency phone",
    "next of kin",
    "date of birth",
    "dob",
    "ni number",
    "national insurance",
    "bank details",
    "bank account",
    "sort code",
    "account number",
    "key safe",
    "keysafe",
    "alarm code",
    "door code",
    "entry code",
    "keyholder",
];

/// Whether a folded header says that what stands below it is not for the public.
pub(in crate::sheet) fn is_private(folded: &str) -> bool {
    let padded = format!(" {folded} ");
    let has_word = |word: &&str| padded.contains(&format!(" {word} "));
    // A phrase may go on: "not publish" stands in "do not publish" and "not published".
    let has_phrase = |phrase: &&str| padded.contains(&format!(" {phrase}"));
    WORDS.iter().any(has_word)
        || PHRASES.iter().any(has_phrase)
        || PERSONAL.iter().any(has_word)
        || is_of_administrators(folded)
}

/// "Admin", "Admin only", "Admin notes"; not "Admin fee", which is a price.
fn is_of_administrators(folded: &str) -> bool {
    let mut words = folded.split(' ');
    let is_admin = |word: &str| {
        matches!(
            word,
            "admin" | "administrator" | "administrative" | "administration"
        )
    };
    let about = [
        "only",
        "notes",
        "note",
        "comments",
        "comment",
        "use",
        "info",
        "information",
        "contact",
        "remarks",
        "data",
        "email",
        "phone",
        "ref",
        "reference",
        "access",
        "field",
        "column",
    ];
    match words.find(|word| is_admin(word)) {
        None => false,
        Some(_) if folded.split(' ').count() == 1 => true,
        Some(_) => folded.split(' ').any(|word| about.contains(&word)),
    }
}

/// Whether a sheet's folded name keeps it from the public.
pub(in crate::sheet) fn is_private_sheet(folded: &str) -> bool {
    is_private(folded)
        || folded.split(' ').any(|word| {
            matches!(
                word,
                "staff" | "volunteers" | "volunteer" | "officers" | "trustees" | "committee"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::header::folded;

    #[test]
    fn names_that_keep_a_column_from_the_public_are_known() {
        for header in [
            "Private",
            "PRIVATE",
            "Notes (internal)",
            "Internal notes",
            "Internal ref.",
            "Admin only",
            "ADMIN",
            "Admin notes",
            "Do not publish",
            "DO NOT PUBLISH!",
            "Not for publication",
            "Not to be published",
            "Not for public use",
            "Contact (not public)",
            "Don't share",
            "Office use only",
            "For office use",
            "Council use",
            "Staff contact",
            "Staff only - mobile",
            "Confidential",
            "Home address",
            "Home tel.",
            "Personal email",
            "Private mobile",
            "DBS checked",
            "Safeguarding lead",
            "Key-safe code",
            "Non-public phone",
            "Contact / Internal e-mail",
        ] {
            assert!(is_private(&folded(header)), "{header}");
        }
    }

    #[test]
    fn names_of_public_columns_are_not() {
        for header in [
            "Name",
            "International groups",
            "Admin fee",
            "Publish",
            "Published on",
            "Homepage",
            "Home visits",
            "Public phone",
            "Telephone (public)",
            "Office address",
            "Staffed hours",
            "Administration fee (£)",
            "Notes",
        ] {
            assert!(!is_private(&folded(header)), "{header}");
        }
    }
}
