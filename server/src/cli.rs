//! The command line.

use crate::config::Config;
use crate::{edge, serve};
use app::account::{hash_password, normal_email};
use app::error::AppError;
use clap::{Parser, Subcommand};
use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;
use store::site::Role;
use store::{Options, Store};
use tracing_subscriber::EnvFilter;

/// Where the demonstration keeps its data, so that it never meets that of an installation.
const DEMO_DATABASE: &str = "sqlite:data/demo.db";

/// Self-hosted consent management: banner, records, and an API that trackers ask before they act.
///
/// Settings are environment variables: ASSENT_LISTEN, ASSENT_PUBLIC_URL, ASSENT_DATABASE_URL, ASSENT_TRUSTED_PROXIES,
/// ASSENT_CHOICES_PER_MINUTE, ASSENT_CACHE_MB, ASSENT_LOG, ASSENT_DEMO_LISTEN.
#[derive(Parser)]
#[command(name = "assent", version)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves (the default).
    Serve {
        /// Serves a demonstration site and shop from a database of their own.
        #[arg(long)]
        demo: bool,
    },
    /// Manages accounts. Passwords are read from the first line of standard input.
    #[command(subcommand)]
    User(User),
}

#[derive(Subcommand)]
enum User {
    /// Adds an account, as member of a site where one is given. Without a site, while there is no owner, it becomes the
    /// owner, as by the set-up link.
    Add {
        #[arg(long)]
        email: String,
        /// The site's key.
        #[arg(long, requires = "role")]
        site: Option<String>,
        #[arg(long, requires = "site", value_parser = role)]
        role: Option<Role>,
    },
    /// Sets an account's password and ends its sessions.
    Password {
        #[arg(long)]
        email: String,
    },
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| "expected owner, editor or auditor".to_owned())
}

/// Runs the command that was typed; what goes wrong is one line on standard error and exit code 1.
pub async fn run() -> ExitCode {
    let command = Line::parse().command.unwrap_or(Command::Serve { demo: false });
    match execute(command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("assent: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: Command) -> Result<(), String> {
    #[expect(clippy::disallowed_methods, reason = "this is the edge that reads the environment")]
    let variable = |name: &str| std::env::var(name).ok();
    let is_demo = matches!(command, Command::Serve { demo: true });
    let standard = |name: &str| (is_demo && name == "ASSENT_DATABASE_URL").then(|| DEMO_DATABASE.to_owned());
    let get = |name: &str| variable(name).filter(|value| !value.is_empty()).or_else(|| standard(name));
    let config = Config::load(get).map_err(|wrong| wrong.join("\nassent: "))?;
    let filter = EnvFilter::try_new(&config.log).map_err(|error| format!("ASSENT_LOG: {error}"))?;
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
    match command {
        Command::Serve { demo: false } => serve::serve(config).await,
        Command::Serve { demo: true } => serve::serve_demo(config).await,
        Command::User(User::Add { email, site, role }) => add(&open(&config).await?, &email, site.zip(role)).await,
        Command::User(User::Password { email }) => set_password(&open(&config).await?, &email).await,
    }
}

/// Opens the configured database for a command, which may run beside a server.
async fn open(config: &Config) -> Result<Store, String> {
    Store::open(config.database_url.reveal(), options(config)?).await.map_err(|error| error.to_string())
}

/// How the configured database is opened.
pub fn options(config: &Config) -> Result<Options, String> {
    let cache_mb =
        usize::try_from(config.cache_mb).map_err(|_| "ASSENT_CACHE_MB is more than this machine can have")?;
    Ok(Options { cache_mb, ..Options::default() })
}

async fn add(store: &Store, email: &str, member_of: Option<(String, Role)>) -> Result<(), String> {
    let email = normal_email(email).map_err(told)?;
    let member_of = match member_of {
        None => None,
        Some((key, role)) => {
            let site = store.find_site(&key).await.map_err(failed)?.ok_or(format!("there is no site “{key}”"))?;
            Some((site.id, role))
        }
    };
    let hash = password().await?;
    let added = store.create_account(&email, &hash, member_of, edge::now()).await.map_err(failed)?;
    added.map(drop).ok_or(format!("{email} has an account already"))
}

async fn set_password(store: &Store, email: &str) -> Result<(), String> {
    let email = email.trim().to_lowercase();
    let account =
        store.find_account_by_email(&email).await.map_err(failed)?.ok_or(format!("{email} has no account"))?;
    let hash = password().await?;
    store.set_password(account.id, &hash, None, edge::now()).await.map_err(failed).map(drop)
}

/// The hash of the password on the first line of standard input.
async fn password() -> Result<String, String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| format!("standard input: {error}"))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err("write the password to standard input, as in: echo 'a long password' | assent user …".to_owned());
    }
    hash_password(password.to_owned()).await.map_err(told)
}

fn failed(error: store::StoreError) -> String {
    error.to_string()
}

/// What a form would say beside its field.
fn told(error: AppError) -> String {
    match error {
        AppError::Invalid(problems) => {
            problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
