//! From the compiler's raw module to the two files a browser loads: wasm-bindgen, then wasm-opt.

use std::fs;
use std::path::Path;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::npm;
use crate::project::{self, Project};
use crate::tool::{self, Outcome};

/// What Leptos' hydration script asks for, from `output-name` in the workspace's manifest.
const NAME: &str = "assent";
const SCRIPT: &str = "assent.js";
const MODULE: &str = "assent_bg.wasm";

/// Only what every current browser runs; `--all-features` makes a file that Chromium refuses.
const WASM_OPT: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Writes `pkg/assent.js` and `pkg/assent_bg.wasm`, unless they come from this very module and these tools already.
pub fn package(project: &Project, raw: &Path) -> Outcome {
    let lock = project.read("Cargo.lock")?;
    let version = same_version(&lock)?;
    let module = fs::read(raw).map_err(|error| format!("{}: {error}", raw.display()))?;
    let tools = project.read("embed/package-lock.json")?;
    let stamp = project::stamp([module.as_slice(), version.as_bytes(), tools.as_bytes(), WASM_OPT.concat().as_bytes()]);
    let pkg = project.site().join("pkg");
    // Beside the site folder, not in it: everything in it is served.
    let stamp_file = project.root.join("target/site.stamp");
    let complete = pkg.join(SCRIPT).exists() && pkg.join(MODULE).exists();
    if complete && fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp) {
        return Ok(());
    }

    let work = project.wasm_target().join("bindgen");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    }
    tool::step("wasm-bindgen", || bind(raw, &work))?;
    let small = work.join("small.wasm");
    tool::step("wasm-opt", || {
        let mut command = Command::new(npm::program(project, "embed", "wasm-opt"));
        tool::run(command.args(WASM_OPT).arg(work.join(MODULE)).arg("-o").arg(&small))
    })?;
    let mut esbuild = Command::new(npm::program(project, "embed", "esbuild"));
    let script = tool::output_bytes(esbuild.arg(work.join(SCRIPT)).args(["--minify", "--format=esm"]))?;

    project::write_if_changed(&pkg.join(SCRIPT), &script)?;
    let module = fs::read(&small).map_err(|error| format!("{}: {error}", small.display()))?;
    project::write_if_changed(&pkg.join(MODULE), &module)?;
    copy_snippets(&work.join("snippets"), &pkg.join("snippets"))?;
    project::write_if_changed(&stamp_file, stamp.as_bytes())?;
    Ok(())
}

fn bind(raw: &Path, work: &Path) -> Outcome {
    let generate = || {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(raw).out_name(NAME).typescript(false).web(true)?.generate(work)
    };
    generate().map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// JavaScript that crates bring along is imported by the script from this folder.
fn copy_snippets(from: &Path, to: &Path) -> Outcome {
    if !from.exists() {
        return Ok(());
    }
    let failed = |error| format!("{}: {error}", from.display());
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_snippets(&path, &target)?;
        } else {
            project::write_if_changed(&target, &fs::read(&path).map_err(failed)?)?;
        }
    }
    Ok(())
}

/// The version of wasm-bindgen; the crate and the tool read each other's private format and must be of one version.
fn same_version(lock: &str) -> Outcome<&str> {
    let library = locked(lock, "wasm-bindgen").ok_or("Cargo.lock has no wasm-bindgen")?;
    let tool = locked(lock, "wasm-bindgen-cli-support").ok_or("Cargo.lock has no wasm-bindgen-cli-support")?;
    if library == tool {
        Ok(library)
    } else {
        Err(format!(
            "wasm-bindgen is {library} but wasm-bindgen-cli-support is {tool}; make them one: \
             `cargo update -p wasm-bindgen-cli-support --precise {library}`"
        ))
    }
}

fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let start = lock.find(&format!("name = \"{package}\"\n"))?;
    let line = lock[start..].lines().nth(1)?;
    line.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(tool: &str) -> String {
        format!(
            "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n\
             [[package]]\nname = \"wasm-bindgen-cli-support\"\nversion = \"{tool}\"\n"
        )
    }

    #[test]
    fn equal_versions_of_wasm_bindgen_pass() {
        assert_eq!(same_version(&lock("0.2.130")), Ok("0.2.130"));
    }

    #[test]
    fn different_versions_of_wasm_bindgen_are_named_with_the_way_out() {
        let error = same_version(&lock("0.2.131")).unwrap_err();
        assert!(error.contains("0.2.131") && error.contains("--precise 0.2.130"), "{error}");
    }
}
