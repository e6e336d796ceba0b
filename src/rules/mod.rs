//! Learning rules: how one utterance changes the weights.
//!
//! All rules share the forward pass, the surrogate and the optimiser; the readout always learns by its own exact gradient. A rule must
//! supply one thing: the gradient of the hidden layers, by [`LearningRule::hidden`]. To add a rule, write a file here and list it in [`RULES`].

pub mod backward;
pub mod bptt;
pub mod gradients;
pub mod readout;
pub mod rp;

use crate::snn::{Network, Readout, Tape};
use crate::{Error, Result};
pub use backward::Path;
pub use gradients::{Gradients, LayerGradients};
pub use rp::RpTime;

/// One utterance that was run through the network, and what was to be learnt from it.
pub struct Lesson<'a> {
    /// The network as it is.
    pub net: &'a Network,
    /// Its input, shape `[steps, inputs]`.
    pub frames: &'a [f32],
    /// What the forward pass recorded.
    pub tape: &'a Tape,
    /// Index of the right label.
    pub label: usize,
    /// Gradient of the loss by the output, shape `[labels]`.
    pub d_output: &'a [f32],
    /// How far `rp` reaches through time.
    pub rp_time: RpTime,
}

impl Lesson<'_> {
    /// Input of layer `l` and the factor on it: frames for the first layer, spikes of the layer below for the others.
    #[must_use]
    pub fn input(&self, l: usize) -> (&[f32], f32) {
        match l.checked_sub(1).and_then(|b| self.tape.layers.get(b)) {
            None => (self.frames, self.net.params.input_scale),
            Some(below) => (below.output(), 1.0),
        }
    }
}

/// Buffers of the backward computations; they grow to what the first utterance needs and are then used again.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    /// Gradient by S of the layer at hand, shape `[steps, neurons]`.
    pub d_spikes: Vec<f32>,
    /// Gradient by V_f, shape `[steps, neurons]`.
    pub dv_ff: Vec<f32>,
    /// Gradient by V_r, shape `[steps, neurons]`.
    pub dv_rec: Vec<f32>,
    rows: backward::Rows,
    live: Vec<bool>,
}

/// A learning rule.
pub trait LearningRule: Sync {
    /// Stable id of the command line and the page.
    fn id(&self) -> &'static str;
    /// Name in words.
    fn title(&self) -> &'static str;
    /// What it does, in two or three plain sentences.
    fn explanation(&self) -> &'static str;
    /// Paper and equation.
    fn source(&self) -> &'static str;
    /// Adds the gradient of the hidden layers to `grads`. `scratch` holds the readout's gradients by its potentials.
    fn hidden(&self, lesson: &Lesson<'_>, scratch: &mut Scratch, grads: &mut Gradients);
}

/// Every rule, in the order in which they are shown.
pub const RULES: &[&dyn LearningRule] = &[&rp::RewardPropagation, &bptt::PseudoBp, &readout::ReadoutOnly];

/// The rule with this id.
///
/// # Errors
/// [`Error::UnknownChoice`] with every id there is.
pub fn by_id(id: &str) -> Result<&'static dyn LearningRule> {
    RULES.iter().copied().find(|r| r.id() == id).ok_or_else(|| Error::UnknownChoice {
        what: "rule".into(),
        got: id.to_owned(),
        choices: RULES.iter().map(|r| r.id()).collect::<Vec<_>>().join(", "),
    })
}

/// Adds the gradient of one utterance to `grads`: the readout by its exact gradient, the hidden layers by `rule`.
pub fn gradient(rule: &dyn LearningRule, lesson: &Lesson<'_>, scratch: &mut Scratch, grads: &mut Gradients) {
    let (Some(last), Some(tape), Some(grad)) = (lesson.net.layers.last(), lesson.tape.layers.last(), grads.layers.last_mut()) else {
        return;
    };
    let steps = lesson.tape.steps;
    let n = last.neurons;
    let per_step = 1.0 / steps as f32;
    match lesson.net.params.readout {
        Readout::Leaky => {
            // u[t] = κ·u[t−1] + W·S[t] + b and output = Σ_t u[t] / steps.
            scratch.dv_ff.clear();
            scratch.dv_ff.resize(steps * n, 0.0);
            for t in (0..steps).rev() {
                for k in 0..n {
                    let later = if t + 1 < steps { scratch.dv_ff[(t + 1) * n + k] } else { 0.0 };
                    scratch.dv_ff[t * n + k] = lesson.d_output[k] * per_step + lesson.net.params.readout_leak * later;
                }
            }
        }
        Readout::Spiking => {
            scratch.d_spikes.clear();
            scratch.d_spikes.extend((0..steps).flat_map(|_| lesson.d_output.iter().map(|d| d * per_step)));
            backward::through_neurons(&lesson.net.params.neuron, last, tape, Path::Full, scratch);
        }
    }
    let (input, scale) = lesson.input(lesson.net.layers.len() - 1);
    grad.accumulate(last, tape, input, scale, scratch);
    rule.hidden(lesson, scratch, grads);
}
