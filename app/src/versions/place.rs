//! Where a problem of a draft is mended.

use consent::check::Problem;
use consent::difference::name;
use consent::draft::Draft;
use serde::{Deserialize, Serialize};

/// A page of the editor, and what is left to do there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub label: String,
    /// Below the site's address, for example `/purposes/ads`.
    pub path: String,
    pub problems: Vec<String>,
}

/// The problems of a draft by the page that mends them, in the order of the draft.
#[must_use]
pub fn places(draft: &Draft, problems: &[Problem]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for problem in problems {
        let (label, path) = place(draft, &problem.path);
        match places.iter_mut().find(|known| known.path == path) {
            Some(known) if known.problems.contains(&problem.message) => {}
            Some(known) => known.problems.push(problem.message.clone()),
            None => places.push(Place { label, path, problems: vec![problem.message.clone()] }),
        }
    }
    places
}

/// The page that mends what is at a path of a draft: its label, and its address below the site's.
#[must_use]
pub fn place(draft: &Draft, path: &str) -> (String, String) {
    let all = || ("Purposes".to_owned(), "/purposes".to_owned());
    let mut parts = path.split('.');
    match parts.next() {
        Some("purposes") => {}
        Some("regimes") => return ("Places".to_owned(), "/places".to_owned()),
        Some("site") => return ("Settings".to_owned(), "/settings".to_owned()),
        _ => return ("Banner".to_owned(), "/banner".to_owned()),
    }
    let at = |part: Option<&str>| part.and_then(|index| index.parse::<usize>().ok());
    let Some(purpose) = at(parts.next()).and_then(|index| draft.purposes.get(index)).filter(|it| !it.key.is_empty())
    else {
        return all();
    };
    let named = name(purpose, &draft.languages);
    let (label, path) = (format!("Purpose “{named}”"), format!("/purposes/{}", purpose.key));
    let tracker = (parts.next() == Some("trackers")).then(|| at(parts.next())).flatten();
    match tracker.and_then(|index| purpose.trackers.get(index)).filter(|it| !it.key.is_empty()) {
        Some(tracker) => {
            let tracker_name = if tracker.name.trim().is_empty() { &tracker.key } else { &tracker.name };
            (format!("Tracker “{tracker_name}” of “{named}”"), format!("{path}/trackers/{}", tracker.key))
        }
        None => (label, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::draft::{Purpose, Tracker};

    #[test]
    fn each_problem_leads_to_the_page_that_mends_it() {
        let tracker = Tracker { key: "pixel".into(), ..Tracker::default() };
        let ads = Purpose { key: "ads".into(), trackers: vec![tracker, Tracker::default()], ..Purpose::default() };
        let mut draft = Draft { purposes: vec![ads, Purpose::default()], ..Draft::default() };
        draft.banner.theme.light.text = "red".into();
        let found = places(&draft, &draft.check());
        let paths: Vec<&str> = found.iter().map(|place| place.path.as_str()).collect();
        assert_eq!(paths, ["/purposes/ads", "/purposes/ads/trackers/pixel", "/purposes", "/banner"]);
        assert_eq!(found[0].label, "Purpose “ads”");
        assert!(found.iter().all(|place| !place.problems.is_empty()));
    }

    #[test]
    fn a_strange_path_leads_to_the_purposes() {
        let draft = Draft::default();
        for path in ["purposes", "purposes.7.key", "purposes.x"] {
            assert_eq!(place(&draft, path).1, "/purposes", "{path}");
        }
        assert_eq!(place(&draft, "site.policy_url").1, "/settings");
    }
}
