//! The front end: from a recording of any rate and length to the frames of one second of speech.

use serde::{Deserialize, Serialize};

use super::frames::Analysis;
use super::{Frames, Samples, check_rate, resample, trim};
use crate::choice::choice;
use crate::error::{Error, Result};
use crate::text::decimals;

choice! {
    /// How the spectrum of a frame becomes bands.
    #[derive(Hash, Serialize, Deserialize)]
    FrontEndKind, "front end" {
        /// Magnitude spectrum, bins pooled to bands of equal width: the paper's choice.
        #[serde(rename = "fft39")]
        Fft39 = "fft39", "Magnitude spectrum in 39 bands of equal width";
        /// Logarithm of the power in bands on the mel scale.
        #[serde(rename = "logmel39")]
        LogMel39 = "logmel39", "Log power in 39 mel bands";
        /// 13 cepstral coefficients of 39 mel bands, with their first and second differences.
        #[serde(rename = "mfcc39")]
        Mfcc39 = "mfcc39", "13 mel cepstral coefficients with first and second differences";
        /// 39 cepstral coefficients of 39 mel bands.
        #[serde(rename = "mfcc39-plain")]
        Mfcc39Plain = "mfcc39-plain", "39 mel cepstral coefficients";
    }
}

/// Share of samples at full scale from which on a recording counts as clipped.
const CLIPPED_SHARE: f64 = 0.001;
/// Magnitude that counts as full scale.
const FULL_SCALE: f32 = 0.999;
/// RMS of the loudest 10 ms below which a recording is called very quiet (-46 dB of full scale).
const QUIET_RMS: f64 = 0.005;

/// Longest recording that is used as a whole, in seconds.
const LONGEST_S: u32 = 60;

/// Settings of a front end; part of the model file.
///
/// ```
/// use nrr_snn::audio::FrontEnd;
/// assert_eq!(FrontEnd::default().frames_per_utterance(), 39);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FrontEnd {
    /// How bands are made.
    pub kind: FrontEndKind,
    /// Rate that every recording is brought to, in Hz.
    pub rate_hz: u32,
    /// Length of a frame, in ms.
    pub window_ms: u32,
    /// From the start of a frame to that of the next, in ms.
    pub hop_ms: u32,
    /// Bands of a frame.
    pub bands: u32,
    /// Length of an utterance, in ms: shorter ones are centred in it, longer ones cut.
    pub duration_ms: u32,
}

impl Default for FrontEnd {
    fn default() -> Self {
        Self { kind: FrontEndKind::LogMel39, rate_hz: 8_000, window_ms: 50, hop_ms: 25, bands: 39, duration_ms: 1_000 }
    }
}

/// A recording, ready to look at and to standardise.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The speech, centred in exactly one utterance's length at the front end's rate, at its own loudness.
    pub clip: Samples,
    /// Its frames, not standardised.
    pub frames: Frames,
    /// Where the part that was used begins in the recording, in seconds.
    pub speech_start_s: f64,
    /// Where it ends, in seconds.
    pub speech_end_s: f64,
    /// What the speaker should know, one sentence each, beginning with the recording's name: too long, clipped, very quiet.
    pub notices: Vec<String>,
}

impl FrontEnd {
    /// Frames in one utterance: those whose window lies in it.
    #[must_use]
    pub fn frames_per_utterance(&self) -> usize {
        (self.duration_ms.saturating_sub(self.window_ms) / self.hop_ms.max(1) + 1) as usize
    }

    /// The middle of frame `t`, in seconds.
    #[must_use]
    pub fn middle_s(&self, t: usize) -> f64 {
        1e-3 * (f64::from(self.hop_ms) * t as f64 + 0.5 * f64::from(self.window_ms))
    }

    /// Mel bands of a frame; none for the front end without them.
    pub(super) fn mel_bands(&self) -> usize {
        match self.kind {
            FrontEndKind::Fft39 => 0,
            FrontEndKind::LogMel39 => self.bands as usize,
            FrontEndKind::Mfcc39 | FrontEndKind::Mfcc39Plain => 39,
        }
    }

    /// Samples in one utterance.
    #[must_use]
    pub fn utterance_samples(&self) -> usize {
        samples_in(self.duration_ms, self.rate_hz)
    }

    /// Samples in a frame.
    pub(super) fn window_samples(&self) -> usize {
        samples_in(self.window_ms, self.rate_hz)
    }

    /// Points of the Fourier transform: the window filled up with zeros to a power of two.
    pub(super) fn fft_length(&self) -> usize {
        self.window_samples().next_power_of_two().max(2)
    }

    /// First sample of frame `t`.
    pub(super) fn frame_start(&self, t: usize) -> usize {
        samples_in(self.hop_ms, self.rate_hz * t as u32)
    }

    /// Checks every number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], naming the setting.
    pub fn validate(&self) -> Result<()> {
        let between = |what: &str, value: u32, low: u32, high: u32, unit: &str| match (low..=high).contains(&value) {
            true => Ok(()),
            false => Err(Error::OutOfRange {
                what: format!("front end: {what}"),
                allowed: format!("{low} to {high}{unit}"),
                got: format!("{value}{unit}"),
            }),
        };
        check_rate("front end", self.rate_hz)?;
        between("duration_ms", self.duration_ms, 100, 10_000, " ms")?;
        between("window_ms", self.window_ms, 5, 100, " ms")?;
        between("hop_ms", self.hop_ms, 1, self.window_ms, " ms")?;
        between("bands", self.bands, 1, (self.window_samples() / 2) as u32, "")?;
        if crate::PHONEMES && self.kind == FrontEndKind::Mfcc39 && !self.bands.is_multiple_of(3) {
            return Err(Error::OutOfRange {
                what: "front end: bands".to_owned(),
                allowed: "a multiple of 3 (coefficients, first and second differences)".to_owned(),
                got: self.bands.to_string(),
            });
        }
        if self.mel_bands() > 0 && Analysis::of(self, |analysis| analysis.has_empty_band()) {
            return Err(Error::OutOfRange {
                what: "front end: bands".to_owned(),
                allowed: format!("so few that each has a bin of the {} ms spectrum", self.window_ms),
                got: self.bands.to_string(),
            });
        }
        Ok(())
    }

    /// Where the speech is that [`FrontEnd::prepare`] or, `whole`, [`FrontEnd::whole`] would work on: all that either refuses is refused here, before
    /// there is any work on frames.
    ///
    /// # Errors
    /// As the two.
    pub fn check(&self, name: &str, recording: &Samples, whole: bool) -> Result<trim::Speech> {
        self.validate()?;
        let found = trim::speech(name, recording)?;
        let length_s = seconds(recording.samples.len(), recording.rate_hz);
        if whole && (length_s > f64::from(LONGEST_S) || length_s < 1e-3 * f64::from(self.window_ms)) {
            return Err(Error::OutOfRange {
                what: format!("{name}: length"),
                allowed: format!("{} ms to {LONGEST_S} s", self.window_ms),
                got: format!("{} s", decimals(length_s, 3)),
            });
        }
        Ok(found)
    }

    /// Trims a recording to its speech, takes its constant offset off, centres it in one utterance's length, brings it to the front end's rate and makes its frames.
    ///
    /// `name` is what errors and notices call the recording. Speech longer than an utterance is cut to its loudest part, with a notice.
    ///
    /// # Errors
    /// [`Error::Silent`], the errors of [`Samples::check`] and [`FrontEnd::validate`].
    pub fn prepare(&self, name: &str, recording: &Samples) -> Result<Prepared> {
        let found = self.check(name, recording, false)?;
        let rate_hz = recording.rate_hz;
        let length = samples_in(self.duration_ms, rate_hz);
        let used = trim::loudest(recording, found, length);
        let mut notices = notices(name, recording, found.peak_rms);
        if used != found {
            notices.push(format!(
                "{name}: {} s of speech, cut to the loudest {} s",
                decimals(seconds(found.end - found.start, rate_hz), 2),
                decimals(seconds(length, rate_hz), 2)
            ));
        }
        let mut centred = Samples { rate_hz, samples: vec![0.0; length] };
        let before = (length - (used.end - used.start)) / 2;
        let speech = &recording.samples[used.start..used.end];
        let offset = trim::mean(speech);
        for (slot, &x) in centred.samples[before..].iter_mut().zip(speech) {
            *slot = (f64::from(x) - offset) as f32;
        }
        let mut clip = resample::resample(&centred, self.rate_hz)?;
        clip.samples.resize(self.utterance_samples(), 0.0);
        let frames = self.frames(&clip.samples);
        Ok(Prepared { clip, frames, speech_start_s: seconds(used.start, rate_hz), speech_end_s: seconds(used.end, rate_hz), notices })
    }

    /// Frames of a whole recording from its beginning to its end, as many as fit, and what the speaker should know.
    ///
    /// # Errors
    /// [`Error::Silent`], [`Error::OutOfRange`] for a recording shorter than a frame or longer than a minute, the errors of
    /// [`Samples::check`] and [`FrontEnd::validate`].
    pub fn whole(&self, name: &str, recording: &Samples) -> Result<(Frames, Vec<String>)> {
        let found = self.check(name, recording, true)?;
        let offset = trim::mean(&recording.samples);
        let samples = recording.samples.iter().map(|&x| (f64::from(x) - offset) as f32).collect();
        let clip = resample::resample(&Samples { rate_hz: recording.rate_hz, samples }, self.rate_hz)?;
        let ms = (clip.samples.len() as u64 * 1_000 / u64::from(self.rate_hz)) as u32;
        let frames = Self { duration_ms: ms.max(self.window_ms), ..self.clone() }.frames(&clip.samples);
        Ok((frames, notices(name, recording, found.peak_rms)))
    }

    /// Frames of one utterance's samples at the front end's rate, for display and for features.
    ///
    /// The level is taken out: the clip counts as scaled so that its loudest frame has RMS 1. A clip of silence gives the lowest values
    /// there are. The settings must be [valid](FrontEnd::validate).
    #[must_use]
    pub fn frames(&self, clip: &[f32]) -> Frames {
        Analysis::of(self, |analysis| analysis.frames(clip))
    }
}

/// Whole samples in `ms` milliseconds.
fn samples_in(ms: u32, rate_hz: u32) -> usize {
    (u64::from(ms) * u64::from(rate_hz) / 1_000) as usize
}

fn seconds(samples: usize, rate_hz: u32) -> f64 {
    samples as f64 / f64::from(rate_hz)
}

/// Notices about the recording's level.
fn notices(name: &str, recording: &Samples, peak_rms: f64) -> Vec<String> {
    let mut notices = Vec::new();
    let full = recording.samples.iter().filter(|x| x.abs() >= FULL_SCALE).count();
    if full as f64 > CLIPPED_SHARE * recording.samples.len() as f64 {
        notices.push(format!("{name}: clipped ({full} samples at full scale), speak more softly or turn the microphone down"));
    }
    if peak_rms < QUIET_RMS {
        notices
            .push(format!("{name}: very quiet (loudest 10 ms at {} of full scale), come closer to the microphone", decimals(peak_rms, 4)));
    }
    notices
}
