//! WAV files: read as mono samples, written as 16-bit PCM.
//!
//! The chunks of the file are walked here, because `hound` refuses the unset sizes that programs write when they stream; the samples
//! are decoded by `hound`.

use std::io::{Cursor, Read as _};

use super::{Samples, check_length, check_rate};
use crate::error::{Error, Result};

/// Sizes from here on are what streaming programs write when they do not know the length: espeak-ng `0x7FFFF000`, ffmpeg and sox
/// `0xFFFFFFFF` or a little less.
const UNSET_SIZE: u32 = 0x7FFF_0000;
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
    let frame_bytes = usize::from(u16::from_le_bytes([format[12], format[13]])).max(1);
    let data = &data[..data.len() - data.len() % frame_bytes];
    let header = canonical_header(format, data.len());

    let reader = hound::WavReader::new(Cursor::new(header).chain(data)).map_err(|e| unreadable(name, &e))?;
    let spec = reader.spec();
    check_rate(name, spec.sample_rate)?;
    let channels = usize::from(spec.channels).max(1);
    check_length(name, reader.len() as usize / channels, spec.sample_rate)?;
    let samples = match spec.sample_format {
        hound::SampleFormat::Float => mix_down(name, reader.into_samples::<f32>(), channels, 1.0)?,
        hound::SampleFormat::Int => {
            let scale = 1.0 / (1u64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f64;
            mix_down(name, reader.into_samples::<i32>(), channels, scale)?
        }
    };
    let samples = Samples { rate_hz: spec.sample_rate, samples };
    samples.check(name)?;
    Ok(samples)
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

/// RIFF, format and data headers with sizes that are true, and without the optional parts of the format that `hound` stumbles over.
fn canonical_header(format: &[u8], data_bytes: usize) -> Vec<u8> {
    const EXTENSIBLE: [u8; 2] = [0xFE, 0xFF];
    let kept = if format.starts_with(&EXTENSIBLE) { format.len().min(40) } else { 16 };
    let mut format = format[..kept].to_vec();
    if kept >= 20 {
        // In an extensible file fewer valid bits than the container has stand at its upper end, the rest is zero: read the container whole.
        format.copy_within(14..16, 18);
    }
    // bytes per second follow from bytes per frame; many writers get them wrong
    let rate_hz = u32::from_le_bytes([format[4], format[5], format[6], format[7]]);
    let frame_bytes = u32::from(u16::from_le_bytes([format[12], format[13]]));
    format[8..12].copy_from_slice(&rate_hz.saturating_mul(frame_bytes).to_le_bytes());

    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let mut header = Vec::with_capacity(28 + format.len());
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&size(20 + format.len() + data_bytes));
    header.extend_from_slice(b"WAVEfmt ");
    header.extend_from_slice(&size(format.len()));
    header.extend_from_slice(&format);
    header.extend_from_slice(b"data");
    header.extend_from_slice(&size(data_bytes));
    header
}

/// Means over the channels of each frame, in the order of the file.
fn mix_down<S: hound::Sample + Into<f64>>(
    name: &str,
    samples: impl Iterator<Item = hound::Result<S>>,
    channels: usize,
    scale: f64,
) -> Result<Vec<f32>> {
    let mut out = Vec::new();
    let (mut sum, mut count) = (0.0f64, 0);
    for sample in samples {
        sum += sample.map_err(|e| unreadable(name, &e))?.into();
        count += 1;
        if count == channels {
            out.push((sum * scale / channels as f64) as f32);
            (sum, count) = (0.0, 0);
        }
    }
    Ok(out)
}

fn wrong(name: &str, found: impl Into<String>, hint: &str) -> Error {
    Error::WrongFormat {
        name: name.to_owned(),
        expected: "a WAV file with 8, 16, 24 or 32-bit samples".to_owned(),
        found: found.into(),
        hint: hint.to_owned(),
    }
}

fn unreadable(name: &str, problem: &hound::Error) -> Error {
    wrong(name, format!("a WAV file that cannot be decoded ({problem})"), CONVERT)
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
