//! What owners' CSS may say, what it may not, and that nothing else comes out of it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use consent::theme::{MAX_CSS, Scheme, Theme};
use custom::css::{check, parts, properties, write};

fn theme(css: &str) -> Theme {
    Theme { css: css.into(), ..Theme::default() }
}

fn problems(css: &str) -> Vec<String> {
    check(&theme(css))
}

/// What is written of CSS that is good on light pages.
fn written(css: &str) -> String {
    let theme = Theme { scheme: Scheme::Light, ..theme(css) };
    assert_eq!(check(&theme), [""; 0], "{css}");
    write(&theme)
}

#[test]
fn rules_about_parts_come_out_as_important_rules_about_the_banner() {
    let css = written(
        "/* Ours */ Title, text { Color: DarkGreen; font-size: 1.1em; }\nlink:hover { background-color: #FF0 !important }",
    );
    assert_eq!(
        css,
        "@layer assent{\
            #assent-root>[data-assent-layer]>h2,#assent-root>[data-assent-layer]>p{color:#006400!important;font-size:1.1em!important}\
            #assent-root>[data-assent-layer] a:hover{background-color:#ffff00!important}}"
    );
    assert_eq!(written(""), "");
    assert_eq!(written("title {}"), "");
}

#[test]
fn every_kind_of_value_is_written_anew() {
    for (said, meant) in [
        ("title{color:rgb(31 77 63)}", "color:#1f4d3f"),
        ("title{color:rgba(10%, 20%, 30%, 100%)}", "color:#1a334d"),
        ("title{color:hsl(161deg 43% 21%)}", "color:#1f4d3e"),
        ("title{color:var(--assent-button)}", "color:var(--assent-button)"),
        ("title{background-color:transparent}", "background-color:transparent"),
        ("panel{font-family:Gill Sans, 'Noto Sans', serif}", "font-family:\"Gill Sans\",\"Noto Sans\",serif"),
        ("panel{border:dashed 3px #0008}", "border:3px dashed #00000088"),
        ("panel{border-radius:0}", "border-radius:0"),
        ("logo{border-radius:var(--assent-radius)}", "border-radius:var(--assent-radius)"),
        (
            "panel{box-shadow:0 4px 1em -2px rgb(0 0 0 / 50%),0 0 0 1px red}",
            "box-shadow:0 4px 1em -2px #00000080,0 0 0 1px #ff0000",
        ),
        ("title{letter-spacing:-.01em}", "letter-spacing:-0.01em"),
        ("text{line-height:1.75}", "line-height:1.75"),
        ("text{margin:1em 8px}", "margin:1em 8px"),
        ("link{text-decoration:underline dotted .1em}", "text-decoration:underline dotted 0.1em"),
        ("details{gap:.5em 1em}", "gap:0.5em 1em"),
        ("title{font-weight:500}", "font-weight:500"),
    ] {
        let css = written(said);
        assert!(css.contains(&format!("{{{meant}!important}}")), "{said}: {css}");
    }
}

#[test]
fn rules_for_systems_and_windows_follow_the_scheme_of_the_theme() {
    let css = "@media (prefers-color-scheme: dark) and (max-width: 600px) { title { color: #fff } } @media (prefers-color-scheme: light) { text { color: #000 } }";
    let of = |scheme| write(&Theme { scheme, ..theme(css) });
    assert_eq!(
        of(Scheme::Auto),
        "@layer assent{@media(prefers-color-scheme:dark) and (max-width:600px){#assent-root>[data-assent-layer]>h2{color:#ffffff!important}}\
            @media(prefers-color-scheme:light){#assent-root>[data-assent-layer]>p{color:#000000!important}}}"
    );
    assert_eq!(
        of(Scheme::Dark),
        "@layer assent{@media(max-width:600px){#assent-root>[data-assent-layer]>h2{color:#ffffff!important}}}"
    );
    assert_eq!(of(Scheme::Light), "@layer assent{#assent-root>[data-assent-layer]>p{color:#000000!important}}");
}

/// CSS that is refused, with a part of what is said about it.
const REFUSED: &[(&str, &str)] = &[
    // Selectors lead nowhere but to the parts.
    ("button { color: #000 }", "no part “button”"),
    ("* { color: #000 }", "begins with the name of a part"),
    ("#assent-root button { color: #000 }", "begins with the name of a part"),
    ("[data-assent-action=reject-all] { color: #000 }", "begins with the name of a part"),
    ("panel button { color: #000 }", "begins with the name of a part"),
    ("panel > div { border: none }", "begins with the name of a part"),
    ("panel:has(button) { border: none }", "begins with the name of a part"),
    ("title:hover { color: #000 }", "begins with the name of a part"),
    ("link::before { color: #000 }", "begins with the name of a part"),
    ("link:hover button { color: #000 }", "cannot be read"),
    ("link :hover { color: #000 }", "begins with the name of a part"),
    ("title, button { color: #000 }", "no part “button”"),
    ("p\\61nel, body { color: #000 }", "no part “body”"),
    ("& { color: #000 }", "begins with the name of a part"),
    ("title { text { color: #000 } }", "cannot be read"),
    ("title { & button { color: #000 } }", "cannot be read"),
    // Nothing is fetched, nor defined.
    ("@import 'https://evil.example/a.css';", "@import is not allowed"),
    ("@font-face { font-family: x; src: url(https://evil.example/a) }", "@font-face is not allowed"),
    ("@layer assent { title { color: #000 } }", "@layer is not allowed"),
    ("@keyframes x { from { color: #000 } }", "@keyframes is not allowed"),
    ("@property --assent-button { syntax: '*' }", "@property is not allowed"),
    ("@supports (color: red) { title { color: #000 } }", "@supports is not allowed"),
    ("@media;", "An @media"),
    ("@media print { title { color: #000 } }", "An @media asks for"),
    (
        "@media (min-width: 600px) { @media (max-width: 700px) { title { color: #000 } } }",
        "instead of one within another",
    ),
    ("@media (min-width: 600px), (color) { title { color: #000 } }", "cannot be read"),
    ("title { @media (min-width: 600px) { color: #000 } }", "does not stand inside a rule"),
    ("title { background: url(https://evil.example/a) }", "“background” cannot be set"),
    ("title { background-color: url(https://evil.example/a) }", "“background-color” takes a colour"),
    ("title { background-color: image-set('a.png' 1x) }", "“background-color” takes a colour"),
    ("title { background-color: src('a.png') }", "“background-color” takes a colour"),
    ("title { color: attr(data-x type(<color>)) }", "“color” takes a colour"),
    ("title { color: env(x, url(a)) }", "“color” takes a colour"),
    ("title { color: var(--secret) }", "“color” takes a colour"),
    ("title { color: var(--assent-text, url(a)) }", "“color” takes a colour"),
    ("title { --assent-button: red }", "cannot be set"),
    ("panel { border-image: url(a) }", "cannot be set"),
    ("title { font-family: url(a) }", "“font-family” takes"),
    ("title { font-family: '</style><script>' }", "“font-family” takes"),
    ("title { font-family: 'a\\\"; } body { display: none' }", "“font-family” takes"),
    // Nothing is moved, hidden or resized.
    ("panel { display: none }", "“display” cannot be set"),
    ("panel { position: static }", "“position” cannot be set"),
    ("panel { visibility: hidden }", "“visibility” cannot be set"),
    ("panel { opacity: 0 }", "“opacity” cannot be set"),
    ("panel { transform: scale(0) }", "“transform” cannot be set"),
    ("panel { height: 0 }", "“height” cannot be set"),
    ("panel { filter: blur(9px) }", "“filter” cannot be set"),
    ("panel { clip-path: inset(50%) }", "“clip-path” cannot be set"),
    ("panel { all: unset }", "“all” cannot be set"),
    ("panel { overflow: hidden }", "“overflow” cannot be set"),
    ("text { text-indent: -999em }", "“text-indent” cannot be set"),
    ("text { text-shadow: 0 0 9px #fff }", "“text-shadow” cannot be set"),
    ("text { margin: -1em }", "“margin” takes"),
    ("text { margin: 99em }", "“margin” takes"),
    ("text { margin: calc(1em) }", "“margin” takes"),
    ("text { padding: 1e999em }", "“padding” takes"),
    ("text { padding: 1rem }", "“padding” takes"),
    ("text { padding: 1 }", "“padding” takes"),
    ("text { padding: var(--space) }", "“padding” takes"),
    ("text { padding: 1em 1em 1em 1em }", "“padding” takes"),
    ("text { font-size: 0 }", "“font-size” takes"),
    ("text { font-size: 14px }", "“font-size” takes"),
    ("text { line-height: 0 }", "“line-height” takes"),
    ("text { letter-spacing: -1em }", "“letter-spacing” takes"),
    ("text { box-shadow: 0 9em #000 }", "text has no “box-shadow”"),
    ("panel { box-shadow: inset 0 0 0 9em #000 }", "“box-shadow” takes"),
    ("link { text-decoration: none }", "“text-decoration” takes"),
    ("link { text-decoration: line-through }", "“text-decoration” takes"),
    ("panel { color: #000 }", "under “Colours”"),
    ("panel { background-color: #000 }", "under “Colours”"),
    ("title, panel { padding: 1em }", "under “Form”"),
    ("logo { font-size: 9em }", "logo has no “font-size”"),
    // What is written can be read.
    ("text { color: #fffc }", "“color” takes"),
    ("text { color: transparent }", "“color” takes"),
    ("text { color: currentcolor }", "“color” takes"),
    ("text { background-color: #0001 }", "“background-color” takes"),
    ("text { color: #ccc }", "Text of panel › text has a contrast of 1.6 in the light colours"),
    ("text { color: #000 }", "in the dark colours"),
    ("text { color: var(--assent-surface) }", "contrast of 1.0"),
    ("text { background-color: var(--assent-text) }", "contrast of 1.0"),
    (
        "title { background-color: #fff; color: #767676 } @media (prefers-color-scheme: dark) { title { background-color: #777 } }",
        "in the dark colours",
    ),
    ("text { background-color: #fff; color: #000 } link { color: #eee }", "panel › text › link has a contrast"),
    (
        "link { background-color: #fff; color: #000 } link:hover { color: #fff }",
        "panel › text › link has a contrast of 1.0",
    ),
    (
        "link { background-color: #fff; color: #000 } link:hover { background-color: #000; color: #fff } link:focus-visible { color: #111 }",
        "panel › text › link has a contrast",
    ),
    (
        "text { color: #fff; background-color: #000 } @media (max-width: 500px) { text { background-color: #eee } }",
        "contrast",
    ),
    (
        "text { color: #fff; background-color: #000 } @media (min-width: 501px) and (max-width: 502px) { text { background-color: #eee } }",
        "contrast",
    ),
    ("text { color: #fff; background-color: #000 } text { background-color: transparent }", "contrast of 1.0"),
    ("panel { font-size: 1.6em }", "1.60 times"),
    ("panel { font-size: .8em } text { font-size: .8em }", "Letters of panel › text get 0.64 times"),
    ("panel { font-size: 2em } title { font-size: 2em }", "4.00 times"),
    ("details { font-size: .75em } link { font-size: .75em }", "panel › details › link get 0.56"),
    // What is no CSS.
    ("title", "cannot be read"),
    ("title { color }", "cannot be read"),
    ("color: red", "cannot be read"),
    ("title { color: }", "“color” takes a colour"),
    ("title { color: red blue }", "“color” takes a colour"),
    ("} body { display: none }", "begins with the name of a part"),
    ("</style><script>alert(1)</script>", "cannot be read"),
];

#[test]
fn what_is_not_allowed_is_refused_and_never_written() {
    for (css, said) in REFUSED {
        let problems = problems(css);
        assert!(problems.iter().any(|problem| problem.contains(said)), "{css}\n{problems:#?}");
        assert_is_ours(css);
    }
}

#[test]
fn every_problem_has_its_line_and_all_are_told() {
    let problems = problems("title {\n  colour: red;\n  color: url(x);\n}\n\nbutton { color: #000 }\n");
    let lines: Vec<&str> = problems.iter().filter_map(|problem| problem.split(':').next()).collect();
    assert_eq!(lines, ["Line 2", "Line 3", "Line 6"], "{problems:#?}");
    assert!(problems[0].contains("color, background-color"), "what is allowed is said: {problems:#?}");
}

#[test]
fn css_that_every_visitor_would_load_has_a_limit() {
    let long = "title { color: #006400 } ".repeat(100);
    assert_eq!(problems(&long), [format!("Shorten this to {MAX_CSS} characters; it has {}.", long.chars().count())]);
    assert_eq!(write(&theme(&long)), "");
}

#[test]
fn a_fixed_scheme_is_judged_by_its_own_colours_only() {
    let of = |scheme| check(&Theme { scheme, ..theme("text { color: #000 }") });
    assert!(of(Scheme::Light).is_empty() && !of(Scheme::Auto).is_empty() && !of(Scheme::Dark).is_empty());
}

/// The pieces that CSS of all kinds is put together from.
const PIECES: [&str; 56] = [
    "panel",
    "title",
    "text",
    "link",
    "details",
    "logo",
    "button",
    "*",
    "#assent-root",
    ":hover",
    ":focus-visible",
    ":",
    "::before",
    ",",
    " ",
    "{",
    "}",
    ";",
    "color",
    "background-color",
    "border",
    "margin",
    "padding",
    "display",
    "--x",
    "font-family",
    "box-shadow",
    "text-decoration",
    "0",
    "-1em",
    "1em",
    "3px",
    "9e9em",
    "none",
    "solid",
    "red",
    "#fff",
    "#000",
    "rgb(0 0 0 / .5)",
    "url(https://evil.example)",
    "url(",
    "var(--assent-text)",
    "\"",
    "'",
    "\\",
    "\n",
    "/*",
    "*/",
    "@media",
    "@import",
    "(prefers-color-scheme: dark)",
    "(max-width: 500px)",
    "and",
    "!important",
    "</style>",
    "\u{0}",
];

#[test]
fn whatever_is_typed_only_rules_about_the_parts_come_out() {
    let mut state = 1_u64;
    let mut random = |below: usize| {
        // Knuth's generator: the same cases on every run.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut spoke = 0;
    for _ in 0..4_000 {
        // Half of them are nearly right, since wholly random ones hardly get past the first word.
        let css: String = if random(2) == 0 {
            (0..random(24)).map(|_| PIECES[random(PIECES.len())]).collect()
        } else {
            let mut piece = |from: usize, to: usize| PIECES[from + random(to - from)];
            let (part, name, value) = (piece(0, 7), piece(18, 23), piece(28, 42));
            format!("{part}{{{name}:{value}{}}}{}", piece(14, 56), piece(0, 56))
        };
        spoke += usize::from(!write(&theme(&css)).is_empty());
        let _ = problems(&css);
        assert_is_ours(&css);
    }
    assert!(spoke > 50, "{spoke}");
}

/// Asserts that what is written for some CSS is a layer of rules whose selectors are those of the parts, with important
/// declarations that fetch nothing.
fn assert_is_ours(css: &str) {
    let written = write(&theme(css));
    if written.is_empty() {
        return;
    }
    let rules = written.strip_prefix("@layer assent{").and_then(|rest| rest.strip_suffix('}')).unwrap();
    for never in ["url", "image", "src", "@import", "<", "\\", "expression", "/*", "button{", "display", "div"] {
        assert!(!rules.contains(never), "{never}: {css}\n{written}");
    }
    let mut depth = 0;
    for part in rules.split_inclusive(['{', '}']) {
        if let Some(opened) = part.strip_suffix('{') {
            depth += 1;
            let media = opened.starts_with("@media(");
            let selectors = opened.replace(":is(dl,details)", "");
            let all_ours = selectors.split(',').all(|each| each.starts_with("#assent-root>[data-assent-layer]"));
            assert!(media || all_ours, "{css}\n{written}");
        } else {
            depth -= 1;
            let declarations = part.trim_end_matches('}');
            assert!(
                declarations.is_empty() || declarations.split(';').all(|each| each.ends_with("!important")),
                "{css}\n{written}"
            );
        }
        assert!((0..=2).contains(&depth), "{css}\n{written}");
    }
    assert_eq!(depth, 0, "{css}\n{written}");
}

#[test]
fn the_page_for_owners_names_every_part_and_property() {
    let page = include_str!("../../docs/LOOKS.md");
    for name in parts().chain(properties()) {
        let named = page.contains(&format!("`{name}`"));
        let side = ["padding-", "margin-"].iter().any(|start| name.starts_with(start));
        assert!(named || side, "{name}");
    }
}
