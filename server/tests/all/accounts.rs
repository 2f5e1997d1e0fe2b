//! Becoming the owner, signing in and out, sessions.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::sample::start;
use consent::canonical::sha256_hex;
use store::site::Role;

pub const EMAIL: &str = "owner@shop.example";
pub const PASSWORD: &str = "a long enough sentence";
pub const TOKEN: &str = "00112233445566778899aabbccddeeff";

/// The session cookie that an answer sets, as the browser sends it back.
pub fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    let pair = |cookie: String| cookie.split(';').next().unwrap().to_owned();
    set.map(pair).find(|pair| pair.contains("assent-session=")).unwrap_or_default()
}

impl TestApp {
    pub async fn set_up(&self, token: &str, email: &str) -> Answer {
        self.post_form("/set-up", "", &[("token", token), ("email", email), ("password", PASSWORD)]).await
    }

    /// Becomes the owner and answers the session's cookie.
    pub async fn become_owner(&self) -> String {
        assert!(self.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap());
        let answer = self.set_up(TOKEN, EMAIL).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        cookie(&answer)
    }

    pub async fn sign_in(&self, cookies: &str, email: &str, password: &str) -> Answer {
        self.post_form("/sign-in", cookies, &[("email", email), ("password", password)]).await
    }

    /// Whether the browser with this cookie is signed in.
    pub async fn is_signed_in(&self, cookie: &str) -> bool {
        self.get_as("/account", cookie).await.status == 200
    }
}

on_both! {
    async fn the_set_up_link_makes_one_owner_and_then_nothing(place) {
        let app = TestApp::start(place).await;
        app.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap();
        assert_eq!(app.set_up("another", EMAIL).await.status, 404);
        assert_eq!(app.set_up("", EMAIL).await.status, 404);
        let page = app.get(&format!("/set-up?token={TOKEN}")).await;
        assert!(page.status == 200 && page.text().contains(TOKEN));
        assert!(!app.store.has_account().await.unwrap(), "looking at the page is not using the link");
        let owner = app.set_up(TOKEN, " Owner@Shop.example ").await;
        assert_eq!((owner.status, owner.header("location")), (303, "/sites/new"));
        assert!(app.get_as("/sites/shop", &cookie(&owner)).await.text().contains("Shop"));
        assert_eq!(app.set_up(TOKEN, "second@shop.example").await.status, 404);
        assert_eq!(app.get(&format!("/set-up?token={TOKEN}")).await.status, 404);
        assert!(!app.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap());
        assert!(app.store.find_account_by_email("second@shop.example").await.unwrap().is_none());
    }

    async fn each_start_renews_the_set_up_link(place) {
        let app = TestApp::start(place).await;
        for token in ["first", "second"] {
            assert!(app.store.renew_setup(&sha256_hex(token.as_bytes()), start()).await.unwrap());
        }
        assert_eq!(app.set_up("first", EMAIL).await.status, 404);
        assert_eq!(app.set_up("second", EMAIL).await.status, 303);
    }

    async fn a_form_that_does_not_hold_leaves_the_set_up_link_valid(place) {
        let app = TestApp::start(place).await;
        app.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap();
        let answer = app.post_form("/set-up", "", &[("token", TOKEN), ("email", EMAIL), ("password", "short")]).await;
        assert!(answer.status == 422 && answer.text().contains(EMAIL) && answer.text().contains(TOKEN), "{}", answer.text());
        let answer = app.post_form("/set-up", "", &[("token", TOKEN), ("email", "<b>nobody"), ("password", PASSWORD)]).await;
        assert!(answer.status == 422 && answer.text().contains("&lt;b&gt;nobody") && !answer.text().contains("<b>nobody"), "{}", answer.text());
        assert_eq!(app.set_up(TOKEN, EMAIL).await.status, 303);
    }

    async fn no_cookie_is_set_before_somebody_signs_in(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        for path in ["/", "/sign-in", "/account", "/sites/shop", "/nowhere", "/you/shop", "/b/shop.js", "/pkg/assent.css"] {
            assert_eq!(app.get(path).await.header("set-cookie"), "", "{path}");
        }
        assert_eq!(app.sign_in("", EMAIL, "a wrong long sentence").await.header("set-cookie"), "");
    }

    async fn unknown_names_and_wrong_passwords_are_answered_alike(place) {
        let app = TestApp::start(place).await;
        app.become_owner().await;
        let wrong = app.sign_in("", EMAIL, "another long sentence").await;
        let unknown = app.sign_in("", "other@shop.example", "another long sentence").await;
        assert_eq!((wrong.status, unknown.status), (422, 422));
        let said = |answer: &Answer| answer.text().split("role=\"alert\"").count();
        assert_eq!(said(&wrong), said(&unknown));
        assert!(wrong.text().contains("E-mail or password is wrong.") && unknown.text().contains("E-mail or password is wrong."));
        let right = app.sign_in("", " OWNER@shop.example", PASSWORD).await;
        assert_eq!((right.status, right.header("location")), (303, "/"));
    }

    async fn a_session_is_new_at_each_sign_in_and_the_one_before_ends(place) {
        let app = TestApp::start(place).await;
        let first = app.become_owner().await;
        assert!(app.is_signed_in(&first).await);
        let second = cookie(&app.sign_in(&first, EMAIL, PASSWORD).await);
        assert_ne!(first, second);
        assert!(app.is_signed_in(&second).await && !app.is_signed_in(&first).await);
        let planted = "assent-session=AAAAAAAAAAAAAAAAAAAAAA";
        let third = cookie(&app.sign_in(planted, EMAIL, PASSWORD).await);
        assert!(third != planted && !third.is_empty() && !app.is_signed_in(planted).await);
    }

    async fn signing_out_ends_the_session_here_and_in_the_database(place) {
        let app = TestApp::start(place).await;
        let session = app.become_owner().await;
        let hash = sha256_hex(session.trim_start_matches("assent-session=").as_bytes());
        assert!(app.store.find_session(&hash, start()).await.unwrap().is_some());
        let answer = app.post_form("/sign-out", &session, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
        assert!(answer.header("set-cookie").contains("Max-Age=0"), "{}", answer.header("set-cookie"));
        assert!(app.store.find_session(&hash, start()).await.unwrap().is_none());
        assert!(!app.is_signed_in(&session).await);
    }

    async fn session_cookies_are_kept_from_scripts_and_other_sites(place) {
        for (url, name, secure) in [("http://127.0.0.1:3000", "assent-session=", false), ("https://consent.example", "__Host-assent-session=", true)] {
            let app = TestApp::empty(place, &[("ASSENT_PUBLIC_URL", url)]).await;
            let answer = if secure { app.sign_in("", EMAIL, PASSWORD).await } else {
                app.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap();
                app.set_up(TOKEN, EMAIL).await
            };
            let set = answer.header("set-cookie");
            assert!(set.starts_with(name), "{set}");
            let attributes: Vec<&str> = set.split("; ").skip(1).collect();
            assert!(["HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|needed| attributes.contains(needed)), "{set}");
            assert_eq!(attributes.contains(&"Secure"), secure, "{set}");
            assert!(!attributes.iter().any(|attribute| attribute.starts_with("Domain")), "{set}");
        }
    }

    async fn changing_the_password_ends_the_other_sessions(place) {
        let app = TestApp::start(place).await;
        let here = app.become_owner().await;
        let elsewhere = cookie(&app.sign_in("", EMAIL, PASSWORD).await);
        let fields = [("current", "not the present one"), ("password", "another long sentence")];
        assert_eq!(app.post_form("/account", &here, &fields).await.status, 422);
        let fields = [("current", PASSWORD), ("password", "another long sentence")];
        let changed = app.post_form("/account", &here, &fields).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
        assert!(app.is_signed_in(&cookie(&changed)).await);
        assert!(!app.is_signed_in(&elsewhere).await && !app.is_signed_in(&here).await);
        assert_eq!(app.sign_in("", EMAIL, PASSWORD).await.status, 422);
        assert_eq!(app.sign_in("", EMAIL, "another long sentence").await.status, 303);
    }

    async fn a_helper_made_before_the_owner_signs_in_and_the_link_still_works(place) {
        let app = TestApp::start(place).await;
        app.store.renew_setup(&sha256_hex(TOKEN.as_bytes()), start()).await.unwrap();
        assert!(app.get("/").await.text().contains("no owner yet"));
        let hash = app::account::hash_password(PASSWORD.to_owned()).await.unwrap();
        let editor = Some((app.site().await.id, Role::Editor));
        app.store.create_account("editor@shop.example", &hash, editor, start()).await.unwrap().unwrap();
        assert_eq!(app.get("/").await.header("location"), "/sign-in");
        assert_eq!(app.sign_in("", "editor@shop.example", PASSWORD).await.status, 303);
        let taken = app.set_up(TOKEN, "editor@shop.example").await;
        assert!(taken.status == 422 && taken.text().contains("an account with this e-mail already"), "{}", taken.text());
        assert_eq!(app.set_up(TOKEN, EMAIL).await.status, 303);
        assert_eq!(app.set_up(TOKEN, "second@shop.example").await.status, 404);
    }
}
