//! The two schemas are one.

use crate::place::Place;
use crate::sample::{hash, now};
use sqlx::{Connection, PgConnection, SqliteConnection};
use store::{OpenError, Options, Store};

/// Every column as `table.column type null|not null`, and every index with its columns.
async fn described(place: &Place) -> Vec<String> {
    place.open().await.close().await;
    let mut lines: Vec<String> = match place {
        Place::Sqlite { .. } => {
            let mut plain = SqliteConnection::connect(&place.url()).await.unwrap();
            let columns = "select m.name || '.' || c.name || ' ' || c.type || \
                case when c.\"notnull\" or c.pk > 0 then ' not null' else '' end \
                from sqlite_master m, pragma_table_info(m.name) c \
                where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_%' escape '\\'";
            let indexes = "select m.tbl_name || ' ' || m.name || case when l.\"unique\" then ' unique' else '' end || ' ' || \
                (select group_concat(x.name || case when x.desc then ' desc' else '' end, ', ') \
                from pragma_index_xinfo(m.name) x where x.key) \
                from sqlite_master m join pragma_index_list(m.tbl_name) l on l.name = m.name \
                where m.type = 'index' and m.sql is not null";
            let mut found: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut plain).await.unwrap();
            found.extend(sqlx::query_scalar::<_, String>(indexes).fetch_all(&mut plain).await.unwrap());
            found
        }
        Place::Postgres { .. } => {
            let mut plain = PgConnection::connect(&place.url()).await.unwrap();
            let columns = "select table_name || '.' || column_name || ' ' || \
                case data_type when 'bigint' then 'integer' when 'bytea' then 'blob' else data_type end || \
                case is_nullable when 'NO' then ' not null' else '' end \
                from information_schema.columns where table_schema = current_schema() and table_name not like '\\_%'";
            let indexes = "select t.relname || ' ' || i.relname || case when x.indisunique then ' unique' else '' end || ' ' || \
                (select string_agg(pg_get_indexdef(i.oid, n, false) || \
                case when x.indoption[n - 1] & 1 = 1 then ' desc' else '' end, ', ' order by n) \
                from generate_series(1, x.indnkeyatts) n) \
                from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid \
                where i.relnamespace = current_schema()::regnamespace and not x.indisprimary and t.relname not like '\\_%'";
            let mut found: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut plain).await.unwrap();
            found.extend(sqlx::query_scalar::<_, String>(indexes).fetch_all(&mut plain).await.unwrap());
            found
        }
    };
    for line in &mut lines {
        *line = line.to_lowercase();
    }
    lines.sort();
    lines
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_indexes() {
    let Some(postgres) = Place::postgres().await else { return };
    let sqlite = Place::sqlite();
    let described = (described(&sqlite).await, described(&postgres).await);
    assert!(described.0.iter().any(|line| line == "record record_id unique id"), "{:#?}", described.0);
    assert_eq!(described.0, described.1);
    sqlite.remove().await;
    postgres.remove().await;
}

#[test]
fn both_folders_hold_the_same_migrations() {
    let names = |folder: &str| {
        let folder = format!("{}/../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[tokio::test]
async fn an_unknown_scheme_says_what_is_possible() {
    let error = Store::open("mysql://localhost/assent", Options::default()).await.unwrap_err();
    assert!(matches!(error, OpenError::Scheme));
    assert!(error.to_string().contains("sqlite:") && error.to_string().contains("postgres://"));
}

on_both! {
    async fn a_sqlite_file_is_served_by_one_process_until_it_ends(place) {
        let open = || async { Store::open_alone(&place.url(), Options::default()).await };
        let first = open().await.unwrap();
        if !place.is_sqlite() {
            open().await.unwrap().close().await;
            return first.close().await;
        }
        place.open().await.close().await;
        assert!(matches!(open().await, Err(OpenError::Taken(_))));
        drop(first);
        open().await.unwrap().close().await;
    }

    async fn opening_again_changes_nothing(place) {
        let first = place.open().await;
        assert!(first.claim_demo().await.unwrap());
        first.close().await;
        let second = place.open().await;
        second.ping().await.unwrap();
        assert!(second.is_demo().await.unwrap());
        second.close().await;
    }

    async fn a_used_database_is_not_taken_for_a_demo(place) {
        assert!(Store::free_for_demo(&place.url()).await.unwrap(), "there is nothing yet");
        let store = place.open().await;
        assert!(Store::free_for_demo(&place.url()).await.unwrap(), "it was never used");
        store.renew_setup(&hash("token"), now()).await.unwrap();
        assert!(!Store::free_for_demo(&place.url()).await.unwrap());
        assert!(!store.claim_demo().await.unwrap());
        store.close().await;
    }

    async fn the_demo_goes_on_with_its_own_database(place) {
        let store = place.open().await;
        assert!(store.claim_demo().await.unwrap());
        store.renew_setup(&hash("token"), now()).await.unwrap();
        store.create_account("owner@shop.example", "phc", None, now()).await.unwrap();
        assert!(Store::free_for_demo(&place.url()).await.unwrap() && store.claim_demo().await.unwrap());
        store.close().await;
    }

    async fn looking_whether_a_database_is_free_changes_nothing_in_it(place) {
        if let Place::Sqlite { folder } = place {
            std::fs::create_dir_all(folder.join("a folder")).unwrap();
            std::fs::write(folder.join("a folder/assent.db"), "").unwrap();
            assert!(Store::free_for_demo(&place.url()).await.unwrap(), "an empty file holds nothing");
        }
        place.attack("create table orders (id integer)").await.unwrap();
        assert!(!Store::free_for_demo(&place.url()).await.unwrap(), "it is somebody's");
        let tables = if place.is_sqlite() {
            "select count(*) from sqlite_master where type = 'table'"
        } else {
            "select count(*) from information_schema.tables where table_schema = current_schema()"
        };
        assert_eq!(place.ask(tables).await, "1");
    }
}
