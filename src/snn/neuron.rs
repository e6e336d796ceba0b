//! The neuron: its parameters, its named readings and one step of it (paper, equations 1 to 6).

use crate::choice::choice;
use crate::math;

choice! {
    /// What the hidden neurons are.
    Unit, "unit" {
        /// Spiking neurons of eq. 1 to 6.
        Spiking = "spiking", "spiking neurons";
        /// Rectified linear units: the non-spiking reference.
        Relu = "relu", "rectified linear units, no spikes";
        /// Hyperbolic tangent units.
        Tanh = "tanh", "tanh units, no spikes";
    }
}

choice! {
    /// Which potential the feedforward flag S_f compares with the threshold.
    Firing, "firing" {
        /// S_f = Θ(V_f + V_r − V_th): the channels are summed, as eq. 6 integrates them.
        Summed = "summed", "both channels summed";
        /// S_f = Θ(V_f − V_th), the letter of eq. 5.
        Literal = "literal", "each channel alone";
        /// One channel: the loop drives the same potential and the neuron has one flag (LIF and LSNN, Bellec 2020).
        Single = "single", "one channel for input and loop";
    }
}

choice! {
    /// Whether the recurrent channel remembers its potential.
    RecurrentLeak, "recurrent_leak" {
        /// V_r keeps the fraction g of its potential.
        Leak = "leak", "with the leak";
        /// `V_r[t] = (W_r ⊙ M)·S[t−1]`, the letter of eq. 6.
        None = "none", "without memory";
    }
}

choice! {
    /// Where the adaptation a acts.
    Adaptation, "adaptation" {
        /// −γ·a enters the feedforward potential (eq. 4).
        Subtract = "subtract", "taken from the potential";
        /// V_th + γ·a at the comparison (the paper's text around eq. 4; LSNN).
        Threshold = "threshold", "added to the threshold";
    }
}

choice! {
    /// Whether gradients flow through the reset.
    ResetGradient, "reset" {
        /// The reset is a constant for the gradient.
        Detached = "detached", "detached";
        /// The gradient through (1 − S) is kept.
        Gradient = "gradient", "with gradient";
    }
}

/// Parameters of every neuron of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronParams {
    /// What the hidden neurons are; the parameters below are those of spiking ones.
    pub unit: Unit,
    /// g: fraction of the potential kept per step, 0 to 1.
    pub leak: f32,
    /// V_th: firing threshold.
    pub v_threshold: f32,
    /// V_reset: potential after a spike.
    pub v_reset: f32,
    /// α: fraction of the adaptation kept per step.
    pub adapt_decay: f32,
    /// β: adaptation gained per spike.
    pub adapt_gain: f32,
    /// γ: strength of the adaptation.
    pub adapt_strength: f32,
    /// Share of a layer's neurons, the first ones, that adapt; the others have γ = 0.
    pub adaptive_share: f32,
    /// V_window: half width of the rectangular surrogate.
    pub surrogate_width: f32,
    /// τ_ref in steps, at least 1: for so many steps after a spike the kept potential is V_reset.
    pub refractory_steps: u32,
    /// Reading of S_f.
    pub firing: Firing,
    /// Reading of V_r.
    pub recurrent_leak: RecurrentLeak,
    /// Reading of a.
    pub adaptation: Adaptation,
    /// Reading of the reset's gradient.
    pub reset: ResetGradient,
}

impl Default for NeuronParams {
    /// The values that the paper states (Table 1 and section 4.1).
    fn default() -> Self {
        Self {
            unit: Unit::Spiking,
            leak: 0.2,
            v_threshold: 0.5,
            v_reset: 0.0,
            adapt_decay: 0.9,
            adapt_gain: 0.1,
            adapt_strength: 1.0,
            adaptive_share: 1.0,
            surrogate_width: 0.5,
            refractory_steps: 1,
            firing: Firing::Summed,
            recurrent_leak: RecurrentLeak::Leak,
            adaptation: Adaptation::Subtract,
            reset: ResetGradient::Detached,
        }
    }
}

impl NeuronParams {
    /// Θ′(V) of eq. 8 with the absolute value that the printed formula drops: 1 within the window around the threshold, else 0.
    ///
    /// `distance` is V − V_th (or V − V_th − γ·a under [`Adaptation::Threshold`]).
    #[inline]
    #[must_use]
    pub fn surrogate(&self, distance: f32) -> f32 {
        if distance.abs() < self.surrogate_width { 1.0 } else { 0.0 }
    }

    /// γ of neuron `i` in a layer of `n`.
    #[inline]
    #[must_use]
    pub fn strength(&self, i: usize, n: usize) -> f32 {
        if i < self.adaptive(n) { self.adapt_strength } else { 0.0 }
    }

    /// Neurons of a layer of `n` that adapt.
    #[inline]
    #[must_use]
    pub fn adaptive(&self, n: usize) -> usize {
        if self.adaptive_share >= 1.0 { n } else { (n as f32 * self.adaptive_share).round() as usize }
    }

    /// Fraction of V_r that is kept per step.
    #[inline]
    #[must_use]
    pub fn leak_rec(&self) -> f32 {
        if self.recurrent_leak == RecurrentLeak::Leak { self.leak } else { 0.0 }
    }
}

/// What a layer's neurons carried out of step t−1. Shapes: `[neurons]` each.
pub struct Before<'a> {
    /// V_f\[t−1\].
    pub v_ff: &'a [f32],
    /// V_r\[t−1\].
    pub v_rec: &'a [f32],
    /// 1 where the feedforward potential is kept, 0 while its reset holds (1 − S_f for τ_ref = 1).
    pub keep_ff: &'a [f32],
    /// The same for the recurrent channel.
    pub keep_rec: &'a [f32],
    /// a\[t−1\].
    pub adaptation: &'a [f32],
}

/// Where step t is written. Shapes: `[neurons]` each. `v_ff` and `v_rec` come in holding the drive of their channel.
pub struct After<'a> {
    /// In: W_f·X\[t\] + b. Out: V_f\[t\].
    pub v_ff: &'a mut [f32],
    /// In: (W_r ⊙ M)·S\[t−1\]. Out: V_r\[t\].
    pub v_rec: &'a mut [f32],
    /// S_f\[t\].
    pub s_ff: &'a mut [f32],
    /// S_r\[t\].
    pub s_rec: &'a mut [f32],
    /// S\[t\] = S_f\[t\] + S_r\[t\].
    pub spikes: &'a mut [f32],
    /// a\[t\].
    pub adaptation: &'a mut [f32],
}

/// One time step of a layer's neurons: charge, fire, adapt. The reset is the `keep` of the next step.
///
/// ```text
/// V_r[t] = g·V_r[t−1]·(1 − S_r[t−1]) + (W_r ⊙ M)·S[t−1]            (eq. 5, 6)
/// V_f[t] = g·V_f[t−1]·(1 − S_f[t−1]) + W_f·X[t] + b − γ·a[t−1]     (eq. 4, 5)
/// S_f[t] = Θ(V_f[t] + V_r[t] − V_th),  S_r[t] = Θ(V_r[t] − V_th)
/// a[t]   = α·a[t−1] + β·(S_f[t] + S_r[t])                          (eq. 3)
/// ```
///
/// With one channel ([`Firing::Single`]) the loop's drive enters V_f, and V_r and S_r stay 0.
///
/// # Panics
/// When the slices differ in length.
#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::wide")]
pub fn step(p: &NeuronParams, before: &Before<'_>, after: &mut After<'_>) {
    let n = after.v_ff.len();
    let single = p.firing == Firing::Single;
    let adaptive = p.adaptive(n);
    let subtracts = p.adaptation == Adaptation::Subtract;
    let mut from = 0;
    // First those that adapt, then those that do not.
    for (to, gamma) in [(adaptive, p.adapt_strength), (n, 0.0)] {
        let constants = Constants {
            leak: p.leak,
            leak_rec: if single { 0.0 } else { p.leak_rec() },
            v_reset: p.v_reset,
            v_threshold: p.v_threshold,
            subtract: if subtracts { gamma } else { 0.0 },
            raise: if subtracts { 0.0 } else { gamma },
            decay: p.adapt_decay,
            gain: p.adapt_gain,
            rec_in_ff: if single { 1.0 } else { 0.0 },
            rec_in_rec: if single { 0.0 } else { 1.0 },
            rec_in_sum: if p.firing == Firing::Summed { 1.0 } else { 0.0 },
            flag_rec: if single { 0.0 } else { 1.0 },
        };
        cells(
            constants,
            [
                &before.v_ff[from..to],
                &before.v_rec[from..to],
                &before.keep_ff[from..to],
                &before.keep_rec[from..to],
                &before.adaptation[from..to],
            ],
            &mut after.v_ff[from..to],
            &mut after.v_rec[from..to],
            &mut after.s_ff[from..to],
            &mut after.s_rec[from..to],
            &mut after.spikes[from..to],
            &mut after.adaptation[from..to],
        );
        from = to;
    }
}

/// What a step's loop needs of the parameters, without a branch left in it.
#[derive(Clone, Copy)]
struct Constants {
    leak: f32,
    leak_rec: f32,
    v_reset: f32,
    v_threshold: f32,
    subtract: f32,
    raise: f32,
    decay: f32,
    gain: f32,
    rec_in_ff: f32,
    rec_in_rec: f32,
    rec_in_sum: f32,
    flag_rec: f32,
}

/// Neurons that the loop of a step works on at once.
const LANES: usize = 8;

/// The loop of a step, [`LANES`] neurons at a time: their states are copied out, computed with and copied back, so that the compiler can keep
/// them in vectors.
#[inline(always)]
#[allow(clippy::inline_always, clippy::too_many_arguments, reason = "compiled anew for wider vectors by kernels::wide")]
fn cells(
    c: Constants,
    before: [&[f32]; 5],
    v_ff: &mut [f32],
    v_rec: &mut [f32],
    s_ff: &mut [f32],
    s_rec: &mut [f32],
    spikes: &mut [f32],
    adaptation: &mut [f32],
) {
    let [v_ff0, v_rec0, keep_ff, keep_rec, a0] = before;
    let n = v_ff.len();
    let whole = n - n % LANES;
    let read = |from: &[f32], at: usize| from[at..].first_chunk::<LANES>().copied().unwrap_or_default();
    let write = |to: &mut [f32], at: usize, lanes: [f32; LANES]| {
        if let Some(to) = to[at..].first_chunk_mut::<LANES>() {
            *to = lanes;
        }
    };
    for at in (0..whole).step_by(LANES) {
        let states = [read(v_ff0, at), read(v_rec0, at), read(keep_ff, at), read(keep_rec, at), read(a0, at)];
        let [f, r, sf, sr, s, a] = lanes_step(c, states, read(v_ff, at), read(v_rec, at));
        write(v_ff, at, f);
        write(v_rec, at, r);
        write(s_ff, at, sf);
        write(s_rec, at, sr);
        write(spikes, at, s);
        write(adaptation, at, a);
    }
    if whole < n {
        let read = |from: &[f32]| {
            let mut lanes = [0.0; LANES];
            lanes[..n - whole].copy_from_slice(&from[whole..n]);
            lanes
        };
        let states = [read(v_ff0), read(v_rec0), read(keep_ff), read(keep_rec), read(a0)];
        let after = lanes_step(c, states, read(v_ff), read(v_rec));
        for (to, lanes) in [v_ff, v_rec, s_ff, s_rec, spikes, adaptation].into_iter().zip(after) {
            to[whole..n].copy_from_slice(&lanes[..n - whole]);
        }
    }
}

/// V_f, V_r, S_f, S_r, S and a of [`LANES`] neurons after a step, from the drive of their channels and what they were before.
#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::wide")]
fn lanes_step(
    c: Constants,
    [v_ff0, v_rec0, keep_ff, keep_rec, a0]: [[f32; LANES]; 5],
    drive_ff: [f32; LANES],
    drive_rec: [f32; LANES],
) -> [[f32; LANES]; 6] {
    let [mut v_ff, mut v_rec, mut s_ff, mut s_rec, mut s, mut a] = [[0.0; LANES]; 6];
    for i in 0..LANES {
        // Charge.
        let kept_ff = if keep_ff[i] > 0.0 { v_ff0[i] } else { c.v_reset };
        let kept_rec = if keep_rec[i] > 0.0 { v_rec0[i] } else { c.v_reset };
        v_rec[i] = c.leak_rec * kept_rec + c.rec_in_rec * drive_rec[i];
        v_ff[i] = c.leak * kept_ff + (drive_ff[i] + c.rec_in_ff * drive_rec[i]) - c.subtract * a0[i];
        // Fire.
        let threshold = c.v_threshold + c.raise * a0[i];
        s_ff[i] = if v_ff[i] + c.rec_in_sum * v_rec[i] - threshold >= 0.0 { 1.0 } else { 0.0 };
        s_rec[i] = if v_rec[i] - threshold >= 0.0 { c.flag_rec } else { 0.0 };
        s[i] = s_ff[i] + s_rec[i];
        // Adapt.
        a[i] = c.decay * a0[i] + c.gain * s[i];
    }
    [v_ff, v_rec, s_ff, s_rec, s, a]
}

/// One time step of units without spikes: S = φ(V_f + V_r), with φ the rectifier or tanh. Nothing is kept and nothing adapts.
pub fn rate_step(unit: Unit, after: &mut After<'_>) {
    after.adaptation.fill(0.0);
    after.s_rec.fill(0.0);
    for (((s, spikes), vf), vr) in after.s_ff.iter_mut().zip(&mut *after.spikes).zip(&*after.v_ff).zip(&*after.v_rec) {
        let v = vf + vr;
        *s = match unit {
            Unit::Tanh => math::tanh(v),
            Unit::Relu | Unit::Spiking => {
                if v > 0.0 {
                    v
                } else {
                    0.0
                }
            }
        };
        *spikes = *s;
    }
}

impl Unit {
    /// φ′ where the unit's output is `s`; a spiking neuron has a surrogate in its place.
    #[must_use]
    pub fn slope(self, s: f32) -> f32 {
        match self {
            Self::Tanh => 1.0 - s * s,
            Self::Relu | Self::Spiking => {
                if s > 0.0 {
                    1.0
                } else {
                    0.0
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A neuron without channels is eq. 1: a plain leaky integrate-and-fire neuron.
    #[test]
    fn without_loop_and_adaptation_it_is_a_leaky_integrate_and_fire_neuron() {
        let p = NeuronParams { adapt_strength: 0.0, leak: 0.5, v_threshold: 1.0, ..NeuronParams::default() };
        let (mut v, mut keep, mut a) = ([0.0f32], [1.0f32], [0.0f32]);
        let mut fired = Vec::new();
        for drive in [0.6, 0.6, 0.6, 0.0, 1.5] {
            let (mut v1, mut r1, mut sf, mut sr, mut s, mut a1) = ([drive], [0.0f32], [0.0f32], [0.0f32], [0.0f32], [0.0f32]);
            let before = Before { v_ff: &v, v_rec: &[0.0], keep_ff: &keep, keep_rec: &[1.0], adaptation: &a };
            step(
                &p,
                &before,
                &mut After { v_ff: &mut v1, v_rec: &mut r1, s_ff: &mut sf, s_rec: &mut sr, spikes: &mut s, adaptation: &mut a1 },
            );
            (v, keep, a) = (v1, [1.0 - sf[0]], a1);
            fired.push((v1[0], s[0]));
        }
        // 0.6; 0.9; 1.05 fires; reset, so 0; 1.5 fires.
        let expected = [(0.6f32, 0.0f32), (0.9, 0.0), (1.05, 1.0), (0.0, 0.0), (1.5, 1.0)];
        for ((v, s), (ev, es)) in fired.into_iter().zip(expected) {
            assert!((v - ev).abs() < 1e-6 && s == es, "{v} {s} for {ev} {es}");
        }
    }

    #[test]
    fn adaptation_tends_to_its_fixed_point() {
        let p = NeuronParams { v_threshold: -1e9, ..NeuronParams::default() };
        let mut a = [0.0f32];
        for _ in 0..400 {
            let (mut v1, mut r1, mut sf, mut sr, mut s, mut a1) = ([0.0f32], [0.0f32], [0.0f32], [0.0f32], [0.0f32], [0.0f32]);
            let before = Before { v_ff: &[0.0], v_rec: &[0.0], keep_ff: &[1.0], keep_rec: &[1.0], adaptation: &a };
            step(
                &p,
                &before,
                &mut After { v_ff: &mut v1, v_rec: &mut r1, s_ff: &mut sf, s_rec: &mut sr, spikes: &mut s, adaptation: &mut a1 },
            );
            a = a1;
        }
        // a* = β/(1−α)·(S_f + S_r) = 2 when both channels fire.
        assert!((a[0] - 2.0).abs() < 1e-4);
    }
}
