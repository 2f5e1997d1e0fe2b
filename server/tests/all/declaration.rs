//! What a site declares beside its banner: its content, its declaration, and long lists of trackers.

use crate::app::TestApp;
use crate::sample::{SECOND, start};
use consent::draft::{Draft, Storage, StorageItem, Tracker};
use consent::period::{Period, Unit};

/// So many trackers of the last purpose, each with a cookie.
fn with_trackers(count: usize) -> impl FnOnce(&mut Draft) {
    move |draft| {
        let tracker = |number: usize| Tracker {
            key: format!("t{number}"),
            name: format!("Tracker <{number}>"),
            provider: format!("Company {number}"),
            policy_url: "https://company.example/privacy".into(),
            items: vec![StorageItem {
                name: format!("_t{number}_*"),
                storage: Storage::Cookie,
                duration: Some(Period::new(13, Unit::Months)),
            }],
            ..Tracker::default()
        };
        draft.purposes[2].trackers = (0..count).map(tracker).collect();
    }
}

on_both! {
    async fn the_content_alone_is_that_of_the_script_in_its_language(place) {
        let app = TestApp::start(place).await;
        let answer = app.get("/b/shop/de.json").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("cache-control").starts_with("public, max-age=300"));
        let content = answer.json();
        assert_eq!((&content["language"], &content["version"]), (&"de".into(), &1.into()));
        assert!(content["html"].as_str().unwrap().contains("lang=de"));
        for unknown in ["/b/shop/fr.json", "/b/shop/DE.json", "/b/nope/de.json", "/b/shop/de.xml"] {
            assert_eq!(app.get(unknown).await.status, 404, "{unknown}");
        }
    }

    async fn a_declaration_says_what_is_stored_in_every_language(place) {
        let app = TestApp::start(place).await;
        app.wait(SECOND);
        app.publish(with_trackers(2)).await;
        let html = app.get("/b/shop/en/declaration.html").await;
        assert_eq!((html.status, html.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(html.header("access-control-allow-origin"), "*");
        // Rendered once, and not sent to whoever has it.
        let known = app.request("GET", "/b/shop/en/declaration.html", &[("if-none-match", html.header("etag"))], "").await;
        assert_eq!((known.status, known.bytes.len()), (304, 0));
        let text = html.text();
        for said in ["_t1_*", "Cookie", "Company 1", "13 months", "Version 2, in force since 24 November 2026", "stores nothing"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let arabic = app.get("/b/shop/ar/declaration.html").await.text();
        assert!(arabic.contains("dir=rtl") && arabic.contains("شهرًا") && !arabic.contains("months"), "{arabic}");

        let json = app.get("/b/shop/de/declaration.json").await.json();
        let item = &json["purposes"][2]["trackers"][1]["items"][0];
        assert_eq!((&item["name"], &item["duration"]), (&"_t1_*".into(), &"13 Monate".into()));
        assert_eq!(json["version"], 2);
        for unknown in ["/b/shop/fr/declaration.html", "/b/shop/en/declaration.css", "/b/nope/en/declaration.html"] {
            assert_eq!(app.get(unknown).await.status, 404, "{unknown}");
        }
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        assert_eq!(app.get("/b/shop/en/declaration.html").await.status, 404);
    }

    async fn a_long_list_comes_when_it_is_opened_and_a_short_one_with_the_banner(place) {
        let app = TestApp::start(place).await;
        for (round, count) in [10, 11].into_iter().enumerate() {
            app.wait(SECOND);
            app.publish(with_trackers(count)).await;
            let script = app.get("/b/shop.js").await.text();
            let long = count > 10;
            assert_eq!(script.contains("Tracker &lt;3&gt;"), !long, "{count}");
            assert_eq!(script.contains("data-assent-list=ads"), long, "{count}");
            assert_eq!(script.contains(r#""extras":["lists""#), long, "{count}");
            let lists = app.get(&format!("/b/shop/{}/en/trackers.html", round + 2)).await;
            assert_eq!((lists.status, lists.header("cache-control")), (200, "public, max-age=86400"));
            assert_eq!(lists.text().matches("data-assent-tracker=").count(), if long { 11 } else { 0 });
            assert!(!lists.text().contains("Tracker <"), "names are text");
        }
        assert!(app.get("/b/shop/3/en/trackers.html").await.text().contains("one {count} entry found"));
        for unknown in ["/b/shop/9/en/trackers.html", "/b/shop/3/fr/trackers.html", "/b/shop/x/en/trackers.html"] {
            assert!(matches!(app.get(unknown).await.status, 400 | 404), "{unknown}");
        }
        // On the visitor's own page, which works without scripts, the whole list stands.
        assert!(app.get("/you/shop").await.text().contains("Company 3"));
    }
}
