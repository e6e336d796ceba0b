//! Where the speech in a recording is.
//!
//! The recording is cut in windows of 10 ms; speech goes from the first to the last window whose RMS reaches 5 % of the loudest window's,
//! with 100 ms kept on each side. RMS is taken about each window's own mean, so that the constant offset of a cheap microphone is no sound.

use super::Samples;
use crate::error::{Error, Result};
use crate::text::decimals;

/// Length of the windows, in 1/s: 100 windows a second are 10 ms each.
const WINDOWS_PER_S: u32 = 100;
/// Share of the loudest window's RMS from which on a window is speech.
const THRESHOLD: f64 = 0.05;
/// Windows kept on each side: 100 ms.
const KEPT_WINDOWS: usize = 10;
/// A loudest window below this RMS (-80 dB of full scale) is silence.
pub const SILENCE_RMS: f64 = 1e-4;

/// A stretch of speech.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speech {
    /// First sample.
    pub start: usize,
    /// One past the last sample.
    pub end: usize,
    /// RMS of the loudest 10 ms, 0 to 1.
    pub peak_rms: f64,
}

/// Finds the speech. `name` is what errors call the recording.
///
/// # Errors
/// [`Error::Silent`] when no window is louder than [`SILENCE_RMS`], the errors of [`Samples::check`].
pub fn speech(name: &str, samples: &Samples) -> Result<Speech> {
    samples.check(name)?;
    let x = &samples.samples;
    let window = window(samples.rate_hz);
    let powers: Vec<f64> = x.chunks(window).map(|w| energy(w) / window as f64).collect();
    let peak_rms = powers.iter().fold(0.0, |m: f64, &p| m.max(p)).sqrt();
    let speaks = |p: &f64| p.sqrt() >= THRESHOLD * peak_rms;
    let (Some(first), Some(last)) = (powers.iter().position(speaks), powers.iter().rposition(speaks)) else {
        return Err(silent(name, samples));
    };
    if peak_rms < SILENCE_RMS {
        return Err(silent(name, samples));
    }
    let start = first.saturating_sub(KEPT_WINDOWS) * window;
    let end = ((last + 1 + KEPT_WINDOWS) * window).min(x.len());
    Ok(Speech { start, end, peak_rms })
}

/// The recording trimmed to its speech.
///
/// # Errors
/// As [`speech`].
///
/// ```
/// use nrr_snn::audio::{Samples, trim};
/// let mut samples = vec![0.0; 24_000];
/// samples[12_000..14_000].iter_mut().step_by(2).for_each(|x| *x = 0.5);
/// let clip = trim::trim("take 1", &Samples { rate_hz: 8_000, samples })?;
/// assert_eq!(clip.samples.len(), 2_000 + 2 * 800);
/// # Ok::<(), nrr_snn::Error>(())
/// ```
pub fn trim(name: &str, samples: &Samples) -> Result<Samples> {
    let Speech { start, end, .. } = speech(name, samples)?;
    Ok(Samples { rate_hz: samples.rate_hz, samples: samples.samples[start..end].to_vec() })
}

/// Cuts a stretch that is longer than `length` samples to the `length` with the most energy (the first of equals), in steps of 10 ms.
#[must_use]
pub fn loudest(samples: &Samples, speech: Speech, length: usize) -> Speech {
    let Speech { start, end, .. } = speech;
    if end - start <= length {
        return speech;
    }
    let window = window(samples.rate_hz);
    let energy: Vec<f64> = samples.samples[start..end].chunks(window).map(energy).collect();
    let covered = length / window;
    let last = (end - start - length) / window;
    let mut best = (0, f64::NEG_INFINITY);
    for first in 0..=last {
        // summed anew for each start: a running sum would gather rounding errors that differ with the start
        let sum = energy.iter().skip(first).take(covered).sum();
        if sum > best.1 {
            best = (first, sum);
        }
    }
    let start = start + best.0 * window;
    Speech { start, end: start + length, ..speech }
}

/// Samples in a window of 10 ms.
fn window(rate_hz: u32) -> usize {
    (rate_hz / WINDOWS_PER_S).max(1) as usize
}

/// Sum of squares about the mean. A recording's last window may be short: what it lacks counts as silence.
fn energy(window: &[f32]) -> f64 {
    let mean = mean(window);
    sum(window, |x| (x - mean) * (x - mean))
}

/// Mean of some samples: their constant offset.
pub(super) fn mean(x: &[f32]) -> f64 {
    sum(x, |x| x) / x.len().max(1) as f64
}

/// Σ f(x) in eight interleaved sums that are added pairwise at the end: no addition waits for the one before.
pub(super) fn sum(x: &[f32], f: impl Fn(f64) -> f64) -> f64 {
    let (chunks, rest) = x.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for x in chunks {
        for (s, x) in sums.iter_mut().zip(x) {
            *s += f(f64::from(*x));
        }
    }
    for (s, x) in sums.iter_mut().zip(rest) {
        *s += f(f64::from(*x));
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

fn silent(name: &str, samples: &Samples) -> Error {
    Error::Silent { name: name.to_owned(), peak: decimals(f64::from(samples.peak()), 5) }
}
