//! `cargo xtask bench`: Assent beside the least a server could do, in the same run; the weight of the banner; and what
//! it costs a browser, beside a bare script and other banners.
//!
//! The browser's part is `end2end/bench`, which says what each figure is. No figure decides anything: what fails is a
//! server that does not answer as it should, and a banner that does not come or go.

use std::path::Path;
use std::process::Command;

use crate::process::Running;
use crate::project::{self, Project};
use crate::tool::{self, Outcome};
use crate::{browser, http, pipeline};

/// Each figure is the median of this many runs, taken in turns so that a busy moment hits all alike.
const RUNS: usize = 3;
/// Seconds of each run.
const SECONDS: &str = "5";

/// What one run of the load program measured; only answers that were the expected ones count beside `failed`.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    p50_us: f64,
    p99_us: f64,
    failed: f64,
}

/// Builds for release, measures, and prints.
pub fn run(project: &Project) -> Outcome {
    let assent = pipeline::build(project, true)?;
    tool::run(tool::cargo().current_dir(&project.root).args(["build", "--release", "--package", "reference"]))?;
    let release = project.target.join("release");
    let folder = project.target.join("bench");
    // Nothing of an earlier run may be read from a warm database.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;

    // Before there is a load, and with a server of its own.
    tool::run(browser::playwright(project, &assent)?.args(["--config", "bench/bench.config.ts"]))?;

    let (server, origin) = Running::assent(&assent, &folder)?;
    weigh(&server.address)?;
    let reference = Running::reference(&release.join("reference"), &folder)?;
    let load = Load { program: &release.join("load"), origin: &origin };
    let visitors = folder.join("visitors");
    let mut all: [Vec<Figures>; 4] = Default::default();
    for run in 1..=RUNS {
        eprintln!("==> load, run {run} of {RUNS}, {SECONDS} s each");
        all[0].push(load.measure("write", &server.address, "/api/v1/sites/demo/choices", Some(&visitors))?);
        all[1].push(load.measure("write", &reference.address, "/choices", None)?);
        let path = "/api/v1/sites/demo/visitors/{visitor}/decisions?purpose=analytics";
        all[2].push(load.measure("read", &server.address, path, Some(&visitors))?);
        all[3].push(load.measure("read", &reference.address, "/decisions", None)?);
    }
    let [writes, reference_writes, reads, bare_reads] = all.map(median);
    println!(
        "\n{:<34}{:>12}{:>12}{:>12}{:>9}",
        "64 connections, median of 3", "per second", "p50 µs", "p99 µs", "failed"
    );
    row("choice writes, Assent", writes);
    row("choice writes, reference", reference_writes);
    row("decision reads, Assent", reads);
    row("bare axum JSON handler", bare_reads);
    let share = |ours: Figures, theirs: Figures| 100.0 * ours.per_second / theirs.per_second;
    println!("\nwrites: {:.0} % of the reference server (one insert, no checks)", share(writes, reference_writes));
    println!("reads:  {:.0} % of a bare axum JSON handler", share(reads, bare_reads));
    Ok(())
}

fn row(name: &str, figures: Figures) {
    let Figures { per_second, p50_us, p99_us, failed } = figures;
    println!("{name:<34}{per_second:>12.0}{p50_us:>12.0}{p99_us:>12.0}{failed:>9}");
}

/// Puts load on a server from a process of its own.
struct Load<'a> {
    program: &'a Path,
    /// Where the choices come from.
    origin: &'a str,
}

impl Load<'_> {
    fn measure(&self, mode: &str, address: &str, path: &str, visitors: Option<&Path>) -> Outcome<Figures> {
        let mut command = Command::new(self.program);
        command.args([mode, address, path, "--seconds", SECONDS, "--origin", self.origin]);
        if let Some(visitors) = visitors {
            command.arg("--visitors").arg(visitors);
        }
        let report = project::parse(&tool::output(&mut command)?, "load")?;
        let figure = |name: &str| report[name].as_f64().ok_or(format!("load reports no {name}"));
        Ok(Figures {
            per_second: figure("per_second")?,
            p50_us: figure("p50_us")?,
            p99_us: figure("p99_us")?,
            failed: figure("failed")?,
        })
    }
}

fn median(mut runs: Vec<Figures>) -> Figures {
    runs.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    let failed = runs.iter().map(|run| run.failed).sum();
    Figures { failed, ..runs[runs.len() / 2] }
}

/// Prints the bytes of the script that the snippet names. That a page needs no other request to show the banner is
/// tested in the browser (`end2end`), not measured here.
fn weigh(address: &str) -> Outcome {
    println!("the script that shows the demo site's banner, in one answer");
    println!("{:<34}{:>12}{:>12}{:>12}", "bytes", "raw", "gzip", "brotli");
    for language in ["en", "de", "fr", "es", "ar"] {
        let path = format!("/b/demo.js?lang={language}");
        let size = |encoding: &str| http::get(address, &path, encoding).map(|answer| answer.body.len());
        println!(
            "{:<34}{:>12}{:>12}{:>12}",
            format!("/b/demo.js, {language}"),
            size("identity")?,
            size("gzip")?,
            size("br")?
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_run_is_reported_and_no_failure_is_hidden() {
        let run = |per_second, failed| Figures { per_second, p50_us: 0.0, p99_us: 0.0, failed };
        let middle = median(vec![run(3.0, 1.0), run(1.0, 0.0), run(2.0, 2.0)]);
        assert_eq!((middle.per_second, middle.failed), (2.0, 3.0));
    }
}
