//! The paper's noise (section 5.5): input cells replaced by uniform draws.

use crate::rng::{Purpose, Stream};
use crate::train::Example;
use crate::{Error, Result};

/// Replaces each input cell, with probability `proportion`, by a uniform draw from `range` (the training set's).
///
/// The draws are a function of `seed` and the example's place alone.
///
/// # Errors
/// [`Error::OutOfRange`] for a proportion outside 0 to 1.
pub fn replace_cells(examples: &mut [Example], proportion: f32, range: [f32; 2], seed: u64) -> Result<()> {
    if !(0.0..=1.0).contains(&proportion) {
        return Err(Error::OutOfRange { what: "noise".into(), allowed: "a proportion from 0 to 1".into(), got: proportion.to_string() });
    }
    for (i, example) in examples.iter_mut().enumerate() {
        let mut draw = Stream::new(seed, Purpose::Noise, i as u64);
        for cell in &mut example.frames {
            let (hit, value) = (draw.uniform() < proportion, draw.range(range[0], range[1]));
            if hit {
                *cell = value;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_the_stated_share_within_the_range() {
        let mut e = vec![Example { frames: vec![9.0; 10_000], label: 0, utterance: 0 }];
        assert!(replace_cells(&mut e, 0.3, [-1.0, 1.0], 5).is_ok());
        let hit: Vec<f32> = e[0].frames.iter().copied().filter(|x| *x != 9.0).collect();
        assert!((hit.len() as f32 / 10_000.0 - 0.3).abs() < 0.02);
        assert!(hit.iter().all(|x| (-1.0..1.0).contains(x)));
        assert!(replace_cells(&mut e, 1.5, [-1.0, 1.0], 5).is_err());
    }
}
