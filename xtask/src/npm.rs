//! Node packages: installed as the lock file says, and only when that changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::tool::{self, Outcome};

/// The oldest Node that the tests' runner and Playwright support.
const OLDEST_NODE: u32 = 20;

/// Installs the packages of one folder, unless they are those of its lock file already.
pub fn install(project: &Project, folder: &str) -> Outcome {
    let path = project.root.join(folder);
    let lock = path.join("package-lock.json");
    if !path.join("package.json").exists() {
        return Err(format!("{folder}/package.json is missing"));
    }
    if is_current(&path, &lock) {
        return Ok(());
    }
    check_node()?;
    let verb = if lock.exists() { "ci" } else { "install" };
    tool::step(&format!("npm {verb} in {folder}"), || {
        let mut command = npm(&path);
        // Debian's Chromium is used; Playwright must not fetch its own.
        command.args([verb, "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        tool::run(&mut command)
    })
}

/// An npm call in the given folder.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder);
    command
}

/// A program that a package of `embed` installed.
pub fn program(project: &Project, folder: &str, name: &str) -> PathBuf {
    project.root.join(folder).join("node_modules/.bin").join(name)
}

/// Checks the types of a folder's TypeScript without writing anything.
pub fn types(project: &Project, folder: &str) -> Outcome {
    install(project, folder)?;
    if !project.root.join(folder).join("tsconfig.json").exists() {
        return Err(format!("{folder}/tsconfig.json is missing"));
    }
    let mut command = Command::new(program(project, folder, "tsc"));
    tool::run(command.current_dir(project.root.join(folder)).arg("--noEmit"))
}

/// npm writes a copy of the lock file into `node_modules` as the last act of an installation.
fn is_current(folder: &Path, lock: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let Some(installed) = changed(&folder.join("node_modules/.package-lock.json")) else {
        return false;
    };
    let manifest = changed(&folder.join("package.json"));
    let sources = [changed(lock), manifest];
    sources.iter().all(|source| source.is_some_and(|source| source <= installed))
}

fn check_node() -> Outcome {
    let version = tool::output(Command::new("node").arg("--version"))?;
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => {
            Err(format!("Node {} is too old; version {OLDEST_NODE} or newer is on https://nodejs.org", version.trim()))
        }
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
