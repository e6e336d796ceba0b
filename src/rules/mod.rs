//! Learning rules: how one utterance changes the weights.
//!
//! All rules share the forward pass, the surrogate and the optimiser; the readout always learns by its own exact gradient. What a rule must
//! supply is its [`Flow`]: how it reaches the hidden layers. To add a rule, write a file here and list it in [`RULES`].
//!
//! | flow | what the rule supplies | rules |
//! |---|---|---|
//! | [`Flow::Nothing`] | nothing | `readout` |
//! | [`Flow::LayerByLayer`] | whether the way back has random weights | `bptt`, `fa` |
//! | [`Flow::Direct`] | the part of each neuron's learning signal that is the same at every step, when it is known, and the factor on its state; or an error of each layer's own | `rp`, `dfa`, `sdfa`, `drtp`, `local`, `eprop` |

pub mod backward;
pub mod bptt;
pub mod dfa;
pub mod direct;
pub mod drtp;
pub mod eligibility;
pub mod eprop;
pub mod fa;
pub mod gradients;
pub mod layered;
pub mod local;
pub mod readout;
pub mod rp;

use crate::choice::choice;
use crate::snn::{Network, Readout, Tape};
use crate::{Error, Result};
use backward::Source;
pub use backward::{Path, Reach};
pub use direct::Stream;
pub use eprop::EpropFeedback;
pub use gradients::{Gradients, LayerGradients};
pub use readout::Pool;

choice! {
    /// How the sum over an utterance's eligibility is computed.
    Eligibility, "eligibility" {
        /// Backwards through each neuron's own states after the utterance: fast, and keeps its spikes.
        Backward = "backward", "backwards through each neuron's own states";
        /// One trace per synapse, forwards while the utterance is heard: memory does not grow with its length.
        Forward = "forward", "a trace per synapse, forwards only";
    }
}

/// A rule with its options: everything about learning that is not the network's.
#[derive(Clone, Copy)]
pub struct Teaching {
    /// The rule.
    pub rule: &'static dyn LearningRule,
    /// How far a direct rule's learning signal reaches through time.
    pub reach: Reach,
    /// How the sum over time is computed.
    pub eligibility: Eligibility,
    /// What `eprop` sends the error back by.
    pub eprop_feedback: EpropFeedback,
    /// Share by which `eprop`'s adaptive B and the readout's weights shrink per update.
    pub feedback_decay: f32,
    /// Firing rate that the rate regulariser pulls to, spikes per step.
    pub rate_target: f32,
    /// Strength of the rate regulariser; 0 switches it off.
    pub rate_strength: f32,
}

impl Teaching {
    /// Whether an utterance is learnt piece by piece while it is heard, with memory that does not grow with its length.
    #[must_use]
    pub fn is_streaming(&self) -> bool {
        match self.rule.flow() {
            Flow::Direct(signal) => {
                self.eligibility == Eligibility::Forward || (signal.when == When::Hearing && self.reach == Reach::Local)
            }
            _ => false,
        }
    }
}

/// When a learning signal is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// While the utterance is heard: it depends on the label and the present state alone.
    Hearing,
    /// After the utterance: it depends on the answer.
    Answered,
}

/// Writes to `out`, shape `[neurons]`, what hidden layer `l` learns at a step by its own `spikes`, shape `[neurons]`; `error` is a buffer.
pub type OwnSignal = fn(&Lesson<'_>, l: usize, spikes: &[f32], error: &mut Vec<f32>, out: &mut [f32]);

/// What a direct rule supplies.
#[derive(Clone, Copy)]
pub struct Signal {
    /// When the constant part is known. If after the answer, its weight at a step is the readout's: what that step's spikes count in the answer.
    pub when: When,
    /// Factor on the neuron's own state S\[t\] in its learning signal.
    pub state: f32,
    /// Where each layer judges itself: makes the constant part anew at every step.
    pub own: Option<OwnSignal>,
    /// Writes the constant part of every neuron's learning signal, shape `[neurons]`, of hidden layer `l`.
    pub constant: fn(&Lesson<'_>, l: usize, out: &mut [f32]),
}

/// How a rule reaches the hidden layers.
#[derive(Clone, Copy)]
pub enum Flow {
    /// Not at all.
    Nothing,
    /// The error goes down layer by layer and back through time.
    LayerByLayer {
        /// Whether between layers it goes through fixed random weights in place of the layers' own.
        random: bool,
    },
    /// Every hidden layer gets its learning signal at once.
    Direct(Signal),
}

/// A learning rule.
pub trait LearningRule: Sync {
    /// Stable id of the command line and the page.
    fn id(&self) -> &'static str;
    /// Name in words.
    fn title(&self) -> &'static str;
    /// What it does, in two or three plain sentences; empty in WebAssembly, where the page has them.
    fn explanation(&self) -> &'static str;
    /// Paper and equation.
    fn source(&self) -> &'static str;
    /// How it reaches the hidden layers.
    fn flow(&self) -> Flow;
}

/// Every rule, in the order in which they are shown.
pub const RULES: &[&dyn LearningRule] = &[
    &rp::RewardPropagation,
    &bptt::PseudoBp,
    &fa::FeedbackAlignment,
    &dfa::DirectFeedbackAlignment,
    &dfa::SignedDirectFeedbackAlignment,
    &drtp::DirectRandomTargetProjection,
    &local::LocalClassifier,
    &eprop::EProp,
    &readout::ReadoutOnly,
];

/// The rule with this id.
///
/// # Errors
/// [`Error::UnknownChoice`] with every id there is.
pub fn by_id(id: &str) -> Result<&'static dyn LearningRule> {
    RULES.iter().copied().find(|r| r.id() == id).ok_or_else(|| Error::UnknownChoice {
        what: "rule".into(),
        got: id.chars().take(40).collect(),
        choices: RULES.iter().map(|r| r.id()).collect::<Vec<_>>().join(", "),
    })
}

/// The label of a step that has none and is not judged.
pub const UNLABELLED: u8 = u8::MAX;

/// One utterance, or a piece of one, that was run through the network.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// What the forward pass recorded.
    pub tape: Tape,
    /// Index of the right label.
    pub label: usize,
    /// Gradient of the loss by the output, shape `[labels]`; zeros while it is not known.
    pub d_output: Vec<f32>,
    /// Label of every step, where steps have their own; empty for a word.
    pub step_labels: Vec<u8>,
    /// With labels of steps: gradient of the sum of their losses by what the readout adds at each step, shape `[steps, labels]`.
    pub d_steps: Vec<f32>,
    /// With labels of steps: how many losses were added.
    pub questions: usize,
}

impl Heard {
    /// What one step's part of [`Heard::d_steps`] counts in the loss, the mean of the steps' losses.
    fn per_question(&self) -> f32 {
        1.0 / self.questions.max(1) as f32
    }
}

/// What is to be learnt from an utterance, or from a piece of one.
pub struct Lesson<'a> {
    /// The network as it is.
    pub net: &'a Network,
    /// Rule and options.
    pub teaching: &'a Teaching,
    /// The utterance.
    pub heard: &'a Heard,
    /// Index of the right label: the utterance's, or a step's.
    pub label: usize,
    /// Gradient of the loss by the output, or by what the readout adds at a step, shape `[labels]`.
    pub errors: &'a [f32],
}

impl<'a> Lesson<'a> {
    /// Of a word.
    #[must_use]
    pub fn of(net: &'a Network, teaching: &'a Teaching, heard: &'a Heard) -> Self {
        Self { net, teaching, heard, label: heard.label, errors: &heard.d_output }
    }
}

/// What is to be learnt from several utterances at once. Their gradients are added one after another, so the sums are those of learning them
/// one by one, to the last bit; but every weight is read once for all of them.
#[derive(Clone, Copy)]
pub struct Lessons<'a> {
    /// The network as it is.
    pub net: &'a Network,
    /// Rule and options.
    pub teaching: &'a Teaching,
    /// The utterances.
    pub heard: &'a [Heard],
}

impl<'a> Lessons<'a> {
    /// Each by itself.
    fn iter(self) -> impl Iterator<Item = Lesson<'a>> {
        self.heard.iter().map(move |heard| Lesson::of(self.net, self.teaching, heard))
    }

    /// Whether every step has a label of its own.
    fn by_step(self) -> bool {
        crate::PHONEMES && self.heard.iter().any(|h| !h.step_labels.is_empty())
    }

    /// Steps of all utterances.
    fn steps(self) -> usize {
        self.heard.iter().map(|h| h.tape.steps).sum()
    }

    /// Utterance `u`, and its first step among those of all.
    fn get(self, u: usize) -> Option<(&'a Heard, usize)> {
        self.heard.get(u).map(|heard| (heard, self.heard.iter().take(u).map(|h| h.tape.steps).sum()))
    }
}

/// Buffers of the backward computations; they grow to what the first utterance needs and are then used again.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    /// Gradient by S of the layer at hand, shape `[steps, neurons]`.
    pub d_spikes: Vec<f32>,
    /// Gradient by the potentials of the layer at hand, and of a spiking readout.
    dv: backward::Potentials,
    dv_readout: backward::Potentials,
    /// The part of `d_spikes` that comes from a spiking readout.
    from_readout: Vec<f32>,
    rows: [backward::Rows; 2],
    lists: crate::snn::kernels::Lists,
    /// Weight of each step's spikes in the answer, shape `[steps]`.
    weight: Vec<f32>,
    signal: Vec<f32>,
    /// A layer's own error at the step at hand, shape `[labels]`.
    own: Vec<f32>,
    rates: direct::Rates,
}

impl Scratch {
    /// Forgets the utterance before.
    pub fn begin(&mut self) {
        self.rates.begin();
    }

    /// Bytes that the buffers hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let floats = [&self.d_spikes, &self.from_readout, &self.weight, &self.signal, &self.own];
        floats.iter().map(|v| v.capacity() * size_of::<f32>()).sum::<usize>()
            + self.dv.bytes()
            + self.dv_readout.bytes()
            + self.rows.iter().map(backward::Rows::bytes).sum::<usize>()
            + self.lists.bytes()
    }
}

/// Adds the gradient of whole utterances to `grads`: the readout by its exact gradient, the hidden layers by the rule. A leaky readout of
/// words learns from a [`Pool`].
pub fn gradient(lessons: Lessons<'_>, scratch: &mut Scratch, grads: &mut Gradients) {
    let Some(last) = lessons.net.layers.len().checked_sub(1) else { return };
    if lessons.net.params.readout == Readout::Spiking {
        let labels = lessons.net.params.labels();
        scratch.d_spikes.clear();
        for heard in lessons.heard {
            let per_step = 1.0 / heard.tape.steps as f32;
            if !lessons.by_step() {
                scratch.d_spikes.extend((0..heard.tape.steps).flat_map(|_| heard.d_output.iter().map(|d| d * per_step)));
            } else {
                scratch.d_spikes.extend(heard.d_steps.iter().map(|d| d * heard.per_question()));
            }
        }
        let Scratch { d_spikes, rows, dv, .. } = scratch;
        let source = |_, steps: std::ops::Range<usize>| Source::Steps(&d_spikes[steps.start * labels..steps.end * labels]);
        backward::through_layer(lessons, last, Path::Full, labels, &source, rows, dv);
        grads.accumulate(lessons, last, labels, scratch);
        std::mem::swap(&mut scratch.dv_readout, &mut scratch.dv);
    } else if lessons.by_step() {
        // u[t] = κ·u[t−1] + W·S[t] + b: the errors of later steps were carried back by κ, so each step's are the gradient by W·S[t] + b.
        scratch.dv.of_readout(lessons);
        grads.accumulate(lessons, last, lessons.net.params.labels(), scratch);
        std::mem::swap(&mut scratch.dv_readout, &mut scratch.dv);
    }
    match lessons.teaching.rule.flow() {
        Flow::Nothing => {}
        Flow::LayerByLayer { random } => layered::hidden(lessons, random, scratch, grads),
        Flow::Direct(signal) => direct::hidden(lessons, &signal, scratch, grads),
    }
}

/// Writes what each step's learning signal counts, for the steps of all utterances. A word's is constant, and counts what the step's spikes do in
/// the answer: Σ_{t' ≥ t} κ^(t' − t) / steps for a leaky readout, 1 / steps for a spiking one. Where steps have labels, each has its own signal,
/// which counts as one step in the mean of the losses.
fn step_weights(lessons: Lessons<'_>, weight: &mut Vec<f32>) {
    let params = &lessons.net.params;
    let kappa = if params.readout == Readout::Leaky { params.readout_leak } else { 0.0 };
    weight.clear();
    for heard in lessons.heard {
        let steps = heard.tape.steps;
        let per_step = 1.0 / steps as f32;
        let first = weight.len();
        if lessons.by_step() {
            weight.resize(first + steps, heard.per_question());
            continue;
        }
        weight.resize(first + steps, 0.0);
        let mut later = 0.0;
        for w in weight.iter_mut().skip(first).rev() {
            later = per_step + kappa * later;
            *w = later;
        }
    }
}
