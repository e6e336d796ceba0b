//! Gradients as double-precision weights, slopes by central differences, and how far the two are apart.

use nrr_snn::rules::Gradients;
use nrr_snn::snn::Network;

use super::smooth::{Weights, weights};

/// The engine's gradient, loops spread out.
pub fn wide(net: &Network, grads: &Gradients) -> Weights {
    let wide = |v: &[f32]| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
    let layers = grads.layers.iter().zip(&net.layers);
    layers.map(|(g, l)| [wide(&g.w_ff), wide(&g.bias), wide(&l.w_rec.spread(&g.w_rec))]).collect()
}

pub const PARTS: [&str; 3] = ["w_ff", "bias", "w_rec"];

/// Greatest difference of any two entries, relative to the greatest entry of the same tensor; every tensor must have something to compare.
pub fn worst(what: &str, a: &Weights, b: &Weights, layers: std::ops::Range<usize>) -> f64 {
    let mut worst = 0.0f64;
    for l in layers {
        for (part, name) in PARTS.iter().enumerate() {
            let (a, b) = (&a[l][part], &b[l][part]);
            assert_eq!(a.len(), b.len(), "{what}: layer {l} {name}");
            if a.is_empty() {
                continue;
            }
            let largest = a.iter().fold(0.0f64, |m, x| m.max(x.abs()));
            assert!(largest > 1e-6, "{what}: nothing to compare in layer {l} {name}, the largest is {largest:e}");
            worst = a.iter().zip(b).fold(worst, |m, (a, b)| m.max((a - b).abs() / largest));
        }
    }
    worst
}

/// Central differences of `value` by the weights of the layers in `layers`; masked weights have none.
pub fn slopes(net: &Network, layers: std::ops::Range<usize>, value: impl Fn(&Weights) -> f64) -> Weights {
    let own = weights(net);
    let masks: Vec<Vec<u8>> = net.layers.iter().map(|l| l.w_rec.dense_mask()).collect();
    let h = 1e-6;
    let mut out = own.clone();
    for (l, layer) in out.iter_mut().enumerate() {
        for (part, slopes) in layer.iter_mut().enumerate() {
            for (i, slope) in slopes.iter_mut().enumerate() {
                let exists = layers.contains(&l) && (part != 2 || masks[l][i] == 1);
                let at = |d: f64| {
                    let mut moved = own.clone();
                    moved[l][part][i] += d;
                    value(&moved)
                };
                *slope = if exists { (at(h) - at(-h)) / (2.0 * h) } else { 0.0 };
            }
        }
    }
    out
}

/// A window so wide that every spike has a slope: nothing is left out of the comparison.
pub const SMOOTH: &[(&str, &str)] = &[
    ("surrogate_width", "10"),
    ("init_ff", "1.5"),
    ("init_rec", "0.7"),
    ("density", "0.6"),
    ("leak", "0.6"),
    ("adapt_strength", "0.3"),
    ("reset", "gradient"),
];
