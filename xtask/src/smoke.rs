//! Whether a release binary holds everything it needs: it is started where there is nothing but itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::http;
use crate::process::{Running, free_address, is_ready};
use crate::project::Project;
use crate::tool::Outcome;

/// What must answer, and what its body must contain.
const ANSWERS: [(&str, &[u8]); 5] = [
    ("/readyz", b""),
    ("/pkg/assent_bg.wasm", b"\0asm"),
    ("/pkg/assent.js", b"assent_bg"),
    ("/pkg/assent.css", b"@layer"),
    ("/b/demo.js", b"assent-root"),
];

/// Starts the binary in an empty folder without any environment but the ports, and looks at what it serves.
///
/// A binary that was built for development would serve the same here, by reading from the repository; so each file must
/// also be found inside it.
pub fn check(project: &Project, binary: &Path) -> Outcome {
    let folder = project.target.join("smoke");
    // Left behind where an earlier run was stopped.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let looked = embeds(project, binary).and_then(|()| serves(binary, &folder));
    let _ = fs::remove_dir_all(&folder);
    looked
}

fn embeds(project: &Project, binary: &Path) -> Outcome {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let program = read(binary)?;
    for name in ["assent_bg.wasm", "assent.js", "assent.css"] {
        let file = project.site().join("pkg").join(name);
        holds(&program, &read(&file)?, &file)?;
    }
    for name in ["embed.js", "banner.css"] {
        let file = project.embed_dist().join(name);
        holds(&program, &read(&file)?, &file)?;
    }
    Ok(())
}

fn holds(program: &[u8], content: &[u8], file: &Path) -> Outcome {
    if !content.is_empty() && contains(program, content) {
        Ok(())
    } else {
        Err(format!("{} is not inside the binary", file.display()))
    }
}

fn serves(binary: &Path, folder: &Path) -> Outcome {
    let address = free_address()?;
    let mut command = Command::new(binary);
    command.args(["serve", "--demo"]).current_dir(folder).env_clear();
    command.env("ASSENT_LISTEN", &address).env("ASSENT_DEMO_LISTEN", free_address()?).env("ASSENT_LOG", "warn");
    let running = Running::start(command, address, is_ready)?;
    for (path, part) in ANSWERS {
        let answer = http::get(&running.address, path, "identity")?;
        if answer.status != 200 || !contains(&answer.body, part) {
            return Err(format!("{} does not serve {path} on its own (status {})", binary.display(), answer.status));
        }
    }
    let paths = ANSWERS.map(|(path, _)| path).join(", ");
    eprintln!("    in an empty folder, with no environment, it serves {paths}");
    Ok(())
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    part.is_empty() || body.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_inside_the_program_is_named() {
        let file = Path::new("pkg/assent.css");
        assert_eq!(holds(b"elf body{} elf", b"body{}", file), Ok(()));
        for content in ["", "other"] {
            assert_eq!(
                holds(b"elf body{} elf", content.as_bytes(), file),
                Err("pkg/assent.css is not inside the binary".into())
            );
        }
    }

    #[test]
    fn a_part_is_found_anywhere_in_a_body() {
        assert!(contains(b"\0asm\x01", b"\0asm") && contains(b"", b"") && contains(b"a@layer", b"@layer"));
        assert!(!contains(b"", b"\0asm") && !contains(b"not found", b"@layer"));
    }
}
