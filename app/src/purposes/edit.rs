//! Changing the purposes of a draft, and reading one from a form.

use super::address::{key_problem, other_purposes};
use super::asks::Asks;
use super::count::{count_problem, read_count};
use super::label::{data_label, kind_label, legal_basis_label, named, unit};
use crate::form::Form;
use consent::check::Problem;
use consent::draft::{Data, Draft, Kind, LegalBasis, Purpose, PurposeWords};
use consent::language::Language;
use consent::period::Period;
use consent::texts::Texts;

/// The field of the retention's number.
pub const RETENTION_COUNT: &str = "retention_count";

/// What a form says that no purpose can hold; it must be mended before it is saved.
#[must_use]
pub fn unreadable(form: &Form) -> Option<Problem> {
    count_problem("retention", &form.get(RETENTION_COUNT))
}

/// What a form says about a purpose. Its trackers and its meaning number are not in the form.
#[must_use]
pub fn parse(form: &Form) -> Purpose {
    let words = languages(form).into_iter().map(|language| {
        let text = |part: &str| form.get(&format!("{part}.{}", language.code())).trim().to_owned();
        (language, PurposeWords { title: text("title"), description: text("description"), benefit: text("benefit") })
    });
    let chosen: Vec<&str> = form.all("data").collect();
    let kind = named(Kind::ALL, Kind::as_str, &form.get("kind"));
    Purpose {
        key: form.get("key").trim().to_owned(),
        kind,
        // The field is there whatever the kind; what it says counts for one kind only.
        necessity: if kind == Kind::Necessary { form.get("necessity").trim().to_owned() } else { String::new() },
        legal_basis: named(LegalBasis::ALL, LegalBasis::as_str, &form.get("legal_basis")),
        data: Data::ALL.iter().copied().filter(|data| chosen.contains(&data.as_str())).collect(),
        retention: Period::new(
            read_count(&form.get(RETENTION_COUNT)).unwrap_or_default(),
            unit(&form.get("retention_unit")),
        ),
        words: words.collect(),
        ..Purpose::default()
    }
}

/// What a form says that its change means to those who have decided.
#[must_use]
pub fn asks(form: &Form) -> Asks {
    named(Asks::ALL, Asks::as_str, &form.get("asks"))
}

/// The languages a form was made for, in their order.
#[must_use]
pub fn languages(form: &Form) -> Vec<Language> {
    form.get("languages").split_whitespace().filter_map(Language::parse).collect()
}

/// Puts a typed purpose in the place of the one at `address`, or at the end when that one is gone. Trackers, and words
/// in languages that were not in the form, stay; `asks` raises the number that has visitors asked again.
///
/// # Errors
/// The problem of a key that cannot be an address.
pub fn put(draft: &mut Draft, address: &str, typed: Purpose, asks: Asks) -> Result<(), Problem> {
    if let Some(problem) = key_problem(&typed.key, &other_purposes(draft, address)) {
        return Err(problem);
    }
    let Some(stored) = draft.purposes.iter_mut().find(|purpose| purpose.key == address) else {
        draft.purposes.push(typed);
        return Ok(());
    };
    let mut words = std::mem::take(&mut stored.words);
    words.extend(typed.words);
    *stored = Purpose {
        words,
        trackers: std::mem::take(&mut stored.trackers),
        // What a member stands for is not in the form. It ends with a change of the meaning, when the draft is saved.
        confirmation: stored.confirmation.take(),
        meaning: stored.meaning + u32::from(asks == Asks::All),
        again: stored.again + u32::from(asks == Asks::Agreed),
        ..typed
    };
    Ok(())
}

/// Moves a purpose one place up or down; `false` when it is at that end of the list already.
pub fn shift(draft: &mut Draft, key: &str, up: bool) -> bool {
    let Some(at) = draft.purposes.iter().position(|purpose| purpose.key == key) else { return false };
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < draft.purposes.len()) };
    other.inspect(|other| draft.purposes.swap(at, *other)).is_some()
}

/// What is stored and differs from what was typed, in words.
#[must_use]
pub fn theirs(stored: Option<&Purpose>, typed: &Purpose) -> Vec<String> {
    let Some(stored) = stored else {
        return vec![
            "This purpose was removed or has another key now. Saving adds it again, without trackers.".to_owned(),
        ];
    };
    let mut lines = Vec::new();
    let mut line = |differs: bool, what: &str, value: String| {
        if differs {
            lines.push(if value.is_empty() { format!("{what}: nothing") } else { format!("{what}: {value}") });
        }
    };
    line(stored.key != typed.key, "Key", stored.key.clone());
    line(stored.kind != typed.kind, "Kind", kind_label(stored.kind));
    line(stored.legal_basis != typed.legal_basis, "Legal basis", legal_basis_label(stored.legal_basis));
    let data: Vec<String> = stored.data.iter().map(|data| data_label(*data)).collect();
    line(stored.data != typed.data, "Data collected", data.join(", "));
    let kept = Texts::english().period(stored.retention);
    line(stored.retention != typed.retention, "Kept for", kept);
    line(stored.necessity != typed.necessity, "Why it is necessary", stored.necessity.clone());
    for (language, mine) in &typed.words {
        let (theirs, tongue) = (stored.words(*language), language.english_name());
        line(theirs.title != mine.title, &format!("Title in {tongue}"), theirs.title);
        line(theirs.description != mine.description, &format!("Description in {tongue}"), theirs.description);
        line(theirs.benefit != mine.benefit, &format!("Benefit in {tongue}"), theirs.benefit);
    }
    if lines.is_empty() {
        lines.push("The same as you typed here; something else in the draft was changed.".to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::draft::Tracker;
    use consent::period::Unit;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn ads() -> Purpose {
        Purpose { key: "ads".into(), kind: Kind::Marketing, trackers: vec![Tracker::default()], ..Purpose::default() }
    }

    #[test]
    fn a_form_is_read_into_a_purpose_and_what_is_no_value_is_the_default() {
        let purpose = parse(&form(&[
            ("languages", "de xx en"),
            ("key", " ads "),
            ("kind", "marketing"),
            ("legal_basis", "love"),
            ("data", "interests"),
            ("data", "identifier"),
            ("data", "shoe_size"),
            ("retention_count", "three"),
            ("retention_unit", "months"),
            ("title.de", "Werbung "),
            ("description.en", "<b>One</b>\r\nTwo"),
            ("title.fr", "Publicité"),
        ]));
        let [german, english] = ["de", "en"].map(|code| Language::parse(code).unwrap());
        assert_eq!(
            (purpose.key.as_str(), purpose.kind, purpose.legal_basis),
            ("ads", Kind::Marketing, LegalBasis::Consent)
        );
        assert_eq!(purpose.data, [Data::Identifier, Data::Interests].into());
        assert_eq!(purpose.retention, Period::new(0, Unit::Months));
        assert_eq!(purpose.words(german).title, "Werbung");
        assert_eq!(purpose.words(english).description, "<b>One</b>\nTwo");
        assert_eq!(purpose.words.len(), 2);
    }

    #[test]
    fn a_retention_that_is_no_whole_number_is_told() {
        for (typed, readable) in [("13", true), ("", true), ("1.5", false), ("99999999999", false), ("three", false)] {
            assert_eq!(unreadable(&form(&[(RETENTION_COUNT, typed)])).is_none(), readable, "{typed}");
        }
    }

    #[test]
    fn saving_keeps_trackers_and_the_words_of_languages_not_shown() {
        let [german, english] = ["de", "en"].map(|code| Language::parse(code).unwrap());
        let mut stored = ads();
        stored.words.insert(german, PurposeWords { title: "Werbung".into(), ..PurposeWords::default() });
        let mut draft = Draft { purposes: vec![stored], ..Draft::default() };
        let mut typed = Purpose { key: "adverts".into(), ..Purpose::default() };
        typed.words.insert(english, PurposeWords { title: "Adverts".into(), ..PurposeWords::default() });
        put(&mut draft, "ads", typed.clone(), Asks::All).unwrap();
        let saved = draft.purpose("adverts").unwrap();
        assert_eq!((saved.trackers.len(), saved.meaning, saved.words.len()), (1, 1, 2));
        put(&mut draft, "adverts", typed, Asks::Nobody).unwrap();
        assert_eq!(draft.purpose("adverts").unwrap().meaning, 1);
    }

    #[test]
    fn a_key_of_another_purpose_changes_nothing() {
        let other = Purpose { key: "analytics".into(), ..Purpose::default() };
        let mut draft = Draft { purposes: vec![ads(), other.clone()], ..Draft::default() };
        let before = draft.clone();
        assert_eq!(put(&mut draft, "ads", other, Asks::Nobody).unwrap_err().code, "duplicate");
        assert_eq!(draft, before);
    }

    #[test]
    fn purposes_move_one_place_and_stop_at_the_ends() {
        let purpose = |key: &str| Purpose { key: key.into(), ..Purpose::default() };
        let mut draft = Draft { purposes: ["a", "b", "c"].map(purpose).into(), ..Draft::default() };
        let order = |draft: &Draft| draft.purposes.iter().map(|purpose| purpose.key.clone()).collect::<String>();
        for (key, up, expected) in
            [("c", true, "acb"), ("a", true, "acb"), ("b", false, "acb"), ("a", false, "cab"), ("x", true, "cab")]
        {
            shift(&mut draft, key, up);
            assert_eq!(order(&draft), expected);
        }
    }

    #[test]
    fn a_conflict_names_what_is_stored_and_differs() {
        let typed = Purpose { kind: Kind::Functional, ..ads() };
        assert_eq!(theirs(Some(&ads()), &typed), ["Kind: Marketing"]);
        assert_eq!(theirs(Some(&ads()), &ads()).len(), 1);
        assert!(theirs(None, &typed)[0].contains("removed"));
    }
}
