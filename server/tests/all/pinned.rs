//! The runtime that a page pins by its hash, and the content it fetches.

use crate::app::TestApp;
use crate::sample::ORIGIN;
use consent::canonical::sha256_hex;
use store::site::Role;

const DAY: i64 = 86_400_000;

/// The address of this release's runtime, from the install page.
async fn address(app: &TestApp) -> String {
    let cookies = app.account("owner@shop.example", Some((app.site().await.id, Role::Owner))).await;
    let page = app.get_as("/sites/shop/install", &cookies).await.text();
    let from = page.find("/b/r/").unwrap();
    page[from..].split(".js").next().unwrap().to_owned() + ".js"
}

on_both! {
    async fn the_runtime_is_the_same_for_every_site_and_for_good(place) {
        let app = TestApp::start(place).await;
        let address = address(&app).await;
        let answer = app.get(&address).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=31536000, immutable"));
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(address, format!("/b/r/{}.js", &sha256_hex(&answer.bytes)[..16]));
        for unknown in ["/b/r/0000000000000000.js", "/b/r/x.js", "/b/r/0000000000000000", "/b/r/..%2Fdemo.js"] {
            assert_eq!(app.get(unknown).await.status, 404, "{unknown}");
        }
    }

    async fn the_runtime_of_an_earlier_release_stays(place) {
        let app = TestApp::start(place).await;
        app.store.save_runtime("00000000000000aa", b"// An earlier one").await.unwrap();
        app.store.save_runtime("00000000000000aa", b"// Another").await.unwrap();
        assert_eq!(app.get("/b/r/00000000000000aa.js").await.text(), "// An earlier one");
    }

    async fn the_content_is_in_the_language_asked_for_and_follows_what_is_published(place) {
        let app = TestApp::start(place).await;
        let content = app.request("GET", "/b/shop.json?lang=ar", &[("accept-language", "de")], "").await;
        assert_eq!((content.header("content-type"), content.header("cache-control")), ("application/json", "private, max-age=300"));
        assert_eq!((&content.json()["language"], &content.json()["version"]), (&"ar".into(), &1.into()));
        app.publish(|draft| draft.purposes[0].retention.count += 1).await;
        assert_eq!(app.get("/b/shop.json").await.json()["version"], 2);
    }

    async fn a_copy_of_the_cookie_is_set_for_pages_of_the_site(place) {
        let app = TestApp::start(place).await;
        let now = app.now().millis();
        let ask = async |origin: &str, body: String| app.request("POST", "/b/shop/keep", &[("origin", origin)], body).await;
        let value = format!("1.1.{now}.analytics:r.");
        let answer = ask(ORIGIN, format!(r#"{{"value":"{value}"}}"#)).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        let set = format!("assent_shop_kept={value}; Path=/; Max-Age={}; SameSite=Lax; Secure", 184 * DAY / 1000);
        assert_eq!(answer.header("set-cookie"), set);
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");

        // It ends when the choice does, also by a clock that is ahead.
        for (time, left) in [(now - 184 * DAY, 0), (now - 183 * DAY, DAY / 1000), (now + DAY, 184 * DAY / 1000)] {
            let answer = ask(ORIGIN, format!(r#"{{"value":"1.1.{time}.analytics:r."}}"#)).await;
            assert!(answer.header("set-cookie").contains(&format!("; Max-Age={left};")), "{}", answer.header("set-cookie"));
        }
        for body in [
            String::new(),
            "[]".into(),
            format!(r#"{{"value":"{value}","httponly":true}}"#),
            format!(r#"{{"value":"{value}; Domain=example"}}"#),
            format!(r#"{{"value":"{value}","domain":"evil.example"}}"#),
            format!(r#"{{"value":"1.1.{now}.{}."}}"#, "a:r|".repeat(2000)),
        ] {
            let answer = ask(ORIGIN, body.clone()).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (422, ""), "{body}");
        }
        for origin in ["https://evil.example", "null", ""] {
            assert_eq!(ask(origin, format!(r#"{{"value":"{value}"}}"#)).await.status, 403, "{origin}");
        }
    }

    async fn a_banner_asks_for_a_copy_only_where_it_can_be_set(place) {
        let app = TestApp::start(place).await;
        let own = ["https://shop.example:8443", "https://consent.shop.example", "https://consent.example", "http://127.0.0.1:3000"];
        for (share, expected) in [(false, [true, false, false, false]), (true, [true, true, false, false])] {
            if share {
                app.publish(|draft| draft.banner.behaviour.share_subdomains = true).await;
            }
            for (own, expected) in own.into_iter().zip(expected) {
                let there = TestApp::empty(place, &[("ASSENT_PUBLIC_URL", own)]).await;
                let extras = there.get("/b/shop.json").await.json()["extras"].to_string();
                assert_eq!(extras.contains("keep"), expected, "{own} {share}");
            }
        }
    }
}
