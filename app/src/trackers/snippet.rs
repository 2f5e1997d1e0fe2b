//! The code that owners copy: the snippet, gated tags, questions to the API.

use crate::setting::Pinned;
use consent::difference::name;
use consent::draft::{Draft, Purpose};
use consent::language::Language;
use consent::texts::Texts;

/// An example: what it is for, and the code.
pub type Example = (String, String);

/// The snippet of a site, for every page of it; `first` where it has to run before every other tag.
#[must_use]
pub fn snippet(host: &str, site: &str, language: Language, first: bool) -> String {
    let waits = if first { "" } else { "async " };
    format!("<script {waits}src=\"{host}/b/{site}.js\"></script>\n{}", without_script(host, site, language))
}

/// The snippet of a site with the runtime pinned to its hash.
#[must_use]
pub fn pinned(host: &str, site: &str, language: Language, pinned: &Pinned) -> String {
    let Pinned { hash, integrity } = pinned;
    format!(
        "<script async src=\"{host}/b/r/{hash}.js\" data-site=\"{site}\" integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>\n{}",
        without_script(host, site, language)
    )
}

fn without_script(host: &str, site: &str, language: Language) -> String {
    let link = escape(Texts::of(language).get("noscript.link"));
    format!("<noscript><a href=\"{host}/you/{site}\">{link}</a></noscript>")
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

/// What stands for the real address where a pattern leaves parts of it open; nobody can take it for one.
const WHOLE_ADDRESS: &str = "PUT THE WHOLE ADDRESS HERE";

/// A tag for what a pattern loads: most trackers are scripts, so the others need an address that clearly says so.
fn tag(purpose: &Purpose, pattern: &str) -> String {
    let key = escape(&purpose.key);
    let source = match pattern.contains('*') {
        true => format!("{WHOLE_ADDRESS}: {}", escape(pattern)),
        false => escape(pattern),
    };
    match loads(pattern) {
        Loads::Script => format!("<script type=\"text/plain\" data-assent=\"{key}\" data-src=\"{source}\"></script>"),
        Loads::Frame => format!("<iframe data-assent=\"{key}\" data-src=\"{source}\" title=\"…\"></iframe>"),
        Loads::Image => format!("<img data-assent=\"{key}\" data-src=\"{source}\" alt=\"\">"),
    }
}

enum Loads {
    Script,
    Frame,
    Image,
}

fn loads(pattern: &str) -> Loads {
    let address = pattern.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let path = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let extension = parts.last().and_then(|file| file.rsplit_once('.')).map(|(_, extension)| extension);
    match extension {
        Some("js" | "mjs") => Loads::Script,
        Some("gif" | "png" | "jpg" | "jpeg" | "webp" | "svg" | "avif") => Loads::Image,
        Some("html" | "htm") => Loads::Frame,
        _ if parts.iter().any(|part| matches!(*part, "embed" | "iframe" | "player")) => Loads::Frame,
        _ => Loads::Script,
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
        let said = snippet("https://consent.example", "abc", german, false);
        assert!(
            said.starts_with("<script async src=\"https://consent.example/b/abc.js\"></script>\n<noscript>"),
            "{said}"
        );
        assert!(said.contains(Texts::of(german).get("noscript.link")), "{said}");
        let first = snippet("https://consent.example", "abc", german, true);
        assert_eq!(first, said.replace("<script async ", "<script "));
    }

    /// The code for one pattern of one tracker.
    fn code_for(pattern: &str) -> String {
        let tracker = Tracker { name: "Pixel".into(), url_patterns: vec![pattern.into()], ..Tracker::default() };
        let purpose =
            Purpose { key: "ads".into(), kind: Kind::Marketing, trackers: vec![tracker], ..Purpose::default() };
        let [(about, code)] = tags(&Draft { purposes: vec![purpose], ..Draft::default() }).try_into().unwrap();
        assert_eq!(about, "Pixel, for “ads”");
        code
    }

    #[test]
    fn each_address_gets_the_tag_that_loads_it() {
        for pattern in [
            "https://a.example/t.js",
            "https://a.example/t.mjs?v=2",
            "https://tags.example/gtag/js?id=G-1",
            "https://a.example/collect",
            "https://a.example/js/",
            "https://embed.example/loader.js",
            "https://embed.example",
        ] {
            let tag = format!("<script type=\"text/plain\" data-assent=\"ads\" data-src=\"{pattern}\"></script>");
            assert_eq!(code_for(pattern), tag);
        }
        for pattern in ["https://a.example/p.gif?x=1", "https://a.example/P.PNG"] {
            assert_eq!(code_for(pattern), format!("<img data-assent=\"ads\" data-src=\"{pattern}\" alt=\"\">"));
        }
        for pattern in
            ["https://video.example/embed/42", "https://maps.example/iframe?x=1", "https://a.example/map.html"]
        {
            let tag = format!("<iframe data-assent=\"ads\" data-src=\"{pattern}\" title=\"…\"></iframe>");
            assert_eq!(code_for(pattern), tag);
        }
    }

    #[test]
    fn a_pattern_with_a_wildcard_asks_for_the_whole_address() {
        assert_eq!(
            code_for("https://video.example/embed/*"),
            "<iframe data-assent=\"ads\" data-src=\"PUT THE WHOLE ADDRESS HERE: https://video.example/embed/*\" title=\"…\"></iframe>"
        );
        let script = "<script type=\"text/plain\" data-assent=\"ads\" data-src=\"PUT THE WHOLE ADDRESS HERE: ";
        for pattern in ["https://a.example/*", "https://*.a.example/t.js"] {
            assert_eq!(code_for(pattern), format!("{script}{pattern}\"></script>"));
        }
    }

    #[test]
    fn what_an_owner_wrote_stays_text() {
        let code = code_for("https://a.example/\"><script>");
        assert!(code.contains("data-src=\"https://a.example/&quot;&gt;&lt;script&gt;\""), "{code}");
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
