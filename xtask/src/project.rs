//! Where things are: the repository, cargo's target folder, and the folders the server embeds.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::tool::{self, Outcome};

/// The folders of this repository.
pub struct Project {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder; `CARGO_TARGET_DIR` may put it elsewhere.
    pub target: PathBuf,
}

impl Project {
    /// Asks cargo where the workspace and its target folder are.
    pub fn locate() -> Outcome<Self> {
        let mut command = tool::cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata = parse(&tool::output(&mut command)?, "cargo metadata")?;
        let folder =
            |name: &str| metadata[name].as_str().map(PathBuf::from).ok_or(format!("cargo metadata names no {name}"));
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")? })
    }

    /// The folder of the browser's files; the server embeds it from this fixed place, wherever cargo builds.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The folder of the runtime and the banner's styles.
    pub fn embed_dist(&self) -> PathBuf {
        self.root.join("embed/dist")
    }

    /// The target folder of the wasm build, apart because its compiler may be another one.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// Reads a file of the repository.
    pub fn read(&self, path: &str) -> Outcome<String> {
        fs::read_to_string(self.root.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    /// Every file below the given folders of the repository, without what is generated or installed, sorted.
    pub fn files(&self, folders: &[&str]) -> Outcome<Vec<PathBuf>> {
        let mut found = Vec::new();
        for folder in folders {
            collect(&self.root.join(folder), &mut found)?;
        }
        found.sort();
        Ok(found)
    }

    /// The path as seen from the repository, for messages.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    const NOT_SOURCE: [&str; 5] = ["node_modules", "dist", "target", "test-results", "playwright-report"];
    if !folder.exists() {
        return Ok(());
    }
    let failed = |error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if !path.is_dir() {
            found.push(path);
        } else if !NOT_SOURCE.iter().any(|name| path.ends_with(name)) {
            collect(&path, found)?;
        }
    }
    Ok(())
}

/// Parses JSON; the error names where it came from.
pub fn parse(text: &str, origin: &str) -> Outcome<Value> {
    serde_json::from_str(text).map_err(|error| format!("{origin}: {error}"))
}

/// Writes a file and its folders only when the content differs, so that cargo sees no change where there is none.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Outcome<bool> {
    if fs::read(path).is_ok_and(|present| present == content) {
        return Ok(false);
    }
    let failed = |error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, content).map_err(failed)?;
    Ok(true)
}

/// A fingerprint of the inputs of a step, to skip the step when they are the same as last time.
pub fn stamp<'a>(inputs: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        hasher.write_usize(input.len());
        hasher.write(input);
    }
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_the_same_content_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("assent-xtask-{}", std::process::id()));
        let path = folder.join("pkg/a.txt");
        assert_eq!(write_if_changed(&path, b"one"), Ok(true));
        assert_eq!(write_if_changed(&path, b"one"), Ok(false));
        assert_eq!(write_if_changed(&path, b"two"), Ok(true));
        assert_eq!(fs::read(&path).unwrap(), b"two");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_stamp_changes_with_any_input_and_with_their_boundaries() {
        let same = stamp([b"ab".as_slice(), b"c"]);
        assert_eq!(same, stamp([b"ab".as_slice(), b"c"]));
        assert_ne!(same, stamp([b"a".as_slice(), b"bc"]));
        assert_ne!(same, stamp([b"ab".as_slice(), b"d"]));
    }
}
