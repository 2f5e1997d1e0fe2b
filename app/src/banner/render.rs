//! The banner as HTML for the runtime.

use super::declaration::{Declaration, DeclarationProps};
use super::purposes::{LongLists, LongListsProps};
use super::{Banner, BannerProps};
use crate::privacy::day_in;
use consent::language::Language;
use consent::regime::Regime;
use consent::version::Version;
use leptos::prelude::*;

/// The banner's HTML, as short as it can be said: without the framework's marks and without quotes that HTML does not need.
#[must_use]
pub fn render(version: &Version, language: Language, regime: Regime) -> String {
    let props = BannerProps::builder().version(version.clone()).language(language).regime(regime).build();
    shorten(&Owner::new().with(|| Banner(props).to_html()))
}

/// The long lists of trackers as HTML.
#[must_use]
pub fn render_lists(version: &Version, language: Language) -> String {
    let props = LongListsProps::builder().version(version.clone()).language(language).build();
    shorten(&Owner::new().with(|| LongLists(props).to_html()))
}

/// The declaration as HTML.
#[must_use]
pub fn render_declaration(version: &Version, language: Language) -> String {
    let since = day_in(language, version.published_at);
    let props = DeclarationProps::builder().version(version.clone()).language(language).since(since).build();
    shorten(&Owner::new().with(|| Declaration(props).to_html()))
}

/// Drops `<!>` marks between nodes, and the quotes of attribute values that are plain words.
///
/// Texts are escaped before they get here, so each `<` begins a tag or a mark, and each `"` inside a tag a value.
fn shorten(html: &str) -> String {
    let mut short = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        short.push_str(text);
        if let Some(after) = tag.strip_prefix("!>") {
            rest = after;
            continue;
        }
        short.push('<');
        rest = shorten_tag(tag, &mut short);
    }
    short.push_str(rest);
    short
}

/// Writes a tag up to its `>`, and answers what follows.
fn shorten_tag<'a>(mut tag: &'a str, short: &mut String) -> &'a str {
    while let Some(at) = tag.find(['"', '>']) {
        let (before, after) = (&tag[..at], &tag[at + 1..]);
        short.push_str(before);
        if tag[at..].starts_with('>') {
            short.push('>');
            return after;
        }
        let Some((value, after)) = after.split_once('"') else {
            tag = &tag[at..];
            break;
        };
        match value {
            // An attribute without a value is the empty text.
            "" => _ = short.pop(),
            _ if is_plain(value) => short.push_str(value),
            _ => {
                short.push('"');
                short.push_str(value);
                short.push('"');
            }
        }
        tag = after;
    }
    short.push_str(tag);
    ""
}

/// Whether an attribute value needs no quotes (HTML, "Unquoted attribute value syntax"); a slash could close the tag.
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::draft::{Draft, Kind, Purpose, PurposeWords, Tracker};
    use consent::keys::SiteKey;
    use consent::site::SiteDetails;
    use consent::theme::Layout;
    use consent::timestamp::Timestamp;

    const HOSTILE: &str = "<img src=x onerror=\"a()\"> </section> & 'q' <!> {purpose}";

    fn version(text: &str, layout: Layout) -> Version {
        let words = PurposeWords { title: text.into(), description: text.into(), benefit: text.into() };
        let tracker = Tracker {
            key: "pixel".into(),
            name: text.into(),
            provider: text.into(),
            policy_url: "javascript:a()".into(),
            ..Tracker::default()
        };
        let purpose = |key: &str, kind| Purpose {
            key: key.into(),
            kind,
            words: [(Language::default(), words.clone())].into(),
            trackers: vec![tracker.clone()],
            ..Purpose::default()
        };
        let mut draft = Draft {
            purposes: vec![purpose("basket", Kind::Necessary), purpose("ads", Kind::Marketing)],
            ..Draft::default()
        };
        draft.banner.layout = layout;
        let details = SiteDetails {
            controller_name: text.into(),
            policy_url: "data:text/html,x".into(),
            ..SiteDetails::default()
        };
        let site = SiteKey::parse("demo").unwrap();
        Version::freeze(site, &details, &draft, 1, Timestamp::from_millis(0)).unwrap()
    }

    fn html(text: &str, layout: Layout) -> String {
        render(&version(text, layout), Language::default(), Regime::Eu)
    }

    #[test]
    fn a_text_of_the_owner_stays_a_text() {
        let html = html(HOSTILE, Layout::Box);
        assert!(!html.contains("<img"), "{html}");
        assert_eq!(html.matches("</section>").count(), 1);
        assert!(html.contains("&lt;img src=x onerror="), "{html}");
        assert!(html.contains("&lt;!&gt;"), "{html}");
    }

    #[test]
    fn a_link_that_is_not_of_the_web_is_left_out() {
        let html = html("Shop", Layout::Box);
        assert!(!html.contains("javascript:") && !html.contains("data:text"), "{html}");
        assert!(!html.contains("<a "), "{html}");
    }

    #[test]
    fn nothing_in_the_banner_gates_tags_or_carries_styles_or_marks() {
        for layout in Layout::ALL {
            let html = html("Shop", layout);
            for never in [" data-assent=", " style", "<style", "<!", " class=\"", "=\"\""] {
                assert!(!html.contains(never), "{never}: {html}");
            }
        }
    }

    #[test]
    fn necessary_is_checked_and_fixed_and_the_rest_is_off() {
        let html = html("Shop", Layout::Bar);
        let boxes: Vec<&str> =
            html.split("<input type=checkbox").skip(1).filter_map(|it| it.split('>').next()).collect();
        assert_eq!(
            boxes,
            [
                " name=purpose value=basket data-assent-purpose=basket data-assent-kind=necessary checked disabled",
                " name=purpose value=ads data-assent-purpose=ads data-assent-kind=marketing",
            ]
        );
    }

    #[test]
    fn only_the_modal_layout_makes_the_first_layer_a_dialog_element() {
        assert!(html("Shop", Layout::Modal).contains("<dialog data-assent-layer=banner"));
        assert!(html("Shop", Layout::Box).contains("<div role=dialog popover=manual data-assent-layer=banner"));
    }

    /// `embed/src/view.ts` puts each layer into the page when it is first shown, and tells them apart by these tags.
    #[test]
    fn the_layers_stand_between_the_first_tag_and_the_control() {
        for layout in Layout::ALL {
            let html = html("a <dialog data-assent-layer=settings> <aside>", layout);
            let (start, layers) = html.split_once("><d").unwrap();
            assert!(start.starts_with("<section id=assent-root ") && !start.contains("></"), "{start}");
            let (layers, end) = layers.split_once("<aside").unwrap();
            let (first, settings) = layers.split_once("<dialog data-assent-layer=settings").unwrap();
            assert!(first.contains("data-assent-layer=banner") && settings.ends_with("</dialog>"), "{layers}");
            assert!(!end.contains("<aside") && !end.contains("data-assent-layer"), "{end}");
        }
    }

    #[test]
    fn shortening_drops_marks_and_needless_quotes_only() {
        let long = r#"<a href="/b" class="x y" hidden="" data-a="b-1">1 > 0 "q"<!> t</a><!><br/>"#;
        assert_eq!(shorten(long), r#"<a href="/b" class="x y" hidden data-a=b-1>1 > 0 "q" t</a><br/>"#);
        assert_eq!(shorten("<a b=\"unclosed"), "<a b=\"unclosed");
    }
}
