//! The program beside readers that went away.

use std::process::{Command, Stdio};

use waymark::demo::OrukServer;

use crate::support::feed::council;

#[tokio::test]
async fn a_closed_stderr_does_not_bring_the_program_down() {
    let server = OrukServer::start(&council(3)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[database]\nurl = \"sqlite://{folder}/waymark.db\"\n[data]\ndir = \"{folder}\"\n\
         [[feeds]]\nid = \"ashby\"\nkind = \"oruk-v3\"\nurl = \"{feed}\"\n",
        folder = folder.path().display(),
        feed = server.url(),
    );
    let file = folder.path().join("config.toml");
    std::fs::write(&file, settings).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_waymark"));
    program
        .args(["refresh", "--config"])
        .arg(&file)
        .env("WAYMARK_LOG", "waymark=debug")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let ended = tokio::task::spawn_blocking(move || {
        let mut child = program.spawn().unwrap();
        drop(child.stderr.take());
        child.wait_with_output().unwrap()
    });
    let ended = ended.await.unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(ended.status.success(), "{:?}: {said}", ended.status);
    assert!(said.contains("ashby: complete: 3 added"), "{said}");
}
