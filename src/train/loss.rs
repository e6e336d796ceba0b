//! Losses: how far an output is from its label, and the gradient of that.

use crate::choice::choice;
use crate::math;

choice! {
    /// What the readout's gradient descends.
    Loss, "loss" {
        /// Mean square error against the one-hot label (the paper).
        Mse = "mse", "mean square error";
        /// Cross-entropy of the softmax of the outputs.
        Softmax = "softmax", "softmax cross-entropy";
    }
}

/// Writes the softmax of `output` to `scores`.
fn softmax(output: &[f32], scores: &mut [f32]) {
    for (s, o) in scores.iter_mut().zip(output) {
        *s = *o;
    }
    math::softmax(scores);
}

impl Loss {
    /// Loss of one utterance; writes the gradient by the output to `d_output`.
    ///
    /// MSE is Σ_k (output_k − y_k)² / labels; cross-entropy is −ln softmax(output)_label.
    ///
    /// # Shapes
    /// `output`, `d_output`: `[labels]`.
    pub fn of(self, output: &[f32], label: usize, d_output: &mut [f32]) -> f32 {
        let target = |k: usize| if k == label { 1.0 } else { 0.0 };
        match self {
            Self::Mse => {
                let scale = 1.0 / output.len().max(1) as f32;
                let mut loss = 0.0;
                for (k, (d, o)) in d_output.iter_mut().zip(output).enumerate() {
                    let e = o - target(k);
                    loss += e * e * scale;
                    *d = 2.0 * e * scale;
                }
                loss
            }
            Self::Softmax => {
                softmax(output, d_output);
                let share = d_output.get(label).copied().unwrap_or(1.0);
                // f32::max would turn NaN into a number and hide it.
                let loss = -math::ln(if share < 1e-30 { 1e-30 } else { share });
                for (k, d) in d_output.iter_mut().enumerate() {
                    *d -= target(k);
                }
                loss
            }
        }
    }

    /// Scores from 0 to 1 for an answer: the softmax, or for MSE the outputs cut to 0..1 (a firing rate compared with the one-hot label).
    pub fn scores(self, output: &[f32], scores: &mut [f32]) {
        match self {
            Self::Softmax => softmax(output, scores),
            Self::Mse => {
                for (s, o) in scores.iter_mut().zip(output) {
                    *s = o.clamp(0.0, 1.0);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_the_slopes_of_the_losses() {
        let output = [0.3f32, -0.2, 0.9];
        for loss in [Loss::Mse, Loss::Softmax] {
            let mut d = [0.0; 3];
            loss.of(&output, 1, &mut d);
            for k in 0..3 {
                let at = |h: f32| {
                    let mut o = output;
                    o[k] += h;
                    loss.of(&o, 1, &mut [0.0; 3])
                };
                let slope = (at(1e-2) - at(-1e-2)) / 2e-2;
                assert!((slope - d[k]).abs() < 1e-3, "{loss} {k}: {slope} {}", d[k]);
            }
        }
    }
}
