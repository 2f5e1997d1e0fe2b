//! What programs read about a site.

use crate::app::{HOST, TestApp};
use crate::sample::start;
use serde_json::json;

on_both! {
    async fn the_manifest_names_purposes_and_how_to_answer(place) {
        let app = TestApp::start(place).await;
        let answer = app.get("/b/shop/manifest.json").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
        let manifest = answer.json();
        assert_eq!(manifest["format"], 1);
        assert_eq!(manifest["optional"], json!(["analytics", "ads"]));
        assert_eq!(manifest["languages"], json!(["en", "de", "ar"]));
        assert_eq!(manifest["declaration"]["version"], 1);
        assert_eq!(manifest["declaration"]["purposes"][0]["key"], "basket");
        assert_eq!(manifest["declarations"][1], format!("{HOST}/b/shop/de/declaration.json"));
        assert_eq!(manifest["actions"]["reject_all"]["click"], "#assent-root [data-assent-action='reject-all']");
        assert_eq!(manifest["api"]["choices"], format!("{HOST}/api/v1/sites/shop/choices"));
    }

    async fn what_the_manifest_points_to_is_there(place) {
        let app = TestApp::start(place).await;
        let manifest = app.get("/b/shop/manifest.json").await.json();
        let declarations = manifest["declarations"].as_array().unwrap().iter();
        for address in declarations.chain([&manifest["script"], &manifest["visitor_page"]]) {
            let path = address.as_str().unwrap().strip_prefix(HOST).unwrap();
            assert_eq!(app.get(path).await.status, 200, "{path}");
        }
        let script = app.get("/b/shop.js").await.text();
        for action in manifest["actions"].as_object().unwrap().values() {
            let hook = action["click"].as_str().unwrap().split(['[', ']']).nth(1).unwrap();
            let hook = hook.replace('\'', "").replace("{purpose}", "ads");
            assert!(script.contains(&hook), "{hook}");
        }
    }

    async fn a_site_that_shows_nothing_has_no_manifest(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.get("/b/nope/manifest.json").await.status, 404);
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        let answer = app.get("/b/shop/manifest.json").await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}
