//! Clippy with denied warnings. `ssr` and `hydrate` never meet in one build, so the islands are looked at apart.

use std::process::Command;

use super::BUILDS;
use crate::project::Project;
use crate::tool::{self, Outcome};
use crate::wasm::Toolchain;

const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// The product and the tools, each with its tests.
pub fn host(project: &Project) -> Outcome {
    let results = BUILDS.map(|build| {
        let packages = build.iter().flat_map(|name| ["--package", name]);
        tool::run(clippy(project).args(packages).arg("--all-targets").args(DENY))
    });
    results.into_iter().collect()
}

/// The islands.
pub fn wasm(project: &Project) -> Outcome {
    let toolchain = Toolchain::find()?;
    if toolchain.has_clippy() {
        return tool::run(toolchain.cargo(project, "clippy").args(DENY));
    }
    eprintln!("    this machine's compiler for wasm has no clippy: clippy runs on the host, the compiler on wasm");
    let hydrate = ["--package", "app", "--lib", "--no-default-features", "--features", "hydrate"];
    tool::run(clippy(project).args(hydrate).args(DENY))?;
    let mut build = toolchain.cargo(project, "build");
    tool::run(build.args(["-Zwarnings", "--config", "build.warnings=\"deny\""]))
}

fn clippy(project: &Project) -> Command {
    let mut command = tool::cargo();
    command.current_dir(&project.root).arg("clippy");
    command
}
