//! The loop of a liquid state machine: neurons on a three-dimensional grid, near ones linked more often, each excitatory or inhibitory.
//!
//! P(i → j) = density · K · e^−(D(i, j)/λ)², with K by the kinds of the two neurons and λ = 2 (Maass, Natschläger and Markram 2002, Neural
//! Computation 14; in the column of 3 × 3 neurons and with the constants that are used for Zhang et al. 2015, docs/systems/lsm.md). Four of
//! five neurons are excitatory: their weights are positive; those of the others are negative.

use crate::math;
use crate::rng::Stream;

/// λ: distance, in grid steps, over which links become rare.
const LAMBDA: f64 = 2.0;
/// Of so many neurons one is inhibitory.
const ONE_INHIBITORY_IN: usize = 5;
/// Side of the column's floor.
const SIDE: usize = 3;
/// K from excitatory to excitatory, excitatory to inhibitory, inhibitory to excitatory, inhibitory to inhibitory.
const K: [f64; 4] = [0.45, 0.3, 0.6, 0.15];
/// Weights of the same kinds of links, in twentieths of the firing threshold.
const WEIGHT: [f32; 4] = [3.0, 6.0, -2.0, -2.0];
/// Firing threshold that these weights belong to.
const THRESHOLD: f32 = 20.0;

/// Whether neuron `i` is inhibitory: every fifth, so that both kinds are spread over the grid.
#[must_use]
pub fn is_inhibitory(i: usize) -> bool {
    i % ONE_INHIBITORY_IN == ONE_INHIBITORY_IN - 1
}

/// Place of neuron `i` in a column of 3 × 3 neurons, filled from the floor up.
#[must_use]
pub fn place(i: usize) -> [usize; 3] {
    [i % SIDE, i / SIDE % SIDE, i / (SIDE * SIDE)]
}

/// Kind of the link from neuron `i` to neuron `j`: index into [`K`] and [`WEIGHT`].
fn kind(i: usize, j: usize) -> usize {
    usize::from(is_inhibitory(i)) * 2 + usize::from(is_inhibitory(j))
}

/// Probability of a link from neuron `i` to neuron `j` at density 1.
#[must_use]
pub fn probability(i: usize, j: usize) -> f64 {
    if i == j {
        return 0.0;
    }
    let squared: usize = place(i).iter().zip(place(j)).map(|(&x, y)| x.abs_diff(y).pow(2)).sum();
    K.get(kind(i, j)).copied().unwrap_or(0.0) * math::exp64(-(squared as f64) / (LAMBDA * LAMBDA))
}

/// Draws weights and mask, shape `[neurons before, neurons after]` each. Weights are fixed by the kind of the link and scaled by `init`: with
/// `init` equal to the firing threshold they are the source's in units of theirs.
pub(super) fn draw(n: usize, density: f32, init: f32, gate: &mut Stream) -> (Vec<f32>, Vec<u8>) {
    let mask: Vec<u8> =
        (0..n * n).map(|at| u8::from(f64::from(gate.uniform()) < f64::from(density) * probability(at / n, at % n))).collect();
    let weight = |at: usize| WEIGHT.get(kind(at / n, at % n)).copied().unwrap_or(0.0) / THRESHOLD * init;
    let weights = mask.iter().enumerate().map(|(at, &m)| if m == 1 { weight(at) } else { 0.0 }).collect();
    (weights, mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn near_neurons_are_linked_more_often_and_signs_are_the_presynaptic_neurons() {
        let n = 343;
        let (w, mask) = draw(n, 1.0, 0.5, &mut Stream::new(1, Purpose::Mask, 0));
        let distance = |i: usize, j: usize| place(i).iter().zip(place(j)).map(|(&x, y)| x.abs_diff(y).pow(2)).sum::<usize>();
        let share = |near: std::ops::Range<usize>| {
            let pairs: Vec<usize> = (0..n * n).filter(|at| near.contains(&distance(at / n, at % n))).collect();
            pairs.iter().filter(|&&at| mask[at] == 1).count() as f64 / pairs.len() as f64
        };
        assert!(share(1..3) > 3.0 * share(6..9) && share(6..9) > share(20..60));
        assert!((0..n).all(|i| mask[i * n + i] == 0), "no neuron is linked to itself");
        assert!((0..n * n).all(|at| w[at] == 0.0 || (w[at] < 0.0) == is_inhibitory(at / n)));
        assert_eq!((0..n).filter(|&i| is_inhibitory(i)).count(), 68);
        assert!((0..n * n).all(|at| mask[at] == 0 || [0.075, 0.15, -0.05].iter().any(|x| (w[at] - x).abs() < 1e-6)));
    }
}
