//! One step of the way back: from the gradient by a layer's spikes to that by its potentials.

use super::{Path, Source};
use crate::snn::LayerTape;
use crate::snn::kernels::{LANES, Lanes, dispatch, put_rest, rest, vectors, vectors_mut};
use crate::snn::neuron::{Adaptation, Firing, NeuronParams, Unit};
use crate::snn::sparse::byte;

/// States of a layer at one step, shape `[neurons]` each, and the gradient by its spikes: weight·ds + state·S.
pub(super) struct Now<'a> {
    v_ff: &'a [f32],
    v_rec: &'a [f32],
    output: &'a [f32],
    a_before: &'a [f32],
    ds: &'a [f32],
    weight: f32,
    state: f32,
}

impl<'a> Now<'a> {
    pub(super) fn of(tape: &'a LayerTape, source: Source<'a>, t: usize) -> Self {
        let n = tape.neurons;
        let at = (tape.history + t) * n;
        let (ds, weight, state) = match source {
            Source::Steps(ds) => (&ds[t * n..(t + 1) * n], 1.0, 0.0),
            Source::Signal { constant, weight, state } => (constant, weight[t], state),
        };
        Self {
            v_ff: &tape.v_ff[at..at + n],
            v_rec: &tape.v_rec[at..at + n],
            output: &tape.spikes[at..at + n],
            // The adaptation that step t compared with is that of the row before.
            a_before: &tape.adaptation[at - n..at],
            ds,
            weight,
            state,
        }
    }
}

/// What the way back needs of the parameters, without a branch left in it: factors 0 and 1 choose between the readings.
pub(super) struct Way {
    pub(super) unit: Unit,
    pub(super) spiking: bool,
    /// Whether the path leads through a loop's weights.
    pub(super) through_loop: bool,
    pub(super) refractory_steps: u32,
    pub(super) adapts: bool,
    pub(super) resets: bool,
    adaptive: usize,
    /// γ as it enters the potential, and the threshold.
    subtract: f32,
    raise: f32,
    decay: f32,
    gain: f32,
    v_threshold: f32,
    v_reset: f32,
    width: f32,
    in_sum: f32,
    with_rec: f32,
    /// How V_f and V_r carry a gradient to the step before, and how the reset does.
    leak_ff: f32,
    leak_rec: f32,
    reset_ff: f32,
    reset_rec: f32,
    one_potential: bool,
}

impl Way {
    pub(super) fn of(p: &NeuronParams, path: Path, has_loop: bool, n: usize) -> Self {
        let when = |yes: bool| if yes { 1.0 } else { 0.0 };
        let spiking = p.unit == Unit::Spiking;
        let subtracts = p.adaptation == Adaptation::Subtract;
        let (leak_ff, leak_rec) = if spiking { path.leaks(p) } else { (0.0, 0.0) };
        let (reset_ff, reset_rec) = if spiking && path.resets(p) { (leak_ff, leak_rec) } else { (0.0, 0.0) };
        Self {
            unit: p.unit,
            spiking,
            through_loop: has_loop && path == Path::Full,
            refractory_steps: p.refractory_steps,
            adapts: spiking && path.adapts(p),
            resets: spiking && path.resets(p),
            adaptive: p.adaptive(n),
            subtract: when(subtracts) * p.adapt_strength,
            raise: when(!subtracts) * p.adapt_strength,
            decay: p.adapt_decay,
            gain: p.adapt_gain,
            v_threshold: p.v_threshold,
            v_reset: p.v_reset,
            width: p.surrogate_width,
            in_sum: when(p.firing == Firing::Summed),
            with_rec: when(has_loop && p.firing != Firing::Single),
            leak_ff,
            leak_rec,
            reset_ff,
            reset_rec,
            one_potential: p.firing == Firing::Single || !spiking,
        }
    }

    /// `x` for those of the neurons from `i` on that adapt, 0 for the others.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
    fn adaptive<V: Lanes>(&self, x: f32, i: usize) -> V {
        if i + LANES <= self.adaptive {
            return V::splat(x);
        }
        let mut out = [0.0; LANES];
        for (k, o) in out.iter_mut().enumerate() {
            if i + k < self.adaptive {
                *o = x;
            }
        }
        V::load(&out)
    }
}

/// The factors of [`Way`], each in every lane.
struct Factors<V> {
    zero: V,
    one: V,
    with_rec: V,
    v_threshold: V,
    v_reset: V,
    width: V,
    in_sum: V,
    decay: V,
    gain: V,
    leak: [V; 2],
    reset: [V; 2],
}

#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
impl<V: Lanes> Factors<V> {
    #[inline(always)]
    pub(super) fn of(way: &Way) -> Self {
        Self {
            zero: V::zero(),
            one: V::splat(1.0),
            with_rec: V::splat(way.with_rec),
            v_threshold: V::splat(way.v_threshold),
            v_reset: V::splat(way.v_reset),
            width: V::splat(way.width),
            in_sum: V::splat(way.in_sum),
            decay: V::splat(way.decay),
            gain: V::splat(way.gain),
            leak: [V::splat(way.leak_ff), V::splat(way.leak_rec)],
            reset: [V::splat(way.reset_ff), V::splat(way.reset_rec)],
        }
    }

    /// Θ′ of S_f and S_r; `raise` is γ where it raises the threshold.
    #[inline(always)]
    fn slopes(&self, raise: V, v_ff: V, v_rec: V, a_before: V) -> (V, V) {
        let threshold = self.v_threshold + raise * a_before;
        let distance = v_ff + self.in_sum * v_rec - threshold;
        (distance.within(self.width, self.one, self.zero), (v_rec - threshold).within(self.width, self.with_rec, self.zero))
    }

    /// The gradients by the potentials for some vectors, of which the first is `first` of the layer's; `live` gathers where there are any. In
    /// WebAssembly this is a function of its own, so that it is there once.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    #[allow(clippy::too_many_arguments, reason = "what is read, and where to")]
    fn vectors(
        &self,
        way: &Way,
        first: usize,
        [weight, state]: [V; 2],
        [held_ff, held_rec]: [&[u64]; 2],
        [v_ff, v_rec, a_before, ds, output, looped, next_ff, next_rec]: [&[[f32; LANES]]; 8],
        [d_adapt, d_threshold, dv_ff, dv_rec]: [&mut [[f32; LANES]]; 4],
        live: &mut [u8; 2],
    ) {
        let n = dv_ff.len();
        let [v_ff, v_rec, a_before, ds] = [&v_ff[..n], &v_rec[..n], &a_before[..n], &ds[..n]];
        let [output, looped, next_ff, next_rec] = [&output[..n], &looped[..n], &next_ff[..n], &next_rec[..n]];
        let (d_adapt, d_threshold, dv_rec) = (&mut d_adapt[..n], &mut d_threshold[..n], &mut dv_rec[..n]);
        for k in 0..n {
            let at = first + k;
            let raise: V = way.adaptive(way.raise, at * LANES);
            let (v_ff, v_rec) = (V::load(&v_ff[k]), V::load(&v_rec[k]));
            let (next_ff, next_rec) = (V::load(&next_ff[k]), V::load(&next_rec[k]));
            // Θ′ of S_f and S_r.
            let (slope_ff, slope_rec) = self.slopes(raise, v_ff, v_rec, V::load(&a_before[k]));
            // dS.
            let mut by_spike = weight * V::load(&ds[k]) + state * V::load(&output[k]);
            if way.adapts {
                let subtract: V = way.adaptive(way.subtract, at * LANES);
                let later = subtract * next_ff + raise * V::load(&d_threshold[k]);
                let d = self.decay * V::load(&d_adapt[k]) - later;
                d.store(&mut d_adapt[k]);
                by_spike = by_spike + self.gain * d;
            }
            by_spike = by_spike + V::load(&looped[k]);
            // dV of both channels.
            let (mut x_ff, mut x_rec) = (by_spike, by_spike);
            if way.resets {
                x_ff = x_ff + self.reset[0] * (self.v_reset - v_ff) * next_ff;
                x_rec = x_rec + self.reset[1] * (self.v_reset - v_rec) * next_rec;
            }
            (x_ff, x_rec) = (x_ff * slope_ff, x_rec * slope_rec);
            let ff = x_ff + self.leak[0] * V::choose(byte(held_ff, at), self.zero, next_ff);
            let mut rec = ff;
            if !way.one_potential {
                rec = self.in_sum * x_ff + x_rec + self.leak[1] * V::choose(byte(held_rec, at), self.zero, next_rec);
            }
            if way.adapts {
                (x_ff + x_rec).store(&mut d_threshold[k]);
            }
            ff.store(&mut dv_ff[k]);
            rec.store(&mut dv_rec[k]);
            live[0] |= ff.bits();
            live[1] |= rec.bits();
        }
    }
}

/// The gradients by V_f and V_r of units without spikes, which are one: dS·φ′.
pub(super) fn rate_step_back(unit: Unit, now: &Now<'_>, columns: usize, looped: &[f32], [ff, rec]: [&mut [f32]; 2]) -> [bool; 2] {
    let mut live = false;
    for (i, (ff, rec)) in ff.iter_mut().zip(rec).take(columns).enumerate() {
        let ds = now.weight * now.ds[i] + now.state * now.output[i] + looped[i];
        *ff = ds * unit.slope(now.output[i]);
        *rec = *ff;
        live |= *ff != 0.0;
    }
    [live; 2]
}

dispatch! {
    /// A bit for each neuron that has a slope, and perhaps some behind the last one.
    pub(super) fn slopes = slopes_of, (way: &Way, now: &Now<'_>, sloped: &mut [u64]);
    /// The gradients by V_f and V_r of the first `columns` neurons at one step, into `dv`, and whether there is any of each; `held` says
    /// where each is held at its reset, `looped` what comes through the loop, and `next` the gradients one step later.
    pub(super) fn step_back = step_back_of,
        (way: &Way, now: &Now<'_>, held: [&[u64]; 2], columns: usize, looped: &[f32], adapt: [&mut [f32]; 2], next: [&[f32]; 2],
            dv: [&mut [f32]; 2]) -> [bool; 2];
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
fn slopes_of<V: Lanes>(way: &Way, now: &Now<'_>, sloped: &mut [u64]) {
    let factors = Factors::<V>::of(way);
    sloped.fill(0);
    let n = now.v_ff.len();
    let mut i = 0;
    while i < n {
        let raise: V = way.adaptive(way.raise, i);
        let (ff, rec) = factors.slopes(raise, V::of(now.v_ff, i), V::of(now.v_rec, i), V::of(now.a_before, i));
        sloped[i / 64] |= u64::from((ff + rec).bits()) << (i % 64);
        i += LANES;
    }
}

#[inline(always)]
#[allow(clippy::inline_always, clippy::too_many_arguments, reason = "compiled anew for wider vectors by kernels::dispatch")]
fn step_back_of<V: Lanes>(
    way: &Way,
    now: &Now<'_>,
    held: [&[u64]; 2],
    n: usize,
    looped: &[f32],
    [d_adapt, d_threshold]: [&mut [f32]; 2],
    [next_ff, next_rec]: [&[f32]; 2],
    [dv_ff, dv_rec]: [&mut [f32]; 2],
) -> [bool; 2] {
    let factors = Factors::<V>::of(way);
    let weights = [V::splat(now.weight), V::splat(now.state)];
    let mut live = [0u8; 2];
    {
        let read = [
            vectors(now.v_ff, n),
            vectors(now.v_rec, n),
            vectors(now.a_before, n),
            vectors(now.ds, n),
            vectors(now.output, n),
            vectors(looped, n),
            vectors(next_ff, n),
            vectors(next_rec, n),
        ];
        let to = [vectors_mut(d_adapt, n), vectors_mut(d_threshold, n), vectors_mut(dv_ff, n), vectors_mut(dv_rec, n)];
        factors.vectors(way, 0, weights, held, read, to, &mut live);
    }
    if !n.is_multiple_of(LANES) {
        let [a, b, c, d] = [rest(now.v_ff, n), rest(now.v_rec, n), rest(now.a_before, n), rest(now.ds, n)];
        let [e, f, g, h] = [rest(now.output, n), rest(looped, n), rest(next_ff, n), rest(next_rec, n)];
        let read = [&a[..], &b[..], &c[..], &d[..], &e[..], &f[..], &g[..], &h[..]];
        let [mut adapt, mut threshold, mut ff, mut rec] = [rest(d_adapt, n), rest(d_threshold, n), [[0.0; LANES]], [[0.0; LANES]]];
        let to = [&mut adapt[..], &mut threshold[..], &mut ff[..], &mut rec[..]];
        let mut some = [0u8; 2];
        factors.vectors(way, n / LANES, weights, held, read, to, &mut some);
        put_rest(d_adapt, n, &adapt);
        put_rest(d_threshold, n, &threshold);
        put_rest(dv_ff, n, &ff);
        put_rest(dv_rec, n, &rec);
        // There is no neuron behind the last one.
        let exist = (1u8 << (n % LANES)) - 1;
        live = [live[0] | some[0] & exist, live[1] | some[1] & exist];
    }
    [live[0] != 0, live[1] != 0]
}
