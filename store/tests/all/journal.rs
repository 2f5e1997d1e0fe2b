//! The journal: each choice once, durable before it is answered.

use crate::sample::{Sent, at, now, shop, visitor};
use consent::choice::Action;
use std::sync::Arc;
use store::journal::{AppendError, Appended};

on_both! {
    async fn a_repeated_choice_is_recorded_once(place) {
        let shop = shop(place.open().await).await;
        let sent = Sent::by(1, true);
        let first = shop.send(&sent, now()).await.unwrap();
        let Appended::New(record) = &first else { panic!("{first:?}") };
        let again = shop.send(&sent, at(5000)).await.unwrap();
        assert_eq!(again, Appended::Repeat(record.clone()), "the record of the first delivery is answered");
        assert_eq!(place.ask("select count(*) from record").await, "1");
        shop.store.close().await;
    }

    async fn an_id_with_other_content_is_refused(place) {
        let shop = shop(place.open().await).await;
        let sent = Sent::by(1, true);
        shop.send(&sent, now()).await.unwrap();
        for other in [Sent { grant: false, ..sent.clone() }, Sent { visitor: 2, ..sent.clone() }] {
            assert!(matches!(shop.send(&other, now()).await, Err(AppendError::Conflict)));
        }
        assert_eq!(shop.granted(1).await, Some(true));
        assert_eq!(shop.granted(2).await, None);
        shop.store.close().await;
    }

    async fn an_id_that_was_erased_cannot_return(place) {
        let shop = shop(place.open().await).await;
        let sent = Sent::by(1, true);
        shop.send(&sent, now()).await.unwrap();
        place.erase(&sent.id).await;
        assert!(matches!(shop.send(&sent, now()).await, Err(AppendError::Conflict)));
        assert_eq!(place.ask("select count(*) from record").await, "0");
        shop.store.close().await;
    }

    async fn many_at_once_are_all_recorded(place) {
        let shop = Arc::new(shop(place.open().await).await);
        let sending: Vec<_> = (0..200).map(|number| {
            let shop = shop.clone();
            tokio::spawn(async move { shop.send(&Sent::by(number, number % 2 == 0), now()).await.unwrap() })
        }).collect();
        for each in sending {
            assert!(matches!(each.await.unwrap(), Appended::New(_)));
        }
        assert_eq!(place.ask("select count(*) from record").await, "200");
        for number in 0..200 {
            assert_eq!(shop.granted(number).await, Some(number % 2 == 0));
        }
        shop.store.close().await;
    }

    async fn the_same_choice_many_times_at_once_is_new_once(place) {
        let shop = Arc::new(shop(place.open().await).await);
        let sent = Sent::by(1, true);
        let sending: Vec<_> = (0..100).map(|number| {
            let (shop, sent) = (shop.clone(), Sent { grant: number % 2 == 0, ..sent.clone() });
            tokio::spawn(async move { (number, shop.send(&sent, at(number)).await) })
        }).collect();
        let (mut new, mut repeated, mut refused) = (0, 0, 0);
        for each in sending {
            match each.await.unwrap().1 {
                Ok(Appended::New(_)) => new += 1,
                Ok(Appended::Repeat(_)) => repeated += 1,
                Err(AppendError::Conflict) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((new, repeated, refused), (1, 49, 50));
        assert_eq!(place.ask("select count(*) from record").await, "1");
        shop.store.close().await;
    }

    async fn two_processes_record_the_same_choice_once(place) {
        if place.is_sqlite() {
            return;
        }
        let shop = Arc::new(shop(place.open().await).await);
        let other = place.open().await;
        for round in 0..20 {
            let batch: Vec<Sent> = (0..10).map(|number| Sent::by(round * 10 + number, true)).collect();
            let mut sending = tokio::task::JoinSet::new();
            for sent in batch.iter().chain(batch.iter().rev()) {
                for store in [shop.store.clone(), other.clone()] {
                    let (decided, site) = (sent.decided(&shop.published, now()), shop.site.id);
                    sending.spawn(async move { store.append(site, decided, [[1; 16]; 2]).await.unwrap() });
                }
            }
            let settled = sending.join_all().await;
            assert_eq!(settled.iter().filter(|appended| matches!(appended, Appended::New(_))).count(), 10);
        }
        assert_eq!(place.ask("select count(*) from record").await, "200");
        shop.store.close().await;
        other.close().await;
    }

    async fn one_choice_that_the_database_refuses_takes_no_other_with_it(place) {
        let shop = Arc::new(shop(place.open().await).await);
        let sending: Vec<_> = (0..50).map(|number| {
            let shop = shop.clone();
            tokio::spawn(async move {
                let decided = Sent::by(number, true).decided(&shop.published, now());
                let site = if number == 25 { shop.site.id + 1 } else { shop.site.id };
                shop.store.append(site, decided, [[1; 16]; 2]).await.is_ok()
            })
        }).collect();
        for (number, each) in sending.into_iter().enumerate() {
            assert_eq!(each.await.unwrap(), number != 25, "{number}");
        }
        assert_eq!(shop.granted(24).await, Some(true));
        assert_eq!(place.ask("select count(*) from record").await, "49");
        shop.store.close().await;
    }

    async fn replacing_ends_the_grants_of_the_old_visitor_once(place) {
        let shop = shop(place.open().await).await;
        shop.send(&Sent::by(1, true), now()).await.unwrap();
        let moved = Sent::by(2, true).replacing(1);
        shop.send(&moved, at(1000)).await.unwrap();
        shop.send(&moved, at(2000)).await.unwrap();
        assert_eq!((shop.granted(1).await, shop.granted(2).await), (Some(false), Some(true)));
        let history = shop.store.list_records(shop.site.id, Some(visitor(1)), None, 10).await.unwrap();
        assert_eq!(history.iter().map(|it| it.record.action).collect::<Vec<_>>(), [Action::Replaced, Action::AcceptAll]);
        assert_eq!(place.ask("select count(*) from record").await, "3");
        shop.store.close().await;
    }

    async fn a_refused_choice_ends_nobodys_grants(place) {
        let shop = shop(place.open().await).await;
        shop.send(&Sent::by(1, true), now()).await.unwrap();
        let taken = Sent::by(2, true);
        shop.send(&taken, now()).await.unwrap();
        let forged = Sent { grant: false, ..taken }.replacing(1);
        assert!(matches!(shop.send(&forged, at(1)).await, Err(AppendError::Conflict)));
        assert_eq!(shop.granted(1).await, Some(true));
        shop.store.close().await;
    }

    async fn a_reopened_database_keeps_every_record_as_it_was(place) {
        let shop = shop(place.open().await).await;
        let sent = Sent::by(1, true);
        let record = shop.send(&sent, now()).await.unwrap().record().clone();
        shop.store.close().await;
        let again = place.open().await;
        let stored = again.find_record(shop.site.id, &sent.id).await.unwrap().unwrap();
        assert_eq!(stored.record, record);
        assert_eq!(stored.canonical, record.canonical().unwrap());
        assert_eq!(stored.salt, [1; 16]);
        let (newest, before) = again.standing(shop.site.id, visitor(1)).await.unwrap();
        assert_eq!((newest, before), (Some((&record).into()), None));
        again.close().await;
    }

    async fn a_closed_store_says_so_and_records_nothing(place) {
        let shop = shop(place.open().await).await;
        shop.store.close().await;
        assert!(matches!(shop.send(&Sent::by(1, true), now()).await, Err(AppendError::Store(_))));
        assert_eq!(place.ask("select count(*) from record").await, "0");
    }
}
