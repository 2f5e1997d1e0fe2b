//! L13: texts that are not in the language they stand under, and languages that are not complete.

use super::finding::Finding;
use super::lists::base;
use super::subject::Subject;
use crate::language::Language;
use whatlang::{Detector, Lang};

/// Fewest letters that a language is recognised by.
const LEAST_LETTERS: usize = 40;
/// Least confidence that a text is in the language it looks like, among all languages.
const LIKELY: f64 = 0.5;
/// Least confidence that it is in that language rather than in the one it stands under.
const CERTAIN: f64 = 0.9;

/// The languages that are recognised, by their codes without region and script.
const KNOWN: [(&str, Lang); 40] = [
    ("ar", Lang::Ara),
    ("bg", Lang::Bul),
    ("bn", Lang::Ben),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("cy", Lang::Cym),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("et", Lang::Est),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("ko", Lang::Kor),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("nb", Lang::Nob),
    ("nl", Lang::Nld),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("th", Lang::Tha),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("vi", Lang::Vie),
    ("zh", Lang::Cmn),
];

/// Languages so alike that a text is never said to be in one instead of another. Serbian is also written in Latin
/// letters, where it is taken for Croatian.
const ALIKE: [&[Lang]; 4] = [
    &[Lang::Dan, Lang::Nob],
    &[Lang::Ces, Lang::Slk],
    &[Lang::Hrv, Lang::Slv, Lang::Srp],
    &[Lang::Cat, Lang::Por, Lang::Spa],
];

pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let foreign = subject.passages().into_iter().filter_map(|passage| {
        let (name, own) = (foreign(passage.language, passage.text)?, passage.language.english_name());
        let message = format!("This seems to be {name}, and stands under {own}. Write it in {own}.");
        Some(Finding::error("L13", passage.path, message))
    });
    foreign.chain(incomplete(subject)).collect()
}

/// The languages that are offered although words are missing in them.
fn incomplete(subject: &Subject<'_>) -> Option<Finding> {
    let draft = subject.draft;
    let lacks = |language: &&Language| {
        draft.purposes.iter().any(|purpose| {
            let words = purpose.words(**language);
            [&words.title, &words.description, &words.benefit].into_iter().any(|text| text.trim().is_empty())
        })
    };
    let names: Vec<&str> = draft.languages.iter().filter(lacks).map(|language| language.english_name()).collect();
    let names = names.join(", ");
    let message =
        format!("Offered, although words of purposes are missing in it: {names}. Write them, or do not offer it.");
    (!names.is_empty()).then(|| Finding::error("L13", "languages", message))
}

/// The name of the language that a text is in, if that is certainly another one than it should be.
fn foreign(own: Language, text: &str) -> Option<&'static str> {
    let own = alike(lang(base(own))?);
    let text = without_placeholders(text);
    if text.chars().filter(|c| c.is_alphabetic()).count() < LEAST_LETTERS {
        return None;
    }
    let seems = Detector::with_allowlist(KNOWN.map(|(_, lang)| lang).to_vec()).detect(&text)?;
    if own.contains(&seems.lang()) || closest(&text, seems.lang(), others(seems.lang())) < LIKELY {
        return None;
    }
    let certain = closest(&text, seems.lang(), own) >= CERTAIN;
    let code = KNOWN.iter().find(|(_, lang)| *lang == seems.lang())?.0;
    Language::parse(code).filter(|_| certain).map(Language::english_name)
}

/// With what confidence a text is in a language rather than in one of the others.
fn closest(text: &str, lang: Lang, others: Vec<Lang>) -> f64 {
    let among = others.into_iter().chain([lang]).collect();
    let found = Detector::with_allowlist(among).detect(text);
    found.filter(|found| found.lang() == lang).map_or(0.0, |found| found.confidence())
}

fn lang(code: &str) -> Option<Lang> {
    KNOWN.iter().find(|(known, _)| *known == code).map(|(_, lang)| *lang)
}

/// The languages that a text in this one may be taken for.
fn alike(lang: Lang) -> Vec<Lang> {
    ALIKE.iter().find(|alike| alike.contains(&lang)).map_or_else(|| vec![lang], |alike| alike.to_vec())
}

/// All languages but those alike.
fn others(lang: Lang) -> Vec<Lang> {
    let alike = alike(lang);
    KNOWN.iter().map(|(_, known)| *known).filter(|known| !alike.contains(known)).collect()
}

fn without_placeholders(text: &str) -> String {
    let mut rest = text;
    let mut left = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once('{') {
        left.push_str(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, text: &str) -> Option<&'static str> {
        foreign(Language::parse(code).unwrap(), text)
    }

    #[test]
    fn a_text_in_another_language_is_found() {
        let english = "Counts which pages are opened and how the site is used.";
        let german = "Zählt, welche Seiten aufgerufen werden und wie sie genutzt werden.";
        for code in ["de", "fr", "pl", "ar", "ja", "sv", "tr", "sr", "el", "uk", "zh-Hans", "pt-BR"] {
            assert_eq!(found(code, english), Some("English"), "{code}");
        }
        assert_eq!((found("en", german), found("nl", german)), (Some("German"), Some("German")));
        let russian = "Считает, какие страницы открывают и как пользуются сайтом.";
        assert_eq!((found("en", russian), found("bg", russian)), (Some("Russian"), Some("Russian")));
        let greek = "Μετρά ποιες σελίδες ανοίγονται και πώς χρησιμοποιείται ο ιστότοπος.";
        assert_eq!(found("he", greek), Some("Greek"));
    }

    #[test]
    fn alike_and_unknown_languages_are_left_alone() {
        let norwegian = "Teller hvilke sider som blir åpnet, og hvordan nettstedet blir brukt av besøkende.";
        let slovak = "Počíta, ktoré stránky sa otvárajú a ako sa web používa, aby sme našli chyby.";
        let croatian = "Broji koje se stranice otvaraju i kako se koristi web-mjesto kako bi se pronašle pogreške.";
        let portuguese = "Conta que páginas são abertas e como o site é usado, para encontrar erros.";
        for (text, codes) in [
            (norwegian, &["nb", "da"][..]),
            (slovak, &["sk", "cs"]),
            (croatian, &["hr", "sr", "sl"]),
            (portuguese, &["pt", "pt-BR", "es", "ca", "gl"]),
            ("Counts which pages are opened and how the site is used.", &["gl", "eu", "ga", "is", "mt"]),
        ] {
            for code in codes {
                assert_eq!(found(code, text), None, "{code}: {text}");
            }
        }
    }

    #[test]
    fn names_short_texts_and_placeholders_make_no_language() {
        for (code, text) in [
            ("de", "Zählt mit Google Analytics, Microsoft Clarity und Hotjar, welche Seiten aufgerufen werden."),
            ("pl", "Google Ads, Meta Pixel i LinkedIn Insight Tag pokazują Państwu reklamy na innych stronach."),
            ("fr", "Google Tag Manager, Google Analytics, Facebook Pixel et Hotjar mesurent votre visite."),
            ("sv", "Spelar upp filmer från YouTube, Vimeo och Dailymotion direkt på sidan."),
            ("de", "Counts which pages are opened by whom"),
            ("de", "{controller} {a placeholder that is long enough to be recognised} fragt"),
            ("en", "0123456789 0123456789 0123456789 0123456789 0123456789"),
        ] {
            assert_eq!(found(code, text), None, "{code}: {text}");
        }
    }

    #[test]
    fn the_languages_are_those_that_ship() {
        for (code, _) in KNOWN {
            assert!(Language::parse(code).is_some_and(|language| base(language) == code), "{code}");
        }
        let unknown = Language::ALL.into_iter().filter(|language| lang(base(*language)).is_none());
        assert_eq!(unknown.map(Language::code).collect::<Vec<_>>(), ["eu", "gl", "is", "ga", "mt"]);
    }
}
