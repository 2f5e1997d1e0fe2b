//! Reading the banner's page from its form, and what a conflict says.

use super::fields::put_first;
use super::look::{COLOURS, colour, radius, token};
use super::{behaviour, vendors};
use crate::form::Form;
use crate::purposes::named;
use consent::behaviour::Behaviour;
use consent::check::Problem;
use consent::draft::Banner;
use consent::language::Language;
use consent::texts::EDITABLE;
use consent::theme::{Font, Layout, Palette, Scheme, Spacing, Theme};
use std::collections::BTreeMap;

/// The languages and the banner that a form states. A file that is no logo leaves the one there was.
///
/// # Errors
/// Beside them: what is wrong with the file.
pub fn parse(form: &Form) -> (Vec<Language>, Banner, Result<(), Problem>) {
    let offered: Vec<&str> = form.all("language").collect();
    let mut languages: Vec<Language> =
        Language::ALL.into_iter().filter(|language| offered.contains(&language.code())).collect();
    put_first(&mut languages, &form.get("first_language"));
    let palette = |scheme: &str| {
        let field = |name: &str| form.get(&format!("{scheme}.{name}")).trim().to_lowercase();
        Palette {
            surface: field("surface"),
            text: field("text"),
            button: field("button"),
            on_button: field("on_button"),
        }
    };
    let mut words: BTreeMap<Language, BTreeMap<String, String>> = BTreeMap::new();
    for language in Language::ALL {
        for key in EDITABLE {
            let text = form.get(&format!("words.{}.{key}", language.code())).trim().to_owned();
            if !text.is_empty() {
                words.entry(language).or_default().insert((*key).to_owned(), text);
            }
        }
    }
    let file = form.file("logo_file").map(custom::logo::from_file).transpose();
    let logo = match &file {
        Ok(Some(logo)) => logo.clone(),
        Ok(None) if form.has("logo_remove") => String::new(),
        _ => form.get("logo"),
    };
    let theme = Theme {
        light: palette("light"),
        dark: palette("dark"),
        scheme: token(Scheme::ALL, Scheme::as_str, &form.get("scheme")),
        font: token(Font::ALL, Font::as_str, &form.get("font")),
        spacing: token(Spacing::ALL, Spacing::as_str, &form.get("spacing")),
        radius: radius(&form.get("radius")),
        logo,
        css: form.get("css").trim().to_owned(),
    };
    let layout = named(Layout::ALL, Layout::as_str, &form.get("layout"));
    let on = |name: &'static str| form.all(name).collect::<Vec<_>>();
    let vendors = vendors::stated(&on("vendor"), &on("google"), &form.get("google_wait"));
    let behaviour = Behaviour { vendors, ..behaviour::stated(&on("behaviour")) };
    let file = file.map(drop).map_err(|message| Problem::new("banner.theme.logo", "logo", message));
    (languages, Banner { layout, theme, behaviour, words }, file)
}

/// What is stored and differs from what was typed, in words.
#[must_use]
pub fn theirs(languages: &[Language], banner: &Banner, typed: (&[Language], &Banner)) -> Vec<String> {
    let mut lines = Vec::new();
    if languages != typed.0 {
        let names: Vec<&str> = languages.iter().map(|language| language.english_name()).collect();
        lines.push(format!("Languages: {}", names.join(", ")));
    }
    if banner.layout != typed.1.layout {
        lines.push(format!("Layout: {}", banner.layout.label()));
    }
    let theme = (&banner.theme, &typed.1.theme);
    for (scheme, stored, mine) in [("Light", &theme.0.light, &theme.1.light), ("Dark", &theme.0.dark, &theme.1.dark)] {
        for (name, label) in COLOURS {
            if colour(stored, name) != colour(mine, name) {
                lines.push(format!("{scheme}, {}: {}", label.to_lowercase(), colour(stored, name)));
            }
        }
    }
    let tokens = |theme: &Theme| {
        [
            ("Colours shown", theme.scheme.label().to_owned()),
            ("Font", theme.font.label().to_owned()),
            ("Spacing", theme.spacing.label().to_owned()),
            ("Round corners", theme.radius.to_string()),
            ("CSS", if theme.css.is_empty() { "none".to_owned() } else { theme.css.clone() }),
        ]
    };
    for ((label, stored), (_, mine)) in tokens(theme.0).into_iter().zip(tokens(theme.1)) {
        if stored != mine {
            lines.push(format!("{label}: {stored}"));
        }
    }
    if theme.0.logo != theme.1.logo {
        lines.push(format!("Logo: {}", if theme.0.logo.is_empty() { "none" } else { "another one" }));
    }
    lines.extend(behaviour::theirs(&banner.behaviour, &typed.1.behaviour));
    lines.extend(vendors::theirs(&banner.behaviour.vendors, &typed.1.behaviour.vendors));
    for language in Language::ALL {
        for key in EDITABLE {
            let text = |banner: &Banner| banner.words.get(&language).and_then(|words| words.get(*key)).cloned();
            let stored = text(banner);
            if stored != text(typed.1) {
                let said = stored.unwrap_or_else(|| "the standard text".to_owned());
                lines.push(format!("{} {}: {said}", language.english_name(), consent::difference::label(key)));
            }
        }
    }
    if lines.is_empty() {
        lines.push("The same as you typed here; something else in the draft was changed.".to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::behaviour::BrowserSignal;
    use consent::vendors::{Google, Vendor, Vendors};

    fn language(code: &str) -> Language {
        Language::parse(code).unwrap()
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_states_languages_layout_colours_and_words() {
        let (languages, banner, _) = parse(&form(&[
            ("language", "ar"),
            ("language", "en"),
            ("language", "tlh"),
            ("first_language", "ar"),
            ("layout", "modal"),
            ("light.surface", " #FFFFFF"),
            ("font", "system"),
            ("scheme", "neon"),
            ("radius", " 12 "),
            ("words.de.banner.title", " Ihre Wahl "),
            ("words.de.action.save", "  "),
            ("words.en.kind.marketing", "Fun"),
            ("behaviour", "gpc"),
            ("vendor", "google"),
            ("vendor", "matomo"),
            ("google", "advanced"),
            ("google_wait", "1000"),
        ]));
        assert_eq!(languages, [language("ar"), language("en")]);
        assert_eq!((banner.layout, banner.theme.light.surface.as_str()), (Layout::Modal, "#ffffff"));
        let theme = &banner.theme;
        assert_eq!((theme.font, theme.scheme, theme.radius), (Font::System, Scheme::Auto, 12));
        let german = [("banner.title".to_owned(), "Ihre Wahl".to_owned())].into();
        assert_eq!(banner.words, [(language("de"), german)].into());
        assert!(banner.behaviour.has(BrowserSignal::Gpc));
        let google = Google { wait_for_update: 1000, advanced: true, ..Google::default() };
        let vendors = Vendors { google: Some(google), others: [Vendor::Matomo].into() };
        assert_eq!(banner.behaviour.vendors, vendors);
    }

    #[test]
    fn a_logo_is_that_of_the_file_or_stays_or_goes() {
        const STORED: (&str, &str) = ("logo", "data:image/png;base64,AAAA");
        let logo = |fields: &[(&str, &str)], file: &[u8]| {
            let form = form(fields).with_files(vec![("logo_file".to_owned(), file.to_vec())]);
            let (_, banner, file) = parse(&form);
            (banner.theme.logo, file.map_err(|problem| problem.path))
        };
        assert_eq!(logo(&[STORED], b""), (STORED.1.to_owned(), Ok(())));
        assert_eq!(logo(&[STORED, ("logo_remove", "on")], b""), (String::new(), Ok(())));
        let (clean, result) = logo(&[STORED], b"<svg viewBox='0 0 1 1' onload='a()'><path/></svg>");
        assert_eq!((custom::logo::check(&clean), result), (Ok(()), Ok(())));
        assert!(clean.starts_with("data:image/svg+xml;base64,"));
        assert_eq!(logo(&[STORED], b"GIF89a"), (STORED.1.to_owned(), Err("banner.theme.logo".to_owned())));
    }

    #[test]
    fn a_first_language_that_is_not_offered_changes_nothing() {
        let mut languages = vec![language("en"), language("de"), language("fr")];
        put_first(&mut languages, "ar");
        assert_eq!(languages, [language("en"), language("de"), language("fr")]);
        put_first(&mut languages, "fr");
        assert_eq!(languages, [language("fr"), language("en"), language("de")]);
    }

    #[test]
    fn a_conflict_names_what_is_stored_and_differs() {
        let english = [language("en")];
        let mut stored = Banner { layout: Layout::Bar, ..Banner::default() };
        stored.theme.dark.text = "#eeeeee".into();
        stored.theme.spacing = Spacing::Compact;
        stored.behaviour.vendors.others.insert(Vendor::Segment);
        stored.theme.logo = "data:image/png;base64,AAAA".into();
        stored.theme.css = "title { font-weight: 500 }".into();
        stored.words.entry(english[0]).or_default().insert("action.save".into(), "Keep".into());
        let said = theirs(&english, &stored, (&english, &Banner::default()));
        assert_eq!(
            said,
            [
                "Layout: Bar at the bottom",
                "Dark, text: #eeeeee",
                "Spacing: Compact",
                "CSS: title { font-weight: 500 }",
                "Logo: another one",
                "Segment: on",
                "English text of the save button: Keep"
            ]
        );
        assert_eq!(theirs(&english, &stored, (&english, &stored)).len(), 1);
    }
}
