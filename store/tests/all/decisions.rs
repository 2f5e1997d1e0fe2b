//! What decisions rest on, from memory and from the database alike.

use crate::sample::{SECOND, Sent, Shop, at, now, shop, visitor};
use consent::decide::{Standing, decide};
use std::sync::Arc;
use std::task::Poll;

/// What the store says must be what a store that remembers nothing says.
async fn agrees_with_the_database(
    place: &crate::place::Place,
    shop: &Shop,
    number: u32,
) -> (Option<Standing>, Option<Standing>) {
    let remembered = shop.store.standing(shop.site.id, visitor(number)).await.unwrap();
    let fresh = place.open().await;
    assert_eq!(fresh.standing(shop.site.id, visitor(number)).await.unwrap(), remembered);
    fresh.close().await;
    let (asked, now) = (shop.published.version.asked(), at(SECOND));
    let (newest, before) = (remembered.0.as_ref(), remembered.1.as_ref());
    let decided = shop.store.decide(shop.site.id, visitor(number), &asked, now).await.unwrap();
    assert_eq!(decided, decide(&asked, newest, before, now), "the form in memory decides otherwise");
    remembered
}

/// Polls them in turn until each is done, so that they queue in this order and yet wait together.
async fn in_order<F: Future>(all: impl Iterator<Item = F>) {
    let mut waiting: Vec<_> = all.map(|each| Some(Box::pin(each))).collect();
    std::future::poll_fn(|context| {
        for each in &mut waiting {
            if each.as_mut().is_some_and(|it| it.as_mut().poll(context).is_ready()) {
                *each = None;
            }
        }
        if waiting.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

on_both! {
    async fn the_newest_click_decides_in_every_order_of_delivery(place) {
        let shop = shop(place.open().await).await;
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for (number, order) in (0..).zip(orders) {
            for remembered_first in [false, true] {
                let number = number * 2 + u32::from(remembered_first);
                if remembered_first {
                    assert_eq!(shop.granted(number).await, None);
                }
                // Clicks 3, 2 and 1 seconds before now: grant, refuse, grant.
                for click in order {
                    let sent = Sent::by(number, click != 1).aged((3 - click) * SECOND);
                    shop.send(&sent, now()).await.unwrap();
                }
                let (newest, before) = agrees_with_the_database(place, &shop, number).await;
                let times = (newest.as_ref().unwrap().decided_at, before.as_ref().unwrap().decided_at);
                assert_eq!(times, (at(-SECOND), at(-2 * SECOND)), "{order:?}");
                assert!(newest.unwrap().purposes["ads"].granted && !before.unwrap().purposes["ads"].granted);
            }
        }
        shop.store.close().await;
    }

    async fn of_two_clicks_at_the_same_time_the_refusal_decides(place) {
        let shop = shop(place.open().await).await;
        for number in 0..20 {
            let refused_first = number % 2 == 0;
            shop.send(&Sent::by(number, !refused_first), now()).await.unwrap();
            shop.send(&Sent::by(number, refused_first), now()).await.unwrap();
            assert_eq!(shop.granted(number).await, Some(false));
            let (_, before) = agrees_with_the_database(place, &shop, number).await;
            assert!(before.unwrap().purposes["ads"].granted);
        }
        shop.store.close().await;
    }

    async fn of_two_grants_at_the_same_time_the_later_arrival_decides(place) {
        let shop = shop(place.open().await).await;
        for number in 0..20 {
            for ads in [number % 2 == 0, number % 2 == 1] {
                shop.send(&Sent::by(number, true).but_ads(ads), now()).await.unwrap();
            }
            assert_eq!(shop.granted(number).await, Some(number % 2 == 1));
            agrees_with_the_database(place, &shop, number).await;
        }
        shop.store.close().await;
    }

    async fn a_repeat_in_the_same_transaction_changes_no_order_of_arrival(place) {
        let shop = Arc::new(shop(place.open().await).await);
        let repeated: Vec<_> = (100..110).map(|number| Sent::by(number, true)).collect();
        for sent in &repeated {
            shop.send(sent, now()).await.unwrap();
        }
        // Each pair is of one visitor and one millisecond; a repeat before and among them makes the statement that
        // holds it be refused as a whole.
        for round in 0..10 {
            let mut sending = Vec::new();
            for number in 0..40 {
                if number % 8 == 0 {
                    sending.push(repeated[number as usize / 8].clone());
                }
                for ads in [true, false] {
                    sending.push(Sent::by(round * 40 + number + 1000, true).but_ads(ads));
                }
            }
            let sending = sending.into_iter().map(|sent| {
                let shop = shop.clone();
                async move { shop.send(&sent, now()).await.unwrap() }
            });
            in_order(sending).await;
            let (site, fresh) = (shop.site.id, place.open().await);
            for number in 0..40 {
                let number = round * 40 + number + 1000;
                assert_eq!(shop.granted(number).await, Some(false), "visitor {number}");
                let remembered = shop.store.standing(site, visitor(number)).await.unwrap();
                assert_eq!(fresh.standing(site, visitor(number)).await.unwrap(), remembered);
            }
            fresh.close().await;
        }
        shop.store.close().await;
    }

    async fn several_choices_of_one_visitor_in_one_transaction_keep_their_order(place) {
        let shop = Arc::new(shop(place.open().await).await);
        let sending: Vec<_> = (0..60).map(|number| {
            let shop = shop.clone();
            let sent = Sent::by(number % 3, number % 2 == 0).aged(i64::from(number % 7) * SECOND);
            tokio::spawn(async move { shop.send(&sent, now()).await.unwrap() })
        }).collect();
        for each in sending {
            each.await.unwrap();
        }
        for number in 0..3 {
            agrees_with_the_database(place, &shop, number).await;
        }
        shop.store.close().await;
    }

    async fn whoever_asks_after_the_answer_sees_the_choice(place) {
        let shop = Arc::new(shop(place.open().await).await);
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let shop = shop.clone();
            readers.spawn(async move {
                loop {
                    for number in 0..10 {
                        shop.granted(number).await;
                    }
                    // What is at hand is answered without waiting: without this nobody else gets a turn.
                    tokio::task::yield_now().await;
                }
            });
        }
        let writers: Vec<_> = (0..10).map(|number| {
            let shop = shop.clone();
            tokio::spawn(async move {
                for round in 0..100 {
                    let grant = round % 2 == 0;
                    shop.send(&Sent::by(number, grant), at(round)).await.unwrap();
                    assert_eq!(shop.granted(number).await, Some(grant), "visitor {number}, round {round}");
                }
            })
        }).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        readers.shutdown().await;
        for number in 0..10 {
            agrees_with_the_database(place, &shop, number).await;
        }
        shop.store.close().await;
    }

    async fn a_visitor_of_one_site_is_nobody_on_another(place) {
        let shop = shop(place.open().await).await;
        shop.send(&Sent::by(1, true), now()).await.unwrap();
        assert_eq!(shop.store.standing(shop.site.id + 1, visitor(1)).await.unwrap(), (None, None));
        shop.store.close().await;
    }

    async fn what_another_process_records_is_seen_on_a_shared_database(place) {
        if place.is_sqlite() {
            return;
        }
        let (shop, other) = (shop(place.open().await).await, place.open().await);
        assert_eq!(other.standing(shop.site.id, visitor(1)).await.unwrap(), (None, None));
        shop.send(&Sent::by(1, true), now()).await.unwrap();
        assert!(other.standing(shop.site.id, visitor(1)).await.unwrap().0.is_some());
        shop.store.close().await;
        other.close().await;
    }
}

#[tokio::test]
async fn a_database_in_memory_serves_reads_and_writes() {
    let store = store::Store::open("sqlite::memory:", store::Options::default()).await.unwrap();
    let shop = Arc::new(shop(store).await);
    let sending: Vec<_> = (0..50)
        .map(|number| {
            let shop = shop.clone();
            tokio::spawn(async move {
                shop.send(&Sent::by(number, true), now()).await.unwrap();
                assert_eq!(shop.granted(number).await, Some(true));
            })
        })
        .collect();
    for each in sending {
        each.await.unwrap();
    }
}
