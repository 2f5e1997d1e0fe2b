//! The real browser, and what drives it: Debian's Chromium, and Playwright as `end2end` installs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::tool::{self, Outcome};
use crate::{debian, npm};

/// A call of Playwright's tests with the given binary of Assent; what is missing is installed first.
pub fn playwright(project: &Project, binary: &Path) -> Outcome<Command> {
    let chromium = chromium()?;
    npm::install(project, "end2end")?;
    let mut command = Command::new(npm::program(project, "end2end", "playwright"));
    command.current_dir(project.root.join("end2end")).arg("test");
    command.env("CHROMIUM_PATH", chromium).env("ASSENT_BIN", binary);
    Ok(command)
}

fn chromium() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM_PATH") {
        return Ok(path.into());
    }
    let installed = || tool::find("chromium");
    installed()
        .or_else(|| if debian::install(&["chromium"]) { installed() } else { None })
        .ok_or_else(|| tool::missing("chromium"))
}
