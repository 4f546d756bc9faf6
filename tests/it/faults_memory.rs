//! How much memory the program takes from feeds that send too much.

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use waymark::demo::{Fault, Harm, On, OrukServer};
use waymark::store::Role;

use crate::support::database::for_each_database;
use crate::support::hostile::clean;

/// What the program may ever have held, in kilobytes: some times its largest answer.
const MOST_KB: u64 = 500_000;

/// A hub that serves, killed when the test ends.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(settings: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waymark"))
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let url = line
            .trim()
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        Self { child, url }
    }

    /// The most that it has held so far, by the kernel's own account.
    fn peak_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kb = peak.and_then(|line| line.split_whitespace().nth(1));
        kb.unwrap().parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has said then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn bombs_and_huge_fields_leave_the_program_up_and_small() {
    for_each_database(async |database| {
        let server = OrukServer::start(&clean()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "[database]\nurl = {url:?}\n[data]\ndir = {dir:?}\n[fetch]\nper_host_per_second = 0.0\n\
             [[feeds]]\nid = \"ashby\"\nkind = \"oruk-v3\"\nurl = \"{feed}\"\npage_size = 5\n",
            url = database.url,
            dir = folder.path(),
            feed = server.url(),
        );
        let file = folder.path().join("config.toml");
        std::fs::write(&file, settings).unwrap();
        let token = database
            .store
            .create_token(Role::Admin, None)
            .await
            .unwrap();
        let program = tokio::task::spawn_blocking(move || Program::start(&file));
        let program = program.await.unwrap();
        // Whoever came first has installed one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
        let refresh = async || -> Value {
            let path = format!("{}api/admin/feeds/ashby/refresh", program.url);
            let answer = http.post(path).bearer_auth(&token).send().await.unwrap();
            serde_json::from_str(&answer.text().await.unwrap()).unwrap()
        };
        assert_eq!(refresh().await["added"], 12);

        let bomb = Fault::Answer(On::Page(2), Harm::Bomb(80 << 20));
        server.set_faults(vec![bomb]);
        let bombed = refresh().await;
        assert_eq!(
            (&bombed["outcome"], &bombed["unchanged"]),
            (&json!("incomplete"), &json!(7))
        );
        let said = bombed["message"].as_str().unwrap();
        assert!(said.contains("sends more than"), "{said}");

        let mut data = clean();
        data.services[3]["description"] = json!("x".repeat(50_000_000));
        server.set(&data);
        server.set_faults(vec![]);
        let swollen = refresh().await;
        assert_eq!(
            (&swollen["failed"], &swollen["unchanged"]),
            (&json!(1), &json!(11))
        );
        assert_eq!(swollen["findings"][0]["code"], "record_too_large");

        server.set(&clean());
        assert_eq!(refresh().await["unchanged"], 12, "it is up and goes on");
        let peak = program.peak_kb();
        assert!(peak < MOST_KB, "{peak} kB");
        println!("peak memory: {peak} kB");
    })
    .await;
}
