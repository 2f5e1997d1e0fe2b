//! Choices on versions that are no longer live, and what they mean today.

use crate::app::TestApp;
use crate::sample::{DAY, SECOND, choice, id_at, visitor, with};
use serde_json::json;

on_both! {
    async fn a_choice_on_a_superseded_version_is_recorded_on_that_version(place) {
        let app = TestApp::start(place).await;
        app.wait(SECOND);
        app.publish(|draft| draft.purposes[2].meaning += 1).await;
        let answer = app.post_choice(&choice(1, true)).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.json()["version"], 1);
        assert_eq!(answer.decisions(), ["basket allow necessary", "analytics allow granted", "ads unknown changed"]);
        let read = app.decisions(&visitor(1), "").await.json();
        assert_eq!(read["version"], 2);
        assert_eq!(read["decisions"][1]["version"], 1);
    }

    async fn rewording_keeps_decisions_and_a_new_purpose_is_not_asked_yet(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        app.publish(|draft| {
            let mut new = draft.purposes[1].clone();
            new.key = "research".into();
            draft.purposes.push(new);
            for words in draft.purposes[1].words.values_mut() {
                words.title = "Better words".into();
            }
        })
        .await;
        assert_eq!(
            app.decisions(&visitor(1), "").await.decisions(),
            ["basket allow necessary", "analytics allow granted", "ads allow granted", "research unknown not_asked"]
        );
    }

    async fn grants_on_a_version_superseded_a_month_ago_are_stale_and_refusals_never_are(place) {
        let app = TestApp::start(place).await;
        app.publish(|draft| draft.purposes[2].meaning += 1).await;
        let superseded = app.store.list_versions(app.site().await.id).await.unwrap()[0].published_at;
        app.wait(superseded.millis() + 30 * DAY - app.now().millis());
        let now = |app: &TestApp| json!({ "id": id_at(app.now()) });
        assert_eq!(app.post_choice(&with(choice(1, true), now(&app))).await.status, 201);
        app.wait(1);
        app.post_choice(&with(choice(2, true), now(&app))).await.is_problem(409, "version_stale");
        let partly = json!({ "action": "custom", "purposes": { "analytics": true, "ads": false } });
        app.post_choice(&with(with(choice(3, true), now(&app)), partly)).await.is_problem(409, "version_stale");
        for action in ["reject_all", "withdraw", "custom", "gpc"] {
            let refusal = with(with(choice(4, false), now(&app)), json!({ "action": action }));
            assert_eq!(app.post_choice(&refusal).await.status, 201, "{action}");
        }
        app.wait(400 * DAY);
        assert_eq!(app.post_choice(&with(choice(5, false), now(&app))).await.status, 201);
    }

    async fn a_version_that_was_never_published_is_unknown(place) {
        let app = TestApp::start(place).await;
        for version in [0, 2, u32::MAX] {
            app.post_choice(&with(choice(1, false), json!({ "version": version }))).await.is_problem(409, "version_unknown");
        }
        for version in [json!(-1), json!(1.0), json!("1"), json!(4_294_967_296_u64), json!(null)] {
            let answer = app.post_choice(&with(choice(1, false), json!({ "version": version }))).await;
            answer.is_problem(422, "choice_invalid");
        }
        assert_eq!(app.count_records().await, 0);
    }

    async fn a_purpose_must_be_of_the_version_that_was_shown(place) {
        let app = TestApp::start(place).await;
        app.publish(|draft| _ = draft.purposes.pop()).await;
        let without_ads = with(choice(1, true), json!({ "version": 2, "purposes": { "analytics": true } }));
        assert_eq!(app.post_choice(&without_ads).await.status, 201);
        app.post_choice(&with(choice(2, true), json!({ "version": 2 }))).await.is_invalid_at("purposes.ads");
        let on_the_first = with(choice(3, true), json!({ "purposes": { "analytics": true } }));
        app.post_choice(&on_the_first).await.is_invalid_at("purposes.ads");
    }

    async fn before_publishing_the_owner_is_told_who_is_asked_again_and_why(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        for (visitor, grants) in [(1, true), (2, false), (3, true)] {
            assert_eq!(app.post_choice(&choice(visitor, grants)).await.status, 201);
        }
        // Only the newest choice of a visitor counts.
        assert_eq!(app.post_choice(&choice(3, false)).await.status, 201);
        let page = async || app.get_as("/sites/shop/publish", &owner).await.text();
        assert!(!page().await.contains("Who is asked again"), "nothing changed");
        let draft = async |change: fn(&mut consent::draft::Draft)| {
            let site = app.site().await;
            let (mut draft, revision) = app.store.find_draft(site.id).await.unwrap().unwrap();
            change(&mut draft);
            app.store.save_draft(site.id, revision, &draft, None, app.now()).await.unwrap();
        };
        draft(|draft| draft.purposes[1].words.values_mut().for_each(|words| words.title = "Better words".into())).await;
        assert!(page().await.contains("Nobody: what 3 visitors decided goes on"), "{}", page().await);
        draft(|draft| draft.purposes[2].meaning += 1).await;
        let told = page().await;
        assert!(told.contains("All 3 visitors."), "{told}");
        assert!(told.contains("“ads” means something else than it did when 3 visitors decided."), "{told}");
    }

    async fn everybody_can_look_up_what_a_version_said_and_check_it_by_its_hash(place) {
        let app = TestApp::start(place).await;
        let first = app.get("/you/shop/versions/1/version.json").await;
        assert_eq!((first.status, first.header("content-type")), (200, "application/json"));
        let hash = consent::canonical::sha256_hex(&first.bytes);
        assert_eq!(first.header("etag"), format!("\"{hash}\""));
        let page = app.get("/you/shop/versions/1").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for told in [hash.as_str(), "In force", "Shop Ltd", "What it is for, in a few words.", "/you/shop/versions/1/version.json"] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!text.contains("Restore") && !text.contains("/versions/2"));
        app.publish(|draft| draft.purposes[1].words.values_mut().for_each(|words| words.title = "Better words".into())).await;
        assert_eq!(app.get("/you/shop/versions/1/version.json").await.bytes, first.bytes, "a version never changes");
        let second = app.get("/you/shop/versions/2").await.text();
        assert!(second.contains("from “analytics” to “Better words”") && second.contains("/you/shop/versions/1\""), "{second}");
        for unknown in ["/you/shop/versions/3", "/you/shop/versions/x", "/you/nowhere/versions/1"] {
            assert_eq!(app.get(unknown).await.status, 404, "{unknown}");
        }
        app.get("/you/shop/versions/3/version.json").await.is_problem(404, "version_unknown");
    }
}
