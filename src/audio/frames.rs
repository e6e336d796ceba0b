//! One second of sound to frames: window, Fourier transform, bands.
//!
//! The window is filled up with zeros to a power of two.
//! Everything is computed in `f64`; [`Standardise`](super::Standardise) rounds the result to a coarse grid for the network.

use std::f64::consts::PI;

use super::fft::Spectrum;
use super::{FrontEnd, FrontEndKind, mel};
use crate::math;

/// Power added to every mel band before the logarithm, where 1 is the power of the loudest frame: a floor at -50 dB, so that digital
/// silence around the speech and the noise of a room look alike.
pub const LOG_FLOOR: f64 = 1e-5;

/// Frames of one utterance, before standardisation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frames {
    /// Number of frames.
    pub frames: usize,
    /// Number of bands in each.
    pub bands: usize,
    /// The values, shape `[frames, bands]`, row-major.
    pub values: Vec<f64>,
}

impl Frames {
    /// The frames in order.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.bands.max(1))
    }
}

/// Turns clips of one front end into frames; holds the window and the filters.
pub(super) struct Analysis {
    front_end: FrontEnd,
    window: Vec<f64>,
    mel: Vec<mel::Band>,
}

impl Analysis {
    /// Builds the tables of a valid front end.
    pub(super) fn new(front_end: &FrontEnd) -> Self {
        let length = front_end.window_samples();
        let fft_length = front_end.fft_length();
        let mel = match front_end.kind {
            FrontEndKind::LogMel39 => mel::bank(front_end.bands as usize, fft_length, front_end.rate_hz),
            FrontEndKind::Fft39 => Vec::new(),
        };
        Self { front_end: front_end.clone(), window: hann(length), mel }
    }

    /// Frames of a clip; what a short clip lacks counts as silence.
    pub(super) fn frames(&self, clip: &[f32]) -> Frames {
        let (frames, bands) = (self.front_end.frames_per_utterance(), self.front_end.bands as usize);
        let scale = self.scale(clip);
        let mut values = Vec::with_capacity(frames * bands);
        let length = self.front_end.fft_length();
        let mut spectrum = Spectrum::new(length);
        let mut powers = vec![0.0; length / 2 + 1];
        for t in 0..frames {
            let samples = self.frame(clip, t).iter().zip(&self.window).map(|(&x, w)| w * (f64::from(x) * scale));
            spectrum.powers(samples, &mut powers);
            match self.front_end.kind {
                FrontEndKind::Fft39 => pool(&powers, bands, &mut values),
                FrontEndKind::LogMel39 => values.extend(self.mel.iter().map(|band| math::ln64(band.power(&powers) + LOG_FLOOR))),
            }
        }
        Frames { frames, bands, values }
    }

    /// The samples of frame `t`; fewer or none at the end of a short clip.
    fn frame<'a>(&self, clip: &'a [f32], t: usize) -> &'a [f32] {
        let start = self.front_end.frame_start(t).min(clip.len());
        &clip[start..(start + self.window.len()).min(clip.len())]
    }

    /// What the samples are multiplied by: the loudest frame gets RMS 1, and a bin's squared magnitude becomes its share of the frame's
    /// mean square (both sides of the spectrum: factor 2; N · Σ w² for the transform and its window).
    fn scale(&self, clip: &[f32]) -> f64 {
        let length = self.window.len() as f64;
        let power = |t| self.frame(clip, t).iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / length;
        let loudest = (0..self.front_end.frames_per_utterance()).map(power).fold(0.0, f64::max);
        if loudest == 0.0 {
            return 0.0;
        }
        let window: f64 = self.window.iter().map(|w| w * w).sum();
        (2.0 / (length * window * loudest)).sqrt()
    }
}

/// Periodic Hann window: w[n] = ½ − ½ cos(2π n / N).
fn hann(length: usize) -> Vec<f64> {
    (0..length).map(|n| 0.5 - 0.5 * math::cos64(2.0 * PI * n as f64 / length as f64)).collect()
}

/// Mean magnitude of the n bins in `bands` bands: band b has the bins from ⌊b·n/bands⌋ up to ⌊(b+1)·n/bands⌋.
fn pool(powers: &[f64], bands: usize, out: &mut Vec<f64>) {
    let n = powers.len();
    for b in 0..bands {
        let bins = &powers[b * n / bands..(b + 1) * n / bands];
        out.push(bins.iter().map(|p| p.sqrt()).sum::<f64>() / bins.len() as f64);
    }
}
