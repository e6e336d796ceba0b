//! Mel cepstral coefficients: the cosine transform of log mel bands, and how they change from frame to frame.

use std::f64::consts::PI;

use super::Frames;
use crate::math;

/// Frames before and after the present one that a difference looks at (HTK's `DELTAWINDOW`).
const REACH: usize = 2;

/// The first `count` coefficients of the orthonormal cosine transform (DCT-II) of each frame:
///
/// ```text
/// c[k] = √(2/N)·Σ_b x[b]·cos(π·k·(b + ½)/N),    c[0] by √½ smaller
/// ```
pub(super) fn coefficients(frames: &Frames, count: usize) -> Frames {
    let n = frames.bands as f64;
    let table: Vec<f64> = (0..count)
        .flat_map(|k| {
            let scale = if k == 0 { (1.0 / n).sqrt() } else { (2.0 / n).sqrt() };
            (0..frames.bands).map(move |b| scale * math::cos64(PI * k as f64 * (b as f64 + 0.5) / n))
        })
        .collect();
    let values = frames
        .rows()
        .flat_map(|row| table.chunks_exact(row.len()).map(move |cosines| row.iter().zip(cosines).fold(0.0, |sum, (x, c)| sum + x * c)));
    Frames { frames: frames.frames, bands: count, values: values.collect() }
}

/// Each frame with its first and second differences behind it.
pub(super) fn with_differences(frames: &Frames) -> Frames {
    let first = differences(frames);
    let second = differences(&first);
    let mut values = Vec::with_capacity(3 * frames.values.len());
    for ((x, d), dd) in frames.rows().zip(first.rows()).zip(second.rows()) {
        values.extend_from_slice(x);
        values.extend_from_slice(d);
        values.extend_from_slice(dd);
    }
    Frames { frames: frames.frames, bands: 3 * frames.bands, values }
}

/// How each band changes per frame: the slope of a line through the frames around, those at the ends taken again beyond them (The HTK Book,
/// section 5.9):
///
/// ```text
/// d[t] = Σ_r r·(x[t + r] − x[t − r]) / (2·Σ_r r²)
/// ```
fn differences(frames: &Frames) -> Frames {
    let last = frames.frames.saturating_sub(1);
    let norm = 2.0 * (1..=REACH).map(|r| (r * r) as f64).fold(0.0, |sum, x| sum + x);
    let mut values = vec![0.0; frames.values.len()];
    for (t, row) in values.chunks_exact_mut(frames.bands.max(1)).enumerate() {
        for r in 1..=REACH {
            let at = |t: usize| &frames.values[t * frames.bands..(t + 1) * frames.bands];
            let (after, before) = (at((t + r).min(last)), at(t.saturating_sub(r)));
            for ((d, a), b) in row.iter_mut().zip(after).zip(before) {
                *d += r as f64 * (a - b) / norm;
            }
        }
    }
    Frames { frames: frames.frames, bands: frames.bands, values }
}
