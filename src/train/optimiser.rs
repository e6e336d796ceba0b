//! Adam (Kingma and Ba 2015) and the schedules of its learning rate.

use crate::choice::choice;
use crate::math;
use crate::rules::Gradients;
use crate::snn::Network;
use crate::snn::kernels::{AdamStep, adam, axpy};

choice! {
    /// How the learning rate changes over the epochs.
    Schedule, "schedule" {
        /// The same from first to last.
        Constant = "constant", "constant";
        /// Halved after each third of the epochs ("lowered stepwise").
        Step = "step", "stepwise, halved at each third";
        /// Half a cosine from the full rate to zero.
        Cosine = "cosine", "cosine to zero";
    }
}

impl Schedule {
    /// Factor on the learning rate at batch `batch` of `batches` in the whole run.
    #[must_use]
    pub fn factor(self, batch: usize, batches: usize) -> f32 {
        let done = batch as f64 / batches.max(1) as f64;
        match self {
            Self::Constant => 1.0,
            Self::Step => [1.0, 0.5, 0.25][((done * 3.0) as usize).min(2)],
            Self::Cosine => (0.5 * (1.0 + math::cos64(std::f64::consts::PI * done))) as f32,
        }
    }
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// Adam's two running means and the number of updates so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Adam {
    /// Running mean of the gradient.
    pub first: Gradients,
    /// Running mean of its square.
    pub second: Gradients,
    /// Updates so far.
    pub updates: u32,
}

impl Adam {
    /// A fresh optimiser for `net`.
    #[must_use]
    pub fn new(net: &Network) -> Self {
        Self { first: Gradients::zeros(net), second: Gradients::zeros(net), updates: 0 }
    }

    /// One update of every weight by the finished gradient `g`. Masked weights have no gradient and so stay 0.
    ///
    /// The readout, the last layer, learns at `learning_rate` times `readout_factor`.
    pub fn update(&mut self, net: &mut Network, g: &Gradients, learning_rate: f32, readout_factor: f32) {
        self.updates += 1;
        let t = f64::from(self.updates);
        let correct1 = 1.0 - math::pow64(f64::from(BETA1), t);
        let correct2 = 1.0 - math::pow64(f64::from(BETA2), t);
        // w −= rate · (m / (1 − β1^t)) / (√(v / (1 − β2^t)) + ε), with the corrections taken out of the loop.
        let rate = (f64::from(learning_rate) * correct2.sqrt() / correct1) as f32;
        let epsilon = (f64::from(EPSILON) * correct2.sqrt()) as f32;
        let last = net.layers.len().saturating_sub(1);
        for (l, (((w, g), m), v)) in
            net.layers.iter_mut().zip(&g.layers).zip(&mut self.first.layers).zip(&mut self.second.layers).enumerate()
        {
            let step = AdamStep { keep1: BETA1, keep2: BETA2, rate: if l == last { rate * readout_factor } else { rate }, epsilon };
            adam(&step, &mut w.w_ff, &g.w_ff, &mut m.w_ff, &mut v.w_ff);
            adam(&step, &mut w.bias, &g.bias, &mut m.bias, &mut v.bias);
            adam(&step, &mut w.w_rec.values, &g.w_rec, &mut m.w_rec, &mut v.w_rec);
        }
    }

    /// The same update, after which every hidden layer's B moves as the readout's weights did and both shrink by the share `decay`: they come
    /// to agree without knowing each other (Kolen and Pollack 1994; the adaptive form of e-prop, Bellec et al. 2020).
    pub fn update_with_feedback(&mut self, net: &mut Network, g: &Gradients, learning_rate: f32, readout_factor: f32, decay: f32) {
        // B minus the weights before, plus the weights after.
        move_feedback(net, -1.0, 0.0);
        self.update(net, g, learning_rate, readout_factor);
        move_feedback(net, 1.0, decay);
        let Some(readout) = net.layers.last_mut() else { return };
        for w in &mut readout.w_ff {
            *w *= 1.0 - decay;
        }
    }
}

/// Adds `factor` times the readout's weights to every hidden layer's B, where the readout sees the layer, which then shrinks by `decay`.
fn move_feedback(net: &mut Network, factor: f32, decay: f32) {
    let labels = net.params.labels();
    for l in 0..net.layers.len().saturating_sub(1) {
        let Some((_, row)) = net.read().find(|(seen, _)| *seen == l) else { continue };
        let Some((readout, hidden)) = net.layers.split_last_mut() else { return };
        let weights = readout.w_ff.get(row * labels..).unwrap_or_default();
        if let Some(layer) = hidden.get_mut(l) {
            axpy(&mut layer.feedback, factor, weights);
            for b in &mut layer.feedback {
                *b *= 1.0 - decay;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_start_at_one_and_end_low() {
        assert_eq!(Schedule::Constant.factor(99, 100), 1.0);
        assert_eq!([0, 33, 34, 67, 99].map(|b| Schedule::Step.factor(b, 100)), [1.0, 1.0, 0.5, 0.25, 0.25]);
        assert_eq!(Schedule::Cosine.factor(0, 100), 1.0);
        assert!((Schedule::Cosine.factor(50, 100) - 0.5).abs() < 1e-6 && Schedule::Cosine.factor(99, 100) < 1e-3);
    }

    /// Against the textbook form in double precision.
    #[test]
    fn update_is_adams() {
        let (mut w, mut m, mut v) = ([0.5f32], [0.0f32], [0.0f32]);
        let (mut ew, mut em, mut ev) = (0.5f64, 0.0f64, 0.0f64);
        for t in 1..=5i32 {
            let g = [0.1f32 * t as f32];
            let (c1, c2) = (1.0 - 0.9f64.powi(t), 1.0 - 0.999f64.powi(t));
            let step = AdamStep { keep1: BETA1, keep2: BETA2, rate: (0.01 * c2.sqrt() / c1) as f32, epsilon: (1e-8 * c2.sqrt()) as f32 };
            adam(&step, &mut w, &g, &mut m, &mut v);
            let g = 0.1 * f64::from(t);
            em = 0.9 * em + 0.1 * g;
            ev = 0.999 * ev + 0.001 * g * g;
            ew -= 0.01 * (em / c1) / ((ev / c2).sqrt() + 1e-8);
        }
        assert!((f64::from(w[0]) - ew).abs() < 1e-6);
    }
}
