//! What owners call the values that a purpose is made of, in English, and values by their names in forms.

use consent::draft::{Data, Kind, LegalBasis, Storage};
use consent::period::Unit;
use consent::texts::Texts;

fn english(key: &str) -> String {
    Texts::english().get(key).to_owned()
}

/// “Measurement”.
#[must_use]
pub fn kind_label(kind: Kind) -> String {
    english(&format!("kind.{}", kind.as_str()))
}

/// “Pages you view”.
#[must_use]
pub fn data_label(data: Data) -> String {
    upper_first(&english(&format!("data.{}", data.as_str())))
}

/// “Legal obligation”; visitors read the longer texts `legal_basis.*`.
#[must_use]
pub fn legal_basis_label(basis: LegalBasis) -> String {
    upper_first(&basis.as_str().replace('_', " "))
}

/// “Local storage”.
#[must_use]
pub fn storage_label(storage: Storage) -> String {
    english(&format!("tracker.storage.{}", storage.as_str()))
}

/// “Months”.
#[must_use]
pub fn unit_label(unit: Unit) -> String {
    upper_first(unit.as_str())
}

/// The value of that name, else the default.
pub fn named<T: Copy + Default, const N: usize>(all: [T; N], name: fn(T) -> &'static str, wanted: &str) -> T {
    all.into_iter().find(|value| name(*value) == wanted).unwrap_or_default()
}

/// The unit of that name.
#[must_use]
pub fn unit(name: &str) -> Unit {
    named(Unit::ALL, Unit::as_str, name)
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
