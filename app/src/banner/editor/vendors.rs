//! The vendors that are told what visitors allow, on the banner's page.

use consent::vendors::{Google, Vendor, Vendors};
use leptos::prelude::*;

/// Name of the field and what it says.
const OPTIONS: [(&str, &str, &str); 3] = [
    (
        "ads_data_redaction",
        "Leave ad clicks out while advertising is not allowed",
        "Google calls it ads_data_redaction. It counts in advanced mode.",
    ),
    (
        "url_passthrough",
        "Pass ad clicks on in the addresses of links",
        "Google calls it url_passthrough. It lets Google link pages of one visit while nothing may be stored.",
    ),
    (
        "advanced",
        "Google’s tags load before a choice (advanced mode)",
        "They then reach Google for every visitor, without cookies, also after a refusal. In most of Europe this is held to need consent itself.",
    ),
];

/// How long Google's tags may be told to wait, in milliseconds.
const WAITS: [u16; 4] = [0, 500, 1000, 2000];

fn is_set(google: &Google, option: &str) -> bool {
    match option {
        "ads_data_redaction" => google.ads_data_redaction,
        "url_passthrough" => google.url_passthrough,
        _ => google.advanced,
    }
}

fn waiting(wait: u16) -> String {
    if wait == 0 { "not at all".to_owned() } else { format!("{wait} ms") }
}

fn hint(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Uet => "Measures ads. Follows marketing.",
        Vendor::Clarity => "Records visits. Follows measurement and marketing.",
        Vendor::Meta | Vendor::Tiktok => {
            "Measures ads. Follows marketing. Its tag has to wait for its purpose as well."
        }
        Vendor::Matomo => "Counts visits. Follows measurement; nothing is counted before.",
        Vendor::Posthog | Vendor::Mixpanel => {
            "Follows measurement. Let it start opted out, or let its tag wait for its purpose."
        }
        Vendor::Segment => {
            "Events carry what is allowed as Advertising, Analytics and Functional; none is sent while nothing is. Its tag has to wait as well."
        }
    }
}

/// How a vendor is called at the start of a line.
fn label(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Meta => "Meta pixel",
        Vendor::Tiktok => "TikTok pixel",
        other => other.name(),
    }
}

/// The vendors that a form states: `on` are those switched on, `options` those of Google.
#[cfg(feature = "ssr")]
#[must_use]
pub fn stated(on: &[&str], options: &[&str], wait: &str) -> Vendors {
    let google = on.contains(&"google").then(|| Google {
        wait_for_update: wait.parse().unwrap_or(Google::default().wait_for_update),
        ads_data_redaction: options.contains(&"ads_data_redaction"),
        url_passthrough: options.contains(&"url_passthrough"),
        advanced: options.contains(&"advanced"),
    });
    Vendors { google, others: Vendor::ALL.into_iter().filter(|vendor| on.contains(&vendor.as_str())).collect() }
}

/// What is stored and differs.
#[cfg(feature = "ssr")]
#[must_use]
pub fn theirs(stored: &Vendors, typed: &Vendors) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |label: &str, stored: bool, typed: bool| {
        if stored != typed {
            lines.push(format!("{label}: {}", if stored { "on" } else { "off" }));
        }
    };
    line("Google Consent Mode", stored.google.is_some(), typed.google.is_some());
    let google = |vendors: &Vendors| vendors.google.clone().unwrap_or_default();
    for (option, label, _) in OPTIONS {
        line(label, is_set(&google(stored), option), is_set(&google(typed), option));
    }
    for vendor in Vendor::ALL {
        line(label(vendor), stored.others.contains(&vendor), typed.others.contains(&vendor));
    }
    let wait = google(stored).wait_for_update;
    if wait != google(typed).wait_for_update {
        lines.push(format!("Google’s tags wait for a choice: {}", waiting(wait)));
    }
    lines
}

fn switch(name: &'static str, value: &'static str, on: bool, label: &'static str, hint: &'static str) -> impl IntoView {
    view! {
        <label>
            <input type="checkbox" name=name value=value checked=on/>
            <span>{label}" "<span class="muted">{hint}</span></span>
        </label>
    }
}

/// The card with a switch for each vendor.
#[component]
pub fn VendorsCard(stored: Vendors) -> impl IntoView {
    let Vendors { google, others } = stored;
    let is_google = google.is_some();
    let google = google.unwrap_or_default();
    let options = OPTIONS.map(|(name, label, hint)| switch("google", name, is_set(&google, name), label, hint));
    let wait = google.wait_for_update;
    // What another way than this page has set is kept by saving.
    let other = (!WAITS.contains(&wait)).then_some(wait);
    let waits = WAITS.into_iter().chain(other).map(|each| {
        view! { <option value=each.to_string() selected=each == wait>{waiting(each)}</option> }
    });
    let others = Vendor::ALL
        .map(|vendor| switch("vendor", vendor.as_str(), others.contains(&vendor), label(vendor), hint(vendor)));
    view! {
        <section class="card">
            <h2>"Signals to vendors"</h2>
            <p class="hint">"Each vendor that is on hears of every choice by its own calls. A kind of purpose counts as allowed when the site has purposes of that kind and the visitor allows all of them. Plausible has no such call: let its tag wait for its purpose."</p>
            <fieldset>
                <legend>"Google"</legend>
                {switch("vendor", "google", is_google, "Google Consent Mode", "For Analytics, Ads and Tag Manager: everything is denied until it is allowed.")}
                {options.into_iter().collect_view()}
                <div class="field">
                    <label for="google_wait">"How long Google’s tags wait for a choice"</label>
                    <select id="google_wait" name="google_wait">{waits.collect_view()}</select>
                </div>
            </fieldset>
            <fieldset><legend>"Others"</legend>{others.into_iter().collect_view()}</fieldset>
        </section>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_form_states_exactly_the_vendors_that_are_on() {
        assert!(stated(&[], &["advanced"], "500").is_empty());
        let all: Vec<&str> = Vendor::ALL.into_iter().map(Vendor::as_str).chain(["google", "plausible"]).collect();
        let found = stated(&all, &OPTIONS.map(|(name, ..)| name), "2000");
        assert_eq!(found.others, Vendor::ALL.into());
        let google = Google { wait_for_update: 2000, ads_data_redaction: true, url_passthrough: true, advanced: true };
        assert_eq!(found.google, Some(google));
        for (name, ..) in OPTIONS {
            let google = stated(&["google"], &[name], "much").google.unwrap();
            let set: Vec<_> =
                OPTIONS.iter().filter(|(each, ..)| is_set(&google, each)).map(|(each, ..)| *each).collect();
            assert_eq!((set, google.wait_for_update), (vec![name], 500));
        }
    }

    #[test]
    fn a_conflict_names_the_vendors_and_options_that_differ() {
        let stored = stated(&["google", "clarity"], &["url_passthrough"], "0");
        let said = theirs(&stored, &stated(&["meta", "clarity"], &[], ""));
        assert_eq!(
            said,
            [
                "Google Consent Mode: on",
                "Pass ad clicks on in the addresses of links: on",
                "Meta pixel: off",
                "Google’s tags wait for a choice: not at all",
            ]
        );
        assert!(theirs(&stored, &stored).is_empty());
    }
}
