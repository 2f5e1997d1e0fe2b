//! A visitor's choice becomes a record.

use crate::app::TestApp;
use crate::sample::{DAY, SECOND, choice, id_at, key, start, visitor, with};
use serde_json::json;

on_both! {
    async fn a_choice_is_recorded_and_answered_with_what_a_tracker_would_be_told(place) {
        let app = TestApp::start(place).await;
        let sent = with(choice(1, true), json!({ "action": "custom", "purposes": { "analytics": true, "ads": false } }));
        let answer = app.post_choice(&sent).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let json = answer.json();
        assert_eq!(json["record"], sent["id"]);
        assert_eq!(json["visitor"], visitor(1));
        assert_eq!(json["version"], 1);
        assert_eq!(json["decided_at"], "2026-11-24T08:00:00.000Z");
        assert_eq!(json["expires_at"], "2027-05-23T08:00:00.000Z");
        assert_eq!(answer.decisions(), ["basket allow necessary", "analytics allow granted", "ads deny refused"]);
        let read = app.decisions(&visitor(1), "").await;
        assert_eq!(read.json()["decisions"], json["decisions"]);
        let members: Vec<String> = json.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, ["decided_at", "decisions", "expires_at", "record", "version", "visitor"]);
    }

    async fn what_was_acknowledged_is_durable(place) {
        let app = TestApp::start(place).await;
        let sent = choice(1, true);
        assert_eq!(app.post_choice(&sent).await.status, 201);
        let another_process = place.open().await;
        let id = sent["id"].as_str().unwrap();
        let stored = another_process.find_record(app.site().await.id, id).await.unwrap().unwrap();
        assert!(stored.record.grants());
    }

    async fn what_could_not_be_stored_is_not_acknowledged(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.decisions(&visitor(1), "").await.status, 200);
        app.store.close().await;
        let answer = app.post_choice(&choice(1, true)).await;
        answer.is_problem(500, "internal");
        assert!(!answer.text().to_lowercase().contains("pool") && !answer.text().contains("sql"), "{}", answer.text());
        let another_process = place.open().await;
        let site = another_process.find_site("shop").await.unwrap().unwrap();
        assert!(another_process.list_records(site.id, None, None, 10).await.unwrap().is_empty());
    }

    async fn a_repeated_choice_is_recorded_once(place) {
        let app = TestApp::start(place).await;
        let sent = choice(1, true);
        let first = app.post_choice(&sent).await;
        app.wait(5 * SECOND);
        // A second delivery of one click is older by the browser's clock.
        let again = app.post_choice(&with(sent, json!({ "age_ms": 5 * SECOND }))).await;
        assert_eq!((first.status, again.status), (201, 200));
        assert_eq!(first.json(), again.json());
        assert_eq!(app.count_records().await, 1);
    }

    async fn one_choice_delivered_at_once_from_many_tabs_is_recorded_once(place) {
        let app = TestApp::start(place).await;
        let sent = choice(1, true);
        let all = futures_util::future::join_all((0..20).map(|_| app.post_choice(&sent))).await;
        let mut statuses: Vec<u16> = all.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses[19], 201);
        assert!(statuses[..19].iter().all(|status| *status == 200), "{statuses:?}");
        assert_eq!(app.count_records().await, 1);
    }

    async fn an_id_stands_for_one_content_only(place) {
        let app = TestApp::start(place).await;
        let sent = choice(1, false);
        assert_eq!(app.post_choice(&sent).await.status, 201);
        let other = [
            json!({ "action": "accept_all", "purposes": { "analytics": true, "ads": true } }),
            json!({ "key": key(2) }),
            json!({ "language": "de" }),
            json!({ "source": "settings" }),
            json!({ "gpc": true }),
        ];
        for difference in other {
            app.post_choice(&with(sent.clone(), difference)).await.is_problem(409, "id_conflict");
        }
        assert_eq!(app.count_records().await, 1);
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads deny refused"]);
        assert_eq!(app.decisions(&visitor(2), "?purpose=ads").await.decisions(), ["ads unknown no_record"]);
    }

    async fn every_optional_member_is_recorded(place) {
        let app = TestApp::start(place).await;
        let more = json!({ "regime": "eu", "layer": "settings", "gpc": false, "source": "settings", "trackers": {}, "age_ms": 90_000 });
        let sent = with(choice(1, true), more);
        assert_eq!(app.post_choice(&sent).await.status, 201);
        let record = app.store.find_record(app.site().await.id, sent["id"].as_str().unwrap()).await.unwrap().unwrap().record;
        let json = serde_json::to_value(&record).unwrap();
        assert_eq!(
            [&json["layer"], &json["gpc"], &json["source"], &json["regime"], &json["received_at"], &json["decided_at"]],
            [&json!("settings"), &json!(false), &json!("settings"), &json!("eu"), &json!("2026-11-24T08:00:00.000Z"), &json!("2026-11-24T07:58:30.000Z")]
        );
    }

    async fn a_visitor_who_lost_the_key_ends_the_old_grants(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        app.wait(SECOND);
        let sent = with(choice(2, true), json!({ "replaces": visitor(1) }));
        assert_eq!(app.post_choice(&sent).await.status, 201);
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads,basket").await.decisions(), ["ads deny withdrawn", "basket allow necessary"]);
        assert_eq!(app.decisions(&visitor(2), "?purpose=ads").await.decisions(), ["ads allow granted"]);
        assert_eq!(app.count_records().await, 3);
        assert_eq!(app.post_choice(&sent).await.status, 200);
        assert_eq!(app.count_records().await, 3);
    }

    async fn a_visitor_does_not_replace_itself(place) {
        let app = TestApp::start(place).await;
        let sent = with(choice(1, true), json!({ "replaces": visitor(1) }));
        assert_eq!(app.post_choice(&sent).await.status, 201);
        assert_eq!(app.post_choice(&sent).await.status, 200);
        assert_eq!(app.count_records().await, 1);
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads allow granted"]);
        let stored = app.store.find_record(app.site().await.id, sent["id"].as_str().unwrap()).await.unwrap().unwrap();
        assert_eq!(stored.record.replaces, None);
    }

    async fn whoever_has_the_key_reads_what_is_on_record_as_a_cookie(place) {
        let app = TestApp::start(place).await;
        let shop = [("origin", "https://www.shop.example"), ("content-type", "text/plain;charset=UTF-8")];
        let ask = async |headers: &[(&str, &str)], body: String| app.request("POST", "/api/v1/sites/shop/visitor/cookie", headers, body).await;
        let cookie = async |number| ask(&shop, key(number)).await.text();
        assert_eq!(cookie(1).await, "");
        assert_eq!(app.post_choice(&choice(1, true)).await.status, 201);
        assert_eq!(cookie(1).await, format!("1.1.{}.analytics:a|ads:a.{}", app.now().millis(), visitor(1)));
        assert_eq!(cookie(2).await, "");
        app.wait(SECOND);
        assert_eq!(app.post_choice(&choice(1, false)).await.status, 201);
        assert_eq!(cookie(1).await, format!("1.1.{}.analytics:w|ads:w.", app.now().millis()));
        for wrong in ["", "short", &visitor(1)[1..], &"x".repeat(65)] {
            ask(&shop, wrong.to_owned()).await.is_problem(400, "key_malformed");
        }
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        assert!(cookie(1).await.ends_with(".analytics:w|ads:w."), "what was decided is remembered while nothing is asked");
        app.request("POST", "/api/v1/sites/none/visitor/cookie", &shop, key(1)).await.is_problem(404, "site_unknown");
        ask(&[("origin", "https://evil.example")], key(1)).await.is_problem(403, "origin_foreign");
        ask(&[], key(1)).await.is_problem(403, "origin_missing");
        let answer = ask(&shop, key(1)).await;
        assert_eq!([answer.header("cache-control"), answer.header("access-control-allow-origin")], ["no-store", "https://www.shop.example"]);
    }

    async fn replacing_a_visitor_can_grant_that_visitor_nothing(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, false)).await.status, 201);
        app.wait(SECOND);
        assert_eq!(app.post_choice(&with(choice(2, true), json!({ "replaces": visitor(1) }))).await.status, 201);
        assert_eq!(app.post_choice(&with(choice(2, true), json!({ "replaces": visitor(9) }))).await.status, 201);
        for other in [1, 9] {
            assert_eq!(app.decisions(&visitor(other), "?purpose=ads").await.decisions(), ["ads deny refused"]);
        }
    }

    async fn the_visitor_id_sent_as_key_changes_nothing_for_that_visitor(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&choice(1, false)).await.status, 201);
        app.wait(SECOND);
        let forged = with(choice(2, true), json!({ "key": visitor(1) }));
        let answer = app.post_choice(&forged).await;
        assert_eq!(answer.status, 201);
        assert_ne!(answer.json()["visitor"], visitor(1));
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads,analytics").await.decisions(), ["ads deny refused", "analytics deny refused"]);
    }

    async fn a_repeat_is_a_repeat_also_when_it_comes_too_late_to_be_recorded(place) {
        let app = TestApp::start(place).await;
        let sent = choice(1, true);
        let first = app.post_choice(&sent).await;
        assert_eq!(first.status, 201);
        app.publish(|draft| draft.purposes[2].meaning += 1).await;
        app.wait(31 * DAY);
        let again = app.post_choice(&with(sent.clone(), json!({ "age_ms": 31 * DAY }))).await;
        assert_eq!((again.status, &again.json()["record"]), (200, &sent["id"]), "the version is stale, and the id and the click are too old");
        assert_eq!(again.json()["decided_at"], first.json()["decided_at"]);
        app.post_choice(&with(sent.clone(), json!({ "key": key(2) }))).await.is_invalid_at("id");
        let refusal = choice(3, false);
        assert_eq!(app.post_choice(&refusal).await.status, 201);
        app.wait(31 * DAY);
        assert_eq!(app.post_choice(&with(refusal, json!({ "age_ms": 31 * DAY }))).await.status, 200);
        assert_eq!(app.count_records().await, 2);
    }

    async fn while_the_banner_is_offline_choices_are_recorded_and_nothing_optional_is_answered(place) {
        let app = TestApp::start(place).await;
        app.store.take_offline(&app.site().await, None, start()).await.unwrap();
        for (number, grants) in [(1, true), (2, false)] {
            let sent = choice(number, grants);
            let answer = app.post_choice(&sent).await;
            assert_eq!(answer.status, 201);
            assert_eq!(answer.decisions(), ["basket allow necessary", "analytics unknown not_asked", "ads unknown not_asked"]);
            assert_eq!(app.post_choice(&sent).await.status, 200);
        }
        assert_eq!(app.count_records().await, 2);
        app.store.bring_online(&app.site().await, None, start()).await.unwrap();
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads allow granted"]);
        assert_eq!(app.decisions(&visitor(2), "?purpose=ads").await.decisions(), ["ads deny refused"]);
    }

    async fn grants_with_ids_older_than_a_month_or_from_the_future_are_refused(place) {
        let app = TestApp::start(place).await;
        let outside = [start().plus(-30 * DAY - 1), start().plus(DAY + 1), start().plus(-365 * DAY)];
        for wrong in outside {
            app.post_choice(&with(choice(1, true), json!({ "id": id_at(wrong) }))).await.is_invalid_at("id");
        }
        for right in [start().plus(-30 * DAY), start().plus(DAY)] {
            assert_eq!(app.post_choice(&with(choice(1, true), json!({ "id": id_at(right) }))).await.status, 201);
        }
        for any in outside {
            let withdrawal = with(choice(1, false), json!({ "id": id_at(any), "action": "withdraw" }));
            assert_eq!(app.post_choice(&withdrawal).await.status, 201);
            assert_eq!(app.post_choice(&withdrawal).await.status, 200);
        }
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions()[0].split(' ').nth(1), Some("deny"));
    }
}
