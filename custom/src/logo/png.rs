//! PNG: the chunks that make the picture are kept, if they decode; texts, places, times and profiles are not.

use png::{DecodeOptions, Decoder, DecodingError, Limits};
use std::io::Cursor;

/// The first bytes of every PNG.
pub const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Longest side, in pixels: sharp at the size of a logo on any screen.
const MAX_SIDE: u32 = 512;
/// Most memory for decoding, in bytes: such a picture with two bytes a channel, twice.
const MAX_MEMORY: usize = 2 * 8 * (MAX_SIDE * MAX_SIDE) as usize;
/// The chunks that make the picture.
const KEPT: [&[u8; 4]; 5] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"];
/// Length and type before the content of a chunk, in bytes.
const HEAD: usize = 8;
/// The checksum after it, in bytes.
const TAIL: usize = 4;

/// The picture in what follows the signature.
pub fn clean(mut chunks: &[u8]) -> Result<Vec<u8>, String> {
    let broken = || "This PNG is damaged. Save it again from the program that drew it.".to_owned();
    let mut clean = SIGNATURE.to_vec();
    loop {
        let (length, rest) = chunks.split_first_chunk::<4>().ok_or_else(broken)?;
        let kind = rest.first_chunk::<4>().ok_or_else(broken)?;
        let size = usize::try_from(u32::from_be_bytes(*length)).ok().and_then(|size| size.checked_add(HEAD + TAIL));
        let (chunk, rest) = size.and_then(|size| chunks.split_at_checked(size)).ok_or_else(broken)?;
        if KEPT.contains(&kind) {
            clean.extend(chunk);
        }
        if kind == b"IEND" {
            break;
        }
        chunks = rest;
    }
    match decode(&clean) {
        Ok((width, height)) if width.max(height) > MAX_SIDE => Err(format!(
            "This PNG has {width} × {height} pixels. Save it with at most {MAX_SIDE} on each side; a logo is shown at about 40."
        )),
        Ok(_) => Ok(clean),
        Err(_) => Err(broken()),
    }
}

/// Decodes all of it, checksums included; answers width and height.
fn decode(file: &[u8]) -> Result<(u32, u32), DecodingError> {
    let mut options = DecodeOptions::default();
    options.set_ignore_checksums(false);
    options.set_skip_ancillary_crc_failures(false);
    let mut decoder = Decoder::new_with_options(Cursor::new(file), options);
    decoder.set_limits(Limits { bytes: MAX_MEMORY });
    let size = decoder.read_header_info()?.size();
    if size.0.max(size.1) > MAX_SIDE {
        return Ok(size);
    }
    let mut reader = decoder.read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().unwrap_or_default()];
    reader.next_frame(&mut pixels)?;
    reader.finish()?;
    Ok(size)
}
