//! The fields of a site's details, checked while typing.

use crate::form::Form;
use crate::ui::{Field, TextArea, problem_at};
use consent::site::SiteDetails;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The details of a posted form; one origin per line.
#[must_use]
pub fn parse(form: &Form) -> SiteDetails {
    let line = |name: &str| form.get(name).trim().to_owned();
    SiteDetails {
        name: line("name"),
        controller_name: line("controller_name"),
        controller_contact: line("controller_contact"),
        policy_url: line("policy_url"),
        origins: lines(&form.get("origins")),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What is stored and differs from what was typed, in words.
#[must_use]
pub fn theirs(stored: &SiteDetails, typed: &SiteDetails) -> Vec<String> {
    let origins = |details: &SiteDetails| details.origins.join(", ");
    let mut lines = Vec::new();
    for (what, theirs, mine) in [
        ("Name of the site", stored.name.clone(), typed.name.clone()),
        ("Who is responsible", stored.controller_name.clone(), typed.controller_name.clone()),
        ("How to reach them", stored.controller_contact.clone(), typed.controller_contact.clone()),
        ("Privacy policy", stored.policy_url.clone(), typed.policy_url.clone()),
        ("Where the banner runs", origins(stored), origins(typed)),
    ] {
        if theirs != mine {
            lines.push(format!("{what}: {theirs}"));
        }
    }
    if lines.is_empty() {
        lines.push("The same as you typed here.".to_owned());
    }
    lines
}

/// The fields; a problem stands beside its field once that field was edited, or from the start with `all_problems`.
#[island]
pub fn DetailsFields(details: SiteDetails, all_problems: bool) -> impl IntoView {
    let typed = RwSignal::new(details.clone());
    let touched = RwSignal::new(BTreeSet::<&'static str>::new());
    let problem = move |field: &'static str| {
        Signal::derive(move || {
            let shown = all_problems || touched.with(|touched| touched.contains(field));
            shown.then(|| typed.with(|details| problem_at(&details.check(), field))).flatten()
        })
    };
    let edit = move |field: &'static str, set: fn(&mut SiteDetails, String)| {
        Callback::new(move |value: String| {
            typed.update(|details| set(details, value));
            touched.update(|touched| {
                touched.insert(field);
            });
        })
    };
    view! {
        <Field name="name" label="Name of the site" value=details.name problem=problem("name")
            hint="Visitors read it in the banner." on_input=edit("name", |details, value| details.name = value)/>
        <Field name="controller_name" label="Who is responsible" value=details.controller_name problem=problem("controller_name")
            hint="The company or person that decides about the data (the controller)."
            on_input=edit("controller_name", |details, value| details.controller_name = value)/>
        <Field name="controller_contact" label="How to reach them" value=details.controller_contact problem=problem("controller_contact")
            hint="An e-mail address, or a postal address on one line."
            on_input=edit("controller_contact", |details, value| details.controller_contact = value)/>
        <Field name="policy_url" label="Privacy policy" kind="url" value=details.policy_url problem=problem("policy_url")
            hint="The whole link, for example https://www.example.org/privacy."
            on_input=edit("policy_url", |details, value| details.policy_url = value.trim().to_owned())/>
        <TextArea name="origins" label="Where the banner runs" value=details.origins.join("\n") problem=problem("origins")
            hint="One address per line, for example https://www.example.org. https://*.example.org covers all subdomains."
            on_input=edit("origins", |details, value| details.origins = lines(&value))/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_names_what_is_stored_and_differs() {
        let stored =
            SiteDetails { name: "Shop".into(), origins: vec!["https://a.example".into()], ..SiteDetails::default() };
        let typed = SiteDetails { origins: vec!["https://b.example".into()], ..stored.clone() };
        assert_eq!(theirs(&stored, &typed), ["Where the banner runs: https://a.example"]);
        assert_eq!(theirs(&stored, &stored).len(), 1);
    }

    #[test]
    fn origins_are_read_line_by_line() {
        let form = Form::new(vec![
            ("name".into(), " Shop ".into()),
            ("origins".into(), "https://a.example\r\n\r\n  https://b.example \r\n".into()),
        ]);
        let details = parse(&form);
        assert_eq!(details.name, "Shop");
        assert_eq!(details.origins, ["https://a.example", "https://b.example"]);
        assert_eq!(details.controller_name, "");
    }
}
