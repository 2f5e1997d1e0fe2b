//! The demo site's draft: four purposes in a dozen languages, with the trackers that the demo shop really runs and the items that they really store.

use consent::draft::{Banner, Data, Draft, Kind, LegalBasis, Purpose, PurposeWords, Storage, StorageItem, Tracker};
use consent::language::Language;
use consent::period::{Period, Unit};
use consent::regime::{Departure, Regime};
use consent::texts::Texts;

/// The shop as its trackers' addresses name it: on whichever port it runs, so that another one changes no version.
const SHOP: &str = "http://localhost:*";

/// As many languages as a shop that sends parcels far may offer, of those that ship; owners add others by a tick.
const LANGUAGES: [&str; 12] = ["en", "ar", "zh-Hans", "nl", "fr", "de", "it", "ja", "pl", "pt", "es", "uk"];

/// One regime of each kind: asked, asked with exemptions, told with a way out, and told.
const REGIMES: [Regime; 4] = [Regime::Eu, Regime::Uk, Regime::UsCa, Regime::Jp];

const NECESSITY: &str = "Without the basket's cookie the shop forgets on the next page what somebody wants to buy.";

/// The draft that the demo publishes at its first start.
#[must_use]
pub fn draft() -> Draft {
    let languages: Vec<Language> = LANGUAGES.into_iter().filter_map(Language::parse).collect();
    let purpose =
        |key: &str, kind: Kind, legal_basis: LegalBasis, data: &[Data], retention: Period, trackers: Vec<Tracker>| {
            Purpose {
                key: key.to_owned(),
                kind,
                legal_basis,
                data: data.iter().copied().collect(),
                retention,
                necessity: if kind == Kind::Necessary { NECESSITY.to_owned() } else { String::new() },
                words: languages.iter().map(|language| (*language, words(key, *language))).collect(),
                trackers,
                ..Purpose::default()
            }
        };
    let purposes = vec![
        purpose(
            "necessary",
            Kind::Necessary,
            LegalBasis::Contract,
            &[Data::Identifier, Data::Purchases],
            Period::new(1, Unit::Days),
            vec![tracker(
                "basket",
                "Shopping basket",
                "Fern & Field",
                "",
                vec![item("basket", Storage::Cookie, None)],
                &[],
            )],
        ),
        purpose(
            "preferences",
            Kind::Functional,
            LegalBasis::Consent,
            &[Data::Device, Data::Preferences],
            Period::new(6, Unit::Months),
            vec![tracker(
                "film",
                "Film player",
                "Greenhouse Films",
                "https://greenhouse-films.example/privacy",
                vec![item("film_position", Storage::SessionStorage, None)],
                &[&format!("{SHOP}/embed/film")],
            )],
        ),
        purpose(
            "analytics",
            Kind::Measurement,
            LegalBasis::Consent,
            &[Data::Identifier, Data::PagesViewed],
            Period::new(13, Unit::Months),
            vec![tracker(
                "visits",
                "Visit counter",
                "Fern & Field",
                "",
                vec![item("assent_demo", Storage::Cookie, Some(Period::new(6, Unit::Months)))],
                &[&format!("{SHOP}/measure.js")],
            )],
        ),
        purpose(
            "ads",
            Kind::Marketing,
            LegalBasis::Consent,
            &[Data::Identifier, Data::PagesViewed, Data::Interests],
            Period::new(3, Unit::Months),
            vec![tracker(
                "pixel",
                "Advertising pixel",
                "Bright Ads",
                "https://bright-ads.example/privacy",
                vec![item("bright_id", Storage::Cookie, Some(Period::new(3, Unit::Months)))],
                &[&format!("{SHOP}/pixel.gif")],
            )],
        ),
    ];
    let regimes = REGIMES.into_iter().map(|regime| (regime, Departure::default())).collect();
    Draft { languages, purposes, regimes, banner: Banner::default() }
}

fn words(key: &str, language: Language) -> PurposeWords {
    let texts = Texts::of(language);
    let text = |part: &str| texts.get(&format!("template.{key}.{part}")).to_owned();
    PurposeWords { title: text("title"), description: text("description"), benefit: text("benefit") }
}

fn tracker(
    key: &str,
    name: &str,
    provider: &str,
    policy_url: &str,
    items: Vec<StorageItem>,
    url_patterns: &[&str],
) -> Tracker {
    Tracker {
        key: key.to_owned(),
        name: name.to_owned(),
        provider: provider.to_owned(),
        policy_url: policy_url.to_owned(),
        items,
        url_patterns: url_patterns.iter().map(ToString::to_string).collect(),
    }
}

fn item(name: &str, storage: Storage, duration: Option<Period>) -> StorageItem {
    StorageItem { name: name.to_owned(), storage, duration }
}
