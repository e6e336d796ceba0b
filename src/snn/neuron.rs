//! The neuron: its parameters, its named readings and one step of it (paper, equations 1 to 6).

use crate::choice::choice;

choice! {
    /// Which potential the feedforward flag S_f compares with the threshold.
    Firing, "firing" {
        /// S_f = Θ(V_f + V_r − V_th): the channels are summed, as eq. 6 integrates them.
        Summed = "summed", "both channels summed";
        /// S_f = Θ(V_f − V_th), the letter of eq. 5.
        Literal = "literal", "each channel alone";
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

/// Parameters of every spiking neuron of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronParams {
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
            leak: 0.2,
            v_threshold: 0.5,
            v_reset: 0.0,
            adapt_decay: 0.9,
            adapt_gain: 0.1,
            adapt_strength: 1.0,
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

    /// The threshold that a potential is compared with while the adaptation is `a`.
    #[inline]
    #[must_use]
    pub fn effective_threshold(&self, a: f32) -> f32 {
        match self.adaptation {
            Adaptation::Subtract => self.v_threshold,
            Adaptation::Threshold => self.v_threshold + self.adapt_strength * a,
        }
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
/// # Panics
/// When the slices differ in length.
#[inline]
pub fn step(p: &NeuronParams, before: &Before<'_>, after: &mut After<'_>) {
    let n = after.v_ff.len();
    let (v_ff0, v_rec0, a0) = (&before.v_ff[..n], &before.v_rec[..n], &before.adaptation[..n]);
    let (keep_ff, keep_rec) = (&before.keep_ff[..n], &before.keep_rec[..n]);
    let (v_ff, v_rec, a1) = (&mut after.v_ff[..n], &mut after.v_rec[..n], &mut after.adaptation[..n]);
    let (s_ff, s_rec, spikes) = (&mut after.s_ff[..n], &mut after.s_rec[..n], &mut after.spikes[..n]);
    let rec_leak = if p.recurrent_leak == RecurrentLeak::Leak { p.leak } else { 0.0 };
    let (subtract, raise) = match p.adaptation {
        Adaptation::Subtract => (p.adapt_strength, 0.0),
        Adaptation::Threshold => (0.0, p.adapt_strength),
    };
    let v_rec_in_sum = if p.firing == Firing::Summed { 1.0 } else { 0.0 };
    for i in 0..n {
        // Charge.
        let kept_ff = if keep_ff[i] > 0.0 { v_ff0[i] } else { p.v_reset };
        let kept_rec = if keep_rec[i] > 0.0 { v_rec0[i] } else { p.v_reset };
        let vr = rec_leak * kept_rec + v_rec[i];
        let vf = p.leak * kept_ff + v_ff[i] - subtract * a0[i];
        // Fire.
        let threshold = p.v_threshold + raise * a0[i];
        let sf = if vf + v_rec_in_sum * vr - threshold >= 0.0 { 1.0 } else { 0.0 };
        let sr = if vr - threshold >= 0.0 { 1.0 } else { 0.0 };
        let s = sf + sr;
        // Adapt.
        a1[i] = p.adapt_decay * a0[i] + p.adapt_gain * s;
        v_ff[i] = vf;
        v_rec[i] = vr;
        s_ff[i] = sf;
        s_rec[i] = sr;
        spikes[i] = s;
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
