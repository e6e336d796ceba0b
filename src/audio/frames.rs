//! One second of sound to frames: window, Fourier transform, bands.
//!
//! The window is filled up with zeros to a power of two.
//! Everything is computed in `f64`; [`Standardise`](super::Standardise) rounds the result to a coarse grid for the network.

use std::cell::RefCell;
use std::f64::consts::PI;

use super::fft::{Each, SIGNALS, Spectrum};
use super::{FrontEnd, FrontEndKind, cepstrum, mel, trim};
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

/// Turns clips of one front end into frames; holds the window, the filters and the buffers.
pub(super) struct Analysis {
    front_end: FrontEnd,
    window: Vec<f64>,
    mel: Vec<mel::Band>,
    spectrum: Spectrum,
    powers: Vec<Each>,
}

thread_local! {
    /// The one that was used last: recordings come one after another, and its tables take longer to make than frames.
    static LAST: RefCell<Option<Analysis>> = const { RefCell::new(None) };
}

impl Analysis {
    /// What `f` makes of the analysis of a front end whose numbers are in their ranges.
    pub(super) fn of<R>(front_end: &FrontEnd, f: impl FnOnce(&mut Self) -> R) -> R {
        LAST.with_borrow_mut(|last| match last {
            Some(analysis) if analysis.front_end == *front_end => f(analysis),
            _ => f(last.insert(Self::new(front_end))),
        })
    }

    /// Builds the tables.
    fn new(front_end: &FrontEnd) -> Self {
        let length = front_end.window_samples();
        let fft_length = front_end.fft_length();
        let mel = mel::bank(front_end.mel_bands(), fft_length, front_end.rate_hz);
        let (spectrum, powers) = (Spectrum::new(fft_length), vec![[0.0; SIGNALS]; fft_length / 2 + 1]);
        Self { front_end: front_end.clone(), window: hann(length), mel, spectrum, powers }
    }

    /// Whether a band has no bin of the spectrum in it.
    pub(super) fn has_empty_band(&self) -> bool {
        self.mel.iter().any(mel::Band::is_empty)
    }

    /// Frames of a clip; what a short clip lacks counts as silence.
    pub(super) fn frames(&mut self, clip: &[f32]) -> Frames {
        let frames = self.front_end.frames_per_utterance();
        let bands = if self.mel.is_empty() { self.front_end.bands as usize } else { self.mel.len() };
        let scale = self.scale(clip);
        let mut values = vec![0.0; frames * bands];
        for (group, rows) in values.chunks_mut(SIGNALS * bands.max(1)).enumerate() {
            let (samples, silence) = self.spectrum.samples().split_at_mut(self.window.len());
            silence.fill([0.0; SIGNALS]);
            let frame = |signal: usize| {
                let start = self.front_end.frame_start(group * SIGNALS + signal).min(clip.len());
                &clip[start..(start + self.window.len()).min(clip.len())]
            };
            let signals: [&[f32]; SIGNALS] = std::array::from_fn(frame);
            for (i, (slot, w)) in samples.iter_mut().zip(&self.window).enumerate() {
                *slot = signals.map(|f| w * (f64::from(f.get(i).copied().unwrap_or(0.0)) * scale));
            }
            self.spectrum.powers(&mut self.powers);
            for band in 0..bands {
                let each = match self.mel.get(band) {
                    None => pooled(&self.powers, band, bands),
                    Some(mel) => mel.power(&self.powers).map(|power| math::ln64(power + LOG_FLOOR)),
                };
                for (row, value) in rows.chunks_exact_mut(bands).zip(each) {
                    row[band] = value;
                }
            }
        }
        let frames = Frames { frames, bands, values };
        let wanted = self.front_end.bands as usize;
        match self.front_end.kind {
            _ if !crate::PHONEMES => frames,
            FrontEndKind::Fft39 | FrontEndKind::LogMel39 => frames,
            FrontEndKind::Mfcc39Plain => cepstrum::coefficients(&frames, wanted),
            FrontEndKind::Mfcc39 => cepstrum::with_differences(&cepstrum::coefficients(&frames, wanted / 3)),
        }
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
        let power = |t| trim::sum(self.frame(clip, t), |x| x * x) / length;
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

/// Mean magnitude of the bins of band b, of `bands` over n bins: those from ⌊b·n/bands⌋ up to ⌊(b+1)·n/bands⌋.
fn pooled(powers: &[Each], b: usize, bands: usize) -> Each {
    let n = powers.len();
    let bins = &powers[b * n / bands..(b + 1) * n / bands];
    let mut sum = [0.0; SIGNALS];
    for bin in bins {
        for (s, p) in sum.iter_mut().zip(bin) {
            *s += p.sqrt();
        }
    }
    sum.map(|s| s / bins.len() as f64)
}
