use super::*;
use consent::draft::Kind;

fn club() -> Imported {
    imported(given!("klaro_club.js"))
}

#[test]
fn services_become_trackers_of_their_purposes() {
    let club = club();
    let keys: Vec<&str> = club.purposes.iter().map(|purpose| purpose.key.as_str()).collect();
    assert_eq!(keys, ["necessary", "analytics", "marketing", "shop", "other"]);
    let matomo = tracker(&club, "matomo");
    assert_eq!(matomo.name, "Matomo");
    assert_eq!(items(matomo), ["_pk_* ?", "piwik_ignore ?", "mtm_* ?"]);
    assert_remarked(&club, "services.1.cookies.4", "cannot be said as a name with *");
    assert_remarked(&club, "services.1", "“callback”, “onlyOnce”");
}

#[test]
fn a_service_with_two_purposes_is_a_tracker_of_each() {
    let club = club();
    assert_eq!(items(tracker(&club, "ad_pixel")), ["_fbp ?"]);
    assert_eq!(items(tracker(&club, "ad_pixel_2")), ["_fbp ?"]);
    assert_remarked(&club, "services.2", "serves “marketing”, “analytics”");
    assert_remarked(&club, "services.2.cookies.0", "“/^_fbp$/i” became “_fbp”");
}

#[test]
fn a_purpose_is_necessary_only_when_all_its_services_are_required() {
    let club = club();
    assert_eq!(purpose(&club, "necessary").kind, Kind::Necessary);
    assert_eq!(purpose(&club, "analytics").kind, Kind::Measurement);
    assert_eq!(purpose(&club, "shop").kind, Kind::Marketing);
    assert_eq!(purpose(&club, "other").kind, Kind::Marketing);
    assert_remarked(&club, "services.3", "others for “shop” could");
    let all = imported(
        "klaroConfig = {required: true, services: [{name: 'a', purposes: ['ads']}, {name: 'b', purposes: ['shop']}]}",
    );
    assert_eq!(purpose(&all, "ads").kind, Kind::Marketing);
    assert_eq!(purpose(&all, "shop").kind, Kind::Necessary);
}

#[test]
fn words_come_from_the_purpose_else_from_its_services() {
    let club = club();
    assert_eq!(codes(&club), ["de", "en"]);
    let analytics = purpose(&club, "analytics");
    assert_eq!(analytics.words[&language("de")].title, "Besuche");
    assert_eq!(analytics.words[&language("de")].description, "Wir sehen, welche Seiten gelesen werden.");
    assert_eq!(analytics.words[&language("en")].title, "Visits");
    assert_eq!(analytics.words[&language("en")].description, "Matomo: Counts visits.");
    assert_eq!(purpose(&club, "necessary").words[&language("en")].description, "Keeps you signed in.");
    assert_remarked(&club, "purposes.necessary", "put together from those of the services");
    assert_eq!(purpose(&club, "shop").words[&language("de")].title, "Shop");
    assert_remarked(&club, "purposes.shop", "Write its title in English");
    assert_eq!(tracker(&club, "session").name, "Anmeldung");
    assert_eq!(tracker(&club, "ad_pixel").name, "Ad Pixel");
}

#[test]
fn what_was_on_before_a_choice_is_said_to_be_off() {
    let club = club();
    assert_remarked(&club, "services.1", "off until they allow it");
    assert_remarked(&club, "services.2", "off until they allow it");
}

#[test]
fn the_older_word_for_services_and_constants_are_read() {
    let apps = imported(given!("klaro_apps.js"));
    assert_eq!(codes(&apps), ["en"]);
    assert_eq!(tracker(&apps, "video_player").name, "Video Player");
    assert_eq!(tracker(&apps, "fonts").name, "Fonts & icons");
    assert_eq!(purpose(&apps, "functional").words[&language("en")].title, "Functional");
    assert_eq!(purpose(&apps, "styling").words[&language("en")].description, "Loads fonts.");
    assert_remarked(&apps, "apps.2", "from elsewhere");
    assert_remarked(&apps, "services.2", "no service with a name");
    assert_remarked(&apps, "services.0.cookies", "should be a list");
}
