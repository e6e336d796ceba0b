//! Mel filter bank: triangles that stand closer at low frequencies, as hearing does.
//!
//! HTK's mel scale, m = 2595 log10(1 + f / 700 Hz), triangles of height 1 that are linear in Hz (as `librosa.filters.mel` with `htk=True,
//! norm=None`), from [`LOWEST_HZ`] to half the rate. Source: Young et al., The HTK Book, section 5.4.

use super::fft::{Each, SIGNALS, each};
use crate::math;

/// Lower edge of the first band: below it there is mains hum and no speech.
pub(super) const LOWEST_HZ: f64 = 60.0;

/// A bin on the very edge of a triangle, up to rounding, is outside.
const LEAST_WEIGHT: f64 = 1e-9;

/// One triangle.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Band {
    /// First bin of the spectrum it covers.
    first: usize,
    /// Weights from that bin on.
    weights: Vec<f64>,
}

impl Band {
    /// The power of each signal that passes the band.
    pub(super) fn power(&self, powers: &[Each]) -> Each {
        let mut sum = [0.0; SIGNALS];
        for (&p, w) in powers.iter().skip(self.first).zip(&self.weights) {
            sum = each(sum, p, |sum, p| sum + p * w);
        }
        sum
    }

    /// True when no bin of the spectrum lies in the band.
    pub(super) fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

/// `bands` triangles over the spectrum of a transform of `points` samples.
pub(super) fn bank(bands: usize, points: usize, rate_hz: u32) -> Vec<Band> {
    let (low, high) = (mel(LOWEST_HZ), mel(f64::from(rate_hz) / 2.0));
    let edge = |i: usize| hz(low + (high - low) * i as f64 / (bands + 1) as f64);
    let bin_hz = f64::from(rate_hz) / points as f64;
    (0..bands)
        .map(|b| {
            let (left, centre, right) = (edge(b), edge(b + 1), edge(b + 2));
            let weight = |k: usize| {
                let f = k as f64 * bin_hz;
                ((f - left) / (centre - left)).min((right - f) / (right - centre))
            };
            let inside: Vec<usize> = (0..=points / 2).filter(|&k| weight(k) > LEAST_WEIGHT).collect();
            Band { first: inside.first().copied().unwrap_or(0), weights: inside.into_iter().map(weight).collect() }
        })
        .collect()
}

fn mel(hz: f64) -> f64 {
    2595.0 * math::log10_64(1.0 + hz / 700.0)
}

fn hz(mel: f64) -> f64 {
    700.0 * (math::pow64(10.0, mel / 2595.0) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_htks_and_goes_back() {
        assert!((mel(1000.0) - 999.985_5).abs() < 1e-3, "{}", mel(1000.0));
        assert!((hz(mel(3456.0)) - 3456.0).abs() < 1e-9);
    }

    #[test]
    fn neighbours_overlap_to_one_between_their_peaks() {
        let bank = bank(39, 512, 8_000);
        let at = |b: usize, k: usize| k.checked_sub(bank[b].first).and_then(|i| bank[b].weights.get(i)).copied().unwrap_or(0.0);
        for k in 10..240 {
            let sum: f64 = (0..39).map(|b| at(b, k)).sum();
            assert!((sum - 1.0).abs() < 1e-9, "bin {k}: {sum}");
        }
        assert!(bank.iter().all(|b| !b.is_empty()));
    }
}
