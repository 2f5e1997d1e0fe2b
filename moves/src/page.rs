//! Scripts out of a piece of a page: snippets are often copied with the tags around them.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use std::borrow::Cow;

/// The code of the scripts in `text` when it is a piece of a page, else `text`. Lines keep their numbers.
pub(crate) fn code(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with('<') {
        return Cow::Borrowed(text);
    }
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut code = String::new();
    let mut done = 0;
    let mut within = false;
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => within = **tag.name == *b"script",
            Token::EndTag(_) => within = false,
            Token::String(string) if within => {
                let around = text.get(done..string.span.start).unwrap_or_default();
                code.extend(around.chars().filter(|c| *c == '\n'));
                code.push_str(&String::from_utf8_lossy(&string));
                done = string.span.end;
            }
            _ => {}
        }
    }
    Cow::Owned(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_are_code_and_lines_stay() {
        assert_eq!(code("a = '<b>'"), "a = '<b>'");
        let page = "<p>\n&amp;</p>\n<script src=x></script><script>\nlet a = '&amp;<b>';\n</script>\n<p>b</p>";
        assert_eq!(code(page), "\n\n\nlet a = '&amp;<b>';\n");
        assert_eq!(code("<script>let a"), "let a");
    }
}
