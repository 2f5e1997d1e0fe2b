//! The parts of the banner that owners' rules are about. A rule names a part and nothing else, so none can reach what
//! accepts and rejects, nor anything outside the banner.

/// A part of the banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Panel,
    Logo,
    Title,
    Text,
    Benefit,
    Purpose,
    Description,
    Details,
    Link,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Panel,
        Self::Logo,
        Self::Title,
        Self::Text,
        Self::Benefit,
        Self::Purpose,
        Self::Description,
        Self::Details,
        Self::Link,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Logo => "logo",
            Self::Title => "title",
            Self::Text => "text",
            Self::Benefit => "benefit",
            Self::Purpose => "purpose",
            Self::Description => "description",
            Self::Details => "details",
            Self::Link => "link",
        }
    }

    /// Where it is in the banner's markup (`app/src/banner`).
    pub fn selector(self) -> &'static str {
        match self {
            Self::Panel => "#assent-root>[data-assent-layer]",
            Self::Logo => "#assent-root>[data-assent-layer] img",
            Self::Title => "#assent-root>[data-assent-layer]>h2",
            Self::Text => "#assent-root>[data-assent-layer]>p",
            Self::Benefit => "#assent-root>[data-assent-layer]>ul>li",
            Self::Purpose => "#assent-root>[data-assent-layer] h3",
            Self::Description => "#assent-root>[data-assent-layer] fieldset>p",
            Self::Details => "#assent-root>[data-assent-layer] :is(dl,details)",
            Self::Link => "#assent-root>[data-assent-layer] a",
        }
    }

    /// The size of its letters without rules, as a multiple of those around it (`style/banner.css`).
    pub fn standard_size(self) -> f32 {
        if self == Self::Title { 1.25 } else { 1.0 }
    }
}

/// Where text stands, from the outside in.
pub const PLACES: [&[Part]; 9] = [
    &[Part::Panel],
    &[Part::Panel, Part::Title],
    &[Part::Panel, Part::Text],
    &[Part::Panel, Part::Text, Part::Link],
    &[Part::Panel, Part::Benefit],
    &[Part::Panel, Part::Purpose],
    &[Part::Panel, Part::Description],
    &[Part::Panel, Part::Details],
    &[Part::Panel, Part::Details, Part::Link],
];

/// The state of a link that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Hover,
    Focus,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hover => "hover",
            Self::Focus => "focus-visible",
        }
    }
}

/// The windows and systems that a rule is for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Media {
    pub dark: Option<bool>,
    /// Least and greatest width of the window, in CSS pixels.
    pub min: Option<f32>,
    pub max: Option<f32>,
}

impl Media {
    pub fn holds(&self, dark: bool, width: f32) -> bool {
        self.dark.is_none_or(|wanted| wanted == dark)
            && self.min.is_none_or(|min| width >= min)
            && self.max.is_none_or(|max| width <= max)
    }
}
