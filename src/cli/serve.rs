//! `waymark serve`

use std::net::SocketAddr;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{Context, Verdict};
use crate::domain::SystemClock;
use crate::hub::Hub;
use crate::server;

/// Arguments of `serve`.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Args {
    /// Address and port to listen on, in place of the settings.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    let mut config = context.config()?;
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    let listener = server::bind(config.server.listen).await?;
    // Port 0 takes a free one, and our documents name the address that it is.
    config.server.listen = listener.local_addr()?;
    let hub = Hub::open(config, Arc::new(SystemClock)).await?;
    let address = hub.config.server.listen;
    writeln!(context.out, "waymark serves on http://{address}/")?;
    context.out.flush()?;
    server::serve(hub, listener, stop_on_signal()).await?;
    Ok(Verdict::Fine)
}

/// A token that is cancelled by Ctrl-C or, on Unix, by SIGTERM.
pub(super) fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        wait_for_signal().await;
        told.cancel();
    });
    stop
}

#[cfg(unix)]
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        // Without that signal Ctrl-C still ends it.
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() {
    // Where Ctrl-C cannot be heard the process is ended from outside.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
