//! The binary `assent`: configuration, public API, sessions, jobs, command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::run().await
}
