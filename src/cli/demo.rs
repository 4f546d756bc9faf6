//! `waymark demo`

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Mutex;

use super::progress::Bars;
use super::serve::stop_on_signal;
use super::{Context, Verdict};
use crate::demo::{Audience, Demo, DemoOptions};
use crate::domain::Progress;

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Address and port of the hub.
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))]
    listen: SocketAddr,
    /// A folder to keep the data in and to go on from; without it every start is fresh.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    let options = DemoOptions {
        listen: args.listen,
        data: args.data,
    };
    let stop = stop_on_signal();
    let demo = {
        let terminal = Terminal {
            out: Mutex::new(&mut *context.out),
        };
        tokio::select! {
            demo = Demo::prepare(&options, &terminal) => demo?,
            () = stop.cancelled() => return Ok(Verdict::Fine),
        }
    };
    write!(context.out, "{}", demo.report())?;
    context.out.flush()?;
    demo.serve(stop).await?;
    Ok(Verdict::Fine)
}

/// The terminal as the audience: a bar while something is done, a line when it is.
struct Terminal<'a> {
    out: Mutex<&'a mut (dyn Write + Send)>,
}

impl Audience for Terminal<'_> {
    fn follow(&self, what: &str) -> Box<dyn Progress> {
        Box::new(Bars::new(what, true))
    }

    fn say(&self, line: &str) {
        if let Ok(mut out) = self.out.lock() {
            // Whoever no longer listens misses nothing that the report does not repeat.
            let _ = writeln!(out, "{line}");
        }
    }
}
