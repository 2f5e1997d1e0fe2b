//! The real browser, what drives it, and what stands before the server: Debian's Chromium and nginx, and Playwright as
//! `end2end` installs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::tool::{self, Outcome};
use crate::{debian, npm};

/// A call of Playwright's tests with the given binary of Assent; what is missing is installed first.
pub fn playwright(project: &Project, binary: &Path) -> Outcome<Command> {
    let chromium = program("CHROMIUM_PATH", "chromium")?;
    let nginx = program("NGINX_PATH", "nginx")?;
    npm::install(project, "end2end")?;
    let mut command = Command::new(npm::program(project, "end2end", "playwright"));
    command.current_dir(project.root.join("end2end")).arg("test");
    command.env("CHROMIUM_PATH", chromium).env("NGINX_PATH", nginx).env("ASSENT_BIN", binary);
    Ok(command)
}

/// A program of the Debian package of its name, unless a variable names another.
fn program(variable: &str, name: &str) -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    // Where people who are not root do not look for programs.
    let sbin = Path::new("/usr/sbin").join(name);
    let installed = || tool::find(name).or_else(|| sbin.exists().then(|| sbin.clone()));
    installed().or_else(|| if debian::install(&[name]) { installed() } else { None }).ok_or_else(|| tool::missing(name))
}
