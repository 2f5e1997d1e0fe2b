//! Installing Debian packages, where that is possible without asking anybody.

use std::process::Command;

use crate::tool::{self, Outcome};

/// Installs packages when this is a Debian machine and we may; whether it was tried with success.
pub fn install(packages: &[&str]) -> bool {
    if tool::find("apt-get").is_none() || !is_root() {
        return false;
    }
    tool::step(&format!("apt-get install {}", packages.join(" ")), || {
        apt_get(&["update"])?;
        let mut arguments = vec!["install", "--yes"];
        arguments.extend(packages);
        apt_get(&arguments)
    })
    .is_ok()
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let mut command = Command::new("apt-get");
    command.arg("--quiet").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    // No service is started that nobody asked for.
    tool::run(command.env("RUNLEVEL", "1"))
}

fn is_root() -> bool {
    tool::ask(Command::new("id").arg("-u")).as_deref() == Some("0")
}
