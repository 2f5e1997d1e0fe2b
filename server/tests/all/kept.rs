//! Nothing that was typed is lost on an error, whoever's it is.

use crate::app::TestApp;
use crate::sample::details;

/// Every page with a form one types into, and a field of it.
const FORMS: [(&str, &str); 5] = [
    ("/sites/new", "controller_name"),
    ("/sites/shop/settings", "controller_name"),
    ("/sites/shop/banner", "words.en.banner.title"),
    ("/sites/shop/purposes/ads", "description.en"),
    ("/sites/shop/purposes/ads/trackers/new", "provider"),
];

impl TestApp {
    /// Saves a form of a page with a text in one of its fields.
    async fn type_into(&self, path: &str, field: &str, cookies: &str) -> crate::answer::Answer {
        let fields = [
            ("action", "save"),
            ("revision", "7"),
            ("languages", "en"),
            ("language", "en"),
            ("key", "ads"),
            (field, "Typed with care"),
        ];
        self.post_form(path, cookies, &fields).await
    }
}

on_both! {
    async fn what_was_typed_is_there_when_the_database_fails(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        app.store.close().await;
        for (path, field) in FORMS {
            let answer = app.type_into(path, field, &owner).await;
            let text = answer.text();
            assert_eq!(answer.status, 500, "{path}: {text}");
            assert!(text.contains("Typed with care") && text.contains("What you typed is still below"), "{path}: {text}");
            assert!(path == "/sites/new" || text.contains("name=\"revision\" value=\"7\""), "{path}: {text}");
        }
        for (path, field) in [("/sign-in", "email"), ("/set-up", "email"), ("/set-up", "token")] {
            let answer = app.post_form(path, "", &[(field, "typed@shop.example"), ("password", "a long enough sentence")]).await;
            assert!(answer.status == 500 && answer.text().contains("typed@shop.example"), "{path}: {}", answer.text());
        }
        let asked = app.get_as("/sites/shop/banner", &owner).await;
        assert!(asked.status == 500 && asked.text().contains("Something failed here."), "{}", asked.text());
    }

    async fn what_was_typed_is_there_when_the_draft_cannot_be_read(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        if !place.break_with("alter table draft rename to gone") {
            return;
        }
        for (path, field) in FORMS.into_iter().skip(2) {
            let answer = app.type_into(path, field, &owner).await;
            assert!(answer.status == 500 && answer.text().contains("Typed with care"), "{path}: {}", answer.text());
        }
    }

    async fn what_was_typed_is_there_when_the_session_is_lost(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        for cookies in ["", "assent-session=AAAAAAAAAAAAAAAAAAAAAA"] {
            for (path, field) in FORMS {
                let answer = app.type_into(path, field, cookies).await;
                let text = answer.text();
                assert!(answer.status == 401 && text.contains("Typed with care") && text.contains("Your session has ended"), "{path}: {text}");
                assert!(!text.contains("Shop Ltd"), "{path} tells a stranger about the site: {text}");
            }
        }
        let row = [("action", "add_item"), ("name", "Typed with care")];
        let answer = app.post_form("/sites/shop/purposes/ads/trackers/new", "", &row).await;
        assert!(answer.text().contains("Typed with care") && answer.text().contains("Your session has ended"));
    }

    async fn of_two_who_edit_the_details_the_second_sees_both(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let page = app.get_as("/sites/shop/settings", &owner).await;
        assert!(page.text().contains("name=\"revision\" value=\"1\""), "{}", page.text());
        let origins = |own: &str| format!("https://shop.example\n{own}");
        let save = async |revision: &str, own: &str| {
            let (details, origins) = (details(), origins(own));
            let fields = [
                ("action", "save"), ("revision", revision), ("name", details.name.as_str()), ("controller_name", &details.controller_name),
                ("controller_contact", &details.controller_contact), ("policy_url", &details.policy_url), ("origins", &origins),
            ];
            app.post_form("/sites/shop/settings", &owner, &fields).await
        };
        assert_eq!(save("1", "https://first.example").await.status, 303);
        let second = save("1", "https://second.example").await;
        let text = second.text();
        assert!(second.status == 409 && text.contains("Someone else saved a change meanwhile"), "{text}");
        assert!(text.contains("https://first.example") && text.contains(&origins("https://second.example")), "{text}");
        assert!(text.contains("name=\"revision\" value=\"2\""), "saving again is a decision: {text}");
        assert!(app.site().await.details.origins.contains(&"https://first.example".to_owned()));
        assert_eq!(save("2", "https://second.example").await.status, 303);
        assert!(app.site().await.details.origins.contains(&"https://second.example".to_owned()));
        assert_eq!(save("", "https://third.example").await.status, 409, "a form without a revision knows nothing");
    }

    async fn the_name_that_confirms_archiving_is_still_there_when_it_differs(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let answer = app.post_form("/sites/shop/settings", &owner, &[("action", "archive"), ("confirm", "Shopp")]).await;
        assert!(answer.status == 422 && answer.text().contains("value=\"Shopp\""), "{}", answer.text());
        assert!(app.site().await.archived_at.is_none());
    }
}
