//! An answer that is kept, compressed once for all who ask for it so: compressing it each time
//! would cost many times what finding it does.

use std::io::Write;

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::sync::OnceCell;

/// Shorter answers go as they are: what is saved is less than what is said about it.
const SHORTEST: usize = 1 << 10;

/// The compressed form, once it has been asked for; `None` inside when it could not be made.
#[derive(Debug, Default)]
pub(super) struct Packed(OnceCell<Option<Bytes>>);

impl Packed {
    /// The compressed form of an answer, for who asked with these headers; `None`: send it as it
    /// is.
    pub(super) async fn for_whom(&self, asked: &HeaderMap, body: &Bytes) -> Option<Bytes> {
        if body.len() < SHORTEST || !takes_gzip(asked) {
            return None;
        }
        let pack = async || {
            let body = body.clone();
            let packed = tokio::task::spawn_blocking(move || gzip(&body)).await;
            packed.ok().and_then(Result::ok)
        };
        self.0.get_or_init(pack).await.clone()
    }
}

fn gzip(body: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::default());
    encoder.write_all(body)?;
    Ok(encoder.finish()?.into())
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let named = asked.get_all(header::ACCEPT_ENCODING).iter();
    let mut named = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    named.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.trim().parse::<f32>().ok());
        is_gzip && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::http::HeaderValue;
    use flate2::read::GzDecoder;

    use super::*;

    fn asking(coding: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static(coding);
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)])
    }

    #[test]
    fn who_takes_gzip_says_so() {
        for (coding, takes) in [
            ("gzip", true),
            ("br, GZIP;q=0.5, *;q=0", true),
            ("gzip;q=0", false),
            ("gzip; q=0.0", false),
            ("br", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(&asking(coding)), takes, "{coding}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn an_answer_is_compressed_once_and_is_the_same_again() {
        let body = Bytes::from("{\"name\":\"Lunch club\"}".repeat(200));
        let packed = Packed::default();
        assert_eq!(packed.for_whom(&HeaderMap::new(), &body).await, None);
        let first = packed.for_whom(&asking("gzip"), &body).await.unwrap();
        let again = packed.for_whom(&asking("gzip"), &body).await.unwrap();
        assert_eq!(first.as_ptr(), again.as_ptr());
        let mut read = Vec::new();
        GzDecoder::new(&first[..]).read_to_end(&mut read).unwrap();
        assert_eq!(read, body);
        let short = Bytes::from_static(b"{}");
        assert_eq!(
            Packed::default().for_whom(&asking("gzip"), &short).await,
            None
        );
    }
}
