//! Versions, records, erasures and the audit log resist whoever reaches the database past Assent.

use crate::place::Place;
use crate::sample::{Sent, Shop, now, shop};

/// Every row of the four tables, in one text.
async fn everything(place: &Place) -> String {
    let mut all = String::new();
    for (table, columns) in [
        ("version", "number || hash || published_at || length(document)"),
        ("record", "seq || id || action || decided_at || expires_at || length(canonical) || language"),
        ("erasure", "record_id || reason"),
        ("audit", "id || action || detail"),
    ] {
        let glue = if place.is_sqlite() { "group_concat" } else { "string_agg" };
        all += &place
            .ask(&format!("select {glue}(line, ',') from (select {columns} as line from {table} order by 1) x"))
            .await;
        all.push('\n');
    }
    all
}

async fn recorded(place: &Place) -> Shop {
    let shop = shop(place.open().await).await;
    shop.send(&Sent::by(1, true), now()).await.unwrap();
    let erased = Sent::by(2, true);
    shop.send(&erased, now()).await.unwrap();
    place.erase(&erased.id).await;
    shop
}

async fn refused(place: &Place, attacks: &[&str]) {
    let before = everything(place).await;
    for attack in attacks {
        let answer = place.attack(attack).await;
        let message = answer.expect_err(attack);
        let expected = ["append-only", "names no record", "has no column named"];
        assert!(expected.iter().any(|reason| message.contains(reason)), "{attack}: {message}");
        assert_eq!(everything(place).await, before, "{attack}");
    }
}

on_both! {
    async fn neither_is_changed_nor_deleted(place) {
        let shop = recorded(place).await;
        refused(place, &[
            "update version set hash = lower(hash)",
            "update version set document = document where number = 1",
            "delete from version",
            "update record set action = 'reject_all'",
            "update record set decided_at = decided_at + 1",
            "update record set visitor = visitor",
            "delete from record",
            "delete from record where id = (select id from record limit 1)",
            "update erasure set reason = 'another'",
            "delete from erasure",
            "update audit set action = 'nothing'",
            "delete from audit",
        ]).await;
        shop.store.close().await;
    }

    async fn neither_is_replaced_by_an_insert(place) {
        let shop = recorded(place).await;
        let version = "version (site_id, number, hash, document, published_at, published_by) \
            select site_id, number, hash, document, published_at + 1, published_by from version where true";
        let record = "record (id, site_id, visitor, version, action, source, language, decided_at, received_at, \
            expires_at, canonical, salt) select id, site_id, visitor, version, 'reject_all', source, language, decided_at, \
            received_at, expires_at, canonical, salt from record where true";
        let upserts = [
            format!("insert into {version} on conflict (site_id, number) do update set published_at = 0"),
            format!("insert into {record} on conflict (id) do update set action = 'reject_all'"),
            "insert into audit (id, at, action, detail) select id, 0, 'forged', '{}' from audit where true \
                on conflict (id) do update set action = 'forged'".to_owned(),
        ];
        refused(place, &upserts.each_ref().map(String::as_str)).await;
        if place.is_sqlite() {
            let same_place = record.replacen("(id,", "(seq, id,", 1).replacen("select id,", "select seq, \
                '00000000-0000-7000-8000-00000000ffff',", 1);
            let attacks = [
                format!("insert or replace into {version}"),
                format!("replace into {version}"),
                format!("insert or replace into {record}"),
                format!("insert or replace into {same_place}"),
                "update or replace record set id = id".to_owned(),
                "update or replace version set number = 1".to_owned(),
                "insert or replace into audit (id, at, action, detail) values (1, 0, 'forged', '{}')".to_owned(),
                "insert or replace into erasure select * from erasure".to_owned(),
            ];
            refused(place, &attacks.each_ref().map(String::as_str)).await;
            let asking: Vec<String> = attacks.iter().map(|sql| format!("pragma recursive_triggers = on; {sql}")).collect();
            refused(place, &asking.iter().map(String::as_str).collect::<Vec<_>>()).await;
        }
        shop.store.close().await;
    }

    async fn neither_is_replaced_by_a_hidden_key(place) {
        if !place.is_sqlite() {
            return;
        }
        let shop = recorded(place).await;
        let mut attacks = Vec::new();
        for name in ["rowid", "oid", "_rowid_"] {
            for place in 1..=3 {
                attacks.extend([
                    format!("replace into version ({name}, site_id, number, hash, document, published_at) \
                        select {place}, site_id, number + 1, hash, document, published_at from version"),
                    format!("replace into record ({name}, id, site_id, visitor, version, action, source, language, \
                        decided_at, received_at, expires_at, canonical, salt) select (select min(seq) from record), \
                        '00000000-0000-7000-8000-00000000fff{place}', site_id, visitor, version, 'reject_all', source, \
                        language, decided_at, received_at, expires_at, canonical, salt from record"),
                    format!("replace into erasure ({name}, record_id, reason, erased_at) select {place}, id, 'x', 0 from record"),
                    format!("replace into audit ({name}, at, action, detail) \
                        select min(id), 0, 'forged', '{{}}' from audit having min(id) > 0"),
                ]);
            }
        }
        refused(place, &attacks.iter().map(String::as_str).collect::<Vec<_>>()).await;
        shop.store.close().await;
    }

    async fn truncate_is_refused(place) {
        if place.is_sqlite() {
            return;
        }
        let shop = recorded(place).await;
        refused(place, &[
            "truncate record",
            "truncate version cascade",
            "truncate site cascade",
            "truncate erasure",
            "truncate audit",
            "truncate account cascade",
        ]).await;
        shop.store.close().await;
    }

    async fn an_erasure_must_name_a_record_and_takes_it_away_at_once(place) {
        let shop = recorded(place).await;
        refused(place, &[
            "insert into erasure (record_id, reason, erased_at) values ('00000000-0000-7000-8000-00000000eeee', 'x', 0)",
        ]).await;
        assert_eq!(place.ask("select count(*) from record").await, "1");
        place.attack("insert into erasure (record_id, reason, erased_at) select id, 'x', 0 from record").await.unwrap();
        assert_eq!(place.ask("select count(*) from record").await, "0");
        shop.store.close().await;
    }

    async fn an_erasure_that_is_rolled_back_erases_nothing(place) {
        let shop = recorded(place).await;
        place.attack("begin; insert into erasure (record_id, reason, erased_at) select id, 'x', 0 from record; rollback")
            .await.unwrap();
        assert_eq!(place.ask("select count(*) from record").await, "1");
        shop.store.close().await;
    }

    async fn the_schema_refuses_what_no_choice_can_be(place) {
        let shop = recorded(place).await;
        let record = |visitor: &str, action: &str, version: i64| {
            let visitor = if place.is_sqlite() { format!("x'{visitor}'") } else { format!("'\\x{visitor}'::bytea") };
            format!("insert into record (id, site_id, visitor, version, action, source, language, decided_at, received_at, \
                expires_at, canonical, salt) select '00000000-0000-7000-8000-00000000dddd', site_id, {visitor}, {version}, \
                '{action}', source, language, decided_at, received_at, expires_at, canonical, salt from record limit 1")
        };
        let sixteen = "00".repeat(16);
        assert!(place.attack(&record("0000", "custom", 1)).await.is_err());
        assert!(place.attack(&record(&sixteen, "maybe", 1)).await.is_err());
        if !place.is_sqlite() {
            // A plain SQLite client does not ask for foreign keys.
            assert!(place.attack(&record(&sixteen, "custom", 9)).await.is_err());
        }
        assert_eq!(place.attack(&record(&sixteen, "custom", 1)).await.unwrap(), 1);
        shop.store.close().await;
    }
}
