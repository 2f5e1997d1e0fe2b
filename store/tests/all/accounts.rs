//! Who may sign in: the set-up link, accounts, sessions.

use crate::sample::{at, details, draft, hash, now, site_key};
use consent::keys::SiteKey;
use serde_json::json;
use store::account::CreateOwnerError;
use store::session::Session;
use store::site::Role;

const EMAIL: &str = "owner@shop.example";

fn no_link(made: Result<i64, CreateOwnerError>) -> bool {
    matches!(made, Err(CreateOwnerError::NoLink))
}

on_both! {
    async fn the_set_up_link_makes_one_owner_and_is_consumed(place) {
        let store = place.open().await;
        assert!(!store.has_account().await.unwrap() && !store.is_set_up().await.unwrap());
        assert!(store.renew_setup(&hash("old"), now()).await.unwrap());
        assert!(store.renew_setup(&hash("token"), now()).await.unwrap());
        assert!(no_link(store.create_owner(&hash("old"), EMAIL, "phc", now()).await));
        assert!(store.opens_setup(&hash("token")).await.unwrap() && !store.opens_setup(&hash("old")).await.unwrap());
        let id = store.create_owner(&hash("token"), EMAIL, "phc", now()).await.unwrap();
        assert!(no_link(store.create_owner(&hash("token"), "second@shop.example", "phc", now()).await));
        assert!(!store.renew_setup(&hash("late"), now()).await.unwrap());
        assert!(no_link(store.create_owner(&hash("late"), "second@shop.example", "phc", now()).await));
        assert!(store.has_account().await.unwrap() && store.is_set_up().await.unwrap());
        let found = store.find_account_by_email(EMAIL).await.unwrap().unwrap();
        assert_eq!((found.id, found.password_hash.as_str()), (id, "phc"));
        assert_eq!(place.ask("select count(*) from setup where hash is not null").await, "0");
        store.close().await;
    }

    async fn of_many_who_hold_the_link_one_becomes_owner(place) {
        let store = place.open().await;
        store.renew_setup(&hash("token"), now()).await.unwrap();
        let attempts = (0..16).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                store.create_owner(&hash("token"), &format!("{number}@shop.example"), "phc", now()).await
            })
        });
        let mut owners = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            let made = attempt.await.unwrap();
            owners += i32::from(made.is_ok());
            assert!(made.is_ok() || no_link(made));
        }
        assert_eq!(owners, 1);
        store.close().await;
    }

    async fn the_owner_gets_the_sites_that_have_none(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        store.renew_setup(&hash("token"), now()).await.unwrap();
        let owner = store.create_owner(&hash("token"), EMAIL, "phc", now()).await.unwrap();
        let (_, role) = store.find_site_for(owner, "shop").await.unwrap().unwrap();
        assert_eq!(role, Role::Owner);
        let written = store.list_audit(site, None, 9).await.unwrap();
        assert_eq!((written[0].action.as_str(), written[0].email.as_deref()), ("membership_saved", Some(EMAIL)));
        assert_eq!(written[0].detail, json!({ "account": owner, "role": "owner" }));
        store.close().await;
    }

    async fn helpers_made_on_the_command_line_leave_the_set_up_link_to_the_owner(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        let other = SiteKey::parse("other").unwrap();
        store.create_site(&other, &details(), &draft(), None, now()).await.unwrap();
        store.renew_setup(&hash("token"), now()).await.unwrap();
        for (email, role) in [("editor@shop.example", Role::Editor), ("auditor@shop.example", Role::Auditor)] {
            store.create_account(email, "phc", Some((site, role)), now()).await.unwrap().unwrap();
        }
        assert!(store.renew_setup(&hash("token"), now()).await.unwrap(), "the link is still given");
        let taken = store.create_owner(&hash("token"), "editor@shop.example", "phc", now()).await;
        assert!(matches!(taken, Err(CreateOwnerError::EmailTaken)), "{taken:?}");
        let owner = store.create_owner(&hash("token"), EMAIL, "phc", now()).await.unwrap();
        for site in ["shop", "other"] {
            let (_, role) = store.find_site_for(owner, site).await.unwrap().unwrap();
            assert_eq!(role, Role::Owner, "{site} had no owner");
        }
        store.close().await;
    }

    async fn the_first_account_made_on_the_command_line_becomes_the_owner(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        store.renew_setup(&hash("token"), now()).await.unwrap();
        let owner = store.create_account(EMAIL, "phc", None, now()).await.unwrap().unwrap();
        assert_eq!(store.find_site_for(owner, "shop").await.unwrap().unwrap().1, Role::Owner);
        assert!(!store.opens_setup(&hash("token")).await.unwrap() && !store.renew_setup(&hash("token"), now()).await.unwrap());
        let second = store.create_account("second@shop.example", "phc", None, now()).await.unwrap().unwrap();
        assert!(store.list_sites_for(second).await.unwrap().is_empty());
        let written = store.list_audit(site, None, 1).await.unwrap();
        assert_eq!((written[0].action.as_str(), &written[0].email), ("membership_saved", &None), "nobody signed in did it");
        store.close().await;
    }

    async fn the_owner_of_a_site_made_on_the_command_line_ends_the_set_up_link(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        store.create_account(EMAIL, "phc", Some((site, Role::Owner)), now()).await.unwrap().unwrap();
        assert!(!store.renew_setup(&hash("token"), now()).await.unwrap());
        store.close().await;
    }

    async fn an_email_names_one_account(place) {
        let store = place.open().await;
        let first = store.create_account(EMAIL, "phc", None, now()).await.unwrap();
        assert!(first.is_some());
        assert_eq!(store.create_account(EMAIL, "other", None, now()).await.unwrap(), None);
        assert_eq!(store.find_account(first.unwrap()).await.unwrap().unwrap().password_hash, "phc");
        assert!(store.find_account_by_email("' or 1=1 --").await.unwrap().is_none());
        store.close().await;
    }

    async fn an_account_can_be_created_as_a_member(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        let id = store.create_account(EMAIL, "phc", Some((site, Role::Auditor)), now()).await.unwrap().unwrap();
        assert_eq!(store.find_site_for(id, "shop").await.unwrap().unwrap().1, Role::Auditor);
        assert!(store.create_account("x@shop.example", "phc", Some((site + 1, Role::Auditor)), now()).await.is_err());
        assert!(store.find_account_by_email("x@shop.example").await.unwrap().is_none(), "nothing stays of what failed");
        store.close().await;
    }

    async fn a_session_lives_until_it_expires_or_is_ended(place) {
        let store = place.open().await;
        let (one, two) = (hash("one"), hash("two"));
        let session = |hash, data| Session { hash, account: None, data, expires_at: at(10) };
        assert!(store.create_session(session(&one, b"a")).await.unwrap());
        assert!(!store.create_session(session(&one, b"b")).await.unwrap(), "an id is given once");
        assert!(store.save_session(session(&one, b"c")).await.unwrap());
        assert_eq!(store.find_session(&one, at(9)).await.unwrap().as_deref(), Some(&b"c"[..]));
        assert_eq!(store.find_session(&one, at(10)).await.unwrap(), None);
        store.create_session(Session { expires_at: at(20), ..session(&two, b"d") }).await.unwrap();
        assert_eq!(store.purge_sessions(at(10)).await.unwrap(), 1);
        store.delete_session(&two).await.unwrap();
        assert_eq!(store.find_session(&two, at(0)).await.unwrap(), None);
        assert!(!store.save_session(session(&two, b"e")).await.unwrap(), "what has ended stays ended");
        assert_eq!(store.find_session(&two, at(0)).await.unwrap(), None);
        store.close().await;
    }

    async fn another_password_ends_the_sessions_of_that_account_only(place) {
        let store = place.open().await;
        let one = store.create_account(EMAIL, "phc", None, now()).await.unwrap();
        let other = store.create_account("other@shop.example", "phc", None, now()).await.unwrap();
        for (name, account) in [("a", one), ("b", one), ("c", other)] {
            let hash = hash(name);
            store.create_session(Session { hash: &hash, account, data: b"", expires_at: at(10) }).await.unwrap();
        }
        assert!(store.set_password(one.unwrap(), "new", one, now()).await.unwrap());
        assert_eq!(store.find_session(&hash("a"), now()).await.unwrap(), None);
        assert_eq!(store.find_session(&hash("b"), now()).await.unwrap(), None);
        assert!(store.find_session(&hash("c"), now()).await.unwrap().is_some());
        assert_eq!(store.find_account_by_email(EMAIL).await.unwrap().unwrap().password_hash, "new");
        assert!(!store.set_password(99, "new", None, now()).await.unwrap());
        store.close().await;
    }
}
