//! What strings stand for.

use std::iter::Peekable;
use std::str::Chars;

/// The text that a string literal stands for, given what is between its quotation marks (ECMA-262 §12.9.4).
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars().peekable();
    // A character outside the first plane may be written as two escapes.
    let mut high: Option<u32> = None;
    while let Some(c) = rest.next() {
        let code = match c {
            '\\' => escape(&mut rest),
            c => Some(c.into()),
        };
        let Some(code) = code else { continue };
        match (high.take(), code) {
            (Some(high), 0xdc00..=0xdfff) => push(&mut text, 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00)),
            (alone, code) => {
                if let Some(alone) = alone {
                    push(&mut text, alone);
                }
                match code {
                    0xd800..=0xdbff => high = Some(code),
                    code => push(&mut text, code),
                }
            }
        }
    }
    if let Some(alone) = high {
        push(&mut text, alone);
    }
    text
}

fn push(text: &mut String, code: u32) {
    text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
}

/// The code of what follows a backslash; none for a continued line.
fn escape(rest: &mut Peekable<Chars>) -> Option<u32> {
    let c = rest.next()?;
    Some(match c {
        'n' => '\n'.into(),
        't' => '\t'.into(),
        'r' => '\r'.into(),
        'b' => 8,
        'v' => 11,
        'f' => 12,
        '0' => 0,
        'x' => hex(rest, 2),
        'u' if rest.next_if_eq(&'{').is_some() => {
            let code = hex(rest, 6);
            rest.next_if_eq(&'}');
            code
        }
        'u' => hex(rest, 4),
        '\n' | '\u{2028}' | '\u{2029}' => return None,
        c => c.into(),
    })
}

/// The number in up to `most` hexadecimal digits.
fn hex(rest: &mut Peekable<Chars>, most: usize) -> u32 {
    let mut code = 0;
    for _ in 0..most {
        let Some(digit) = rest.next_if(char::is_ascii_hexdigit).and_then(|c| c.to_digit(16)) else { break };
        code = code * 16 + digit;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_characters() {
        for (raw, text) in [
            (r"It\'s", "It's"),
            (r"a\nb\tc", "a\nb\tc"),
            (r"\x41\u00e9\u{1F36A}\uD83C\uDF6A", "Aé🍪🍪"),
            (r"\uD83Cx\uDF6A", "\u{fffd}x\u{fffd}"),
            ("one\\\nline", "oneline"),
            (r"\u{ffffff}\", "\u{fffd}"),
            ("\\", ""),
        ] {
            assert_eq!(unescape(raw), text, "{raw}");
        }
    }
}
