//! The styles of each layout, to follow `banner.css`: a page gets those of its banner only.

use consent::theme::Layout;

/// The styles that a layout adds to those of all banners, which make the box at the bottom.
///
/// The keyboard's focus in the page never hides under the first layer (WCAG 2.2 SC 2.4.11). The control that opens the
/// settings again stays at the bottom, on the side of its box: at the top it would cover the page's own menu.
#[must_use]
pub fn layout_css(layout: Layout) -> String {
    let rules: &[&str] = match layout {
        Layout::Bar => &[BAR, "#assent-root>[role=dialog]{inset:auto 0 0!important}"],
        Layout::BarTop => &[BAR, "#assent-root>[role=dialog]{inset:0 0 auto!important}", ASIDE],
        Layout::Box | Layout::Modal => &[],
        Layout::BoxEnd => &[END],
        Layout::BoxTop => &[TOP, ASIDE],
        Layout::BoxTopEnd => &[TOP, END, ASIDE],
        Layout::Inline => &[INLINE],
    };
    format!("@layer assent{{{}{LOW}}}{FREE}", rules.concat())
}

/// While the page, and not the banner, has the keyboard's focus.
macro_rules! page_has_focus {
    ($rule:literal) => {
        concat!(":root:has(:focus-visible:not(#assent-root *))", $rule)
    };
}

const BAR: &str = "#assent-root>[role=dialog]{max-width:none!important;border-radius:0!important}";
const TOP: &str = "#assent-root>[role=dialog]{inset:1em 1em auto!important}";
const END: &str = "#assent-root>:is([role=dialog],aside){margin-inline:auto 0!important}";
/// In the page's own element only: elsewhere it is a box.
const INLINE: &str = "[data-assent-inline]>#assent-root{position:static!important;display:block!important}\
    [data-assent-inline]>#assent-root>:is([role=dialog],aside){position:static!important;width:auto!important;max-width:none!important;max-height:none!important;box-shadow:none!important}";
/// Nothing can be scrolled out from under what stands at the top, so that steps aside to the bottom,
const ASIDE: &str = page_has_focus!(" #assent-root>[role=dialog]{inset:auto 0 0!important}");
/// is no higher than the room that is left free there,
const LOW: &str = page_has_focus!(" #assent-root>[role=dialog]{max-height:calc(60vh - 1em)!important}");
/// and the page ends so much later. No part of the banner's own looks, so the page may say otherwise. Nothing of it is
/// inherited: a property that is would have the browser style the whole page anew.
const FREE: &str = concat!(
    page_has_focus!("{scroll-padding-bottom:6em}"),
    page_has_focus!("::after{content:'';display:block;height:6em}"),
    page_has_focus!(":has([data-assent-state=banner]){scroll-padding-bottom:60vh}"),
    page_has_focus!(":has([data-assent-state=banner])::after{height:60vh}"),
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_inherits_nothing() {
        for inherited in ["--", "color", "font", "visibility"] {
            assert!(!FREE.contains(inherited), "{inherited}");
        }
    }

    #[test]
    fn every_rule_of_a_layout_wins_over_those_of_the_page() {
        for layout in Layout::ALL {
            let css = layout_css(layout);
            let rules = css.strip_suffix(FREE).unwrap();
            assert!(rules.starts_with("@layer assent{"), "{css}");
            for rule in rules.split('{').skip(2) {
                let (declarations, _) = rule.split_once('}').unwrap();
                assert!(declarations.split(';').all(|each| each.ends_with("!important")), "{layout:?}: {declarations}");
            }
        }
    }
}
