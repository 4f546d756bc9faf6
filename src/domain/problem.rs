//! The kinds of problem that our APIs answer with: codes are a public contract, and each has
//! a page that says what it means.

/// A kind of problem, by RFC 9457.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// The last part of its `type`: `/problems/parameter_invalid`.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// A few words.
    pub title: &'static str,
    /// What it means and what to do, for the page.
    pub advice: &'static str,
}

macro_rules! problems {
    ($($name:ident = $code:literal, $status:literal, $title:literal, $advice:literal;)*) => {
        impl Problem {
            $(#[doc = $title]
            pub const $name: Self = Self {
                code: $code, status: $status, title: $title, advice: $advice,
            };)*
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

problems! {
    PARAMETER = "parameter_invalid", 400, "Invalid parameter",
        "A parameter of the address has a value that it cannot have, or stands there twice. `parameter` names it, and `detail` says what to write instead. Values are never guessed at: a page size above the largest is refused and not made smaller.";
    POSTCODE = "postcode_invalid", 400, "Not a postcode",
        "The text is no UK postcode. Letter case and spaces do not matter; `detail` may suggest what was meant.";
    POSTCODE_UNKNOWN = "postcode_unknown", 400, "Unknown postcode",
        "The text has the form of a postcode, and this directory does not know where it is. Try the part before the space, or coordinates.";
    PLACE_UNKNOWN = "place_unknown", 400, "Unknown place",
        "No listing's address names this place. Try a postcode.";
    PLACE_AMBIGUOUS = "place_ambiguous", 400, "Several places",
        "Several places have this name. Add the county or the nearest town, or give a postcode.";
    CURSOR = "cursor_invalid", 400, "Invalid cursor",
        "The cursor was not given by this directory, or has run out. `detail` says how to start again.";
    CURSOR_FOREIGN = "cursor_foreign", 400, "Cursor of another hub",
        "The cursor belongs to another hub, or to an earlier life of this one. Start again with after=0.";
    CURSOR_EXPIRED = "cursor_expired", 410, "Start again",
        "Deletions after this cursor have been forgotten, so that reading on from it would leave you with listings that are gone. Drop your copy and start again with after=0.";
    BODY = "body_invalid", 400, "Unreadable body",
        "The body of the request is not JSON, or is cut off.";
    UNAUTHORIZED = "unauthorized", 401, "Token needed",
        "Only those who run the directory or publish to it may use this address. Send a token in the Authorization header.";
    FORBIDDEN = "forbidden", 403, "Not allowed",
        "The token is known, and its role does not allow this.";
    NOT_FOUND = "not_found", 404, "Not found",
        "Nothing is published at this address. A listing that was removed stays in the change feed as deleted, under its old id.";
    METHOD = "method_not_allowed", 405, "Method not allowed",
        "The address exists and does not take this method. The Allow header names those that it takes.";
    CONFLICT = "conflict", 409, "Conflict",
        "What is asked for does not fit how things stand now. `detail` says what stands in the way.";
    TOO_LARGE = "body_too_large", 413, "Body too large",
        "The body is larger than this address takes. `detail` says how large it may be.";
    CONTENT = "content_invalid", 422, "Unusable content",
        "The body is JSON and does not say what it should. `detail` says what is missing.";
    TOO_MANY = "too_many_requests", 429, "Too many requests",
        "You have sent more requests than one client may. Wait for the seconds that Retry-After names, and go on where you stopped: nothing is lost. The RateLimit headers of every answer say what is left. A large page counts as several requests, yet far fewer than small pages of the same entries; the change feed needs the fewest of all.";
    INTERNAL = "internal", 500, "Internal error",
        "Something failed on our side, and it has been noted. Please try again.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_stands_for_one_problem() {
        let codes: HashSet<_> = Problem::ALL.iter().map(|problem| problem.code).collect();
        assert_eq!(codes.len(), Problem::ALL.len());
    }
}
