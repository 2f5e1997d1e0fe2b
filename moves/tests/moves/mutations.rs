//! Sources with bytes changed at random: whatever comes out, nothing panics, and what is read fits a draft.

use super::*;

/// A sequence of numbers that is the same in every run (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % bound
    }
}

/// Pieces that mean something in one form or another.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "'",
    "\"",
    "`",
    "/",
    "\\",
    ",",
    ";",
    ":",
    "...",
    "${",
    "=>",
    "/*",
    "//",
    "\n",
    "\t",
    "<",
    ">",
    "&#",
    "*",
    "^",
    "$",
    "|",
    "\u{0}",
    "\u{feff}",
    "é",
    "🍪",
    "null",
    "__proto__",
    "readOnly: true",
    "name",
    "1e999",
    "\\u{",
    "<script>",
    "services: []",
    "\u{202e}",
    "#",
    "0",
];

fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(40)).min(bytes.len());
        match chance.below(5) {
            0 => _ = bytes.splice(at..at, PIECES[chance.below(PIECES.len())].bytes()),
            1 => _ = bytes.drain(at..end),
            2 => {
                let copied = bytes[at..end].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, copied);
            }
            3 if at < bytes.len() => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_change_of_bytes_makes_it_panic() {
    let mut chance = Chance(0x5eed);
    for (text, _) in GIVEN {
        for _ in 0..300 {
            let text = mutated(text, &mut chance);
            if let Ok(imported) = read(&text) {
                assert_sound(&imported);
            }
        }
    }
}

#[test]
fn no_sequence_of_pieces_makes_it_panic() {
    let mut chance = Chance(7);
    for start in ["", "name,category\n", "{\"categories\":", "klaroConfig={services:[", "tarteaucitron.job.push("] {
        for _ in 0..400 {
            let pieces = (0..chance.below(60)).map(|_| PIECES[chance.below(PIECES.len())]);
            let text = start.to_owned() + &pieces.collect::<String>();
            if let Ok(imported) = read(&text) {
                assert_sound(&imported);
            }
        }
    }
}
