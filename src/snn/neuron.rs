//! The neuron: its parameters, its named readings and one step of it (paper, equations 1 to 6).

use super::kernels::{LANES, Lanes, dispatch, put_rest, rest, vectors, vectors_mut};
use super::sparse::{byte, words};
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
    /// A bit for each neuron, set where the feedforward potential is held at its reset (S_f\[t−1\] for τ_ref = 1).
    pub held_ff: &'a [u64],
    /// The same for the recurrent channel.
    pub held_rec: &'a [u64],
    /// a\[t−1\].
    pub adaptation: &'a [f32],
    /// (W_r ⊙ M)·S\[t−1\].
    pub looped: &'a [f32],
}

/// Where step t is written. Shapes: `[neurons]` each. `v_ff` comes in holding the drive of its channel.
pub struct After<'a> {
    /// In: W_f·X\[t\] + b. Out: V_f\[t\].
    pub v_ff: &'a mut [f32],
    /// V_r\[t\].
    pub v_rec: &'a mut [f32],
    /// S\[t\] = S_f\[t\] + S_r\[t\].
    pub spikes: &'a mut [f32],
    /// a\[t\].
    pub adaptation: &'a mut [f32],
    /// S_f\[t\], a bit for each neuron.
    pub ff: &'a mut [u64],
    /// S_r\[t\], likewise.
    pub rec: &'a mut [u64],
    /// Where S\[t\] is not 0, likewise.
    pub active: &'a mut [u64],
}

dispatch! {
    /// One time step of a layer's neurons: charge, fire, adapt. The reset is the `held` of the next step.
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
    /// When a slice is shorter than the others.
    pub fn step = step_of, (p: &NeuronParams, before: &Before<'_>, after: &mut After<'_>);
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
fn step_of<V: Lanes>(p: &NeuronParams, before: &Before<'_>, after: &mut After<'_>) {
    let n = after.v_ff.len();
    let adaptive = p.adaptive(n);
    let constants = Constants::<V>::of(p);
    let words = words(n);
    let held = [&before.held_ff[..words], &before.held_rec[..words]];
    let flags = &mut [&mut after.ff[..words], &mut after.rec[..words], &mut after.active[..words]];
    let [a, b, c, d] = [before.v_ff, before.v_rec, before.adaptation, before.looped];
    {
        let states = [vectors(a, n), vectors(b, n), vectors(c, n), vectors(d, n)];
        let to = [vectors_mut(after.v_ff, n), vectors_mut(after.v_rec, n), vectors_mut(after.spikes, n), vectors_mut(after.adaptation, n)];
        constants.vectors(0, adaptive, held, states, to, flags);
    }
    if !n.is_multiple_of(LANES) {
        let states = [rest(a, n), rest(b, n), rest(c, n), rest(d, n)];
        let mut v_ff = rest(after.v_ff, n);
        let [mut v_rec, mut spikes, mut a] = [[[0.0; LANES]]; 3];
        let to = [&mut v_ff[..], &mut v_rec[..], &mut spikes[..], &mut a[..]];
        constants.vectors(n / LANES, adaptive, held, [&states[0][..], &states[1][..], &states[2][..], &states[3][..]], to, flags);
        put_rest(after.v_ff, n, &v_ff);
        put_rest(after.v_rec, n, &v_rec);
        put_rest(after.spikes, n, &spikes);
        put_rest(after.adaptation, n, &a);
        // There is no neuron behind the last one.
        for flags in flags {
            if let Some(last) = flags.last_mut().filter(|_| !n.is_multiple_of(64)) {
                *last &= (1u64 << (n % 64)) - 1;
            }
        }
    }
}

/// Some neurons after a step.
struct Cells<V> {
    v_ff: V,
    v_rec: V,
    s_ff: V,
    s_rec: V,
    spikes: V,
    adaptation: V,
}

impl<V: Lanes> Cells<V> {
    /// Writes the flags of vector `k`.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
    fn flag(&self, k: usize, [ff, rec, active]: &mut [&mut [u64]; 3]) {
        let (f, r) = (u64::from(self.s_ff.bits()), u64::from(self.s_rec.bits()));
        let (word, shift) = (k / 8, k % 8 * LANES);
        if shift == 0 {
            (ff[word], rec[word], active[word]) = (f, r, f | r);
        } else {
            ff[word] |= f << shift;
            rec[word] |= r << shift;
            active[word] |= (f | r) << shift;
        }
    }
}

/// What a step's loop needs of the parameters. Factors 0 and 1 choose between readings where that costs least, and branches that are the same
/// for every neuron where not.
struct Constants<V> {
    zero: V,
    one: V,
    leak: V,
    leak_rec: V,
    v_reset: V,
    v_threshold: V,
    /// γ as it is taken from the potential, and added to the threshold.
    subtract: f32,
    raise: f32,
    decay: V,
    gain: V,
    single: bool,
    rec_in_sum: V,
    flag_rec: V,
}

#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
impl<V: Lanes> Constants<V> {
    #[inline(always)]
    fn of(p: &NeuronParams) -> Self {
        let when = |yes: bool| V::splat(if yes { 1.0 } else { 0.0 });
        let single = p.firing == Firing::Single;
        let subtracts = p.adaptation == Adaptation::Subtract;
        Self {
            zero: V::zero(),
            one: V::splat(1.0),
            leak: V::splat(p.leak),
            leak_rec: V::splat(if single { 0.0 } else { p.leak_rec() }),
            v_reset: V::splat(p.v_reset),
            v_threshold: V::splat(p.v_threshold),
            subtract: if subtracts { p.adapt_strength } else { 0.0 },
            raise: if subtracts { 0.0 } else { p.adapt_strength },
            decay: V::splat(p.adapt_decay),
            gain: V::splat(p.adapt_gain),
            single,
            rec_in_sum: when(p.firing == Firing::Summed),
            flag_rec: when(!single),
        }
    }

    /// A step of the neurons of some vectors, of which the first is `first` of the layer's, from V_f, V_r, a and the loop's drive; `to` holds
    /// V_f, which comes in as the drive of its channel, V_r, S and a. In WebAssembly this is a function of its own, so that it is there once.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn vectors(
        &self,
        first: usize,
        adaptive: usize,
        [held_ff, held_rec]: [&[u64]; 2],
        [v_ff0, v_rec0, a0, looped]: [&[[f32; LANES]]; 4],
        [v_ff, v_rec, spikes, a]: [&mut [[f32; LANES]]; 4],
        flags: &mut [&mut [u64]; 3],
    ) {
        let n = v_ff.len();
        let (v_ff0, v_rec0, a0, looped) = (&v_ff0[..n], &v_rec0[..n], &a0[..n], &looped[..n]);
        let (v_rec, spikes, a) = (&mut v_rec[..n], &mut spikes[..n], &mut a[..n]);
        for k in 0..n {
            let at = first + k;
            let held = [byte(held_ff, at), byte(held_rec, at)];
            let states = [V::load(&v_ff0[k]), V::load(&v_rec0[k]), V::load(&a0[k])];
            let out = self.cells(at * LANES, adaptive, held, states, [V::load(&v_ff[k]), V::load(&looped[k])]);
            out.v_ff.store(&mut v_ff[k]);
            out.v_rec.store(&mut v_rec[k]);
            out.spikes.store(&mut spikes[k]);
            out.adaptation.store(&mut a[k]);
            out.flag(at, flags);
        }
    }

    /// A step of the neurons from `i` on, from where they are held, their V_f, V_r and a before, and the drive of both channels.
    #[inline(always)]
    fn cells(
        &self,
        i: usize,
        adaptive: usize,
        [held_ff, held_rec]: [u8; 2],
        [v_ff, v_rec, a]: [V; 3],
        [drive, looped]: [V; 2],
    ) -> Cells<V> {
        // Charge.
        let (drive_ff, drive_rec) = if self.single { (drive + looped, self.zero) } else { (drive, looped) };
        let kept_ff = V::choose(held_ff, self.v_reset, v_ff);
        let kept_rec = V::choose(held_rec, self.v_reset, v_rec);
        let r = self.leak_rec * kept_rec + drive_rec;
        let mut f = self.leak * kept_ff + drive_ff;
        if self.subtract != 0.0 {
            f = f - Self::strengths(self.subtract, i, adaptive) * a;
        }
        // Fire.
        let mut threshold = self.v_threshold;
        if self.raise != 0.0 {
            threshold = threshold + Self::strengths(self.raise, i, adaptive) * a;
        }
        let s_ff = (f + self.rec_in_sum * r - threshold).at_least(self.zero, self.one, self.zero);
        let s_rec = (r - threshold).at_least(self.zero, self.flag_rec, self.zero);
        let spikes = s_ff + s_rec;
        // Adapt.
        Cells { v_ff: f, v_rec: r, s_ff, s_rec, spikes, adaptation: self.decay * a + self.gain * spikes }
    }

    /// γ of the neurons from `i` on, where the first `adaptive` of the layer adapt.
    #[inline(always)]
    fn strengths(gamma: f32, i: usize, adaptive: usize) -> V {
        if i + LANES <= adaptive {
            return V::splat(gamma);
        }
        let mut all = [0.0; LANES];
        for (k, g) in all.iter_mut().enumerate() {
            if i + k < adaptive {
                *g = gamma;
            }
        }
        V::load(&all)
    }
}

/// One time step of units without spikes: S = φ(V_f + V_r), with φ the rectifier or tanh. Nothing is kept and nothing adapts.
pub fn rate_step(unit: Unit, looped: &[f32], after: &mut After<'_>) {
    after.v_rec.copy_from_slice(looped);
    after.adaptation.fill(0.0);
    after.ff.fill(0);
    after.rec.fill(0);
    after.active.fill(0);
    for (i, ((s, vf), vr)) in after.spikes.iter_mut().zip(&*after.v_ff).zip(&*after.v_rec).enumerate() {
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
        after.active[i / 64] |= u64::from(*s != 0.0) << (i % 64);
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

    /// One neuron that is driven step by step: V_f and S of every step, and a at the end.
    fn driven(p: &NeuronParams, drives: impl IntoIterator<Item = f32>) -> (Vec<(f32, f32)>, f32) {
        let (mut v, mut held, mut a, mut fired) = ([0.0f32], [0u64], [0.0f32], Vec::new());
        for drive in drives {
            let (mut v1, mut r1, mut s, mut a1) = ([drive], [0.0f32], [0.0f32], [0.0f32]);
            let (mut ff, mut rec, mut active) = ([7u64], [7u64], [7u64]);
            let before = Before { v_ff: &v, v_rec: &[0.0], held_ff: &held, held_rec: &[0], adaptation: &a, looped: &[0.0] };
            let mut after = After {
                v_ff: &mut v1,
                v_rec: &mut r1,
                spikes: &mut s,
                adaptation: &mut a1,
                ff: &mut ff,
                rec: &mut rec,
                active: &mut active,
            };
            step(p, &before, &mut after);
            assert_eq!((ff[0] + rec[0]) as f32, s[0]);
            assert_eq!(active[0], ff[0] | rec[0]);
            (v, held, a) = (v1, ff, a1);
            fired.push((v1[0], s[0]));
        }
        (fired, a[0])
    }

    /// A neuron without channels is eq. 1: a plain leaky integrate-and-fire neuron.
    #[test]
    fn without_loop_and_adaptation_it_is_a_leaky_integrate_and_fire_neuron() {
        let p = NeuronParams { adapt_strength: 0.0, leak: 0.5, v_threshold: 1.0, ..NeuronParams::default() };
        let (fired, _) = driven(&p, [0.6, 0.6, 0.6, 0.0, 1.5]);
        // 0.6; 0.9; 1.05 fires; reset, so 0; 1.5 fires.
        let expected = [(0.6f32, 0.0f32), (0.9, 0.0), (1.05, 1.0), (0.0, 0.0), (1.5, 1.0)];
        for ((v, s), (ev, es)) in fired.into_iter().zip(expected) {
            assert!((v - ev).abs() < 1e-6 && s == es, "{v} {s} for {ev} {es}");
        }
    }

    #[test]
    fn adaptation_tends_to_its_fixed_point() {
        let p = NeuronParams { v_threshold: -1e9, ..NeuronParams::default() };
        let (_, a) = driven(&p, [0.0; 400]);
        // a* = β/(1−α)·(S_f + S_r) = 2 when both channels fire.
        assert!((a - 2.0).abs() < 1e-4);
    }
}
