//! The linter guards publishing: errors block, warnings want a reason, and what was found is part of the version.

use crate::answer::Answer;
use crate::app::{HOST, TestApp};
use consent::draft::Draft;
use consent::language::Language;
use serde_json::json;

const TEXT: &str = "{controller} asks nicely. This is your last chance, hurry up!";
const PRESSES: &str = "L10@banner.words.en.banner.text";

impl TestApp {
    async fn edit(&self, change: impl FnOnce(&mut Draft)) -> String {
        let site = self.site().await;
        let (mut draft, revision) = self.store.find_draft(site.id).await.unwrap().unwrap();
        change(&mut draft);
        self.store.save_draft(site.id, revision, &draft, None, self.now()).await.unwrap().to_string()
    }

    async fn post_publish(&self, cookies: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_form("/sites/shop/publish", cookies, fields).await
    }
}

fn word(draft: &mut Draft, key: &str, text: &str) {
    draft.banner.words.entry(Language::default()).or_default().insert(key.into(), text.into());
}

on_both! {
    async fn an_error_blocks_publishing_and_names_its_rule(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let revision = app.edit(|draft| word(draft, "action.reject_all", "Maybe later")).await;
        let page = app.get_as("/sites/shop/publish", &owner).await.text();
        assert!(page.contains("Rule L06.") && page.contains("85 of 100") && !page.contains("value=\"publish\""), "{page}");
        let reason = ("reason:L06@banner.words.en.action.reject_all", "We would like to, all the same");
        let answer = app.post_publish(&owner, &[("revision", &revision), ("action", "publish"), reason]).await;
        assert_eq!(answer.status, 422);
        let headers = [("origin", HOST), ("content-type", "application/json"), ("cookie", owner.as_str())];
        let body = json!({ "site": "shop", "revision": revision.parse::<i64>().unwrap(), "reasons": {} }).to_string();
        let answer = app.request("POST", "/rpc/versions/publish_draft", &headers, body).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("\"code\":\"L06\""), "{}", answer.text());
        assert_eq!(app.site().await.live, Some(1));
    }

    async fn a_warning_wants_a_reason_that_stays_in_the_version(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let revision = app.edit(|draft| word(draft, "banner.text", TEXT)).await;
        let field = format!("reason:{PRESSES}");
        let publish = [("revision", revision.as_str()), ("action", "publish")];
        for reason in ["", "because"] {
            let answer = app.post_publish(&owner, &[&publish[..], &[(&field, reason)]].concat()).await;
            assert_eq!(answer.status, 422, "{reason}");
            assert!(answer.text().contains("say in a sentence why it stays"), "{reason}");
        }
        let reason = "The sale does end on Sunday.";
        let answer = app.post_publish(&owner, &[&publish[..], &[(&field, reason)]].concat()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let version = app.get("/you/shop/versions/2/version.json").await.json();
        assert_eq!(version["report"]["score"], 95);
        assert_eq!(version["report"]["findings"][0]["rule"], "L10");
        assert_eq!(version["report"]["reasons"], json!({ PRESSES: reason }));
        assert!(app.get("/you/shop/versions/2").await.text().contains(reason));
        // What it says today is what is live, whatever reason is given.
        assert!(!app.get_as("/sites/shop/publish", &owner).await.text().contains("value=\"publish\""));
    }

    async fn what_can_be_mended_safely_is_mended_by_one_press(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let revision = app.edit(|draft| word(draft, "banner.text", TEXT)).await;
        let fix = format!("fix:{PRESSES}");
        let page = app.get_as("/sites/shop/publish", &owner).await.text();
        assert!(page.contains(&format!("value=\"{fix}\"")) && page.contains("Use the shipped text in English"), "{page}");
        let answer = app.post_publish(&owner, &[("revision", &revision), ("action", &fix)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sites/shop/publish?fixed"));
        let (draft, _) = app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        assert!(draft.banner.words.is_empty());
        let again = app.post_publish(&owner, &[("revision", &revision), ("action", &fix)]).await;
        assert_eq!(again.status, 409, "the form is of an older draft");
    }

    async fn sensitive_data_need_somebody_who_stands_for_them(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        app.edit(|draft| draft.purposes[1].data = [consent::draft::Data::Health].into()).await;
        let page = app.get_as("/sites/shop/publish", &owner).await.text();
        assert!(page.contains("Rule E03."), "{page}");
        let purpose = "/sites/shop/purposes/analytics";
        assert!(app.get_as(purpose, &owner).await.text().contains("value=\"confirm\""));
        let revision = async || app.store.find_draft(app.site().await.id).await.unwrap().unwrap().1.to_string();
        let now = revision().await;
        let confirm = [("revision", now.as_str()), ("action", "confirm")];
        let empty = app.post_form(purpose, &owner, &[&confirm[..], &[("statement", " ")]].concat()).await;
        assert_eq!(empty.status, 422);
        let stated = [&confirm[..], &[("statement", "The clinic counts which advice helps.")]].concat();
        assert_eq!(app.post_form(purpose, &owner, &stated).await.status, 303);
        assert!(!app.get_as("/sites/shop/publish", &owner).await.text().contains("Rule E03."));
        let (draft, _) = app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        assert!(draft.purposes[1].confirmation.as_ref().is_some_and(|it| it.by.contains('@')));
        // It is published with what was stated, and without the name.
        let now = revision().await;
        let published = app.post_publish(&owner, &[("revision", &now), ("action", "publish")]).await;
        assert_eq!(published.status, 303, "{}", published.text());
        let version = app.get("/you/shop/versions/2/version.json").await.json();
        let confirmation = json!({ "statement": "The clinic counts which advice helps." });
        assert_eq!(version["purposes"][1]["confirmation"], confirmation);
    }

    async fn nobody_stands_for_a_purpose_of_their_own_while_somebody_else_may(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let site = app.site().await.id;
        let author = app.store.list_editors(site).await.unwrap()[0].0;
        let other = app.account("second@fern.example", Some((site, store::site::Role::Editor))).await;
        let save = async |change: &dyn Fn(&mut Draft)| {
            let (mut draft, revision) = app.store.find_draft(site).await.unwrap().unwrap();
            change(&mut draft);
            app.store.save_draft(site, revision, &draft, Some(author), app.now()).await.unwrap()
        };
        save(&|draft| draft.purposes[1].data = [consent::draft::Data::Health].into()).await;
        // However much the author does elsewhere in between.
        let mut revision = 0;
        for at in 0..=app::purposes::sensitive::READ_AT_ONCE {
            revision = save(&|draft| word(draft, "banner.text", &format!("{TEXT} {at}"))).await;
        }
        let purpose = "/sites/shop/purposes/analytics";
        assert!(!app.get_as(purpose, &owner).await.text().contains("value=\"confirm\""));
        let revision = revision.to_string();
        let stated = [("revision", revision.as_str()), ("action", "confirm"), ("statement", "The clinic counts it.")];
        assert_eq!(app.post_form(purpose, &owner, &stated).await.status, 403);
        assert!(app.get_as(purpose, &other).await.text().contains("value=\"confirm\""));
        assert_eq!(app.post_form(purpose, &other, &stated).await.status, 303);
    }
}
