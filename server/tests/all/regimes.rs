//! Which rules a visitor gets, by place, and what follows from them.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::sample::{DAY, choice, visitor, with};
use axum::body::Body;
use consent::draft::{Draft, Kind};
use consent::regime::{Departure, Model, Regime};
use serde_json::json;
use std::net::IpAddr;

const BEHIND_CLOUDFLARE: [(&str, &str); 2] =
    [("ASSENT_TRUSTED_PROXIES", "10.0.0.0/8"), ("ASSENT_PLACE_HEADERS", "cloudflare")];

fn in_use(draft: &mut Draft, regimes: &[Regime]) {
    draft.regimes = regimes.iter().map(|regime| (*regime, Departure::default())).collect();
}

impl TestApp {
    /// Loads a script of the site with these headers.
    async fn loaded(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers, Body::empty()).await
    }

    /// The regime of the script that a visitor of that country gets.
    async fn regime_in(&self, headers: &[(&str, &str)]) -> String {
        regime(&self.loaded("/b/shop.js", headers).await)
    }
}

fn regime(script: &Answer) -> String {
    let text = script.text();
    let (_, rest) = text.split_once("\"regime\":\"").unwrap_or_else(|| panic!("{text}"));
    rest.split('"').next().unwrap().to_owned()
}

on_both! {
    async fn the_place_that_a_trusted_proxy_tells_decides(place) {
        let mut app = TestApp::with(place, &BEHIND_CLOUDFLARE).await;
        app.publish(|draft| in_use(draft, &[Regime::Eu, Regime::UsCa, Regime::Jp])).await;
        let california = [("cf-ipcountry", "US"), ("cf-region-code", "CA")];
        for (headers, expected) in [
            (&california[..], "us-ca"),
            (&[("cf-ipcountry", "JP")], "jp"),
            (&[("cf-ipcountry", "DE")], "eu"),
            (&[("cf-ipcountry", "US"), ("cf-region-code", "NY")], "eu"),
            (&[("cf-ipcountry", "T1")], "eu"),
            (&[], "eu"),
        ] {
            assert_eq!(app.regime_in(headers).await, expected, "{headers:?}");
        }
        let answer = app.loaded("/b/shop.js", &california).await;
        assert_eq!(answer.header("cache-control"), "private, max-age=300");
        assert_eq!(answer.header("set-cookie"), "");
        // Anybody can send a header.
        app.peer = IpAddr::from([203, 0, 113, 9]);
        assert_eq!(app.regime_in(&california).await, "eu");
    }

    async fn each_regime_has_an_address_of_its_own_that_anybody_may_keep(place) {
        let app = TestApp::start(place).await;
        app.publish(|draft| in_use(draft, &[Regime::Eu, Regime::UsCa, Regime::Jp])).await;
        for (id, manner) in [("us-ca", "\"manner\":\"choices\""), ("jp", "\"manner\":\"notice\"")] {
            let script = app.get(&format!("/b/shop/{id}.de.js")).await;
            assert_eq!((script.status, regime(&script).as_str()), (200, id));
            assert!(script.header("cache-control").starts_with("public, max-age=300"));
            assert!(script.text().contains(manner) && script.text().contains("\"runs\":true"));
        }
        let ask = app.get("/b/shop/eu.de.js").await.text();
        assert!(!ask.contains("\"manner\":") && !ask.contains("\"runs\":"));
        for id in ["uk", "mars", "US-CA", ""] {
            assert_eq!(app.get(&format!("/b/shop/{id}.de.js")).await.status, 404, "{id}");
        }
        // Runtimes that were pinned before there were regimes ask without one, and get the strictest.
        assert_eq!(app.get("/b/shop/de.json").await.json()["regime"], "eu");
        assert_eq!(app.get("/b/shop/us-ca.de.json").await.json()["signals"], json!(["gpc"]));
    }

    async fn the_banner_says_what_its_regime_asks_for(place) {
        let app = TestApp::start(place).await;
        app.publish(|draft| in_use(draft, &[Regime::Eu, Regime::UsCa, Regime::Jp])).await;
        let text = |id: &str| format!("/b/shop/{id}.en.js");
        let eu = app.get(&text("eu")).await.text();
        assert!(eu.contains("data-assent-action=accept-all") && !eu.contains("<img"), "{eu}");
        let california = app.get(&text("us-ca")).await.text();
        assert!(california.contains("Your Privacy Choices <img alt src=") && california.contains("Opt-out request honoured"));
        let (first, _) = california.split_once("<dialog").unwrap();
        for (action, there) in [("reject-all", true), ("settings", true), ("close", true), ("accept-all", false)] {
            assert_eq!(first.contains(&format!("data-assent-action={action}>")), there, "{action}");
        }
        let japan = app.get(&text("jp")).await.text();
        let (first, _) = japan.split_once("<dialog").unwrap();
        assert!(!first.contains("data-assent-action=reject-all>") && first.contains("data-assent-action=close>"));
    }

    async fn a_choice_counts_as_long_as_its_regime_says(place) {
        let app = TestApp::start(place).await;
        app.publish(|draft| in_use(draft, &[Regime::Eu, Regime::UsCa])).await;
        let sent = |number, grants, regime: &str| with(choice(number, grants), json!({ "version": 2, "regime": regime }));
        for (number, grants, regime) in [(1, true, "eu"), (2, false, "eu"), (3, true, "us-ca"), (4, false, "us-ca")] {
            assert_eq!(app.post_choice(&sent(number, grants, regime)).await.status, 201);
        }
        app.post_choice(&sent(5, true, "jp")).await.is_invalid_at("regime");
        let ads = async |number| app.decisions(&visitor(number), "?purpose=ads").await.decisions().remove(0);
        app.wait(180 * DAY);
        assert_eq!((ads(1).await, ads(2).await), ("ads unknown expired".to_owned(), "ads deny refused".to_owned()));
        app.wait(4 * DAY);
        assert_eq!((ads(2).await, ads(3).await), ("ads unknown expired".to_owned(), "ads allow granted".to_owned()));
        // What runs until somebody objects goes on when a yes has ended; a no has no end.
        app.wait(365 * DAY);
        assert_eq!((ads(3).await, ads(4).await), ("ads allow regime_default".to_owned(), "ads deny withdrawn".to_owned()));
        assert_eq!(ads(9).await, "ads unknown no_record", "an asking server does not know where a stranger is");
    }

    async fn a_version_from_before_there_were_regimes_goes_on(place) {
        let app = TestApp::start(place).await;
        let site = app.site().await;
        let published = app.store.find_version(site.id, 1).await.unwrap().unwrap();
        let mut document = serde_json::to_value(&published.version).unwrap();
        document.as_object_mut().unwrap().remove("regimes");
        let old: consent::version::Version = serde_json::from_value(document).unwrap();
        let used: Vec<_> = old.regimes.into_iter().collect();
        assert_eq!(used.len(), 1);
        assert_eq!((used[0].0, used[0].1.rules.grant_days, used[0].1.rules.refusal_days), (Regime::Eu, 183, Some(183)));
    }

    async fn owners_choose_the_regimes_in_use(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let page = app.get_as("/sites/shop/places", &owner).await.text();
        assert!(page.contains("so everybody gets “European Union"), "{page}");
        let revision = async || app.store.find_draft(app.site().await.id).await.unwrap().unwrap().1.to_string();
        let now = revision().await;
        let fields = [("revision", now.as_str()), ("used", "eu"), ("used", "us-ca"), ("us-ca.functional", "opt_in")];
        let answer = app.post_form("/sites/shop/places", &owner, &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sites/shop/places?saved"), "{}", answer.text());
        let (draft, _) = app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        assert_eq!(draft.regimes.keys().copied().collect::<Vec<_>>(), [Regime::Eu, Regime::UsCa]);
        assert_eq!(draft.regimes[&Regime::UsCa].models, [(Kind::Functional, Model::OptIn)].into());
        // The form of before is a conflict, and what was typed is still in it.
        let stale = app.post_form("/sites/shop/places", &owner, &[&fields[..], &[("eu.grant_days", "77")]].concat()).await;
        assert_eq!(stale.status, 409);
        assert!(stale.text().contains("value=\"77\""));
        let now = revision().await;
        for (field, value, said) in [
            ("eu.grant_days", "many", "Write a whole number of days."),
            ("eu.silence_days", "0", "Write a number of days from 1 to 3650."),
            ("eu.refusal_days", "100", "Nobody is asked again during the silence"),
        ] {
            let fields = [("revision", now.as_str()), ("used", "eu"), (field, value)];
            let answer = app.post_form("/sites/shop/places", &owner, &fields).await;
            assert_eq!(answer.status, 422, "{field}");
            assert!(answer.text().contains(said) && answer.text().contains(&format!("value=\"{value}\"")), "{field}");
        }
        let nothing = app.post_form("/sites/shop/places", &owner, &[("revision", now.as_str())]).await;
        assert_eq!(nothing.status, 422);
        assert_eq!(revision().await, now, "nothing was saved");
        assert!(app.get_as("/preview/shop?regime=us-ca", &owner).await.text().contains("What your data is used for"));
    }
}
