//! One server for one SQLite file: what it keeps in memory is true only while no other process writes records.

use crate::OpenError;
use sqlx::sqlite::SqliteConnectOptions;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long to wait for a server that is about to end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to look whether it has ended.
const AGAIN: Duration = Duration::from_millis(50);

/// Locks the file beside the database, `NAME.lock`, until it is dropped or the process ends, however it ends. `None` for
/// a database that other processes may share or cannot reach.
///
/// # Errors
/// [`OpenError::Taken`] when another process keeps the lock.
pub(crate) async fn lock(url: &str) -> Result<Option<File>, OpenError> {
    let Some(path) = beside(url)? else { return Ok(None) };
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder)?;
    }
    // Not the database itself: closing any handle of it would drop SQLite's own locks (POSIX).
    let file = File::options().create(true).truncate(false).write(true).open(&path)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => sleep(AGAIN).await,
            Err(TryLockError::WouldBlock) => return Err(OpenError::Taken(path)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

fn beside(url: &str) -> Result<Option<PathBuf>, OpenError> {
    if !url.starts_with("sqlite:") || crate::db::is_in_memory(url) {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url)?;
    let named = options.get_filename();
    // By its own name, also when a link names it.
    let mut path = std::fs::canonicalize(named).unwrap_or_else(|_| named.to_owned()).into_os_string();
    path.push(".lock");
    Ok(Some(path.into()))
}
