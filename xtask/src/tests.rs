//! `cargo xtask test`: every test of every language, on both databases, in a real browser.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::project::Project;
use crate::tool::{self, Outcome};
use crate::{browser, debian, npm, pipeline};

/// The variable that says where tests find a PostgreSQL server on which they may create databases.
const POSTGRES: &str = "TEST_POSTGRES_URL";

/// In a folder of its own, so that two runs do not meet; with room for the pools of tests that run in parallel, and
/// without a log in which the errors that tests provoke would hide theirs.
const POSTGRES_OPTIONS: [&str; 5] = ["-t", "-o", "max_connections=400", "-o", "log_min_messages=fatal"];

const STAGES: [&str; 3] = ["rust", "embed", "end2end"];

struct Verdict {
    stage: &'static str,
    result: Outcome,
    elapsed: Duration,
}

/// Runs all stages, or those named in `filter`; every stage runs even if one before it failed.
pub fn run(project: &Project, filter: &[String]) -> Outcome {
    let (stages, words): (Vec<&str>, Vec<&str>) = filter.iter().map(String::as_str).partition(|it| STAGES.contains(it));
    let wanted = |stage: &str| stages.is_empty() || stages.contains(&stage);
    let mut verdicts = Vec::new();
    let mut stage = |stage, work: &mut dyn FnMut() -> Outcome| {
        let started = Instant::now();
        eprintln!("\n==> {stage}");
        let result = work();
        verdicts.push(Verdict { stage, result, elapsed: started.elapsed() });
    };
    let mut binary = Err("the build failed".to_owned());
    stage("build", &mut || {
        binary = pipeline::build(project, false);
        binary.clone().map(|_| ())
    });
    if wanted("rust") {
        stage("Rust: consent, custom, store, app, server", &mut || {
            cargo_test(
                project,
                cargo_with_postgres()?,
                &["consent", "custom", "moves", "store", "app", "server"],
                &words,
            )
        });
        stage("Rust: xtask", &mut || cargo_test(project, tool::cargo(), &["xtask"], &words));
    }
    if wanted("embed") {
        stage("embed", &mut || embed(project));
    }
    if wanted("end2end") {
        stage("end2end", &mut || end2end(project, binary.as_deref(), &words));
    }
    report(&verdicts)
}

/// A cargo call with a PostgreSQL server of its own, which ends with it; or with the server that was given.
fn cargo_with_postgres() -> Outcome<Command> {
    if std::env::var_os(POSTGRES).is_some() {
        return Ok(tool::cargo());
    }
    if tool::find("pg_virtualenv").is_none() && !debian::install(&["postgresql"]) {
        return Err(tool::missing("pg_virtualenv"));
    }
    let url = format!("export {POSTGRES}=\"postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres\"; exec \"$@\"");
    let mut command = Command::new("pg_virtualenv");
    command.env("PGPORT", free_port()?.to_string());
    command.args(POSTGRES_OPTIONS).args(["sh", "-c", &url, "sh"]).arg(tool::cargo().get_program());
    Ok(command)
}

/// A port of the kernel's choice; two runs that look for the next free one by themselves find the same.
fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

fn cargo_test(project: &Project, mut cargo: Command, packages: &[&str], words: &[&str]) -> Outcome {
    cargo.current_dir(&project.root).args(["test", "--no-fail-fast"]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    tool::run(cargo.arg("--").args(words))
}

fn embed(project: &Project) -> Outcome {
    npm::install(project, "embed")?;
    let types = npm::types(project, "embed");
    let weighed = tool::run(Command::new("node").current_dir(&project.root).arg("embed/size.mjs"));
    tool::run(npm::npm(&project.root.join("embed")).arg("test")).and(types).and(weighed)
}

fn end2end(project: &Project, binary: Result<&Path, &String>, words: &[&str]) -> Outcome {
    let mut command = browser::playwright(project, binary.map_err(Clone::clone)?)?;
    if !words.is_empty() {
        command.args(["--grep", &words.join("|"), "--pass-with-no-tests"]);
    }
    tool::run(&mut command)
}

fn report(verdicts: &[Verdict]) -> Outcome {
    eprintln!();
    for Verdict { stage, result, elapsed } in verdicts {
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        let reason = result.as_ref().err().map(|reason| format!("  {reason}")).unwrap_or_default();
        eprintln!("{word:<7}{stage:<36}{:>9}{reason}", tool::seconds(*elapsed));
    }
    let failed = verdicts.iter().filter(|verdict| verdict.result.is_err()).count();
    if failed == 0 { Ok(()) } else { Err(format!("{failed} of {} stages failed", verdicts.len())) }
}
