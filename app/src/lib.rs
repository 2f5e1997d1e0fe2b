//! The Leptos UI of Assent: admin pages, the visitor's own page, and the banner component.
//!
//! Pages are rendered on the server and work as plain forms; islands add checks while typing and the live preview.
//! A page's form is posted to the page's own address: see [`form`].

pub mod account;
pub mod banner;
pub mod error;
pub mod form;
pub mod privacy;
pub mod purposes;
pub mod records;
pub mod regimes;
pub mod routes;
pub mod sites;
pub mod trackers;
pub mod ui;
pub mod versions;

#[cfg(feature = "ssr")]
pub mod edge;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod setting;

/// Starts the islands of a page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
