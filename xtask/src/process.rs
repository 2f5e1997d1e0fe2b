//! Servers that are started on free ports to be looked at, and ended with whoever looks.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::http;
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
        Ok((Self::start(command, address, is_ready)?, origin))
    }

    /// The reference server with a database of its own.
    pub fn reference(binary: &Path, folder: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(binary);
        command.arg(&address).arg(folder.join("reference.db"));
        Self::start(command, address, listens)
    }

    /// Starts a server and waits until it is `ready` at its address.
    pub fn start(mut command: Command, address: String, ready: fn(&str) -> bool) -> Outcome<Self> {
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

/// An address whose port is free now.
pub fn free_address() -> Outcome<String> {
    let failed = |error: std::io::Error| format!("no free port: {error}");
    let probe = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
    Ok(probe.local_addr().map_err(failed)?.to_string())
}

/// Whether a server answers that it is ready.
pub fn is_ready(address: &str) -> bool {
    http::get(address, "/readyz", "identity").is_ok_and(|answer| answer.status == 200)
}

/// Whether something listens, for servers without a page of their own.
fn listens(address: &str) -> bool {
    std::net::TcpStream::connect(address).is_ok()
}
