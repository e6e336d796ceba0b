//! Standardisation: each band to mean 0 and deviation 1 over the training set.

use serde::{Deserialize, Serialize};

use super::Frames;
use crate::error::{Error, Result};

/// The network's inputs are multiples of 1 / this.
///
/// Every build computes the same frames; another program's Fourier transform may differ in the last bits of an `f64`. On a grid of 2^-10
/// such a difference vanishes, so an independent NumPy program gives the network the same numbers to the last bit; 1/1024 of a deviation
/// is far below anything a band tells.
pub const GRID: f64 = 1024.0;
/// Inputs are held within ± this many deviations.
pub const LIMIT: f64 = 8.0;
/// Smallest deviation that is divided by: a band that hardly varies stays near 0.
const SMALLEST_STD: f64 = 1e-6;

/// Mean and deviation of each band.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Standardise {
    /// Mean per band, shape `[bands]`.
    pub mean: Vec<f32>,
    /// Standard deviation per band (of the population), shape `[bands]`.
    pub std: Vec<f32>,
}

impl Standardise {
    /// Fits mean and deviation over all frames of a training set, in two passes, in order.
    ///
    /// # Errors
    /// [`Error::DataSet`] when there is no frame, [`Error::Mismatch`] when utterances differ in bands.
    pub fn fit<'a>(utterances: impl Iterator<Item = &'a Frames> + Clone) -> Result<Self> {
        let bands = utterances.clone().next().map_or(0, |f| f.bands);
        let mut count = 0usize;
        let mut sum = vec![0.0f64; bands];
        for frames in utterances.clone() {
            if frames.bands != bands {
                return Err(Error::Mismatch {
                    what: "bands of an utterance".to_owned(),
                    expected: bands.to_string(),
                    got: frames.bands.to_string(),
                });
            }
            for frame in frames.rows() {
                count += 1;
                sum.iter_mut().zip(frame).for_each(|(s, v)| *s += v);
            }
        }
        if count == 0 || bands == 0 {
            return Err(Error::DataSet {
                name: "training set".to_owned(),
                problem: "no frame to standardise over".to_owned(),
                hint: "add utterances that can be heard".to_owned(),
            });
        }
        let mean: Vec<f64> = sum.iter().map(|s| s / count as f64).collect();
        let mut square = vec![0.0f64; bands];
        for frame in utterances.flat_map(Frames::rows) {
            for ((q, v), m) in square.iter_mut().zip(frame).zip(&mean) {
                *q += (v - m) * (v - m);
            }
        }
        Ok(Self {
            mean: mean.iter().map(|&m| m as f32).collect(),
            std: square.iter().map(|q| (q / count as f64).sqrt().max(SMALLEST_STD) as f32).collect(),
        })
    }

    /// One factor for all bands: mean 0, and for every band the root of the mean square over all cells.
    ///
    /// # Errors
    /// As [`Standardise::fit`].
    pub fn fit_scale<'a>(utterances: impl Iterator<Item = &'a Frames> + Clone) -> Result<Self> {
        let bands = Self::fit(utterances.clone())?.mean.len();
        let values = utterances.flat_map(|f| f.values.iter().copied());
        let (count, squares) = values.fold((0usize, 0.0f64), |(n, q), v| (n + 1, q + v * v));
        let scale = (squares / count.max(1) as f64).sqrt().max(SMALLEST_STD) as f32;
        Ok(Self { mean: vec![0.0; bands], std: vec![scale; bands] })
    }

    /// The frames that [`Standardise::apply`] would make `values` of, but for their rounding.
    pub fn undo(&self, values: &[f32], frames: &mut Frames) {
        let bands = self.mean.iter().zip(&self.std).cycle();
        for ((value, &x), (mean, std)) in frames.values.iter_mut().zip(values).zip(bands) {
            *value = f64::from(x) * f64::from(*std) + f64::from(*mean);
        }
    }

    /// The network's input: (v - mean) / std, held within ± [`LIMIT`], on the [`GRID`] (halves to even).
    ///
    /// # Shapes
    /// `[frames, bands]`, row-major.
    #[must_use]
    pub fn apply(&self, frames: &Frames) -> Vec<f32> {
        let mut out = Vec::with_capacity(frames.values.len());
        for frame in frames.rows() {
            for ((v, &mean), &std) in frame.iter().zip(&self.mean).zip(&self.std) {
                let z = ((v - f64::from(mean)) / f64::from(std)).clamp(-LIMIT, LIMIT);
                out.push(((z * GRID).round_ties_even() / GRID) as f32);
            }
        }
        out
    }
}
