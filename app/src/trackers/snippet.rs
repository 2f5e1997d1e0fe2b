//! The code that owners copy: the snippet, gated tags, questions to the API.

use consent::difference::name;
use consent::draft::{Draft, Purpose};
use consent::language::Language;
use consent::texts::Texts;

/// An example: what it is for, and the code.
pub type Example = (String, String);

/// The snippet of a site, for every page of it.
#[must_use]
pub fn snippet(host: &str, site: &str, language: Language) -> String {
    let link = escape(Texts::of(language).get("noscript.link"));
    format!(
        "<script async src=\"{host}/b/{site}.js\"></script>\n<noscript><a href=\"{host}/you/{site}\">{link}</a></noscript>"
    )
}

/// How the tags of a draft's own trackers wait for their purpose.
#[must_use]
pub fn tags(draft: &Draft) -> Vec<Example> {
    let mut tags = Vec::new();
    for purpose in draft.purposes.iter().filter(|purpose| purpose.is_optional()) {
        let title = name(purpose, &draft.languages);
        for tracker in &purpose.trackers {
            let named = if tracker.name.is_empty() { &tracker.key } else { &tracker.name };
            let code: Vec<String> = match tracker.url_patterns.as_slice() {
                [] => vec![inline(purpose)],
                patterns => patterns.iter().map(|pattern| tag(purpose, pattern)).collect(),
            };
            tags.push((format!("{named}, for “{title}”"), code.join("\n")));
        }
        if purpose.trackers.is_empty() {
            tags.push((format!("Any script, for “{title}”"), inline(purpose)));
        }
    }
    tags
}

/// How a tracker asks before it tracks, for each purpose, by the draft's keys.
#[must_use]
pub fn questions(host: &str, site: &str, draft: &Draft) -> Vec<Example> {
    let ask = |purpose: &Purpose| {
        let about = format!("May the visitor be tracked for “{}”?", name(purpose, &draft.languages));
        let code = format!("curl \"{host}/api/v1/sites/{site}/visitors/$VISITOR/decisions?purpose={}\"", purpose.key);
        (about, code)
    };
    draft.purposes.iter().filter(|purpose| purpose.is_optional()).map(ask).collect()
}

fn inline(purpose: &Purpose) -> String {
    format!(
        "<script type=\"text/plain\" data-assent=\"{}\">\n  // The code that is to wait\n</script>",
        escape(&purpose.key)
    )
}

/// A tag for what a pattern loads, as far as its ending tells.
fn tag(purpose: &Purpose, pattern: &str) -> String {
    let (key, source) = (escape(&purpose.key), escape(pattern));
    let path = pattern.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    if ends(&[".gif", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".avif"]) {
        format!("<img data-assent=\"{key}\" data-src=\"{source}\" alt=\"\">")
    } else if ends(&[".js", ".mjs"]) {
        format!("<script type=\"text/plain\" data-assent=\"{key}\" data-src=\"{source}\"></script>")
    } else {
        format!("<iframe data-assent=\"{key}\" data-src=\"{source}\" title=\"…\"></iframe>")
    }
}

/// Text for an attribute in double quotes or between tags.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::draft::{Kind, Tracker};

    #[test]
    fn the_snippet_is_a_script_and_a_link_for_those_without() {
        let german = Language::parse("de").unwrap();
        let said = snippet("https://consent.example", "abc", german);
        assert!(
            said.starts_with("<script async src=\"https://consent.example/b/abc.js\"></script>\n<noscript>"),
            "{said}"
        );
        assert!(said.contains(Texts::of(german).get("noscript.link")), "{said}");
    }

    #[test]
    fn each_address_gets_the_tag_that_loads_it_and_stays_text() {
        let purpose = |pattern: &str| Purpose {
            key: "ads".into(),
            kind: Kind::Marketing,
            trackers: vec![Tracker { name: "Pixel".into(), url_patterns: vec![pattern.into()], ..Tracker::default() }],
            ..Purpose::default()
        };
        for (pattern, start) in [
            ("https://a.example/p.gif?x=1", "<img data-assent=\"ads\""),
            ("https://a.example/t.js", "<script type=\"text/plain\" data-assent=\"ads\""),
            ("https://a.example/*", "<iframe data-assent=\"ads\""),
            (
                "https://a.example/\"><script>",
                "<iframe data-assent=\"ads\" data-src=\"https://a.example/&quot;&gt;&lt;script&gt;\"",
            ),
        ] {
            let draft = Draft { purposes: vec![purpose(pattern)], ..Draft::default() };
            let [(about, code)] = tags(&draft).try_into().unwrap();
            assert!(code.starts_with(start), "{code}");
            assert_eq!(about, "Pixel, for “ads”");
        }
    }

    #[test]
    fn necessary_purposes_are_neither_gated_nor_asked_about() {
        let necessary = Purpose { key: "basket".into(), kind: Kind::Necessary, ..Purpose::default() };
        let film = Purpose { key: "film".into(), ..Purpose::default() };
        let draft = Draft { purposes: vec![necessary, film], ..Draft::default() };
        assert!(tags(&draft).iter().all(|(_, code)| code.contains("data-assent=\"film\"")));
        assert_eq!(questions("https://c.example", "abc", &draft).len(), 1);
    }
}
