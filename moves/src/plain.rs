//! Texts as visitors read them: without markup, and within the limits of a draft.

use crate::remarks::{Remarks, quoted};
use crate::script::Value;
use consent::check::{MAX_DESCRIPTION, MAX_LINE, MAX_TITLE};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// A name: one line without markup.
pub(crate) fn name(text: &str, path: &str, remarks: &mut Remarks) -> String {
    line(text, MAX_LINE, path, remarks)
}

/// A purpose's title.
pub(crate) fn title(text: &str, path: &str, remarks: &mut Remarks) -> String {
    line(text, MAX_TITLE, path, remarks)
}

/// A purpose's description: paragraphs without markup.
pub(crate) fn description(text: &str, path: &str, remarks: &mut Remarks) -> String {
    shortened(&without_markup(text, path, remarks), MAX_DESCRIPTION, path, remarks)
}

/// One line of a cell that holds no markup.
pub(crate) fn cell(text: &str, path: &str, remarks: &mut Remarks) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| visible(word).collect()).collect();
    shortened(&words.join(" "), MAX_LINE, path, remarks)
}

/// The text of a value, if it has one; a remark where it has one that only a running page knows.
pub(crate) fn text<'v>(value: Option<&'v Value>, path: &str, remarks: &mut Remarks) -> Option<&'v str> {
    match value? {
        Value::Text(text) | Value::Number(text) => return Some(text.as_str()),
        Value::Nothing => {}
        Value::Computed(how) => {
            remarks.add(path, format!("This is {how}, so its text is not known. Write it in the editor."));
        }
        _ => remarks.add(path, "This should be a text and was left out."),
    }
    None
}

fn line(text: &str, max: usize, path: &str, remarks: &mut Remarks) -> String {
    let plain = without_markup(text, path, remarks).replace('\n', " ");
    shortened(&plain, max, path, remarks)
}

/// The text of a piece of HTML, paragraphs as lines; where its links led becomes a remark.
fn without_markup(text: &str, path: &str, remarks: &mut Remarks) -> String {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut plain = String::new();
    let mut links: Vec<String> = Vec::new();
    let mut hidden = false;
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::String(string) if !hidden => plain.push_str(&String::from_utf8_lossy(&string)),
            Token::StartTag(tag) => {
                hidden = matches!(tag.name.as_slice(), b"script" | b"style");
                if breaks_line(&tag.name) {
                    plain.push('\u{2029}');
                }
                if let Some(target) = tag.attributes.get(b"href".as_slice()) {
                    links.push(String::from_utf8_lossy(target).into_owned());
                }
            }
            Token::EndTag(tag) => {
                hidden = false;
                if breaks_line(&tag.name) {
                    plain.push('\u{2029}');
                }
            }
            _ => {}
        }
    }
    if !links.is_empty() {
        let links = quoted(links.iter().map(String::as_str));
        remarks.add(path, format!("Texts hold no links; this one led to {links}."));
    }
    let lines = plain.split(['\u{2029}', '\n']);
    let lines = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    visible(&lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")).collect()
}

/// Whether a tag starts or ends a line.
fn breaks_line(tag: &[u8]) -> bool {
    matches!(tag, b"br" | b"p" | b"div" | b"li" | b"ul" | b"ol" | b"tr" | b"h1" | b"h2" | b"h3" | b"h4")
}

/// Without control characters and the marks that reorder text.
fn visible(text: &str) -> impl Iterator<Item = char> {
    let is_hidden = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(move |c| !is_hidden(*c))
}

fn shortened(text: &str, max: usize, path: &str, remarks: &mut Remarks) -> String {
    let length = text.chars().count();
    if length <= max {
        return text.to_owned();
    }
    remarks.add(path, format!("This has {length} characters and was cut at {max}. Shorten it in the editor."));
    let kept: String = text.chars().take(max - 1).collect();
    // A word is not cut in two when there is a space nearby.
    let whole =
        kept.rfind(char::is_whitespace).filter(|at| *at > kept.len() / 2).map_or(kept.as_str(), |at| &kept[..at]);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_its_text() {
        for (markup, text) in [
            ("a &amp; b &lt;c&gt; 1 < 2", "a & b <c> 1 < 2"),
            ("<p>One</p>\n <p>Two<br/>three</p>", "One\nTwo\nthree"),
            ("x<script>alert(1)</script>y<style>p{}</style>z<!-- no -->", "xyz"),
            ("<b onclick='x'>bold", "bold"),
            ("safe\u{202e}txt\u{feff}\u{0}", "safetxt"),
            ("&#8203;<", "\u{200b}<"),
        ] {
            assert_eq!(description(markup, "", &mut Remarks::default()), text, "{markup}");
        }
    }

    #[test]
    fn where_a_link_led_is_remarked() {
        let mut remarks = Remarks::default();
        assert_eq!(name("<a href='https://a.example/?b&amp;c'>A</a>", "x", &mut remarks), "A");
        let remarks = remarks.finish();
        assert!(remarks[0].message.contains("“https://a.example/?b&c”"), "{remarks:?}");
    }

    #[test]
    fn long_texts_are_cut_between_words_with_a_remark() {
        let mut remarks = Remarks::default();
        let cut = title(&"word ".repeat(40), "t", &mut remarks);
        assert!(cut.ends_with("word…") && cut.chars().count() <= MAX_TITLE, "{cut}");
        assert_eq!(title(&"é".repeat(MAX_TITLE), "t", &mut remarks), "é".repeat(MAX_TITLE));
        assert_eq!(title(&"é".repeat(90), "t", &mut remarks).chars().count(), MAX_TITLE);
        assert_eq!(remarks.finish().len(), 2);
    }
}
