use super::*;
use consent::draft::Kind;

fn page() -> Imported {
    imported(given!("tarteaucitron_page.html"))
}

#[test]
fn pushed_services_are_trackers_of_the_groups_that_visitors_saw() {
    let page = page();
    let kinds: Vec<_> = page.purposes.iter().map(|purpose| (purpose.key.as_str(), purpose.kind)).collect();
    let expected = [
        ("analytics", Kind::Measurement),
        ("videos", Kind::Marketing),
        ("ads", Kind::Marketing),
        ("other", Kind::Marketing),
    ];
    assert_eq!(kinds, expected);
    let gtag = tracker(&page, "gtag");
    assert_eq!((gtag.name.as_str(), gtag.provider.as_str()), ("Google Analytics 4", "Google"));
    assert!(items(gtag).contains(&"_ga ?".to_owned()));
    assert_eq!(tracker(&page, "facebookpixel").provider, "Meta");
    assert_remarked(&page, "purposes.videos", "it is marketing, the strictest");
}

#[test]
fn a_service_pushed_twice_is_one_tracker() {
    assert_eq!(purpose(&page(), "videos").trackers.len(), 2);
}

#[test]
fn the_forced_language_titles_the_groups() {
    let page = page();
    assert_eq!(codes(&page), ["fr"]);
    assert_eq!(purpose(&page, "ads").words[&language("fr")].title, "Publicité");
    let lines = imported(given!("tarteaucitron_lines.js"));
    assert_eq!(codes(&lines), ["en"]);
    assert_eq!(purpose(&lines, "support").words[&language("en")].title, "Support");
    assert_remarked(&lines, "", "No language is forced");
}

#[test]
fn services_of_the_page_are_read_and_unknown_ones_are_marketing() {
    let page = page();
    let own = tracker(&page, "notreservice");
    assert_eq!(own.name, "Notre service");
    assert_eq!(items(own), ["ns_id ?", "ns_* ?"]);
    assert_remarked(&page, "tarteaucitron.services.notreservice", "ran without consent");
    assert_remarked(&page, "tarteaucitron.services.notreservice", "By its type it is measurement");
    assert_eq!(purpose(&page, "other").trackers[0].key, "inconnu");
    assert_remarked(&page, "tarteaucitron.job.inconnu", "not known here");
    assert_remarked(&page, "tarteaucitron.job", "its text is not known");
}

#[test]
fn accounts_and_implied_consent_are_left_behind() {
    let page = page();
    assert_remarked(&page, "tarteaucitron.user", "“gtagUa”, “gtagMore”, “fbq”");
    assert_remarked(&page, "tarteaucitron.init", "could start before visitors chose");
}

#[test]
fn services_in_a_list_are_read_and_those_never_pushed_are_not() {
    let lines = imported(given!("tarteaucitron_lines.js"));
    assert_eq!(purpose(&lines, "apis").kind, Kind::Functional);
    assert_eq!(purpose(&lines, "apis").trackers.len(), 2);
    assert_eq!(tracker(&lines, "crisp").name, "Crisp");
    assert_not_remarked(&lines, "unused");
    assert_eq!(refused("tarteaucitron.init({})"), ImportError::Nothing(Source::Tarteaucitron));
}
