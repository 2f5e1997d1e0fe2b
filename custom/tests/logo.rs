//! What is taken as a logo, what is left of it, and what is refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use consent::theme::{MAX_LOGO, MAX_LOGO_FILE};
use custom::logo::{check, from_file};

const OPEN: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8">"#;

fn svg(inside: &str) -> String {
    format!("{OPEN}{inside}</svg>")
}

/// What is left of a file.
fn kept(file: &[u8]) -> Vec<u8> {
    let logo = from_file(file).unwrap();
    assert_eq!(check(&logo), Ok(()), "what comes out is accepted");
    let (_, encoded) = logo.split_once(";base64,").unwrap();
    BASE64_STANDARD.decode(encoded).unwrap()
}

fn kept_svg(file: &str) -> String {
    String::from_utf8(kept(file.as_bytes())).unwrap()
}

#[test]
fn a_picture_of_shapes_and_gradients_stays_what_it_is() {
    let inside = r##"<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="rgb(1,2,3)"/></linearGradient><clipPath id="c"><circle cx="4" cy="4" r="4"/></clipPath></defs><g clip-path="url(#c)" transform="translate(1 1) scale(.5)"><path id="p" d="M0 0h8v8z" fill="url(#a)"/><use href="#p" x="1"/><polygon points="0,0 1,1 0,1"/></g>"##;
    let expected = svg(inside).replace(r#" xmlns:xlink="http://www.w3.org/1999/xlink""#, "");
    assert_eq!(kept_svg(&svg(inside)), expected);
}

#[test]
fn what_a_drawing_program_adds_is_taken_off() {
    let file = r##"<?xml version="1.0"?><!-- Drawn --><svg xmlns="http://www.w3.org/2000/svg" xmlns:ink="http://ink.example" xmlns:xlink="http://www.w3.org/1999/xlink"
        width="20px" height="10" ink:version="1" onload="alert(1)" class="a" data-x="y"><title>Logo</title><metadata><a href="x"/></metadata><ink:view><script/></ink:view>
        <g ink:label="l" style="fill: #f00; -ink-font: x; behavior: url(a)" fill="#000"><path  d="M0 0
        h1" onclick="alert(1)"/><use xlink:href="#x"/>text</g></svg>"##;
    assert_eq!(
        kept_svg(file),
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><g fill="#f00"><path d="M0 0 h1"/><use href="#x"/></g></svg>"##
    );
    assert_eq!(
        kept_svg(r#"<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>"#).matches("xmlns=").count(),
        1,
        "pasted out of a page"
    );
}

#[test]
fn hostile_svgs_are_refused_with_what_to_do() {
    let nested = format!("{}{}", "<g>".repeat(5000), "</g>".repeat(5000));
    let laughs: String = (1..12)
        .map(|n| format!(r##"<g id="l{n}">{}</g>"##, format!(r##"<use href="#l{}"/>"##, n - 1).repeat(9)))
        .collect();
    let clips: String = (1..12)
        .map(|n| {
            format!(
                r##"<clipPath id="l{n}">{}</clipPath>"##,
                format!(r##"<path clip-path="url(#l{})" d=""/>"##, n - 1).repeat(9)
            )
        })
        .collect();
    let twice = format!(
        r##"<g id="a">{}</g><g id="a"/><g id="b">{}</g>{}"##,
        "<path/>".repeat(50),
        r##"<use href="#a"/>"##.repeat(20),
        r##"<use href="#b"/>"##.repeat(20)
    );
    for (file, said) in [
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<SCRIPT>alert(1)</SCRIPT>"), "<SCRIPT>"),
        (svg("<style>@import 'https://evil.example'</style>"), "<style>"),
        (svg("<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"), "<foreignObject>"),
        (svg("<image href='https://evil.example/x.png'/>"), "<image>"),
        (svg("<text>Shop</text>"), "<text>"),
        (svg("<g><animate attributeName='href' values='javascript:alert(1)'/></g>"), "<animate>"),
        (svg("<set attributeName='onload'/>"), "<set>"),
        (svg("<a href='javascript:alert(1)'><path/></a>"), "<a>"),
        (svg("<filter id='f'><feImage href='https://evil.example'/></filter>"), "<filter>"),
        (svg("<svg><path/></svg>"), "<svg>"),
        (svg("<use href='https://evil.example/x.svg#a'/>"), "href of <use>"),
        (svg("<use href='//evil.example/x.svg#a'/>"), "href of <use>"),
        (svg("<use xlink:href='data:image/svg+xml;base64,AAAA#a'/>"), "href of <use>"),
        (svg("<path fill='url(https://evil.example/x)'/>"), "fill of <path>"),
        (svg("<path fill='URL(//evil.example)'/>"), "fill of <path>"),
        (svg("<path fill='u\\72l(a)'/>"), "fill of <path>"),
        (svg("<path style='fill:url(//evil.example)'/>"), "fill of <path>"),
        (svg("<path fill='src(a)'/>"), "fill of <path>"),
        (svg("<path fill='red;background:url(a)'/>"), "fill of <path>"),
        (svg("<path id='a\">&lt;script>'/>"), "id of <path>"),
        (svg("<path d='M0 0&quot; onload=&quot;alert(1)'/>"), "d of <path>"),
        (svg("<g id='a'><use href='#a'/></g>"), "goes round in a circle"),
        (svg(&format!(r##"<path id="l0"/>{laughs}<use href="#l11"/>"##)), "repeats its own parts"),
        (svg(&format!(r##"<clipPath id="l0"/>{clips}<path clip-path="url(#l11)"/>"##)), "repeats its own parts"),
        (svg(&twice), "repeats its own parts"),
        (svg(&nested), "repeats its own parts"),
        (format!("<!DOCTYPE svg [<!ENTITY a 'b'>]>{}", svg("<path/>")), "neither a PNG nor an SVG"),
        (format!("<!DOCTYPE svg SYSTEM 'https://evil.example/x.dtd'>{}", svg("<path/>")), "neither a PNG nor an SVG"),
        (svg("&xxe;"), "neither a PNG nor an SVG"),
        (svg("<path>"), "neither a PNG nor an SVG"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>".into(), "not an SVG"),
        ("<svg xmlns='http://www.w3.org/1999/xhtml'/>".into(), "not an SVG"),
        ("<svg><path/></svg>".into(), "viewBox"),
        ("<svg width='100%' height='1'/>".into(), "viewBox"),
        ("GIF89a".into(), "neither a PNG nor an SVG"),
        (String::new(), "neither a PNG nor an SVG"),
        (svg(&r#"<path d="M1 1h9z"/>"#.repeat(300)), "every visitor loads it"),
        ("x".repeat(MAX_LOGO_FILE + 1), "at most 64 kB"),
    ] {
        let start: String = file.chars().take(200).collect();
        let message = from_file(file.as_bytes()).expect_err(&start);
        assert!(message.contains(said), "{start}\n{message}");
    }
    assert!(from_file(b"<svg viewBox='0 0 1 1'>\xff</svg>").is_err());
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(content) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], kind, content, &(!crc).to_be_bytes()].concat()
}

/// A PNG with its palette, and whatever is put before its pixels.
fn png(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
    encoder.set_trns(vec![0, 255]);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![1; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    let at = file.windows(4).position(|four| four == b"IDAT").unwrap() - 4;
    file.splice(at..at, more.iter().copied());
    file
}

#[test]
fn a_png_keeps_its_picture_and_loses_everything_else() {
    let plain = png(40, 20, b"");
    assert_eq!(kept(&plain), plain);
    let more = [
        chunk(b"tEXt", b"Author\0Somebody"),
        chunk(b"eXIf", b"II*\0place"),
        chunk(b"tIME", &[0; 7]),
        chunk(b"acTL", &[0; 8]),
    ]
    .concat();
    assert_eq!(kept(&png(40, 20, &more)), plain);
    let behind = [plain.as_slice(), b"<script>alert(1)</script>"].concat();
    assert_eq!(kept(&behind), plain);
}

#[test]
fn hostile_pngs_are_refused() {
    let good = png(40, 20, b"");
    let flipped = |at: usize| {
        let mut file = good.clone();
        file[at] ^= 1;
        file
    };
    let find = |kind: &[u8]| good.windows(4).position(|four| four == kind).unwrap();
    let mut endless = good.clone();
    let at = find(b"IDAT") - 4;
    endless[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    for (name, file) in [
        ("cut off", good[..good.len() - 20].to_vec()),
        ("signature alone", good[..8].to_vec()),
        ("a wrong checksum of the pixels", flipped(find(b"IDAT") + 8)),
        ("a wrong checksum of the size", flipped(find(b"IHDR") + 4)),
        ("a wrong checksum of what shines through", flipped(find(b"tRNS") + 5)),
        ("a length beyond the file", endless),
        ("no pixels", [&good[..at], &chunk(b"IEND", b"")].concat()),
        ("pixels that are not compressed", [&good[..at], &chunk(b"IDAT", b"plain"), &chunk(b"IEND", b"")].concat()),
        ("two sizes", [&good[..33], &good[8..33], &good[33..]].concat()),
    ] {
        assert!(from_file(&file).unwrap_err().contains("damaged"), "{name}");
    }
    assert!(from_file(&png(513, 1, b"")).unwrap_err().contains("at most 512"));
    let bomb = [
        &good[..8],
        &chunk(b"IHDR", &[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 8, 6, 0, 0, 0]),
        &chunk(b"IEND", b""),
    ]
    .concat();
    assert!(from_file(&bomb).is_err());
}

#[test]
fn whatever_bytes_come_only_a_clean_logo_or_a_refusal_comes_out() {
    let good =
        svg(r##"<g id="a" fill="url(#a)" style="fill:red"><path d="M0 0"/><use xlink:href="#a"/></g>"##).into_bytes();
    let picture = png(4, 4, &chunk(b"tEXt", b"a\0b"));
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut taken = 0;
    for round in 0..5_000 {
        let mut file = if round % 2 == 0 { good.clone() } else { picture.clone() };
        for _ in 0..random(3) {
            let at = random(file.len());
            match random(3) {
                0 => file[at] = b"<>\"'/&;:#(u)\0 x"[random(15)],
                1 => _ = file.remove(at),
                _ => file.insert(at, b"<>\"'/&;:#(u)\0 x"[random(15)]),
            }
        }
        if from_file(&file).is_ok() {
            let left = kept(&file);
            assert!(left.len() <= MAX_LOGO);
            let text = String::from_utf8_lossy(&left).to_lowercase();
            for never in ["script", "javascript", "//evil", "<!", "&", "xlink", "style", "text"] {
                assert!(!text.contains(never), "{never}: {text}");
            }
            taken += 1;
        }
    }
    assert!(taken > 500, "{taken}");
}

#[test]
fn only_what_was_cleaned_here_may_be_published() {
    assert_eq!(check(""), Ok(()));
    let encoded = |kind: &str, file: &[u8]| format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(file));
    for logo in [
        encoded("svg+xml", svg("<path onclick='a()'/>").as_bytes()),
        encoded("svg+xml", svg("<script/>").as_bytes()),
        encoded("svg+xml", &png(4, 4, &chunk(b"tEXt", b"a\0b"))),
        encoded("png", svg("<path/>").as_bytes()),
        encoded("svg+xml;charset=utf-8", svg("<path/>").as_bytes()),
        "https://evil.example/logo.svg".into(),
        "data:text/html;base64,PHNjcmlwdD4=".into(),
        "data:image/svg+xml;base64,###".into(),
        format!("{}#a", from_file(svg("<path/>").as_bytes()).unwrap()),
        format!(" {}", from_file(svg("<path/>").as_bytes()).unwrap()),
    ] {
        assert!(check(&logo).is_err(), "{logo}");
    }
}
