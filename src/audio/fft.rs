//! Power spectra of real samples by a fast Eachier transform, of several signals at once.
//!
//! N real samples are taken as N/2 complex ones, transformed by Stockham's form of the radix-4 algorithm (no reordering by digits; one pass
//! of radix 2 where the number of points is no power of 4) and separated into the spectrum of the real ones. Signals stand side by side,
//! so that a vector of the processor holds one number of each. Own code in place of `rustfft`: its twiddle factors are made with the
//! standard library's sine and cosine, which are not the same on every target and are a second copy of them in the download.
#![allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::widened")]

use std::f64::consts::PI;

use crate::math;
use crate::snn::kernels::widened;

/// Signals that are transformed at once: as many as a vector has numbers, and in WebAssembly, where these loops have none, one. Each signal is
/// computed for itself, so this changes the speed alone.
pub(super) const SIGNALS: usize = if cfg!(target_arch = "wasm32") { 1 } else { 4 };

/// One number of each signal.
pub(super) type Each = [f64; SIGNALS];

/// Real and imaginary part of a point of each signal.
type Point = [Each; 2];

/// Real and imaginary part.
type Complex = [f64; 2];

const ZERO: Point = [[0.0; SIGNALS]; 2];

/// The transform of a fixed number of samples, with its buffers.
pub(super) struct Spectrum {
    /// e^(−2πi k/N) for k < N/2.
    twiddles: Vec<Complex>,
    /// The samples, two by two, then their transform.
    points: Vec<Point>,
    /// Where every other pass writes.
    scratch: Vec<Point>,
}

impl Spectrum {
    /// The transform of `length` samples: a power of two, 2 or more.
    pub(super) fn new(length: usize) -> Self {
        let twiddle = |k: usize| {
            let angle = -2.0 * PI * k as f64 / length as f64;
            [math::cos64(angle), math::sin64(angle)]
        };
        let half = length / 2;
        Self { twiddles: (0..half).map(twiddle).collect(), points: vec![ZERO; half], scratch: vec![ZERO; half] }
    }

    /// The samples, to be filled in before [`Spectrum::powers`].
    pub(super) fn samples(&mut self) -> &mut [Each] {
        self.points.as_flattened_mut()
    }

    /// Squared magnitudes |X\[k\]|² for k from 0 to N/2 of X\[k\] = Σ_n x\[n\] e^(−2πi kn/N).
    ///
    /// # Shapes
    /// `powers` is `[N/2 + 1]`.
    pub(super) fn powers(&mut self, powers: &mut [Each]) {
        transform(self);
        separate(&self.points, &self.twiddles, powers);
    }
}

widened! {
    fn transform = transform_body, (spectrum: &mut Spectrum);
    fn separate = separate_body, (points: &[Point], twiddles: &[Complex], powers: &mut [Each]);
}

/// The complex transform of `points`, in place.
#[inline(always)]
fn transform_body(spectrum: &mut Spectrum) {
    let count = spectrum.points.len();
    let mut stride = 1;
    while 4 * stride <= count {
        radix4(&spectrum.points, &mut spectrum.scratch, &spectrum.twiddles, stride);
        std::mem::swap(&mut spectrum.points, &mut spectrum.scratch);
        stride *= 4;
    }
    if 2 * stride == count {
        let (low, high) = spectrum.points.split_at(stride);
        let (sums, differences) = spectrum.scratch.split_at_mut(stride);
        for (((sum, difference), a), b) in sums.iter_mut().zip(differences).zip(low).zip(high) {
            *sum = add(*a, *b);
            *difference = sub(*a, *b);
        }
        std::mem::swap(&mut spectrum.points, &mut spectrum.scratch);
    }
}

/// One pass: from transforms of `stride` interleaved series of n points to those of four times as many of n/4, with n · stride = `x.len()`.
///
/// With m = n/4, for p < m and w = e^(−2πi p/n), from a, b, c, d at p, p + m, p + 2m, p + 3m:
/// y\[4p\] = (a + c) + (b + d), y\[4p + 1\] = w((a − c) − i(b − d)), y\[4p + 2\] = w²((a + c) − (b + d)), y\[4p + 3\] = w³((a − c) + i(b − d)).
#[inline(always)]
fn radix4(x: &[Point], y: &mut [Point], twiddles: &[Complex], stride: usize) {
    let quarter = x.len() / 4;
    let (ab, cd) = x.split_at(2 * quarter);
    let ((a, b), (c, d)) = (ab.split_at(quarter), cd.split_at(quarter));
    // w = e^(−2πi p/n) is twiddle 2 · p · stride of e^(−2πi k/N), with N = 2 · x.len().
    let twiddle = |k: usize| {
        // Beyond half a turn, by symmetry.
        let half = twiddles.len();
        match twiddles.get(k) {
            Some(w) => *w,
            None => twiddles.get(k - half).map_or([0.0; 2], |w| [-w[0], -w[1]]),
        }
    };
    let mut at = 0;
    while at < quarter {
        let k = 2 * at;
        let (w1, w2, w3) = (twiddle(k), twiddle(2 * k), twiddle(3 * k));
        let (out, end) = (4 * at, at + stride);
        let mut q = 0;
        while at < end {
            let (even, odd) = (add(a[at], c[at]), sub(a[at], c[at]));
            let (sum, turned) = (add(b[at], d[at]), turn(sub(b[at], d[at])));
            y[out + q] = add(even, sum);
            y[out + q + stride] = scale(sub(odd, turned), w1);
            y[out + q + 2 * stride] = scale(sub(even, sum), w2);
            y[out + q + 3 * stride] = scale(add(odd, turned), w3);
            at += 1;
            q += 1;
        }
    }
}

/// With Z the transform of x\[2n\] + i x\[2n + 1\]: X\[k\] = (Z\[k\] + Z*\[N/2 − k\]) / 2 − i/2 · e^(−2πi k/N) · (Z\[k\] − Z*\[N/2 − k\]).
#[inline(always)]
fn separate_body(z: &[Point], twiddles: &[Complex], powers: &mut [Each]) {
    let n = z.len();
    let Some(&[re, im]) = z.first() else { return };
    for k in 1..n {
        let (x, y) = (z[k], z[n - k]);
        let conjugate = [y[0], each(y[1], y[1], |b, _| -b)];
        let (even, odd) = (add(x, conjugate), sub(x, conjugate));
        // −i · odd
        let [re, im] = add(even, scale([odd[1], each(odd[0], odd[0], |a, _| -a)], twiddles[k]));
        powers[k] = each(re, im, |re, im| (re * re + im * im) / 4.0);
    }
    powers[0] = each(re, im, |re, im| (re + im) * (re + im));
    powers[n] = each(re, im, |re, im| (re - im) * (re - im));
}

/// `f` of the numbers of each signal.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub(super) fn each([a]: Each, [b]: Each, f: impl Fn(f64, f64) -> f64) -> Each {
    [f(a, b)]
}

/// `f` of the numbers of each signal.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
pub(super) fn each(a: Each, b: Each, f: impl Fn(f64, f64) -> f64) -> Each {
    let mut out = a;
    for (a, b) in out.iter_mut().zip(b) {
        *a = f(*a, b);
    }
    out
}

#[inline(always)]
fn add(a: Point, b: Point) -> Point {
    [each(a[0], b[0], |a, b| a + b), each(a[1], b[1], |a, b| a + b)]
}

#[inline(always)]
fn sub(a: Point, b: Point) -> Point {
    [each(a[0], b[0], |a, b| a - b), each(a[1], b[1], |a, b| a - b)]
}

/// i · a.
#[inline(always)]
fn turn(a: Point) -> Point {
    [each(a[1], a[1], |b, _| -b), a[0]]
}

/// w · a.
#[inline(always)]
fn scale(a: Point, w: Complex) -> Point {
    [each(a[0], a[1], |re, im| re * w[0] - im * w[1]), each(a[0], a[1], |re, im| re * w[1] + im * w[0])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream};

    #[test]
    fn powers_are_those_of_the_sum() {
        let mut random = Stream::new(1, Purpose::Noise, 0);
        for length in [2, 4, 8, 16, 64, 512, 1024] {
            // Shorter than the transform: the rest is silence.
            let samples: Vec<f64> = (0..length - length / 4).map(|_| f64::from(random.range(-1.0, 1.0))).collect();
            let mut powers = vec![[0.0; SIGNALS]; length / 2 + 1];
            let mut spectrum = Spectrum::new(length);
            for _ in 0..2 {
                // The first signal is twice the second, the others are silence.
                spectrum.samples().fill([0.0; SIGNALS]);
                for (slot, x) in spectrum.samples().iter_mut().zip(&samples) {
                    *slot = std::array::from_fn(|signal| x * f64::from(2 - signal.min(2) as u32));
                }
                spectrum.powers(&mut powers);
            }
            for (k, &[twice, power, silence, _]) in powers.iter().enumerate() {
                let (mut re, mut im) = (0.0, 0.0);
                for (n, x) in samples.iter().enumerate() {
                    let angle = -2.0 * PI * (k * n % length) as f64 / length as f64;
                    re += x * math::cos64(angle);
                    im += x * math::sin64(angle);
                }
                let expected = re * re + im * im;
                assert!((power - expected).abs() < 1e-12 * length as f64, "{length} points, bin {k}: {power} {expected}");
                assert!((twice - 4.0 * power).abs() < 1e-12 * length as f64 && silence == 0.0);
            }
        }
    }
}
