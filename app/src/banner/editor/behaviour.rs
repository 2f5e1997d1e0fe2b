//! The switches of the banner's page.

use consent::behaviour::{Behaviour, BrowserSignal};
use leptos::prelude::*;

/// Name of the field, what it says, and what it means.
const SWITCHES: [(&str, &str, &str); 5] = [
    (
        "reload",
        "Load the page again after a withdrawal",
        "Scripts that have run end only with their page. It happens once, and only where such a script has run.",
    ),
    ("share_subdomains", "Subdomains share one choice", "Visitors are asked once for www, shop and blog together."),
    (
        "block",
        "Hold what scripts load, by its address",
        "For tags that you cannot edit: what other scripts put into the page or send to the addresses of your trackers waits. Tags in the page’s own HTML do not, since the browser loads those by itself; write them as tags that wait. The snippet has to come first in the head.",
    ),
    (
        "gpc",
        "Global Privacy Control refuses",
        "Whoever has not chosen is not asked, and nothing optional runs, while the browser sends this signal.",
    ),
    ("dnt", "Do Not Track refuses", "The older signal, treated the same. Few browsers send it any more."),
];

/// Whether a switch is on.
fn is_on(behaviour: &Behaviour, name: &str) -> bool {
    match name {
        "reload" => behaviour.reload,
        "share_subdomains" => behaviour.share_subdomains,
        "block" => behaviour.block,
        _ => BrowserSignal::ALL.into_iter().any(|signal| signal.as_str() == name && behaviour.has(signal)),
    }
}

/// The behaviour that the names of the switches that are on state; the vendors have a card of their own.
#[cfg(feature = "ssr")]
#[must_use]
pub fn stated(on: &[&str]) -> Behaviour {
    let has = |name: &str| on.contains(&name);
    Behaviour {
        reload: has("reload"),
        share_subdomains: has("share_subdomains"),
        block: has("block"),
        signals: BrowserSignal::ALL.into_iter().filter(|signal| has(signal.as_str())).collect(),
        ..Behaviour::default()
    }
}

/// The switches that differ, each with what is stored.
#[cfg(feature = "ssr")]
#[must_use]
pub fn theirs(stored: &Behaviour, typed: &Behaviour) -> Vec<String> {
    let differing = SWITCHES.iter().filter(|(name, ..)| is_on(stored, name) != is_on(typed, name));
    differing.map(|(name, label, _)| format!("{label}: {}", if is_on(stored, name) { "on" } else { "off" })).collect()
}

/// The card with the switches.
#[component]
pub fn BehaviourCard(stored: Behaviour) -> impl IntoView {
    let switches = SWITCHES.map(|(name, label, hint)| {
        view! {
            <label>
                <input type="checkbox" name="behaviour" value=name checked=is_on(&stored, name)/>
                <span>{label}" "<span class="muted">{hint}</span></span>
            </label>
        }
    });
    view! {
        <section class="card">
            <h2>"Behaviour"</h2>
            <fieldset><legend>"What the banner does by itself"</legend>{switches.into_iter().collect_view()}</fieldset>
        </section>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_form_states_exactly_the_switches_that_are_on() {
        assert!(!stated(&[]).reload);
        let all = stated(&SWITCHES.map(|(name, ..)| name));
        assert!(SWITCHES.iter().all(|(name, ..)| is_on(&all, name)));
        assert!(SWITCHES.iter().all(|(name, ..)| is_on(&stated(&[name]), name)));
    }

    #[test]
    fn a_conflict_names_the_switches_that_differ() {
        let said = theirs(&Behaviour::default(), &stated(&["gpc"]));
        assert_eq!(said, ["Load the page again after a withdrawal: on", "Global Privacy Control refuses: off"]);
    }
}
