//! The files esbuild makes: the UI's styles, the banner's styles, and the runtime on other people's pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::npm;
use crate::project::{self, Project};
use crate::tool::{self, Outcome};

/// One esbuild call: what goes in, what comes out.
struct Asset {
    source: &'static str,
    output: &'static str,
    options: &'static [&'static str],
}

const ASSETS: [Asset; 5] = [
    Asset {
        source: "style/main.css",
        output: "target/site/pkg/assent.css",
        options: &["--loader:.svg=dataurl", "--loader:.woff2=dataurl"],
    },
    Asset { source: "style/banner.css", output: "embed/dist/banner.css", options: &["--loader:.svg=dataurl"] },
    Asset {
        source: "embed/src/main.ts",
        output: "embed/dist/embed.js",
        options: &["--format=iife", "--target=es2020"],
    },
    Asset {
        source: "embed/src/extras/vendors.ts",
        output: "embed/dist/vendors.js",
        options: &["--format=iife", "--target=es2020"],
    },
    Asset {
        source: "embed/src/extras/lists.ts",
        output: "embed/dist/lists.js",
        options: &["--format=iife", "--target=es2020"],
    },
];

/// Bundles and minifies every asset; unchanged files are not touched.
pub fn bundle(project: &Project) -> Outcome {
    for folder in [project.site().join("pkg"), project.embed_dist()] {
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let esbuild = npm::program(project, "embed", "esbuild");
    ASSETS.iter().try_for_each(|asset| write(project, &esbuild, asset))
}

fn write(project: &Project, esbuild: &Path, asset: &Asset) -> Outcome {
    if !project.root.join(asset.source).exists() {
        return Err(format!("{} is missing", asset.source));
    }
    let mut command = Command::new(esbuild);
    command.current_dir(&project.root).arg(asset.source).args(["--bundle", "--minify", "--log-level=warning"]);
    let content = tool::output_bytes(command.args(asset.options))?;
    if project::write_if_changed(&project.root.join(asset.output), &content)? {
        eprintln!("    {}: {} bytes", asset.output, content.len());
    }
    Ok(())
}
