//! Sources that are damaged, or made to do harm.

use super::*;
use consent::check::{MAX_ITEMS, MAX_PURPOSES, MAX_TRACKERS};
use moves::{MAX_BYTES, MAX_ROWS};

/// Every test of this file runs on a stack far below the usual 2 MiB of a thread, so that recursion would show.
fn on_a_small_stack(test: fn()) {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(test).unwrap().join().unwrap();
}

fn config(inner: &str) -> String {
    format!("CookieConsent.run({{categories: {{ads: {{}}, {inner}}}, language: {{}}}})")
}

/// `piece` as often as it fits into the largest source.
fn filled(piece: &str) -> String {
    piece.repeat(MAX_BYTES / piece.len())
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(refused(""), ImportError::Empty);
    assert_eq!(refused("\u{feff} \n\t"), ImportError::Empty);
    assert_eq!(refused(&"x".repeat(MAX_BYTES + 1)), ImportError::TooLarge { bytes: MAX_BYTES + 1 });
    assert!(refused(&"x".repeat(MAX_BYTES + 1)).to_string().contains("524288"));
}

#[test]
fn control_characters_are_refused_with_their_line() {
    assert_eq!(refused("name,category\na\0,ads"), ImportError::ControlCharacter { line: 2 });
    assert_eq!(refused("\u{1b}[31m"), ImportError::ControlCharacter { line: 1 });
    assert_eq!(refused("a\n\n\u{85}"), ImportError::ControlCharacter { line: 3 });
    // As escapes they are no part of the file, and are dropped from texts.
    let told =
        imported(r"klaroConfig = {services: [{name: 'a', title: 'A\u0000\u001b[31m\u202eB', purposes: ['ads']}]}");
    assert_eq!(tracker(&told, "a").name, "A[31mB");
}

#[test]
fn what_is_no_known_form_is_refused() {
    for text in
        ["hello, world", "let a = 1;", "42", "<p>Hello</p>", "<script>alert(1)</script>", "body { color: red }", "[]"]
    {
        assert_eq!(refused(text), ImportError::Unknown, "{text}");
    }
}

#[test]
fn broken_configurations_are_refused_with_a_line() {
    for (text, line) in [
        ("{\"categories\": {\"ads\": {}", 1),
        ("var klaroConfig = {\n services: [\n  {name: 'a' purposes: },\n ]\n};", 3),
    ] {
        match refused(text) {
            ImportError::Syntax { line: found } => assert!(found <= line + 1, "{text}: {found}"),
            other => panic!("{text}: {other}"),
        }
    }
}

#[test]
fn errors_around_the_configuration_are_passed_over_and_said() {
    let told = imported("var x = = 3;\nCookieConsent.run({categories: {ads: {}}, language: {default: 'en'}});\n");
    assert_eq!(purpose(&told, "ads").trackers, []);
    assert_remarked(&told, "line 1", "could not be read");
}

#[test]
fn wrong_types_are_refused_or_remarked() {
    for text in ["categories: [1]", "categories: 'ads'", "categories: null", "categories: load()", "categories: 7"] {
        let shape = refused(&format!("CookieConsent.run({{{text}, language: {{}}}})"));
        assert!(matches!(shape, ImportError::Shape { ref path, .. } if path == "categories"), "{text}: {shape}");
        assert!(shape.to_string().contains("should be an object"), "{shape}");
    }
    let shape = refused("klaroConfig = {services: {}, translations: {}}");
    assert_eq!(shape, ImportError::Shape { path: "services".into(), expected: "a list of services" });
    let odd = "a: 1, b: [], c: {services: 3, autoClear: 'x'}, d: {services: {s: null, t: {label: {}, cookies: {}}}}";
    let told = imported(&config(odd));
    assert_remarked(&told, "categories.a", "no category");
    assert_remarked(&told, "categories.c.services", "should be an object");
    assert_remarked(&told, "categories.d.services.s", "no service");
    assert_remarked(&told, "categories.d.services.t.label", "should be a text");
    assert_remarked(&told, "categories.d.services.t.cookies", "should be a list");
    assert_sound(&told);
    let odd = "{name: 3, title: [], purposes: {}}, null, {purposes: [null, 7, {}, 'ads'], cookies: [null, [], {}, 1, [[[]]]]}";
    assert_sound(&imported(&format!("klaroConfig = {{lang: 5, translations: {{de: 1, en: []}}, services: [{odd}]}}")));
}

#[test]
fn computed_values_are_remarked_and_never_run() {
    let told = imported(&config("x: {services: {s: {label: `a${alert(1)}`}, t: {label: f()}, [g()]: {}, ['u']: {}}}"));
    assert_remarked(&told, "categories.x.services.s.label", "put together while the page runs");
    assert_remarked(&told, "categories.x.services.t.label", "the result of a call");
    assert_remarked(&told, "categories.x.services", "name is computed");
    assert_eq!(tracker(&told, "u").name, "u");
}

#[test]
fn prototype_members_and_doubles_do_no_harm() {
    let inner = r#""__proto__": {readOnly: true}, constructor: {}, toString: {}, ads: {readOnly: false}, "ads": {}, hasOwnProperty: {}"#;
    let told = imported(&config(inner));
    assert_remarked(&told, "categories", "“__proto__” was left out");
    assert_remarked(&told, "categories.ads", "there twice; the last counts");
    assert!(told.purposes.iter().all(|purpose| purpose.is_optional()));
    assert_eq!(told.purposes.len(), 4);
    let json = r#"{"categories": {"__proto__": {"readOnly": true}, "ads": {}}, "language": {"__proto__": []}}"#;
    assert_eq!(imported(json).purposes.len(), 1);
    let same = imported(&config("'Äds': {}, 'a-ds': {}, 'a ds': {}, '': {}, '広告': {}, '1': {}"));
    assert_sound(&same);
    assert_eq!(same.purposes.len(), 7);
}

#[test]
fn markup_becomes_text_and_is_never_kept() {
    let label = "<img src=x onerror=alert(1)>Maps<script>alert(2)</script> &lt;b&gt; <a href='javascript:x'>x</a>";
    let told = imported(&config(&format!("x: {{services: {{s: {{label: \"{label}\"}}}}}}")));
    assert_eq!(tracker(&told, "s").name, "Maps <b> x");
    assert_remarked(&told, "categories.x.services.s", "led to “javascript:x”");
}

#[test]
fn long_texts_are_cut_with_a_remark() {
    let words = "word ".repeat(2000);
    let text = format!(
        "klaroConfig = {{services: [{{name: '{words}', title: '{words}', description: '{words}', purposes: ['{words}'], cookies: ['{words}', /^{}/]}}]}}",
        "a".repeat(400)
    );
    let told = imported(&text);
    assert_sound(&told);
    let cuts = told.remarks.iter().filter(|remark| remark.message.contains("was cut at")).count();
    assert!(cuts >= 3, "{:#?}", told.remarks);
    assert!(told.remarks.iter().all(|remark| remark.message.chars().count() <= 601 && remark.path.len() < 500));
}

#[test]
fn more_than_a_draft_holds_is_left_out_with_a_remark() {
    on_a_small_stack(|| {
        let many: String = (0..60).map(|n| format!("c{n}: {{}}, ")).collect();
        let told = imported(&config(&many));
        assert_eq!(told.purposes.len(), MAX_PURPOSES);
        assert_remarked(&told, "categories.c59", "at most 20 purposes");
        assert_sound(&told);
        let many: String = (0..MAX_TRACKERS + 9).map(|n| format!("s{n}: {{}}, ")).collect();
        let told = imported(&config(&format!("x: {{services: {{{many}}}}}")));
        assert_eq!(purpose(&told, "x").trackers.len(), MAX_TRACKERS);
        assert_remarked(&told, &format!("categories.x.services.s{}", MAX_TRACKERS + 8), "at most 200 trackers");
        let rows: String = (0..500).map(|n| format!("_c{n},G,ads\n")).collect();
        let told = imported(&format!("name,provider,category\n{rows}"));
        assert_eq!(tracker(&told, "g").items.len(), MAX_ITEMS);
        assert_sound(&told);
        assert!(told.remarks.last().unwrap().message.contains("more remarks"), "{:?}", told.remarks.last());
    });
}

#[test]
fn deep_nesting_is_refused_without_recursion() {
    on_a_small_stack(|| {
        let deep = |open: &str, close: &str, n: usize| config(&format!("x: {}1{}", open.repeat(n), close.repeat(n)));
        assert_sound(&imported(&deep("[", "]", 40)));
        assert_sound(&imported(&deep("(", ")", 10_000)));
        for (open, close) in [("[", "]"), ("{a:", "}"), ("[...", "]"), ("{...", "}"), ("[(", ")]")] {
            assert_eq!(refused(&deep(open, close, 100)), ImportError::TooDeep, "{open}");
            assert_eq!(refused(&deep(open, close, 10_000)), ImportError::TooDeep, "{open}");
        }
        // What is computed is not looked into.
        for (open, close) in
            [("!", ""), ("a => ", ""), ("x ? 1 : ", ""), ("f(", ")"), ("-", " "), ("new ", ""), ("x = ", "")]
        {
            assert_sound(&imported(&deep(open, close, 5_000)));
        }
        let texts = [
            "[", "(", "{", "({a:", "`${", "/[", "!", "a?b:", "a=>", "if(1)", "(a,", "class{", "<a>", "\"", "(a=",
            "{a={",
        ];
        let starts = ["", "x = ", "klaroConfig = {services: [", "{\"categories\": "];
        for (text, start) in texts.into_iter().zip(starts.into_iter().cycle()) {
            let error = refused(&format!("{start}{}", &filled(text)[..MAX_BYTES - 100]));
            let expected = [ImportError::Unknown, ImportError::TooIntricate];
            assert!(expected.contains(&error) || matches!(error, ImportError::Syntax { .. }), "{start}{text}: {error}");
        }
    });
}

#[test]
fn long_sums_are_walked_and_not_descended() {
    on_a_small_stack(|| {
        let told = imported(&config(&format!("x: {{services: {{s: {{label: {}'b'}}}}}}", "'a' + ".repeat(20_000))));
        assert!(tracker(&told, "s").name.starts_with("aaa"));
        let endless = refused(&config(&format!("x: {}'b'", "'' + ".repeat(60_000))));
        assert!(matches!(endless, ImportError::TooManyValues | ImportError::TooIntricate), "{endless}");
        let nested = format!("x: {}'b'{}", "('a' + ".repeat(1000), ")".repeat(1000));
        assert_eq!(refused(&config(&nested)), ImportError::TooDeep);
    });
}

#[test]
fn constants_cannot_multiply_or_refer_to_themselves() {
    let laughs: String = (1..25).map(|n| format!("const a{n} = [a{}, a{}];\n", n - 1, n - 1)).collect();
    let text = format!("const a0 = ['ha'];\n{laughs}{}", config("x: {services: {s: {cookies: a24}}}"));
    assert_eq!(refused(&text), ImportError::TooManyValues);
    let doubled: String = (1..25).map(|n| format!("const a{n} = a{} + a{};\n", n - 1, n - 1)).collect();
    let text = format!("const a0 = 'ha';\n{doubled}{}", config("x: {services: {s: {label: a24}}}"));
    assert_eq!(refused(&text), ImportError::TooManyValues);
    let long = format!("const a = '{}';\n{}", "x".repeat(300_000), config(&format!("x: [{}]", "a,".repeat(10_000))));
    assert_eq!(refused(&long), ImportError::TooManyValues);
    let key =
        format!("const a = {{{}: 1}};\n{}", "k".repeat(300_000), config(&format!("x: [{}]", "a,".repeat(10_000))));
    assert_eq!(refused(&key), ImportError::TooManyValues);
    let pushes = format!("const a = [{}];\n{}", "1,".repeat(9000), "tarteaucitron.job.push(a);\n".repeat(1000));
    assert_eq!(refused(&pushes), ImportError::TooManyValues);
    for text in
        ["const x = x;", "const x = [x];", "const y = [x], x = {a: y};", "const x = 'a' + x;", "const x = [...x];"]
    {
        assert_eq!(refused(&format!("{text} {}", config("b: x"))), ImportError::TooDeep, "{text}");
    }
    // A name with two values has none.
    let told = imported(&format!("let x = {{}}; x = {{readOnly: true}}; {}", config("b: x")));
    assert_remarked(&told, "categories.b", "no category");
}

#[test]
fn billions_of_keys_and_rows_are_refused() {
    let members: String = (0..52_000).map(|n| format!("k{n:x}:1,")).collect();
    assert!(matches!(refused(&config(&members)), ImportError::TooManyValues | ImportError::TooIntricate));
    let rows = format!("name,category\n{}", "a,b\n".repeat(MAX_ROWS + 1));
    assert_eq!(refused(&rows), ImportError::TooManyRows);
    let keys: String = (0..60_000).map(|n| format!("k{n},")).collect();
    assert_eq!(refused(&format!("name,{keys}category\na,b")), ImportError::TooIntricate);
}

#[test]
fn texts_made_to_keep_a_reader_busy_are_given_up() {
    on_a_small_stack(|| {
        for text in [
            format!("name,category\n{}", filled("x")),
            format!("name,category\n\"{}", filled("x\n")),
            format!("name,category\n{}", filled("###,xxx,")),
            format!("name,category,duration\n{}", filled("a,ads,1 year 1 year 1 year 1 year\n")),
            format!("<script>{}", filled("<!--<script>")),
            filled("<script>/["),
            filled("// "),
            filled("/*"),
            filled("/* */"),
            filled("&amp"),
            "?.services:[*/".repeat(7000),
            "1e|é[".repeat(3000),
            config(&format!("x: {{autoClear: {{cookies: [/{}/]}}}}", "(a|b)".repeat(60))),
            config(&format!("x: {{autoClear: {{cookies: [/{}/]}}}}", "a{1000}".repeat(30))),
            config(&format!("x: {{services: {{s: {{label: '{}'}}}}}}", "<a href=x>".repeat(40_000))),
            config(&format!("x: {{services: {{s: {{label: '{}'}}}}}}", "&lt;<".repeat(80_000))),
            config(&format!("'{}': {{}}", "k".repeat(500_000))),
        ] {
            let text = &text[..text.len().min(MAX_BYTES)];
            if let Ok(told) = read(text) {
                assert_sound(&told);
            }
        }
    });
}
