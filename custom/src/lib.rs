//! What owners bring to their banner's looks: a logo and CSS of their own.
//!
//! Both come from outside and end up on other people's pages. So both are read by real parsers, and what is kept is
//! written anew from what was understood: nothing passes through.

pub mod css;
pub mod logo;

use consent::check::Problem;
use consent::theme::Theme;

/// What keeps the owner's logo and CSS from being published.
#[must_use]
pub fn check(theme: &Theme) -> Vec<Problem> {
    let logo = logo::check(&theme.logo).err().map(|message| Problem::new("banner.theme.logo", "logo", message));
    let css = css::check(theme).into_iter().map(|message| Problem::new("banner.theme.css", "css", message));
    logo.into_iter().chain(css).collect()
}
