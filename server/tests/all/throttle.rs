//! Guessing passwords, and what it must not do to others.

use crate::accounts::{EMAIL, PASSWORD, TOKEN, cookie};
use crate::app::TestApp;
use crate::sample::start;
use consent::canonical::sha256_hex;
use std::net::IpAddr;

const WRONG: &str = "another long sentence";

impl TestApp {
    /// Signs in from another address; answers the status.
    async fn sign_in_from(&mut self, peer: &str, email: &str, password: &str) -> u16 {
        let own = std::mem::replace(&mut self.peer, peer.parse::<IpAddr>().unwrap());
        let answer = self.sign_in("", email, password).await;
        self.peer = own;
        answer.status
    }
}

on_both! {
    async fn after_several_failures_one_waits_and_the_owner_elsewhere_does_not(place) {
        let mut app = TestApp::start(place).await;
        app.become_owner().await;
        for _ in 0..5 {
            assert_eq!(app.sign_in("", EMAIL, WRONG).await.status, 422);
        }
        let refused = app.sign_in("", EMAIL, PASSWORD).await;
        assert!(refused.status == 429 && refused.text().contains(EMAIL) && refused.text().contains("Too many attempts"));
        assert_eq!(app.sign_in_from("203.0.113.50", EMAIL, PASSWORD).await, 303);
        app.wait(15 * 60 * 1000);
        assert_eq!(app.sign_in("", EMAIL, PASSWORD).await.status, 303);
    }

    async fn one_household_of_ipv6_guesses_as_one(place) {
        let mut app = TestApp::start(place).await;
        for host in 1..=5 {
            assert_eq!(app.sign_in_from(&format!("2001:db8:1:1::{host}"), EMAIL, WRONG).await, 422);
        }
        assert_eq!(app.sign_in_from("2001:db8:1:1:ffff::9", EMAIL, WRONG).await, 429);
        assert_eq!(app.sign_in_from("2001:db8:1:2::1", EMAIL, WRONG).await, 422);
    }

    async fn nothing_but_the_link_decides_about_the_set_up(place) {
        let app = TestApp::start(place).await;
        app.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap();
        for status in [422, 422, 422, 422, 422, 429] {
            assert_eq!(app.sign_in("", "set-up", WRONG).await.status, status);
        }
        for _ in 0..40 {
            assert_eq!(app.set_up("a made-up token", EMAIL).await.status, 404);
            let short = [("token", TOKEN), ("email", EMAIL), ("password", "short")];
            assert_eq!(app.post_form("/set-up", "", &short).await.status, 422);
        }
        assert_eq!(app.set_up(TOKEN, EMAIL).await.status, 303);
    }

    async fn what_strangers_type_as_an_email_does_not_keep_the_owner_from_changing_the_password(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        for name in [format!("change {EMAIL}"), "change 1".to_owned()] {
            for _ in 0..6 {
                app.sign_in("", &name, WRONG).await;
            }
        }
        let short = [("current", WRONG), ("password", "short")];
        for _ in 0..6 {
            assert_eq!(app.post_form("/account", &owner, &short).await.status, 422, "nothing was tried");
        }
        let changed = app.post_form("/account", &owner, &[("current", PASSWORD), ("password", WRONG)]).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
        let wrong = [("current", PASSWORD), ("password", PASSWORD)];
        for status in [422, 422, 422, 422, 422, 429] {
            assert_eq!(app.post_form("/account", &cookie(&changed), &wrong).await.status, status);
        }
    }

    async fn a_name_longer_than_an_email_is_wrong_and_not_counted(place) {
        let app = TestApp::start(place).await;
        let name = format!("{}@shop.example", "x".repeat(300));
        for _ in 0..40 {
            let answer = app.sign_in("", &name, WRONG).await;
            assert!(answer.status == 422 && answer.text().contains("E-mail or password is wrong."));
        }
        assert_eq!(app.sign_in("", "nobody@shop.example", WRONG).await.status, 422);
    }
}
