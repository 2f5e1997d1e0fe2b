//! The script that shows the banner.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::sample::{SECOND, start};
use consent::vendors::Vendor;
use std::io::Read;

impl TestApp {
    async fn script(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers, "").await
    }
}

fn is_script(answer: &Answer) -> bool {
    answer.header("content-type") == "text/javascript; charset=utf-8"
        && answer.header("access-control-allow-origin") == "*"
        && answer.header("cross-origin-resource-policy") == "cross-origin"
}

on_both! {
    async fn one_request_brings_the_banner(place) {
        let app = TestApp::start(place).await;
        let answer = app.script("/b/shop.js", &[]).await;
        assert_eq!(answer.status, 200);
        assert!(is_script(&answer), "{:?}", answer.headers);
        assert_eq!(answer.header("cache-control"), "private, max-age=300");
        assert_eq!(answer.header("vary"), "Accept-Language, Accept-Encoding");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("set-cookie"), "");
        let text = answer.text();
        assert!(text.starts_with("[[{") && ["\"site\":\"shop\"", "\"version\":1,", "\"language\":\"en\""].iter().all(|it| text.contains(it)), "{text}");
        assert!(text.contains("assent-root") && text.contains("--assent-button:"), "{text}");
    }

    async fn the_script_is_in_the_language_asked_for_then_preferred_then_first(place) {
        let app = TestApp::start(place).await;
        for (path, accepted, language) in [
            ("/b/shop.js", "de-AT,de;q=0.9,en;q=0.5", "de"),
            ("/b/shop.js", "fr, ar;q=0.3", "ar"),
            ("/b/shop.js", "fr", "en"),
            ("/b/shop.js", "", "en"),
            ("/b/shop.js?lang=ar", "de", "ar"),
            ("/b/shop.js?lang=fr", "de", "de"),
            ("/b/shop.js?x=1&lang=de", "en", "de"),
            ("/b/shop.js?lang=%3Cscript%3E", "en", "en"),
        ] {
            let answer = app.script(path, &[("accept-language", accepted)]).await;
            assert!(answer.text().contains(&format!("\"language\":\"{language}\"")), "{path} {accepted}");
        }
    }

    async fn the_script_of_a_regime_and_language_is_the_same_for_everybody(place) {
        let app = TestApp::start(place).await;
        let answer = app.script("/b/shop/eu.ar.js", &[("accept-language", "de")]).await;
        assert!(is_script(&answer) && answer.text().contains("\"language\":\"ar\""), "{}", answer.text());
        assert!(answer.header("cache-control").starts_with("public, max-age=300"));
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        for unknown in ["/b/shop/eu.fr.js", "/b/shop/mars.en.js", "/b/shop/eu.en", "/b/shop/eu.en.css", "/b/shop/eu.EN.js", "/b/shop/en.js", "/b/nope/eu.en.js"] {
            let answer = app.script(unknown, &[]).await;
            assert_eq!(answer.status, 404, "{unknown}");
            assert!(is_script(&answer) && answer.text().starts_with("//"), "{unknown}");
        }
    }

    async fn the_script_is_compressed_and_sent_once(place) {
        let app = TestApp::start(place).await;
        let plain = app.script("/b/shop.js", &[]).await;
        let packed = app.script("/b/shop.js", &[("accept-encoding", "gzip, deflate, br")]).await;
        assert_eq!(packed.header("content-encoding"), "br");
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(packed.bytes.as_slice(), 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain.bytes);
        let gzip = app.script("/b/shop.js", &[("accept-encoding", "gzip")]).await;
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(gzip.bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain.bytes);
        let known = app.script("/b/shop.js", &[("if-none-match", packed.header("etag"))]).await;
        assert_eq!((known.status, known.bytes.len(), known.header("etag")), (304, 0, plain.header("etag")));
    }

    async fn publishing_changes_the_script_at_once(place) {
        let app = TestApp::start(place).await;
        let first = app.script("/b/shop.js", &[]).await;
        app.wait(SECOND);
        app.publish(|draft| draft.purposes[1].meaning += 1).await;
        let second = app.script("/b/shop.js", &[("if-none-match", first.header("etag"))]).await;
        assert_eq!(second.status, 200);
        let text = second.text();
        assert!(text.contains("\"version\":2"), "{text}");
        assert!(text.contains("{\"key\":\"analytics\",\"kind\":\"measurement\",\"same\":[[2,2]]}"), "{text}");
        assert!(text.contains("{\"key\":\"ads\",\"kind\":\"marketing\",\"same\":[[1,2]]}"), "{text}");
    }

    async fn a_banner_that_is_offline_shows_and_grants_nothing(place) {
        let app = TestApp::start(place).await;
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        for path in ["/b/shop.js", "/b/shop/eu.en.js"] {
            let answer = app.script(path, &[]).await;
            let text = answer.text();
            assert!(answer.status == 200 && is_script(&answer) && text.contains("\"version\":null"), "{text}");
            assert!(!text.contains("<section"), "{text}");
        }
        app.store.bring_online(&app.site().await, None, start()).await.unwrap();
        assert!(app.script("/b/shop.js", &[]).await.text().contains("\"version\":1"));
    }

    async fn a_script_tells_the_vendors_that_are_on_also_while_the_banner_is_offline(place) {
        let app = TestApp::start(place).await;
        let calls = "requireConsent";
        let plain = app.script("/b/shop.js", &[]).await.text();
        assert!(!plain.contains(calls) && !plain.contains("\"vendors\""), "{plain}");
        app.publish(|draft| _ = draft.banner.behaviour.vendors.others.insert(Vendor::Matomo)).await;
        let told = "\"extras\":[\"vendors\"]";
        let text = app.script("/b/shop.js", &[]).await.text();
        assert!(text.contains(told) && text.contains("\"vendors\":{\"others\":[\"matomo\"]}") && text.contains(calls), "{text}");
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        let text = app.script("/b/shop.js", &[]).await.text();
        assert!(text.contains("\"version\":null") && text.contains(told) && text.contains(calls), "{text}");
    }

    async fn unknown_banners_are_scripts_that_do_nothing(place) {
        let app = TestApp::start(place).await;
        for path in ["/b/nope.js", "/b/shop", "/b/SHOP.js", "/b/%3Cscript%3E.js", "/b/shop'--.js"] {
            let answer = app.script(path, &[]).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(is_script(&answer), "{path}");
            assert_eq!(answer.text(), "// Assent: there is no such banner. Nothing is granted.\n");
        }
    }

    async fn an_owners_markup_is_text_in_the_banner(place) {
        let app = TestApp::start(place).await;
        app.publish(|draft| {
            for purpose in &mut draft.purposes {
                for words in purpose.words.values_mut() {
                    words.title = "<img src=x onerror=alert(1)>".into();
                    words.benefit = "</script><script>alert(2)//\u{2028}".into();
                }
            }
        })
        .await;
        let text = app.script("/b/shop.js", &[]).await.text();
        assert!(!text.contains("<img src=x") && !text.contains("<script>alert(2)"), "{text}");
        assert!(text.contains("&lt;img src=x onerror=alert(1)&gt;"), "{text}");
    }

    async fn the_owner_sees_where_the_snippet_runs(place) {
        let app = TestApp::start(place).await;
        for referer in ["https://www.shop.example/basket?id=7", "https://typo.example/", "about:blank"] {
            assert_eq!(app.script("/b/shop.js", &[("referer", referer)]).await.status, 200);
        }
        let mut origins = Vec::new();
        for _ in 0..200 {
            origins = app.store.list_seen(app.site().await.id).await.unwrap().into_iter().map(|seen| seen.origin).collect();
            if origins.len() == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        origins.sort();
        assert_eq!(origins, ["https://typo.example", "https://www.shop.example"]);
    }
}
