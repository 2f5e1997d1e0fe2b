//! Passwords: argon2id with the parameters OWASP recommends, off the async threads, and only a few at a time.

use crate::account::{MAX_PASSWORD, MIN_PASSWORD};
use crate::error::AppError;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use consent::check::Problem;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Memory in KiB, passes and lanes (OWASP Password Storage Cheat Sheet: 19 MiB, 2, 1).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes made at once: each takes 19 MiB and a whole core, so more would only take memory and get slower together. Whoever
/// comes when all are busy waits.
const AT_ONCE: usize = 4;

static HASHING: Semaphore = Semaphore::const_new(AT_ONCE);

/// A hash that no password has: verified against for unknown names, so that they take as long as known ones.
static DUMMY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("no account has this password").ok());

fn argon2() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| AppError::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String, AppError> {
    let hash: PasswordHash = argon2()?.hash_password(password.as_bytes()).map_err(|_| AppError::Internal)?;
    Ok(hash.to_string())
}

/// What keeps a password from being used, under the field's name.
#[must_use]
pub fn check(field: &str, password: &str) -> Vec<Problem> {
    match password.chars().count() {
        length if length < MIN_PASSWORD => vec![Problem::new(
            field,
            "too_short",
            format!("Use at least {MIN_PASSWORD} characters; this has {length}."),
        )],
        length if length > MAX_PASSWORD => {
            vec![Problem::new(field, "too_long", format!("Use at most {MAX_PASSWORD} characters."))]
        }
        _ => Vec::new(),
    }
}

/// The PHC string of a password.
///
/// # Errors
/// [`AppError::Invalid`] on `password` when it is too short or too long.
pub async fn hash(password: String) -> Result<String, AppError> {
    let problems = check("password", &password);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    off_the_async_threads(move || hash_now(&password)).await
}

async fn off_the_async_threads<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let permit = HASHING.acquire().await.map_err(|_| AppError::Internal)?;
    let hashing = move || {
        // Given back by the work itself: whoever asked may be gone before it is done.
        let _permit = permit;
        work()
    };
    tokio::task::spawn_blocking(hashing).await.map_err(|_| AppError::Internal)?
}

/// Whether `password` belongs to `stored`; without a stored hash the answer is no, after the same work.
///
/// # Errors
/// [`AppError::Internal`] when hashing is impossible here.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool, AppError> {
    off_the_async_threads(move || {
        let known = stored.is_some();
        let hash = stored.or_else(|| DUMMY.clone()).ok_or(AppError::Internal)?;
        let parsed = PasswordHash::new(&hash).map_err(|_| AppError::Internal)?;
        // A password longer than any that can be set is wrong; hashing a cut one costs the same as any other.
        let bounded: String = password.chars().take(MAX_PASSWORD + 1).collect();
        Ok(argon2()?.verify_password(bounded.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_accepted() {
        let stored = hash("a long enough sentence".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("a long enough sentence".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!verify("a long enough sentencf".to_owned(), Some(stored)).await.unwrap());
        assert!(!verify("no account has this password".to_owned(), None).await.unwrap());
    }

    #[tokio::test]
    async fn only_a_few_passwords_are_hashed_at_once() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        let work = || {
            off_the_async_threads(|| {
                let now = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
                RUNNING.fetch_sub(1, Ordering::SeqCst);
                Ok(now)
            })
        };
        let all: Vec<_> = (0..20).map(|_| tokio::spawn(work())).collect();
        for one in all {
            let at_once = one.await.unwrap().unwrap();
            assert!(at_once <= AT_ONCE, "{at_once}");
        }
    }

    #[tokio::test]
    async fn short_and_endless_passwords_are_refused() {
        assert!(matches!(hash("short".to_owned()).await, Err(AppError::Invalid(_))));
        assert!(matches!(hash("x".repeat(MAX_PASSWORD + 1)).await, Err(AppError::Invalid(_))));
    }
}
