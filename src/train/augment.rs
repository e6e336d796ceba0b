//! Random variations of the training utterances, so that a network learns words and not recordings. Off unless a setting says otherwise.

use crate::rng::{Purpose, Stream};
use crate::snn::encode::Draw;

/// How far utterances vary. Every number is the largest change in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Augment {
    /// Shift in time, frames.
    pub shift: f32,
    /// Stretch in time, share: 0.1 for 10 % faster or slower.
    pub stretch: f32,
    /// Shift along the bands, bands.
    pub pitch: f32,
    /// Gain of the upper bands against the lower ones, deviations at the outermost bands.
    pub tilt: f32,
    /// Deviation of the noise on every cell, deviations of a band.
    pub noise: f32,
}

impl Augment {
    /// Whether nothing varies.
    #[must_use]
    pub fn is_off(&self) -> bool {
        *self == Self::default()
    }

    /// A variation of `frames` in `out`, or `frames` themselves where nothing varies. A function of `seed` and `draw` alone.
    ///
    /// Shift, stretch and pitch are one bilinear interpolation; at the edges the outermost frame or band is repeated.
    ///
    /// # Shapes
    /// `frames`, `out`: `[frames, bands]`.
    pub fn apply<'a>(&self, frames: &'a [f32], bands: usize, seed: u64, draw: Draw, out: &'a mut Vec<f32>) -> &'a [f32] {
        if self.is_off() || bands == 0 || frames.len() < bands {
            return frames;
        }
        let mut r = Stream::new(seed, Purpose::Augment, draw.index());
        let mut within = |most: f32| r.range(-1.0, 1.0) * most;
        let (shift, stretch, pitch, tilt) = (within(self.shift), 1.0 + within(self.stretch), within(self.pitch), within(self.tilt));
        let count = frames.len() / bands;
        let middle = (count - 1) as f32 * 0.5;
        let per_band = 2.0 / (bands.max(2) - 1) as f32;
        out.clear();
        for t in 0..count {
            let (t0, t1, tw) = between((t as f32 - middle) * stretch + middle + shift, count);
            let (early, late) = (&frames[t0 * bands..(t0 + 1) * bands], &frames[t1 * bands..(t1 + 1) * bands]);
            for b in 0..bands {
                let (b0, b1, bw) = between(b as f32 + pitch, bands);
                let low = early[b0] + (early[b1] - early[b0]) * bw;
                let high = late[b0] + (late[b1] - late[b0]) * bw;
                out.push(low + (high - low) * tw + tilt * (b as f32 * per_band - 1.0));
            }
        }
        if self.noise > 0.0 {
            for x in out.iter_mut() {
                *x += self.noise * r.normal();
            }
        }
        out
    }
}

/// The two neighbours of place `x` among `n`, and the weight of the second.
fn between(x: f32, n: usize) -> (usize, usize, f32) {
    let x = x.clamp(0.0, (n - 1) as f32);
    let low = x as usize;
    (low, (low + 1).min(n - 1), x - low as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varies_within_its_bounds_and_repeats() {
        let frames: Vec<f32> = (0..20 * 4).map(|i| (i / 4) as f32).collect();
        let mut out = Vec::new();
        let off = Augment::default();
        assert_eq!(off.apply(&frames, 4, 1, Draw::new(3, 1), &mut out), &frames[..]);
        let shift = Augment { shift: 3.0, ..off };
        let mut seen = Vec::new();
        for u in 0..40 {
            let mut again = Vec::new();
            let varied = shift.apply(&frames, 4, 1, Draw::new(u, 1), &mut out);
            assert_eq!(varied, shift.apply(&frames, 4, 1, Draw::new(u, 1), &mut again));
            // A ramp that is shifted by s is the ramp plus s, away from the edges.
            let s = varied[10 * 4] - 10.0;
            assert!((varied[12 * 4 + 2] - 12.0 - s).abs() < 1e-4 && s.abs() <= 3.0);
            seen.push(s);
        }
        let spread = seen.iter().fold(0.0f32, |m, s| m.max(s.abs()));
        assert!(spread > 2.0, "40 draws up to 3 frames reach {spread}");
        let noise = Augment { noise: 0.5, ..off };
        let zeros = vec![0.0; 4000];
        let mut buffer = Vec::new();
        let n = noise.apply(&zeros, 4, 1, Draw::new(0, 2), &mut buffer);
        let deviation = (n.iter().map(|x| x * x).sum::<f32>() / 4000.0).sqrt();
        assert!((deviation - 0.5).abs() < 0.03, "{deviation}");
    }
}
