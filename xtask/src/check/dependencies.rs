//! Who may depend on whom, and what nobody uses.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{CRATES, none};
use crate::project::Project;
use crate::tool::{self, Outcome};

/// The crates of this workspace that a crate may name: consent <- custom <- store <- app <- server; tools name none.
const DIRECTION: [(&str, &[&str]); 6] = [
    ("consent", &[]),
    ("custom", &["consent"]),
    ("moves", &["consent"]),
    ("store", &["consent", "custom"]),
    ("app", &["consent", "custom", "moves", "store"]),
    ("server", &["app", "consent", "custom", "store"]),
];

/// Crates that only some crates of ours may name; the benchmark's reference is no part of the product.
const RESERVED: [(&str, &[&str]); 1] = [("sqlx", &["store", "reference"])];

/// What must not occur anywhere below a crate, however deep.
struct Tree {
    name: &'static str,
    arguments: &'static [&'static str],
    forbidden: &'static [&'static str],
}

const TREES: [Tree; 3] = [
    Tree {
        name: "consent is pure",
        arguments: &["--package", "consent"],
        forbidden: &["app", "axum", "http", "leptos", "reqwest", "sqlx", "store", "tokio"],
    },
    Tree {
        name: "store knows no web",
        arguments: &["--package", "store"],
        forbidden: &["app", "axum", "http", "leptos", "server"],
    },
    Tree {
        name: "the islands see only consent",
        arguments: &[
            "--package",
            "app",
            "--no-default-features",
            "--features",
            "hydrate",
            "--target",
            "wasm32-unknown-unknown",
        ],
        forbidden: &["axum", "cssparser", "custom", "png", "roxmltree", "server", "sqlx", "store", "tokio"],
    },
];

/// Checks the direction of dependencies, direct and deep.
pub fn direction(project: &Project, metadata: &Value) -> Outcome {
    let mut offenders = Vec::new();
    for package in members(metadata) {
        offenders.extend(misdirected(name(package), &direct(package)));
    }
    for tree in TREES {
        let mut command = tool::cargo();
        command.current_dir(&project.root).args(["tree", "--edges", "normal", "--prefix", "none", "--quiet"]);
        let listing = tool::output(command.args(tree.arguments))?;
        offenders.extend(occurring(&listing, tree.forbidden).map(|it| format!("{}: {it} is below it", tree.name)));
    }
    none(offenders)
}

/// Checks that the name of every dependency occurs in the crate that declares it.
pub fn unused(project: &Project, metadata: &Value) -> Outcome {
    let mut offenders = Vec::new();
    for package in members(metadata) {
        let mut text = String::new();
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        for path in project.files(&[manifest.trim_end_matches("Cargo.toml")])? {
            if path.extension().is_some_and(|it| it == "rs") {
                text += &fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        for dependency in direct(package) {
            if !has_word(&text, &dependency.replace('-', "_")) {
                offenders.push(format!("{} does not use {dependency}", name(package)));
            }
        }
    }
    none(offenders)
}

fn members(metadata: &Value) -> impl Iterator<Item = &Value> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages.filter(|package| package["source"].is_null())
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

/// The names under which a crate's code knows its dependencies.
fn direct(package: &Value) -> BTreeSet<&str> {
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    dependencies.filter_map(|it| it["rename"].as_str().or(it["name"].as_str())).collect()
}

fn misdirected(package: &str, dependencies: &BTreeSet<&str>) -> Vec<String> {
    let allowed = DIRECTION.iter().find(|(name, _)| *name == package).map_or(&[][..], |(_, allowed)| allowed);
    let mut offenders = Vec::new();
    for dependency in dependencies {
        if CRATES.contains(dependency) && *dependency != package && !allowed.contains(dependency) {
            offenders.push(format!("{package} must not depend on {dependency}"));
        }
        for (reserved, owners) in RESERVED {
            if *dependency == reserved && !owners.contains(&package) {
                offenders.push(format!("only {} may depend on {reserved}, not {package}", owners.join(" and ")));
            }
        }
    }
    offenders
}

/// The forbidden names that `cargo tree --prefix none` lists.
fn occurring<'a>(listing: &str, forbidden: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let names: BTreeSet<&str> = listing.lines().filter_map(|line| line.split(' ').next()).collect();
    forbidden.iter().copied().filter(|name| names.contains(name)).collect::<Vec<_>>().into_iter()
}

fn has_word(text: &str, word: &str) -> bool {
    let part_of_name = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    text.match_indices(word).any(|(start, _)| {
        !part_of_name(text[..start].chars().next_back()) && !part_of_name(text[start + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_run_one_way() {
        assert!(misdirected("store", &BTreeSet::from(["consent", "sqlx", "serde"])).is_empty());
        assert_eq!(misdirected("store", &BTreeSet::from(["server"])), ["store must not depend on server"]);
        assert_eq!(misdirected("consent", &BTreeSet::from(["store"])), ["consent must not depend on store"]);
    }

    #[test]
    fn only_the_store_speaks_sql() {
        assert_eq!(
            misdirected("server", &BTreeSet::from(["sqlx"])),
            ["only store and reference may depend on sqlx, not server"]
        );
    }

    #[test]
    fn a_forbidden_crate_is_found_deep_in_the_tree_and_not_by_half_its_name() {
        let listing = "consent v0.1.0 (/here)\nserde v1.0.0\ntokio-stream v0.1.0\nhttp v1.5.0\n";
        assert_eq!(occurring(listing, &["http", "tokio"]).collect::<Vec<_>>(), ["http"]);
    }

    #[test]
    fn a_dependency_counts_as_used_only_by_its_whole_name() {
        assert!(has_word("use axum::Router;", "axum"));
        assert!(!has_word("use axum_extra::Router;", "axum"));
        assert!(!has_word("let my_axum = 1;", "axum"));
    }
}
