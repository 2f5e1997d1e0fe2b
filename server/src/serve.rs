//! Serving: opening the store, telling the owner where to begin, listening, and stopping without losing anything.

use crate::config::Config;
use crate::router::router;
use crate::state::Server;
use crate::{assets, cli, demo, edge};
use axum::Router;
use axum::serve::ListenerExt;
use consent::canonical::sha256_hex;
use std::net::SocketAddr;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How often expired sessions are removed.
const PURGE: Duration = Duration::from_secs(60 * 60);
/// How long requests that are under way may take when the server is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until it is asked to stop.
///
/// # Errors
/// One line that says what keeps it from serving.
pub async fn serve(config: Config) -> Result<(), String> {
    let stop = stop_signal()?;
    let server = open(config).await?;
    let listener = listen(server.config.listen).await?;
    announce(&server).await?;
    run(listener, server, stop).await
}

/// Serves the demonstration: Assent with a site of its own, and a shop on another port.
///
/// # Errors
/// One line that says what keeps it from serving.
pub async fn serve_demo(config: Config) -> Result<(), String> {
    if !config.listen.ip().is_loopback() || !config.demo_listen.ip().is_loopback() {
        return Err(
            "--demo is for this machine alone: ASSENT_LISTEN and ASSENT_DEMO_LISTEN must be loopback addresses"
                .to_owned(),
        );
    }
    let stop = stop_signal()?;
    let refused = || {
        format!(
            "{} was not made by --demo, so it is left alone; name another in ASSENT_DATABASE_URL",
            config.database_url
        )
    };
    // Asked before it is opened, which would bring it to this release's schema.
    let free = Store::free_for_demo(config.database_url.reveal()).await.map_err(|error| error.to_string())?;
    free.then_some(()).ok_or_else(refused)?;
    let server = open(config.clone()).await?;
    server.store.claim_demo().await.map_err(|error| error.to_string())?.then_some(()).ok_or_else(refused)?;
    demo::create(&server.store, config.demo_listen, edge::now()).await.map_err(|error| error.to_string())?;
    let (listener, shop) = (listen(config.listen).await?, listen(config.demo_listen).await?);
    // Another host name than Assent's, so that the two are different sites in the browser, not only different ports.
    println!("The demo shop is at http://localhost:{}", config.demo_listen.port());
    announce(&server).await?;
    let shop = serve_until(shop, demo::router(&config.public_url), stop.clone());
    let (served, shop) = tokio::join!(run(listener, server, stop), shop);
    served.and(shop)
}

/// Opens the configured database as the one server of it, and whatever else the configuration names.
async fn open(config: Config) -> Result<Server, String> {
    let options = cli::options(&config)?;
    let store = Store::open_alone(config.database_url.reveal(), options).await.map_err(|error| error.to_string())?;
    Server::new(config, store)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))
}

/// Says where Assent is and, until there is an owner, by which link one becomes it. The link works for this start only.
async fn announce(server: &Server) -> Result<(), String> {
    let (config, store) = (&server.config, &server.store);
    println!("Assent is at {}", config.public_url);
    if assets::banner_file("embed.js").is_empty() {
        tracing::warn!("this build has no banner: cargo xtask build makes one that does");
    }
    let token = edge::random::<16>().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    if store.renew_setup(&sha256_hex(token.as_bytes()), edge::now()).await.map_err(|error| error.to_string())? {
        println!("Become its owner at {}/set-up?token={token}", config.public_url);
    }
    Ok(())
}

async fn run(listener: TcpListener, server: Server, stop: watch::Receiver<bool>) -> Result<(), String> {
    let store = server.store.clone();
    server.runtimes.keep(&store).await.map_err(|error| error.to_string())?;
    let purging = tokio::spawn(purge_sessions(store.clone()));
    let served = serve_until(listener, router(server), stop).await;
    purging.abort();
    store.close().await;
    served
}

async fn serve_until(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) -> Result<(), String> {
    // Answers are small and whole: waiting to fill a packet would only delay them.
    let listener = listener.tap_io(|connection| _ = connection.set_nodelay(true));
    let mut asked_to_stop = stop.clone();
    let stopping = async move { _ = stop.wait_for(|stop| *stop).await };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = async { axum::serve(listener, service).with_graceful_shutdown(stopping).await };
    let too_long = async {
        _ = asked_to_stop.wait_for(|stop| *stop).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        served = serving => served.map_err(|error| error.to_string()),
        () = too_long => Ok(()),
    }
}

/// Becomes `true` when the process is asked to stop; heard from this call on.
fn stop_signal() -> Result<watch::Receiver<bool>, String> {
    let listen = |kind| signal(kind).map_err(|error| format!("cannot listen for signals: {error}"));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        // Nobody listens any more when the server failed by itself.
        _ = tell.send(true);
    });
    Ok(told)
}

async fn purge_sessions(store: Store) {
    let mut every = tokio::time::interval(PURGE);
    loop {
        every.tick().await;
        if let Err(error) = store.purge_sessions(edge::now()).await {
            tracing::warn!(error = %error, "could not remove expired sessions");
        }
    }
}
