//! Packed text: zstd in base64, so that snapshots cost a third and stay TEXT on both databases.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::{Result, StoreError};

/// Level 1: most of the gain for the least time.
const LEVEL: i32 = 1;

/// The most that [`unpack`] gives back: far above any record we accept.
const LIMIT: usize = 256 << 20;

/// Text as it is stored in a packed column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(String);

impl Packed {
    /// Packs a text: work for a thread that may be busy.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn of(text: &str) -> Result<Self> {
        let bytes = zstd::bulk::compress(text.as_bytes(), LEVEL)
            .map_err(|error| StoreError::Database(sqlx::Error::Io(error)))?;
        Ok(Self(STANDARD_NO_PAD.encode(bytes)))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

pub(super) fn unpack(packed: &str, column: &'static str) -> Result<String> {
    let broken = || StoreError::Meaningless {
        column,
        value: packed.chars().take(40).collect(),
    };
    let bytes = STANDARD_NO_PAD.decode(packed).map_err(|_| broken())?;
    let mut decoder = zstd::stream::read::Decoder::new(bytes.as_slice()).map_err(|_| broken())?;
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut std::io::Read::take(&mut decoder, LIMIT as u64),
        &mut text,
    )
    .map_err(|_| broken())?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_text_comes_back_as_it_was(text in ".{0,2000}") {
            let packed = super::Packed::of(&text).unwrap();
            prop_assert_eq!(super::unpack(packed.text(), "test").unwrap(), text);
        }
    }

    #[test]
    fn damaged_text_is_an_error_and_not_a_panic() {
        for bad in ["", "%%%", "AAAA", "KLUv/QAA"] {
            let _ = super::unpack(bad, "test");
        }
        assert!(super::unpack("%%%", "test").is_err());
    }
}
