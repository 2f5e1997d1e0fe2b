//! Server functions are a public API: each is called by a stranger, by a member of another site, and by an auditor.

use crate::accounts::PASSWORD;
use crate::answer::Answer;
use crate::app::{HOST, TestApp};
use crate::sample::start;
use serde_json::{Value, json};
use store::site::Role;

/// Those that need no account: how one gets in, and what visitors and holders of a link see.
const OPEN: [&str; 8] = [
    "account/set_up",
    "account/set_up_page",
    "account/sign_in",
    "account/sign_in_page",
    "account/sign_out_page",
    "privacy/you_page",
    "versions/preview_page",
    "versions/public_page",
];
/// Those that concern the signed-in person, and no site.
const OWN: [&str; 8] = [
    "account/account_page",
    "account/change_password",
    "account/sign_out",
    "banner/look",
    "banner/text_set",
    "sites/create_site",
    "sites/new_site_page",
    "sites/sites_page",
];
/// Those that take JSON.
const AS_JSON: [&str; 8] = [
    "banner/look_over",
    "banner/save_banner",
    "purposes/bring_along",
    "purposes/look_over",
    "purposes/save_purpose",
    "regimes/save_regimes",
    "trackers/save_tracker",
    "versions/publish_draft",
];

/// Arguments under every name that any server function has; each reads those it knows.
fn arguments(name: &str) -> Value {
    let purpose = if matches!(name, "purposes/save_purpose" | "purposes/look_over") { json!({}) } else { json!("ads") };
    let tracker = if name == "trackers/save_tracker" { json!({}) } else { json!("pixel") };
    json!({
        "site": "shop", "revision": 1, "address": "ads", "purpose": purpose, "tracker": tracker, "asks": "nobody",
        "template": "", "up": true, "languages": ["en"], "banner": {}, "theme": { "css": "" }, "number": 1, "online": false, "confirm": "Shop",
        "details": { "name": "Taken over" }, "token": "wrong", "layer": "", "language": "", "regime": "", "regimes": { "eu": {} }, "reasons": {}, "finding": "L06@banner", "statement": "because", "text": "",
        "email": "nobody@b.example", "password": PASSWORD, "current": PASSWORD,
    })
}

/// The arguments as a form sends them.
fn encoded(arguments: &Value) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in arguments.as_object().unwrap() {
        match value {
            Value::String(text) => _ = pairs.append_pair(name, text),
            Value::Object(members) => {
                for (member, value) in members.iter().filter_map(|(name, value)| Some((name, value.as_str()?))) {
                    pairs.append_pair(&format!("{name}[{member}]"), value);
                }
            }
            Value::Array(_) => {}
            other => _ = pairs.append_pair(name, &other.to_string()),
        }
    }
    pairs.finish()
}

/// Every server function, without the prefix.
fn names() -> Vec<String> {
    let mut names: Vec<String> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.trim_start_matches("/rpc/").to_owned())
        .collect();
    names.sort();
    names
}

impl TestApp {
    async fn call(&self, name: &str, cookies: &str) -> Answer {
        let arguments = arguments(name);
        let (kind, body) = if AS_JSON.contains(&name) {
            ("application/json", arguments.to_string())
        } else {
            ("application/x-www-form-urlencoded", encoded(&arguments))
        };
        let headers = [("origin", HOST), ("content-type", kind), ("cookie", cookies)];
        self.request("POST", &format!("/rpc/{name}"), &headers, body).await
    }

    /// The cookie of a new account.
    pub async fn account(&self, email: &str, member_of: Option<(i64, Role)>) -> String {
        let hash = app::account::hash_password(PASSWORD.to_owned()).await.unwrap();
        assert!(self.store.create_account(email, &hash, member_of, start()).await.unwrap().is_some());
        crate::accounts::cookie(&self.sign_in("", email, PASSWORD).await)
    }
}

/// Every version, draft and detail of the site, to see whether anything has changed.
async fn state(app: &TestApp) -> String {
    let site = app.site().await;
    let draft = app.store.find_draft(site.id).await.unwrap();
    let versions = app.store.list_versions(site.id).await.unwrap();
    format!("{site:?} {draft:?} {versions:?}")
}

on_both! {
    async fn strangers_are_asked_to_sign_in(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        let before = state(&app).await;
        let names = names();
        assert!(names.len() >= 39, "{names:?}");
        for name in names.iter().filter(|name| !OPEN.contains(&name.as_str())) {
            for cookie in ["", "assent-session=AAAAAAAAAAAAAAAAAAAAAA"] {
                let answer = app.call(name, cookie).await;
                let sent_to_sign_in = answer.status == 303 && answer.header("location").starts_with("/sign-in");
                assert!(answer.status == 401 || sent_to_sign_in, "{name}: {} {}", answer.status, answer.text());
                assert_eq!(answer.text(), "\"SignedOut\"", "{name}");
            }
        }
        assert_eq!(state(&app).await, before);
    }

    async fn open_ones_tell_strangers_nothing_and_change_nothing(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        let before = state(&app).await;
        for name in OPEN {
            let answer = app.call(name, "").await;
            let expected = match name {
                "account/set_up" | "account/set_up_page" | "versions/preview_page" => 404,
                "account/sign_in" => 422,
                _ => 200,
            };
            assert_eq!(answer.status, expected, "{name}: {}", answer.text());
            assert_eq!(answer.header("set-cookie"), "", "{name}");
        }
        assert_eq!((state(&app).await, app.count_records().await), (before, 0));
    }

    async fn to_members_of_another_site_the_site_does_not_exist(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        let other = app.account("other@b.example", None).await;
        let before = state(&app).await;
        for name in names().iter().filter(|name| !OPEN.contains(&name.as_str()) && !OWN.contains(&name.as_str())) {
            let answer = app.call(name, &other).await;
            assert_eq!((answer.status, answer.text().as_str()), (404, "\"NotFound\""), "{name}");
        }
        assert!(!app.call("sites/sites_page", &other).await.text().contains("shop"));
        assert_eq!(state(&app).await, before);
    }

    async fn auditors_read_and_change_nothing(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        let auditor = app.account("auditor@b.example", Some((app.site().await.id, Role::Auditor))).await;
        let before = state(&app).await;
        for name in names().iter().filter(|name| !OPEN.contains(&name.as_str()) && !OWN.contains(&name.as_str())) {
            let answer = app.call(name, &auditor).await;
            if !name.ends_with("_page") {
                assert_eq!((answer.status, answer.text().as_str()), (403, "\"Forbidden\""), "{name}");
            } else {
                assert!(matches!(answer.status, 200 | 403 | 404), "{name}: {} {}", answer.status, answer.text());
            }
        }
        assert_eq!(state(&app).await, before);
    }

    async fn errors_of_ours_are_not_told(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        app.store.close().await;
        for name in ["sites/overview_page", "account/account_page"] {
            let answer = app.call(name, &owner).await;
            assert_eq!((answer.status, answer.text().as_str()), (500, "\"Internal\""), "{name}");
        }
    }
}
