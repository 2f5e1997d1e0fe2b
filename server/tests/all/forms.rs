//! Pages and their forms: who may send them, and what happens to what was typed.

use crate::app::{CHOICES, HOST, TestApp, encode};
use crate::sample::{ORIGIN, choice, key, visitor};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

impl TestApp {
    /// Opens the visitor's own page as the banner does: by a form of the site's page with the key in its body.
    async fn open_you(&self, origin: &str, fields: &[(&str, &str)]) -> crate::answer::Answer {
        let headers = [FORM, ("origin", origin), ("sec-fetch-site", "cross-site")];
        self.request("POST", "/you/shop", &headers, encode(fields)).await
    }
}

on_both! {
    async fn forms_of_other_sites_are_refused_and_change_nothing(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        let you = format!("assent-you={}", key(1));
        let foreign: [&[(&str, &str)]; 5] = [
            &[("sec-fetch-site", "cross-site"), ("origin", HOST)],
            &[("sec-fetch-site", "same-site"), ("origin", ORIGIN)],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ];
        for headers in foreign {
            let headers = [&[FORM, ("cookie", session.as_str())], headers].concat();
            for (path, fields) in [
                ("/sign-out", vec![]),
                ("/sign-in", vec![("email", "a@b.example")]),
                ("/account", vec![("password", "another long sentence")]),
                ("/sites/new", vec![("name", "Evil")]),
                ("/sites/shop/settings", vec![("action", "offline")]),
                ("/rpc/sites/set_online", vec![("site", "shop"), ("online", "false")]),
                ("/rpc/account/sign_out", vec![]),
                ("/nowhere", vec![]),
            ] {
                let answer = app.request("POST", path, &headers, encode(&fields)).await;
                assert_eq!(answer.status, 403, "{path} {headers:?}");
            }
            let headers = [&headers[2..], &[FORM, ("cookie", you.as_str())]].concat();
            let answer = app.request("POST", "/you/shop", &headers, encode(&[("action", "accept_all")])).await;
            assert_eq!(answer.status, 403, "{headers:?}");
        }
        assert!(app.is_signed_in(&session).await);
        assert!(app.site().await.is_open());
        assert_eq!(app.count_records().await, 0);
    }

    async fn own_forms_are_accepted_by_either_header(place) {
        let app = TestApp::start(place).await;
        for headers in [&[("sec-fetch-site", "same-origin")][..], &[("sec-fetch-site", "none")], &[("origin", HOST)]] {
            let headers = [&[FORM], headers].concat();
            let answer = app.request("POST", "/sign-in", &headers, encode(&[("email", "nobody@shop.example"), ("password", "x")])).await;
            assert_eq!(answer.status, 422, "{headers:?}");
        }
    }

    async fn pages_cannot_be_framed_cached_or_scripted_from_elsewhere(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        for path in ["/", "/sign-in", "/sites/shop", "/sites/shop/records.csv", "/you/shop", "/nowhere", "/rpc/account/account_page"] {
            let answer = app.get_as(path, &owner).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("x-frame-options", "DENY"),
                ("cache-control", "no-store"),
                ("access-control-allow-origin", ""),
            ] {
                assert_eq!(answer.header(name), value, "{path} {name}");
            }
        }
        let answer = app.get("/nowhere").await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/html; charset=utf-8"));
    }

    async fn what_is_no_form_is_refused(place) {
        let app = TestApp::start(place).await;
        for (kind, status) in [
            ("application/json", 415),
            ("multipart/form-data; boundary=x", 400),
            ("multipart/form-data", 400),
            ("multipart/mixed; boundary=x", 400),
            ("text/plain", 415),
        ] {
            let headers = [("origin", HOST), ("content-type", kind)];
            assert_eq!(app.request("POST", "/sign-in", &headers, "{}").await.status, status, "{kind}");
        }
        let huge = encode(&[("email", &"x".repeat(512 * 1024))]);
        let answer = app.request("POST", "/sign-in", &[("origin", HOST), FORM], huge).await;
        assert_eq!(answer.status, 413);
        for method in ["PUT", "DELETE", "PATCH"] {
            let answer = app.request(method, "/sign-in", &[("origin", HOST), FORM], "email=a").await;
            assert_eq!(answer.status, 405, "{method}");
        }
    }

    async fn markup_and_endless_texts_come_back_as_text(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let long = "ü".repeat(10_000);
        for name in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; drop table site; --", "a\u{0}b\u{1b}[31m", &long] {
            let fields = [("name", name), ("controller_name", name), ("controller_contact", name), ("policy_url", name), ("origins", name)];
            for path in ["/sites/new", "/sites/shop/settings"] {
                let fields = [&fields[..], &[("action", "save")]].concat();
                let answer = app.post_form(path, &owner, &fields).await;
                assert_eq!(answer.status, 422, "{path}: {}", answer.text());
                let text = answer.text();
                assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{path}: {text}");
                let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
                let kept: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
                assert!(kept.contains(&plain) || kept.contains(&plain.replace("script", "ltscriptgt").replace("img", "gtltimg")), "{path} lost {name}");
            }
        }
        assert_eq!(app.site().await.details, crate::sample::details());
    }

    async fn a_number_that_cannot_be_kept_stays_in_its_field_and_is_not_saved(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let (_, revision) = app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        let revision = revision.to_string();
        let purpose = [("revision", revision.as_str()), ("key", "ads"), ("kind", "marketing"), ("retention_unit", "months")];
        let tracker = [("revision", revision.as_str()), ("name", "Pixel"), ("provider", "Ads"), ("item_name", "_a"), ("item_storage", "cookie")];
        for typed in ["1.5", "99999999999", "three"] {
            let purpose = [&purpose[..], &[("retention_count", typed), ("action", "save")]].concat();
            let tracker = [&tracker[..], &[("item_count", typed), ("item_unit", "months"), ("action", "save")]].concat();
            for (path, fields) in [("/sites/shop/purposes/ads", purpose), ("/sites/shop/purposes/ads/trackers/new", tracker)] {
                let answer = app.post_form(path, &owner, &fields).await;
                assert_eq!(answer.status, 422, "{path} {typed}");
                let text = answer.text();
                assert!(text.contains(&format!("value=\"{typed}\"")), "{path} lost {typed}");
                assert!(text.contains("Write a whole number") && text.contains("Some fields need another look."), "{path} {typed}");
            }
        }
        let forgotten = [&tracker[..], &[("item_count", "13"), ("item_unit", "session"), ("action", "save")]].concat();
        let answer = app.post_form("/sites/shop/purposes/ads/trackers/new", &owner, &forgotten).await;
        assert!(answer.status == 422 && answer.text().contains("Choose the unit"), "{}", answer.text());
        let (draft, now) = app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        assert_eq!((now.to_string(), draft), (revision, crate::sample::draft()));
    }

    async fn too_many_items_are_told_beside_them(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let mut fields = vec![("action", "add_item"), ("name", "Pixel"), ("provider", "Ads")];
        for _ in 0..=consent::check::MAX_ITEMS {
            fields.extend([("item_name", "_a"), ("item_storage", "cookie"), ("item_count", ""), ("item_unit", "session")]);
        }
        let answer = app.post_form("/sites/shop/purposes/ads/trackers/new", &owner, &fields).await;
        assert!(answer.text().contains("Keep to 100 cookies and storage items"), "{}", answer.status);
    }

    async fn the_key_of_the_visitors_page_travels_in_a_body_and_a_cookie_only(place) {
        let app = TestApp::start(place).await;
        let answer = app.open_you(ORIGIN, &[("key", &key(1)), ("return", "https://shop.example/a b")]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/you/shop?return=https%3A%2F%2Fshop.example%2Fa+b"));
        assert_eq!(answer.header("set-cookie"), format!("assent-you={}; Path=/you/shop; Max-Age=3600; HttpOnly; SameSite=Lax", key(1)));
        assert!(!answer.header("location").contains(&key(1)));
        assert_eq!(app.count_records().await, 0);
    }

    async fn only_the_sites_pages_may_say_whose_page_it_is(place) {
        let app = TestApp::start(place).await;
        for origin in ["https://evil.example", "null", "http://shop.example"] {
            let answer = app.open_you(origin, &[("key", &key(1))]).await;
            assert_eq!((answer.status, answer.header("location"), answer.header("set-cookie")), (303, "/you/shop", ""), "{origin}");
        }
        for malformed in ["", "short", &format!("{}; Domain=example", key(1)), "a\r\nSet-Cookie: b=c"] {
            let answer = app.open_you(ORIGIN, &[("key", malformed)]).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (303, ""), "{malformed}");
        }
        let answer = app.open_you(ORIGIN, &[("key", &key(1)), ("action", "accept_all")]).await;
        assert_eq!((answer.status, app.count_records().await), (303, 0));
    }

    async fn the_way_back_leads_to_the_site_and_nowhere_else(place) {
        let app = TestApp::start(place).await;
        let back = async |address: &str| {
            let page = app.get(&format!("/you/shop?{}", encode(&[("return", address)]))).await;
            assert_eq!(page.status, 200, "{address}");
            page.text()
        };
        for own in ["https://shop.example/a?b#c", "https://shop.example", "https://www.shop.example/", "https://a.b.shop.example/x"] {
            assert!(back(own).await.contains(&format!("href=\"{own}\"")), "{own}");
        }
        for foreign in [
            "https://evil.example?.shop.example/",
            "https://evil.example#.shop.example/",
            "https://evil.example\\.shop.example/",
            "https://evil.example@.shop.example/",
            "https://evil.example:80.shop.example/",
            "https://evil.example/.shop.example/",
            "https://evil.example\t.shop.example/",
            "https://www.shop.example@evil.example/",
            "https://shop.example@evil.example/",
            "https://shop.example\\@evil.example/",
            "https://shop.example.evil.example/",
            "https:\\\\evil.example/",
            "https:evil.example/",
            "//evil.example/https://shop.example/",
            "javascript:alert('evil.example')//shop.example/",
            "javascript://shop.example/%0aalert('evil.example')",
            "data:text/html,evil.example",
            " https://evil.example/",
            "evil.example",
        ] {
            assert!(!back(foreign).await.contains("evil.example"), "{foreign}");
        }
    }

    async fn over_tls_the_key_is_sent_over_tls_only(place) {
        let app = TestApp::with(place, &[("ASSENT_PUBLIC_URL", "https://consent.example")]).await;
        let answer = app.open_you(ORIGIN, &[("key", &key(1))]).await;
        assert!(answer.header("set-cookie").ends_with("; SameSite=Lax; Secure"), "{}", answer.header("set-cookie"));
    }

    async fn on_the_visitors_page_a_plain_form_changes_the_choice(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let cookie = format!("assent-you={}", key(1));
        let page = app.get_as("/you/shop", &cookie).await;
        assert!(page.status == 200 && page.text().contains("checkbox"), "{}", page.text());
        assert!(!page.text().contains(&key(1)), "the key is not in the page");
        let answer = app.post_form("/you/shop", &cookie, &[("action", "reject_all")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(app.count_records().await, 2);
        let without = app.post_form("/you/shop", "", &[("action", "accept_all")]).await;
        assert_eq!((without.status, app.count_records().await), (403, 2));
    }

    async fn choices_made_on_the_visitors_page_count_for_the_limit(place) {
        let app = TestApp::with(place, &[("ASSENT_CHOICES_PER_MINUTE", "2")]).await;
        let cookie = format!("assent-you={}", key(1));
        for status in [303, 303, 429] {
            let answer = app.post_form("/you/shop", &cookie, &[("action", "reject_all")]).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert_eq!(answer.header("retry-after").is_empty(), status != 429);
        }
        assert_eq!(app.count_records().await, 2);
    }

    async fn health_and_small_files_are_there(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.get("/healthz").await.status, 200);
        assert_eq!(app.get("/readyz").await.status, 200);
        assert_eq!(app.get("/favicon.svg").await.header("content-type"), "image/svg+xml");
        assert!(app.get("/robots.txt").await.text().contains("Disallow: /"));
        for unknown in ["/pkg/nope.js", "/pkg/nope", "/pkg/..%2f..%2fCargo.toml", "/pkg/%2e%2e"] {
            assert_eq!(app.get(unknown).await.status, 404, "{unknown}");
        }
        app.store.close().await;
        assert_eq!((app.get("/healthz").await.status, app.get("/readyz").await.status), (200, 503));
    }

    async fn members_download_the_records_and_nobody_else(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let owner = app.become_owner().await;
        let answer = app.get_as("/sites/shop/records.csv", &owner).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"records-shop.csv\"");
        assert!(answer.text().lines().count() == 2 && answer.text().contains(&visitor(1)), "{}", answer.text());
        assert_eq!(app.get("/sites/shop/records.csv").await.status, 401);
        assert_eq!(app.get_as("/sites/nope/records.csv", &owner).await.status, 404);
        let stranger = app.account("stranger@b.example", None).await;
        assert_eq!(app.get_as("/sites/shop/records.csv", &stranger).await.status, 404);
        assert_eq!(app.request("POST", CHOICES, &[("origin", ORIGIN)], "").await.status, 415);
    }
}
