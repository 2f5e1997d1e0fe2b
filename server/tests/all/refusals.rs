//! Bad input: each has its status and code, and records nothing.

use crate::app::{CHOICES, TestApp};
use crate::sample::{ORIGIN, choice, key, visitor, with};
use serde_json::{Value, json};

/// Texts that have broken other programs.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "'; drop table record; --",
    "\" onload=\"x",
    "\u{0}",
    "\u{1b}[31m\r\nSet-Cookie: a=b",
    "\u{202e}٪",
];

on_both! {
    async fn what_is_not_json_is_malformed(place) {
        let app = TestApp::start(place).await;
        let whole = choice(1, true).to_string();
        for text in ["", " ", "{", "nonsense", "{\"id\":", &whole[..whole.len() - 1], &format!("{whole}x"), &"[".repeat(4000)] {
            app.post_text(text).await.is_problem(400, "json_malformed");
        }
        let headers = [("origin", ORIGIN), ("content-type", "text/plain")];
        app.request("POST", CHOICES, &headers, vec![b'"', 0xff, 0xfe, b'"']).await.is_problem(400, "json_malformed");
        assert_eq!(app.count_records().await, 0);
    }

    async fn json_that_is_no_choice_is_invalid(place) {
        let app = TestApp::start(place).await;
        for text in ["null", "[]", "7", "\"text\"", "{}"] {
            app.post_text(text).await.is_problem(422, "choice_invalid");
        }
        let members = choice(1, true);
        let in_order = ["id", "key", "version", "action", "purposes", "language", "source"].map(|name| members[name].clone());
        app.post_text(&json!(in_order).to_string()).await.is_problem(422, "choice_invalid");
        for missing in ["id", "key", "version", "action", "purposes", "language", "source"] {
            let answer = app.post_choice(&with(choice(1, true), json!({ missing: null }))).await;
            answer.is_problem(422, "choice_invalid");
            assert!(answer.text().contains(missing), "{}", answer.text());
        }
        app.post_choice(&with(choice(1, true), json!({ "visitor": visitor(1) }))).await.is_invalid_at("visitor");
        assert_eq!(app.count_records().await, 0);
    }

    async fn each_field_of_the_wrong_kind_is_named(place) {
        let app = TestApp::start(place).await;
        for (field, value) in [
            ("id", json!(7)),
            ("key", json!({})),
            ("action", json!("accept")),
            ("action", json!("replaced")),
            ("purposes", json!([])),
            ("language", json!("xx")),
            ("language", json!("ru")),
            ("source", json!("Banner")),
            ("regime", json!("mars")),
            ("layer", json!("third")),
            ("gpc", json!("yes")),
            ("trackers", json!(1)),
            ("replaces", json!("short")),
        ] {
            app.post_choice(&with(choice(1, true), json!({ field: value }))).await.is_invalid_at(field);
        }
        let answer = app.post_choice(&with(choice(1, true), json!({ "purposes": { "analytics": 1, "ads": true } }))).await;
        answer.is_invalid_at("purposes.analytics");
        assert_eq!(app.count_records().await, 0);
    }

    async fn purposes_name_each_optional_one_and_no_other(place) {
        let app = TestApp::start(place).await;
        for (purposes, field) in [
            (json!({}), "purposes.ads"),
            (json!({ "ads": true }), "purposes.analytics"),
            (json!({ "analytics": true, "ads": true, "basket": true }), "purposes.basket"),
            (json!({ "analytics": true, "ads": true, "": true }), "purposes."),
            (json!({ "analytics": true, "ads": true, "__proto__": true }), "purposes.__proto__"),
        ] {
            app.post_choice(&with(choice(1, true), json!({ "purposes": purposes }))).await.is_invalid_at(field);
        }
        app.post_choice(&with(choice(1, true), json!({ "trackers": { "pixel": true } }))).await.is_invalid_at("trackers.pixel");
        assert_eq!(app.count_records().await, 0);
    }

    async fn what_is_named_twice_is_refused_whatever_it_says(place) {
        let app = TestApp::start(place).await;
        let whole = choice(1, true).to_string();
        for (from, to, field) in [
            ("\"ads\":true", "\"ads\":false,\"ads\":true", "purposes.ads"),
            ("\"ads\":true", "\"ads\":true,\"ads\":true", "purposes.ads"),
            ("\"source\"", "\"trackers\":{\"pixel\":true,\"pixel\":false},\"source\"", "trackers.pixel"),
            ("\"source\"", "\"more\":1,\"more\":2,\"source\"", "more"),
        ] {
            let text = whole.replacen(from, to, 1);
            assert_ne!(text, whole);
            app.post_text(&text).await.is_invalid_at(field);
        }
        for name in ["id", "key", "version", "action", "purposes", "language", "source"] {
            let again = format!("{{\"{name}\":{},", choice(1, false)[name]);
            let answer = app.post_text(&whole.replacen('{', &again, 1)).await;
            answer.is_problem(422, "choice_invalid");
            assert!(answer.text().contains(name), "{}", answer.text());
        }
        assert_eq!(app.count_records().await, 0);
    }

    async fn an_action_that_says_the_opposite_of_the_purposes_is_invalid(place) {
        let app = TestApp::start(place).await;
        for action in ["reject_all", "withdraw", "gpc"] {
            app.post_choice(&with(choice(1, true), json!({ "action": action }))).await.is_invalid_at("action");
        }
        app.post_choice(&with(choice(1, false), json!({ "action": "accept_all" }))).await.is_invalid_at("action");
        let partly = json!({ "purposes": { "analytics": true, "ads": false } });
        app.post_choice(&with(choice(1, true), partly)).await.is_invalid_at("action");
    }

    async fn keys_and_ids_have_one_spelling(place) {
        let app = TestApp::start(place).await;
        let right = key(1);
        let not_canonical = format!("{}B", &right[..21]);
        for wrong in ["", &right[..21], &format!("{right}A"), &format!("{right}=="), &right.replace('A', "+"), &format!(" {right}"), &not_canonical] {
            app.post_choice(&with(choice(1, true), json!({ "key": wrong }))).await.is_invalid_at("key");
        }
        let id = choice(1, true)["id"].as_str().unwrap().to_owned();
        for wrong in [id.to_uppercase(), id.replace('-', ""), id.replacen("-7", "-4", 1), format!("{id}0"), format!("{{{id}}}"), String::new()] {
            if wrong != id {
                app.post_choice(&with(choice(1, true), json!({ "id": wrong }))).await.is_invalid_at("id");
            }
        }
        assert_eq!(app.count_records().await, 0);
    }

    async fn hostile_texts_in_any_field_are_refused_as_text(place) {
        let app = TestApp::start(place).await;
        for hostile in HOSTILE {
            for field in ["id", "key", "action", "language", "source", "regime", "layer", "replaces"] {
                let answer = app.post_choice(&with(choice(1, true), json!({ field: hostile }))).await;
                answer.is_invalid_at(field);
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
                assert_eq!(answer.header("set-cookie"), "");
            }
            let purposes: Value = json!({ "analytics": true, "ads": true, hostile: true });
            app.post_choice(&with(choice(1, true), json!({ "purposes": purposes }))).await.is_problem(422, "choice_invalid");
        }
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        assert_eq!(app.count_records().await, 1);
    }

    async fn a_choice_has_at_most_eight_kilobytes(place) {
        let app = TestApp::start(place).await;
        let padded = |length: usize| format!("{:length$}", choice(1, true).to_string());
        assert_eq!(app.post_text(&padded(8 * 1024)).await.status, 201);
        app.post_text(&padded(8 * 1024 + 1)).await.is_problem(413, "too_large");
        app.post_choice(&with(choice(1, true), json!({ "source": "x".repeat(10_000) }))).await.is_problem(413, "too_large");
        app.post_text(&"[".repeat(1024 * 1024)).await.is_problem(413, "too_large");
        assert_eq!(app.count_records().await, 1);
    }

    async fn only_json_as_text_or_json_is_read(place) {
        let app = TestApp::start(place).await;
        for (number, kind) in [(1, "text/plain"), (2, "Text/Plain; charset=utf-8"), (3, "application/json")] {
            let headers = [("origin", ORIGIN), ("content-type", kind)];
            assert_eq!(app.request("POST", CHOICES, &headers, choice(number, true).to_string()).await.status, 201, "{kind}");
        }
        for kind in ["", "application/x-www-form-urlencoded", "multipart/form-data", "text/html", "text/plainer", "application/json-patch+json"] {
            let headers = [("origin", ORIGIN), ("content-type", kind)];
            let answer = app.request("POST", CHOICES, &headers, choice(1, true).to_string()).await;
            answer.is_problem(415, "media_type_unsupported");
        }
    }

    async fn wrong_methods_and_paths_are_problems_too(place) {
        let app = TestApp::start(place).await;
        let decisions = format!("/api/v1/sites/shop/visitors/{}/decisions", visitor(1));
        for (path, method, allowed) in [
            (CHOICES, "GET", "POST"),
            (CHOICES, "PUT", "POST"),
            (CHOICES, "PATCH", "POST"),
            (CHOICES, "DELETE", "POST"),
            (&decisions, "POST", "GET,HEAD"),
            (&decisions, "DELETE", "GET,HEAD"),
        ] {
            let answer = app.request(method, path, &[("origin", ORIGIN)], "").await;
            answer.is_problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), allowed, "{method} {path}");
        }
        for path in ["/api", "/api/", "/api/v1", "/api/v2/sites/shop/choices", "/api/v1/sites", "/api/v1/sites/shop", "/api/v1/sites/shop/choices/", "/api/%3Cb%3E"] {
            app.get(path).await.is_problem(404, "path_unknown");
        }
        assert_eq!(app.request("HEAD", &decisions, &[], "").await.status, 200);
    }

    async fn unknown_sites_are_problems_whatever_their_spelling(place) {
        let app = TestApp::start(place).await;
        for site in ["nope", "Shop", "sh", "shop%20", "shop'--", "%3Cscript%3E", &"a".repeat(10_000)] {
            let headers = [("origin", ORIGIN), ("content-type", "text/plain")];
            let path = format!("/api/v1/sites/{site}/choices");
            app.request("POST", &path, &headers, choice(1, true).to_string()).await.is_problem(404, "site_unknown");
        }
        let headers = [("origin", ORIGIN), ("content-type", "text/plain")];
        app.request("POST", "/api/v1/sites/%ff/choices", &headers, "{}").await.is_problem(400, "path_malformed");
    }
}
