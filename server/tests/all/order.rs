//! The newest click decides, in whatever order choices arrive.

use crate::app::TestApp;
use crate::sample::{DAY, SECOND, choice, start, visitor, with};
use serde_json::json;

/// Clicks in their order: whether each granted.
const CLICKS: [bool; 4] = [true, false, false, true];

fn permutations(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in of {
        let rest: Vec<usize> = of.iter().copied().filter(|other| other != first).collect();
        all.extend(permutations(&rest).into_iter().map(|rest| [vec![*first], rest].concat()));
    }
    all
}

/// What the clicks delivered so far mean: the newest decides, the one before it tells a withdrawal from a refusal.
fn expected(delivered: &[usize]) -> &'static str {
    let mut clicked = delivered.to_vec();
    clicked.sort_unstable();
    let mut newest_first = clicked.iter().rev().map(|click| CLICKS[*click]);
    match (newest_first.next(), newest_first.next()) {
        (Some(true), _) => "ads allow granted",
        (Some(false), Some(true)) => "ads deny withdrawn",
        _ => "ads deny refused",
    }
}

on_both! {
    async fn late_deliveries_in_every_order_never_override_a_later_click(place) {
        let app = TestApp::start(place).await;
        let clicked_at = |click: usize| start().plus(SECOND * i64::try_from(click).unwrap());
        app.wait(60 * SECOND);
        for (number, order) in (1..).zip(permutations(&[0, 1, 2, 3])) {
            let mut delivered = Vec::new();
            for click in &order {
                app.wait(7);
                let age = app.now().millis() - clicked_at(*click).millis();
                let sent = with(choice(number, CLICKS[*click]), json!({ "age_ms": age }));
                let answer = app.post_choice(&sent).await;
                assert_eq!(answer.status, 201, "{}", answer.text());
                assert_eq!(answer.json()["decided_at"], clicked_at(*click).to_string());
                delivered.push(*click);
                assert_eq!(answer.decisions()[2], expected(&delivered), "{order:?} after {delivered:?}");
                let read = app.decisions(&visitor(number), "?purpose=ads").await;
                assert_eq!(read.decisions(), [expected(&delivered)], "{order:?} after {delivered:?}");
            }
        }
    }

    async fn of_two_clicks_in_one_millisecond_the_refusal_counts(place) {
        let app = TestApp::start(place).await;
        for (number, clicks) in [(1, [true, false]), (2, [false, true])] {
            for grants in clicks {
                assert_eq!(app.post_choice(&choice(number, grants)).await.status, 201);
            }
            assert_eq!(app.decisions(&visitor(number), "?purpose=ads").await.decisions(), ["ads deny withdrawn"], "{clicks:?}");
        }
        for ads in [true, false, true] {
            let partly = json!({ "action": "custom", "purposes": { "analytics": true, "ads": ads } });
            assert_eq!(app.post_choice(&with(choice(3, true), partly)).await.status, 201);
        }
        assert_eq!(app.decisions(&visitor(3), "?purpose=ads").await.decisions(), ["ads allow granted"], "of equal kinds the one that came last");
    }

    async fn an_age_that_is_absent_or_negative_is_none(place) {
        let app = TestApp::start(place).await;
        for age in [json!(null), json!(0), json!(-1), json!(i64::MIN)] {
            let answer = app.post_choice(&with(choice(1, true), json!({ "age_ms": age }))).await;
            assert_eq!(answer.json()["decided_at"], app.now().to_string(), "{age}");
        }
    }

    async fn an_age_over_thirty_days_is_refused(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&with(choice(1, true), json!({ "age_ms": 30 * DAY }))).await.status, 201);
        for age in [30 * DAY + 1, i64::MAX] {
            app.post_choice(&with(choice(1, true), json!({ "age_ms": age }))).await.is_invalid_at("age_ms");
        }
        for age in [json!(1.5), json!("1"), json!(1e30)] {
            app.post_choice(&with(choice(1, true), json!({ "age_ms": age }))).await.is_invalid_at("age_ms");
        }
    }

    async fn a_late_grant_counts_from_its_click_and_ends_half_a_year_after_it(place) {
        let app = TestApp::start(place).await;
        assert_eq!(app.post_choice(&with(choice(1, true), json!({ "age_ms": 10 * DAY }))).await.status, 201);
        app.wait(170 * DAY - 1);
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads").await.decisions(), ["ads allow granted"]);
        app.wait(1);
        assert_eq!(app.decisions(&visitor(1), "?purpose=ads,basket").await.decisions(), ["ads unknown expired", "basket allow necessary"]);
    }
}
