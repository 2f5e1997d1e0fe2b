//! Where a visitor is: a country, and where it matters a part of it. Never stored beyond the regime it leads to.

/// A country (ISO 3166-1 alpha-2), and the part of it (ISO 3166-2 without the country) where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    country: String,
    part: Option<String>,
}

/// Longest code of a part of a country (ISO 3166-2: one to three characters).
const MAX_PART: usize = 3;

impl Place {
    /// A place from the codes that proxies and databases give; `None` where the country is none that can be told, such as
    /// `XX` (unknown), `T1` (the Tor network), `EU` or `AP` (no country).
    #[must_use]
    pub fn new(country: &str, part: Option<&str>) -> Option<Self> {
        let country = country.trim().to_ascii_uppercase();
        let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_code || matches!(country.as_str(), "XX" | "ZZ" | "EU" | "AP") {
            return None;
        }
        // Some write the part with its country: `US-CA`.
        let part = part.map(|part| part.trim().to_ascii_uppercase());
        let part = part.map(|part| part.strip_prefix(&format!("{country}-")).map_or(part.clone(), str::to_owned));
        let fits = |part: &String| {
            (1..=MAX_PART).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        Some(Self { country, part: part.filter(fits) })
    }

    /// A place as `presets.json` and people write it: `DE`, `US-CA`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('-') {
            Some((country, part)) => Self::new(country, Some(part)).filter(|place| place.part.is_some()),
            None => Self::new(text, None),
        }
    }

    /// The country alone.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// Whether the place is in a region: the country, or that part of it.
    #[must_use]
    pub fn is_in(&self, region: &str) -> bool {
        match region.split_once('-') {
            Some((country, part)) => self.country == country && self.part.as_deref() == Some(part),
            None => self.country == region,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.country)?;
        self.part.as_ref().map_or(Ok(()), |part| write!(f, "-{part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_proxies_write_them() {
        let shown = |country: &str, part: Option<&str>| Place::new(country, part).map(|place| place.to_string());
        assert_eq!(shown("de", None).as_deref(), Some("DE"));
        assert_eq!(shown(" US ", Some("ca")).as_deref(), Some("US-CA"));
        assert_eq!(shown("CA", Some("CA-QC")).as_deref(), Some("CA-QC"));
        assert_eq!(shown("US", Some("California")).as_deref(), Some("US"));
        for unknown in ["", "XX", "T1", "EU", "USA", "D", "1A", "ÄÖ"] {
            assert_eq!(shown(unknown, None), None, "{unknown}");
        }
    }

    #[test]
    fn a_place_is_in_its_country_and_in_its_part_only() {
        let place = Place::parse("US-CA").unwrap();
        assert!(place.is_in("US-CA") && place.is_in("US") && !place.is_in("US-CO") && !place.is_in("CA"));
        assert!(!Place::parse("US").unwrap().is_in("US-CA"));
        assert_eq!(Place::parse("US-"), None);
    }
}
