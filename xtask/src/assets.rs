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

/// One function, in what browsers read that take constructed style sheets.
const SCRIPT: &[&str] = &["--format=iife", "--target=es2021"];

const ASSETS: [Asset; 10] = [
    Asset {
        source: "style/main.css",
        output: "target/site/pkg/assent.css",
        options: &["--loader:.svg=dataurl", "--loader:.woff2=dataurl"],
    },
    Asset { source: "style/banner.css", output: "embed/dist/banner.css", options: &["--loader:.svg=dataurl"] },
    Asset { source: "style/lists.css", output: "embed/dist/lists.css", options: &[] },
    Asset { source: "embed/src/main.ts", output: "embed/dist/embed.js", options: SCRIPT },
    Asset { source: "embed/src/extras/vendors.ts", output: "embed/dist/vendors.js", options: SCRIPT },
    Asset { source: "embed/src/extras/block.ts", output: "embed/dist/block.js", options: SCRIPT },
    Asset { source: "embed/src/extras/again.ts", output: "embed/dist/again.js", options: SCRIPT },
    Asset { source: "embed/src/extras/databases.ts", output: "embed/dist/databases.js", options: SCRIPT },
    Asset { source: "embed/src/extras/keep.ts", output: "embed/dist/keep.js", options: SCRIPT },
    Asset { source: "embed/src/extras/lists.ts", output: "embed/dist/lists.js", options: SCRIPT },
];

/// Bundles and minifies every asset; unchanged files are not touched.
pub fn bundle(project: &Project) -> Outcome {
    for folder in [project.site().join("pkg"), project.embed_dist()] {
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let esbuild = npm::program(project, "embed", "esbuild");
    ASSETS.iter().try_for_each(|asset| write(project, &esbuild, asset))
}

/// Minifies a script: terser looks longer than esbuild does and saves another 3 % of what every visitor loads.
fn shorten(project: &Project, script: &[u8]) -> Outcome<Vec<u8>> {
    let mut command = Command::new(npm::program(project, "embed", "terser"));
    command.args(["--compress", "passes=3,ecma=2020", "--mangle"]);
    let short = String::from_utf8(tool::output_of(&mut command, script)?).map_err(|error| error.to_string())?;
    // The function that a script becomes part of has parameters with which it may not be strict itself. An arrow function
    // would be compiled only when it is called.
    Ok(short.replacen(r#""use strict";(()=>{"#, r#"(function(){"use strict";"#, 1).into_bytes())
}

fn write(project: &Project, esbuild: &Path, asset: &Asset) -> Outcome {
    if !project.root.join(asset.source).exists() {
        return Err(format!("{} is missing", asset.source));
    }
    let mut command = Command::new(esbuild);
    command.current_dir(&project.root).arg(asset.source).args(["--bundle", "--minify-syntax", "--log-level=warning"]);
    command.args(asset.options);
    let content = if asset.output.ends_with(".js") {
        shorten(project, &tool::output_bytes(&mut command)?)?
    } else {
        tool::output_bytes(command.arg("--minify"))?
    };
    if project::write_if_changed(&project.root.join(asset.output), &content)? {
        eprintln!("    {}: {} bytes", asset.output, content.len());
    }
    Ok(())
}
