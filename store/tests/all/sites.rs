//! Sites: who sees them, what is saved of them, and where they were seen.

use crate::sample::{at, details, draft, hash, now, shop, site_key};
use consent::keys::SiteKey;
use consent::site::SiteDetails;
use consent::timestamp::DAY_MS;
use std::sync::Arc;
use store::live::Live;
use store::seen::{MAX_FOREIGN, MAX_SEEN, SEEN_DAYS, SeenBy};
use store::site::{CreateSiteError, Role, SaveDetailsError};

async fn live(store: &store::Store) -> Arc<Live> {
    store.live(&site_key()).await.unwrap().unwrap()
}

on_both! {
    async fn nobody_sees_the_site_of_another(place) {
        let store = place.open().await;
        let one = store.create_account("one@shop.example", "phc", None, now()).await.unwrap();
        let two = store.create_account("two@shop.example", "phc", None, now()).await.unwrap().unwrap();
        let id = store.create_site(&site_key(), &details(), &draft(), one, now()).await.unwrap();
        assert!(store.find_site_for(two, "shop").await.unwrap().is_none());
        assert!(store.list_sites_for(two).await.unwrap().is_empty());
        let (site, role) = store.find_site_for(one.unwrap(), "shop").await.unwrap().unwrap();
        assert_eq!((site.id, site.details, role), (id, details(), Role::Owner));
        let three = store.create_account("three@shop.example", "phc", Some((id, Role::Auditor)), now()).await.unwrap();
        assert_eq!(store.list_sites_for(three.unwrap()).await.unwrap()[0].1, Role::Auditor);
        store.close().await;
    }

    async fn a_site_key_is_taken_once(place) {
        let store = place.open().await;
        store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        let again = store.create_site(&site_key(), &details(), &draft(), None, now()).await;
        assert!(matches!(again, Err(CreateSiteError::KeyTaken)));
        store.close().await;
    }

    async fn saved_details_are_met_at_once(place) {
        let shop = shop(place.open().await).await;
        let store = &shop.store;
        assert!(live(store).await.allows("https://www.shop.example"));
        let mut changed = details();
        changed.name = "'; drop table site; --".into();
        changed.origins = vec!["https://other.example".into()];
        store.save_site_details(&shop.site, 1, &changed, None, now()).await.unwrap();
        let met = live(store).await;
        assert_eq!(met.site.details, changed);
        assert!(met.allows("https://other.example") && !met.allows("https://shop.example"));
        store.close().await;
    }

    async fn details_edited_from_an_older_revision_are_a_conflict(place) {
        let shop = shop(place.open().await).await;
        let store = &shop.store;
        let named = |name: &str| SiteDetails { name: name.into(), ..details() };
        assert_eq!(store.save_site_details(&shop.site, shop.site.revision, &named("First"), None, now()).await.unwrap(), 2);
        match store.save_site_details(&shop.site, shop.site.revision, &named("Second"), None, now()).await {
            Err(SaveDetailsError::Conflict { current, revision }) => {
                assert_eq!((current.name.as_str(), revision), ("First", 2));
            }
            other => panic!("{other:?}"),
        }
        let stored = store.find_site("shop").await.unwrap().unwrap();
        assert_eq!((stored.details.name.as_str(), stored.revision), ("First", 2));
        store.take_offline(&shop.site, None, now()).await.unwrap();
        assert_eq!(store.find_site("shop").await.unwrap().unwrap().revision, 2, "only the details count");
        assert_eq!(store.save_site_details(&shop.site, 2, &named("Second"), None, now()).await.unwrap(), 3);
        store.close().await;
    }

    async fn an_offline_or_archived_site_shows_no_version(place) {
        let shop = shop(place.open().await).await;
        let store = &shop.store;
        assert!(live(store).await.version.is_some());
        store.take_offline(&shop.site, None, at(1)).await.unwrap();
        store.take_offline(&shop.site, None, at(2)).await.unwrap();
        let met = live(store).await;
        assert!(met.version.is_none() && met.asked.is_empty());
        assert_eq!(met.site.offline_since, Some(at(1)), "since the first time");
        store.bring_online(&shop.site, None, at(3)).await.unwrap();
        assert!(live(store).await.version.is_some());
        store.archive_site(&shop.site, None, at(4)).await.unwrap();
        assert!(live(store).await.version.is_none());
        store.close().await;
    }

    async fn an_unknown_site_is_none(place) {
        let store = place.open().await;
        assert!(store.live(&SiteKey::parse("nothing").unwrap()).await.unwrap().is_none());
        assert!(store.find_site("' or '1'='1").await.unwrap().is_none());
        store.close().await;
    }

    async fn a_preview_link_is_valid_until_renewed_or_revoked(place) {
        let shop = shop(place.open().await).await;
        let store = &shop.store;
        let opens = async |token: &str| store.find_site_by_preview("shop", &hash(token)).await.unwrap().is_some();
        assert!(!opens("one").await);
        store.save_preview(&shop.site, Some(&hash("one")), None, now()).await.unwrap();
        assert!(opens("one").await);
        store.save_preview(&shop.site, Some(&hash("two")), None, now()).await.unwrap();
        assert!(!opens("one").await && opens("two").await);
        store.save_preview(&shop.site, None, None, now()).await.unwrap();
        assert!(!opens("two").await);
        store.close().await;
    }

    async fn an_origin_is_kept_with_the_last_day_it_was_seen(place) {
        let shop = shop(place.open().await).await;
        let (store, met) = (&shop.store, live(&shop.store).await);
        for (origin, by, day) in [
            ("https://shop.example", SeenBy::Script, 0),
            ("https://shop.example", SeenBy::Script, 0),
            ("https://shop.example", SeenBy::Choice, 0),
            ("https://shop.example", SeenBy::Script, 1),
        ] {
            store.note_seen(&met, origin, by, at(day * DAY_MS)).await.unwrap();
        }
        let seen = store.list_seen(shop.site.id).await.unwrap();
        assert_eq!(seen.len(), 2);
        assert_eq!((seen[0].by, seen[0].day.day().as_str()), (SeenBy::Script, "2026-11-25"));
        assert_eq!((seen[1].by, seen[1].day.day().as_str()), (SeenBy::Choice, "2026-11-24"));
        let (origin, later) = ("https://www.shop.example", at((SEEN_DAYS + 2) * DAY_MS));
        assert!(store.is_unseen(&met, origin, SeenBy::Script, later));
        store.note_seen(&met, origin, SeenBy::Script, later).await.unwrap();
        assert!(!store.is_unseen(&met, origin, SeenBy::Script, later) && store.is_unseen(&met, origin, SeenBy::Choice, later));
        assert!(store.is_unseen(&met, origin, SeenBy::Script, later.plus(DAY_MS)));
        assert_eq!(store.list_seen(shop.site.id).await.unwrap().len(), 1, "what was seen long ago is gone");
        store.close().await;
    }

    async fn origins_that_anybody_can_send_do_not_pile_up(place) {
        let shop = shop(place.open().await).await;
        let (store, met) = (&shop.store, live(&shop.store).await);
        for number in 0..MAX_FOREIGN + 5 {
            store.note_seen(&met, &format!("https://{number}.evil.example"), SeenBy::Choice, now()).await.unwrap();
        }
        assert_eq!(store.list_seen(shop.site.id).await.unwrap().len(), MAX_FOREIGN);
        for number in 0..MAX_SEEN + 5 {
            store.note_seen(&met, &format!("https://{number}.shop.example"), SeenBy::Script, now()).await.unwrap();
        }
        assert_eq!(store.list_seen(shop.site.id).await.unwrap().len(), MAX_SEEN);
        store.close().await;
    }
}
