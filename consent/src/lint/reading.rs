//! How hard a text is to read, by the measure published for its language.
//!
//! Syllables are counted as groups of vowels, with what differs from that in each language said beside it. That is off by
//! a syllable here and there, which the measures forgive: they were made for hundreds of words, and only what is very
//! hard is found.

use super::lists::base;
use crate::language::Language;

/// Fewest words that a measure is applied to.
const LEAST_WORDS: u32 = 12;

/// A text that is very hard to read.
#[derive(Debug, PartialEq)]
pub(super) struct Hard {
    /// The measure's name.
    pub(super) measure: &'static str,
    pub(super) score: f64,
    /// The score under which a text is very hard.
    pub(super) least: f64,
}

/// Whether a text is very hard; `None` also where its language has no measure here, or it is too short for one.
pub(super) fn hard(language: Language, text: &str) -> Option<Hard> {
    measure(language, text).filter(|measured| measured.score < measured.least)
}

fn measure(language: Language, text: &str) -> Option<Hard> {
    let (measure, least, parts, score): (&str, f64, Parts, Score) = match base(language) {
        "en" => ("Flesch", 20.0, english, |c| 206.835 - 1.015 * c.sentence() - 84.6 * c.word()),
        "de" => ("Amstad", 20.0, german, |c| 180.0 - c.sentence() - 58.5 * c.word()),
        "es" => ("Fernández Huerta", 20.0, spanish, |c| 206.84 - 1.02 * c.sentence() - 60.0 * c.word()),
        "fr" => ("Kandel and Moles", 20.0, french, |c| 207.0 - 1.015 * c.sentence() - 73.6 * c.word()),
        "nl" => ("Douma", 20.0, dutch, |c| 206.84 - 0.93 * c.sentence() - 77.0 * c.word()),
        // Gulpease counts letters instead of syllables.
        "it" => ("Gulpease", 35.0, letters, |c| 89.0 + 300.0 / c.sentence() - 10.0 * c.word()),
        _ => return None,
    };
    let counts = Counts::of(text, parts)?;
    Some(Hard { measure, score: score(&counts), least })
}

/// Counts the syllables, or the letters, of a word.
type Parts = fn(&str) -> usize;
type Score = fn(&Counts) -> f64;

struct Counts {
    words: f64,
    sentences: f64,
    /// Syllables, or letters.
    parts: f64,
}

impl Counts {
    fn of(text: &str, parts: Parts) -> Option<Self> {
        let (mut words, mut sentences, mut all) = (0_u32, 0_u32, 0);
        let mut open = false;
        for piece in text.split_whitespace() {
            let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
            if !word.is_empty() {
                words += 1;
                all += parts(&word.to_lowercase());
                open = true;
            }
            if open && piece.trim_end_matches(['"', '”', '“', '»', '’', '\'', ')']).ends_with(['.', '!', '?', '…'])
            {
                sentences += 1;
                open = false;
            }
        }
        sentences += u32::from(open);
        (words >= LEAST_WORDS).then(|| Self { words: words.into(), sentences: sentences.into(), parts: all as f64 })
    }

    /// Words in a sentence.
    fn sentence(&self) -> f64 {
        self.words / self.sentences
    }

    /// Syllables, or letters, in a word.
    fn word(&self) -> f64 {
        self.parts / self.words
    }
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Groups of vowels, at least one; `apart` says which neighbours belong to two groups.
fn groups(word: &str, vowels: &str, apart: fn(char, char) -> bool) -> usize {
    let mut last = None;
    let mut count = 0;
    for c in word.chars() {
        let vowel = vowels.contains(c);
        let begins = vowel && last.is_none_or(|last| apart(last, c));
        count += usize::from(begins);
        last = vowel.then_some(c);
    }
    count.max(1)
}

fn together(_: char, _: char) -> bool {
    false
}

/// One syllable less where the word ends in one of these, after a consonant, and the vowel in it is not spoken.
fn without_silent(word: &str, count: usize, vowels: &str, endings: &[&str]) -> usize {
    let silent = |ending: &str| word.strip_suffix(ending).is_some_and(|stem| !stem.ends_with(|c| vowels.contains(c)));
    if endings.iter().any(|ending| silent(ending)) { count.saturating_sub(1).max(1) } else { count }
}

/// The e at the end is silent (“site”, “sites”, “used”), but not in “table”, “pages” and “visited”.
fn english(word: &str) -> usize {
    const VOWELS: &str = "aeiouy";
    const SPOKEN: [&str; 9] = ["le", "ted", "ded", "ses", "ces", "ges", "xes", "zes", "hes"];
    let count = groups(word, VOWELS, together);
    let spoken = SPOKEN.iter().any(|ending| word.ends_with(ending));
    if spoken { count } else { without_silent(word, count, VOWELS, &["e", "ed", "es"]) }
}

fn german(word: &str) -> usize {
    groups(word, "aeiouyäöü", together)
}

/// Two strong vowels are two syllables (“leer”), and so is a weak one with an accent (“día”).
fn spanish(word: &str) -> usize {
    const STRONG: &str = "aeoáéó";
    groups(word, "aeiouáéíóúü", |a, b| {
        (STRONG.contains(a) && STRONG.contains(b)) || "íú".contains(a) || "íú".contains(b)
    })
}

/// The e at the end is silent (“site”, “pages”).
fn french(word: &str) -> usize {
    const VOWELS: &str = "aeiouyàâæéèêëîïôœùûü";
    let count = groups(word, VOWELS, |_, b| matches!(b, 'é' | 'ï' | 'ë'));
    without_silent(word, count, VOWELS, &["e", "es"])
}

/// A vowel with a diaeresis begins a syllable (“geïnteresseerd”).
fn dutch(word: &str) -> usize {
    groups(word, "aeiouyäëïöüéè", |_, b| matches!(b, 'ë' | 'ï' | 'ö' | 'ü'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(code: &str, text: &str) -> Option<f64> {
        hard(Language::parse(code).unwrap(), text).map(|hard| hard.score)
    }

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (count, words) in [
            (
                english as fn(&str) -> usize,
                "site1 sites1 used1 the1 page1 pages2 table2 visited3 value2 people2 advertising4",
            ),
            (german, "seite2 werbung2 informationen5 häufig2 auswertung3"),
            (spanish, "leer2 día2 página3 publicidad4 cuando2 siempre2"),
            (french, "site1 pages1 journée2 le1 publicité4 mesure2 expérience3"),
            (dutch, "pagina3 geïnteresseerd5 bijeen2 nieuws1 gegevens3"),
            (letters, "pubblicità10 l'uso4"),
        ] {
            for word in words.split(' ') {
                let (word, expected) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap());
                assert_eq!(count(word), expected.parse::<usize>().unwrap(), "{word}");
            }
        }
    }

    #[test]
    fn sentences_and_words_are_counted() {
        let text = "One two three. Four (five, six?) Seven 8 – nine … Ten eleven twelve";
        let counts = Counts::of(text, letters).unwrap();
        assert_eq!((counts.words, counts.sentences), (12.0, 4.0));
        assert!(Counts::of("One two three. Four (five, six?) Seven 8 – nine … Ten eleven", letters).is_none());
    }

    #[test]
    fn plain_texts_are_not_hard() {
        for (code, text) in [
            (
                "en",
                "We count which pages you open. This shows us which ones are worth keeping, and which ones nobody reads.",
            ),
            ("de", "Wir zählen, welche Seiten Sie öffnen. So sehen wir, was gelesen wird und was niemand braucht."),
            ("es", "Contamos las páginas que usted abre. Así vemos cuáles se leen y cuáles no sirven a nadie."),
            (
                "fr",
                "Nous comptons les pages que vous ouvrez. Nous voyons ainsi ce qui est lu et ce qui ne sert à personne.",
            ),
            ("nl", "Wij tellen welke pagina's u opent. Zo zien wij wat gelezen wordt en wat niemand nodig heeft."),
            ("it", "Contiamo le pagine che apre. Così vediamo che cosa si legge e che cosa non serve a nessuno."),
        ] {
            assert_eq!(score(code, text), None, "{code}");
        }
    }

    #[test]
    fn officialese_is_hard() {
        for (code, text) in [
            (
                "en",
                "Utilisation of individualised behavioural information facilitates organisational optimisation of \
                 promotional communications, notwithstanding jurisdictional considerations regarding international \
                 interoperability.",
            ),
            (
                "de",
                "Die Verarbeitung personenbezogener Nutzungsinformationen ermöglicht interessenbasierte \
                 Werbeauslieferungsoptimierung unter Berücksichtigung datenschutzrechtlicher Rahmenbedingungen \
                 sowie unternehmensübergreifender Auswertungsmechanismen.",
            ),
            (
                "es",
                "La utilización individualizada de informaciones comportamentales posibilita la optimización \
                 organizacional de comunicaciones promocionales personalizadas, independientemente de consideraciones \
                 jurisdiccionales internacionales relativas a la interoperabilidad.",
            ),
            (
                "fr",
                "L'utilisation individualisée d'informations comportementales autorise l'optimisation organisationnelle \
                 des communications promotionnelles personnalisées, indépendamment des considérations juridictionnelles \
                 internationales relatives à l'interopérabilité.",
            ),
            (
                "nl",
                "Geïndividualiseerde gedragsinformatieverwerking vergemakkelijkt organisatorische optimalisatie van \
                 gepersonaliseerde promotionele communicatiemogelijkheden, onverminderd internationale \
                 rechtsbevoegdheidsoverwegingen aangaande interoperabiliteit.",
            ),
            (
                "it",
                "L'utilizzazione individualizzata di informazioni comportamentali consente l'ottimizzazione \
                 organizzativa delle comunicazioni promozionali personalizzate, indipendentemente da considerazioni \
                 giurisdizionali internazionali riguardanti l'interoperabilità.",
            ),
        ] {
            assert!(score(code, text).is_some(), "{code}");
        }
        assert_eq!(
            score("sv", "Behandling av personuppgifter möjliggör individualiserad kommunikationsoptimering."),
            None
        );
    }

    #[test]
    fn the_measures_are_those_published() {
        // Twelve words of one syllable and three letters in one sentence.
        let text = "tat ".repeat(12);
        for (code, name, expected) in [
            ("en", "Flesch", 206.835 - 1.015 * 12.0 - 84.6),
            ("de", "Amstad", 180.0 - 12.0 - 58.5),
            ("es", "Fernández Huerta", 206.84 - 1.02 * 12.0 - 60.0),
            ("fr", "Kandel and Moles", 207.0 - 1.015 * 12.0 - 73.6),
            ("nl", "Douma", 206.84 - 0.93 * 12.0 - 77.0),
            ("it", "Gulpease", 89.0 + 25.0 - 30.0),
        ] {
            let measured = measure(Language::parse(code).unwrap(), &text).unwrap();
            assert_eq!(measured.measure, name);
            assert!((measured.score - expected).abs() < 1e-9, "{code}: {}", measured.score);
        }
    }
}
