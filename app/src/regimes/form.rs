//! From a posted form to the regimes of a draft, and back.

use super::{Row, Typed};
use crate::form::Form;
use consent::check::Problem;
use consent::draft::Kind;
use consent::regime::{Departure, Model, Regime, Rules, Used};
use std::collections::BTreeMap;

/// The kinds a regime has a model for.
const KINDS: [Kind; 3] = [Kind::Functional, Kind::Measurement, Kind::Marketing];

/// What was typed, for every regime.
pub fn typed(form: &Form) -> BTreeMap<Regime, Typed> {
    let typed = Regime::ALL.iter().map(|regime| {
        let id = regime.as_str();
        let field = |name: &str| form.get(&format!("{id}.{name}"));
        let typed = Typed {
            used: form.all("used").any(|used| used == id),
            models: KINDS.map(|kind| field(kind.as_str())),
            days: ["grant_days", "refusal_days", "silence_days"].map(field),
            acknowledged: field("acknowledged"),
        };
        (*regime, typed)
    });
    typed.collect()
}

/// The regimes that were chosen, with what departs from their presets.
///
/// # Errors
/// What is no number of days, by field.
pub fn chosen(typed: &BTreeMap<Regime, Typed>) -> Result<BTreeMap<Regime, Departure>, Vec<Problem>> {
    let mut problems = Vec::new();
    let used: Vec<_> = typed.iter().filter(|(_, typed)| typed.used).collect();
    if used.is_empty() {
        problems.push(Problem::new("regimes", "missing", "Choose at least one regime: it applies to everybody then."));
    }
    let regimes = used.into_iter().map(|(regime, typed)| (*regime, departure(*regime, typed, &mut problems))).collect();
    if problems.is_empty() { Ok(regimes) } else { Err(problems) }
}

fn departure(regime: Regime, typed: &Typed, problems: &mut Vec<Problem>) -> Departure {
    let preset = Rules::of(regime, &Departure::default());
    let models = KINDS.into_iter().zip(&typed.models).filter_map(|(kind, name)| {
        let model = Model::ALL.into_iter().find(|model| model.as_str() == name)?;
        (preset.models.of(kind) != Some(model)).then_some((kind, model))
    });
    let mut days = |at: usize, name: &str, given: Option<u32>| {
        let text = typed.days[at].trim();
        let read: Result<u32, _> = text.parse();
        match read {
            _ if text.is_empty() => None,
            Ok(days) => (Some(days) != given).then_some(days),
            Err(_) => {
                let path = format!("regimes.{}.{name}", regime.as_str());
                problems.push(Problem::new(path, "number", "Write a whole number of days."));
                None
            }
        }
    };
    Departure {
        grant_days: days(0, "grant_days", Some(preset.grant_days)),
        refusal_days: days(1, "refusal_days", preset.refusal_days),
        silence_days: days(2, "silence_days", Some(preset.silence_days)),
        models: models.collect(),
        acknowledged: typed.acknowledged.trim().to_owned(),
    }
}

/// What the fields of the stored regimes hold.
pub fn stored(regimes: &BTreeMap<Regime, Used>) -> BTreeMap<Regime, Typed> {
    let fields = Regime::ALL.iter().map(|regime| {
        let known = regimes.get(regime).cloned();
        let used = known.is_some();
        let Used { rules, own } = known.unwrap_or_else(|| Used::new(*regime, &Departure::default()));
        let typed = Typed {
            used,
            models: KINDS.map(|kind| rules.models.of(kind).map_or("", Model::as_str).to_owned()),
            days: [
                rules.grant_days.to_string(),
                rules.refusal_days.map(|days| days.to_string()).unwrap_or_default(),
                rules.silence_days.to_string(),
            ],
            acknowledged: own.acknowledged,
        };
        (*regime, typed)
    });
    fields.collect()
}

/// What visitors get, regime by regime, in the order of the presets.
pub fn rows(regimes: &BTreeMap<Regime, Used>) -> Vec<Row> {
    let rows = regimes.iter().map(|(regime, used)| Row { regime: *regime, rules: used.rules });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_as_the_preset_is_not_stored() {
        let all = Regime::ALL.iter().map(|regime| (*regime, Used::new(*regime, &Departure::default()))).collect();
        let chosen = chosen(&stored(&all)).unwrap();
        assert_eq!(chosen.keys().copied().collect::<Vec<_>>(), Regime::ALL);
        assert!(chosen.values().all(|own| *own == Departure::default()));
    }

    #[test]
    fn what_departs_from_a_preset_is_read() {
        let form = form(&[
            ("used", "us-ca"),
            ("us-ca.marketing", "opt_in"),
            ("us-ca.measurement", "opt_out"),
            ("us-ca.grant_days", "100"),
            ("us-ca.refusal_days", ""),
            ("us-ca.acknowledged", " as agreed "),
            ("eu.grant_days", "5"),
        ]);
        let chosen = chosen(&typed(&form)).unwrap();
        let own = Departure {
            models: [(Kind::Marketing, Model::OptIn)].into(),
            grant_days: Some(100),
            acknowledged: "as agreed".to_owned(),
            ..Departure::default()
        };
        assert_eq!(chosen, [(Regime::UsCa, own)].into());
    }

    #[test]
    fn what_is_no_number_is_told_beside_its_field_and_so_is_choosing_nothing() {
        let paths = |fields: &[(&str, &str)]| {
            let problems = chosen(&typed(&form(fields))).unwrap_err();
            problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(&[("used", "eu"), ("eu.silence_days", "half a year")]), ["regimes.eu.silence_days"]);
        assert_eq!(paths(&[("used", "mars")]), ["regimes"]);
    }
}
