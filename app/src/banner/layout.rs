//! The styles of each layout, to follow `banner.css`: a page gets those of its banner only.

use consent::theme::Layout;

/// The styles that a layout adds to those of all banners, which make the box at the bottom.
///
/// The keyboard's focus in the page never hides under the first layer (WCAG 2.2 SC 2.4.11). The control that opens the
/// settings again stays at the bottom, on the side of its box: at the top it would cover the page's own menu.
#[must_use]
pub fn layout_css(layout: Layout) -> String {
    let (rules, free): (&[&str], &str) = match layout {
        Layout::Bar => (&[BAR, "#assent-root>[role=dialog]{inset:auto 0 0!important}"], FREE_BOTTOM),
        Layout::BarTop => (&[BAR, "#assent-root>[role=dialog]{inset:0 0 auto!important}"], FREE_TOP),
        Layout::Box => (&[], FREE_BOTTOM),
        Layout::BoxEnd => (&[END], FREE_BOTTOM),
        Layout::BoxTop => (&[TOP], FREE_TOP),
        Layout::BoxTopEnd => (&[TOP, END], FREE_TOP),
        Layout::Modal => (&[], ""),
        Layout::Inline => (&[INLINE], FREE_BOTTOM),
    };
    let rules = rules.concat();
    if rules.is_empty() { free.to_owned() } else { format!("@layer assent{{{rules}}}{free}") }
}

const BAR: &str = "#assent-root>[role=dialog]{max-width:none!important;border-radius:0!important}";
const TOP: &str = "#assent-root>[role=dialog]{inset:1em 1em auto!important}";
const END: &str = "#assent-root>:is([role=dialog],aside){margin-inline:auto 0!important}";
/// In the page's own element only: elsewhere it is a box.
const INLINE: &str = "[data-assent-inline]>#assent-root{position:static!important;display:block!important}\
    [data-assent-inline]>#assent-root>:is([role=dialog],aside){position:static!important;width:auto!important;max-width:none!important;max-height:none!important;box-shadow:none!important}";
/// No part of the banner's own looks, so the page may say otherwise.
const FREE_BOTTOM: &str = ":root:has(body>[data-assent-state=banner]){scroll-padding-bottom:60vh}";
const FREE_TOP: &str = ":root:has(body>[data-assent-state=banner]){scroll-padding-top:60vh}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_a_layout_wins_over_those_of_the_page() {
        for layout in Layout::ALL {
            let css = layout_css(layout);
            let rules = css.split_once(":root").map_or(css.as_str(), |(rules, _)| rules);
            assert!(rules.is_empty() || rules.starts_with("@layer assent{"), "{css}");
            for rule in rules.split('{').skip(2) {
                let (declarations, _) = rule.split_once('}').unwrap();
                assert!(declarations.split(';').all(|each| each.ends_with("!important")), "{layout:?}: {declarations}");
            }
        }
    }
}
