//! What the HTTP library says went wrong, in words for an officer.

use std::error::Error;
use std::io;

use url::Url;

use super::address::NameError;
use super::message::FetchError;
use crate::domain::shown;

/// Names what made a request fail.
pub(super) fn explain(url: &Url, error: &reqwest::Error) -> FetchError {
    let url = shown(url);
    if let Some(name) = cause::<NameError>(error) {
        return match name {
            NameError::Private => FetchError::Forbidden { url },
            NameError::NoSuchName => FetchError::Dns {
                url,
                nxdomain: true,
            },
            NameError::Failed => FetchError::Dns {
                url,
                nxdomain: false,
            },
        };
    }
    if let Some(tls) = cause::<rustls::Error>(error) {
        let why = tls_words(tls);
        return FetchError::Tls { url, why };
    }
    if error.is_timeout() {
        return FetchError::Timeout { url };
    }
    let why = match cause::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "the connection was refused",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "there is no way to it from here"
        }
        _ if error.is_connect() => "no connection could be made",
        _ if error.is_decode() => "its compressed answer is damaged or broke off",
        _ => "the connection broke off before the whole answer had come",
    };
    FetchError::Connect {
        url,
        why: why.to_owned(),
    }
}

/// The first cause of a kind. An I/O error holds its cause beside the chain, so both are asked.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| cause(inner)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn tls_words(error: &rustls::Error) -> String {
    use rustls::{CertificateError as Certificate, Error as Tls};
    match error {
        Tls::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            "its certificate has expired".to_owned()
        }
        Tls::InvalidCertificate(
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. },
        ) => "its certificate is for another name".to_owned(),
        Tls::InvalidCertificate(Certificate::UnknownIssuer) => {
            "its certificate comes from nobody that this machine trusts".to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_found_inside_an_io_error() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        let found = cause::<rustls::Error>(&wrapped).unwrap();
        assert_eq!(tls_words(found), "its certificate has expired");
        assert!(cause::<NameError>(&wrapped).is_none());
    }
}
