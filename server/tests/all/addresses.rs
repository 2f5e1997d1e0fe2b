//! Where requests come from: origins of pages, and addresses of clients.

use crate::app::{CHOICES, TestApp};
use crate::sample::{ORIGIN, choice, visitor};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use std::net::{IpAddr, SocketAddr};

impl TestApp {
    async fn post_from(&self, number: u128, headers: &[(&str, &str)]) -> crate::answer::Answer {
        let all = [&[("content-type", "text/plain")], headers].concat();
        self.request("POST", CHOICES, &all, choice(number, false).to_string()).await
    }

    /// Posts a choice from an address, and answers the status.
    async fn post_by(&self, peer: &str, forwarded: &str) -> u16 {
        let request = Request::builder().method("POST").uri(CHOICES);
        let request =
            request.header("origin", ORIGIN).header("content-type", "text/plain").header("x-forwarded-for", forwarded);
        let peer: IpAddr = peer.parse().unwrap();
        let request = request.extension(ConnectInfo(SocketAddr::from((peer, 1))));
        self.send(request.body(Body::from(choice(1, false).to_string())).unwrap()).await.status
    }
}

on_both! {
    async fn choices_come_from_the_sites_own_pages(place) {
        let app = TestApp::start(place).await;
        for (number, origin) in [(1, ORIGIN), (2, "https://www.shop.example"), (3, "https://a.b.shop.example")] {
            assert_eq!(app.post_from(number, &[("origin", origin)]).await.status, 201, "{origin}");
        }
        let foreign = [
            "https://evil.example",
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example.evil.example",
            "https://evilshop.example",
            "https://SHOP.example",
            "https://shop.example/",
            "http://127.0.0.1:3000",
            "https://evil.example?.shop.example",
            "https://evil.example#.shop.example",
            "https://evil.example\\.shop.example",
            "https://evil.example@.shop.example",
            "https://evil.example:443.shop.example",
            "https://evil.example/.shop.example",
            "https://.shop.example",
            "https://a..shop.example",
        ];
        for origin in foreign {
            let answer = app.post_from(4, &[("origin", origin)]).await;
            answer.is_problem(403, "origin_foreign");
        }
        assert_eq!(app.count_records().await, 3);
    }

    async fn a_choice_without_an_origin_is_refused(place) {
        let app = TestApp::start(place).await;
        app.post_from(1, &[]).await.is_problem(403, "origin_missing");
        app.post_from(1, &[("origin", "null")]).await.is_problem(403, "origin_missing");
        app.post_from(1, &[("origin", "")]).await.is_problem(403, "origin_missing");
        app.post_from(1, &[("referer", "https://shop.example/")]).await.is_problem(403, "origin_missing");
        assert_eq!(app.count_records().await, 0);
    }

    async fn a_page_reads_the_answer_to_its_choice_and_also_its_refusal(place) {
        let app = TestApp::with(place, &[("ASSENT_CHOICES_PER_MINUTE", "3")]).await;
        for (origin, status) in [(ORIGIN, 201), ("https://evil.example", 403), (ORIGIN, 201), (ORIGIN, 429)] {
            let answer = app.post_from(u128::from(status), &[("origin", origin)]).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert_eq!(answer.header("access-control-expose-headers"), "retry-after");
            assert!(answer.header("vary").contains("origin"), "{:?}", answer.headers);
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
    }

    async fn no_refusal_of_a_choice_is_hidden_from_the_page(place) {
        let app = TestApp::with(place, &[("ASSENT_CHOICES_PER_MINUTE", "7")]).await;
        let (text, evil) = (("content-type", "text/plain"), "https://evil.example");
        let nowhere = "/api/v1/sites/nope/choices";
        for (method, path, kind, body, status) in [
            ("POST", CHOICES, text, "{", 400),
            ("POST", "/api/v1/sites/%ff/choices", text, "{}", 400),
            ("POST", nowhere, text, "{}", 404),
            ("PUT", CHOICES, text, "{}", 405),
            ("POST", CHOICES, text, &"x".repeat(9000), 413),
            ("POST", CHOICES, ("content-type", "text/html"), "{}", 415),
            ("POST", CHOICES, text, "{}", 422),
            ("POST", CHOICES, text, &choice(1, true).to_string().replace("\"version\":1", "\"version\":9"), 409),
            ("POST", CHOICES, text, "{}", 422),
            ("POST", CHOICES, text, "{}", 429),
        ] {
            let answer = app.request(method, path, &[("origin", ORIGIN), kind], body.to_owned()).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
            assert_eq!(answer.header("access-control-allow-origin"), ORIGIN, "{status}");
            assert_eq!(answer.header("access-control-expose-headers"), "retry-after", "{status}");
            assert!(answer.header("vary").contains("origin"), "{status}");
        }
        let answer = app.request("POST", nowhere, &[("origin", evil), text], "{}").await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (429, evil));
    }

    async fn no_refusal_of_a_question_is_hidden_from_the_page(place) {
        let app = TestApp::start(place).await;
        let of = |site: &str, visitor: &str| format!("/api/v1/sites/{site}/visitors/{visitor}/decisions");
        let known = of("shop", &visitor(1));
        for (method, path, status) in [
            ("GET", of("shop", "nobody"), 400),
            ("GET", of("%ff", &visitor(1)), 400),
            ("GET", of("nope", &visitor(1)), 404),
            ("GET", format!("{known}?purpose=nope"), 404),
            ("POST", known, 405),
        ] {
            let answer = app.request(method, &path, &[("origin", "https://tracker.example")], "").await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, "*"), "{method} {path}");
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
    }

    async fn any_page_may_ask_for_decisions_without_credentials(place) {
        let app = TestApp::start(place).await;
        let path = format!("/api/v1/sites/shop/visitors/{}/decisions", visitor(1));
        for origin in [ORIGIN, "https://tracker.example", "null"] {
            let answer = app.request("GET", &path, &[("origin", origin)], "").await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, "*"));
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
    }

    async fn preflights_are_answered_for_what_each_group_allows(place) {
        let app = TestApp::start(place).await;
        let decisions = format!("/api/v1/sites/shop/visitors/{}/decisions", visitor(1));
        for (path, method) in [(CHOICES, "POST"), (decisions.as_str(), "GET")] {
            let headers = [("origin", ORIGIN), ("access-control-request-method", method)];
            let answer = app.request("OPTIONS", path, &headers, "").await;
            assert_eq!((answer.status, answer.header("access-control-allow-methods")), (200, method), "{path}");
        }
        let page = app.request("OPTIONS", "/sign-in", &[("origin", ORIGIN), ("access-control-request-method", "POST")], "").await;
        assert_eq!(page.header("access-control-allow-origin"), "");
    }

    async fn one_address_sends_so_many_choices_a_minute_and_then_waits(place) {
        let app = TestApp::with(place, &[("ASSENT_CHOICES_PER_MINUTE", "3")]).await;
        for _ in 0..3 {
            assert_eq!(app.post_by("203.0.113.9", "").await, 201);
        }
        let answer = app.post_by("203.0.113.9", "").await;
        assert_eq!(answer, 429);
        assert_eq!(app.post_by("203.0.113.10", "").await, 201);
        for _ in 0..3 {
            assert_eq!(app.post_choice(&choice(2, false)).await.status, 201);
        }
        let answer = app.post_choice(&choice(2, false)).await;
        answer.is_problem(429, "too_many");
        let seconds: u64 = answer.header("retry-after").parse().unwrap();
        assert!((60..=65).contains(&seconds), "{seconds}");
        app.wait(1000 * (i64::try_from(seconds).unwrap() - 1));
        assert_eq!(app.post_by("203.0.113.9", "").await, 429);
        app.wait(1000);
        assert_eq!(app.post_by("203.0.113.9", "").await, 201);
    }

    async fn the_limit_of_zero_is_none(place) {
        let app = TestApp::with(place, &[("ASSENT_CHOICES_PER_MINUTE", "0")]).await;
        for _ in 0..40 {
            assert_eq!(app.post_by("203.0.113.9", "").await, 201);
        }
    }

    async fn one_household_of_ipv6_counts_as_one(place) {
        let app = TestApp::with(place, &[("ASSENT_CHOICES_PER_MINUTE", "1")]).await;
        assert_eq!(app.post_by("2001:db8:1:2::1", "").await, 201);
        assert_eq!(app.post_by("2001:db8:1:2:ffff::9", "").await, 429);
        assert_eq!(app.post_by("2001:db8:1:3::1", "").await, 201);
    }

    async fn forwarded_addresses_count_only_from_trusted_proxies(place) {
        let settings = [("ASSENT_CHOICES_PER_MINUTE", "1"), ("ASSENT_TRUSTED_PROXIES", "192.0.2.0/24")];
        let app = TestApp::with(place, &settings).await;
        assert_eq!(app.post_by("192.0.2.1", "203.0.113.1").await, 201);
        assert_eq!(app.post_by("192.0.2.2", "203.0.113.2").await, 201);
        // What a client writes in front does not help it, nor another proxy on the way.
        assert_eq!(app.post_by("192.0.2.1", "198.51.100.7, 203.0.113.1, 192.0.2.9").await, 429);
        // Who is no proxy cannot name another address.
        assert_eq!(app.post_by("203.0.113.3", "203.0.113.4").await, 201);
        assert_eq!(app.post_by("203.0.113.3", "203.0.113.5").await, 429);
    }
}
