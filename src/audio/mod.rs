//! Samples to frames: WAV files, resampling, trimming, front ends, standardisation. Knows nobody but [`math`](crate::math) and the error type.
//!
//! The way of a recording: [`wav::read`] gives mono [`Samples`] at their own rate; [`front_end::FrontEnd::prepare`] trims them to speech
//! ([`trim`]), centres the speech in one second, brings that second to the front end's rate ([`mod@resample`]) and turns it into
//! [`Frames`]; [`Standardise::apply`] makes the network's input of them.

pub mod adpcm;
mod cepstrum;
mod fft;
pub mod frames;
pub mod front_end;
mod mel;
pub mod resample;
#[cfg(any(not(target_arch = "wasm32"), feature = "lab"))]
pub mod sphere;
pub mod standardise;
pub mod trim;
pub mod wav;

pub use frames::Frames;
pub use front_end::{FrontEnd, FrontEndKind, Prepared};
pub use standardise::Standardise;

use crate::error::{Error, Result};

/// Lowest sample rate that is read, in Hz.
pub const MIN_RATE_HZ: u32 = 8_000;
/// Highest sample rate that is read, in Hz.
pub const MAX_RATE_HZ: u32 = 192_000;
/// Longest recording that is read, in seconds.
pub const MAX_DURATION_S: u32 = 600;

/// A mono recording.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// Samples per second.
    pub rate_hz: u32,
    /// The samples; full scale is -1 to 1.
    pub samples: Vec<f32>,
}

impl Samples {
    /// Length in seconds.
    ///
    /// ```
    /// let s = nrr_snn::audio::Samples { rate_hz: 8000, samples: vec![0.0; 4000] };
    /// assert_eq!(s.duration_s(), 0.5);
    /// ```
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        if self.rate_hz == 0 { 0.0 } else { self.samples.len() as f64 / f64::from(self.rate_hz) }
    }

    /// The largest magnitude, 0 for an empty recording.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.samples.iter().fold(0.0, |m, x| m.max(x.abs()))
    }

    /// Checks the rate, the length and that every sample is a finite number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] or [`Error::WrongFormat`], naming `name`.
    pub fn check(&self, name: &str) -> Result<()> {
        check_rate(name, self.rate_hz)?;
        check_length(name, self.samples.len(), self.rate_hz)?;
        if let Some(at) = self.samples.iter().position(|x| !x.is_finite()) {
            return Err(Error::WrongFormat {
                name: name.to_owned(),
                expected: "finite samples".to_owned(),
                found: format!("{} at sample {at}", crate::text::float(self.samples[at])),
                hint: "export the recording again".to_owned(),
            });
        }
        Ok(())
    }
}

/// Checks that a sample rate is one this crate works with.
///
/// # Errors
/// [`Error::OutOfRange`], naming `name`.
pub fn check_rate(name: &str, rate_hz: u32) -> Result<()> {
    if (MIN_RATE_HZ..=MAX_RATE_HZ).contains(&rate_hz) {
        return Ok(());
    }
    Err(Error::OutOfRange {
        what: format!("{name}: sample rate"),
        allowed: format!("{MIN_RATE_HZ} to {MAX_RATE_HZ} Hz"),
        got: format!("{rate_hz} Hz"),
    })
}

/// Checks that a recording of `samples` samples is neither empty nor longer than [`MAX_DURATION_S`].
fn check_length(name: &str, samples: usize, rate_hz: u32) -> Result<()> {
    let seconds = samples as f64 / f64::from(rate_hz.max(1));
    if samples > 0 && seconds <= f64::from(MAX_DURATION_S) {
        return Ok(());
    }
    Err(Error::OutOfRange {
        what: format!("{name}: length"),
        allowed: format!("more than 0 and at most {MAX_DURATION_S} s"),
        got: format!("{} s", crate::text::decimals(seconds, 1)),
    })
}
