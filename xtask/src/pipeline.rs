//! From sources to the binary: what it embeds is made before it.

use std::path::PathBuf;
use std::time::Instant;

use crate::project::Project;
use crate::tool::{self, Outcome};
use crate::wasm::Toolchain;
use crate::{assets, bindgen, npm, wasm};

/// Builds everything and returns the path of the binary `assent`.
pub fn build(project: &Project, release: bool) -> Outcome<PathBuf> {
    let started = Instant::now();
    npm::install(project, "embed")?;
    tool::step("styles and banner runtime", || assets::bundle(project))?;
    let toolchain = Toolchain::find()?;
    let raw = tool::step("islands (wasm)", || wasm::compile(project, &toolchain))?;
    bindgen::package(project, &raw)?;
    let binary = tool::step("server", || server(project, release))?;
    eprintln!("==> built in {}", tool::seconds(started.elapsed()));
    Ok(binary)
}

fn server(project: &Project, release: bool) -> Outcome<PathBuf> {
    let mut command = tool::cargo();
    command.current_dir(&project.root).args(["build", "--package", "server"]);
    if release {
        command.arg("--release");
    }
    tool::run(&mut command)?;
    Ok(project.target.join(if release { "release" } else { "debug" }).join("assent"))
}
