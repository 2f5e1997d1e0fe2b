//! The vendors that an owner signals to, from the form to the page that says how to install the snippet.

use crate::app::TestApp;
use consent::theme::Theme;
use consent::vendors::{Google, Vendor, Vendors};

const ASYNC: &str = "&lt;script async src=\"http://127.0.0.1:3000/b/shop.js";
const FIRST: &str = "&lt;script src=";

on_both! {
    async fn a_plain_form_switches_vendors_on_and_the_snippet_then_comes_first(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let install = app.get_as("/sites/shop/install", &owner).await.text();
        assert!(install.contains(ASYNC) && !install.contains(FIRST) && !install.contains("Google"), "{install}");
        let site = app.site().await;
        let (_, revision) = app.store.find_draft(site.id).await.unwrap().unwrap();
        let revision = revision.to_string();
        let fields = [
            ("action", "save"), ("revision", revision.as_str()), ("language", "en"), ("layout", "box"),
            ("vendor", "google"), ("vendor", "meta"), ("google", "url_passthrough"), ("google_wait", "2000"),
        ];
        let answer = app.post_form("/sites/shop/banner", &owner, &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sites/shop/banner?saved"), "{}", answer.text());
        let (draft, _) = app.store.find_draft(site.id).await.unwrap().unwrap();
        let google = Google { wait_for_update: 2000, url_passthrough: true, ..Google::default() };
        assert_eq!(draft.banner.behaviour.vendors, Vendors { google: Some(google), others: [Vendor::Meta].into() });
        // What is live has no vendors yet.
        assert!(app.get_as("/sites/shop/install", &owner).await.text().contains(ASYNC));
        // The form named no colours.
        app.publish(|draft| draft.banner.theme = Theme::default()).await;
        let install = app.get_as("/sites/shop/install", &owner).await.text();
        assert!(install.contains(FIRST) && !install.contains(ASYNC), "{install}");
        assert!(install.contains("first in the head") && install.contains("Google’s own tag waits"), "{install}");
        app.publish(|draft| draft.banner.behaviour.vendors.google.as_mut().unwrap().advanced = true).await;
        assert!(app.get_as("/sites/shop/install", &owner).await.text().contains("you let it load before a choice"));
    }

    async fn a_conflict_says_which_vendors_somebody_else_switched(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let (_, revision) = app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        app.publish(|draft| draft.banner.behaviour.vendors.google = Some(Google::default())).await;
        let revision = revision.to_string();
        let fields = [("action", "save"), ("revision", revision.as_str()), ("language", "en"), ("vendor", "matomo")];
        let answer = app.post_form("/sites/shop/banner", &owner, &fields).await;
        let text = answer.text();
        assert_eq!(answer.status, 409, "{text}");
        assert!(text.contains("Google Consent Mode: on") && text.contains("Matomo: off"), "{text}");
        let typed = text.split("value=\"matomo\"").nth(1).unwrap();
        assert!(typed.starts_with(" checked"), "{text}");
    }
}
