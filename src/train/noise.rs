//! The paper's noise (section 5.5): input cells replaced by uniform draws over the training set's range.

use super::prepare::Example;
use crate::choice::choice;
use crate::rng::{Purpose, Stream};

choice! {
    /// What noise does to an input cell.
    NoiseKind, "noise kind" {
        /// With the probability p a cell is replaced by a draw.
        Replace = "replace", "cells are replaced by a draw";
        /// p times a draw is added to every cell.
        Add = "add", "a draw is added to every cell";
    }
}

/// Disturbs examples by the proportion p, with uniform draws from `range` (the training set's).
///
/// The draws are a function of `seed` and the example's utterance alone; a proportion of 0 leaves everything as it is.
pub fn disturb(examples: &mut [Example], kind: NoiseKind, proportion: f32, range: [f32; 2], seed: u64) {
    if proportion <= 0.0 {
        return;
    }
    for example in examples {
        let mut draw = Stream::new(seed, Purpose::Noise, example.utterance as u64);
        for cell in &mut example.frames {
            let (hit, value) = (draw.uniform() < proportion, draw.range(range[0], range[1]));
            match kind {
                NoiseKind::Replace if hit => *cell = value,
                NoiseKind::Replace => {}
                NoiseKind::Add => *cell += proportion * value,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(utterance: usize) -> Example {
        Example { frames: vec![9.0; 10_000], label: 0, frame_labels: Vec::new(), utterance }
    }

    #[test]
    fn replaces_the_stated_share_within_the_range() {
        let mut e = vec![example(0), example(1)];
        disturb(&mut e, NoiseKind::Replace, 0.3, [-1.0, 1.0], 5);
        let hit: Vec<f32> = e[0].frames.iter().copied().filter(|x| *x != 9.0).collect();
        assert!((hit.len() as f32 / 10_000.0 - 0.3).abs() < 0.02);
        assert!(hit.iter().all(|x| (-1.0..1.0).contains(x)));
        assert_ne!(e[0].frames, e[1].frames);
        let mut other = vec![example(1)];
        disturb(&mut other, NoiseKind::Replace, 0.3, [-1.0, 1.0], 5);
        assert_eq!(other[0].frames, e[1].frames, "an utterance's noise does not hang on its place");
    }

    #[test]
    fn adds_within_the_range() {
        let mut e = vec![example(0)];
        disturb(&mut e, NoiseKind::Add, 0.5, [-1.0, 1.0], 5);
        assert!(e[0].frames.iter().all(|x| (8.5..9.5).contains(x)));
        let mean = e[0].frames.iter().sum::<f32>() / 10_000.0;
        assert!((mean - 9.0).abs() < 0.02, "{mean}");
        disturb(&mut e, NoiseKind::Add, 0.0, [-1.0, 1.0], 5);
    }
}
