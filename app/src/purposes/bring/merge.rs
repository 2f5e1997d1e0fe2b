//! Purposes from elsewhere become part of a draft; nothing that is in it is lost.

use crate::purposes::address::RESERVED;
use consent::draft::{Draft, Purpose};
use std::collections::BTreeSet;

/// Puts purposes into a draft: new ones at the end; of those whose key is there already, only the trackers that are not.
/// Tracker keys that are taken get a number.
pub fn merge(draft: &mut Draft, brought: Vec<Purpose>) {
    let trackers = draft.purposes.iter().flat_map(|purpose| &purpose.trackers).map(|tracker| tracker.key.clone());
    let reserved = RESERVED.map(str::to_owned);
    let mut taken: BTreeSet<String> = trackers.chain(reserved.clone()).collect();
    for mut purpose in brought {
        purpose.key = free(&purpose.key, &reserved.clone().into());
        let there = draft.purposes.iter_mut().find(|known| known.key == purpose.key);
        if let Some(known) = &there {
            let names: Vec<_> = known.trackers.iter().map(|tracker| tracker.name.clone()).collect();
            purpose.trackers.retain(|tracker| !names.contains(&tracker.name));
        }
        for tracker in &mut purpose.trackers {
            tracker.key = free(&tracker.key, &taken);
            taken.insert(tracker.key.clone());
        }
        match there {
            Some(known) => known.trackers.append(&mut purpose.trackers),
            None => draft.purposes.push(purpose),
        }
    }
}

/// The key, with a number where it is taken.
fn free(key: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(key) {
        return key.to_owned();
    }
    // A key of full length loses its end for the number.
    let stem: String = key.chars().take(consent::keys::MAX_KEY - 4).collect();
    (2_u32..).map(|number| format!("{stem}_{number}")).find(|key| !taken.contains(key)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::draft::Tracker;

    fn purpose(key: &str, trackers: &[(&str, &str)]) -> Purpose {
        let tracker =
            |(key, name): &(&str, &str)| Tracker { key: (*key).into(), name: (*name).into(), ..Tracker::default() };
        Purpose { key: key.into(), trackers: trackers.iter().map(tracker).collect(), ..Purpose::default() }
    }

    #[test]
    fn what_is_there_stays_and_what_is_new_is_added() {
        let mut draft = Draft { purposes: vec![purpose("ads", &[("pixel", "Pixel")])], ..Draft::default() };
        draft.purposes[0].necessity = "Ours.".into();
        let brought = vec![
            purpose("ads", &[("pixel", "Pixel"), ("pixel", "Another pixel")]),
            purpose("video", &[("pixel", "Player"), ("player", "Player 2")]),
        ];
        merge(&mut draft, brought.clone());
        let keys = |purpose: &Purpose| purpose.trackers.iter().map(|each| each.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&draft.purposes[0]), ["pixel", "pixel_2"]);
        assert_eq!(keys(&draft.purposes[1]), ["pixel_3", "player"]);
        assert_eq!(draft.purposes[0].necessity, "Ours.");
        // Brought twice, it changes nothing.
        let once = draft.clone();
        merge(&mut draft, brought);
        assert_eq!(draft, once);
    }
}
