//! WAV files: read as mono samples, written as 16-bit PCM.
//!
//! Own code in place of `hound`, which refuses the unset sizes that programs write when they stream, and is larger than what is needed of
//! it; a test holds the two against each other.

use super::{Samples, check_length, check_rate};
use crate::error::{Error, Result};

/// Sizes from here on are what streaming programs write when they do not know the length: espeak-ng `0x7FFFF000`, ffmpeg and sox
/// `0xFFFFFFFF` or a little less.
const UNSET_SIZE: u32 = 0x7FFF_0000;
/// Codes of a format chunk: whole numbers, floats, and "see further down".
const PCM: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xFFFE;
/// What to do with a sound file of another kind.
const CONVERT: &str = "convert it, for example with: ffmpeg -i FILE -ac 1 -c:a pcm_s16le out.wav";

/// Reads a WAV file: 8, 16, 24 or 32-bit integers or 32-bit floats, plain or extensible header, any number of channels (mixed down to
/// one by their mean), 8 to 192 kHz, at most ten minutes. A data size that was never filled in means: to the end of the file.
///
/// `name` is what errors call the file.
///
/// # Errors
/// [`Error::WrongFormat`] for other kinds of file, [`Error::Truncated`] for a file shorter than its header says,
/// [`Error::OutOfRange`] for the rate or the length.
///
/// ```
/// use nrr_snn::audio::{Samples, wav};
/// let tone = Samples { rate_hz: 16_000, samples: vec![0.5, -0.25, 0.0] };
/// assert_eq!(wav::read("tone.wav", &wav::write(&tone))?, tone);
/// # Ok::<(), nrr_snn::Error>(())
/// ```
pub fn read(name: &str, bytes: &[u8]) -> Result<Samples> {
    let Chunks { format, data } = chunks(name, bytes)?;
    let format = Format::read(name, format)?;
    check_rate(name, format.rate_hz)?;
    let frames = data.chunks_exact(format.channels * format.sample_bytes);
    check_length(name, frames.len(), format.rate_hz)?;
    let samples = Samples { rate_hz: format.rate_hz, samples: frames.map(|frame| format.mean(frame)).collect() };
    samples.check(name)?;
    Ok(samples)
}

/// What a format chunk says.
struct Format {
    rate_hz: u32,
    channels: usize,
    /// Bytes of one sample.
    sample_bytes: usize,
    /// Low bits of it that are its value.
    bits: u32,
    float: bool,
}

impl Format {
    /// Reads a format chunk of 16 bytes or more. Bytes per second are not looked at: many writers get them wrong.
    fn read(name: &str, chunk: &[u8]) -> Result<Self> {
        let short = |at: usize| chunk.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]));
        let (channels, frame_bytes, bits) = (usize::from(short(2)), usize::from(short(12)), short(14));
        // In an extensible file fewer valid bits than the container has stand at its upper end, the rest is zero: it is read whole.
        let tag = if short(0) == EXTENSIBLE { short(24) } else { short(0) };
        let sample_bytes = frame_bytes.checked_div(channels).unwrap_or(0);
        let float = tag == FLOAT;
        let known = match (sample_bytes, bits) {
            (4, 32) => tag == PCM || float,
            (1, 8) | (2, 16) | (3 | 4, 24) => tag == PCM,
            _ => false,
        };
        if !known || frame_bytes != channels * sample_bytes {
            let found = format!("{channels} channels of {bits} bits in {frame_bytes} bytes, coded by number {tag}");
            return Err(wrong(name, found, CONVERT));
        }
        let rate_hz = u32::from(short(4)) | u32::from(short(6)) << 16;
        Ok(Self { rate_hz, channels, sample_bytes, bits: u32::from(bits), float })
    }

    /// Mean over the channels of a frame, in the order of the file.
    fn mean(&self, frame: &[u8]) -> f32 {
        let sum: f64 = frame.chunks_exact(self.sample_bytes).map(|sample| self.value(sample)).sum();
        let scale = if self.float { 1.0 } else { 1.0 / (1u64 << (self.bits - 1)) as f64 };
        (sum * scale / self.channels as f64) as f32
    }

    /// One sample; of 8 bits it has no sign, its middle is 128.
    fn value(&self, sample: &[u8]) -> f64 {
        let word = sample.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
        if self.float {
            f64::from(f32::from_bits(word))
        } else if self.bits == 8 {
            f64::from(word) - 128.0
        } else {
            let above = 32 - self.bits;
            f64::from((word << above).cast_signed() >> above)
        }
    }
}

/// Writes 16-bit PCM, mono. Samples beyond full scale are clipped.
#[must_use]
pub fn write(samples: &Samples) -> Vec<u8> {
    let data_bytes = u32::try_from(samples.samples.len() * 2).unwrap_or(u32::MAX - 36);
    let mut bytes = Vec::with_capacity(44 + samples.samples.len() * 2);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + data_bytes).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16u32.to_le_bytes());
    bytes.extend_from_slice(&1u16.to_le_bytes()); // PCM
    bytes.extend_from_slice(&1u16.to_le_bytes()); // channels
    bytes.extend_from_slice(&samples.rate_hz.to_le_bytes());
    bytes.extend_from_slice(&samples.rate_hz.saturating_mul(2).to_le_bytes()); // bytes per second
    bytes.extend_from_slice(&2u16.to_le_bytes()); // bytes per frame
    bytes.extend_from_slice(&16u16.to_le_bytes()); // bits per sample
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&data_bytes.to_le_bytes());
    for &x in &samples.samples {
        bytes.extend_from_slice(&to_i16(x).to_le_bytes());
    }
    bytes
}

/// A sample as a 16-bit integer: full scale is 32768, halves go to even, what lies beyond is clipped.
#[must_use]
pub fn to_i16(x: f32) -> i16 {
    (x * 32_768.0).round_ties_even().clamp(-32_768.0, 32_767.0) as i16
}

/// The two chunks that matter.
struct Chunks<'a> {
    format: &'a [u8],
    data: &'a [u8],
}

/// Walks the chunks of a RIFF file up to its samples.
fn chunks<'a>(name: &str, bytes: &'a [u8]) -> Result<Chunks<'a>> {
    if bytes.is_empty() {
        return Err(Error::Truncated { name: name.to_owned(), missing: "it is empty".to_owned() });
    }
    if !bytes.starts_with(b"RIFF") || bytes.get(8..12).is_some_and(|w| w != b"WAVE") {
        return Err(wrong(name, kind_of(bytes), CONVERT));
    }
    let truncated = |missing: String| Error::Truncated { name: name.to_owned(), missing };
    let mut at = 12;
    let mut format = None;
    loop {
        let Some(head) = bytes.get(at..at + 8) else {
            let chunk = if format.is_none() { "format" } else { "data" };
            return Err(truncated(format!("no {chunk} chunk in {} bytes", bytes.len())));
        };
        let declared = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let (size, rest) = (declared as usize, &bytes[at + 8..]);
        match &head[..4] {
            b"fmt " => {
                let body = rest.get(..size).ok_or_else(|| truncated("the format chunk is cut".to_owned()))?;
                if body.len() < 16 {
                    return Err(wrong(name, format!("a format chunk of {} bytes, less than 16", body.len()), CONVERT));
                }
                format = Some(body);
            }
            b"data" => {
                let format = format.ok_or_else(|| wrong(name, "samples before the format chunk", CONVERT))?;
                return data(name, declared, rest, bytes).map(|data| Chunks { format, data });
            }
            _ => {}
        }
        // chunks start at even offsets
        at = at.saturating_add(8).saturating_add(size).saturating_add(size & 1);
    }
}

/// The bytes of the data chunk, whose declared size may never have been filled in.
fn data<'a>(name: &str, declared: u32, rest: &'a [u8], file: &[u8]) -> Result<&'a [u8]> {
    let riff_size = u32::from_le_bytes([file[4], file[5], file[6], file[7]]);
    let streamed = declared >= UNSET_SIZE || (declared == 0 && (riff_size == 0 || riff_size >= UNSET_SIZE));
    let data = if streamed { Some(rest) } else { rest.get(..declared as usize) };
    let Some(data) = data else {
        return Err(Error::Truncated {
            name: name.to_owned(),
            missing: format!("{declared} bytes of samples announced, {} there", rest.len()),
        });
    };
    if data.is_empty() {
        return Err(Error::Truncated { name: name.to_owned(), missing: "it holds no samples".to_owned() });
    }
    Ok(data)
}

fn wrong(name: &str, found: impl Into<String>, hint: &str) -> Error {
    Error::WrongFormat {
        name: name.to_owned(),
        expected: "a WAV file with 8, 16, 24 or 32-bit samples".to_owned(),
        found: found.into(),
        hint: hint.to_owned(),
    }
}

/// What a file that is no WAV file looks like.
fn kind_of(bytes: &[u8]) -> &'static str {
    let kinds: [(&[u8], &str); 9] = [
        (b"RIFX", "a big-endian RIFX file"),
        (b"RF64", "an RF64 file"),
        (b"NIST_1A", "a NIST SPHERE file"),
        (b"fLaC", "a FLAC file"),
        (b"OggS", "an Ogg file"),
        (b"ID3", "an MP3 file"),
        (b"\xFF\xFB", "an MP3 file"),
        (b"\x1A\x45\xDF\xA3", "a WebM or Matroska file"),
        (b"RIFF", "a RIFF file that is not sound"),
    ];
    if bytes.get(4..8) == Some(b"ftyp") {
        return "an MP4 file";
    }
    kinds.iter().find(|(magic, _)| bytes.starts_with(magic)).map_or("something else", |(_, kind)| kind)
}
