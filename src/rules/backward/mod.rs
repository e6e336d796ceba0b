//! From the gradient by a layer's spikes to the gradients by its potentials, backwards through the layer's own time.

mod step;

use super::Lessons;
use crate::choice::choice;
use crate::snn::kernels::{self, Back, loop_back};
use crate::snn::neuron::{NeuronParams, ResetGradient, Unit};
use crate::snn::sparse::{padded, words};
use crate::snn::tape::held;
use crate::snn::{LayerTape, LayerWeights};
use step::{Now, Way, rate_step_back, slopes, step_back};

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
