//! Running other programs: what they are called, what to do when one is missing, and how long they took.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A result whose error is the one line a developer reads.
pub type Outcome<T = ()> = Result<T, String>;

/// The cargo that started this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program in sight of the developer.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line(command))) }
}

/// Runs a program and returns what it wrote to standard output; its errors stay in sight.
pub fn output(command: &mut Command) -> Outcome<String> {
    String::from_utf8(output_bytes(command)?).map_err(|_| format!("`{}` wrote no text", line(command)))
}

/// As [`output`], for output that is not text.
pub fn output_bytes(command: &mut Command) -> Outcome<Vec<u8>> {
    let result = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if result.status.success() {
        Ok(result.stdout)
    } else {
        Err(format!("`{}` failed ({})", line(command), result.status))
    }
}

/// What a program makes of an input.
pub fn output_of(command: &mut Command, input: &[u8]) -> Outcome<Vec<u8>> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().map_err(|error| not_started(command, &error))?;
    let mut stdin = child.stdin.take().ok_or("a program takes no input")?;
    let written = std::thread::scope(|scope| {
        let writing = scope.spawn(move || stdin.write_all(input));
        let output = child.wait_with_output();
        (writing.join(), output)
    });
    let output = written.1.map_err(|error| format!("`{}`: {error}", line(command)))?;
    match written.0 {
        Ok(Ok(())) if output.status.success() => Ok(output.stdout),
        _ => Err(format!("`{}` failed ({})", line(command), output.status)),
    }
}

/// What a program says, or nothing when it is missing or fails; for questions only.
pub fn ask(command: &mut Command) -> Option<String> {
    let result = command.stdin(Stdio::null()).output().ok()?;
    result.status.success().then(|| String::from_utf8_lossy(&result.stdout).trim().to_owned())
}

/// Runs a program for at most `limit`; whether it ended well in that time.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    const PAUSE: Duration = Duration::from_millis(50);
    let Ok(mut child) = command.stdin(Stdio::null()).spawn() else {
        return false;
    };
    let started = Instant::now();
    while started.elapsed() < limit {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(PAUSE),
            Err(_) => break,
        }
    }
    // It may have ended by itself meanwhile; either way it is no longer waited for.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// The file a program's name stands for, if it is installed.
pub fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Does one step and says what it is and how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    eprintln!("==> {name}");
    let started = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "ok" } else { "FAILED" };
    eprintln!("    {verdict} {name}: {}", seconds(started.elapsed()));
    result
}

/// A duration as people read it.
pub fn seconds(elapsed: Duration) -> String {
    format!("{:.1} s", elapsed.as_secs_f64())
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    if error.kind() == ErrorKind::NotFound {
        missing(&command.get_program().to_string_lossy())
    } else {
        format!("`{}` does not start: {error}", line(command))
    }
}

/// The one line that says how to get a missing program.
pub fn missing(program: &str) -> String {
    let how = match program {
        "node" | "npm" | "npx" => {
            "on Debian `apt-get install nodejs npm`, else from https://nodejs.org (version 20 or newer)"
        }
        "cargo" | "rustc" | "rustup" => "from https://rustup.rs",
        "git" => "on Debian `apt-get install git`",
        "pg_virtualenv" => "on Debian `apt-get install postgresql`; or set TEST_POSTGRES_URL to a server for tests",
        "chromium" => "on Debian `apt-get install chromium`; or set CHROMIUM_PATH to a Chromium or Chrome",
        "nginx" => "on Debian `apt-get install nginx`; or set NGINX_PATH to an nginx",
        _ => return format!("{program} is missing"),
    };
    format!("{program} is missing; get it {how}")
}

fn line(command: &Command) -> String {
    /// Longer calls are recognised by their beginning.
    const LONGEST: usize = 80;
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_reported_with_the_way_to_get_it() {
        let error = run(&mut Command::new("assent-no-such-program")).unwrap_err();
        assert_eq!(error, "assent-no-such-program is missing");
        assert!(missing("npm").contains("apt-get install nodejs npm"));
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped_at_its_limit() {
        let started = Instant::now();
        assert!(!succeeds_within(Command::new("sleep").arg("30"), Duration::from_millis(100)));
        assert!(started.elapsed() < Duration::from_secs(10));
        assert!(succeeds_within(&mut Command::new("true"), Duration::from_secs(10)));
    }
}
