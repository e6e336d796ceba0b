//! A self-organising map over frames (Kohonen 1982), as the front of the SOM-SNN of Wu et al. 2018: the nodes nearest to a frame spike.

use super::kernels::{axpy, dot};
use crate::math;
use crate::rng::{Purpose, Stream};

/// Frames that the map is shown while it is trained.
const SHOWN: usize = 40_000;
/// Learning rate at the start; it falls in a straight line to a hundredth of it.
const RATE: f32 = 0.3;

/// Nodes on a square grid, each with a frame of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Som {
    /// Frames of the nodes, shape `[nodes, bands]`.
    pub codebook: Vec<f32>,
    /// Bands of a frame.
    pub bands: usize,
    /// Half the squared length of each node's frame, shape `[nodes]`.
    half_norms: Vec<f32>,
}

impl Som {
    /// A map with these frames.
    #[must_use]
    pub fn new(codebook: Vec<f32>, bands: usize) -> Self {
        let mut this = Self { codebook, bands, half_norms: Vec::new() };
        this.half_norms = this.codebook.chunks_exact(bands.max(1)).map(|node| 0.5 * dot(node, node)).collect();
        this
    }

    /// Trains a map of `nodes` nodes on `frames`, drawn at random from `seed`.
    ///
    /// w_i += η·h(i, winner)·(x − w_i), with h a Gaussian of the distance on the grid whose width falls from half a side to half a node.
    ///
    /// # Shapes
    /// `frames`: each `[bands]`.
    #[must_use]
    pub fn train(frames: &[&[f32]], nodes: usize, seed: u64) -> Self {
        let bands = frames.first().map_or(0, |f| f.len());
        if bands == 0 || nodes == 0 {
            return Self::default();
        }
        let mut draw = Stream::new(seed, Purpose::Map, 0);
        let pick = |draw: &mut Stream| frames.get(draw.below(frames.len())).copied().unwrap_or_default();
        let mut codebook = Vec::with_capacity(nodes * bands);
        for _ in 0..nodes {
            codebook.extend_from_slice(pick(&mut draw));
        }
        let mut map = Self::new(codebook, bands);
        let side = (1..=nodes).find(|s| s * s >= nodes).unwrap_or(1);
        let place = |i: usize| ((i % side) as f32, (i / side) as f32);
        for shown in 0..SHOWN {
            let left = 1.0 - shown as f32 / SHOWN as f32;
            let x = pick(&mut draw);
            let winner = map.nearest(x);
            let width = 0.5 + (side as f32 * 0.5 - 0.5).max(0.0) * left;
            let reach = (3.0 * width).ceil();
            let (wx, wy) = place(winner);
            for (i, node) in map.codebook.chunks_exact_mut(bands).enumerate() {
                let (px, py) = place(i);
                let (dx, dy) = (px - wx, py - wy);
                if dx.abs() > reach || dy.abs() > reach {
                    continue;
                }
                let near = math::exp(-(dx * dx + dy * dy) / (2.0 * width * width));
                let step = RATE * (0.01 + 0.99 * left) * near;
                for w in node.iter_mut() {
                    *w *= 1.0 - step;
                }
                axpy(node, step, x);
                if let Some(half) = map.half_norms.get_mut(i) {
                    *half = 0.5 * dot(node, node);
                }
            }
        }
        map
    }

    /// Nodes of the map.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.half_norms.len()
    }

    /// The node nearest to `frame`: the greatest x·w − |w|²/2, the first among equals.
    #[must_use]
    pub fn nearest(&self, frame: &[f32]) -> usize {
        self.scores(frame).enumerate().fold((0, f32::NEG_INFINITY), |best, (i, s)| if s > best.1 { (i, s) } else { best }).0
    }

    /// Writes 1 to the `winners` nodes nearest to `frame`, among equals the first ones, and 0 to the others.
    pub fn spikes(&self, frame: &[f32], winners: usize, out: &mut [f32]) {
        for (o, score) in out.iter_mut().zip(self.scores(frame)) {
            *o = score;
        }
        // A winner is marked by a score that no node has.
        for _ in 0..winners.clamp(1, out.len().max(1)) {
            let better = |best: (usize, f32), (i, &s): (usize, &f32)| if s > best.1 && s < f32::INFINITY { (i, s) } else { best };
            let best = out.iter().enumerate().fold((0, f32::NEG_INFINITY), better).0;
            if let Some(o) = out.get_mut(best) {
                *o = f32::INFINITY;
            }
        }
        for o in out {
            *o = if *o == f32::INFINITY { 1.0 } else { 0.0 };
        }
    }

    fn scores<'a>(&'a self, frame: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.codebook.chunks_exact(self.bands.max(1)).zip(&self.half_norms).map(|(node, half)| dot(node, frame) - half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_on_the_grid_stand_for_like_frames() {
        // Frames on a circle in the plane: the map must follow it.
        let mut draw = Stream::new(2, Purpose::Noise, 0);
        let frames: Vec<[f32; 2]> = (0..500)
            .map(|_| {
                let angle = f64::from(draw.range(0.0, 6.0));
                [math::cos64(angle) as f32, math::sin64(angle) as f32]
            })
            .collect();
        let rows: Vec<&[f32]> = frames.iter().map(<[f32; 2]>::as_slice).collect();
        let map = Som::train(&rows, 36, 1);
        let error: f32 = rows
            .iter()
            .map(|x| {
                let node = &map.codebook[map.nearest(x) * 2..][..2];
                ((x[0] - node[0]).powi(2) + (x[1] - node[1]).powi(2)).sqrt()
            })
            .sum::<f32>()
            / 500.0;
        assert!(error < 0.15, "mean distance to the winner {error}");
        assert_eq!(map, Som::train(&rows, 36, 1), "one seed, one map");
    }

    #[test]
    fn the_winners_are_the_nearest_nodes() {
        let map = Som::new(vec![0.0, 0.0, 1.0, 0.0, 0.0, 3.0, 1.0, 1.0], 2);
        let mut out = [0.0; 4];
        map.spikes(&[0.9, 0.2], 2, &mut out);
        assert_eq!(map.nearest(&[0.9, 0.2]), 1);
        assert_eq!(out, [0.0, 1.0, 0.0, 1.0]);
    }
}
