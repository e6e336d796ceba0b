//! From the gradient by a layer's spikes to the gradients by its potentials, backwards through the layer's own time.

use super::Scratch;
use crate::choice::choice;
use crate::snn::kernels::{dot, wide};
use crate::snn::neuron::{Adaptation, Firing, NeuronParams, ResetGradient, Unit};
use crate::snn::{LayerTape, LayerWeights};

choice! {
    /// How far the learning signal of a direct rule reaches through time.
    Reach, "through_time" {
        /// Through all that a neuron keeps to itself: leak, reset (if it has a gradient) and adaptation. The eligibility of e-prop.
        State = "state", "through leak, reset and adaptation";
        /// Through each neuron's own leak and reset, in both channels. Equal to filtering the presynaptic activity by the leak.
        Leak = "leak", "through the leak, both channels";
        /// Through the leak in the recurrent channel alone: only recurrent weights add `Grad[t+1]`, the letter of eq. 7.
        Loop = "loop", "through the leak, loop weights alone";
        /// Not at all: nothing of the utterance need be kept.
        Local = "local", "local in time";
    }
}

/// Which paths through time a gradient takes inside a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// All, the loop's weights among them: the exact gradient of the surrogate network.
    Full,
    /// Those of a direct rule.
    Own(Reach),
}

impl Path {
    /// Factor by which V_f and V_r carry a gradient from one step to the one before, where they are kept.
    #[must_use]
    pub fn leaks(self, p: &NeuronParams) -> (f32, f32) {
        let ff = if matches!(self, Self::Own(Reach::Loop | Reach::Local)) { 0.0 } else { p.leak };
        let rec = if self == Self::Own(Reach::Local) { 0.0 } else { p.leak_rec() };
        (ff, rec)
    }

    /// Whether the path leads through the adaptation.
    #[must_use]
    pub fn adapts(self, p: &NeuronParams) -> bool {
        matches!(self, Self::Full | Self::Own(Reach::State)) && p.adapt_strength != 0.0
    }

    /// Whether the path leads through the reset.
    #[must_use]
    pub fn resets(self, p: &NeuronParams) -> bool {
        matches!(self, Self::Full | Self::Own(Reach::State)) && p.reset == ResetGradient::Gradient
    }
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
    ds: Vec<f32>,
    slope_ff: Vec<f32>,
    slope_rec: Vec<f32>,
}

impl Rows {
    fn all(&mut self) -> [&mut Vec<f32>; 9] {
        [
            &mut self.keep_ff,
            &mut self.keep_rec,
            &mut self.d_adapt,
            &mut self.next_ff,
            &mut self.next_rec,
            &mut self.d_threshold,
            &mut self.ds,
            &mut self.slope_ff,
            &mut self.slope_rec,
        ]
    }

    fn begin(&mut self, n: usize) {
        for v in self.all() {
            v.clear();
            v.resize(n, 0.0);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        9 * self.ds.capacity() * size_of::<f32>()
    }
}

/// Turns `scratch.d_spikes` (gradient by S\[t\], shape `[steps, neurons]`) into `scratch.dv_ff` and, for a layer with a loop, `scratch.dv_rec`.
/// Only the first `columns` neurons have a gradient.
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
/// With one channel the loop's drive enters V_f: dV_r is dV_f, and x_r is 0. The shorter paths leave terms out, as [`Reach`] says. A unit
/// without spikes keeps nothing: dV = dS·φ′, and dS gains the loop's term on the full path.
pub fn through_neurons(p: &NeuronParams, layer: &LayerWeights, tape: &LayerTape, path: Path, columns: usize, scratch: &mut Scratch) {
    let n = layer.neurons();
    let steps = scratch.d_spikes.len() / n.max(1);
    let has_loop = !layer.w_rec.is_empty();
    scratch.dv_ff.resize(steps * n, 0.0);
    if has_loop {
        scratch.dv_rec.resize(steps * n, 0.0);
    }
    let rows = &mut scratch.rows;
    rows.begin(n);
    let spiking = p.unit == Unit::Spiking;
    let adapts = spiking && path.adapts(p);
    let subtract = p.adaptation == Adaptation::Subtract;
    let adaptive = p.adaptive(n);
    let (leak_ff, leak_rec) = if spiking { path.leaks(p) } else { (0.0, 0.0) };
    for t in (0..steps).rev() {
        let row = tape.history + t;
        let at = row * n;
        tape.keep(&tape.s_ff, row, p.refractory_steps, &mut rows.keep_ff);
        if has_loop {
            tape.keep(&tape.s_rec, row, p.refractory_steps, &mut rows.keep_rec);
        }
        // The adaptation that step t compared with is that of the row before.
        let now = Now {
            v_ff: &tape.v_ff[at..at + n],
            v_rec: &tape.v_rec[at..at + n],
            output: &tape.spikes[at..at + n],
            a_before: &tape.adaptation[at - n..at],
        };
        slopes(p, has_loop, &now, rows);
        rows.ds.copy_from_slice(&scratch.d_spikes[t * n..(t + 1) * n]);
        if adapts {
            for i in 0..adaptive {
                let through = if subtract { rows.next_ff[i] } else { rows.d_threshold[i] };
                rows.d_adapt[i] = p.adapt_decay * rows.d_adapt[i] - p.adapt_strength * through;
            }
            for (ds, d) in rows.ds.iter_mut().zip(&rows.d_adapt) {
                *ds += p.adapt_gain * d;
            }
        }
        if path == Path::Full && has_loop && t + 1 < steps {
            for (i, w) in layer.w_rec.chunks_exact(n).enumerate() {
                // A spike's effect on others matters only where the spike itself has a slope.
                if rows.slope_ff[i] != 0.0 || rows.slope_rec[i] != 0.0 {
                    rows.ds[i] += dot(w, &rows.next_rec);
                }
            }
        }
        let dv_ff = &mut scratch.dv_ff[t * n..(t + 1) * n];
        let dv_rec = if has_loop { &mut scratch.dv_rec[t * n..(t + 1) * n] } else { &mut [][..] };
        dv_ff[columns..].fill(0.0);
        let reset = spiking && path.resets(p);
        wide(|| potentials(p, &now, (leak_ff, leak_rec), reset, columns, rows, dv_ff, dv_rec));
        rows.next_ff.copy_from_slice(dv_ff);
        if has_loop {
            dv_rec[columns..].fill(0.0);
            rows.next_rec.copy_from_slice(dv_rec);
        }
    }
}

/// States of a layer at one step, shape `[neurons]` each.
struct Now<'a> {
    v_ff: &'a [f32],
    v_rec: &'a [f32],
    output: &'a [f32],
    a_before: &'a [f32],
}

/// Θ′ of both flags, or φ′.
fn slopes(p: &NeuronParams, has_loop: bool, now: &Now<'_>, rows: &mut Rows) {
    if p.unit != Unit::Spiking {
        for (slope, &s) in rows.slope_ff.iter_mut().zip(now.output) {
            *slope = p.unit.slope(s);
        }
        return;
    }
    let n = now.v_ff.len();
    let adaptive = p.adaptive(n);
    let raise = if p.adaptation == Adaptation::Threshold { p.adapt_strength } else { 0.0 };
    let in_sum = if p.firing == Firing::Summed { 1.0 } else { 0.0 };
    let with_rec = has_loop && p.firing != Firing::Single;
    for i in 0..n {
        let threshold = p.v_threshold + if i < adaptive { raise * now.a_before[i] } else { 0.0 };
        rows.slope_ff[i] = p.surrogate(now.v_ff[i] + in_sum * now.v_rec[i] - threshold);
        rows.slope_rec[i] = if with_rec { p.surrogate(now.v_rec[i] - threshold) } else { 0.0 };
    }
}

#[inline(always)]
#[allow(clippy::inline_always, clippy::too_many_arguments, reason = "compiled anew for wider vectors by kernels::wide")]
fn potentials(
    p: &NeuronParams,
    now: &Now<'_>,
    (leak_ff, leak_rec): (f32, f32),
    reset: bool,
    columns: usize,
    rows: &mut Rows,
    dv_ff: &mut [f32],
    dv_rec: &mut [f32],
) {
    let one_potential = p.firing == Firing::Single || p.unit != Unit::Spiking;
    let ff_in_rec = if p.firing == Firing::Summed { 1.0 } else { 0.0 };
    let n = columns.min(dv_ff.len());
    let (reset_ff, reset_rec) = if reset { (leak_ff, leak_rec) } else { (0.0, 0.0) };
    let v_reset = p.v_reset;
    let (v_ff, v_rec, ds) = (&now.v_ff[..n], &now.v_rec[..n], &rows.ds[..n]);
    let (slope_ff, slope_rec) = (&rows.slope_ff[..n], &rows.slope_rec[..n]);
    let (keep_ff, keep_rec) = (&rows.keep_ff[..n], &rows.keep_rec[..n]);
    let (next_ff, next_rec) = (&rows.next_ff[..n], &rows.next_rec[..n]);
    let (d_threshold, dv_ff) = (&mut rows.d_threshold[..n], &mut dv_ff[..n]);
    for i in 0..n {
        let ds_ff = ds[i] + reset_ff * (v_reset - v_ff[i]) * next_ff[i];
        let ds_rec = ds[i] + reset_rec * (v_reset - v_rec[i]) * next_rec[i];
        let (x_ff, x_rec) = (ds_ff * slope_ff[i], ds_rec * slope_rec[i]);
        d_threshold[i] = x_ff + x_rec;
        dv_ff[i] = x_ff + leak_ff * keep_ff[i] * next_ff[i];
    }
    let Some(dv_rec) = dv_rec.get_mut(..n) else { return };
    if one_potential {
        dv_rec.copy_from_slice(dv_ff);
        return;
    }
    for i in 0..n {
        let ds_ff = ds[i] + reset_ff * (v_reset - v_ff[i]) * next_ff[i];
        let ds_rec = ds[i] + reset_rec * (v_reset - v_rec[i]) * next_rec[i];
        dv_rec[i] = ff_in_rec * (ds_ff * slope_ff[i]) + ds_rec * slope_rec[i] + leak_rec * keep_rec[i] * next_rec[i];
    }
}
