//! NIST SPHERE files, as TIMIT and TIDigits come in: a header of text fields, then PCM, μ-law or A-law samples.
//!
//! Source: the header of `sp/sphere.h` of NIST's SPHERE 2.6, and ITU-T G.711 for the two laws.

use super::{Samples, check_length, check_rate};
use crate::error::{Error, Result};

/// What a file begins with.
const MAGIC: &[u8] = b"NIST_1A";
/// Largest header that is read, in bytes; 1,024 is usual.
const MAX_HEADER: usize = 1 << 16;
/// Counts from here on, and 0, are what programs write that do not know the count yet.
const UNSET_COUNT: usize = 0x7FFF_0000;
/// Most channels that are read.
const MAX_CHANNELS: usize = 64;
/// What samples begin with that `shorten` made smaller, whatever the header says.
const SHORTENED: &[u8] = b"ajkg";
/// What to do with a file that was made smaller.
const EXPAND: &str = "expand it first, for example with: sph2pipe -f wav IN.WAV OUT.WAV";
const UNPACK: &str = "expand it first with NIST's w_decode: w_decode -o pcm IN.WAV OUT.WAV";
/// What to do with another kind of file.
const CONVERT: &str = "convert it, for example with: sox IN -e signed-integer -b 16 OUT.wav";

/// Whether these bytes are a SPHERE file's.
#[must_use]
pub fn is_sphere(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads a SPHERE file: 16-bit PCM of either byte order, μ-law or A-law, any number of channels (mixed down to one by their mean), 8 to 192 kHz,
/// at most ten minutes. A count of samples that is missing or was never filled in means: to the end of the file.
///
/// `name` is what errors call the file.
///
/// # Errors
/// [`Error::WrongFormat`] for other codings, `shorten` among them, and for a header that cannot be read or lacks a field,
/// [`Error::Truncated`] for a file shorter than its header says, [`Error::OutOfRange`] for the rate or the length.
///
/// ```
/// use nrr_snn::audio::sphere;
/// let fields = "channel_count -i 1\nsample_rate -i 16000\nsample_n_bytes -i 2\nsample_byte_format -s2 01\nend_head\n";
/// let mut bytes = format!("NIST_1A\n   1024\n{fields}").into_bytes();
/// bytes.resize(1_024, b' ');
/// bytes.extend(8_192i16.to_le_bytes());
/// assert_eq!(sphere::read("SX37.WAV", &bytes)?.samples, [0.25]);
/// # Ok::<(), nrr_snn::Error>(())
/// ```
pub fn read(name: &str, bytes: &[u8]) -> Result<Samples> {
    let (header, data) = split(name, bytes)?;
    let format = Format::read(name, &header, data)?;
    check_rate(name, format.rate_hz)?;
    let frames = data.chunks_exact(format.channels * format.coding.bytes());
    let there = frames.len();
    let count = match header.number(name, "sample_count")? {
        None | Some(0 | UNSET_COUNT..) => there,
        Some(count) if count > there => {
            return Err(truncated(name, format!("{count} samples announced, {there} there")));
        }
        Some(count) => count,
    };
    if count == 0 {
        return Err(truncated(name, "it holds no samples".to_owned()));
    }
    check_length(name, count, format.rate_hz)?;
    let samples = Samples { rate_hz: format.rate_hz, samples: frames.take(count).map(|frame| format.mean(frame)).collect() };
    samples.check(name)?;
    Ok(samples)
}

/// What a header says of the samples.
struct Format {
    rate_hz: u32,
    channels: usize,
    coding: Coding,
}

impl Format {
    fn read(name: &str, header: &Header, data: &[u8]) -> Result<Self> {
        let wrong = |found: String, hint: &str| Error::WrongFormat {
            name: name.to_owned(),
            expected: "a SPHERE file of 16-bit PCM, μ-law or A-law".to_owned(),
            found,
            hint: hint.to_owned(),
        };
        // A file without the field is PCM.
        let said = header.text("sample_coding").unwrap_or("pcm").to_ascii_lowercase();
        if has(&said, b"embedded") || has(&said, b"shorten") || data.starts_with(SHORTENED) {
            let by = if said == "pcm" { "\"shorten\"".to_owned() } else { short(&said) };
            let expand = if has(&said, b"wavpack") { UNPACK } else { EXPAND };
            return Err(wrong(format!("samples compressed as {by}"), expand));
        }
        let required = |field: &str| {
            let value = header.number(name, field)?;
            value.ok_or_else(|| wrong(format!("a header without {field}"), CONVERT))
        };
        let (channels, sample_bytes, rate_hz) = (required("channel_count")?, required("sample_n_bytes")?, required("sample_rate")?);
        let coding = match said.as_str() {
            "ulaw" | "mu-law" => Coding::MuLaw,
            "alaw" | "a-law" => Coding::ALaw,
            "pcm" if sample_bytes != 2 => return Err(wrong(format!("PCM samples of {sample_bytes} bytes"), CONVERT)),
            "pcm" => match header.text("sample_byte_format") {
                Some("10") => Coding::Pcm { big: true },
                Some("01") => Coding::Pcm { big: false },
                Some(other) => return Err(wrong(format!("byte order {}", short(other)), CONVERT)),
                None => return Err(wrong("a header without sample_byte_format".to_owned(), CONVERT)),
            },
            _ => return Err(wrong(format!("samples coded as {}", short(&said)), CONVERT)),
        };
        if channels > 1 && header.text("channels_interleaved").is_some_and(|said| said.eq_ignore_ascii_case("false")) {
            return Err(wrong("channels that lie one behind the other".to_owned(), CONVERT));
        }
        if sample_bytes != coding.bytes() || !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(wrong(format!("{channels} channels of {sample_bytes} bytes a sample"), CONVERT));
        }
        let Ok(rate_hz) = u32::try_from(rate_hz) else { return Err(wrong(format!("{rate_hz} samples a second"), CONVERT)) };
        Ok(Self { rate_hz, channels, coding })
    }

    /// Mean over the channels of a frame, in the order of the file.
    fn mean(&self, frame: &[u8]) -> f32 {
        let sum: f64 = frame.chunks_exact(self.coding.bytes()).map(|sample| self.coding.value(sample)).sum();
        (sum / (32_768.0 * self.channels as f64)) as f32
    }
}

/// Whether a text has a word in it. (The standard library's search brings 10 kB into the page's download.)
fn has(text: &str, word: &[u8]) -> bool {
    text.as_bytes().windows(word.len()).any(|some| some == word)
}

/// How samples are coded.
#[derive(Clone, Copy)]
enum Coding {
    Pcm { big: bool },
    MuLaw,
    ALaw,
}

impl Coding {
    /// Bytes of a sample.
    fn bytes(self) -> usize {
        match self {
            Self::Pcm { .. } => 2,
            Self::MuLaw | Self::ALaw => 1,
        }
    }

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

/// The fields of a header, names and values.
struct Header(Vec<(String, String)>);

impl Header {
    fn text(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
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

fn truncated(name: &str, missing: String) -> Error {
    Error::Truncated { name: name.to_owned(), missing }
}

/// Header and data: the magic word, the header's size in bytes, then a line for each field, `name -type value`, up to the line `end_head`.
/// What stands between that line and the samples may be anything.
fn split<'a>(name: &str, bytes: &'a [u8]) -> Result<(Header, &'a [u8])> {
    let wrong = |found: String| Error::WrongFormat {
        name: name.to_owned(),
        expected: format!("a SPHERE header (NIST_1A, its size of at most {MAX_HEADER} bytes, fields, end_head)"),
        found,
        hint: CONVERT.to_owned(),
    };
    if bytes.is_empty() {
        return Err(truncated(name, "it is empty".to_owned()));
    }
    if !is_sphere(bytes) {
        return Err(wrong("another beginning".to_owned()));
    }
    let mut lines = bytes.splitn(3, |b| *b == b'\n').skip(1);
    let (Some(size), Some(_)) = (lines.next(), lines.next()) else {
        return Err(truncated(name, format!("the header ends after {} bytes", bytes.len())));
    };
    let said = String::from_utf8_lossy(size);
    let size: usize = said.trim().parse().ok().filter(|size| *size <= MAX_HEADER).ok_or_else(|| wrong(format!("size {}", short(&said))))?;
    let Some((head, data)) = bytes.split_at_checked(size) else {
        return Err(truncated(name, format!("a header of {size} bytes announced, {} there", bytes.len())));
    };
    // Comments may be in any code.
    let text = String::from_utf8_lossy(head);
    let mut fields = Vec::new();
    for line in text.lines().skip(2).map(str::trim) {
        if line == "end_head" {
            return Ok((Header(fields), data));
        }
        let field = line.split_once(char::is_whitespace).and_then(|(field, rest)| {
            let (kind, value) = rest.trim_start().split_once(char::is_whitespace)?;
            kind.starts_with('-').then(|| (field.to_owned(), value.trim().to_owned()))
        });
        fields.extend(field);
    }
    Err(wrong("no end_head".to_owned()))
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
