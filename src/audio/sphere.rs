//! NIST SPHERE files, as TIMIT and TIDigits come in: a header of text fields, then PCM, μ-law or A-law samples.
//!
//! Source: the header of `sp/sphere.h` of NIST's SPHERE 2.6, and ITU-T G.711 for the two laws.

use super::{Samples, check_length, check_rate};
use crate::error::{Error, Result};

/// What a file begins with.
const MAGIC: &[u8] = b"NIST_1A";
/// Largest header that is read, in bytes; 1,024 is usual.
const MAX_HEADER: usize = 1 << 16;
/// What to do with a file that `shorten` made smaller.
const EXPAND: &str = "expand it first, for example with: sph2pipe -f wav IN.WAV OUT.WAV";
/// What to do with another kind of file.
const CONVERT: &str = "convert it, for example with: sox IN -e signed-integer -b 16 OUT.wav";

/// Whether these bytes are a SPHERE file's.
#[must_use]
pub fn is_sphere(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads a SPHERE file: 16-bit PCM of either byte order, μ-law or A-law, any number of channels (mixed down to one by their mean), 8 to 192 kHz,
/// at most ten minutes. A missing count of samples means: to the end of the file.
///
/// `name` is what errors call the file.
///
/// # Errors
/// [`Error::WrongFormat`] for other codings, `shorten` among them, and for a header that cannot be read, [`Error::Truncated`] for a file
/// shorter than its header says, [`Error::OutOfRange`] for the rate or the length.
pub fn read(name: &str, bytes: &[u8]) -> Result<Samples> {
    let (header, data) = split(name, bytes)?;
    let wrong = |found: String, hint: &str| Error::WrongFormat {
        name: name.to_owned(),
        expected: "a SPHERE file of 16-bit PCM, μ-law or A-law".to_owned(),
        found,
        hint: hint.to_owned(),
    };
    let number = |field: &str| header.number(name, field);
    let channels = number("channel_count")?.unwrap_or(1);
    let rate_hz = number("sample_rate")?.ok_or_else(|| wrong("a header without sample_rate".to_owned(), CONVERT))?;
    let coding = header.text("sample_coding").unwrap_or("pcm").to_ascii_lowercase();
    if coding.contains("shorten") || coding.contains("wavpack") || coding.contains("shortpack") {
        return Err(wrong(format!("samples compressed as {}", short(&coding)), EXPAND));
    }
    let coding_of = |coding: &str| match coding {
        "pcm" => Some((2, Coding::Pcm { big: false })),
        "ulaw" | "mu-law" => Some((1, Coding::MuLaw)),
        "alaw" | "a-law" => Some((1, Coding::ALaw)),
        _ => None,
    };
    let (bytes_each, mut coding) = coding_of(&coding).ok_or_else(|| wrong(format!("samples coded as {}", short(&coding)), CONVERT))?;
    let stated = number("sample_n_bytes")?.unwrap_or(bytes_each);
    if stated != bytes_each || !(1..=64).contains(&channels) {
        return Err(wrong(format!("{channels} channels of {stated} bytes a sample"), CONVERT));
    }
    if let Coding::Pcm { big } = &mut coding {
        *big = match header.text("sample_byte_format") {
            Some("10") => true,
            Some("01") => false,
            other => return Err(wrong(format!("byte order {}", other.map_or("missing".to_owned(), short)), CONVERT)),
        };
    }
    let rate_hz = u32::try_from(rate_hz).unwrap_or(u32::MAX);
    check_rate(name, rate_hz)?;
    let frame_bytes = channels * bytes_each;
    let there = data.len() / frame_bytes;
    let count = match number("sample_count")? {
        None => there,
        Some(count) if count > there => {
            return Err(Error::Truncated { name: name.to_owned(), missing: format!("{} of {count} samples", count - there) });
        }
        Some(count) => count,
    };
    check_length(name, count, rate_hz)?;
    let mean = |frame: &[u8]| {
        let sum: f64 = frame.chunks_exact(bytes_each).map(|sample| coding.value(sample)).sum();
        (sum / (32_768.0 * channels as f64)) as f32
    };
    let samples = Samples { rate_hz, samples: data.chunks_exact(frame_bytes).take(count).map(mean).collect() };
    samples.check(name)?;
    Ok(samples)
}

/// How samples are coded.
#[derive(Clone, Copy)]
enum Coding {
    Pcm { big: bool },
    MuLaw,
    ALaw,
}

impl Coding {
    /// A sample as a 16-bit number.
    fn value(self, sample: &[u8]) -> f64 {
        match (self, sample) {
            (Self::Pcm { big: true }, &[a, b]) => f64::from(i16::from_be_bytes([a, b])),
            (Self::Pcm { big: false }, &[a, b]) => f64::from(i16::from_le_bytes([a, b])),
            (Self::MuLaw, &[code]) => f64::from(mu_law(code)),
            (Self::ALaw, &[code]) => f64::from(a_law(code)),
            _ => 0.0,
        }
    }
}

/// G.711 μ-law, scaled to 16 bits.
fn mu_law(code: u8) -> i16 {
    let code = !code;
    let (mantissa, exponent) = (i16::from(code & 15), code >> 4 & 7);
    let size = ((2 * mantissa + 33) << exponent) - 33;
    4 * if code & 128 == 0 { size } else { -size }
}

/// G.711 A-law, scaled to 16 bits.
fn a_law(code: u8) -> i16 {
    let code = code ^ 0x55;
    let (mantissa, exponent) = (i16::from(code & 15), code >> 4 & 7);
    let size = if exponent == 0 { 2 * mantissa + 1 } else { (2 * mantissa + 33) << (exponent - 1) };
    8 * if code & 128 == 0 { -size } else { size }
}

/// The fields of a header.
struct Header<'a>(Vec<(&'a str, &'a str)>);

impl Header<'_> {
    fn text(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, value)| *value)
    }

    fn number(&self, name: &str, field: &str) -> Result<Option<usize>> {
        let Some(text) = self.text(field) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Error::WrongFormat {
            name: name.to_owned(),
            expected: format!("a whole number for {field} in the SPHERE header"),
            found: short(text),
            hint: CONVERT.to_owned(),
        })
    }
}

fn short(text: &str) -> String {
    format!("\"{}\"", text.chars().take(40).collect::<String>())
}

/// Header and data: the magic word, the header's size in bytes, then a line for each field, `name -type value`, up to `end_head`.
fn split<'a>(name: &str, bytes: &'a [u8]) -> Result<(Header<'a>, &'a [u8])> {
    let wrong = |found: &str| Error::WrongFormat {
        name: name.to_owned(),
        expected: "a SPHERE header (NIST_1A, its size, fields, end_head)".to_owned(),
        found: found.to_owned(),
        hint: CONVERT.to_owned(),
    };
    if !is_sphere(bytes) {
        return Err(wrong("another beginning"));
    }
    let first = bytes.get(MAGIC.len()..(MAGIC.len() + 32).min(bytes.len())).unwrap_or_default();
    let size = std::str::from_utf8(first).ok().and_then(|text| text.split_whitespace().next()).and_then(|text| text.parse::<usize>().ok());
    let size = size.filter(|size| (16..=MAX_HEADER).contains(size)).ok_or_else(|| wrong("no size of the header, or an impossible one"))?;
    let Some((head, data)) = bytes.split_at_checked(size) else {
        return Err(Error::Truncated { name: name.to_owned(), missing: format!("{} bytes of the header", size - bytes.len()) });
    };
    // What stands behind the end of the header may be anything.
    let end = head.windows(8).position(|w| w == b"end_head").ok_or_else(|| wrong("no end_head"))?;
    let text = head.get(..end).and_then(|head| std::str::from_utf8(head).ok()).ok_or_else(|| wrong("a header that is no text"))?;
    let fields = text.lines().skip(2).filter_map(|line| {
        let (field, rest) = line.trim().split_once(' ')?;
        let (kind, value) = rest.trim_start().split_once(' ')?;
        (kind.starts_with('-') && !field.starts_with(';')).then_some((field, value.trim()))
    });
    Ok((Header(fields.collect()), data))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corners of G.711's tables.
    #[test]
    fn the_laws_are_those_of_g711() {
        assert_eq!([0xFF, 0x7F, 0x80, 0x00, 0xEF].map(mu_law), [0, 0, 32_124, -32_124, 132]);
        assert_eq!([0xD5, 0x55, 0xAA, 0x2A, 0xD4].map(a_law), [8, -8, 32_256, -32_256, 24]);
    }
}
