//! The audit log: who changed what.

use crate::sample::{at, details, draft, hash, now, shop};
use consent::reported::Reasons;
use consent::site::SiteDetails;
use serde_json::{Value, json};
use store::site::Role;

on_both! {
    async fn every_action_on_a_site_is_written_with_who_did_it(place) {
        let shop = shop(place.open().await).await;
        let (store, site) = (&shop.store, &shop.site);
        let owner = store.create_account("owner@shop.example", "phc", Some((site.id, Role::Owner)), now()).await.unwrap();
        let helper = store.create_account("helper@shop.example", "phc", None, now()).await.unwrap().unwrap();
        store.save_membership(site.id, helper, Role::Editor, owner, at(1)).await.unwrap();
        let moved = SiteDetails { origins: vec!["https://new.example".into()], ..details() };
        store.save_site_details(site, 1, &moved, owner, at(2)).await.unwrap();
        let mut changed = draft();
        changed.purposes[1].retention.count = 3;
        store.save_draft(site.id, 1, &changed, owner, at(3)).await.unwrap();
        let published = store.publish(site, 2, &Reasons::default(), owner, at(4)).await.unwrap();
        store.take_offline(site, owner, at(5)).await.unwrap();
        store.bring_online(site, owner, at(6)).await.unwrap();
        store.save_preview(site, Some(&hash("token")), owner, at(7)).await.unwrap();
        store.save_preview(site, None, owner, at(8)).await.unwrap();
        store.archive_site(site, owner, at(9)).await.unwrap();

        let written = store.list_audit(site.id, None, 100).await.unwrap();
        let mut by_owner: Vec<_> = written.iter().filter(|entry| entry.email.as_deref() == Some("owner@shop.example")).collect();
        by_owner.reverse();
        let actions: Vec<_> = by_owner.iter().map(|entry| (entry.action.as_str(), entry.at)).collect();
        let expected = [
            "membership_saved", "site_saved", "draft_saved", "published", "taken_offline", "brought_online",
            "preview_renewed", "preview_revoked", "archived",
        ];
        assert_eq!(actions, expected.into_iter().zip(1..).map(|(action, later)| (action, at(later))).collect::<Vec<_>>());
        assert_eq!(by_owner[0].detail, json!({ "account": helper, "role": "editor" }));
        let origins = json!({ "at": "origins", "from": details().origins, "to": ["https://new.example"] });
        assert_eq!(by_owner[1].detail, json!({ "revision": 2, "changes": [origins] }));
        let key = &changed.purposes[1].key;
        let count = json!({ "at": format!("purposes.{key}.retention.count"), "from": draft().purposes[1].retention.count, "to": 3 });
        assert_eq!(by_owner[2].detail, json!({ "revision": 2, "changes": [count] }));
        assert_eq!(by_owner[3].detail, json!({ "number": 2, "hash": published.hash, "revision": 2 }));
        assert!(!written.iter().any(|entry| entry.detail.to_string().contains(&hash("token"))), "no secret is written");

        let by_program: Vec<_> = written.iter().rev().filter(|entry| entry.email.is_none()).collect();
        assert_eq!(by_program.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["site_created", "published", "membership_saved"]);
        let older = store.list_audit(site.id, Some(written[1].id), 1).await.unwrap();
        assert_eq!(older[0].id, written[2].id);
        store.close().await;
    }

    async fn whoever_adds_a_site_is_written_as_its_owner(place) {
        let store = place.open().await;
        let owner = store.create_account("owner@shop.example", "phc", None, now()).await.unwrap();
        let site = store.create_site(&crate::sample::site_key(), &details(), &draft(), owner, now()).await.unwrap();
        let written = store.list_audit(site, None, 9).await.unwrap();
        assert_eq!(written.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["membership_saved", "site_created"]);
        store.close().await;
    }

    async fn accounts_and_passwords_are_written_with_who_did_it(place) {
        let store = place.open().await;
        store.renew_setup(&hash("token"), now()).await.unwrap();
        let owner = store.create_owner(&hash("token"), "owner@shop.example", "a phc string", now()).await.unwrap();
        store.set_password(owner, "another phc string", Some(owner), now()).await.unwrap();
        store.set_password(owner, "a third phc string", None, now()).await.unwrap();
        let all = "select action || ' ' || coalesce(account_id, 0) || ' ' || detail from audit where id =";
        let mut written = Vec::new();
        for id in 1..=3 {
            written.push(place.ask(&format!("{all} {id}")).await);
        }
        assert_eq!(written[0], format!("account_created {owner} {}", json!({ "account": owner, "email": "owner@shop.example" })));
        let changed: Value = json!({ "account": owner });
        assert_eq!(written[1], format!("password_changed {owner} {changed}"), "by the account itself");
        assert_eq!(written[2], format!("password_changed 0 {changed}"), "on the command line");
        store.close().await;
    }
}
