//! Signatures: who has the secret can tell that a delivery is ours, whole, and of now.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The value of `Waymark-Signature`: `t=` the time in seconds since 1970, and `v1=` the
/// HMAC-SHA256, in hexadecimal digits, of that time, a dot and the body.
pub fn signature(secret: &str, at: i64, body: &[u8]) -> String {
    use std::fmt::Write;
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        // A key of any length will do; an unsigned delivery is refused by whoever checks.
        return String::new();
    };
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    let mut text = format!("t={at},v1=");
    for byte in mac.finalize().into_bytes() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A secret of 256 random bits.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_secret() -> Result<String, String> {
    use base64::Engine;
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    Ok(format!("whsec_{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_any_other_program_works_out() {
        // printf '1764583200.{"items":[]}' | openssl dgst -sha256 -hmac whsec_test
        assert_eq!(
            signature("whsec_test", 1_764_583_200, b"{\"items\":[]}"),
            "t=1764583200,v1=1fb237b94e34d9362393e394e5727d8f44a1fa1b73542f32888d2bf2b1ec8dc7"
        );
        assert_ne!(new_secret().unwrap(), new_secret().unwrap());
    }
}
