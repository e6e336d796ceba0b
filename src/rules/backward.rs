//! From the gradient by a layer's spikes to the gradients by its potentials, backwards through the layer's own time.

use super::Lessons;
use crate::choice::choice;
use crate::snn::kernels::{self, Back, LANES, Lanes, dispatch, loop_back, put_rest, rest, vectors, vectors_mut};
use crate::snn::neuron::{Adaptation, Firing, NeuronParams, ResetGradient, Unit};
use crate::snn::sparse::{byte, padded, words};
use crate::snn::tape::held;
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
    held: [Vec<u64>; 2],
    d_adapt: Vec<f32>,
    next_ff: Vec<f32>,
    next_rec: Vec<f32>,
    d_threshold: Vec<f32>,
    ds: Vec<f32>,
    slope_ff: Vec<f32>,
    slope_rec: Vec<f32>,
    /// A bit for each neuron that has a slope.
    sloped: Vec<u64>,
}

impl Rows {
    fn begin(&mut self, n: usize) {
        for v in [
            &mut self.d_adapt,
            &mut self.next_ff,
            &mut self.next_rec,
            &mut self.d_threshold,
            &mut self.ds,
            &mut self.slope_ff,
            &mut self.slope_rec,
        ] {
            v.clear();
            v.resize(n, 0.0);
        }
        // The loop's way back reads to the end of the last panel.
        self.next_rec.resize(padded(n), 0.0);
        self.sloped.resize(words(n), 0);
    }

    pub(super) fn bytes(&self) -> usize {
        7 * self.ds.capacity() * size_of::<f32>()
    }
}

/// The gradient by a layer's spikes.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// At every step its own, shape `[steps, neurons]`.
    Steps(&'a [f32]),
    /// weight\[t\]·constant + state·S\[t\]: a direct rule's learning signal, of which nothing is kept.
    Signal {
        /// Shape `[neurons]`.
        constant: &'a [f32],
        /// Shape `[steps]`.
        weight: &'a [f32],
        /// Factor on S\[t\].
        state: f32,
    },
}

/// What [`through_layer`] gives: gradients by the potentials, a row for every step.
#[derive(Debug, Default, Clone)]
pub(super) struct Potentials {
    /// Numbers of a row: as many neurons as have a gradient, up to the end of a panel; the last ones are 0.
    pub(super) width: usize,
    /// By V_f, shape `[steps, width]`.
    pub(super) ff: Vec<f32>,
    /// By V_r, shape `[steps, width]`; stale for a layer without a loop.
    pub(super) rec: Vec<f32>,
    /// Steps at which not all of `ff`, and of `rec`, are 0.
    pub(super) live: Vec<bool>,
    pub(super) live_rec: Vec<bool>,
}

impl Potentials {
    fn begin(&mut self, width: usize, steps: usize, has_loop: bool) {
        self.width = width;
        self.ff.resize(steps * width, 0.0);
        self.live.resize(steps, false);
        if has_loop {
            self.rec.resize(steps * width, 0.0);
            self.live_rec.resize(steps, false);
        }
    }

    /// Gradients by V_f, a row for every step.
    pub(super) fn rows(&self) -> kernels::Rows<'_> {
        self.rows_of(0..self.live.len())
    }

    /// Those of some steps.
    pub(super) fn rows_of(&self, steps: std::ops::Range<usize>) -> kernels::Rows<'_> {
        kernels::Rows { data: &self.ff[steps.start * self.width..steps.end * self.width], stride: self.width }
    }

    pub(super) fn bytes(&self) -> usize {
        (self.ff.capacity() + self.rec.capacity()) * size_of::<f32>() + self.live.capacity() + self.live_rec.capacity()
    }
}

/// The steps of one utterance among those of all.
#[derive(Default)]
struct Part<'a> {
    ff: &'a mut [f32],
    rec: &'a mut [f32],
    live: &'a mut [bool],
    live_rec: &'a mut [bool],
}

impl<'a> Part<'a> {
    fn of(dv: &'a mut Potentials, has_loop: bool) -> Self {
        let Potentials { ff, rec, live, live_rec, .. } = dv;
        let (rec, live_rec) = if has_loop { (&mut rec[..], &mut live_rec[..]) } else { (&mut [][..], &mut [][..]) };
        Self { ff, rec, live, live_rec }
    }

    /// Takes the first `steps` away.
    fn take(&mut self, steps: usize, width: usize) -> Self {
        fn first<'a, T>(all: &mut &'a mut [T], count: usize) -> &'a mut [T] {
            let (first, rest) = std::mem::take(all).split_at_mut_checked(count).unwrap_or_default();
            *all = rest;
            first
        }
        Self {
            ff: first(&mut self.ff, steps * width),
            rec: first(&mut self.rec, steps * width),
            live: first(&mut self.live, steps),
            live_rec: first(&mut self.live_rec, steps),
        }
    }
}

/// One utterance on its way back through a layer.
struct Walk<'a> {
    tape: &'a LayerTape,
    steps: usize,
    source: Source<'a>,
    rows: &'a mut Rows,
    dv: Part<'a>,
}

/// Turns the gradient by S\[t\] into that by V_f and, for a layer with a loop, V_r, in `dv`, for every step of all utterances; `source` says
/// what an utterance's is, from its number and its steps among those of all. Only the first `columns` neurons have one.
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
pub(super) fn through_layer<'a>(
    lessons: Lessons<'a>,
    l: usize,
    path: Path,
    columns: usize,
    source: &dyn Fn(usize, std::ops::Range<usize>) -> Source<'a>,
    rows: &mut [Rows; 2],
    dv: &mut Potentials,
) {
    let Some(layer) = lessons.net.layers.get(l) else { return };
    let n = layer.neurons();
    let columns = columns.min(n);
    let has_loop = !layer.w_rec.is_empty();
    // A convolution adds up its places, so it has rows of all neurons.
    let width = if layer.field.places == 1 { padded(columns) } else { n };
    dv.begin(width, lessons.steps(), has_loop);
    let way = Way::of(&lessons.net.params.neuron, path, has_loop, n);
    let mut parts = Part::of(dv, has_loop);
    let mut u = 0;
    while u < lessons.heard.len() {
        let [rows, others] = &mut *rows;
        let mut begin = |u: usize, rows| {
            let (heard, first) = lessons.get(u)?;
            let (tape, steps) = (heard.tape.layers.get(l)?, heard.tape.steps);
            let source = source(u, first..first + steps);
            Some(Walk::begin(tape, steps, source, rows, parts.take(steps, width)))
        };
        let Some(one) = begin(u, rows) else { return };
        // Through the loop's weights two go together, so that they are read once for both.
        let other = if way.through_loop { begin(u + 1, others) } else { None };
        u += 1 + usize::from(other.is_some());
        match other {
            Some(other) => walk_back(&way, layer, columns, width, &mut [one, other]),
            None => walk_back(&way, layer, columns, width, &mut [one]),
        }
    }
}

fn walk_back(way: &Way, layer: &LayerWeights, columns: usize, width: usize, walks: &mut [Walk<'_>]) {
    let most = walks.iter().map(|walk| walk.steps).max().unwrap_or(0);
    for later in 0..most {
        for walk in &mut *walks {
            if later < walk.steps {
                let t = walk.steps - 1 - later;
                let now = Now::of(walk.tape, walk.source, t);
                if way.spiking {
                    approach(way, &now, columns, walk.rows);
                } else {
                    rate_slopes(way.unit, &now, walk.rows);
                }
            }
        }
        if way.through_loop && later > 0 {
            // A spike's effect on others matters only where the spike itself has a slope.
            let mut ways = walks.iter_mut().filter(|walk| later < walk.steps).map(|walk| {
                let Rows { ds, sloped, next_rec, .. } = &mut *walk.rows;
                Back { d: ds, wanted: sloped, dv: next_rec }
            });
            match (ways.next(), ways.next()) {
                (Some(one), Some(other)) => loop_back(&layer.w_rec, &mut [one, other]),
                (Some(one), None) => loop_back(&layer.w_rec, &mut [one]),
                _ => {}
            }
        }
        for walk in &mut *walks {
            if later < walk.steps {
                walk.potentials(way, walk.steps - 1 - later, columns, width);
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn begin(tape: &'a LayerTape, steps: usize, source: Source<'a>, rows: &'a mut Rows, dv: Part<'a>) -> Self {
        rows.begin(tape.neurons);
        Self { tape, steps, source, rows, dv }
    }

    fn potentials(&mut self, way: &Way, t: usize, columns: usize, width: usize) {
        let now = Now::of(self.tape, self.source, t);
        let (row, stride) = (self.tape.history + t, words(self.tape.neurons));
        let [mut held_ff, mut held_rec] = std::mem::take(&mut self.rows.held);
        let holds = (
            held(&self.tape.ff, stride, row, way.refractory_steps, &mut held_ff),
            held(&self.tape.rec, stride, row, way.refractory_steps, &mut held_rec),
        );
        let dv_ff = &mut self.dv.ff[t * width..(t + 1) * width];
        dv_ff[columns..].fill(0.0);
        let has_loop = !self.dv.live_rec.is_empty();
        let dv_rec = if has_loop { &mut self.dv.rec[t * width..(t + 1) * width] } else { &mut [][..] };
        if has_loop {
            dv_rec[columns..].fill(0.0);
        }
        let (live, live_rec) = potentials(way, &now, holds, columns, self.rows, dv_ff, dv_rec);
        self.dv.live[t] = live;
        if has_loop {
            self.dv.live_rec[t] = live_rec;
        }
        self.rows.held = [held_ff, held_rec];
    }
}

/// States of a layer at one step, shape `[neurons]` each, and the gradient by its spikes: weight·ds + state·S.
struct Now<'a> {
    v_ff: &'a [f32],
    v_rec: &'a [f32],
    output: &'a [f32],
    a_before: &'a [f32],
    ds: &'a [f32],
    weight: f32,
    state: f32,
}

impl<'a> Now<'a> {
    fn of(tape: &'a LayerTape, source: Source<'a>, t: usize) -> Self {
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
struct Way {
    unit: Unit,
    spiking: bool,
    /// Whether the path leads through a loop's weights.
    through_loop: bool,
    refractory_steps: u32,
    adapts: bool,
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
    fn of(p: &NeuronParams, path: Path, has_loop: bool, n: usize) -> Self {
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
    fn of(way: &Way) -> Self {
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

    /// da\[t\], from γ as it enters the potential and the threshold, and what came one step later.
    #[inline(always)]
    fn adapted(&self, [subtract, raise]: [V; 2], d_adapt: V, next_ff: V, d_threshold: V) -> V {
        self.decay * d_adapt - (subtract * next_ff + raise * d_threshold)
    }

    /// Θ′ of both flags and dS, with what the adaptation adds to it, for some vectors, of which the first is `first` of the layer's. In
    /// WebAssembly this is a function of its own, so that it is there once.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn approach(
        &self,
        way: &Way,
        first: usize,
        [weight, state]: [V; 2],
        read: [&[[f32; LANES]]; 7],
        [slope_ff, slope_rec, ds, d_adapt]: [&mut [[f32; LANES]]; 4],
        sloped: &mut [u64],
    ) {
        let n = slope_ff.len();
        let [v_ff, v_rec, a_before, ds_in, output, next_ff, d_threshold] = read;
        let [v_ff, v_rec, a_before, ds_in, output, next_ff, d_threshold] =
            [&v_ff[..n], &v_rec[..n], &a_before[..n], &ds_in[..n], &output[..n], &next_ff[..n], &d_threshold[..n]];
        let (slope_rec, ds, d_adapt) = (&mut slope_rec[..n], &mut ds[..n], &mut d_adapt[..n]);
        for k in 0..n {
            let at = first + k;
            let raise = way.adaptive(way.raise, at * LANES);
            let (ff, rec) = self.slopes(raise, V::load(&v_ff[k]), V::load(&v_rec[k]), V::load(&a_before[k]));
            ff.store(&mut slope_ff[k]);
            rec.store(&mut slope_rec[k]);
            let mut by_spike = weight * V::load(&ds_in[k]) + state * V::load(&output[k]);
            if way.adapts {
                let gamma = [way.adaptive(way.subtract, at * LANES), raise];
                let d = self.adapted(gamma, V::load(&d_adapt[k]), V::load(&next_ff[k]), V::load(&d_threshold[k]));
                d.store(&mut d_adapt[k]);
                by_spike = by_spike + self.gain * d;
            }
            by_spike.store(&mut ds[k]);
            sloped[at / 8] |= u64::from((ff + rec).bits()) << (at % 8 * LANES);
        }
    }

    /// The gradients by the potentials for some vectors, of which the first is `first` of the layer's, in the place of those one step later;
    /// `live` gathers where there are any. In WebAssembly this is a function of its own, so that it is there once.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn vectors(
        &self,
        one_potential: bool,
        first: usize,
        [held_ff, held_rec]: [&[u64]; 2],
        read: [&[[f32; LANES]]; 5],
        [next_ff, next_rec, d_threshold]: [&mut [[f32; LANES]]; 3],
        live: &mut [u8; 2],
    ) {
        let n = next_ff.len();
        let [v_ff, v_rec, ds, slope_ff, slope_rec] = read;
        let [v_ff, v_rec, ds, slope_ff, slope_rec] = [&v_ff[..n], &v_rec[..n], &ds[..n], &slope_ff[..n], &slope_rec[..n]];
        let (next_rec, d_threshold) = (&mut next_rec[..n], &mut d_threshold[..n]);
        for k in 0..n {
            let (ff, rec, at_threshold) = self.potentials(
                V::load(&ds[k]),
                [V::load(&v_ff[k]), V::load(&v_rec[k])],
                [V::load(&slope_ff[k]), V::load(&slope_rec[k])],
                [byte(held_ff, first + k), byte(held_rec, first + k)],
                [V::load(&next_ff[k]), V::load(&next_rec[k])],
                one_potential,
            );
            at_threshold.store(&mut d_threshold[k]);
            ff.store(&mut next_ff[k]);
            rec.store(&mut next_rec[k]);
            live[0] |= ff.bits();
            live[1] |= rec.bits();
        }
    }

    /// dV_f, dV_r and the part of both at the threshold, from dS and, for each channel, V, Θ′, where it is held and dV one step later.
    #[inline(always)]
    fn potentials(&self, ds: V, v: [V; 2], slope: [V; 2], held: [u8; 2], next: [V; 2], one_potential: bool) -> (V, V, V) {
        let x_ff = (ds + self.reset[0] * (self.v_reset - v[0]) * next[0]) * slope[0];
        let x_rec = (ds + self.reset[1] * (self.v_reset - v[1]) * next[1]) * slope[1];
        let ff = x_ff + self.leak[0] * V::choose(held[0], self.zero, next[0]);
        let rec = self.in_sum * x_ff + x_rec + self.leak[1] * V::choose(held[1], self.zero, next[1]);
        (ff, if one_potential { ff } else { rec }, x_ff + x_rec)
    }
}

/// φ′ of units without spikes, and the gradient by their values.
fn rate_slopes(unit: Unit, now: &Now<'_>, rows: &mut Rows) {
    for ((to, ds), s) in rows.ds.iter_mut().zip(now.ds).zip(now.output) {
        *to = now.weight * ds + now.state * s;
    }
    rows.sloped.fill(0);
    for (i, (slope, &s)) in rows.slope_ff.iter_mut().zip(now.output).enumerate() {
        *slope = unit.slope(s);
        if *slope != 0.0 {
            rows.sloped[i / 64] |= 1 << (i % 64);
        }
    }
}

dispatch! {
    /// Θ′ of both flags, and the gradient by S with what the adaptation adds to it.
    fn approach = approach_of, (way: &Way, now: &Now<'_>, columns: usize, rows: &mut Rows);
    /// The gradients by V_f and V_r, and whether there is any of each; `held` says where each is held at its reset, and a layer without a loop has no `dv_rec`.
    fn potentials = potentials_of,
        (way: &Way, now: &Now<'_>, held: (&[u64], &[u64]), columns: usize, rows: &mut Rows, dv_ff: &mut [f32], dv_rec: &mut [f32])
            -> (bool, bool);
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
fn approach_of<V: Lanes>(way: &Way, now: &Now<'_>, columns: usize, rows: &mut Rows) {
    let n = columns;
    let factors = Factors::<V>::of(way);
    let weights = [V::splat(now.weight), V::splat(now.state)];
    let [a, b, c, d, e] = [now.v_ff, now.v_rec, now.a_before, now.ds, now.output];
    let (f, g) = (&rows.next_ff[..], &rows.d_threshold[..]);
    rows.sloped.fill(0);
    {
        let read = [vectors(a, n), vectors(b, n), vectors(c, n), vectors(d, n), vectors(e, n), vectors(f, n), vectors(g, n)];
        let to = [
            vectors_mut(&mut rows.slope_ff, n),
            vectors_mut(&mut rows.slope_rec, n),
            vectors_mut(&mut rows.ds, n),
            vectors_mut(&mut rows.d_adapt, n),
        ];
        factors.approach(way, 0, weights, read, to, &mut rows.sloped);
    }
    if !n.is_multiple_of(LANES) {
        let [a, b, c, d, e, f, g] = [rest(a, n), rest(b, n), rest(c, n), rest(d, n), rest(e, n), rest(f, n), rest(g, n)];
        let read = [&a[..], &b[..], &c[..], &d[..], &e[..], &f[..], &g[..]];
        let [mut slope_ff, mut slope_rec, mut ds] = [[[0.0; LANES]]; 3];
        let mut d_adapt = rest(&rows.d_adapt, n);
        let to = [&mut slope_ff[..], &mut slope_rec[..], &mut ds[..], &mut d_adapt[..]];
        factors.approach(way, n / LANES, weights, read, to, &mut rows.sloped);
        put_rest(&mut rows.slope_ff, n, &slope_ff);
        put_rest(&mut rows.slope_rec, n, &slope_rec);
        put_rest(&mut rows.ds, n, &ds);
        put_rest(&mut rows.d_adapt, n, &d_adapt);
        // There is no neuron behind the last one.
        if let Some(last) = rows.sloped.get_mut(n / 64) {
            *last &= (1u64 << (n % 64)) - 1;
        }
    }
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
fn potentials_of<V: Lanes>(
    way: &Way,
    now: &Now<'_>,
    (held_ff, held_rec): (&[u64], &[u64]),
    columns: usize,
    rows: &mut Rows,
    dv_ff: &mut [f32],
    dv_rec: &mut [f32],
) -> (bool, bool) {
    let n = columns;
    let factors = Factors::<V>::of(way);
    let held = [held_ff, held_rec];
    let mut live = [0u8; 2];
    {
        let read = [
            vectors(now.v_ff, n),
            vectors(now.v_rec, n),
            vectors(&rows.ds, n),
            vectors(&rows.slope_ff, n),
            vectors(&rows.slope_rec, n),
        ];
        let to = [vectors_mut(&mut rows.next_ff, n), vectors_mut(&mut rows.next_rec, n), vectors_mut(&mut rows.d_threshold, n)];
        factors.vectors(way.one_potential, 0, held, read, to, &mut live);
    }
    if !n.is_multiple_of(LANES) {
        let [a, b, c, d, e] =
            [rest(now.v_ff, n), rest(now.v_rec, n), rest(&rows.ds, n), rest(&rows.slope_ff, n), rest(&rows.slope_rec, n)];
        let read = [&a[..], &b[..], &c[..], &d[..], &e[..]];
        let [mut next_ff, mut next_rec] = [rest(&rows.next_ff, n), rest(&rows.next_rec, n)];
        let mut d_threshold = [[0.0; LANES]];
        let to = [&mut next_ff[..], &mut next_rec[..], &mut d_threshold[..]];
        let mut some = [0u8; 2];
        factors.vectors(way.one_potential, n / LANES, held, read, to, &mut some);
        put_rest(&mut rows.next_ff, n, &next_ff);
        put_rest(&mut rows.next_rec, n, &next_rec);
        put_rest(&mut rows.d_threshold, n, &d_threshold);
        let exist = (1u8 << (n % LANES)) - 1;
        live = [live[0] | some[0] & exist, live[1] | some[1] & exist];
    }
    dv_ff[..n].copy_from_slice(&rows.next_ff[..n]);
    if dv_rec.is_empty() {
        rows.next_rec[..n].fill(0.0);
    } else {
        dv_rec[..n].copy_from_slice(&rows.next_rec[..n]);
    }
    (live[0] != 0, live[1] != 0)
}
