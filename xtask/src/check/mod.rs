//! `cargo xtask check`: the rules of this repository that need no running program.

mod clippy;
mod dependencies;
mod licences;
mod presets;
mod source;

use serde_json::Value;

use crate::npm;
use crate::project::{self, Project};
use crate::tool::{self, Outcome};

/// Folders of TypeScript with a lock file.
const NODE_FOLDERS: [&str; 2] = ["embed", "end2end"];

/// Crates that are built together: the product, then each tool, so that no tool changes what the product is made of.
const BUILDS: [&[&str]; 3] = [&["consent", "custom", "moves", "store", "app", "server"], &["xtask"], &["reference"]];

/// Folders with Rust sources.
const CRATES: [&str; 7] = ["consent", "custom", "moves", "store", "app", "server", "xtask"];

/// Runs every check, the quick ones first, and names each offender.
pub fn run(project: &Project) -> Outcome {
    let metadata = metadata(project)?;
    let mut failed = Vec::new();
    let mut check = |name: &'static str, work: &dyn Fn() -> Outcome| {
        let result = tool::step(name, || {
            let result = work();
            if let Err(reason) = &result {
                eprintln!("{reason}");
            }
            result
        });
        if result.is_err() {
            failed.push(name);
        }
    };
    check("format", &|| tool::run(tool::cargo().current_dir(&project.root).args(["fmt", "--all", "--check"])));
    check("source rules", &|| source::check(project));
    check("dependency rules", &|| dependencies::direction(project, &metadata));
    check("unused dependencies", &|| dependencies::unused(project, &metadata));
    check("licences", &|| licences::check(project, &metadata));
    check("review of presets", &|| presets::check(project));
    check("lock files", &|| lock_files(project));
    check("types in embed", &|| npm::types(project, "embed"));
    check("types in end2end", &|| npm::types(project, "end2end"));
    check("clippy on the host", &|| clippy::host(project));
    check("clippy on wasm", &|| clippy::wasm(project));
    if failed.is_empty() {
        eprintln!("==> all checks passed");
        Ok(())
    } else {
        Err(format!("failed: {}", failed.join(", ")))
    }
}

fn metadata(project: &Project) -> Outcome<Value> {
    let mut command = tool::cargo();
    command.current_dir(&project.root).args(["metadata", "--format-version", "1"]);
    project::parse(&tool::output(&mut command)?, "cargo metadata")
}

/// A lock file that names one machine's mirror would install nowhere else.
fn lock_files(project: &Project) -> Outcome {
    const REGISTRY: &str = "https://registry.npmjs.org/";
    let mut offenders = Vec::new();
    for folder in NODE_FOLDERS {
        let path = format!("{folder}/package-lock.json");
        let lock = project::parse(&project.read(&path)?, &path)?;
        for (name, package) in lock["packages"].as_object().into_iter().flatten() {
            if package["resolved"].as_str().is_some_and(|address| !address.starts_with(REGISTRY)) {
                offenders.push(format!("{path}: {name} is not resolved from {REGISTRY}"));
            }
        }
    }
    none(offenders)
}

/// Success when there is no offender, else all of them.
fn none(offenders: Vec<String>) -> Outcome {
    if offenders.is_empty() { Ok(()) } else { Err(offenders.join("\n")) }
}
