//! A server in the process of its test, with a verb for each thing one does with it.

use crate::answer::Answer;
use crate::place::Place;
use crate::sample::{ORIGIN, details, draft, start};
use app::setting::Clock;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use consent::draft::Draft;
use consent::keys::SiteKey;
use consent::reported::Reasons;
use consent::timestamp::Timestamp;
use serde_json::Value;
use server::config::Config;
use server::router::router;
use server::state::Server;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Store;
use store::site::Site;
use tower::ServiceExt;

/// The address in `Host` and of the server's own pages.
pub const HOST: &str = "http://127.0.0.1:3000";

pub struct TestApp {
    pub store: Store,
    router: Router,
    now: Arc<AtomicI64>,
    /// Where this server's visitors come from.
    pub peer: IpAddr,
}

impl TestApp {
    /// A server with the site `shop` and its first version.
    pub async fn start(place: &Place) -> Self {
        Self::with(place, &[]).await
    }

    /// The same with some settings.
    pub async fn with(place: &Place, settings: &[(&str, &str)]) -> Self {
        let app = Self::empty(place, settings).await;
        let key = SiteKey::parse("shop").unwrap();
        app.store.create_site(&key, &details(), &draft(), None, start()).await.unwrap();
        app.publish(|_| {}).await;
        app
    }

    /// A server without any site.
    pub async fn empty(place: &Place, settings: &[(&str, &str)]) -> Self {
        let get = |name: &str| settings.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        let store = place.open().await;
        let now = Arc::new(AtomicI64::new(start().millis()));
        let clock = now.clone();
        let clock = Clock::new(move || Timestamp::from_millis(clock.load(Ordering::SeqCst)));
        let server = Server::with_clock(Config::load(get).unwrap(), store.clone(), clock).unwrap();
        Self { store, router: router(server), now, peer: IpAddr::from([10, 0, 0, 1]) }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.load(Ordering::SeqCst))
    }

    /// Lets time pass.
    pub fn wait(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    pub async fn site(&self) -> Site {
        self.store.find_site("shop").await.unwrap().unwrap()
    }

    /// Publishes the site's draft after a change.
    pub async fn publish(&self, change: impl FnOnce(&mut Draft)) {
        let site = self.site().await;
        let (mut draft, revision) = self.store.find_draft(site.id).await.unwrap().unwrap();
        change(&mut draft);
        let revision = self.store.save_draft(site.id, revision, &draft, None, self.now()).await.unwrap();
        self.store.publish(&site, revision, &Reasons::default(), None, self.now()).await.unwrap();
    }

    /// Sends a request as it stands.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer = ConnectInfo(SocketAddr::from((self.peer, 40_000)));
        if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
            request.extensions_mut().insert(peer);
        }
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[], Body::empty()).await
    }

    /// Posts a choice as the banner on the site's page does.
    pub async fn post_choice(&self, choice: &Value) -> Answer {
        self.post_text(&choice.to_string()).await
    }

    /// Posts a text where a choice is expected.
    pub async fn post_text(&self, text: &str) -> Answer {
        let headers = [("origin", ORIGIN), ("content-type", "text/plain;charset=UTF-8")];
        self.request("POST", CHOICES, &headers, text.to_owned()).await
    }

    /// Asks for a visitor's decisions as a tracker does; `query` is empty or begins with `?`.
    pub async fn decisions(&self, visitor: &str, query: &str) -> Answer {
        self.get(&format!("/api/v1/sites/shop/visitors/{visitor}/decisions{query}")).await
    }

    /// Sends a page's form from that page, with the cookies of a browser.
    pub async fn post_form(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [("origin", HOST), ("content-type", "application/x-www-form-urlencoded"), ("cookie", cookies)];
        self.request("POST", path, &headers, encode(fields)).await
    }

    pub async fn get_as(&self, path: &str, cookies: &str) -> Answer {
        self.request("GET", path, &[("cookie", cookies)], Body::empty()).await
    }

    /// How many records the site has.
    pub async fn count_records(&self) -> usize {
        self.store.list_records(self.site().await.id, None, None, 1000).await.unwrap().len()
    }
}

/// Where choices of the site go.
pub const CHOICES: &str = "/api/v1/sites/shop/choices";

/// The fields as a form sends them.
pub fn encode(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
