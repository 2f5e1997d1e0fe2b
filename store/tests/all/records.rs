//! Reading records, and what is left of one that was erased.

use crate::sample::{Sent, at, now, shop, visitor};
use consent::timestamp::DAY_MS;

on_both! {
    async fn records_are_listed_in_pages_newest_first(place) {
        let shop = shop(place.open().await).await;
        for number in 0..5 {
            shop.send(&Sent::by(number % 2, true), at(i64::from(number))).await.unwrap();
        }
        let (mut pages, mut before) = (Vec::new(), None);
        loop {
            let page = shop.store.list_records(shop.site.id, None, before, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.seq);
            pages.push(page.iter().map(|it| it.record.received_at).collect::<Vec<_>>());
        }
        assert_eq!(pages, [vec![at(4), at(3)], vec![at(2), at(1)], vec![at(0)]]);
        let one = shop.store.list_records(shop.site.id, Some(visitor(1)), None, 10).await.unwrap();
        assert_eq!(one.iter().map(|it| it.record.received_at).collect::<Vec<_>>(), [at(3), at(1)]);
        assert!(shop.store.list_records(shop.site.id + 1, None, None, 10).await.unwrap().is_empty());
        shop.store.close().await;
    }

    async fn a_record_is_found_on_its_own_site_only(place) {
        let shop = shop(place.open().await).await;
        let sent = Sent::by(1, true);
        shop.send(&sent, now()).await.unwrap();
        assert!(shop.store.find_record(shop.site.id, &sent.id).await.unwrap().is_some());
        assert!(shop.store.find_record(shop.site.id + 1, &sent.id).await.unwrap().is_none());
        shop.store.close().await;
    }

    async fn every_day_is_counted_those_without_records_too(place) {
        let shop = shop(place.open().await).await;
        for day in [0, 0, 2] {
            shop.send(&Sent::by(1, true), at(day * DAY_MS)).await.unwrap();
        }
        let counted = shop.store.count_records_by_day(shop.site.id, at(-DAY_MS), at(2 * DAY_MS)).await.unwrap();
        let counted: Vec<_> = counted.into_iter().map(|(day, count)| (day.day(), count)).collect();
        let expected = [("2026-11-23", 0), ("2026-11-24", 2), ("2026-11-25", 0), ("2026-11-26", 1)];
        assert_eq!(counted, expected.map(|(day, count)| (day.to_owned(), count)));
        let none = shop.store.count_records_by_day(shop.site.id, at(DAY_MS), now()).await.unwrap();
        assert!(none.is_empty(), "a range that ends before it begins has no days");
        shop.store.close().await;
    }

    async fn erasing_leaves_reason_and_time_and_nothing_about_the_visitor(place) {
        let shop = shop(place.open().await).await;
        let sent = Sent::by(1, true);
        shop.send(&sent, now()).await.unwrap();
        place.erase(&sent.id).await;
        assert!(shop.store.find_record(shop.site.id, &sent.id).await.unwrap().is_none());
        let left = format!("{} asked for 7", sent.id);
        assert_eq!(place.ask("select record_id || ' ' || reason || ' ' || erased_at from erasure").await, left);
        shop.store.close().await;
    }

    async fn visitors_are_counted_by_the_version_of_their_newest_choice_that_counts(place) {
        let shop = shop(place.open().await).await;
        for (number, grants, when) in [(1, true, 0), (2, false, 0), (1, false, 5), (3, true, 0)] {
            shop.send(&Sent::by(number, grants), at(when)).await.unwrap();
        }
        let counted = async |when: i64| shop.store.count_standing_by_version(shop.site.id, at(when)).await.unwrap();
        assert_eq!(counted(10).await, [(1, 3)]);
        assert_eq!(counted(180 * DAY_MS + 1).await, [(1, 2)], "a grant ends before a refusal");
        assert_eq!(counted(200 * DAY_MS).await, []);
        shop.store.close().await;
    }
}
