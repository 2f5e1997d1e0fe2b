//! What every handler gets.

use crate::api::banner::Scripts;
use crate::api::pinned::Runtimes;
use crate::assets::Files;
use crate::config::Config;
use crate::edge;
use crate::limit::Limiter;
use crate::place::Places;
use app::account::Throttle;
use app::setting::Clock;
use axum::extract::FromRef;
use consent::timestamp::Timestamp;
use leptos::config::LeptosOptions;
use std::ops::Deref;
use std::sync::Arc;
use store::Store;

/// The parts of a running server; cheap to clone.
#[derive(Clone)]
pub struct Server(Arc<Parts>);

/// See [`Server`].
pub struct Parts {
    pub config: Config,
    pub store: Store,
    /// Tests bring their own.
    pub clock: Clock,
    pub(crate) limiter: Limiter,
    pub(crate) throttle: Throttle,
    pub(crate) scripts: Scripts,
    pub(crate) runtimes: Runtimes,
    pub(crate) files: Files,
    pub(crate) places: Places,
    leptos: LeptosOptions,
}

impl Server {
    /// A server over an open store, on the system's clock.
    ///
    /// # Errors
    /// One line that says what is wrong with a file that the configuration names.
    pub fn new(config: Config, store: Store) -> Result<Self, String> {
        Self::with_clock(config, store, Clock::new(edge::now))
    }

    /// A server over an open store, on another clock.
    ///
    /// # Errors
    /// As [`Server::new`].
    pub fn with_clock(config: Config, store: Store, clock: Clock) -> Result<Self, String> {
        let places = Places::open(&config)?;
        let limiter = Limiter::per_minute(config.choices_per_minute);
        // All that pages need to know is where their scripts are: what an operator sets is in `Config`.
        let leptos = LeptosOptions::builder().output_name("assent").site_addr(config.listen).build();
        Ok(Self(Arc::new(Parts {
            config,
            store,
            clock,
            limiter,
            throttle: Throttle::default(),
            scripts: Scripts::default(),
            runtimes: Runtimes::default(),
            files: Files::default(),
            places,
            leptos,
        })))
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Deref for Server {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<Server> for LeptosOptions {
    fn from_ref(server: &Server) -> Self {
        server.leptos.clone()
    }
}
