//! What is asked for, what comes back, and why nothing did.

use bytes::Bytes;
use reqwest::header::HeaderMap;
use url::Url;

/// What to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address.
    pub url: Url,
    /// The `Accept` header.
    pub accept: &'static str,
    /// Largest body, in bytes after decompression.
    pub max_bytes: u64,
    /// For a conditional request.
    pub etag: Option<String>,
    /// For a conditional request.
    pub modified: Option<String>,
}

/// What came back, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The address that answered, after redirects.
    pub final_url: Url,
    /// Each redirect that was followed: its status and where it led.
    pub redirects: Vec<(u16, Url)>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
    /// `Retry-After`, in seconds from now.
    pub retry_after: Option<u64>,
    /// All headers.
    pub headers: Box<HeaderMap>,
    /// The body.
    pub body: Bytes,
}

/// Why nothing came back; each message is a sentence for an officer. The addresses in it
/// carry no user name and no password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No answer in time.
    #[error("{url} did not answer in time; try again later, or raise fetch.timeout")]
    Timeout {
        /// What was fetched.
        url: Url,
    },
    /// The host's name does not resolve; `nxdomain` when the name does not exist.
    #[error("the name of {url} could not be resolved; check its spelling")]
    Dns {
        /// What was fetched.
        url: Url,
        /// Whether the name does not exist (else the name server failed).
        nxdomain: bool,
    },
    /// The certificate or handshake failed.
    #[error("no safe connection to {url}: {why}; ask its publisher to mend that")]
    Tls {
        /// What was fetched.
        url: Url,
        /// What failed.
        why: String,
    },
    /// The connection was refused or broke.
    #[error("{url} could not be reached: {why}; check the address and that its server runs")]
    Connect {
        /// What was fetched.
        url: Url,
        /// What failed.
        why: String,
    },
    /// More redirects than allowed, or a circle.
    #[error("{url} redirects too often; give the address that it ends at")]
    Redirects {
        /// What was fetched.
        url: Url,
    },
    /// More bytes than allowed.
    #[error("{url} sends more than {limit} bytes; the feed must page its answers")]
    TooLarge {
        /// What was fetched.
        url: Url,
        /// The limit in bytes.
        limit: u64,
    },
    /// A private address that is not on the allow-list, or a scheme that is not HTTP.
    #[error(
        "{url} leads to a private address, which is not fetched; add its host to fetch.allow_hosts if it is yours"
    )]
    Forbidden {
        /// What was fetched.
        url: Url,
    },
}
