//! `cargo xtask run | test | check | build | bench`: everything a developer or a build machine does with this repository.
#![expect(clippy::disallowed_methods, reason = "a developer's tool is an edge: it reads the environment itself")]

mod assets;
mod bench;
mod bindgen;
mod browser;
mod check;
mod debian;
mod http;
mod npm;
mod pipeline;
mod process;
mod project;
mod smoke;
mod tests;
mod tool;
mod wasm;

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

use crate::project::Project;
use crate::tool::Outcome;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, serve, test and check Assent")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and serve it with the demo shop.
    Run {
        /// More arguments for `assent serve --demo`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Install what the tests need, build everything, run every test on SQLite and PostgreSQL.
    Test {
        /// A stage (`rust`, `embed`, `end2end`) runs alone; any other word selects Rust and browser tests by name.
        filter: Vec<String>,
    },
    /// Check format, lints, dependency rules, types and licences.
    Check,
    /// Measure decisions, choices, and the banner's weight and work in a browser, beside references in the same run.
    Bench,
    /// Build the one binary `assent`.
    Build {
        /// Optimise, put the site files inside the binary, and see that it serves them on its own.
        #[arg(long)]
        release: bool,
    },
}

fn main() -> ExitCode {
    match start(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn start(task: Task) -> Outcome {
    let project = Project::locate()?;
    match task {
        Task::Run { arguments } => {
            let binary = pipeline::build(&project, false)?;
            let mut serve = Command::new(&binary);
            serve.args(["serve", "--demo"]).args(arguments).current_dir(&project.root);
            // Taking the server's place lets it receive Ctrl-C and shut down in order.
            Err(format!("{} does not start: {}", binary.display(), serve.exec()))
        }
        Task::Test { filter } => tests::run(&project, &filter),
        Task::Check => check::run(&project),
        Task::Bench => bench::run(&project),
        Task::Build { release } => {
            let binary = pipeline::build(&project, release)?;
            if release {
                tool::step("the binary alone", || smoke::check(&project, &binary))?;
            }
            println!("{}", binary.display());
            Ok(())
        }
    }
}
