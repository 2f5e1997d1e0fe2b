use super::*;
use consent::draft::{Kind, Storage};

#[test]
fn semicolons_quotes_and_a_byte_order_mark_are_read() {
    let list = imported(given!("list_semicolons.csv"));
    let kinds: Vec<_> = list.purposes.iter().map(|purpose| (purpose.key.as_str(), purpose.kind)).collect();
    let expected = [
        ("necessary", Kind::Necessary),
        ("statistics", Kind::Measurement),
        ("marketing", Kind::Marketing),
        ("unclassified", Kind::Marketing),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(purpose(&list, "statistics").words[&language("en")].title, "Statistics");
    let google = tracker(&list, "google");
    assert_eq!((google.name.as_str(), google.provider.as_str()), ("Google", "Google"));
    assert_eq!(items(google), ["_ga 2 years", "_ga_* 2 years"]);
    assert_remarked(&list, "line 4", "“_ga_#” was taken for “_ga_*”");
    assert_remarked(&list, "line 5", "“collect” stores nothing");
    assert_remarked(&list, "line 6", "stays until somebody deletes it");
    assert_remarked(&list, "line 8", "under marketing until you choose");
    assert_remarked(&list, "line 1", "“Path”");
    let youtube = tracker(&list, "youtube");
    let storages: Vec<Storage> = youtube.items.iter().map(|item| item.storage).collect();
    assert_eq!(storages, [Storage::LocalStorage, Storage::IndexedDb]);
}

#[test]
fn hosts_stand_for_services_and_several_names_share_a_cell() {
    let list = imported(given!("list_hosts.csv"));
    let hosts = tracker(&list, "news_example");
    assert_eq!((hosts.name.as_str(), hosts.provider.as_str()), ("news.example", ""));
    assert_eq!(items(hosts), ["OptanonConsent 365 days", "OptanonAlertBoxClosed 365 days"]);
    assert_eq!(purpose(&list, "targeting_cookies").kind, Kind::Marketing);
    assert_eq!(purpose(&list, "social_media_cookies").kind, Kind::Marketing);
    assert_eq!(items(tracker(&list, "news_example_3")), ["lang session"]);
    assert_remarked(&list, "line 6", "“soon” is no length of time");
    assert_remarked(&list, "line 8", "names no cookie");
    assert_remarked(&list, "", "descriptions of 3 rows");
}

#[test]
fn cookies_without_a_provider_are_under_a_tracker_of_their_purpose() {
    let list = imported(given!("list_ids.csv"));
    assert_eq!(items(tracker(&list, "non_necessary")), ["spare 400 days"]);
    assert_eq!(purpose(&list, "non_necessary").kind, Kind::Marketing);
    assert_eq!(purpose(&list, "advertisement").kind, Kind::Marketing);
    assert_eq!(items(tracker(&list, "analytics")), ["_gat_UA-*-1 1 minutes"]);
    assert_remarked(&list, "purposes.analytics", "Say who sets them");
}

#[test]
fn german_headings_tabs_and_units_in_headings_are_read() {
    let list = imported(given!("list_tabs.tsv"));
    assert_eq!(codes(&list), ["de"]);
    assert_eq!(items(tracker(&list, "matomo_selbst_betrieben")), ["_pk_id 393 days", "_pk_ses 30 minutes"]);
    let own = tracker(&list, "wir");
    assert_eq!(own.policy_url, "https://laden.example/datenschutz");
    assert_eq!(own.items[0].storage, Storage::SessionStorage);
    assert_eq!(purpose(&list, "notwendig").kind, Kind::Necessary);
}

#[test]
fn a_purpose_column_holds_categories_or_descriptions() {
    let short = imported("name,purpose\na,Analytics\nb,Analytics\nc,Marketing");
    assert_eq!(short.purposes.len(), 2);
    let sentence = "Counts how many visitors read which page, and where they came from before";
    let long = imported(&format!("name,purpose\na,{sentence}\nb,{sentence} x\nc,{sentence} y"));
    assert_eq!(long.purposes.len(), 1);
    assert_eq!(long.purposes[0].kind, Kind::Marketing);
    let both = imported("purpose,category,name\nCounts,Statistics,a");
    assert_eq!(purpose(&both, "statistics").kind, Kind::Measurement);
}

#[test]
fn the_same_cookie_twice_is_one_item_and_known_durations_win() {
    let list = imported("name,provider,category,duration\n_ga,G,ads,\n_ga,g,ADS,2 years\n_ga,G,ads,1 day\n");
    assert_eq!(list.purposes.len(), 1);
    assert_eq!(items(tracker(&list, "g")), ["_ga 2 years"]);
}

#[test]
fn short_rows_and_empty_lines_are_passed_over() {
    let list = imported("sep=;\nname;category;duration\n\n_a;ads\n;;\n_b\n");
    assert_eq!(items(tracker(&list, "ads")), ["_a ?"]);
    assert_eq!(list.purposes.len(), 2);
    assert_not_remarked(&list, "line 5");
    assert_remarked(&list, "line 6", "under marketing");
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_noticed() {
    let rows = "b,ads\n".repeat(50);
    let list = imported(&format!("name,category,description\na,ads,\"open\n{rows}"));
    assert_remarked(&list, "line 2", "a quotation mark may be missing");
}

#[test]
fn a_list_without_rows_or_without_headings_is_refused() {
    assert_eq!(refused("name,category\n"), ImportError::Nothing(Source::CookieList));
    assert_eq!(refused("_ga,Google,2 years\n_gid,Google,1 day"), ImportError::Unknown);
}
