//! Ids: there, of the right shape, and each used once.

use std::collections::HashSet;

use crate::check::finding::Remark;
use crate::check::version::Version;
use crate::domain::codes;

/// The id of one item; `seen` are those that came before.
pub(in crate::check) fn check(
    version: Version,
    id: Option<&str>,
    seen: &HashSet<String>,
) -> Option<Remark> {
    let Some(id) = id else {
        return Some(Remark::new(
            codes::MISSING_ID,
            "no id",
            "Give it an id that stays the same from day to day, best a UUID.",
        ));
    };
    if seen.contains(id) {
        return Some(Remark::new(
            codes::DUPLICATE_ID,
            format!("the id {id} came before"),
            "Give each service an id of its own; list each once.",
        ));
    }
    (version == Version::V3 && !is_uuid(id)).then(|| {
        Remark::new(
            codes::ID_NOT_UUID,
            id,
            "Give each record a UUID once and keep it.",
        )
        .at("/id")
    })
}

/// The shape alone: many good ids have no version.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_that_is_used_once() {
        let uuid = "def5ccd4-f121-df4d-60d2-0123456789ab";
        let other = "def5ccd4-f121-df4d-60d2-0123456789ac";
        let seen = HashSet::from([other.to_owned()]);
        for (version, id, want) in [
            (Version::V3, Some(uuid), None),
            (Version::V3, Some(other), Some("duplicate_id")),
            (Version::V3, Some("1042"), Some("id_not_uuid")),
            (
                Version::V3,
                Some("gef5ccd4-f121-df4d-60d2-0123456789ab"),
                Some("id_not_uuid"),
            ),
            (Version::V3, None, Some("missing_id")),
            (Version::V1, Some("1042"), None),
        ] {
            let remark = check(version, id, &seen);
            assert_eq!(remark.as_ref().map(|r| r.code.as_str()), want, "{id:?}");
        }
    }
}
