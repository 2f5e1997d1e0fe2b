//! Drafts and versions.

use crate::sample::{at, details, draft, now, shop, site_key};
use consent::canonical::sha256_hex;
use consent::reported::Reasons;
use store::draft::{MAX_DRAFT, SaveDraftError};
use store::version::PublishError;

on_both! {
    async fn who_saves_from_an_old_revision_is_shown_what_is_stored(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        assert_eq!(store.find_draft(site).await.unwrap(), Some((draft(), 1)));
        let mut mine = draft();
        mine.purposes.truncate(1);
        assert_eq!(store.save_draft(site, 1, &mine, None, now()).await.unwrap(), 2);
        match store.save_draft(site, 1, &draft(), None, now()).await {
            Err(SaveDraftError::Conflict { current, revision }) => assert_eq!((*current, revision), (mine.clone(), 2)),
            other => panic!("{other:?}"),
        }
        assert_eq!(store.find_draft(site).await.unwrap(), Some((mine, 2)));
        assert!(matches!(store.save_draft(site + 1, 1, &draft(), None, now()).await, Err(SaveDraftError::NoSite)));
        store.close().await;
    }

    async fn of_many_who_save_the_same_revision_one_wins(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        let saves: Vec<_> = (0..16).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.save_draft(site, 1, &draft(), None, now()).await.is_ok() })
        }).collect();
        let mut won = 0;
        for save in saves {
            won += i32::from(save.await.unwrap());
        }
        assert_eq!(won, 1);
        store.close().await;
    }

    async fn a_draft_beyond_the_limit_is_not_saved(place) {
        let store = place.open().await;
        let site = store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
        let mut huge = draft();
        huge.purposes[0].key = "x".repeat(MAX_DRAFT);
        assert!(matches!(store.save_draft(site, 1, &huge, None, now()).await, Err(SaveDraftError::TooLarge)));
        store.close().await;
    }

    async fn a_version_is_numbered_hashed_and_live(place) {
        let shop = shop(place.open().await).await;
        let published = &shop.published;
        assert_eq!((published.version.number, shop.site.live), (1, Some(1)));
        assert_eq!(published.hash, sha256_hex(&published.version.canonical().unwrap()));
        let live = shop.store.live(&site_key()).await.unwrap().unwrap();
        assert_eq!(live.version.as_deref(), Some(published));
        assert_eq!(live.asked.len(), 2);
        let stored = shop.store.find_version(shop.site.id, 1).await.unwrap().unwrap();
        assert_eq!(&stored, published);
        assert!(shop.store.find_version(shop.site.id, 2).await.unwrap().is_none());
        shop.store.close().await;
    }

    async fn the_next_version_supersedes_the_one_before(place) {
        let shop = shop(place.open().await).await;
        let store = &shop.store;
        let live = store.live(&site_key()).await.unwrap().unwrap();
        assert_eq!(store.version_of(&live, 1).await.unwrap().unwrap().superseded_at, None);
        let mut changed = draft();
        changed.purposes.truncate(1);
        let revision = store.save_draft(shop.site.id, 1, &changed, None, now()).await.unwrap();
        let second = store.publish(&shop.site, revision, &Reasons::default(), None, at(1000)).await.unwrap();
        assert_eq!(second.version.number, 2);
        let live = store.live(&site_key()).await.unwrap().unwrap();
        assert_eq!(live.version.as_deref(), Some(&second));
        for _ in 0..2 {
            let first = store.version_of(&live, 1).await.unwrap().unwrap();
            assert_eq!((first.superseded_at, &first.version), (Some(at(1000)), &shop.published.version));
        }
        assert!(store.version_of(&live, 3).await.unwrap().is_none());
        let listed = store.list_versions(shop.site.id).await.unwrap();
        assert_eq!(listed.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(listed[0].hash, second.hash);
        store.close().await;
    }

    async fn versions_follow_each_other_even_when_the_clock_is_set_back(place) {
        let shop = shop(place.open().await).await;
        let mut changed = draft();
        changed.purposes.truncate(1);
        let revision = shop.store.save_draft(shop.site.id, 1, &changed, None, now()).await.unwrap();
        let second = shop.store.publish(&shop.site, revision, &Reasons::default(), None, at(-60_000)).await.unwrap();
        assert!(second.version.published_at > shop.published.version.published_at);
        shop.store.close().await;
    }

    async fn publishing_refuses_what_is_wrong_old_or_unchanged(place) {
        let shop = shop(place.open().await).await;
        let (store, site) = (&shop.store, &shop.site);
        assert!(matches!(store.publish(site, 1, &Reasons::default(), None, at(1)).await, Err(PublishError::Unchanged)));
        assert!(matches!(store.publish(site, 7, &Reasons::default(), None, at(1)).await, Err(PublishError::Conflict { revision: 1 })));
        let mut wrong = draft();
        wrong.purposes[0].key = "Not a key".into();
        let revision = store.save_draft(site.id, 1, &wrong, None, now()).await.unwrap();
        match store.publish(site, revision, &Reasons::default(), None, at(1)).await {
            Err(PublishError::Invalid(problems)) => assert_eq!(problems[0].path, "purposes.0.key"),
            other => panic!("{other:?}"),
        }
        let mut nameless = details();
        nameless.name.clear();
        store.save_site_details(site, 1, &nameless, None, now()).await.unwrap();
        let revision = store.save_draft(site.id, revision, &draft(), None, now()).await.unwrap();
        match store.publish(site, revision, &Reasons::default(), None, at(1)).await {
            Err(PublishError::Invalid(problems)) => assert_eq!(problems[0].path, "site.name"),
            other => panic!("{other:?}"),
        }
        store.archive_site(site, None, now()).await.unwrap();
        assert!(matches!(store.publish(site, revision, &Reasons::default(), None, at(1)).await, Err(PublishError::NoSite)));
        assert_eq!(store.list_versions(site.id).await.unwrap().len(), 1);
        store.close().await;
    }

    async fn of_two_who_publish_at_once_both_get_their_own_number_or_a_refusal(place) {
        let shop = shop(place.open().await).await;
        let mut changed = draft();
        changed.purposes.truncate(1);
        let revision = shop.store.save_draft(shop.site.id, 1, &changed, None, now()).await.unwrap();
        let publishing: Vec<_> = (0..8).map(|number| {
            let (store, site) = (shop.store.clone(), shop.site.clone());
            tokio::spawn(async move { store.publish(&site, revision, &Reasons::default(), None, at(number)).await })
        }).collect();
        let mut published = 0;
        for attempt in publishing {
            match attempt.await.unwrap() {
                Ok(second) => { assert_eq!(second.version.number, 2); published += 1 }
                Err(PublishError::Unchanged) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(published, 1);
        shop.store.close().await;
    }

    async fn what_another_process_publishes_is_met_on_a_shared_database(place) {
        if place.is_sqlite() {
            return;
        }
        let (shop, other) = (shop(place.open().await).await, place.open().await);
        assert_eq!(other.live(&site_key()).await.unwrap().unwrap().site.live, Some(1));
        let mut changed = draft();
        changed.purposes.truncate(1);
        let revision = shop.store.save_draft(shop.site.id, 1, &changed, None, now()).await.unwrap();
        shop.store.publish(&shop.site, revision, &Reasons::default(), None, at(1)).await.unwrap();
        assert_eq!(other.live(&site_key()).await.unwrap().unwrap().site.live, Some(2));
        shop.store.close().await;
        other.close().await;
    }

    async fn the_live_version_never_goes_back_while_it_is_read(place) {
        let shop = shop(place.open().await).await;
        let (store, site) = (shop.store.clone(), shop.site.clone());
        let publishing = tokio::spawn(async move {
            let mut revision = 1;
            for number in 0..10 {
                let mut changed = draft();
                changed.purposes[0].meaning = number + 1;
                revision = store.save_draft(site.id, revision, &changed, None, now()).await.unwrap();
                let published = store.publish(&site, revision, &Reasons::default(), None, at(i64::from(number))).await.unwrap();
                let live = store.live(&site_key()).await.unwrap().unwrap();
                assert_eq!(live.site.live, Some(published.version.number));
            }
        });
        let mut last = 0;
        while !publishing.is_finished() {
            let live = shop.store.live(&site_key()).await.unwrap().unwrap();
            let number = live.version.as_ref().unwrap().version.number;
            assert!(number >= last, "{number} after {last}");
            last = number;
        }
        publishing.await.unwrap();
        shop.store.close().await;
    }
}
