use super::*;
use consent::draft::Kind;

fn shop() -> Imported {
    imported(given!("cookieconsent_shop.js"))
}

#[test]
fn categories_are_purposes_and_only_read_only_ones_are_necessary() {
    let shop = shop();
    let kinds: Vec<_> = shop.purposes.iter().map(|purpose| (purpose.key.as_str(), purpose.kind)).collect();
    let expected =
        [("necessary", Kind::Necessary), ("analytics", Kind::Measurement), ("ads_partners", Kind::Marketing)];
    assert_eq!(kinds, expected);
    assert_remarked(&shop, "categories.ads-partners", "its key is “ads_partners” here");
    assert_remarked(&shop, "categories.analytics", "on before visitors chose");
    assert_remarked(&shop, "purposes.necessary", "legal basis");
}

#[test]
fn a_necessary_category_that_can_be_turned_off_is_asked_about() {
    let told =
        imported("CookieConsent.run({categories: {necessary: {}, analytics: {readOnly: true}, x: {}}, language: {}})");
    assert_eq!(purpose(&told, "necessary").kind, Kind::Functional);
    assert_eq!(purpose(&told, "analytics").kind, Kind::Measurement);
    assert_eq!(purpose(&told, "x").kind, Kind::Marketing);
    assert_remarked(&told, "categories.necessary", "visitors could turn it off");
    assert_remarked(&told, "categories.analytics", "Here visitors are asked");
    assert_remarked(&told, "categories.x", "under marketing until you choose");
}

#[test]
fn the_default_language_comes_first_and_words_are_plain_text() {
    let shop = shop();
    assert_eq!(codes(&shop), ["en", "de"]);
    let analytics = purpose(&shop, "analytics");
    assert_eq!(analytics.words[&language("en")].title, "Measurement");
    assert_eq!(analytics.words[&language("en")].description, "We count visits, see our policy.");
    assert_eq!(analytics.words[&language("de")].description, "Wir zählen Besuche. Mehr steht in der Erklärung.");
    assert_eq!(purpose(&shop, "ads_partners").words[&language("de")].description, "Anzeigen,\ndie passen.");
    let path = "language.translations.en.preferencesModal.sections.2.description";
    assert_remarked(&shop, path, "led to “/privacy”");
    assert_remarked(&shop, "purposes.ads_partners", "Say in English what is done and why");
}

#[test]
fn translations_kept_elsewhere_and_unknown_languages_are_named() {
    let shop = shop();
    assert_remarked(&shop, "language.translations.fr", "in another file");
    assert_remarked(&shop, "language.translations.it", "in another file");
    assert_remarked(&shop, "language.translations.tlh", "no texts in this language");
    assert_remarked(&shop, "language.translations", "titles and texts of the banner");
    assert_remarked(&shop, "language.translations.en.preferencesModal.sections.4", "no category “gone”");
}

#[test]
fn services_are_trackers_and_tables_tell_how_long_their_cookies_stay() {
    let shop = shop();
    let ga = tracker(&shop, "ga");
    assert_eq!(ga.name, "Google Analytics");
    assert_eq!(ga.provider, "");
    assert_eq!(items(ga), ["_ga* ?", "_gid 1 days", "_ga_* 13 months"]);
    assert_eq!(items(tracker(&shop, "youtube")), ["PREF ?"]);
    let path = "language.translations.en.preferencesModal.sections.2.cookieTable.body";
    assert_remarked(&shop, &format!("{path}.1"), "“_ga_<id>” was taken for “_ga_*”");
    assert_remarked(&shop, &format!("{path}.2"), "“eight moons” is no length of time");
    assert_remarked(&shop, "purposes.analytics", "Say how long these stay: “_ga*”, “PREF”");
    assert_remarked(&shop, "purposes.analytics", "Say who receives the data of “Google Analytics”");
}

#[test]
fn cleared_cookies_are_listed_once_and_in_patterns() {
    let shop = shop();
    assert_eq!(items(tracker(&shop, "doubleclick_example")), ["IDE 13 months", "_fbp ?"]);
    assert_remarked(&shop, "categories.analytics.autoClear.cookies.4", "cannot be said as a name with *");
    assert_eq!(purpose(&shop, "analytics").trackers.len(), 2);
}

#[test]
fn callbacks_and_looks_are_left_out_with_a_remark() {
    let shop = shop();
    assert_remarked(&shop, "", "“guiOptions”, “cookie”, “onConsent”");
    assert_remarked(&shop, "categories.analytics.services.ga", "What it runs when allowed");
}

#[test]
fn a_bare_object_in_json_is_read() {
    let blog = imported(given!("cookieconsent_blog.json"));
    assert_eq!(codes(&blog), ["fr"]);
    assert_eq!(items(tracker(&blog, "blog_example")), ["PHPSESSID session", "lang 6 months"]);
    assert_eq!(items(tracker(&blog, "chat")), ["chat_id ?"]);
    assert_eq!(purpose(&blog, "functionality").kind, Kind::Functional);
}

#[test]
fn the_configuration_is_found_wherever_it_stands() {
    let object = "{categories: {ads: {}}, language: {default: 'de'}}";
    for text in [
        object.to_owned(),
        format!("// mine\n/* {{ */ {object};\n"),
        format!("export default {object}"),
        format!("module.exports = {{ modules: [], cookieConsent: {object} }};"),
        format!("const config: CookieConsentConfig = {object};\nCookieConsent.run(config);"),
        format!("document.addEventListener('DOMContentLoaded', () => {{ window.CookieConsent.run({object}); }});"),
        format!("<script type=\"module\">\nimport 'x';\nCookieConsent.run({object});\n</script>"),
        format!("let a = () => ({object})"),
        "const categories = {ads: {}}, language = {default: 'de'};\nrun({categories, language, onConsent() {}});".to_owned(),
        r#"!function(){CookieConsent.run({categories:{ads:{enabled:!1}},language:{default:"de",translations:void 0}})}()"#
            .to_owned(),
    ] {
        let found = imported(&text);
        assert_eq!(found.from, Source::CookieConsent, "{text}");
        assert_eq!(codes(&found), ["de"], "{text}");
        assert_eq!(purpose(&found, "ads").kind, Kind::Marketing, "{text}");
    }
}

#[test]
fn the_host_of_the_page_itself_is_no_service() {
    let table = "{headers: {name: 'Cookie', domain: 'Domain'}, body: [{name: '_ga', domain: location.hostname}]}";
    let sections = format!("[{{linkedCategory: 'a', cookieTable: {table}}}]");
    let modal = format!("{{preferencesModal: {{sections: {sections}}}}}");
    let services = "{ga: {label: 'GA'}, yt: {label: 'YT'}}";
    let text =
        format!("run({{categories: {{a: {{services: {services}}}}}, language: {{translations: {{en: {modal}}}}}}})");
    let told = imported(&text);
    assert_eq!(items(tracker(&told, "a")), ["_ga ?"]);
    assert_remarked(&told, "purposes.a", "Say who sets them");
    assert_not_remarked(&told, "while the page runs");
}

#[test]
fn only_the_first_of_several_configurations_is_read_and_that_is_said() {
    let two = imported("run({categories: {a: {}}, language: {}}); run({categories: {b: {}}, language: {}})");
    assert_eq!(two.purposes.len(), 1);
    assert_remarked(&two, "", "only the first was read");
}

#[test]
fn the_configuration_of_the_version_before_is_named_as_such() {
    let text = "cc.run({current_lang: 'en', autoclear_cookies: true, languages: {en: {consent_modal: {}}}})";
    assert_eq!(refused(text), ImportError::OldCookieConsent);
}
