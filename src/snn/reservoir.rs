//! The loop of a liquid state machine: neurons on a three-dimensional grid, near ones linked more often, each excitatory or inhibitory.
//!
//! P(i → j) = density · C · e^−(D(i, j)/λ)², with C by the kinds of the two neurons and λ = 2 (Maass, Natschläger and Markram 2002, Neural
//! Computation 14; used for speech by Zhang et al. 2015). Four of five neurons are excitatory: their weights are positive; those of the
//! others are negative.

use crate::math;
use crate::rng::Stream;

/// λ: distance, in grid steps, over which links become rare.
const LAMBDA: f64 = 2.0;
/// Of so many neurons one is inhibitory.
const ONE_INHIBITORY_IN: usize = 5;
/// C from excitatory to excitatory, excitatory to inhibitory, inhibitory to excitatory, inhibitory to inhibitory.
const C: [f64; 4] = [0.3, 0.2, 0.4, 0.1];

/// Whether neuron `i` is inhibitory: every fifth, so that both kinds are spread over the grid.
#[must_use]
pub fn is_inhibitory(i: usize) -> bool {
    i % ONE_INHIBITORY_IN == ONE_INHIBITORY_IN - 1
}

/// Place of neuron `i` of `n` on a grid as nearly cubic as can be, filled row by row.
#[must_use]
pub fn place(i: usize, n: usize) -> [usize; 3] {
    let side = (1..=n).find(|s| s * s * s >= n).unwrap_or(1);
    [i % side, i / side % side, i / (side * side)]
}

/// Probability of a link from neuron `i` to neuron `j` of `n` at density 1.
#[must_use]
pub fn probability(i: usize, j: usize, n: usize) -> f64 {
    if i == j {
        return 0.0;
    }
    let (a, b) = (place(i, n), place(j, n));
    let squared: usize = a.iter().zip(b).map(|(&x, y)| x.abs_diff(y).pow(2)).sum();
    let kind = usize::from(is_inhibitory(i)) * 2 + usize::from(is_inhibitory(j));
    C.get(kind).copied().unwrap_or(0.0) * math::exp64(-(squared as f64) / (LAMBDA * LAMBDA))
}

/// Draws weights and mask, shape `[neurons before, neurons after]` each. Sizes are uniform from 0 to `init` / √(mean links of a neuron), the
/// sign is the presynaptic neuron's.
pub(super) fn draw(n: usize, density: f32, init: f32, draw: &mut Stream, gate: &mut Stream) -> (Vec<f32>, Vec<u8>) {
    let mask: Vec<u8> = (0..n * n)
        .map(|at| u8::from(f64::from(gate.uniform()) < f64::from(density) * probability(at / n, at % n, n)))
        .collect();
    let links = mask.iter().map(|&m| usize::from(m)).sum::<usize>() as f32 / n.max(1) as f32;
    let bound = init / links.max(1.0).sqrt();
    let weights = mask
        .iter()
        .enumerate()
        .map(|(at, &m)| {
            let size = draw.range(0.0, bound);
            match (m, is_inhibitory(at / n)) {
                (0, _) => 0.0,
                (_, true) => -size,
                _ => size,
            }
        })
        .collect();
    (weights, mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn near_neurons_are_linked_more_often_and_signs_are_the_presynaptic_neurons() {
        let n = 343;
        let (mut weights, mut gate) = (Stream::new(1, Purpose::Weights, 0), Stream::new(1, Purpose::Mask, 0));
        let (w, mask) = draw(n, 1.0, 1.0, &mut weights, &mut gate);
        let distance = |i: usize, j: usize| {
            let (a, b) = (place(i, n), place(j, n));
            a.iter().zip(b).map(|(&x, y)| x.abs_diff(y).pow(2)).sum::<usize>()
        };
        let share = |near: std::ops::Range<usize>| {
            let pairs: Vec<usize> = (0..n * n).filter(|at| near.contains(&distance(at / n, at % n))).collect();
            pairs.iter().filter(|&&at| mask[at] == 1).count() as f64 / pairs.len() as f64
        };
        assert!(share(1..3) > 3.0 * share(6..9) && share(6..9) > share(20..60));
        assert!((0..n).all(|i| mask[i * n + i] == 0), "no neuron is linked to itself");
        assert!((0..n * n).all(|at| w[at] == 0.0 || (w[at] < 0.0) == is_inhibitory(at / n)));
        assert_eq!((0..n).filter(|&i| is_inhibitory(i)).count(), 68);
    }
}
