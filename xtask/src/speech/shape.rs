//! From a synthesizer's output to an utterance: 8 kHz, trimmed, at one level.

use anyhow::{Context as _, Result};
use nrr_snn::audio::{Samples, resample, trim};

/// Rate of the bundled digits, in Hz; FSDD's.
pub(crate) const RATE_HZ: u32 = 8_000;
/// Silence kept on each side by [`trim`], in samples at [`RATE_HZ`] (100 ms).
const TRIM_KEEPS: usize = 800;
/// Silence kept on each side of an utterance here, in samples at [`RATE_HZ`] (30 ms): the network's front end centres the word in a
/// second of silence anyway.
const MARGIN: usize = 240;
/// RMS of the loudest 10 ms after levelling.
const LOUDEST_RMS: f64 = 0.25;
/// Largest sample after levelling; wins over [`LOUDEST_RMS`].
const PEAK: f64 = 0.9;

/// Makes the utterance.
pub(crate) fn shape(name: &str, spoken: &Samples) -> Result<Samples> {
    let speech = resample::resample(spoken, RATE_HZ)?;
    // Silence in front and behind, so that the trimmer always finds its full margin.
    let silence = vec![0.0; TRIM_KEEPS];
    let padded = Samples { rate_hz: RATE_HZ, samples: [&silence[..], &speech.samples, &silence].concat() };
    let found = trim::speech(name, &padded)?;
    let (start, end) = (found.start + TRIM_KEEPS - MARGIN, found.end.min(padded.samples.len()) - (TRIM_KEEPS - MARGIN));
    let word = padded.samples.get(start..end).with_context(|| format!("{name}: no word found in what was spoken"))?;
    let peak = word.iter().fold(0.0f64, |m, &x| m.max(f64::from(x.abs())));
    let gain = (LOUDEST_RMS / found.peak_rms).min(PEAK / peak);
    Ok(Samples { rate_hz: RATE_HZ, samples: word.iter().map(|&x| (f64::from(x) * gain) as f32).collect() })
}
