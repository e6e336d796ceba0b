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
    /// da and the part at the threshold, one step later.
    d_adapt: Vec<f32>,
    d_threshold: Vec<f32>,
    /// What comes back through the loop.
    looped: Vec<f32>,
    /// What comes after the last step: zeros, up to the end of the last panel; and where nothing is kept.
    zero: Vec<f32>,
    sink: Vec<f32>,
    /// A bit for each neuron that has a slope.
    sloped: Vec<u64>,
}

impl Rows {
    fn begin(&mut self, n: usize) {
        for v in [&mut self.d_adapt, &mut self.d_threshold, &mut self.looped, &mut self.zero, &mut self.sink] {
            v.clear();
            v.resize(padded(n), 0.0);
        }
        self.sloped.resize(words(n), 0);
    }

    pub(super) fn bytes(&self) -> usize {
        5 * self.zero.capacity() * size_of::<f32>()
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

    /// Makes the gradients of a leaky readout whose steps have labels.
    pub(super) fn of_readout(&mut self, lessons: Lessons<'_>) {
        self.begin(lessons.net.params.labels(), lessons.steps(), false);
        let all = lessons.heard.iter().flat_map(|heard| heard.d_steps.iter().map(|d| d * heard.per_question()));
        self.ff.iter_mut().zip(all).for_each(|(to, d)| *to = d);
        self.live.fill(true);
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
        let mut on = walks.iter_mut().filter(|walk| later < walk.steps);
        if way.through_loop && later > 0 {
            match (on.next(), on.next()) {
                (Some(one), Some(other)) => loop_back(&layer.w_rec, &mut [one.back(way, later, width), other.back(way, later, width)]),
                (Some(one), None) => loop_back(&layer.w_rec, &mut [one.back(way, later, width)]),
                _ => {}
            }
        }
        for walk in &mut *walks {
            if later < walk.steps {
                walk.step(way, walk.steps - 1 - later, columns, width);
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn begin(tape: &'a LayerTape, steps: usize, source: Source<'a>, rows: &'a mut Rows, dv: Part<'a>) -> Self {
        rows.begin(tape.neurons);
        Self { tape, steps, source, rows, dv }
    }

    /// What comes back through the loop, `later` steps before the last one.
    fn back(&mut self, way: &Way, later: usize, width: usize) -> Back<'_> {
        let t = self.steps - 1 - later;
        let Rows { looped, sloped, .. } = &mut *self.rows;
        looped.fill(0.0);
        // A spike's effect on others matters only where the spike itself has a slope; a rectifier that gave nothing has none.
        match way.unit {
            Unit::Spiking => slopes(way, &Now::of(self.tape, self.source, t), sloped),
            Unit::Relu => sloped.copy_from_slice(self.tape.bits(self.tape.history + t).row(0)),
            Unit::Tanh => sloped.fill(u64::MAX),
        }
        // There is no neuron behind the last one.
        if let Some(last) = sloped.last_mut().filter(|_| !self.tape.neurons.is_multiple_of(64)) {
            *last &= (1 << (self.tape.neurons % 64)) - 1;
        }
        Back { d: looped, wanted: sloped, dv: &self.dv.rec[(t + 1) * width..(t + 2) * width] }
    }

    /// The gradients by the potentials at step `t`, from those one step later.
    fn step(&mut self, way: &Way, t: usize, columns: usize, width: usize) {
        let now = Now::of(self.tape, self.source, t);
        let (row, stride) = (self.tape.history + t, words(self.tape.neurons));
        let Rows { held: [held_ff, held_rec], d_adapt, d_threshold, looped, zero, sink, .. } = &mut *self.rows;
        let held = [
            held(&self.tape.ff, stride, row, way.refractory_steps, held_ff),
            held(&self.tape.rec, stride, row, way.refractory_steps, held_rec),
        ];
        let split = (t + 1) * width;
        let (ff, next_ff) = self.dv.ff.split_at_mut(split);
        let next_ff = next_ff.get(..width).unwrap_or(&zero[..width]);
        let has_loop = !self.dv.live_rec.is_empty();
        let (rec, next_rec) = if has_loop { self.dv.rec.split_at_mut(split) } else { (&mut sink[..width], &mut [][..]) };
        let next_rec = next_rec.get(..width).unwrap_or(&zero[..width]);
        let (ff, rec) = (&mut ff[t * width..], if has_loop { &mut rec[t * width..] } else { rec });
        ff[columns..].fill(0.0);
        rec[columns..].fill(0.0);
        let live = if way.spiking {
            step_back(way, &now, held, columns, looped, [d_adapt, d_threshold], [next_ff, next_rec], [&mut *ff, &mut *rec])
        } else {
            rate_step_back(way.unit, &now, columns, looped, [&mut *ff, &mut *rec])
        };
        self.dv.live[t] = live[0];
        if has_loop {
            self.dv.live_rec[t] = live[1];
        }
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
    resets: bool,
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
fn rate_step_back(unit: Unit, now: &Now<'_>, columns: usize, looped: &[f32], [ff, rec]: [&mut [f32]; 2]) -> [bool; 2] {
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
    fn slopes = slopes_of, (way: &Way, now: &Now<'_>, sloped: &mut [u64]);
    /// The gradients by V_f and V_r of the first `columns` neurons at one step, into `dv`, and whether there is any of each; `held` says
    /// where each is held at its reset, `looped` what comes through the loop, and `next` the gradients one step later.
    fn step_back = step_back_of,
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
