//! Power spectra of real samples by a fast Fourier transform.
//!
//! N real samples are taken as N/2 complex ones, transformed by Stockham's form of the radix-2 algorithm (no reordering by bits) and
//! separated into the spectrum of the real ones. Own code in place of `rustfft`: its twiddle factors are made with the standard library's
//! sine and cosine, which are not the same on every target and are a second copy of them in the download.

use std::f64::consts::PI;

use crate::math;

/// Real and imaginary part.
type Complex = [f64; 2];

/// The transform of a fixed number of points, with its buffers.
pub(super) struct Spectrum {
    /// e^(−2πi k/N) for k < N/2.
    twiddles: Vec<Complex>,
    /// The samples, two by two, then their transform.
    points: Vec<Complex>,
    /// Where every other pass writes.
    scratch: Vec<Complex>,
}

impl Spectrum {
    /// The transform of `length` samples: a power of two, 2 or more.
    pub(super) fn new(length: usize) -> Self {
        let twiddle = |k: usize| {
            let angle = -2.0 * PI * k as f64 / length as f64;
            [math::cos64(angle), math::sin64(angle)]
        };
        let half = length / 2;
        Self { twiddles: (0..half).map(twiddle).collect(), points: vec![[0.0; 2]; half], scratch: vec![[0.0; 2]; half] }
    }

    /// Squared magnitudes |X\[k\]|² for k from 0 to N/2 of X\[k\] = Σ_n x\[n\] e^(−2πi kn/N). What `samples` lacks to N counts as 0.
    ///
    /// # Shapes
    /// `powers` is `[N/2 + 1]`.
    pub(super) fn powers(&mut self, samples: impl Iterator<Item = f64>, powers: &mut [f64]) {
        self.points.fill([0.0; 2]);
        for (slot, x) in self.points.as_flattened_mut().iter_mut().zip(samples) {
            *slot = x;
        }
        self.transform();
        // With Z the transform of x[2n] + i x[2n + 1]: X[k] = (Z[k] + Z*[N/2 − k]) / 2 − i/2 · e^(−2πi k/N) · (Z[k] − Z*[N/2 − k])
        let z = &self.points;
        let ends = z.first().map_or([0.0; 2], |[re, im]| [re + im, re - im]);
        for (k, w) in self.twiddles.iter().enumerate().skip(1) {
            let ([a, b], [c, d]) = (z[k], z[z.len() - k]);
            let (even, odd) = ([(a + c) / 2.0, (b - d) / 2.0], [(b + d) / 2.0, (c - a) / 2.0]);
            let [re, im] = product(odd, *w);
            let (re, im) = (even[0] + re, even[1] + im);
            powers[k] = re * re + im * im;
        }
        powers[0] = ends[0] * ends[0];
        powers[z.len()] = ends[1] * ends[1];
    }

    /// The complex transform of `points`, in place.
    fn transform(&mut self) {
        let half = self.points.len() / 2;
        let mut stride = 1;
        while stride <= half {
            let (low, high) = self.points.split_at(half);
            let pairs = low.chunks_exact(stride).zip(high.chunks_exact(stride));
            let twiddles = self.twiddles.iter().step_by(2 * stride);
            for ((out, (a, b)), w) in self.scratch.chunks_exact_mut(2 * stride).zip(pairs).zip(twiddles) {
                let (sums, differences) = out.split_at_mut(stride);
                for (((sum, difference), a), b) in sums.iter_mut().zip(differences).zip(a).zip(b) {
                    *sum = [a[0] + b[0], a[1] + b[1]];
                    *difference = product([a[0] - b[0], a[1] - b[1]], *w);
                }
            }
            std::mem::swap(&mut self.points, &mut self.scratch);
            stride *= 2;
        }
    }
}

fn product(a: Complex, b: Complex) -> Complex {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream};

    #[test]
    fn powers_are_those_of_the_sum() {
        let mut random = Stream::new(1, Purpose::Noise, 0);
        for length in [2, 4, 8, 64, 512, 1024] {
            // Shorter than the transform: the rest is silence.
            let samples: Vec<f64> = (0..length - length / 4).map(|_| f64::from(random.range(-1.0, 1.0))).collect();
            let mut powers = vec![0.0; length / 2 + 1];
            for _ in 0..2 {
                Spectrum::new(length).powers(samples.iter().copied(), &mut powers);
            }
            for (k, power) in powers.iter().enumerate() {
                let (mut re, mut im) = (0.0, 0.0);
                for (n, x) in samples.iter().enumerate() {
                    let angle = -2.0 * PI * (k * n % length) as f64 / length as f64;
                    re += x * math::cos64(angle);
                    im += x * math::sin64(angle);
                }
                let expected = re * re + im * im;
                assert!((power - expected).abs() < 1e-12 * length as f64, "{length} points, bin {k}: {power} {expected}");
            }
        }
    }
}
