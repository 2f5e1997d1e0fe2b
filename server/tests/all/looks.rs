//! A logo and CSS of the owner's own: from the form to the banner, and no further than they may.

use crate::answer::Answer;
use crate::app::{HOST, TestApp};
use axum::body::Body;
use consent::reported::Reasons;
use consent::theme::MAX_LOGO_FILE;
use store::version::PublishError;

const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1' onload='alert(1)'><metadata>by us</metadata><path d='M0 0h2v1z'/></svg>";
const CLEAN: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyIDEiPjxwYXRoIGQ9Ik0wIDBoMnYxeiIvPjwvc3ZnPg==";
const CSS: &str = "title { font-weight: 500 }";
const WRITTEN: &str = "#assent-root>[data-assent-layer]>h2{font-weight:500!important}";

impl TestApp {
    /// Posts the banner's form as browsers do: with a file, which may be none.
    async fn post_look(&self, cookies: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        const PALETTE: [(&str, &str); 4] =
            [("surface", "#ffffff"), ("text", "#000000"), ("button", "#000000"), ("on_button", "#ffffff")];
        const BOUNDARY: &str = "----between";
        let mut body = Vec::new();
        let mut add = |head: String, content: &[u8]| {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
            body.extend(content);
            body.extend(b"\r\n");
        };
        for (name, value) in fields.iter().chain(&[("language", "en"), ("scheme", "light"), ("action", "save")]) {
            add(format!("name=\"{name}\""), value.as_bytes());
        }
        for scheme in ["light", "dark"] {
            for (name, value) in PALETTE {
                add(format!("name=\"{scheme}.{name}\""), value.as_bytes());
            }
        }
        let name = if file.is_empty() { "" } else { "logo.svg" };
        add(format!("name=\"logo_file\"; filename=\"{name}\"\r\nContent-Type: image/svg+xml"), file);
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [("origin", HOST), ("content-type", kind.as_str()), ("cookie", cookies)];
        self.request("POST", "/sites/shop/banner", &headers, Body::from(body)).await
    }

    async fn stored(&self) -> (String, String, i64) {
        let (draft, revision) = self.store.find_draft(self.site().await.id).await.unwrap().unwrap();
        (draft.banner.theme.logo, draft.banner.theme.css, revision)
    }
}

on_both! {
    async fn a_logo_and_css_go_from_the_form_into_the_banner(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let (_, _, revision) = app.stored().await;
        let answer = app.post_look(&owner, &[("revision", &revision.to_string()), ("css", CSS)], LOGO.as_bytes()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let (logo, css, revision) = app.stored().await;
        assert_eq!((logo.as_str(), css.as_str()), (CLEAN, CSS), "what is stored is clean");
        let page = app.get_as("/sites/shop/banner", &owner).await.text();
        assert!(page.contains(&format!("name=\"logo\" value=\"{CLEAN}\"")) && page.contains(CSS), "{page}");
        let preview = app.get_as("/preview/shop", &owner).await.text();
        assert!(preview.contains(CLEAN) && preview.contains(WRITTEN), "{preview}");
        let script = app.get("/b/shop.js").await.text();
        assert!(!script.contains("data:image") && !script.contains(WRITTEN), "not published yet");
        app.store.publish(&app.site().await, revision, &Reasons::default(), None, app.now()).await.unwrap();
        let script = app.get("/b/shop.js").await.text();
        assert!(script.contains(CLEAN) && script.contains(WRITTEN), "{script}");
        // Without a file the logo stays; it goes when one says so.
        let kept = [("logo", CLEAN), ("css", CSS)];
        let save = async |more: &[(&str, &str)], revision: i64| {
            app.post_look(&owner, &[&kept, more, &[("revision", &revision.to_string())]].concat(), b"").await.status
        };
        assert_eq!(save(&[], revision).await, 303);
        let (logo, _, revision) = app.stored().await;
        assert_eq!(logo, CLEAN);
        assert_eq!(save(&[("logo_remove", "on")], revision).await, 303);
        assert_eq!(app.stored().await.0, "");
    }

    async fn a_file_that_is_no_logo_is_told_beside_its_field_and_nothing_else_is_lost(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let before = app.stored().await;
        let typed = [("revision", before.2.to_string()), ("logo", CLEAN.into()), ("css", CSS.into()), ("words.en.banner.title", "Typed with care".into())];
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for (file, said) in [
            (b"GIF89a".to_vec(), "neither a PNG nor an SVG"),
            (b"<svg viewBox='0 0 1 1'><script>alert(1)</script></svg>".to_vec(), "Export it as plain SVG"),
            (vec![b'x'; MAX_LOGO_FILE + 1], "Choose one with at most 64 kB."),
        ] {
            let answer = app.post_look(&owner, &typed, &file).await;
            let text = answer.text();
            assert_eq!(answer.status, 422, "{text}");
            assert!(text.contains(said) && text.contains("logo_file-problem") && text.contains("Some fields need another look."), "{said}: {text}");
            assert!(text.contains("Typed with care") && text.contains(CSS) && text.contains(&format!("name=\"logo\" value=\"{CLEAN}\"")), "{text}");
            assert!(!text.contains("alert(1)"));
        }
        assert_eq!(app.stored().await, before);
        let whole = app.post_look(&owner, &typed, &vec![b'x'; 600 * 1024]).await;
        assert!(whole.status == 413 && whole.text().contains("too much for one form"), "{}", whole.text());
        let broken = [("origin", HOST), ("content-type", "multipart/form-data; boundary=x"), ("cookie", owner.as_str())];
        assert_eq!(app.request("POST", "/sites/shop/banner", &broken, "--y\r\n").await.status, 400);
    }

    async fn a_logo_that_was_chosen_stays_in_the_form_when_the_session_is_lost_or_somebody_saved_first(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let typed = [("revision", "7"), ("css", CSS)];
        for (cookies, status) in [("", 401), (owner.as_str(), 409)] {
            let answer = app.post_look(cookies, &typed, LOGO.as_bytes()).await;
            let text = answer.text();
            assert_eq!(answer.status, status, "{text}");
            assert!(text.contains(&format!("name=\"logo\" value=\"{CLEAN}\"")) && text.contains(CSS), "{text}");
        }
        let (_, _, revision) = app.stored().await;
        let first = [("revision", revision.to_string()), ("css", CSS.into())];
        let first: Vec<(&str, &str)> = first.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(app.post_look(&owner, &first, LOGO.as_bytes()).await.status, 303);
        let text = app.post_look(&owner, &[("revision", &revision.to_string()), ("css", "text { line-height: 2 }")], b"").await.text();
        assert!(text.contains(&format!("CSS: {CSS}")) && text.contains("Logo: another one"), "{text}");
    }

    async fn what_was_not_cleaned_is_never_published(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let site = app.site().await;
        let (good, mut revision) = app.store.find_draft(site.id).await.unwrap().unwrap();
        let raw = "data:image/svg+xml;base64,PHN2ZyB2aWV3Qm94PSIwIDAgMSAxIj48c2NyaXB0Lz48L3N2Zz4=";
        for (logo, css, path, said) in [
            (raw, "", "banner.theme.logo", "&lt;script&gt;"),
            ("https://evil.example/logo.svg", "", "banner.theme.logo", "Choose its file again"),
            ("", "button { display: none }", "banner.theme.css", "Line 1: There is no part “button”."),
            ("", "text { color: #ccc }", "banner.theme.css", "has a contrast of"),
        ] {
            let mut draft = good.clone();
            (draft.banner.theme.logo, draft.banner.theme.css) = (logo.into(), css.into());
            revision = app.store.save_draft(site.id, revision, &draft, None, app.now()).await.unwrap();
            match app.store.publish(&site, revision, &Reasons::default(), None, app.now()).await {
                Err(PublishError::Invalid(problems)) => assert_eq!(problems[0].path, path),
                other => panic!("{other:?}"),
            }
            let page = app.get_as("/sites/shop/publish", &owner).await.text();
            assert!(page.contains(said) && page.contains("/sites/shop/banner") && !page.contains("Publish version"), "{said}: {page}");
            let page = app.get_as("/sites/shop/banner", &owner).await.text();
            assert!(page.contains(said) || said.starts_with("&lt;"), "{said}: {page}");
            let preview = app.get_as("/preview/shop", &owner).await;
            assert!(preview.status == 200 && !preview.text().contains("evil.example"), "{}", preview.text());
        }
    }

    async fn only_whoever_is_signed_in_may_have_looks_looked_at(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let theme = [("theme[css]", "title { font-weight: 500 } button {}"), ("theme[logo]", "data:;base64,PHN2ZyB2aWV3Qm94PScwIDAgMSAxJy8+")];
        let look = async |cookies: &str| app.post_form("/rpc/banner/look", cookies, &theme).await;
        assert_eq!(look("").await.status, 401);
        let found = look(&owner).await;
        assert_eq!(found.status, 200, "{}", found.text());
        let found = found.json();
        assert!(found["light"].as_str().unwrap().contains(WRITTEN), "{found}");
        assert!(found["logo"].as_str().unwrap().starts_with("data:image/svg+xml;base64,"), "{found}");
        assert_eq!(found["problems"].as_array().unwrap().len(), 1, "{found}");
    }
}
