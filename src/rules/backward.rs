//! From the gradient by a layer's spikes to the gradients by its potentials, backwards through the layer's own time.

use super::Scratch;
use crate::snn::kernels::dot;
use crate::snn::neuron::{Adaptation, Firing, NeuronParams, RecurrentLeak, ResetGradient};
use crate::snn::{LayerTape, LayerWeights};

/// Which paths through time a gradient takes inside a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// All: leak, reset (if it has a gradient), adaptation and the loop's weights. The exact gradient of the surrogate network.
    Full,
    /// Each neuron's own leak and reset, in both channels. Equal to filtering the presynaptic activity by the leak.
    OwnLeak,
    /// Own leak and reset in the recurrent channel alone (eq. 7: only the recurrent weights add `Grad[t+1]`).
    LoopLeak,
    /// None.
    Local,
}

/// Row buffers, shape `[neurons]` each.
#[derive(Debug, Default, Clone)]
pub(super) struct Rows {
    keep_ff: Vec<f32>,
    keep_rec: Vec<f32>,
    d_adapt: Vec<f32>,
    next_ff: Vec<f32>,
    next_rec: Vec<f32>,
    d_threshold: Vec<f32>,
}

impl Rows {
    fn begin(&mut self, n: usize) {
        for v in [&mut self.keep_ff, &mut self.keep_rec, &mut self.d_adapt, &mut self.next_ff, &mut self.next_rec, &mut self.d_threshold] {
            v.clear();
            v.resize(n, 0.0);
        }
    }
}

/// Turns `scratch.d_spikes` (gradient by S\[t\], shape `[steps, neurons]`) into `scratch.dv_ff` and `scratch.dv_rec`.
///
/// With x_f = dS_f·Θ′(V − V_th) and x_r = dS_r·Θ′(V_r − V_th), backwards from the last step:
///
/// ```text
/// da[t]   = α·da[t+1] − γ·dV_f[t+1]                      (subtract; threshold: −γ·(x_f[t+1] + x_r[t+1]))
/// dS[t]  += β·da[t] + (W_r ⊙ M)ᵀ·dV_r[t+1]
/// dV_f[t] = x_f[t] + g·(1 − S_f[t])·dV_f[t+1]
/// dV_r[t] = x_f[t] + x_r[t] + g·(1 − S_r[t])·dV_r[t+1]    (literal firing: without x_f)
/// dS_f   += g·(V_reset − V_f[t])·dV_f[t+1]                (reset with gradient; S_r likewise)
/// ```
///
/// The shorter paths leave terms out, as [`Path`] says.
pub fn through_neurons(p: &NeuronParams, layer: &LayerWeights, tape: &LayerTape, path: Path, scratch: &mut Scratch) {
    let n = layer.neurons;
    let steps = scratch.d_spikes.len() / n.max(1);
    let has_loop = !layer.w_rec.is_empty();
    let full = path == Path::Full;
    let leak_ff = if matches!(path, Path::Full | Path::OwnLeak) { p.leak } else { 0.0 };
    let leak_rec = if path == Path::Local || p.recurrent_leak == RecurrentLeak::None { 0.0 } else { p.leak };
    let with_reset = full && p.reset == ResetGradient::Gradient;
    let subtract = p.adaptation == Adaptation::Subtract;
    let summed = p.firing == Firing::Summed;
    scratch.dv_ff.resize(steps * n, 0.0);
    scratch.dv_rec.resize(steps * n, 0.0);
    let rows = &mut scratch.rows;
    rows.begin(n);
    for t in (0..steps).rev() {
        let at = t * n;
        tape.keep(&tape.s_ff, t + 1, p.refractory_steps, &mut rows.keep_ff);
        tape.keep(&tape.s_rec, t + 1, p.refractory_steps, &mut rows.keep_rec);
        // Row t + 1 of the tape is step t; the adaptation that step t compared with is that of row t.
        let (v_ff, v_rec, a_before) = (&tape.v_ff[at + n..at + 2 * n], &tape.v_rec[at + n..at + 2 * n], &tape.adaptation[at..at + n]);
        let d_spikes = &scratch.d_spikes[at..at + n];
        let (dv_ff, dv_rec) = (&mut scratch.dv_ff[at..at + n], &mut scratch.dv_rec[at..at + n]);
        for i in 0..n {
            let threshold = p.effective_threshold(a_before[i]);
            let v = if summed { v_ff[i] + v_rec[i] } else { v_ff[i] };
            let slope_ff = p.surrogate(v - threshold);
            let slope_rec = if has_loop { p.surrogate(v_rec[i] - threshold) } else { 0.0 };
            let (next_ff, next_rec) = (rows.next_ff[i], rows.next_rec[i]);
            let mut ds = d_spikes[i];
            if full {
                let through = if subtract { next_ff } else { rows.d_threshold[i] };
                rows.d_adapt[i] = p.adapt_decay * rows.d_adapt[i] - p.adapt_strength * through;
                if slope_ff != 0.0 || slope_rec != 0.0 {
                    ds += p.adapt_gain * rows.d_adapt[i];
                    if has_loop && t + 1 < steps {
                        ds += dot(&layer.w_rec[i * n..(i + 1) * n], &rows.next_rec);
                    }
                }
            }
            let (mut ds_ff, mut ds_rec) = (ds, ds);
            if with_reset {
                ds_ff += leak_ff * (p.v_reset - v_ff[i]) * next_ff;
                ds_rec += leak_rec * (p.v_reset - v_rec[i]) * next_rec;
            }
            let (x_ff, x_rec) = (ds_ff * slope_ff, ds_rec * slope_rec);
            rows.d_threshold[i] = x_ff + x_rec;
            dv_ff[i] = x_ff + leak_ff * rows.keep_ff[i] * next_ff;
            dv_rec[i] = if summed { x_ff + x_rec } else { x_rec } + leak_rec * rows.keep_rec[i] * next_rec;
        }
        rows.next_ff.copy_from_slice(dv_ff);
        rows.next_rec.copy_from_slice(dv_rec);
    }
}
