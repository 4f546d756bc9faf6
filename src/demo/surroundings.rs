//! What lies around the hub: councils and websites, on loopback.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use url::Url;

use super::samples::{COUNCILS, Council, State};
use super::sites::SiteServer;
use super::{OrukServer, ServerOptions};

/// The sample councils and websites, served until this is dropped.
#[derive(Debug)]
pub(super) struct Surroundings {
    councils: Vec<(Council, OrukServer)>,
    /// The providers' websites.
    pub(super) sites: SiteServer,
}

impl Surroundings {
    /// Starts all of them on the ports after that of `hub` where these are free: a folder that is
    /// kept then finds everybody where they were.
    pub(super) async fn start(hub: SocketAddr, state: State) -> io::Result<Self> {
        let mut ports = (1..).map(|offset| match hub.port() {
            0 => 0,
            port => port.checked_add(offset).unwrap_or(0),
        });
        let mut next = || SocketAddr::from((Ipv4Addr::LOCALHOST, ports.next().unwrap_or(0)));
        let sites = SiteServer::start(listener(next()).await?, state)?;
        let mut councils = Vec::new();
        for council in COUNCILS {
            let data = council.dataset(&sites.url());
            // The server binds by itself: what was free a moment ago is given up for it.
            let listen = listener(next()).await?.local_addr()?;
            let options = ServerOptions {
                version: council.version,
                listen,
                ..ServerOptions::default()
            };
            councils.push((council, OrukServer::start_with(&data, options).await?));
        }
        Ok(Self { councils, sites })
    }

    /// The councils and their addresses.
    pub(super) fn feeds(&self) -> Vec<(Council, Url)> {
        let address = |(council, server): &(Council, OrukServer)| (*council, server.url());
        self.councils.iter().map(address).collect()
    }

    /// Ends all of them. Their ports are free afterwards: a folder that is taken up again
    /// in the same process finds everybody where they were.
    pub(super) async fn end(self) {
        self.sites.end().await;
        for (_, server) in self.councils {
            server.end().await;
        }
    }
}

/// Listens at `wanted`, or on any free port when that is taken.
async fn listener(wanted: SocketAddr) -> io::Result<TcpListener> {
    match TcpListener::bind(wanted).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind((wanted.ip(), 0)).await,
    }
}
