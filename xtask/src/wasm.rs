//! Compiling the islands of `app` to WebAssembly, with whichever compiler of this machine can.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::debian;
use crate::project::Project;
use crate::tool::{self, Outcome};

const TARGET: &str = "wasm32-unknown-unknown";

/// The profile in the workspace's manifest that is made for size.
pub const PROFILE: &str = "wasm-release";

/// Enough for the standard library of one target; without a way to rustup's server the answer must come soon.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(20);

/// Where Debian puts a compiler that is new enough and has the library's source beside it.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "cargo-web"];

/// The oldest compiler that builds this workspace, `1.OLDEST`.
const OLDEST_MINOR: u32 = 95;

/// A compiler that can build for [`TARGET`].
pub enum Toolchain {
    /// The usual one, with the target's standard library installed.
    Usual,
    /// Debian's, which builds the standard library from source and borrows the usual one's linker.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Finds a compiler for the target, and installs what is missing where that needs no question.
    pub fn find() -> Outcome<Self> {
        if usual_has_target() {
            return Ok(Self::Usual);
        }
        if debian_is_complete() {
            return Self::debian();
        }
        if add_target() && usual_has_target() {
            return Ok(Self::Usual);
        }
        if debian::install(&DEBIAN_PACKAGES) && debian_is_complete() {
            return Self::debian();
        }
        Err(format!(
            "no compiler for {TARGET}; get it with `rustup target add {TARGET}`, or on Debian `apt-get install {}`",
            DEBIAN_PACKAGES.join(" ")
        ))
    }

    /// Whether clippy can look at code for the target.
    pub fn has_clippy(&self) -> bool {
        matches!(self, Self::Usual)
    }

    fn debian() -> Outcome<Self> {
        let mut rustc = Command::new("rustc");
        let version = tool::output(rustc.arg("-vV"))?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
        let root = tool::output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let linker = Path::new(root.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
        if linker.exists() {
            Ok(Self::Debian { linker })
        } else {
            Err(format!("{} is missing; install Rust from https://rustup.rs", linker.display()))
        }
    }

    /// A cargo call on the islands for the target.
    pub fn cargo(&self, project: &Project, verb: &str) -> Command {
        let mut command = match self {
            Self::Usual => tool::cargo(),
            Self::Debian { linker } => {
                let mut command = Command::new(DEBIAN_CARGO);
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    // These point the compiler at the libraries of the one that runs us.
                    .env_remove("LD_LIBRARY_PATH")
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .env_remove("CARGO");
                command
            }
        };
        command.current_dir(&project.root).arg(verb);
        if matches!(self, Self::Debian { .. }) {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
            .args(["--package", "app", "--lib", "--no-default-features", "--features", "hydrate"])
            .args(["--target", TARGET, "--profile", PROFILE])
            .arg("--target-dir")
            .arg(project.wasm_target());
        command
    }
}

/// Compiles the islands and returns the raw module's path; cargo decides what has to be compiled again.
pub fn compile(project: &Project, toolchain: &Toolchain) -> Outcome<PathBuf> {
    tool::run(&mut toolchain.cargo(project, "build"))?;
    Ok(project.wasm_target().join(TARGET).join(PROFILE).join("app.wasm"))
}

fn usual_has_target() -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")));
    let Some(folder) = tool::ask(rustc.args(["--print", "target-libdir", "--target", TARGET])) else {
        return false;
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

fn add_target() -> bool {
    tool::find("rustup").is_some()
        && tool::step(&format!("rustup target add {TARGET}"), || {
            let mut command = Command::new("rustup");
            if tool::succeeds_within(command.args(["target", "add", TARGET]), RUSTUP_PATIENCE) {
                Ok(())
            } else {
                Err("rustup cannot fetch the target".to_owned())
            }
        })
        .is_ok()
}

fn debian_is_complete() -> bool {
    let rustc = |question: &[&str]| tool::ask(Command::new(DEBIAN_RUSTC).env_remove("LD_LIBRARY_PATH").args(question));
    let new_enough = rustc(&["--version"]).and_then(|version| minor(&version)).is_some_and(|it| it >= OLDEST_MINOR);
    let source = rustc(&["--print", "sysroot"])
        .is_some_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir());
    new_enough && source && Path::new(DEBIAN_CARGO).exists()
}

fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("rustc 1.")?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_version_of_a_compiler_is_read() {
        assert_eq!(minor("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"), Some(96));
        assert_eq!(minor("rustc 1.63.0"), Some(63));
        assert_eq!(minor("gcc 12"), None);
    }
}
