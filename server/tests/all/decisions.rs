//! What a tracker is told.

use crate::app::TestApp;
use crate::sample::{SECOND, choice, start, visitor, with};
use consent::keys::SiteKey;
use consent::reported::Reasons;
use serde_json::json;

on_both! {
    async fn an_unknown_visitor_is_told_about_every_purpose(place) {
        let app = TestApp::start(place).await;
        let answer = app.decisions(&visitor(1), "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let nothing = |purpose: &str| json!({ "purpose": purpose, "decision": "unknown", "because": "no_record", "version": null, "decided_at": null, "expires_at": null });
        let necessary = json!({ "purpose": "basket", "decision": "allow", "because": "necessary", "version": null, "decided_at": null, "expires_at": null });
        let expected = json!({ "site": "shop", "visitor": visitor(1), "version": 1, "decisions": [necessary, nothing("analytics"), nothing("ads")] });
        assert_eq!(answer.json(), expected);
    }

    async fn a_decision_says_on_what_it_rests(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let decision = &app.decisions(&visitor(1), "?purpose=ads").await.json()["decisions"][0];
        let expected = json!({ "purpose": "ads", "decision": "allow", "because": "granted", "version": 1,
            "decided_at": "2026-11-24T08:00:00.000Z", "expires_at": "2027-05-23T08:00:00.000Z" });
        assert_eq!(*decision, expected);
    }

    async fn purposes_are_answered_once_each_in_the_order_of_the_question(place) {
        let app = TestApp::start(place).await;
        for query in ["?purpose=ads,basket", "?purpose=ads,basket,ads", "?purpose=ads&purpose=basket,ads", "?purpose=ads%2Cbasket&other=1"] {
            assert_eq!(app.decisions(&visitor(1), query).await.decisions(), ["ads unknown no_record", "basket allow necessary"], "{query}");
        }
        assert_eq!(app.decisions(&visitor(1), "?other=1").await.decisions().len(), 3);
    }

    async fn a_withdrawal_counts_at_once(place) {
        let app = TestApp::start(place).await;
        for round in 0..20 {
            app.wait(SECOND);
            assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
            assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads allow granted"], "round {round}");
            app.wait(SECOND);
            let withdrawal = with(choice(1, false), json!({ "action": "withdraw", "source": "settings" }));
            assert_eq!(app.post_choice(&withdrawal).await.status, 201);
            assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads deny withdrawn"], "round {round}");
        }
    }

    async fn the_browsers_signal_is_a_reason_of_its_own(place) {
        let app = TestApp::start(place).await;
        let sent = with(choice(1, false), json!({ "action": "gpc", "gpc": true }));
        assert_eq!(app.post_choice(&sent).await.decisions(), ["basket allow necessary", "analytics deny gpc", "ads deny gpc"]);
    }

    async fn questions_that_cannot_be_answered_are_problems(place) {
        let app = TestApp::start(place).await;
        for (query, named) in [("?purpose=", "“”"), ("?purpose=ads,", "“”"), ("?purpose=nope,ads", "“nope”"), ("?purpose=ADS", "“ADS”")] {
            let answer = app.decisions(&visitor(1), query).await;
            answer.is_problem(404, "purpose_unknown");
            assert!(answer.text().contains(named), "{query}: {}", answer.text());
        }
        for malformed in ["x", "N0cI__dxndWXnsh11WzSKB", "N0cI__dxndWXnsh11WzSKA==", "%00", "'%20or%201=1--"] {
            app.decisions(malformed, "").await.is_problem(400, "visitor_malformed");
        }
        for site in ["nope", "SHOP", "sh", "shop'--", "%3Cscript%3E"] {
            let answer = app.get(&format!("/api/v1/sites/{site}/visitors/{}/decisions", visitor(1))).await;
            answer.is_problem(404, "site_unknown");
        }
    }

    async fn before_anything_is_published_nothing_is_known(place) {
        let app = TestApp::empty(place, &[]).await;
        let key = SiteKey::parse("shop").unwrap();
        app.store.create_site(&key, &crate::sample::details(), &crate::sample::draft(), None, start()).await.unwrap();
        let answer = app.decisions(&visitor(1), "").await;
        assert_eq!(answer.json(), json!({ "site": "shop", "visitor": visitor(1), "version": null, "decisions": [] }));
        app.decisions(&visitor(1), "?purpose=ads").await.is_problem(404, "purpose_unknown");
        app.post_choice(&choice(1, true)).await.is_problem(409, "version_unknown");
    }

    async fn while_the_banner_is_offline_or_archived_nothing_optional_is_granted(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let nothing = ["basket allow necessary", "analytics unknown not_asked", "ads unknown not_asked"];
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        let answer = app.decisions(&visitor(1), "").await;
        assert_eq!(answer.decisions(), nothing);
        assert_eq!(answer.json()["version"], json!(null));
        app.store.bring_online(&app.site().await, None, start()).await.unwrap();
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads allow granted"]);
        app.store.archive_site(&app.site().await, None, start()).await.unwrap();
        assert_eq!(app.decisions(&visitor(1), "").await.decisions(), nothing);
    }

    async fn one_site_knows_nothing_of_anothers_visitors(place) {
        let app = TestApp::start(place).await;
        let key = SiteKey::parse("other").unwrap();
        app.store.create_site(&key, &crate::sample::details(), &crate::sample::draft(), None, start()).await.unwrap();
        let other = app.store.find_site("other").await.unwrap().unwrap();
        app.store.publish(&other, 1, &Reasons::default(), None, start()).await.unwrap();
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        let answer = app.get(&format!("/api/v1/sites/other/visitors/{}/decisions?purpose=ads", visitor(1))).await;
        assert_eq!(answer.decisions(), ["ads unknown no_record"]);
    }
}
