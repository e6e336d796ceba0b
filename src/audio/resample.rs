//! Change of sample rate by a rational factor: a polyphase low-pass filter with a Kaiser window.
//!
//! The filter is the one of `scipy.signal.resample_poly` with its default window (Kaiser, β = 5, ten zero crossings on each side,
//! half gain at the lower of the two Nyquist frequencies), so that anyone can recompute a run in Python. It is delay compensated: an event
//! stays at its time. Own code in place of `rubato`, whose filters are made with the standard library's sine and cosine, which are not the
//! same on every target, whose whole-file delay handling is by blocks, and which has no independent twin to be checked against.

use std::f64::consts::PI;

use super::{Samples, check_rate};
use crate::error::Result;
use crate::math;

/// Zero crossings of the filter on each side, at the lower rate.
const ZERO_CROSSINGS: u64 = 10;
/// Shape of the Kaiser window.
const KAISER_BETA: f64 = 5.0;

/// The recording at `rate_hz`; `n` samples become ⌈n · `rate_hz` / rate⌉. Beyond its ends it counts as silence.
///
/// # Errors
/// [`Error::OutOfRange`](crate::Error::OutOfRange) for a rate outside 8 to 192 kHz, old or new.
///
/// ```
/// use nrr_snn::audio::{Samples, resample::resample};
/// let second = Samples { rate_hz: 44_100, samples: vec![0.25; 44_100] };
/// assert_eq!(resample(&second, 8_000)?.samples.len(), 8_000);
/// # Ok::<(), nrr_snn::Error>(())
/// ```
pub fn resample(samples: &Samples, rate_hz: u32) -> Result<Samples> {
    check_rate("recording", samples.rate_hz)?;
    check_rate("resampling", rate_hz)?;
    if samples.rate_hz == rate_hz {
        return Ok(samples.clone());
    }
    let divisor = gcd(samples.rate_hz, rate_hz);
    let (up, down) = (u64::from(rate_hz / divisor), u64::from(samples.rate_hz / divisor));
    let filter = low_pass(up, down);
    let half = ZERO_CROSSINGS * up.max(down);
    let x = &samples.samples;
    let length = (x.len() as u64 * up).div_ceil(down);
    let out = (0..length).map(|n| {
        // y[n] = Σ_k x[k] · h[n·down − k·up + half], over the k for which h is there
        let centre = n * down + half;
        let first = n.saturating_mul(down).saturating_sub(half).div_ceil(up);
        let last = (centre / up).min((x.len() as u64).saturating_sub(1));
        let mut sum = 0.0;
        for k in first..=last {
            sum += f64::from(x[k as usize]) * filter[(centre - k * up) as usize];
        }
        sum as f32
    });
    Ok(Samples { rate_hz, samples: out.collect() })
}

/// The filter's 2 · [`ZERO_CROSSINGS`] · max(up, down) + 1 taps; their sum is `up`.
fn low_pass(up: u64, down: u64) -> Vec<f64> {
    let lower = up.max(down);
    let half = (ZERO_CROSSINGS * lower) as usize;
    // taps from the middle outwards: sinc(m / lower) times the window
    let side: Vec<f64> = (0..=half)
        .map(|m| {
            let angle = PI * m as f64 / lower as f64;
            let sinc = if m == 0 { 1.0 } else { math::sin64(angle) / angle };
            let r = m as f64 / half as f64;
            sinc * bessel_i0(KAISER_BETA * (1.0 - r * r).max(0.0).sqrt())
        })
        .collect();
    let sum = side[0] + 2.0 * side[1..].iter().sum::<f64>();
    let scale = up as f64 / sum;
    side[1..].iter().rev().chain(&side).map(|h| h * scale).collect()
}

/// Modified Bessel function of the first kind and order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..64 {
        term *= quarter / f64::from(k * k);
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
