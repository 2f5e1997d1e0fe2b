//! The scripts that carry the runtime, which reads the two free variables `__assent`, the content, and `__script`, the
//! snippet: so one request brings everything, and the content is never looked for in the page.

use super::Content;

/// The script of a site: the runtime, called with its content.
///
/// # Errors
/// Only when the content cannot be written as JSON.
pub fn script(runtime: &str, content: &Content) -> Result<String, serde_json::Error> {
    let content = literal(&serde_json::to_string(content)?);
    // Names of the content are found again in the runtime: in this order the whole is smaller. A function in parentheses
    // is compiled beside the page's own work, with the script, and not when it is called.
    Ok(format!("[[{content},document.currentScript]].map((function([__assent,__script]){{{runtime}}}))"))
}

/// The script for every site, which never changes under its address: it fetches the content of the site that its tag
/// names (`data-site`), and calls the runtime with it.
#[must_use]
pub fn pinned(runtime: &str) -> String {
    format!(
        "{}.then(content=>function(__assent,__script){{{runtime}}}(content,script)).catch(console.error)}}()",
        include_str!("pinned.js").trim_end()
    )
}

/// JSON as a JavaScript literal that is as short: texts with more double than single quotes are put into single ones.
///
/// JSON is JavaScript as it stands (ECMA-262, "JSON superset"), so only the quotes are touched.
fn literal(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, opened)) = rest.split_once('"') {
        out.push_str(before);
        let text = &opened[..end_of_text(opened)];
        rest = opened.get(text.len() + 1..).unwrap_or_default();
        if text.matches("\\\"").count() > text.matches('\'').count() {
            out.push('\'');
            out.push_str(&single_quoted(text));
            out.push('\'');
        } else {
            out.push('"');
            out.push_str(text);
            out.push('"');
        }
    }
    out.push_str(rest);
    out
}

/// Where the double quote stands that ends a JSON text.
fn end_of_text(opened: &str) -> usize {
    let mut escaped = false;
    let end = opened.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(opened.len())
}

/// The inside of a JSON text, for single quotes.
fn single_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match (escaped, c) {
            (true, '"') => out.push('"'),
            (true, c) => out.extend(['\\', c]),
            (false, '\'') => out.push_str("\\'"),
            (false, '\\') => {}
            (false, c) => out.push(c),
        }
        escaped = !escaped && c == '\\';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SiteKey;
    use crate::language::Language;

    fn content(html: &str, css: &str) -> Content {
        let content = Content::offline(SiteKey::parse("demo").unwrap(), None, Language::default());
        Content { html: html.into(), css: css.into(), ..content }
    }

    #[test]
    fn the_script_holds_every_character_of_the_content() {
        let html = "<a b=\"c\">it's \\ \u{2028} é </script> {x}</a>";
        let script = script("R", &content(html, "'\"a\\")).unwrap();
        let ends = ",document.currentScript]].map((function([__assent,__script]){R}))";
        assert!(script.starts_with("[[{") && script.ends_with(ends), "{script}");
        assert!(script.contains(r#"'<a b="c">it\'s \\ "#), "{script}");
        assert!(script.contains(r#""css":"'\"a\\""#), "{script}");
    }
}
