//! How long a session lasts, what it stores, and where signing in leads.

use crate::accounts::{EMAIL, PASSWORD, cookie};
use crate::app::TestApp;
use crate::sample::DAY;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;

on_both! {
    async fn a_made_up_cookie_stores_nothing_and_becomes_no_session(place) {
        let app = TestApp::start(place).await;
        let made_up = "assent-session=AAAAAAAAAAAAAAAAAAAAAA";
        let paths = ["/", "/sign-in", "/set-up", "/account", "/sites/shop", "/sites/shop/records.csv", "/preview/shop", "/you/shop", "/nowhere"];
        for path in paths.into_iter().chain(["/rpc/account/account_page", "/b/shop.js", "/healthz"]) {
            let answer = app.get_as(path, made_up).await;
            let set = answer.header("set-cookie");
            // A page that looks for the session may tell the browser to forget the cookie.
            assert!(set.is_empty() || (set.starts_with("assent-session=;") && set.contains("Max-Age=0")), "{path}: {set}");
        }
        for path in ["/nowhere", "/sign-in", "/sign-out", "/account", "/sites/new"] {
            let set = app.post_form(path, made_up, &[("email", EMAIL)]).await.header("set-cookie").to_owned();
            assert!(set.is_empty() || set.contains("Max-Age=0"), "{path}: {set}");
        }
        assert_eq!(app.store.purge_sessions(app.now().plus(1000 * DAY)).await.unwrap(), 0, "nothing was stored");
    }

    async fn a_session_that_is_not_used_ends_after_twelve_hours(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        for _ in 0..3 {
            app.wait(12 * HOUR - MINUTE);
            assert!(app.is_signed_in(&session).await, "each use moves the end");
        }
        app.wait(12 * HOUR);
        assert!(!app.is_signed_in(&session).await);
        assert_eq!(app.store.purge_sessions(app.now()).await.unwrap(), 1);
    }

    async fn a_session_ends_after_seven_days_however_much_it_is_used(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        for _ in 0..14 {
            assert!(app.is_signed_in(&session).await);
            app.wait(12 * HOUR - 1);
        }
        assert!(app.is_signed_in(&session).await, "some milliseconds are left");
        app.wait(HOUR);
        let last = app.get_as("/account", &session).await;
        assert!(last.status == 401 && last.header("set-cookie").contains("Max-Age=0"), "{}", last.header("set-cookie"));
        assert_eq!(app.store.purge_sessions(app.now().plus(1000 * DAY)).await.unwrap(), 0, "its row is gone");
    }

    async fn using_a_session_is_noted_once_a_minute(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        for (wait, renews) in [(0, false), (MINUTE - 1, false), (1, true), (MINUTE - 1, false), (1, true)] {
            app.wait(wait);
            for path in ["/account", "/sites/shop"] {
                let renewed = cookie(&app.get_as(path, &session).await) == session;
                assert_eq!(renewed, renews && path == "/account", "{path}");
            }
        }
    }

    async fn signing_in_leads_back_to_the_page_that_was_asked_for(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        let lost = app.get("/sites/shop/purposes?saved").await;
        assert_eq!(lost.status, 401);
        let link = "/sign-in?next=/sites/shop/purposes%3Fsaved";
        assert!(lost.text().contains(&format!("href=\"{link}\"")), "{}", lost.text());
        assert_eq!(app.get_as(link, &session).await.header("location"), "/sites/shop/purposes?saved");
        let page = app.get(link).await;
        assert!(page.text().contains("value=\"/sites/shop/purposes?saved\""), "{}", page.text());
        let fields = |password| [("email", EMAIL), ("password", password), ("next", "/sites/shop/purposes?saved")];
        let wrong = app.post_form("/sign-in", "", &fields("another long sentence")).await;
        assert!(wrong.status == 422 && wrong.text().contains("value=\"/sites/shop/purposes?saved\""), "{}", wrong.text());
        assert_eq!(app.post_form("/sign-in", "", &fields(PASSWORD)).await.header("location"), "/sites/shop/purposes?saved");
    }

    async fn signing_in_never_leads_to_another_site(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", "javascript:alert(1)"] {
            let answer = app.post_form("/sign-in", "", &[("email", EMAIL), ("password", PASSWORD), ("next", next)]).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/"), "{next}");
            let link = format!("/sign-in?{}", crate::app::encode(&[("next", next)]));
            assert_eq!(app.get_as(&link, &session).await.header("location"), "/", "{next}");
            assert!(!app.get(&link).await.text().contains("evil"), "{next}");
        }
    }

    async fn a_page_is_answered_also_when_its_session_cannot_be_renewed(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        if !place.break_with("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$; \
            create trigger refuse before update on session for each row execute function refuse();") {
            return;
        }
        app.wait(2 * MINUTE);
        let fields = [("revision", "2"), ("languages", "en"), ("key", "ads"), ("title.en", "Typed with care")];
        let answer = app.post_form("/sites/shop/purposes/ads", &session, &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let answer = app.post_form("/sites/shop/purposes/ads", &session, &fields).await;
        assert!(answer.status == 409 && answer.text().contains("Typed with care"), "{}", answer.text());
    }
}
