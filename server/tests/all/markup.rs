//! Whatever an owner or a stranger types is shown as text.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::sample::{choice, draft, key, start, visitor, with};
use consent::canonical::sha256_hex;
use consent::draft::{Draft, PurposeWords, StorageItem, Tracker};
use consent::keys::SiteKey;
use consent::reported::Reasons;
use consent::site::SiteDetails;
use consent::texts::EDITABLE;
use serde_json::json;
use store::site::Role;

/// Ends attributes of either kind, begins an element, names an attribute of it, and is no HTML after one unescaping.
fn evil(name: &str) -> String {
    format!("\"'><x-{name} on-{name}=\"&lt;")
}

fn evil_details() -> SiteDetails {
    SiteDetails {
        name: evil("site"),
        controller_name: evil("controller"),
        controller_contact: evil("contact"),
        policy_url: format!("https://shop.example/{}", evil("policy")),
        ..crate::sample::details()
    }
}

fn evil_draft(round: &str) -> Draft {
    let named = |name: &str| evil(&format!("{name}{round}"));
    let mut draft = draft();
    for purpose in &mut draft.purposes {
        let words =
            PurposeWords { title: named("title"), description: named("description"), benefit: named("benefit") };
        purpose.words.values_mut().for_each(|each| *each = words.clone());
        purpose.trackers = vec![Tracker {
            key: format!("{}_tracker", purpose.key),
            name: named("tracker"),
            provider: named("provider"),
            policy_url: format!("https://tracker.example/{}", named("link")),
            items: vec![StorageItem { name: named("item"), ..StorageItem::default() }],
            url_patterns: vec!["https://tracker.example/*".into()],
        }];
    }
    let words = EDITABLE.iter().map(|name| (*name, format!("{{controller}} {{site}} {{purpose}} {}", named("words"))));
    let words = words.map(|(name, text)| (name.to_owned(), text)).collect();
    draft.banner.words = draft.languages.iter().map(|language| (*language, Clone::clone(&words))).collect();
    draft
}

/// The tags of a document, as a browser cuts them: quotes inside of tags hide `>`. Scripts are left out.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let (mut quote, mut end) = (None, rest.len());
        for (at, c) in rest.char_indices() {
            match quote {
                None if c == '>' => {
                    end = at;
                    break;
                }
                None if matches!(c, '"' | '\'') => quote = Some(c),
                Some(open) if c == open => quote = None,
                _ => {}
            }
        }
        tags.push(rest[..end].to_owned());
        let script = rest.starts_with("<script").then(|| rest.find("</script")).flatten();
        rest = &rest[script.unwrap_or(end)..];
    }
    tags
}

/// What stands in a tag outside of its quoted values.
fn bare(tag: &str) -> String {
    tag.split('"').step_by(2).collect()
}

#[track_caller]
fn is_text(what: &str, answer: &Answer, shown: &[&str]) {
    assert!(answer.status < 300, "{what}: {} {}", answer.status, answer.text());
    let html = answer.text();
    for tag in tags(&html) {
        assert!(!tag.starts_with("<x-") && !bare(&tag).contains("on-"), "{what}: {tag}");
    }
    for name in shown {
        // Where it is shown, `&lt;` is escaped once more.
        assert!(html.contains(&format!("x-{name} on-{name}=")), "{what} does not show {name}");
    }
    assert!(!html.contains("=\"&lt;\""), "{what}");
    assert_ne!(html.contains("&amp;lt;"), shown.is_empty(), "{what}");
}

on_both! {
    async fn markup_in_any_text_is_shown_as_text_on_every_page(place) {
        let app = TestApp::empty(place, &[]).await;
        let owner = app.become_owner().await;
        app.store.create_site(&SiteKey::parse("shop").unwrap(), &evil_details(), &evil_draft(""), None, start()).await.unwrap();
        let site = app.site().await.id;
        let email = "\"'><x-email on-email=\"&lt;@b.example";
        let account = app.store.create_account(email, "no hash", Some((site, Role::Owner)), start()).await.unwrap().unwrap();
        // Whoever the first test account is, it must be a member of this site.
        let me = app.store.find_account_by_email(crate::accounts::EMAIL).await.unwrap().unwrap().id;
        app.store.save_membership(site, me, Role::Owner, None, start()).await.unwrap();
        app.store.publish(&app.site().await, 1, &Reasons::default(), Some(account), start()).await.unwrap();
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let other = json!({ "trackers": { "ads_tracker": true }, "source": "settings" });
        assert_eq!(app.post_choice(&with(choice(2, true), other)).await.status, 201);
        let draft = evil_draft("2");
        app.store.save_draft(site, 1, &draft, Some(account), start()).await.unwrap();
        let token = "0123456789abcdef0123456789abcdef";
        app.store.save_preview(&app.site().await, Some(&sha256_hex(token.as_bytes())), None, start()).await.unwrap();

        let asked = "lang=%22%3E%3Cx-lang%20on-lang%3D%22&return=https%3A%2F%2Fwww.shop.example%2F%22%3E%3Cx-back%20on-back%3D%22%26lt%3B";
        let typed = "visitor=%22%3E%3Cx-typed%20on-typed%3D%22%26lt%3B";
        for (path, shown) in [
            ("/", &["site"][..]),
            ("/sites/shop", &["site"]),
            ("/sites/shop/settings", &["site", "controller", "contact", "policy"]),
            ("/sites/shop/purposes", &["title2"]),
            ("/sites/shop/purposes/ads", &["title2", "description2", "benefit2", "tracker2"]),
            ("/sites/shop/purposes/ads/trackers/ads_tracker", &["tracker2", "provider2", "link2", "item2"]),
            ("/sites/shop/banner", &["words2", "title2"]),
            ("/sites/shop/publish", &["title", "title2", "provider2"]),
            ("/sites/shop/versions", &["email"]),
            ("/sites/shop/versions/1", &["title", "description", "benefit", "tracker", "provider", "item"]),
            ("/sites/shop/install", &["site"]),
            ("/sites/shop/records", &["site"]),
            (&format!("/sites/shop/records?{typed}"), &["typed"]),
            (&format!("/preview/shop?token={token}"), &["site", "title2", "words2", "benefit2"]),
            (&format!("/preview/shop?token={token}&layer=settings&lang=de"), &["site", "tracker2", "provider2"]),
        ] {
            is_text(path, &app.get_as(path, &owner).await, shown);
        }
        let you = format!("assent-you={}", key(1));
        let shown = ["site", "controller", "title", "description", "benefit", "tracker", "provider", "item", "policy", "back"];
        is_text("own page", &app.get_as(&format!("/you/shop?{asked}"), &you).await, &shown);
        is_text("own page of a stranger", &app.get(&format!("/you/shop?{asked}")).await, &["site", "back"]);
        for path in ["/sites/%22%3E%3Cx-path%20on-path%3D%22", "/you/%22%3E%3Cx-path%20on-path%3D%22", "/%22%3E%3Cx-path%20on-path%3D%22"] {
            let answer = app.get_as(path, &owner).await;
            assert!(answer.status == 404 && tags(&answer.text()).iter().all(|tag| !tag.starts_with("<x-") && !bare(tag).contains("on-")), "{path}");
        }
    }

    async fn markup_in_any_text_is_text_in_the_script_and_in_the_file_of_records(place) {
        let app = TestApp::empty(place, &[]).await;
        let owner = app.become_owner().await;
        app.store.create_site(&SiteKey::parse("shop").unwrap(), &evil_details(), &evil_draft(""), None, start()).await.unwrap();
        app.publish(|_| {}).await;
        let foreign = [("referer", "https://evil.example\"><x-seen on-seen=\"/")];
        assert_eq!(app.request("GET", "/b/shop.js", &foreign, "").await.status, 200);
        for path in ["/b/shop.js", "/b/shop.js?lang=de", "/b/shop/eu.ar.js"] {
            let script = app.get(path).await.text();
            // The texts stand in JSON inside of the script: the outermost quotes are escaped there.
            let html = script.replace("\\\"", "\"").replace("\\u003c", "<");
            assert!(html.contains("x-title on-title="), "{path}");
            for tag in tags(&html[html.find("assent-root").unwrap()..]) {
                assert!(!tag.starts_with("<x-"), "{path}: {tag}");
            }
        }
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let me = app.store.find_account_by_email(crate::accounts::EMAIL).await.unwrap().unwrap().id;
        app.store.save_membership(app.site().await.id, me, Role::Owner, None, start()).await.unwrap();
        let file = app.get_as("/sites/shop/records.csv", &owner).await;
        assert!(file.text().contains(&visitor(1)) && !file.text().contains("x-"), "{}", file.text());
        assert_eq!(file.header("x-content-type-options"), "nosniff");
    }
}
