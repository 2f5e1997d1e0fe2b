//! The servers under load: started on free ports, ended with the benchmark.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::tool::Outcome;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that ends when this value does.
pub struct Running {
    process: Child,
    pub address: String,
}

impl Running {
    /// Assent with its demo site, without the limit on choices: the load comes from one address. Answers the origin of
    /// the demo site too.
    pub fn assent(binary: &Path, folder: &Path) -> Outcome<(Self, String)> {
        let (address, shop) = (free_address()?, free_address()?);
        let port = shop.rsplit(':').next().unwrap_or_default();
        let origin = format!("http://localhost:{port}");
        let mut command = Command::new(binary);
        command
            .args(["serve", "--demo"])
            .current_dir(folder)
            .env("ASSENT_LISTEN", &address)
            .env("ASSENT_DEMO_LISTEN", &shop)
            .env("ASSENT_CHOICES_PER_MINUTE", "0")
            .env("ASSENT_LOG", "warn");
        Ok((Self::start(command, address, super::is_ready)?, origin))
    }

    /// The reference server with a database of its own.
    pub fn reference(binary: &Path, folder: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(binary);
        command.arg(&address).arg(folder.join("reference.db"));
        Self::start(command, address, super::listens)
    }

    fn start(mut command: Command, address: String, ready: fn(&str) -> bool) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let process =
            command.stdout(Stdio::null()).spawn().map_err(|error| format!("{name} does not start: {error}"))?;
        let mut running = Self { process, address };
        let started = Instant::now();
        while !ready(&running.address) {
            if let Ok(Some(status)) = running.process.try_wait() {
                return Err(format!("{name} ended at once ({status})"));
            }
            if started.elapsed() > PATIENCE {
                return Err(format!("{name} does not answer"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is no longer waited for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> Outcome<String> {
    let failed = |error: std::io::Error| format!("no free port: {error}");
    let probe = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
    Ok(probe.local_addr().map_err(failed)?.to_string())
}
